"""Holds what a reader made of a file against what was meant by it, answer by answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from benchmarks.dialects.fillings import EXPLICIT_KEYS
from casework.answer import Answer, State
from casework.notes import Note
from casework.question import Form, Question, QuestionKind
from casework.submission import Submission
from forms.extracted import Reader

OPEN = frozenset({State.CONTRADICTORY, State.UNREADABLE, State.MISMATCHED})
EMPTY = frozenset({State.BLANK, State.NOT_APPLICABLE})
# With one of these a person is told to look at the answer.
LOOK = frozenset(
    {
        Note.MAY_BE_CUT_OFF, Note.SEVERAL_IN_ONE_CELL, Note.ROWS_SPLIT,
        "beside_box", "added_row", "unknown_layout",
    }
)  # fmt: skip
LOOK_AT_CELL = (Note.READER_UNSURE, Note.MAY_BE_CUT_OFF, Note.CHOOSE_ONE, Note.NOT_AN_OPTION)
BY_LABELS = "labels"
# On a picture of a page nobody tells these signs from each other.
_DRAWN_ALIKE = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--")


class Verdict(StrEnum):
    """What became of one answer; RIGHT_TOLD is read right, and somebody is told to look."""

    RIGHT = "right"
    RIGHT_TOLD = "right, told"
    UNSURE = "unsure"
    WRONG = "wrong and sure"


@dataclass(kw_only=True)
class Tally:
    """The verdicts of one cell of the matrix, and the worst of what was found, for a person."""

    counts: dict[Verdict, int] = field(default_factory=dict)
    files: int = 0
    not_read: int = 0
    wrong: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)

    def add(self, verdict: Verdict, line: str) -> None:
        """One more answer."""
        self.counts[verdict] = self.counts.get(verdict, 0) + 1
        if verdict is Verdict.WRONG:
            self.wrong.append(line)
        elif verdict is Verdict.UNSURE:
            self.unsure.append(line)

    def of(self, verdict: Verdict) -> int:
        """How many answers came to this."""
        return self.counts.get(verdict, 0)

    @property
    def share_unsure(self) -> float:
        """Per cent of the answers that were not taken, so that a person has to read them."""
        return 100 * self.of(Verdict.UNSURE) / max(1, sum(self.counts.values()))


def judged(
    form: Form, meant: Mapping[str, str], read: Submission | None
) -> Iterator[tuple[Verdict, str]]:
    """The verdict on every answer that was meant or read, with a line that says which and why.

    A file that was not read leaves all its answers to a person: they are unsure.
    """
    if read is None:
        yield from ((Verdict.UNSURE, name) for name in meant)
        return
    questions = form.by_id()
    found = dict(_told(read))
    for name in dict.fromkeys((*meant, *found)):
        question = questions[name.partition(".")[0]]
        wanted, got = (_plain(question, one.get(name, "")) for one in (meant, found))
        if read.reader == Reader.SCAN:
            wanted, got = wanted.translate(_DRAWN_ALIKE), got.translate(_DRAWN_ALIKE)
        answer = read.answers[question.id]
        is_told = read.recognised_by == BY_LABELS or _is_told(answer, name, question)
        line = f"{name}: {wanted!r} was read {got!r} ({answer.state}, {', '.join(answer.notes)})"
        if wanted == got:
            yield (Verdict.RIGHT_TOLD if is_told else Verdict.RIGHT), line
        else:
            yield (Verdict.UNSURE if is_told else Verdict.WRONG), line


def _told(read: Submission) -> Iterator[tuple[str, str]]:
    """What was read, in the words of the fillings."""
    for question in read.form.questions:
        answer = read.answers[question.id]
        if answer.state in EMPTY or answer.state in OPEN:
            continue
        if question.kind is QuestionKind.ROWS and answer.rows:
            for number, row in enumerate(answer.rows, start=1):
                key = row.key if question.rows_of else str(number)
                for column in question.columns:
                    if text := row.cell(column.key):
                        told = " ".join(sorted(text.split())) if column.many else text
                        yield f"{question.id}.{key}.{column.key}", told
        else:
            yield question.id, _value(answer)


def _value(answer: Answer) -> str:
    if answer.state is not State.ANSWERED:
        return f"[{answer.state.value}]"
    if isinstance(answer.value, frozenset):
        return " ".join(sorted(answer.value))
    return str(answer.value)


def _is_told(answer: Answer, name: str, question: Question) -> bool:
    """Whether a person is told to look at this answer, or at this cell."""
    if answer.state in OPEN or LOOK & set(answer.notes):
        return True
    cell = name.removeprefix(f"{question.id}.")
    return any(note.at(*cell.split(".", 1)) in answer.notes for note in LOOK_AT_CELL if "." in cell)


def _plain(question: Question, text: str) -> str:
    """The text for comparing: blanks, line ends and the writing of one letter do not count."""
    flat = " ".join(unicodedata.normalize("NFKC", text).split())
    match question.check_as:
        case "phone_uk":
            return re.sub(r"\D", "", flat)
        case "postcode":
            return flat.replace(" ", "").upper() if flat.strip("[]") not in EXPLICIT_KEYS else flat
        case _:
            return flat
