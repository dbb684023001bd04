"""The invented month: its data is sound, and its mails are what referrers' programs send."""

from __future__ import annotations

import datetime as dt
import email
import io
import re
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from casework import rules
from casework.dates import LONDON, local_day
from casework.disposition import Disposition, decide
from casework.facts import Deadline, Facts, SenderStanding
from casework.identifiers import reference
from casework.mailing import MailKind
from casework.submission import ReferralSet
from config import people, protocols
from forms import blanks, spec
from forms.fields import fields_of
from forms.submit import to_submission
from procedures.rehearsal import mails
from procedures.rehearsal.fillings import complete
from procedures.rehearsal.mails import Answered, Desk
from procedures.rehearsal.month import Mail, Month, NoSuchMonth, Style, load, months
from tests.support.blanks import FONTS, word_controls
from tests.support.source import ROOT
from tests.support.submissions import an_extracted

PANELS = ROOT / "config" / "panels"
MEETING = dt.date(2026, 12, 17)
MAILS = [(panel, mail.key) for panel in months() for mail in load(panel).mails]
# What the month is there to show, for whole forms; the other files cannot be read at all.
OUTCOMES = {
    ("wesp", "earlier"): Disposition.ACCEPT,
    ("wesp", "pdf"): Disposition.ACCEPT,
    ("wesp", "word"): Disposition.ACCEPT,
    ("wesp", "under-age"): Disposition.NEEDS_YOU,
    ("wesp", "printed"): Disposition.ACCEPT,
    ("wesp", "gaps"): Disposition.SEND_BACK,
    ("wesp", "no-ground"): Disposition.SEND_BACK,
    ("wesp", "again"): Disposition.ACCEPT,
    ("mase", "pdf"): Disposition.ACCEPT,
    ("mase", "gaps"): Disposition.SEND_BACK,
    ("mase", "level-4"): Disposition.NEEDS_YOU,
}


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Desk]:
    """Each panel's blanks, issued into a folder."""
    made: dict[str, Desk] = {}
    for panel in months():
        protocol = protocols.load(PANELS, panel)
        forms = spec.load_all(protocol.forms, lists=protocol.lists, labels=protocol.labels)
        folder = tmp_path_factory.mktemp(panel)
        for form in forms.values():
            blanks.issue(
                form, folder, fonts=FONTS,
                marking=protocol.marking.text, public_name=protocol.public_name,
            )  # fmt: skip
        made[panel] = Desk(forms=forms, blanks=folder, fonts=FONTS, address=protocol.mailbox)
    return made


def _mail(panel: str, key: str) -> tuple[Month, Mail]:
    month = load(panel)
    return month, month.mail(key)


