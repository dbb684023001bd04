from __future__ import annotations

import datetime as dt
import io
import itertools
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import agenda as agendas
from casework.agency import Role
from casework.agenda import CaseOnList
from casework.case import CaseEvent, CaseState
from casework.document import Audience, DocumentKind
from casework.identifiers import found_on_page
from casework.mailing import MailKind, OutgoingState, Payload
from casework.meeting import MeetingState
from casework.protocol import AgendaRules
from procedures import issuing, meetings, outgoing, packs
from procedures.packs import NothingListed
from register import audit, blobs, cases, editions
from register import meetings as registered
from tests.support.offices import (
    AFTER,
    CLOSED_LIST,
    DECEMBER,
    JANUARY,
    NOW,
    a_member,
    an_agency,
    an_office,
    attached,
    mails_of,
    password_of,
    refer,
    state_of,
    texts_of,
    the_people,
)
from tests.support.panels import a_sitting

EVERYBODY = {"PM-CHESTER", "PM-LEEHOUSING", "PM-LEEPOLICE", "PM-LEEREFUGE", "PM-LEECLINIC"}


def test_an_agenda_lists_what_is_ready_and_waits_in_one_mail_a_member(home: Path):
    office = an_office(home)
    urgent = {"urgent": "yes", "urgent_reason": "Tonight"}
    calm = refer(office)
    elsewhere = refer(office, meeting=JANUARY)
    pressing = refer(office, values=urgent)
    issued = packs.agenda(office, DECEMBER, now=NOW)
    assert issued.cases == (pressing, calm)
    assert issued.status == "PROVISIONAL v1"
    assert issued.edition == "A 2026-12-17 v1"
    assert state_of(calm) is CaseState.LISTED
    assert state_of(elsewhere) is CaseState.READY
    mails = mails_of(MailKind.FIRST_AGENDA)
    assert set(mails) == EVERYBODY
    for number, mail in enumerate(mails.values(), start=1):
        assert mail.intent.copy_number == number
        assert mail.intent.payload is Payload.P1
        assert "2 cases so far" in mail.intent.body
        text = " ".join(texts_of(mail))
        assert f"Copy {number:02d} of 05" in text
        assert "PROVISIONAL v1" in text
    assert registered.get(DECEMBER).state is MeetingState.AGENDA_SENT
    assert audit.verify() is None


def test_after_the_list_closed_the_agenda_is_final_and_says_what_changed(home: Path):
    office = an_office(home)
    first = refer(office)
    packs.agenda(office, DECEMBER, now=NOW)
    second = refer(office)
    issued = packs.agenda(office, DECEMBER, now=CLOSED_LIST)
    assert issued.status == "FINAL"
    assert issued.new == (second,)
    assert issued.stopped == 5
    text = " ".join(texts_of(mails_of(MailKind.FIRST_AGENDA)["PM-LEECLINIC"]))
    assert f"Added: {second}" in text
    assert f"Added: {first}" not in text
    assert "Referrals are open" not in mails_of(MailKind.FIRST_AGENDA)["PM-LEECLINIC"].intent.body


def test_the_last_instant_of_the_list_is_still_provisional(home: Path):
    office = an_office(home)
    refer(office)
    at_close = dt.datetime(2026, 12, 14, 17, 0, tzinfo=dt.UTC)
    assert packs.agenda(office, DECEMBER, now=at_close).status == "PROVISIONAL v1"
    later = at_close + dt.timedelta(seconds=1)
    assert packs.agenda(office, DECEMBER, now=later).status == "FINAL"


