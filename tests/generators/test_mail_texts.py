"""Every mail as one block, and the rules that no wording may break (desk, 6.1)."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from generators import return_notice
from generators.mail_texts import Frame, MailTextWrong, check, compose
from generators.return_notice import Deadline
from generators.template import SHIPPED
from tests.support.contents import a_gap

FRAME = Frame(
    marking="STRICTLY CONFIDENTIAL",
    phone="0000 000 000",
    title="Women's Exploitation and Safety Panel",
)
LONGEST = "5:30pm Wednesday 30 September"
DEADLINE = Deadline(
    closes="5pm on Monday 14 December 2026",
    closes_short="5pm Monday 14 December",
    meeting="Thursday 17 December 2026",
    next_meeting="Thursday 21 January 2027",
)
GAPS = (
    a_gap(1, place="Page 1, question 4", text="enter the date of birth. (section 7)"),
    a_gap(2, place="Page 2, question 9"),
)
MEETING = {
    "meeting": "Thursday 17 December 2026", "meeting_short": "Thursday 17 December",
    "start": "10am", "venue": "Room 2", "cases": 4, "pages": 14, "copy": 1, "encrypted": True,
    "destroy_by": "Thursday 31 December 2026",
}  # fmt: skip
UNREAD = {
    "reference": "M-P7BG", "received": "Tuesday 8 December, 4:50pm", "file_type": ".pages",
    "limit_mb": 25, "closes": DEADLINE.closes, "closes_short": DEADLINE.closes_short,
    "meeting": DEADLINE.meeting, "next_meeting": DEADLINE.next_meeting,
}  # fmt: skip
VALUES: dict[str, Mapping[str, object]] = {
    "A1": return_notice.sent_back("WP-7KQ4", GAPS, DEADLINE, marked=True),
    "A2": return_notice.sent_back_again("WP-7KQ4", GAPS[1:], DEADLINE, marked=True, completed=2),
    "A3": return_notice.sent_back_without_form("WP-7KQ4", GAPS, DEADLINE),
    "A4": return_notice.other_half(
        "WP-M2TQ", DEADLINE, referral_missing=False, set_clause="section 8",
        ground_clause="section 13",
    ),
    "A5": {"reference": "WP-7KQ4", "asked_on": "Wednesday 9 December", "count": 3,
           "closes": DEADLINE.closes, "closes_short": DEADLINE.closes_short,
           "next_meeting": DEADLINE.next_meeting},
    **{f"B{cause}": UNREAD for cause in range(1, 8)},
    "C1": {"reference": "WP-7KQ4", "meeting": DEADLINE.meeting, "time": "10:25am",
           "venue": "Room 2", "presenting": "asked", "tell_by": "5pm on Wednesday 16 December"},
    "C2": {"reference": "WP-7KQ4", "missed": "17 December",
           "closed": "5pm on Monday 14 December", "meeting": DEADLINE.next_meeting,
           "meeting_short": "Thursday 21 January", "early_clause": "section 8"},
    "C5": {"reference": "MP-C7VD", "route_line": "Contact adult social care."},
    "D1": {**MEETING, "closes": "5pm on Monday 14 December", "agenda_clause": "section 10",
           "invite_clause": "section 5"},
    "D2": {**MEETING, "open_actions": 2, "example": "A-4F2K"},
    "D3": {**MEETING, "cases": 1, "pages": 4, "reason": "it came in time"},
    "D4": {**MEETING, "reference": "WP-7KQ4", "from": "10:25am", "until": "10:45am",
           "invite_clause": "section 5"},
    "E6": {"reference": "A-4F2K", "done_on": "Thursday 17 December 2026", "open_until": ""},
    "E7": {"reference": "A-4F2K"},
    "F1": {"meeting": "Thursday 17 December 2026", "meeting_short": "17 December", "more": 0,
           "reply_by": "5pm on Tuesday 22 December",
           "actions": [{"reference": "A-4F2K", "line": 6, "due": "Thursday 31 December 2026"},
                       {"reference": "A-8QN3", "line": 9, "due": "Friday 15 January 2027"}]},
    "G2": {"arrived": "9:42am", "reference": "WP-3HX9", "answer_by": "10:42am"},
}  # fmt: skip
FOOT = """
Panel coordinator, 0000 000 000
If this reached you by mistake, do not read, copy or forward it. Call 0000 000 000 now.
"""


def _mail(kind: str, **changes: object) -> str:
    text = compose(kind, {**VALUES[kind], **changes}, frame=FRAME, templates=SHIPPED)
    return f"{text.subject}\n{text.body}"


def test_a_form_sent_back():
    assert _mail("A1") == (
        """STRICTLY CONFIDENTIAL - Panel form WP-7KQ4 needs 2 more answers by 5pm Monday 14 December
