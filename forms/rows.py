"""A table as an answer: its rows, what is written once for several people, what is in doubt.

A cell that cannot be told apart ("choose one", a half tick) is left out of its row and named in a
note, so that the row is asked for again and the rest of the table is kept.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from casework.ages import ages_on
from casework.answer import Answer, PartialDate, Row, State
from casework.notes import Note
from casework.question import Column, Question
from forms import boxes, words
from forms.ages import age_in_years
from forms.dates import read_date
from forms.extracted import ExtractedField, Found
from forms.names import aliases
from forms.values import said_unknown, written_option

MOST_ROWS = 500
ALONE = frozenset({"no", "unknown"})
_OF_CELL_DATES = (
    Note.MONTH_FIRST,
    Note.AMBIGUOUS,
    Note.TWO_READINGS,
    Note.TWO_DIGIT_YEAR,
    Note.WEEKDAY_DIFFERS,
    Note.AGE_DIFFERS,
)
_PEOPLE = re.compile(r"\n|;|&|\band\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """What one cell says: its text or keys, or the notes on why it says nothing."""

    text: str = ""
    notes: tuple[str, ...] = ()


def is_cell(question: Question, name: str) -> bool:
    """Whether a field of this name is a cell of the table, printed or added by hand."""
    parts = name.removeprefix(f"{question.id}.").split(".")
    column = next((one for one in question.columns if parts[1:2] == [one.key]), None)
    if column is None:
        return False
    if len(parts) == 3:  # noqa: PLR2004  row, column, option
        return _is_row(question, parts[0]) and parts[2] in {one.key for one in column.options}
    return len(parts) == 2 and _is_row(question, parts[0])  # noqa: PLR2004  row, column


def read_rows(question: Question, cells: Sequence[ExtractedField], *, on: dt.date) -> Answer:
    """The table's answer from the boxes of its cells; its own ticks are the caller's.

    The cell of a date of birth is accompanied by `<column>.age`, the age in whole years on the
    day of the referral, where the date or the age written there leaves no doubt.
    """
    rows: list[Row] = []
    notes: list[str] = []
    found = _by_cell(question, cells)
    for key in _row_keys(question, found):
        read = {
            column.key: _cell(question, key, column, found.get((key, column.key), ()))
            for column in question.columns
        }
        notes += [note for cell in read.values() for note in cell.notes]
        filled = {column: cell.text for column, cell in read.items() if cell.text}
        if filled:
            rows.append(Row(key=key, cells=filled))
    raw = "\n".join(f"{row.key}: {' | '.join(row.cells.values())}" for row in rows)
    unsure = [box for box in cells if box.found is Found.DOUBT]
    if unsure and not question.rows_of:
        return Answer(state=State.UNREADABLE, raw=raw, notes=(*notes, Note.READER_UNSURE))
    if not rows:
        state = State.UNREADABLE if unsure else State.BLANK
        return Answer(state=state, raw=raw, notes=tuple(notes))
    if not question.rows_of and (said := _says_nothing(question, rows, raw)):
        return said
    split = tuple(one for row in rows for one in _split(question, row, notes))
    aged = tuple(_aged(question, row, notes, on=on) for row in split)
    return Answer(state=State.ANSWERED, value=aged, raw=raw, notes=tuple(dict.fromkeys(notes)))


def _is_row(question: Question, key: str) -> bool:
    if question.rows_of:
        return key in {option.key for option in question.rows_of}
    return bool(re.fullmatch(r"[1-9][0-9]{0,2}", key)) and int(key) <= MOST_ROWS


def _by_cell(
    question: Question, cells: Sequence[ExtractedField]
) -> Mapping[tuple[str, str], Sequence[ExtractedField]]:
    """The boxes that hold something, by row and column."""
    found: dict[tuple[str, str], list[ExtractedField]] = {}
    for box in cells:
        if box.found is not Found.EMPTY:
            row, column = box.name.removeprefix(f"{question.id}.").split(".")[:2]
            found.setdefault((row, column), []).append(box)
    return found


def _row_keys(question: Question, found: Iterable[tuple[str, str]]) -> list[str]:
    """The keys of the rows in which something stands, in the order in which they are printed."""
    keys = {row for row, _column in found}
    if question.rows_of:
        return [option.key for option in question.rows_of if option.key in keys]
    return sorted(keys, key=int)


def _cell(question: Question, row: str, column: Column, own: Sequence[ExtractedField]) -> _Cell:
    name = f"{question.id}.{row}.{column.key}"
    notes = [Note.READER_UNSURE.at(row, column.key)] if boxes.of_state(own, Found.DOUBT) else []
    for found, note in ((Found.CLIPPED, Note.MAY_BE_CUT_OFF), (Found.DEFAULT, Note.BLANK_DEFAULT)):
        if boxes.of_state(own, found):
            notes.append(note.at(row, column.key))
    if boxes.of_state(own, Found.DOUBT):
        return _Cell(notes=tuple(notes))
    if not column.options:
        texts = dict.fromkeys(text for box in own if (text := _text(box, column)))
        return _Cell(text="; ".join(texts), notes=tuple(notes))
    keys, wrong = _keys(name, column, own)
    if wrong:
        notes.append(wrong.at(row, column.key))
    return _Cell(text=" ".join(keys), notes=tuple(notes))


def _text(box: ExtractedField, column: Column) -> str:
    text = boxes.written(box) or boxes.stored_keys(box)
    if words.is_no_answer(text, (column.label,)) or words.is_not_applicable(text):
        return ""
    return text


def _keys(
    name: str, column: Column, own: Sequence[ExtractedField]
) -> tuple[tuple[str, ...], Note | None]:
    """The option keys of a cell in printed order, or what is wrong with them."""
    labels = {option.key: option.label for option in column.options}
    found: set[str] = set()
    for box in own:
        if box.found not in boxes.STANDS:
            continue
        if box.name != name:
            tick = boxes.ticked(box)
            if tick is None:
                return (), Note.NOT_AN_OPTION
            found |= {box.name.removeprefix(f"{name}.")} if tick else set()
            continue
        found |= set(box.chosen)
        if words.is_no_answer(box.text):
            continue
        key = written_option(box.text, labels, "")
        if key is None:
            return (), Note.NOT_AN_OPTION
        found.add(key)
    if not found <= set(labels):
        return (), Note.NOT_AN_OPTION
    if len(found) > 1 and (not column.many or found & ALONE):
        return (), Note.CHOOSE_ONE
    return tuple(key for key in labels if key in found), None


def _says_nothing(question: Question, rows: Sequence[Row], raw: str) -> Answer | None:
    """The answer of a table in which nothing stands but "None" or an explicit Unknown."""
    texts = [text for row in rows for text in row.cells.values()]
    if all(words.says_none(text, question.none_label) for text in texts):
        return Answer(state=State.NONE, raw=raw, notes=(Note.WRITTEN,))
    states = {words.explicit_unknown(text) for text in texts}
    state = states.pop() if len(states) == 1 else None
    if state is None:
        return None
    said = said_unknown(question, state, raw=raw)
    return Answer(state=said.state, raw=raw, notes=(*said.notes, Note.WRITTEN))


def _split(question: Question, row: Row, notes: list[str]) -> Iterator[Row]:
    """The row, or one row each for the several aliases or people written into it."""
    match question.check_as:
        case "aliases":
            yield from _split_aliases(question, row, notes)
        case "people":
            yield from _split_people(question, row, notes)
        case _:
            yield row


def _split_aliases(question: Question, row: Row, notes: list[str]) -> Iterator[Row]:
    column = question.columns[0].key
    names, may_be_several = aliases(row.cell(column))
    if may_be_several:
        notes.append(Note.SEVERAL_IN_ONE_CELL)
    if len(names) < 2:  # noqa: PLR2004  one alias
        yield Row(key=row.key, cells={**row.cells, column: "".join(names) or row.cell(column)})
        return
    notes.append(Note.ROWS_SPLIT)
    for number, name in enumerate(names, start=1):
        yield Row(key=f"{row.key}-{number}", cells={column: name})


def _split_people(question: Question, row: Row, notes: list[str]) -> Iterator[Row]:
    """Several people in one row, when as many dates as names stand there; else as it was typed.

    What stands once in another cell is said of all of them.
    """
    names = _pieces(row.cell(question.columns[0].key))
    dated = next(column.key for column in question.columns if column.check_as == "dob")
    if len(names) < 2:  # noqa: PLR2004  one person
        yield row
        return
    if len(_pieces(row.cell(dated))) != len(names):
        notes.append(Note.SEVERAL_IN_ONE_CELL)
        yield row
        return
    notes.append(Note.ROWS_SPLIT)
    for number in range(len(names)):
        cells: dict[str, str] = {}
        for column, text in row.cells.items():
            pieces = _pieces(text)
            cells[column] = pieces[number] if len(pieces) == len(names) else text
        yield Row(key=f"{row.key}-{number + 1}", cells=cells)


def _pieces(text: str) -> list[str]:
    return [piece.strip(" ,") for piece in _PEOPLE.split(text) if piece.strip(" ,")]


def _aged(question: Question, row: Row, notes: list[str], *, on: dt.date) -> Row:
    """The row with the ages that its dates of birth leave no doubt about."""
    ages: dict[str, str] = {}
    for column in question.columns:
        text = row.cell(column.key)
        if column.check_as != "dob" or not text or words.explicit_unknown(text):
            continue
        age = age_in_years(text)
        if age is None:
            age, told = _age_from_date(text, on=on)
            notes += [note.at(row.key, column.key) for note in told]
        if age is not None:
            ages[f"{column.key}.age"] = str(age)
    return Row(key=row.key, cells={**row.cells, **ages}) if ages else row


def _age_from_date(text: str, *, on: dt.date) -> tuple[int | None, tuple[Note, ...]]:
    """The age that a date of birth leaves no doubt about, and what its reading noticed."""
    read = read_date(text, on=on, birth=True)
    born = read.value
    if isinstance(born, dt.date) and born > on:
        return None, (Note.FUTURE_DATE,)
    told = tuple(note for note in _OF_CELL_DATES if note in read.notes)
    if not isinstance(born, dt.date | PartialDate):
        return None, told if read.state is State.CONTRADICTORY else (*told, Note.NOT_A_DATE)
    lowest, highest = ages_on(born, on)
    doubted = {Note.TWO_READINGS, Note.AGE_DIFFERS, Note.ESTIMATED} & set(read.notes)
    return (lowest if lowest == highest and not doubted else None), told