def test_a_case_that_was_taken_off_stands_in_the_changes_of_those_who_had_it(home: Path):
    office = an_office(home)
    hidden, gone, stays = refer(office), refer(office), refer(office)
    people = list(the_people())
    people[2] = a_member("LeeHousing", "Housing", excluded=frozenset({gone, hidden}))
    office = an_office(home, *people)
    packs.agenda(office, DECEMBER, now=NOW)
    cases.apply(gone, CaseEvent.HOLD, now=NOW)
    packs.agenda(office, DECEMBER, now=CLOSED_LIST)
    mails = mails_of(MailKind.FIRST_AGENDA)
    assert f"Taken off: {gone}" in " ".join(texts_of(mails["PM-LEECLINIC"]))
    excluded = " ".join(texts_of(mails["PM-LEEHOUSING"]))
    assert set(found_on_page(excluded, "WP")) == {stays}
    for word in ("Taken off", "Moved", "Added", "Changed"):
        assert word not in excluded


def test_an_excluded_member_sees_neither_gap_nor_time_nor_count(home: Path):
    office = an_office(home)
    hidden, *others = [refer(office) for _ in range(3)]
    people = list(the_people())
    people[2] = a_member("LeeHousing", "Housing", excluded=frozenset({hidden}))
    office = an_office(home, *people)
    issued = packs.pack(office, DECEMBER, now=CLOSED_LIST)
    mail = mails_of(MailKind.PAPERS)["PM-LEEHOUSING"]
    text = " ".join(texts_of(mail))
    assert set(found_on_page(text, "WP")) == set(others)
    assert "Case 1 of 2" in text
    assert "Case 2 of 2" in text
    assert "10:10am" not in text
    assert "2 cases" in mail.intent.body
    (line,) = issued.withheld
    assert (line.person, line.cases, line.reasons) == ("PM-LEEHOUSING", (hidden,), ("excluded",))


def test_a_lead_reads_the_agenda_and_a_secondary_only_where_there_is_none(home: Path):
    people = [
        *the_people(), a_member("Sue", "Clinic", Role.SECONDARY),
        a_member("Sam", "Council", Role.SECONDARY),
    ]  # fmt: skip
    agencies = [an_agency(name) for name in ("Housing", "Police", "Refuge", "Clinic", "Council")]
    office = an_office(home, *people, agencies=agencies)
    refer(office)
    packs.agenda(office, DECEMBER, now=NOW)
    assert set(mails_of(MailKind.FIRST_AGENDA)) == {*EVERYBODY, "PM-SAM"}
    packs.pack(office, DECEMBER, now=CLOSED_LIST)
    assert set(mails_of(MailKind.PAPERS)) == {*EVERYBODY, "PM-SAM", "PM-SUE"}


def test_papers_are_numbered_shut_and_each_person_s_own(home: Path):
    office = an_office(home)
    refer(office)
    issued = packs.pack(office, DECEMBER, now=CLOSED_LIST)
    mails = mails_of(MailKind.PAPERS)
    assert set(mails) == EVERYBODY
    assert [line.number for line in issued.copies] == [1, 2, 3, 4, 5]
    for line in issued.copies:
        mail = mails[line.person]
        (attachment,) = mail.intent.attachments
        assert attachment.file_name == (
            f"STRICTLY-CONFIDENTIAL_Panel-papers_2026-12-17_copy-{line.number:02d}.pdf"
        )
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(attached(mail)))
        opened = pikepdf.open(io.BytesIO(attached(mail)), password=password_of(line.person))
        assert opened.encryption.R == 6
        for page in texts_of(mail):
            assert f"Copy {line.number:02d} of 05, made for" in page
            assert "STRICTLY CONFIDENTIAL" in page
        assert f"{line.pages} pages" in mail.intent.body
        assert "Destroy them by Thursday 31 December 2026" in mail.intent.body


def test_what_was_made_lies_sealed_and_nowhere_in_clear(home: Path):
    office = an_office(home)
    refer(office, values={"first_name": "Zenobia", "background": "Larkspur"})
    packs.pack(office, DECEMBER, now=CLOSED_LIST)
    for file in (path for path in home.rglob("*") if path.is_file()):
        data = file.read_bytes()
        assert b"Zenobia" not in data
        assert b"%PDF" not in data
    kinds = [(made.kind, made.audience) for made in editions.documents(DECEMBER)]
    assert kinds == [
        (DocumentKind.PACK, Audience.COORDINATOR),
        (DocumentKind.PACK, Audience.MEMBER),
    ]


