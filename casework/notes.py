"""What a reading of an answer noticed, as ids: the rules turn them into findings."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Note(StrEnum):
    """One thing worth saying about how an answer was read.

    A note about one part of a table is `id:row.column`, made by `at` and found by `parts`.
    """

    # The state is BLANK.
    BLANK_DEFAULT = "blank_default"  # only what the issued blank itself held there
    NOT_AN_ANSWER = "not_an_answer"  # "TBC", "see above", a prompt, the label
    UNKNOWN_NOT_ACCEPTED = "unknown_not_accepted"  # "Unknown" where an answer is needed

    # The state is UNREADABLE: something is written, and it is no answer of this kind.
    NOT_A_DATE = "not_a_date"
    MONTH_FIRST = "month_first"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_NAME = "not_a_name"
    NOT_AN_OPTION = "not_an_option"
    AN_AGE = "an_age"  # an age where a date of birth is asked for
    READER_UNSURE = "reader_unsure"  # a half tick, a mark between two boxes

    # The state is CONTRADICTORY: one thing is written, and it can be read in two ways.
    AMBIGUOUS = "ambiguous"

    # The state is ANSWERED: the value stands, and somebody should look.
    MAY_BE_CUT_OFF = "may_be_cut_off"
    TWO_DIGIT_YEAR = "two_digit_year"
    PARTIAL_DATE = "partial_date"
    ESTIMATED = "estimated"
    TWO_READINGS = "two_readings"  # the first is the value, `readings` has them all
    WEEKDAY_DIFFERS = "weekday_differs"  # the weekday written is not that of the date
    AGE_DIFFERS = "age_differs"  # the age beside a date of birth; `readings` has both
    OUT_OF_RANGE = "out_of_range"
    NAME_HAS_DIGITS = "name_has_digits"
    OTHER_NAME = "other_name"  # "nee", "aka", a nickname in quotation marks
    NOT_A_UK_PHONE = "not_a_uk_phone"
    SEVERAL_NUMBERS = "several_numbers"  # telephone numbers; `readings` has them all
    NOT_A_POSTCODE = "not_a_postcode"
    LIKE_A_POSTCODE = "like_a_postcode"  # with O for 0 or I for 1; `readings` has both
    NOT_A_REFERENCE = "not_a_reference"
    NOT_AN_NHS_NUMBER = "not_an_nhs_number"
    WRITTEN = "written"  # words where a box was to be ticked
    WORDS_BESIDE = "words_beside"  # more than the answer stands there
    TYPED_NAME = "typed_name"
    SIGNED_BY_HAND = "signed_by_hand"
    MOVED_HERE = "moved_here"  # it stood in the box of another question

    # About tables.
    ROWS_SPLIT = "rows_split"
    SEVERAL_IN_ONE_CELL = "several_in_one_cell"
    CHOOSE_ONE = "choose_one"  # of one cell, which is left out of the row
    FUTURE_DATE = "future_date"

    def at(self, row: str, column: str) -> str:
        """This note about one cell of a table."""
        return f"{self}:{row}.{column}"


def parts(note: Note, notes: Iterable[str]) -> tuple[str, ...]:
    """The cells (`row.column`) that a note was made about."""
    head = f"{note}:"
    return tuple(text.removeprefix(head) for text in notes if text.startswith(head))


# Notes of a whole file, beside the reader's own.
UNKNOWN_FIELDS = "unknown_fields"
CONVERTED = "converted"  # of an older type: read from what LibreOffice made of it

# Notes on an answer of a form that came again, beside what the reading noticed.
KEPT_FROM_EARLIER = "kept_from_earlier"
DANGER_LOWERED = "danger_lowered"
