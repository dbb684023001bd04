"""What would satisfy a question, where its spec does not say: the end of a notice's sentence."""

from __future__ import annotations

from dataclasses import replace

from casework.question import Question, QuestionKind

_BY_KIND = {
    QuestionKind.LINE: "write an answer",
    QuestionKind.PARA: "write an answer in your own words",
    QuestionKind.DATE: "enter the date, day first",
    QuestionKind.INT: "enter a whole number, in figures",
    QuestionKind.YN: "choose Yes or No",
    QuestionKind.YNU: "choose Yes, No or Unknown",
    QuestionKind.ONE: "choose one answer",
    QuestionKind.MANY: "tick at least one answer",
    QuestionKind.ROWS: "fill in at least one row",
    QuestionKind.SIGN: "sign here, or type your full name",
    QuestionKind.TICK: "tick the box",
}
_CHOSEN = frozenset({QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE})


def what_satisfies(question: Question, written: str) -> Question:
    """The question with the spec's own sentence, or the one of its kind."""
    return replace(question, satisfy=written or _sentence(question))


def _sentence(question: Question) -> str:
    sentence = _BY_KIND[question.kind]
    if question.rows_of:
        return "answer every row"
    if question.none_label:
        sentence += f", or tick {question.none_label}"
    if not question.unknown:
        return sentence
    if question.kind in _CHOSEN:
        return f"{sentence}; Unknown is an answer too" if "Unknown" not in sentence else sentence
    return f"{sentence}. If nobody knows, tick Unknown"
