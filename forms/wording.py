"""The few words a blank adds to its questions: when one is owed, what a field is called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casework.question import Clause, Form, Need, Question, Verb
from forms.fields import EXPLICIT, YES_NO, FieldKind, FieldSpec

OPTIONAL = "optional"
LATE = "this comes after the close of referrals"
LONG_HINT = 60
DATE_SHAPE = "dd/mm/yyyy"
DANGER_LINE = "If someone is in immediate danger call 999. Do not wait for this form."
SAFETY = "Answer the questions marked in red first."


def hint(question: Question, form: Form) -> str:
    """When the question is owed: "optional", "if 2.3 is Yes", or "" for always.

    A label that begins with "If" and a long condition would say the same twice.
    """
    match question.need:
        case Need.REQUIRED:
            return ""
        case Need.OPTIONAL:
            return OPTIONAL
        case Need.CONDITIONAL:
            said = _condition(question, form)
            is_said = question.label.startswith("If ") and len(said) > LONG_HINT
            return f"if {said}" if said and not is_said else ""


def _condition(question: Question, form: Form) -> str:
    all_of = question.condition.every
    asked = [one for one in all_of if not _implied(one, all_of)]
    every = [_clauses(one.question, one.verb, (one.value,), form) for one in asked]
    some: dict[tuple[str, Verb], list[str]] = {}
    for one in question.condition.any_of:
        some.setdefault((one.question, one.verb), []).append(one.value)
    either = [_clauses(name, verb, values, form) for (name, verb), values in some.items()]
    return " and ".join(_each((*every, " or ".join(_each(either)))))


def _each(said: Iterable[str]) -> Iterable[str]:
    """What was said, each once."""
    return dict.fromkeys(part for part in said if part)


def _implied(clause: Clause, among: Sequence[Clause]) -> bool:
    """Whether "it is answered" goes without saying, because its answer is asked for as well."""
    others = [other for other in among if other.question == clause.question]
    return clause.verb is Verb.GIVEN and len(others) > 1


def _clauses(name: str, verb: Verb, values: Sequence[str], form: Form) -> str:
    """Statements about one question; "" for one that a referrer cannot see (a panel's setting)."""
    asked = form.question(name)
    if asked is None:
        return LATE if verb is Verb.LATE else ""
    value = " or ".join(_quoted(option_words(asked, value)) for value in values)
    return {
        Verb.IS: f"{asked.number} is {value}",
        Verb.IS_NOT: f"{asked.number} is not {value}",
        Verb.INCLUDES: f"{asked.number} includes {value}",
        Verb.ONLY: f"{asked.number} is only {value}",
        Verb.GIVEN: f"{asked.number} is answered",
        Verb.UNKNOWN: f"{asked.number} is Unknown",
        Verb.YOUNGER: f"younger than {values[0]}",
        Verb.LATE: LATE,
        Verb.SETTING: "",
    }[verb]


def _quoted(words: str) -> str:
    """An answer of several words in quotation marks, so that it reads as one."""
    return f"\u201c{words}\u201d" if " " in words else words


def option_words(question: Question, key: str) -> str:
    """The printed words of an option of any choice question."""
    for option in (*question.options, *YES_NO, *EXPLICIT):
        if option.key == key:
            return option.label
    return key


def named(question: Question) -> str:
    """Number and label, as a tooltip and an error message call the question."""
    return f"{question.number} {question.label}"


def field_name_in_words(question: Question, field: FieldSpec) -> str:
    """What the field is called by a screen reader: the question, its row, its column, its tick."""
    said = [named(question)]
    if field.row:
        rows = {option.key: option.label for option in question.rows_of}
        said.append(rows.get(field.row, f"row {field.row}"))
    if field.column:
        said += [column.label for column in question.columns if column.key == field.column]
    if field.kind is FieldKind.TICK and field.option != "yes":
        said.append(tick_words(question, field))
    if field.kind is FieldKind.DATE:
        said.append(DATE_SHAPE)
    return ": ".join(said)


def tick_words(question: Question, field: FieldSpec) -> str:
    """The words printed beside a tick."""
    if field.option == "none":
        return question.none_label
    for column in question.columns:
        for option in column.options:
            if column.key == field.column and option.key == field.option:
                return option.label
    return option_words(question, field.option)
