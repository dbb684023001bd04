"""Whose words reach whom: every case has words of its own, and every copy is read back whole.

What each person may have is said here again, from the facts of the test alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from casework.agency import Agency, Person, Role
from casework.identifiers import found_in, found_on_page
from casework.mailing import MailKind, Outgoing, OutgoingState
from procedures import meetings, outgoing, packs
from procedures.office import Office
from register import cases
from tests.support.offices import (
    AFTER,
    CLOSED_LIST,
    DECEMBER,
    NOW,
    SIGNED,
    a_member,
    an_agency,
    an_office,
    mails_of,
    refer,
    texts_of,
    with_people,
)

SEEDS = range(2)
AGENCIES = ("Housing", "Police", "Refuge", "Clinic", "Probation", "Council")
WITHOUT_AGREEMENT = "Probation"
PAPERS = (MailKind.PAPERS, MailKind.INVITATION)


@dataclass(frozen=True)
class CaseOfTest:
    """A case with its own words, those that only the desk may read, and who is excluded."""

    reference: str
    words: dict[str, str]
    desk_words: dict[str, str]
    excluded_agency: str = ""


@dataclass
class Scene:
    """A meeting with random cases, members and invitees."""

    office: Office
    cases: list[CaseOfTest]
    persons: list[Person]
    excluded: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def may_have(self, person: Person, case: CaseOfTest) -> bool:
        agency = person.agency.removeprefix("AG-").title()
        if case.reference in self.excluded.get(person.id, set()):
            return False
        if person.until is not None and person.until <= DECEMBER.replace(day=10):
            return False
        if person.role is Role.CHAIR:
            return True
        if case.excluded_agency == agency:
            return False
        if person.role is Role.INVITEE:
            return person.invitation_approved and person.invited_for == case.reference
        return person.role in {Role.LEAD, Role.SECONDARY} and agency != WITHOUT_AGREEMENT

    def expected(self, person: Person) -> set[str]:
        return {case.reference for case in self.cases if self.may_have(person, case)}

    def found(self, texts: list[str]) -> set[str]:
        """The cases of which any word stands there."""
        text = "".join("\n".join(texts).split())
        named = {one for page in texts for one in found_on_page(page, "WP")}
        return named | {
            case.reference
            for case in self.cases
            if any(word in text for word in (*case.words.values(), *case.desk_words.values()))
        }


def _word(chance: random.Random) -> str:
    return "Zq" + "".join(chance.choice("bcdfghjklmnprstvz") for _ in range(7))


def _cases(office: Office, chance: random.Random) -> Iterator[CaseOfTest]:
    for _ in range(3):
        keys = ("first_name", "surname", "background", "referrer_agency", "aliases.1.alias",
                "perpetrators.1.name", "children.1.name", "pj_reasons")  # fmt: skip
        desk_keys = ("address", "must_not_receive.1.name", "perpetrators.1.address")
        words = {key: _word(chance) for key in keys}
        desk_words = {key: _word(chance) for key in desk_keys}
        agency = chance.choice(("", "", *AGENCIES))
        second = {"exclusions.none": "", "exclusions.1.agency": agency} if agency else {}
        reference = refer(office, values={**words, **desk_words}, second=second)
        yield CaseOfTest(reference, words, desk_words, agency)


def _persons(scene_cases: list[CaseOfTest], chance: random.Random) -> Iterator[Person]:
    yield a_member("Coco", "", Role.COORDINATOR, email="coco@panel.example")
    yield a_member("Chester", "Police", Role.CHAIR)
    yield a_member("Olga", "Council", Role.OBSERVER)
    yield a_member("Rita", "Council", Role.REFERRER)
    for agency in AGENCIES:
        gone = NOW.date() if chance.random() < 0.2 else None
        yield a_member(f"Lee{agency}", agency, until=gone)
        if chance.random() < 0.5:
            yield a_member(f"Sue{agency}", agency, Role.SECONDARY)
    for number in range(3):
        case = chance.choice(scene_cases).reference
        yield a_member(
            f"Ina{number}", chance.choice(AGENCIES), Role.INVITEE, email=f"i{number}@x.example",
            invited_for=case, invitation_approved=chance.random() < 0.7,
        )  # fmt: skip


def _agencies() -> tuple[Agency, ...]:
    return tuple(
        an_agency(name, agreement_signed=None if name == WITHOUT_AGREEMENT else SIGNED)
        for name in AGENCIES
    )


def _a_scene(home: Path, seed: int) -> Scene:
    chance = random.Random(seed)  # noqa: S311  the same scene for the same seed
    office = an_office(home, agencies=_agencies())
    listed = list(_cases(office, chance))
    persons = list(_persons(listed, chance))
    excluded = {
        person.id: {case.reference for case in listed if chance.random() < 0.2}
        for person in persons
        if person.role in {Role.LEAD, Role.SECONDARY, Role.CHAIR}
    }
    known = [
        Person(**{**_told(person), "excluded": frozenset(excluded.get(person.id, ()))})
        for person in persons
    ]
    people = type(office.people)(agencies=_agencies(), persons=tuple(known))
    return Scene(with_people(office, people), listed, known, excluded)


def _told(person: Person) -> dict[str, object]:
    return {name: getattr(person, name) for name in Person.__slots__}


@pytest.mark.parametrize("seed", SEEDS)
def test_each_copy_of_the_papers_holds_what_its_person_may_have(home: Path, seed: int):
    scene = _a_scene(home, seed)
    packs.pack(scene.office, DECEMBER, now=CLOSED_LIST)
    sent = mails_of(*PAPERS)
    for person in scene.persons:
        mail = sent.pop(person.id, None)
        expected = scene.expected(person)
        assert (scene.found(texts_of(mail)) if mail else set()) == expected, person.id
        if mail is not None and person.role is not Role.CHAIR:
            _nothing_of_the_desk(scene, texts_of(mail))
    assert sent == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_each_agenda_and_each_log_holds_what_its_person_may_have(home: Path, seed: int):
    scene = _a_scene(home, seed)
    agenda = packs.agenda(scene.office, DECEMBER, now=NOW)
    assert set(agenda.cases) == {case.reference for case in scene.cases}
    _check(scene, mails_of(MailKind.FIRST_AGENDA))
    notes = home / "notes.txt"
    chance = random.Random(seed + 100)  # noqa: S311  words of its own, the same each time
    secret = {case.reference: _word(chance) for case in scene.cases}
    notes.write_text(
        "\n".join(f"{case}\n!{AGENCIES[n % 6]}: do {word}" for n, (case, word) in
                  enumerate(secret.items()))
    )  # fmt: skip
    meetings.close(scene.office, DECEMBER, notes, now=AFTER)
    logs = mails_of(MailKind.ACTION_LOG)
    _check(scene, logs)
    for person in scene.persons:
        if person.id in logs:
            text = "".join("".join(texts_of(logs[person.id])).split())
            found = {case for case, word in secret.items() if word in text}
            assert found == scene.expected(person)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_leaves_is_one_message_a_person_and_tells_nothing_outside_its_copy(
    home: Path, seed: int
):
    scene = _a_scene(home, seed)
    packs.pack(scene.office, DECEMBER, now=CLOSED_LIST)
    outgoing.release(scene.office, (), every=True, now=CLOSED_LIST)
    sent = mails_of(*PAPERS, state=OutgoingState.ACCEPTED)
    assert set(sent) == {person.id for person in scene.persons if scene.expected(person)}
    files = list(scene.office.places.outbox.rglob("*.eml"))
    assert len(files) == len(sent)
    for file in files:
        raw = file.read_text(encoding="utf-8")
        for case in scene.cases:
            assert not [word for word in case.words.values() if word in raw]
    for mail in sent.values():
        outside = mail.intent.subject + mail.intent.attachments[0].file_name
        assert not found_in(outside, "WP")


def test_who_leaves_between_making_and_sending_gets_nothing(home: Path):
    scene = _a_scene(home, 1)
    packs.pack(scene.office, DECEMBER, now=CLOSED_LIST)
    going = next(p for p in scene.persons if p.role is Role.LEAD and scene.expected(p))
    left = Person(**{**_told(going), "until": CLOSED_LIST.date()})
    people = type(scene.office.people)(
        agencies=_agencies(),
        persons=tuple(left if p.id == going.id else p for p in scene.persons),
    )
    office = with_people(scene.office, people)
    outgoing.release(office, (), every=True, now=CLOSED_LIST)
    assert going.id in mails_of(*PAPERS)
    sent = mails_of(*PAPERS, state=OutgoingState.ACCEPTED)
    assert set(sent) == {p.id for p in scene.persons if scene.expected(p)} - {going.id}


def _check(scene: Scene, sent: dict[str, Outgoing]) -> None:
    for person in scene.persons:
        if person.id in sent:
            named = {one for text in texts_of(sent[person.id]) for one in found_on_page(text, "WP")}
            assert named <= scene.expected(person), person.id
            assert scene.found(texts_of(sent[person.id])) == named
    assert {p.id for p in scene.persons if p.role in {Role.OBSERVER, Role.INVITEE}}.isdisjoint(sent)
    assert sent, "somebody gets one"
    assert {case.reference for case in scene.cases} == {row.reference for row in cases.cases()}


def _nothing_of_the_desk(scene: Scene, texts: list[str]) -> None:
    text = "".join("".join(texts).split())
    assert not [word for case in scene.cases for word in case.desk_words.values() if word in text]
