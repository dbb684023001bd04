from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.answer import BLANK, Answer, Row, State
from casework.casesheet import sheet, to_look_at
from casework.document import Audience, CaseSheet, Grid, Line, OpenAction
from casework.facts import EarlierCase
from casework.question import QuestionKind
from casework.redaction import WITHHELD
from casework.submission import ReferralSet
from tests.support.forms import a_form, lists_of
from tests.support.panels import a_protocol
from tests.support.sheets import a_layout, a_referral
from tests.support.submissions import a_submission

TODAY = dt.date(2026, 12, 14)
LINES = {
    "children": "Child protection comes first.",
    "every_case": "A child in need.",
    "young_exploiter": "Ask the youth service.",
}
FORMS = {
    "wesp": ("wesp_referral", "wesp_noconsent"),
    "mase": ("mase_referral",),
}
NEVER = {
    "wesp": {"eq_ethnicity", "eq_ethnicity_words", "eq_gender", "eq_gender_same",
             "eq_orientation", "eq_disability", "referrer_phone", "referrer_email"},
    "mase": {"eq_ethnicity", "eq_gender", "eq_orientation", "referrer_phone", "referrer_email"},
}  # fmt: skip


def a_sheet(
    referral: ReferralSet,
    audience: Audience = Audience.MEMBER,
    *,
    panel: str = "wesp",
    pack: Mapping[str, bool] | None = None,
    **more: Any,
) -> CaseSheet:
    protocol = a_protocol(printed_lines=LINES, pack=pack or {}, lists=dict(lists_of(panel)))
    return sheet(
        referral,
        reference="WP-7KQ4",
        audience=audience,
        protocol=protocol,
        layout=a_layout(panel),
        today=TODAY,
        **more,
    )


def with_answers(referral: ReferralSet, **answers: Answer) -> ReferralSet:
    """The same set with some answers of the referral form changed."""
    first, *rest = referral.papers
    return ReferralSet(papers=(replace(first, answers={**first.answers, **answers}), *rest))


def line(made: CaseSheet, label: str) -> str | None:
    texts = [one.text for part in made.sections for one in part.lines if one.label == label]
    return texts[0] if texts else None


def grid(made: CaseSheet, title: str) -> Grid | None:
    grids = [one for part in made.sections for one in part.grids if one.title == title]
    return grids[0] if grids else None


def words(made: CaseSheet) -> str:
    """Everything that is printed."""
    texts = [made.heading, made.referring_agency, made.route, *made.printed_lines]
    for part in made.sections:
        texts.append(part.title)
        texts += [text for one in part.lines for text in (one.label, one.text)]
        texts += [text for one in part.grids for row in one.rows for text in row]
        texts += [text for one in part.grids for text in (one.title, *one.headings)]
    return "\n".join(texts)


WESP = a_referral("wesp_referral", "wesp_consent")
WESP_NC = a_referral("wesp_referral", "wesp_noconsent")
MASE = a_referral("mase_referral")


def test_the_head_of_a_sheet():
    made = a_sheet(WESP)
    assert (made.reference, made.heading) == ("WP-7KQ4", "Alex Jo Example")
    assert (made.referring_agency, made.route) == ("Sample Housing Trust", "With consent")
    assert made.urgent is False
    assert made.printed_lines == ("Child protection comes first.",)
    assert a_sheet(WESP_NC).route == "Without consent"


def test_the_parts_stand_in_the_panel_s_order():
    assert [part.title for part in a_sheet(WESP).sections] == [
        "Danger first", "Who it is about", "Referred by", "Why it is before the panel", "Risks",
        "Views, support and agencies", "Children", "Consent",
    ]  # fmt: skip


def test_what_stands_first_and_who_it_is_about():
    first, about, *_ = a_sheet(WESP).sections
    assert first.lines == (
        Line(label="Cannot wait for the next meeting", text="No"),
        Line(label="A child at risk", text="No"),
        Line(label="Vulnerable adult", text="No"),
        Line(label="Pregnant", text="No"),
    )
    assert about.lines == (
        Line(label="Name", text="Alex Jo Example"),
        Line(label="Other names", text="Lexi, Ally"),
        Line(label="Date of birth", text="14 February 1996 (age 30)"),
        Line(label="Language support needed", text="No"),
        Line(label="Disability needs", text="Asthma; needs a lift or a ground floor room"),
        Line(label="Housing", text="Supported housing"),
        Line(label="Recourse to public funds", text="Yes"),
    )


