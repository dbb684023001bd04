"""The short statements of a spec's conditions: `child_risk is yes`, `dob younger 16`.

    QUESTION is VALUE      QUESTION is not VALUE     QUESTION given       QUESTION unknown
    QUESTION includes KEY  QUESTION only KEY         QUESTION younger AGE
    panel sets NAME        panel knows NAME          late

`panel sets` and `panel knows` are circumstances outside the form; `late` says that the list of
the meeting had closed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from casework.question import Clause, Question, QuestionKind, Verb
from forms.fields import choice_options

_SHAPES: tuple[tuple[re.Pattern[str], Verb], ...] = (
    (re.compile(r"late()()"), Verb.LATE),
    (re.compile(r"panel (?:sets|knows)() ([a-z_.]+)"), Verb.SETTING),
    (re.compile(r"([a-z][a-z0-9_]*) is not (\S.*)"), Verb.IS_NOT),
    (re.compile(r"([a-z][a-z0-9_]*) is (\S.*)"), Verb.IS),
    (re.compile(r"([a-z][a-z0-9_]*) includes ([a-z0-9_]+)"), Verb.INCLUDES),
    (re.compile(r"([a-z][a-z0-9_]*) only ([a-z0-9_]+)"), Verb.ONLY),
    (re.compile(r"([a-z][a-z0-9_]*) younger (\d{1,2})"), Verb.YOUNGER),
    (re.compile(r"([a-z][a-z0-9_]*) given()"), Verb.GIVEN),
    (re.compile(r"([a-z][a-z0-9_]*) unknown()"), Verb.UNKNOWN),
)
_CHOICE = frozenset({QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE})
_TEXT = frozenset({QuestionKind.LINE, QuestionKind.PARA})


def clause(statement: str) -> Clause | None:
    """The clause of a statement; None when it has no shape we know."""
    text = " ".join(statement.split())
    for shape, verb in _SHAPES:
        if found := shape.fullmatch(text):
            return Clause(question=found[1], verb=verb, value=found[2])
    return None


def fault_of(statement: Clause, questions: Mapping[str, Question]) -> str:
    """Why the clause does not fit a question that stands above; empty when it does."""
    if statement.verb in {Verb.SETTING, Verb.LATE}:
        return ""
    question = questions.get(statement.question)
    if question is None:
        return f"no question {statement.question} stands above this one"
    return _misfit(statement, question)


def _misfit(statement: Clause, question: Question) -> str:
    """What keeps the clause from ever holding for such a question; empty when nothing does."""
    match statement.verb:
        case Verb.IS | Verb.IS_NOT if question.kind in _CHOICE:
            keys = {option.key for option in choice_options(question)}
            return "" if statement.value in keys else f"no option is called {statement.value}"
        case Verb.IS | Verb.IS_NOT:
            return "" if question.kind in _TEXT else f"a {question.kind} question has no such value"
        case Verb.INCLUDES | Verb.ONLY:
            keys = {option.key for option in question.options}
            known = question.kind is QuestionKind.MANY and statement.value in keys
            return "" if known else f"no option is called {statement.value}"
        case Verb.YOUNGER:
            aged = question.kind in {QuestionKind.DATE, QuestionKind.INT}
            return "" if aged else f"a {question.kind} question tells no age"
        case Verb.UNKNOWN:
            offered = question.unknown or question.kind is QuestionKind.YNU
            return "" if offered else "the question takes no Unknown"
        case _:
            return ""