STRICTLY CONFIDENTIAL

Dear colleague

We have your form WP-7KQ4. It cannot go to the meeting on Thursday 17 December 2026 yet, because 2 answers are missing.

What to add
1. Page 1, question 4: enter the date of birth. (section 7)
2. Page 2, question 9: choose Yes, No or Unknown. (section 12)

How to send it back
Your own form is attached. Everything you wrote is still in it. The 2 places are yellow and numbered.
Fill in those places, save the form, and reply to this email with the form attached. You do not need to start again.
An empty box has to come back to you. "Unknown" does not, if that is the honest answer.

When
Send it by 5pm on Monday 14 December 2026. After that it goes to the next meeting, on Thursday 21 January 2027.

If it cannot wait
If someone is in immediate danger, call 999. If the case cannot wait for the meeting, call us on 0000 000 000 and ask for an emergency meeting.
If a child may be at risk, refer to children's social care now. Do not wait for this form.
"""  # noqa: E501  lines of a mail are as they are
        + FOOT
    )


def test_a_form_sent_back_that_could_not_be_marked_to_a_panel_without_a_deadline():
    text = _mail("A1", marked=False, closes="", closes_short="", count=1)
    assert text.startswith("STRICTLY CONFIDENTIAL - Panel form WP-7KQ4 needs 1 more answer\n")
    assert "1 answer is missing" in text
    assert "A numbered list of the place and a blank form are attached." in text
    assert "Send it as soon as you can." in text
    assert "yellow" not in text


def test_a_form_whose_answers_contradict_each_other():
    text = _mail("A1", contradictions=True)
    assert "because some answers do not fit together.\n\nWhat does not fit together\n1. " in text


def test_a_form_sent_back_again():
    assert _mail("A2") == (
        """STRICTLY CONFIDENTIAL - Panel form WP-7KQ4 needs 1 more answer by 5pm Monday 14 December
STRICTLY CONFIDENTIAL

Dear colleague

Thank you for sending WP-7KQ4 again. 2 answers are now complete. 1 answer is still missing.

1. Page 2, question 9: choose Yes, No or Unknown. (section 12)

The form is attached, with this 1 place yellow. If something stops you from answering, call us on 0000 000 000 and we will do it together.
Send it by 5pm on Monday 14 December 2026. After that it goes to the next meeting, on Thursday 21 January 2027.
If someone is in immediate danger, call 999.
"""  # noqa: E501  as above
        + FOOT
    )


def test_the_other_half_is_missing():
    assert _mail("A4") == (
        """STRICTLY CONFIDENTIAL - Panel form WP-M2TQ needs its second form by 5pm Monday 14 December
STRICTLY CONFIDENTIAL

Dear colleague

Your referral form WP-M2TQ is complete. The second form that belongs to it did not come with it. (section 8)

Send one of these, as a reply to this email
- the information sharing form signed by the person, or
- the form for sharing without it, with at least one ground ticked. (section 13)
Both blanks are attached. Send only one.

Send it by 5pm on Monday 14 December 2026. After that the case goes to the next meeting, on Thursday 21 January 2027.
If it cannot wait, call us on 0000 000 000. If someone is in immediate danger, call 999.
"""  # noqa: E501  as above
        + FOOT
    )


def test_a_photograph_of_a_form():
    assert _mail("B1") == (
        """STRICTLY CONFIDENTIAL - We could not open M-P7BG, please send it again by 5pm Monday 14 December
STRICTLY CONFIDENTIAL