def test_only_red_flags_that_were_said_stand_there_with_their_evidence():
    found = grid(a_sheet(WESP), "Red flags")
    assert found
    assert found.headings[0] == "Red flag"
    assert found.rows == (
        (
            "Recent violence or rape by a buyer",
            "Two assaults by buyers reported to us since October",
        ),
        ("Dependent drug or alcohol use", "In treatment for heroin use since May"),
    )


@pytest.mark.parametrize("said", ["no", "unknown"])
def test_without_a_yes_there_is_no_table_of_red_flags(said: str):
    rows = tuple(
        Row(key=row.key, cells={"answer": said}) for row in a_form("wesp_referral")
        .by_id()["red_flags"].rows_of
    )  # fmt: skip
    referral = with_answers(WESP, red_flags=Answer(state=State.ANSWERED, value=rows))
    assert grid(a_sheet(referral), "Red flags") is None


def test_an_empty_column_is_left_out():
    values = {"wesp_referral": {"red_flags.buyer_violence.evidence": "",
                                "red_flags.substance_dependence.evidence": ""}}  # fmt: skip
    found = grid(a_sheet(a_referral("wesp_referral", "wesp_consent", values=values)), "Red flags")
    assert found
    assert found.headings == ("Red flag",)
    assert len(found.rows) == 2


@pytest.mark.parametrize("panel", ["wesp", "mase"])
@pytest.mark.parametrize("audience", list(Audience))
def test_every_word_in_a_sheet_is_one_that_its_layout_names(panel: str, audience: Audience):
    """A canary in each answer: those in the sheet are those of the layout's entries, no other."""
    papers = []
    for form_id in FORMS[panel]:
        form = a_form(form_id)
        answers = {
            question.id: Answer(state=State.ANSWERED, value=f"canary-{question.id}-end")
            for question in form.questions
            if question.kind is not QuestionKind.ROWS
        }
        blank = a_submission(form)
        papers.append(replace(blank, answers={**blank.answers, **answers}))
    printed = words(a_sheet(ReferralSet(papers=tuple(papers)), audience, panel=panel))
    named = {
        question
        for part in a_layout(panel).section
        for entry in part.entry
        for question in entry.questions
        if audience in entry.audiences and (not entry.guard or audience is Audience.COORDINATOR)
    } | {"referrer_agency", "first_name", "middle_names", "surname"}
    for paper in papers:
        for question in paper.form.questions:
            if question.kind is not QuestionKind.ROWS:
                shown = f"canary-{question.id}-end" in printed
                assert shown is (question.id in named), question.id
    assert not NEVER[panel] & named


@pytest.mark.parametrize("panel", ["wesp", "mase"])
def test_the_layout_names_only_questions_and_columns_that_the_forms_have(panel: str):
    forms = [
        a_form(form_id) for form_id in (*FORMS[panel], *(["wesp_consent"] * (panel == "wesp")))
    ]
    asked = {question.id: question for form in forms for question in form.questions}
    layout = a_layout(panel)
    for entry in (entry for part in layout.section for entry in part.entry):
        for question in entry.questions:
            columns = {column.key for column in asked[question].columns}
            wanted = {
                *entry.columns,
                *entry.guarded,
                *entry.headings,
                *([entry.rows.column] if entry.rows else []),
            }
            assert wanted <= columns, question
            assert bool(entry.heading) is bool(asked[question].rows_of), question
    named = layout.reads.kept_from + ((layout.reads.exclusions,) if layout.reads.exclusions else ())
    for one in named:
        columns = {column.key for column in asked[one.question].columns}
        assert {*one.names, *filter(None, [one.agency])} <= columns, one.question
    reads = layout.reads
    for question in (reads.children, reads.presenter, reads.consent, reads.recipients,
                     reads.withdrawn, reads.consent_ends):  # fmt: skip
        assert not question or question in asked
    for prompt in layout.prompt:
        assert not prompt.question or prompt.question in asked


