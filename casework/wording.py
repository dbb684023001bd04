"""From findings to words: the numbered points of a return notice, and sentences for the review.

A point names the question, what would satisfy it and the clause behind it; never a value out of
the form. Words are the panel's; who says so is always told honestly (W32, forms 10).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from casework.document import Gap
from casework.finding import Basis, Finding, Severity
from casework.question import Form, FormRole, Question

PRACTICE = "(panel practice)"
_NUMBERED = re.compile(r"s?(\d+)")


def gaps(
    findings: Iterable[Finding],
    forms: Mapping[str, Form],
    *,
    pages: Mapping[tuple[str, str], int],
) -> tuple[Gap, ...]:
    """What goes back to the referrer, numbered as the questions stand, the referral form's first.

    Several findings of one question are one gap; what is about the whole set comes last. `forms`
    are those that came, by id; `pages` where a question stands on its blank. The names in `fields`
    are heads: a field belongs when it is one or begins with one.
    """
    returned = [finding for finding in findings if finding.severity is Severity.RETURN]
    order = {
        (form.id, question.id): number
        for number, (form, question) in enumerate(
            (form, question)
            for form in sorted(forms.values(), key=lambda form: form.role is not FormRole.REFERRAL)
            for question in form.questions
        )
    }
    last = len(order)

    def place(finding: Finding) -> tuple[int, str, str]:
        about = (finding.form, finding.field_id)
        return (order.get(about, last), *about)

    grouped = groupby(sorted(returned, key=place), key=place)
    return tuple(
        _gap(number, tuple(found), forms, pages)
        for number, (_place, found) in enumerate(grouped, start=1)
    )


def clause_words(clause: str) -> str:
    """`section 8` for a numbered clause, `section "Referrals"` for one that has only a heading."""
    if numbered := _NUMBERED.fullmatch(clause):
        return f"section {numbered[1]}"
    return f'section "{clause}"' if clause else ""


def says_who(finding: Finding) -> str:
    """The clause in brackets, or that it is the panel's practice; nothing where it is ours."""
    if finding.basis is Basis.PROTOCOL:
        return f"({clause_words(finding.clause)})"
    return PRACTICE if finding.basis is Basis.PRACTICE else ""


def sentence(finding: Finding, question: Question | None) -> str:
    """The finding for a coordinator: `Question 6.14, Isolation: A Yes does not say ...`."""
    words = _filled(finding, question)
    if question is None:
        return _closed(_capital(words))
    part = _part(finding.part, question)
    return _closed(f"Question {question.number}{part}: {words}")


def _gap(
    number: int,
    findings: tuple[Finding, ...],
    forms: Mapping[str, Form],
    pages: Mapping[tuple[str, str], int],
) -> Gap:
    first = findings[0]
    form = forms.get(first.form)
    question = form.question(first.field_id) if form else None
    page = pages.get((first.form, first.field_id), first.place.page)
    place = _place(form, question, page, several=len(forms) > 1)
    text = _text(findings, question)
    heads = (f"{first.field_id}.{one.part}".strip(".") for one in findings)
    return Gap(
        number=number,
        form=first.form,
        field_id=first.field_id,
        fields=tuple(dict.fromkeys(filter(None, heads))),
        place=place,
        text=text if place else _capital(text),
        page=page,
    )


def _place(form: Form | None, question: Question | None, page: int | None, *, several: bool) -> str:
    """`Page 1, question 3.5`; on a paper beside the referral form its title comes first."""
    parts = [f"page {page}"] if page is not None else []
    parts += [f"question {question.number}"] if question else []
    if form is not None and several and form.role is not FormRole.REFERRAL:
        parts.insert(0, form.title)
    return _capital(", ".join(parts))


def _text(findings: tuple[Finding, ...], question: Question | None) -> str:
    """Each different sentence once, those with one clause together before it."""
    said = dict.fromkeys((_filled(finding, question), says_who(finding)) for finding in findings)
    pieces: list[str] = []
    for who, same in groupby(said, key=lambda one: one[1]):
        pieces += [_closed(words) for words, _who in same]
        pieces += [who] if who else []
    return " ".join([pieces[0], *map(_capital, pieces[1:])])


def _filled(finding: Finding, question: Question | None) -> str:
    own = {"label": "", "number": "", "satisfy": ""}
    if question is not None:
        own = {
            "label": question.label,
            "number": question.number,
            "satisfy": question.satisfy,
        }
    return finding.words.format_map({**own, **finding.values})


def _part(part: str, question: Question) -> str:
    """`, Isolation` or `, row 2`: where in a table it stands."""
    row = part.partition(".")[0]
    if not row:
        return ""
    labels = {option.key: option.label for option in question.rows_of}
    return f", {labels.get(row, f'row {row}')}"


def _closed(text: str) -> str:
    return text if text.endswith((".", "?", ")")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