Dear colleague

Your email of Tuesday 8 December, 4:50pm, came. It holds a picture of a form. We cannot read pictures well enough to be safe. We have kept it and your place in time.

Please fill in the attached form on a computer and send it back. If you only have paper, call us.
A blank form is attached. If you cannot use it, call 0000 000 000 and we will fill it in with you.

Send it by 5pm on Monday 14 December 2026. After that it goes to the next meeting, on Thursday 21 January 2027.
If someone is in immediate danger, call 999. If the case cannot wait, call us.
"""  # noqa: E501  as above
        + FOOT
    )


@pytest.mark.parametrize("kind", ["B2", "B5"])
def test_who_need_not_send_again_is_not_asked_to_and_gets_no_blank(kind: str):
    text = _mail(kind)
    assert "send it again" not in text
    assert "blank" not in text


def test_complete():
    assert _mail("C1") == (
        """STRICTLY CONFIDENTIAL - Panel form WP-7KQ4 is complete, nothing to do
STRICTLY CONFIDENTIAL

Dear colleague

Your form WP-7KQ4 is complete. It is on the list for Thursday 17 December 2026, at about 10:25am, in Room 2.
Come to present it, or ask your agency's member to. If nobody can, tell us by 5pm on Wednesday 16 December.
If things get worse before then, call 0000 000 000. If someone is in immediate danger, call 999.
"""  # noqa: E501  as above
        + FOOT
    )


@pytest.mark.parametrize(
    ("presenting", "said"),
    [("none", "You need not come."), ("or_deferred", "it goes to the next meeting.")],
)
def test_who_presents_depends_on_the_panel(presenting: str, said: str):
    assert said in _mail("C1", presenting=presenting, time="")


def test_the_papers():
    assert _mail("D2") == (
        """STRICTLY CONFIDENTIAL - Panel papers for Thursday 17 December 10am
STRICTLY CONFIDENTIAL

Dear colleague

The papers for Thursday 17 December 2026, 10am, Room 2 are attached: 4 cases, 14 pages. This is copy 1, made for you. It opens with the password we gave you by telephone.
Before the meeting
- check your records for the 4 cases and bring what you know
- update your 2 open actions: reply with the number and a word, for example   A-4F2K DONE
- if you cannot come, send your secondary member and tell us
These papers are for you only. Do not forward them or print more copies than you need. Destroy them by Thursday 31 December 2026.
"""  # noqa: E501  as above
        + FOOT
    )


def test_the_action_log():
    assert _mail("F1") == (
        """STRICTLY CONFIDENTIAL - Panel action log, 17 December: your agency has 2 actions
STRICTLY CONFIDENTIAL

Dear colleague

The action log of Thursday 17 December 2026 is attached. Your agency has 2 actions. Reply to this email when each is done, for example   A-4F2K DONE
  A-4F2K   line 6 of the log    due Thursday 31 December 2026
  A-8QN3   line 9 of the log    due Friday 15 January 2027
Please pass them on in your agency and reply RECEIVED by 5pm on Tuesday 22 December.
"""  # noqa: E501  as above
        + FOOT
    )


def test_an_agency_without_actions_is_told_so():
    assert "17 December: nothing for your agency\n" in _mail("F1", actions=[])


def test_an_alert_to_the_desk_has_no_greeting_and_no_case():
    assert _mail("G2") == (
        """STRICTLY CONFIDENTIAL - Panel desk: look now
STRICTLY CONFIDENTIAL

