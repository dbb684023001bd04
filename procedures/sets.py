"""Which of the forms that came belong together, and what an earlier version still says.

Joined without a person's word are only papers of one message about one person, or papers that
carry the same set reference; everything else is for a person to decide (forms, section 9.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from casework.answer import SETTLED, Answer, State
from casework.notes import DANGER_LOWERED, KEPT_FROM_EARLIER
from casework.question import FormRole
from casework.submission import ReferralSet, Submission
from procedures.matching import likeness

SAME_PERSON, MARGIN = 0.85, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The sets of one message; `unsure` says that the pairing is a person's to make."""

    sets: tuple[ReferralSet, ...]
    unsure: bool = False


def join(papers: Sequence[Submission]) -> Joined:
    """The referral sets among these papers, in the order they came."""
    if not papers:
        return Joined(sets=())
    referrals = [paper for paper in papers if paper.form.role is FormRole.REFERRAL]
    others = [paper for paper in papers if paper.form.role is not FormRole.REFERRAL]
    people = _people(referrals)
    if len(people) <= 1:
        return Joined(sets=(ReferralSet(papers=tuple(papers)),))
    groups: list[list[Submission]] = [list(group) for group in people]
    unsure = False
    for paper in others:
        owner = _owner(paper, groups)
        unsure = unsure or owner is None
        groups[owner or 0].append(paper)
    return Joined(sets=tuple(ReferralSet(papers=tuple(group)) for group in groups), unsure=unsure)


def with_earlier(new: ReferralSet, earlier: Sequence[Submission]) -> ReferralSet:
    """The set as it stands after a re-send: the latest reading wins, a blank keeps what was there.

    An answer kept from the earlier version carries the note `kept_from_earlier`; a danger answer
    that was Yes and no longer is carries `danger_lowered` (9.3, rule 4).
    """
    papers = [_merged(paper, _same_form(paper, earlier)) for paper in new.papers]
    present = {paper.form.role for paper in papers}
    papers += [paper for paper in earlier if paper.form.role not in present]
    return ReferralSet(papers=tuple(papers))


def _people(referrals: Sequence[Submission]) -> list[list[Submission]]:
    groups: list[list[Submission]] = []
    for referral in referrals:
        for group in groups:
            if _alike(referral, group[0]) >= SAME_PERSON:
                group.append(referral)
                break
        else:
            groups.append([referral])
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
    scores = [_alike(paper, group[0]) for group in groups]
    best = max(scores)
    near = [score for score in scores if score > best - MARGIN]
    return scores.index(best) if best >= SAME_PERSON and len(near) == 1 else None


def _alike(one: Submission, other: Submission) -> float:
    names = likeness([_name(one)], [_name(other)])
    born, also = _born(one), _born(other)
    return 0.0 if born and also and born != also else names


def _name(paper: Submission) -> str:
    return f"{paper.answer('first_name').text} {paper.answer('surname').text}".casefold().strip()


def _born(paper: Submission) -> dt.date | None:
    return paper.answer("dob").date


def _same_form(paper: Submission, earlier: Sequence[Submission]) -> Submission | None:
    return next((old for old in reversed(earlier) if old.form.id == paper.form.id), None)


def _merged(new: Submission, old: Submission | None) -> Submission:
    if old is None:
        return new
    answers = {
        question.id: _newest(
            new.answer(question.id), old.answer(question.id), danger=question.read_first
        )
        for question in new.form.questions
    }
    return replace(new, answers=MappingProxyType(answers))


def _newest(new: Answer, old: Answer, *, danger: bool) -> Answer:
    if new.state is State.BLANK and old.state in SETTLED:
        return replace(old, notes=(*old.notes, KEPT_FROM_EARLIER))
    if danger and old.said("yes") and not new.said("yes"):
        return replace(new, notes=(*new.notes, DANGER_LOWERED))
    return new
