"""Random fillings of a form, and what was meant by them, from one seed.

The truth is made together with the values and owes nothing to a reader: an answer is `question`
or `question.row.column`, told as one text (see `casework.answer` for the states).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.dialects import texts
from casework import identifiers
from casework.question import Column, Option, Question, QuestionKind
from forms.catalogue import Blank
from forms.fields import EXPLICIT, NONE, ROWS_PRINTED, YES_NO, choice_options

ANSWERED, OWN_TICK, LONGER = 0.85, 0.1, 0.02
EXPLICIT_KEYS = frozenset(option.key for option in EXPLICIT)
REFERRED = dt.date(2026, 12, 7)
_LOW, _HIGH = 0, 400
_ALONE = frozenset({"no", "unknown"})
_DATED = (
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}.{day.month}.{day.year}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day.day} {day:%B %Y}",
    lambda day: f"{day.day} {day:%b %Y}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """The values by field name, and what each answer means; an answer not given is absent."""

    values: Mapping[str, str | bool]
    meant: Mapping[str, str]


@dataclass(kw_only=True)
class _Made:
    """A filling while it is made."""

    draw: random.Random
    blank: Blank
    values: dict[str, str | bool] = field(default_factory=dict)
    meant: dict[str, str] = field(default_factory=dict)

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def room(self, name: str) -> int:
        """About how many letters its box holds."""
        spot = self.blank.geometry.by_name()[name]
        across = (spot.box.right - spot.box.left - 6) / (spot.size * 0.56)
        lines = (spot.box.top - spot.box.bottom - 4) // (spot.size * 1.2)
        return int(across * max(1, lines) * (0.8 if lines > 1 else 1))

    def say(self, name: str, text: str, meant: str | None = None) -> None:
        self.values[name] = text
        self.meant[name] = text if meant is None else meant


def filling(
    blank: Blank, number: int, *, codecs: tuple[str, ...] = (), line_ends: bool = True
) -> Filling:
    """The filling of this number: the same for the same form.

    With `codecs` it has letters of these only; without `line_ends` no text has a second line.
    """
    made = _Made(draw=random.Random(f"{blank.form.id} {number}"), blank=blank)  # noqa: S311  no secret
    for question in blank.form.questions:
        if not made.chance(ANSWERED):
            continue
        if (own := _own_ticks(question)) and made.chance(OWN_TICK):
            option = made.draw.choice(sorted(own))
            made.values[own[option]] = True
            made.meant[question.id] = f"[{option}]"
            continue
        _ANSWER[question.kind](made, question)

    def within(text: str) -> str:
        text = texts.within(text, codecs) if codecs else text
        return text if line_ends else " ".join(text.split())

    values = {
        name: within(value) if isinstance(value, str) else value
        for name, value in made.values.items()
    }
    return Filling(values=values, meant={name: within(text) for name, text in made.meant.items()})


def _own_ticks(question: Question) -> dict[str, str]:
    """The names of the ticks beside a text or a table, by what they say."""
    kind = question.kind
    if kind in {QuestionKind.YN, QuestionKind.YNU, QuestionKind.ONE} or question.rows_of:
        return {}
    joint = "." if kind in {QuestionKind.ROWS, QuestionKind.MANY} else "_"
    listed = {option.key for option in question.options}
    keys = [key for key in sorted(EXPLICIT_KEYS) if question.unknown and key not in listed]
    if kind is QuestionKind.ROWS and question.none_label:
        keys.append(NONE)
    return {key: f"{question.id}{joint}{key}" for key in keys}


def _line(made: _Made, question: Question) -> None:
    draw, room = made.draw, made.room(question.id)
    match question.check_as:
        case "phone_uk":
            made.say(
                question.id, draw.choice(("020 7946 0", "07700 900 ")) + str(draw.randint(100, 999))
            )
        case "email":
            made.say(
                question.id, f"{draw.choice('abc')}.{draw.choice(('lee', 'moss'))}@anytown.example"
            )
        case "postcode":
            made.say(
                question.id, draw.choice(("SW1A 1AA", "LS1 4AP", "M1 1AE", "EC1A 1BB", "so14 6wb"))
            )
        case "reference":
            made.say(question.id, identifiers.reference("A", draw.randrange))
        case "dates":
            made.say(question.id, f"{_day(draw):%d/%m/%Y}")
        case "name":
            made.say(question.id, texts.name(draw, room))
        case _:
            made.say(question.id, texts.line(draw, room))


def _para(made: _Made, question: Question) -> None:
    room = made.room(question.id)
    if made.chance(LONGER):
        made.say(question.id, texts.paragraphs(made.draw, room * 2))
        return
    if question.check_as == "address" and made.chance(0.2):
        made.say(question.id, "NFA")
        return
    made.say(question.id, texts.paragraphs(made.draw, made.draw.randint(min(12, room), room)))


def _date(made: _Made, question: Question) -> None:
    day = _day(made.draw)
    made.say(question.id, made.draw.choice(_DATED)(day), day.isoformat())


def _day(draw: random.Random) -> dt.date:
    return REFERRED - dt.timedelta(days=draw.randint(1, 30_000))


def _int(made: _Made, question: Question) -> None:
    low, high = (_LOW if question.low is None else question.low, question.high or _HIGH)
    made.say(question.id, str(made.draw.randint(low, high)))


def _sign(made: _Made, question: Question) -> None:
    made.say(question.id, texts.name(made.draw, made.room(question.id)))


def _one(made: _Made, question: Question) -> None:
    key = made.draw.choice(choice_options(question)).key
    made.say(question.id, key, f"[{key}]" if key in EXPLICIT_KEYS else key)


def _many(made: _Made, question: Question) -> None:
    keys = _some(made.draw, question.options)
    made.values |= {f"{question.id}.{key}": True for key in keys}
    made.meant[question.id] = " ".join(sorted(keys))


def _some(draw: random.Random, options: tuple[Option, ...]) -> list[str]:
    chosen = draw.sample(options, draw.randint(1, min(4, len(options))))
    return [option.key for option in options if option in chosen]


def _tick(made: _Made, question: Question) -> None:
    made.values[question.id] = True
    made.meant[question.id] = YES_NO[0].key


def _rows(made: _Made, question: Question) -> None:
    if question.rows_of:
        for row in question.rows_of:
            if made.chance(ANSWERED):
                _row(made, question, row.key, row.key)
        return
    for number in range(1, made.draw.randint(1, ROWS_PRINTED) + 1):
        _row(made, question, str(number), str(number))


def _row(made: _Made, question: Question, key: str, told: str) -> None:
    given = False
    for column in question.columns:
        if given and not made.chance(ANSWERED):
            continue
        given = True  # the first cell of every row is filled: no row is empty in the middle
        names = (f"{question.id}.{one}.{column.key}" for one in (key, told))
        _cell(made, question, column, *names)


def _cell(made: _Made, question: Question, column: Column, name: str, told: str) -> None:
    draw = made.draw
    if column.many:
        keys = _some(draw, column.options)
        if _ALONE & set(keys):
            keys = keys[:1]
        made.values |= {f"{name}.{key}": True for key in keys}
        made.meant[told] = " ".join(sorted(keys))
    elif column.options:
        made.values[name] = made.meant[told] = draw.choice(column.options).key
    elif column.check_as == "dob":
        made.values[name] = made.meant[told] = f"{_day(draw):%d/%m/%Y}"
    else:
        text = texts.name if question.check_as in {"aliases", "people"} else texts.cell
        made.values[name] = made.meant[told] = text(draw, made.room(name))


_ANSWER: Mapping[QuestionKind, Callable[[_Made, Question], None]] = {
    QuestionKind.LINE: _line,
    QuestionKind.PARA: _para,
    QuestionKind.DATE: _date,
    QuestionKind.INT: _int,
    QuestionKind.YN: _one,
    QuestionKind.YNU: _one,
    QuestionKind.ONE: _one,
    QuestionKind.MANY: _many,
    QuestionKind.ROWS: _rows,
    QuestionKind.SIGN: _sign,
    QuestionKind.TICK: _tick,
}
