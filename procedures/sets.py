"""Which of the forms that came belong together, and what an earlier version still says.

Joined without a person's word are only papers of one message about one person, or papers that
carry the same set reference; everything else is for a person to decide (forms, section 9.2).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from casework.answer import SETTLED, Answer, State
from casework.likeness import SAME_PERSON
from casework.notes import DANGER_LOWERED, KEPT_FROM_EARLIER
from casework.question import FormRole
from casework.submission import ReferralSet, Submission
from procedures import matching
from procedures.matching import Births, Identity

MARGIN = 0.05
YES = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The sets of one message; `unsure` says that the pairing is a person's to make."""

    sets: tuple[ReferralSet, ...]
    unsure: bool = False


def join(papers: Sequence[Submission]) -> Joined:
    """The referral sets among these papers, in the order they came.

    A paper that fits nobody surely is a set of its own, and the message `unsure`.
    """
    referrals = [paper for paper in papers if paper.form.role is FormRole.REFERRAL]
    others = [paper for paper in papers if paper.form.role is not FormRole.REFERRAL]
    groups = _people(referrals or others)
    if not referrals:
        return _as_sets(groups, unsure=len(groups) > 1)
    if len(groups) == 1 and len({paper.form.role for paper in others}) == len(others):
        return _as_sets([list(papers)], unsure=False)
    lone: list[list[Submission]] = []
    for paper in others:
        owner = _owner(paper, groups)
        if owner is None:
            lone.append([paper])
        else:
            groups[owner].append(paper)
    return _as_sets([*groups, *lone], unsure=bool(lone))


def with_earlier(
    new: ReferralSet, earlier: Sequence[Submission], *, dangers: Collection[str] = (YES,)
) -> ReferralSet:
    """The set as it stands after a re-send: the latest reading wins, a blank keeps what was there.

    An answer kept from the earlier version carries the note `kept_from_earlier`; a danger answer
    that was one of `dangers` and no longer is carries `danger_lowered` (9.3, rule 4), also in the
    versions after, until it is again what it was.
    """
    papers = [_merged(paper, _same_form(paper, earlier), dangers) for paper in new.papers]
    present = {paper.form.role for paper in papers}
    papers += [paper for paper in earlier if paper.form.role not in present]
    return ReferralSet(papers=tuple(papers))


def same_answers(one: Sequence[Submission], other: Sequence[Submission]) -> bool:
    """Whether each of these forms says what the other set's form of its kind says."""
    return all((old := _same_form(paper, other)) and _said(paper) == _said(old) for paper in one)


def _as_sets(groups: Sequence[Sequence[Submission]], *, unsure: bool) -> Joined:
    return Joined(sets=tuple(ReferralSet(papers=tuple(group)) for group in groups), unsure=unsure)


def _said(paper: Submission) -> dict[str, tuple[object, ...]]:
    return {
        key: (answer.state, answer.value, answer.readings) for key, answer in paper.answers.items()
    }


def _people(papers: Sequence[Submission]) -> list[list[Submission]]:
    """The papers by person: of one name, letter for letter, and no two dates of birth.

    Twins have nearly one name: what is only alike is two people until somebody says otherwise.
    """
    groups: list[list[Submission]] = []
    for paper in papers:
        for group in groups:
            one, other = _identity(paper), _identity(group[0])
            apart = matching.births_of(one, other) not in {Births.SAME, Births.UNKNOWN}
            if one.names[:1] == other.names[:1] and not apart:
                group.append(paper)
                break
        else:
            groups.append([paper])
    return groups


def _owner(paper: Submission, groups: Sequence[Sequence[Submission]]) -> int | None:
    """The group this paper belongs to, or None when two come too close or none is near."""
    by_reference = [
        number
        for number, group in enumerate(groups)
        if paper.set_ref and paper.set_ref == group[0].set_ref
    ]
    if len(by_reference) == 1:
        return by_reference[0]
    own = _identity(paper)
    people = [_identity(group[0]) for group in groups]
    if len(people) == 1:
        return None if matching.is_another(own, people[0]) else 0
    scores = [_alike(own, person) for person in people]
    best = max(scores)
    near = [score for score in scores if score > best - MARGIN]
    return scores.index(best) if best >= SAME_PERSON and len(near) == 1 else None


def _alike(one: Identity, other: Identity) -> float:
    """How alike the names are; nothing unless both give the same date of birth (9.2)."""
    if matching.births_of(one, other) is not Births.SAME:
        return 0.0
    return matching.most_alike(one.names, other.names).score


def _identity(paper: Submission) -> Identity:
    return matching.identity_of(ReferralSet(papers=(paper,)))


def _same_form(paper: Submission, earlier: Sequence[Submission]) -> Submission | None:
    return next((old for old in reversed(earlier) if old.form.id == paper.form.id), None)


def _merged(new: Submission, old: Submission | None, dangers: Collection[str]) -> Submission:
    if old is None:
        return new
    answers = {
        question.id: _newest(
            new.answer(question.id),
            old.answer(question.id),
            dangers if question.read_first else (),
        )
        for question in new.form.questions
    }
    return replace(new, answers=MappingProxyType(answers))


def _newest(new: Answer, old: Answer, dangers: Collection[str]) -> Answer:
    if new.state is State.BLANK and old.state in SETTLED:
        return replace(old, notes=tuple(dict.fromkeys((*old.notes, KEPT_FROM_EARLIER))))
    said = any(new.said(danger) for danger in dangers)
    was = DANGER_LOWERED in old.notes or any(old.said(danger) for danger in dangers)
    if was and not said:
        return replace(new, notes=tuple(dict.fromkeys((*new.notes, DANGER_LOWERED))))
    return new
