"""Notes about one cell of a table."""

from __future__ import annotations

from casework.notes import Note, parts


def test_a_note_names_its_cell_and_is_found_by_it():
    notes = (Note.CHOOSE_ONE.at("trafficking", "answer"), Note.WRITTEN, "choose_one_more:x.y")
    assert notes[0] == "choose_one:trafficking.answer"
    assert parts(Note.CHOOSE_ONE, notes) == ("trafficking.answer",)
    assert parts(Note.FUTURE_DATE, notes) == ()