def test_papers_made_again_are_the_next_version_and_stop_the_one_before(home: Path):
    office = an_office(home)
    refer(office)
    packs.pack(office, DECEMBER, now=NOW)
    late = refer(office)
    again = packs.pack(office, DECEMBER, now=CLOSED_LIST)
    assert again.edition == "P 2026-12-17 v2"
    assert late in again.cases
    assert again.stopped == 5
    assert set(mails_of(MailKind.PAPERS)) == EVERYBODY
    assert len(mails_of(MailKind.PAPERS, state=OutgoingState.STOPPED)) == 5
    text = " ".join(texts_of(mails_of(MailKind.PAPERS)["PM-LEECLINIC"]))
    assert f"Added: {late}" in text


def test_papers_that_left_stay_sent(home: Path):
    office = an_office(home)
    refer(office)
    packs.pack(office, DECEMBER, now=NOW)
    outgoing.release(office, (), every=True, now=NOW)
    assert packs.pack(office, DECEMBER, now=CLOSED_LIST).stopped == 0
    assert len(mails_of(MailKind.PAPERS, state=OutgoingState.ACCEPTED)) == 5


def test_an_invitee_gets_the_one_case_with_the_time_to_come(home: Path):
    office = an_office(home)
    first, second = refer(office), refer(office)
    invited = a_member("Ina", "Council", Role.INVITEE, invited_for=second, invitation_approved=True)
    unapproved = a_member("Ida", "Council", Role.INVITEE, invited_for=first)
    agencies = [an_agency(name) for name in ("Housing", "Police", "Refuge", "Clinic")]
    agencies.append(an_agency("Council", agreement_signed=None))
    office = an_office(home, *the_people(), invited, unapproved, agencies=agencies)
    issued = packs.pack(office, DECEMBER, now=CLOSED_LIST)
    (mail,) = mails_of(MailKind.INVITATION).values()
    place = issued.cases.index(second)
    start, end = (("10:10am", "10:30am"), ("10:30am", "10:50am"))[place]
    assert f"from about {start} to {end}" in mail.intent.body
    assert f"one case, {second}" in mail.intent.body
    text = " ".join(texts_of(mail))
    assert set(found_on_page(text, "WP")) == {second}
    assert "Case 2" not in text
    assert mail.intent.attachments[0].file_name.startswith(
        "STRICTLY-CONFIDENTIAL_Panel-extract_2026-12-17_copy-"
    )
    extract = editions.documents(DECEMBER, DocumentKind.EXTRACT)[0]
    assert (extract.case, extract.owner) == (second, second)
    assert [(line.person, line.reasons) for line in issued.withheld] == [
        ("PM-IDA", ("not_approved",))
    ]


def test_without_a_password_the_copy_stays_and_nobody_can_open_it(home: Path):
    office = an_office(home, without_password=("PM-LEECLINIC",))
    refer(office)
    issued = packs.pack(office, DECEMBER, now=CLOSED_LIST)
    mail = mails_of(MailKind.PAPERS)["PM-LEECLINIC"]
    assert mail.intent.hold_reasons == ("no_password",)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(attached(mail)))
    assert [line.person for line in issued.copies if not line.has_password] == ["PM-LEECLINIC"]
    outgoing.release(office, (), every=True, now=CLOSED_LIST)
    assert set(mails_of(MailKind.PAPERS)) == {"PM-LEECLINIC"}
    assert len(mails_of(MailKind.PAPERS, state=OutgoingState.ACCEPTED)) == 4


