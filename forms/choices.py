"""Ticked answers: one of a list, several of a list, a single box to tick."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from casework.answer import Answer, State
from casework.notes import Note
from casework.question import Question
from forms import boxes, words
from forms.extracted import ExtractedField
from forms.fields import choice_options
from forms.values import chosen_option, read_text, written_option

_BETWEEN = re.compile(r"[;,\n]")


def read_choice(question: Question, own: Sequence[ExtractedField], *, on: dt.date) -> Answer:
    """One chosen option, ticked or written; two are contradictory, and so are tick and text."""
    keys, strange = _ticked(question, own)
    text = "\n".join(dict.fromkeys(_bare(question, own)))
    labels = {option.key: option.label for option in choice_options(question)}
    raw = "; ".join((*(labels.get(key, key) for key in keys), *((text,) if text else ())))
    if strange:
        return Answer(state=State.UNREADABLE, raw=raw, notes=(Note.NOT_AN_OPTION,))
    if len(keys) > 1:
        readings = tuple(labels[key] for key in keys)
        return Answer(state=State.CONTRADICTORY, raw=raw, readings=readings)
    written = read_text(question, text, on=on)
    if not keys:
        return written
    ticked = chosen_option(keys[0])
    if written.state is State.BLANK or (written.state, written.value) == (
        ticked.state,
        ticked.value,
    ):
        notes = tuple(note for note in written.notes if note == Note.WORDS_BESIDE)
        return Answer(state=ticked.state, value=ticked.value, raw=raw, notes=notes)
    readings = (labels[keys[0]], text)
    return Answer(state=State.CONTRADICTORY, raw=raw, readings=readings)


def read_many(question: Question, own: Sequence[ExtractedField]) -> Answer:
    """The ticked options of a list, with those that are written by their labels."""
    keys, strange = _ticked(question, own)
    labels = {option.key: option.label for option in question.options}
    typed: list[str] = []
    for text in _bare(question, own):
        for piece in _BETWEEN.split(text):
            if words.is_no_answer(piece, (question.label,)):
                continue
            key = written_option(piece, labels, question.check_as)
            strange = strange or key is None
            typed += [piece.strip()]
            keys += [key] if key is not None and key not in keys else []
    raw = "; ".join((*(labels.get(key, key) for key in keys), *typed))
    if strange:
        return Answer(state=State.UNREADABLE, raw=raw, notes=(Note.NOT_AN_OPTION,))
    if not keys:
        return Answer(state=State.BLANK, raw=raw)
    notes = (Note.WRITTEN,) if typed else ()
    return Answer(state=State.ANSWERED, value=frozenset(keys), raw=raw, notes=notes)


def read_tick(own: Sequence[ExtractedField]) -> Answer:
    """A single box: ticked or blank. It is never answered by being left."""
    ticks = {boxes.ticked(box) for box in own}
    if None in ticks:
        return Answer(state=State.UNREADABLE, notes=(Note.READER_UNSURE,))
    if True in ticks:
        return Answer(state=State.ANSWERED, value="yes", raw="yes")
    return Answer(state=State.BLANK)


def _ticked(question: Question, own: Sequence[ExtractedField]) -> tuple[list[str], bool]:
    """The chosen keys in printed order, and whether something stands there that is no option."""
    found: set[str] = set()
    strange = False
    for box in own:
        if box.found not in boxes.STANDS:
            continue
        option = box.name.removeprefix(question.id).removeprefix(".")
        if not option:
            found |= set(box.chosen)
        elif (tick := boxes.ticked(box)) is None:
            strange = True
        elif tick:
            found.add(option)  # its box may call its own on-state anything
    known = [option.key for option in choice_options(question)]
    return [key for key in known if key in found], strange or not found <= set(known)


def _bare(question: Question, own: Sequence[ExtractedField]) -> list[str]:
    """The texts typed into the question itself, not into the box of an option."""
    return [text for box in own if box.name == question.id and (text := boxes.written(box))]