def _built(panel: str, key: str, desks: dict[str, Desk]) -> EmailMessage:
    month, mail = _mail(panel, key)
    blank = next(desks[panel].blanks.glob("*referral*.pdf")).read_bytes()
    answered = Answered(
        message_id="<c1@panel.example>", subject="Ours", text="Thank you\nNothing to do",
        form=blank, action="A-4F2K",
    )  # fmt: skip
    raw = mails.build(mail, month, desks[panel], answered=answered if mail.answers else None)
    parsed = email.message_from_bytes(raw, policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_there_is_a_month_for_every_panel_and_one_comes_first():
    assert set(months()) == {file.stem for file in PANELS.glob("*.toml")}
    assert load() == load(months()[0])
    assert set(load().beside) <= set(months())
    with pytest.raises(NoSuchMonth):
        load("nowhere")


@pytest.mark.parametrize("panel", months())
def test_everything_happens_inside_the_month_and_in_order(panel: str):
    month = load(panel)
    assert month.begins < month.ends
    for mail in month.mails:
        assert month.begins < mail.came < month.ends
        assert mail.came.astimezone(LONDON).weekday() < 5
        assert mail.told
        assert not mail.answers or MailKind(mail.answers)
    for sitting in month.sittings:
        moments = [sitting.agenda, sitting.papers, sitting.closed]
        known = [moment for moment in moments if moment is not None]
        assert known == sorted(known)
        assert {line.case for line in sitting.agreed} <= {mail.key for mail in month.mails}
        assert all(line.due >= sitting.date for line in sitting.agreed)


@pytest.mark.parametrize("panel", months())
def test_the_people_file_is_right_before_and_after_cases_are_known(panel: str, tmp_path: Path):
    month = load(panel)
    cases = {mail.key: reference("WP", lambda below: 7 % below) for mail in month.mails}
    file = tmp_path / "people.toml"
    file.write_text(month.people_file({}))
    before = people.load(file)
    file.write_text(month.people_file(cases))
    after = people.load(file)
    assert len(before.persons) <= len(after.persons) == len(month.persons)
    known = {agency.name: agency.id for agency in after.agencies}
    owners = {(line.owner, known[line.agency]) for s in month.sittings for line in s.agreed}
    assert owners <= {(person.name, person.agency) for person in after.persons}


def test_the_month_has_an_invitee_an_observer_a_conflict_and_an_unsigned_agreement():
    month = load()
    assert {"invitee", "observer"} <= {person["role"] for person in month.persons}
    assert any(person.get("excluded") for person in month.persons)
    assert any("agreement_signed" not in agency for agency in month.agencies)


@pytest.mark.parametrize(("panel", "key"), MAILS)
def test_every_mail_is_from_a_person_of_the_month_and_carries_its_files(
    panel: str, key: str, desks: dict[str, Desk]
):
    _, mail = _mail(panel, key)
    built = _built(panel, key, desks)
    assert built["From"].addresses[0].addr_spec == (mail.forwarded_by or mail.sender)
    assert built["To"] == desks[panel].address
    carried = list(built.iter_attachments())
    if mail.forwarded_by:
        (inner,) = carried
        assert inner.get_content_type() == "message/rfc822"
        carried = list(inner.get_content().iter_attachments())
    assert [part.get_filename() for part in carried] == [file.name for file in mail.files]
    assert "{" not in built.get_body(("plain",)).get_content()  # pyright: ignore[reportOptionalMemberAccess]  it has one


@pytest.mark.parametrize(("panel", "key"), MAILS)
def test_the_same_month_gives_the_same_mails_but_for_the_boundaries(
    panel: str, key: str, desks: dict[str, Desk]
):
    def without_boundaries(mail: EmailMessage) -> str:
        return re.sub(r"={7,}\d+==", "", mail.as_string())

    assert without_boundaries(_built(panel, key, desks)) == without_boundaries(
        _built(panel, key, desks)
    )


@pytest.mark.parametrize(("panel", "key"), sorted(OUTCOMES))
def test_whole_forms_end_as_the_month_means_them_to(panel: str, key: str, desks: dict[str, Desk]):
    month, mail = _mail(panel, key)
    protocol = protocols.load(PANELS, panel)
    papers = [
        to_submission(
            an_extracted(form, {**complete(form), **file.values}), form, arrived=mail.came
        )
        for file in mail.files
        for form in [desks[panel].forms[file.form]]
    ]
    facts = Facts(
        arrived=mail.came,
        today=local_day(mail.came),
        sender=SenderStanding.MEMBER,
        sender_domain=mail.sender.partition("@")[2],
        agencies=frozenset(agency["name"] for agency in month.agencies),
        members=frozenset(
            person["name"] for person in month.persons if person["role"] in {"lead", "secondary"}
        ),
        leads=frozenset(person["name"] for person in month.persons if person["role"] == "lead"),
        meeting_dates=tuple(sitting.date for sitting in month.sittings),
        next_meeting=Deadline(meeting=MEETING, closes=None),
    )
    found = rules.run(ReferralSet(papers=tuple(papers)), protocol, facts)
    assert decide(found) is OUTCOMES[panel, key], [finding.check for finding in found]


def test_the_values_name_fields_of_their_forms(desks: dict[str, Desk]):
    for panel in months():
        for mail in load(panel).mails:
            for file in mail.files:
                known = {field.name for field in fields_of(desks[panel].forms[file.form])}
                assert set(file.values) <= known, (panel, mail.key, file.name)


def test_a_printed_form_has_no_fields_and_a_truncated_one_no_end(desks: dict[str, Desk]):
    printed = _mail("wesp", "printed")[1].files[0]
    made = mails.file_bytes(printed, desks["wesp"])
    assert b"/AcroForm" not in made
    assert (
        str(printed.values["surname"])
        in pypdfium2.PdfDocument(made)[1].get_textpage().get_text_range()
    )
    broken = mails.file_bytes(_mail("wesp", "broken")[1].files[0], desks["wesp"])
    assert b"%%EOF" not in broken


def test_a_word_form_holds_what_was_written(desks: dict[str, Desk]):
    file = _mail("wesp", "word")[1].files[0]
    assert file.style is Style.WORD
    controls = word_controls(mails.file_bytes(file, desks["wesp"]))
    assert controls["surname"] == file.values["surname"]


def test_a_photograph_is_one(desks: dict[str, Desk]):
    photo = mails.file_bytes(_mail("wesp", "photo")[1].files[0], desks["wesp"])
    assert photo.startswith(b"\xff\xd8\xff")


def test_a_resend_is_built_on_the_form_we_sent_back(desks: dict[str, Desk]):
    built = _built("wesp", "corrected", desks)
    assert built["In-Reply-To"] == "<c1@panel.example>"
    assert built["Subject"] == "RE: Ours"
    (part,) = built.iter_attachments()
    written = _mail("wesp", "corrected")[1].files[0].values
    with pikepdf.open(io.BytesIO(part.get_content())) as document:
        fields = {
            str(field.T): str(field.V) for field in document.Root.AcroForm.Fields if "/V" in field
        }
    assert fields["key_risks"] == written["key_risks"]


def test_an_automatic_reply_says_that_it_is_one(desks: dict[str, Desk]):
    assert _built("wesp", "away", desks)["Auto-Submitted"] == "auto-replied"