@pytest.mark.parametrize(
    ("audience", "confidential", "setting", "shown"),
    [
        (Audience.COORDINATOR, "yes", False, True),
        (Audience.MEMBER, "no", True, True),
        (Audience.MEMBER, "yes", True, False),
        (Audience.MEMBER, "", True, False),  # until it is answered, Yes is assumed
        (Audience.MEMBER, "no", False, False),
        (Audience.INVITEE, "no", True, False),
        (Audience.REFERRER, "no", True, False),
    ],
)
def test_an_address_stands_there_only_where_form_and_setting_allow_it(
    audience: Audience, confidential: str, setting: bool, shown: bool
):
    values = {
        "wesp_referral": {
            "address_confidential": confidential,
            "background": "She moved to 1 Example St (SW1A1AA) in May. Ring 07700900123.",
            "children.1.address": "Flat 4, 1 Example Street",
        }
    }
    referral = a_referral("wesp_referral", "wesp_consent", values=values)
    made = a_sheet(referral, audience, pack={"individual_address": setting})
    printed = words(made)
    assert (line(made, "Address") is not None) is shown
    assert (line(made, "Safe contact number") is not None) is shown
    for secret in ("Example Street", "Example St", "SW1A", "07700"):
        assert (secret in printed) is shown, secret
    kept = line(made, "Background")
    assert kept == (
        values["wesp_referral"]["background"] if shown
        else f"She moved to {WITHHELD} in May. Ring {WITHHELD}."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("audience", "setting", "shown"),
    [
        (Audience.COORDINATOR, False, True),
        (Audience.MEMBER, True, True),
        (Audience.MEMBER, False, False),
        (Audience.INVITEE, True, False),
    ],
)
def test_a_perpetrator_s_address_stands_there_only_by_setting(
    audience: Audience, setting: bool, shown: bool
):
    # The child lives in the same street: that would be kept back from this address too.
    values = {"wesp_referral": {"children.1.address": ""}}
    referral = a_referral("wesp_referral", "wesp_consent", values=values)
    made = a_sheet(referral, audience, pack={"perpetrator_addresses": setting})
    found = grid(made, "Known perpetrators")
    assert found
    assert "Sam Placeholder" in found.rows[0]
    assert ("2 Invented Lane, London" in found.rows[0]) is shown


@pytest.mark.parametrize(
    ("audience", "setting", "shown"),
    [
        (Audience.COORDINATOR, False, True),
        (Audience.REFERRER, False, True),
        (Audience.MEMBER, True, True),
        (Audience.MEMBER, False, False),
        (Audience.INVITEE, True, False),
    ],
)
def test_evidence_for_grounds_is_for_those_the_panel_names(
    audience: Audience, setting: bool, shown: bool
):
    made = a_sheet(WESP_NC, audience, pack={"ground_evidence": setting})
    assert (grid(made, "Evidence for the grounds") is not None) is shown
    grounds = line(made, "Grounds for sharing without consent")
    assert grounds == (
        "To protect someone's life, or someone from serious harm; To prevent or detect crime"
    )


@pytest.mark.parametrize("audience", [Audience.MEMBER, Audience.INVITEE, Audience.REFERRER])
def test_whom_she_fears_and_who_must_not_see_it_is_for_the_coordinator_alone(audience: Audience):
    desk, others = a_sheet(WESP, Audience.COORDINATOR), a_sheet(WESP, audience)
    assert line(desk, "Whom she fears, whom not to talk to")
    assert grid(desk, "Must not see this")
    assert "Pat Placeholder" not in words(others)
    assert "his brother" not in words(others)


def test_unknown_and_none_are_printed_and_a_blank_never_is():
    referral = with_answers(
        WESP,
        dob=Answer(state=State.UNKNOWN),
        surname=Answer(state=State.UNKNOWN),
        perpetrators=Answer(state=State.NONE),
        children=Answer(state=State.UNKNOWN),
        key_risks=BLANK,
        views=Answer(state=State.NOT_ASKED_UNSAFE),
        child_risk=BLANK,
    )
    made = a_sheet(referral)
    assert line(made, "Date of birth") == "Unknown"
    assert made.heading == "Alex Jo (surname unknown)"
    assert line(made, "Known perpetrators") == "None known"
    assert line(made, "Children") == "Unknown"
    assert line(made, "In her own words") == "Not asked (unsafe)"
    assert line(made, "Key risks and concerns") is None
    assert line(made, "A child at risk") is None