def test_each_agency_reads_its_own_outstanding_actions_behind_the_sheets(home: Path):
    office = an_office(home)
    case = refer(office)
    packs.agenda(office, DECEMBER, now=NOW)
    notes = home / "notes.txt"
    notes.write_text(f"{case}\n!Police: ibex\n!Clinic: zebra\n")
    meetings.close(office, DECEMBER, notes, now=AFTER)
    refer(office, meeting=JANUARY)
    now = dt.datetime(2027, 1, 19, 9, tzinfo=dt.UTC)
    issued = packs.pack(office, JANUARY, now=now)
    mail = mails_of(MailKind.PAPERS)["PM-LEEPOLICE"]
    assert "update your 2 open actions" in mail.intent.body  # the flag, too
    tail = " ".join(texts_of(mail)).rpartition("Outstanding actions of your agency")[2]
    assert "ibex" in tail
    assert "zebra" not in tail
    assert issued.originals == 6  # the record, the chair, four agencies


def test_a_meeting_without_cases_has_an_agenda_and_no_papers(home: Path):
    office = an_office(home)
    assert packs.agenda(office, DECEMBER, now=NOW).cases == ()
    assert "0 cases so far" in mails_of(MailKind.FIRST_AGENDA)["PM-LEECLINIC"].intent.body
    with pytest.raises(NothingListed):
        packs.pack(office, DECEMBER, now=NOW)


def test_a_case_that_had_no_date_comes_on_the_next_list_there_is(home: Path):
    office = an_office(home)
    waiting = refer(office, meeting=None)
    assert packs.agenda(office, JANUARY, now=NOW).cases == ()
    assert packs.agenda(office, DECEMBER, now=NOW).cases == (waiting,)


def test_a_name_of_two_cases_does_not_keep_papers_back(home: Path):
    office = an_office(home)
    hidden = refer(office, values={"first_name": "Quilla", "surname": "Marsh"})
    refer(office, values={"background": "Often with her friend Quilla Marsh."})
    people = list(the_people())
    people[2] = a_member("LeeHousing", "Housing", excluded=frozenset({hidden}))
    office = an_office(home, *people)
    packs.pack(office, DECEMBER, now=CLOSED_LIST)
    assert hidden not in " ".join(texts_of(mails_of(MailKind.PAPERS)["PM-LEEHOUSING"]))


def test_what_is_said_on_the_screen_has_no_name_of_anybody(home: Path):
    office = an_office(home)
    refer(office, values={"first_name": "Zenobia"})
    issued = packs.pack(office, DECEMBER, now=CLOSED_LIST)
    said = "\n".join(issuing.in_words(issued))
    assert "copy 01 of 05  PM-CHESTER, chair, Demo Police: 1 case" in said
    assert "Zenobia" not in said
    assert "Panelist" not in said
    assert blobs.read(editions.documents(DECEMBER)[0].blob).startswith(b"%PDF")


@given(
    count=st.integers(1, 12),
    seen=st.sets(st.integers(0, 11)),
    minutes=st.integers(5, 120),
    opening=st.integers(0, 120),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_slots_follow_each_other_and_a_partial_list_has_none(
    count: int, seen: set[int], minutes: int, opening: int
):
    rules = AgendaRules(minutes_a_case=minutes, opening_minutes=opening)
    listed = [CaseOnList(reference=f"WP-{n}", arrived=NOW) for n in range(count)]
    items = agendas.items(listed, a_sitting(start=dt.time(9)), rules)
    slots = [item.slot.split(agendas.UNTIL) for item in items]
    assert all(one[1] == other[0] for one, other in itertools.pairwise(slots))
    may_see = {f"WP-{n}" for n in seen}
    kept = agendas.for_recipient(items, may_see, whole_meeting=True)
    assert [item.number for item in kept] == list(range(1, len(kept) + 1))
    assert {item.reference for item in kept} == may_see & {item.reference for item in items}
    if len(kept) < count:
        assert not any(item.slot for item in kept)
