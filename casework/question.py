"""A question of a form and the form itself, as every room sees them.

They are read from `forms/specs/*.toml`; wordings, options and conditions are data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class QuestionKind(StrEnum):
    """What sort of answer a question takes."""

    LINE = "line"
    PARA = "para"
    DATE = "date"
    INT = "int"
    YN = "yn"
    YNU = "ynu"
    ONE = "one"
    MANY = "many"
    ROWS = "rows"
    SIGN = "sign"
    TICK = "tick"


class Need(StrEnum):
    """Whether an answer is owed: always, when the condition holds, or never."""

    REQUIRED = "required"
    CONDITIONAL = "conditional"
    OPTIONAL = "optional"


class FormRole(StrEnum):
    """What a form is within its panel's set of forms."""

    REFERRAL = "referral"
    CONSENT = "consent"
    WITHOUT_CONSENT = "without_consent"
    ACTION_UPDATE = "action_update"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a list: the key that is stored, the words that are printed."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table question; with options it is a choice, else a text.

    `many` allows several options in one cell (current and historical). `check_as` names the
    validator of its texts.
    """

    key: str
    label: str
    options: tuple[Option, ...] = ()
    many: bool = False
    width: int = 1
    check_as: str = ""


class Verb(StrEnum):
    """How a condition looks at another answer."""

    IS = "is"
    IS_NOT = "is_not"
    INCLUDES = "includes"
    ONLY = "only"
    GIVEN = "given"
    UNKNOWN = "unknown"
    YOUNGER = "younger"
    SETTING = "setting"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One statement of a condition: `child_risk is yes`, `dob unknown`, `dob younger 16`."""

    question: str
    verb: Verb
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a conditional question is owed: all of `every`, and one of `any_of` if there are any."""

    every: tuple[Clause, ...] = ()
    any_of: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One numbered question.

    `number` is the printed number and is never reused. `unknown` says that an explicit Unknown
    counts. `rows_of` are the fixed rows of a table whose rows are a list (red flags); a table
    without them has numbered rows. `satisfy` completes the sentence of the return notice.
    """

    id: str
    number: str
    section: str
    label: str
    kind: QuestionKind
    need: Need = Need.REQUIRED
    unknown: bool = False
    condition: Condition = Condition()
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    rows_of: tuple[Option, ...] = ()
    none_label: str = ""
    words_min: int = 0
    low: int | None = None
    high: int | None = None
    check_as: str = ""
    read_first: bool = False
    help: str = ""
    satisfy: str = ""
    variants: tuple[str, ...] = ()

    def option_label(self, key: str) -> str:
        """The printed words of an option; the key itself when the list no longer has it."""
        return next((option.label for option in self.options if option.key == key), key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A paper that the panel defines: its identity and its questions in printed order."""

    id: str
    version: str
    panel: str
    role: FormRole
    title: str
    questions: tuple[Question, ...]
    intro: str = ""
    declaration: str = ""

    def question(self, question_id: str) -> Question | None:
        """The question of this id, or None when the form does not ask it."""
        return self.by_id().get(question_id)

    def by_id(self) -> Mapping[str, Question]:
        """Every question by its id."""
        return MappingProxyType({question.id: question for question in self.questions})

    def read_first(self) -> Iterator[Question]:
        """The danger questions, in printed order."""
        return (question for question in self.questions if question.read_first)