def test_what_is_not_clear_is_not_guessed_and_the_coordinator_sees_both_readings():
    unclear = Answer(state=State.CONTRADICTORY, readings=("yes", "no"))
    referral = with_answers(WESP, child_risk=unclear)
    assert line(a_sheet(referral), "A child at risk") == "Not clear on the form"
    desk = a_sheet(referral, Audience.COORDINATOR)
    assert line(desk, "A child at risk") == "Not clear on the form (yes / no)"


@settings(deadline=None)
@given(st.sets(st.sampled_from([question.id for question in a_form("wesp_referral").questions])))
def test_blanking_answers_only_ever_takes_words_away(blanked: set[str]):
    before = set(words(a_sheet(WESP)).splitlines())
    referral = with_answers(WESP, **dict.fromkeys(blanked, BLANK))
    made = a_sheet(referral)
    after = set(words(made).splitlines()) - {made.heading, made.referring_agency, ""}
    # Without the address there is nothing left to keep back, and half a name is another name.
    assert after <= before | {line(made, "Name")}
    assert all(one.text for part in made.sections for one in part.lines)


def test_the_protocol_s_lines_stand_on_the_sheets_they_belong_to():
    none = with_answers(WESP, children=Answer(state=State.NONE))
    assert a_sheet(none).printed_lines == ()
    risk = with_answers(none, child_risk=Answer(state=State.ANSWERED, value="yes"))
    assert a_sheet(risk).printed_lines == ("Child protection comes first.",)
    assert a_sheet(MASE, panel="mase").printed_lines == ("A child in need.",)
    values = {"mase_referral": {"exploiters.1.dob_or_age": "17"}}
    young = a_referral("mase_referral", values=values)
    assert a_sheet(young, panel="mase").printed_lines == (
        "A child in need.", "Ask the youth service."
    )  # fmt: skip


def test_a_child_s_sheet_shows_factors_that_were_said_and_when():
    made = a_sheet(MASE, panel="mase")
    push, indicators = grid(made, "Vulnerabilities (push factors)"), grid(
        made, "Immediate risk indicators"
    )  # fmt: skip
    assert push
    assert push.headings == ("Vulnerability", "Current or historical", "Note")
    assert push.rows == (
        ("Domestic Violence", "Historical", "Ended when the father left in 2021"),
        ("Family breakdown/disrupted family life", "Current", ""),
    )
    assert indicators
    assert [row[1:] for row in indicators.rows] == [
        ("Yes", "Last 6 months", "Missing overnight four times since September"),
        ("Yes", "Last 6 months", "New telephone and jewellery"),
        ("Possible", "Last 6 months", "Tells a teacher that nothing matters"),
    ]
    assert line(made, "Date of birth") == "3 March 2010 (age 16)"
    assert "Specimen Avenue" not in words(made)


def test_earlier_hearings_that_were_confirmed_and_what_is_open_from_them():
    earlier = [
        EarlierCase(reference="WP-3HX9", strength="strong", reasons=(), confirmed=True,
                    last_heard=dt.date(2026, 11, 5)),
        EarlierCase(reference="WP-9RTB", strength="weak", reasons=(), last_heard=None),
    ]  # fmt: skip
    action = OpenAction(
        reference="A-4F2K", line=1, meeting="", case="WP-3HX9", text="Change the lock", kind="",
        agency="Demo Housing", owner="Drew", set_on="", due="5 December 2026", status="Open",
    )  # fmt: skip
    made = a_sheet(WESP, earlier=earlier, open_actions=[action])
    last = made.sections[-1]
    assert last.title == "Heard before"
    assert last.lines == (Line(label="Last hearing", text="Heard on Thursday 5 November 2026"),)
    assert last.grids[0].rows == (
        ("A-4F2K", "Change the lock", "Demo Housing", "5 December 2026", "Open"),
    )
    assert a_sheet(WESP, earlier=earlier[1:]).sections[-1].title == "Consent"


def test_another_address_in_a_narrative_is_pointed_out():
    values = {"wesp_referral": {"background": "Her mother is at E2 7AB."}}
    referral = a_referral("wesp_referral", "wesp_consent", values=values)
    assert to_look_at(a_sheet(referral)) == ("Background", "Agencies and workers involved")