An email that arrived at 9:42am holds an answer that cannot wait. Reference WP-3HX9. Open the desk and read the red band.
If you cannot, call your deputy. If nobody answers by 10:42am, your deputy is told.
"""  # noqa: E501  as above
    )


@pytest.mark.parametrize("kind", VALUES)
def test_every_text_keeps_the_rules_with_the_longest_date(kind: str):
    longest = {
        key: value
        for key, value in {
            "closes_short": LONGEST, "meeting_short": "Wednesday 30 September",
            "reference": "WP-7KQ42", "count": 12, "from": "12:25pm", "until": "12:45pm",
        }.items()
        if key in VALUES[kind]
    }  # fmt: skip
    subject, _, body = _mail(kind, **longest).partition("\n")
    assert len(subject) <= 100
    assert body.split("\n")[0] == FRAME.marking
    assert all(not line.endswith(" ") for line in body.split("\n"))


def test_twelve_points_still_keep_the_limit_of_lines():
    gaps = tuple(a_gap(number) for number in range(1, 31))
    values = return_notice.sent_back("WP-7KQ4", gaps, DEADLINE, marked=True)
    text = compose("A1", values, frame=FRAME, templates=SHIPPED)
    assert "12. Page 1, question 12" in text.body
    assert "13. " not in text.body
    assert "and 18 more, all marked yellow" in text.body


def test_a_value_cannot_add_a_line_or_a_link():
    text = compose(
        "C5", {"reference": "MP-C7VD", "route_line": "Call\r\nBcc: x@example.org\x00"},
        frame=FRAME, templates=SHIPPED,
    )  # fmt: skip
    assert "act first. Call Bcc: x@example.org\ufffd\n" in text.body
    with pytest.raises(MailTextWrong, match="C5"):
        compose(
            "C5", {"reference": "MP-C7VD", "route_line": "see https://example.org"},
            frame=FRAME, templates=SHIPPED,
        )  # fmt: skip


def test_a_missing_value_is_a_fault_and_not_a_hole():
    with pytest.raises(MailTextWrong) as wrong:
        compose("E7", {}, frame=FRAME, templates=SHIPPED)
    assert "'reference' is undefined" in wrong.value.details[0]


def test_a_value_that_is_no_text_or_number_is_refused():
    with pytest.raises(MailTextWrong):
        compose("E7", {"reference": b"A-4F2K"}, frame=FRAME, templates=SHIPPED)


GOOD = (
    "STRICTLY CONFIDENTIAL - Panel form WP-7KQ4",
    "STRICTLY CONFIDENTIAL\n\nDear colleague\n\nText.\n" + FOOT,
)


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        (*GOOD, ""),
        ("Panel form", GOOD[1], "does not begin with marking"),
        (GOOD[0] + " \u2013", GOOD[1], "outside ASCII"),
        (GOOD[0] + "x" * 60, GOOD[1], "longer than 100 letters"),
        (GOOD[0] + " about a child", GOOD[1], "tells too much"),
        (GOOD[0] + " of the safety", GOOD[1], "panel's name"),
        (GOOD[0], GOOD[1].replace(FRAME.marking, "PRIVATE"), "first line is not the marking"),
        (GOOD[0], GOOD[1].replace("Text.", "a\n" * 31), "longer than 30 lines"),
        (GOOD[0], GOOD[1].replace("Text.", "see www.example.org"), "link or markup"),
        (GOOD[0], GOOD[1].replace("Text.", "<b>now</b>"), "link or markup"),
        (GOOD[0], GOOD[1].replace("Text.", "bell \x07"), "control character"),
        (GOOD[0], GOOD[1].replace("Dear colleague", "Hi"), "greeting"),
        (GOOD[0], GOOD[1].replace(FOOT, ""), "whom to call"),
    ],
)
def test_each_broken_rule_is_named(subject: str, body: str, said: str):
    found = check("A1", subject, body, frame=FRAME, forbidden=("child",))
    assert ([said in line for line in found] == [True]) if said else found == ()


def test_all_broken_rules_are_named_at_once():
    assert len(check("A1", "x", "y", frame=FRAME, forbidden=())) == 4


def test_a_changed_wording_is_used_and_a_broken_one_refused(tmp_path: Path):
    shutil.copytree(SHIPPED / "mail", tmp_path / "mail")
    path = tmp_path / "mail" / "E7.txt"
    path.write_text(path.read_text().replace("Thank you for your reply", "Many thanks"))
    assert "Many thanks about" in compose("E7", VALUES["E7"], frame=FRAME, templates=tmp_path).body
    path.write_text(path.read_text().replace("{{ marking }} - ", "Urgent: "))
    with pytest.raises(MailTextWrong):
        compose("E7", VALUES["E7"], frame=FRAME, templates=tmp_path)
