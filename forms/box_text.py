"""The text inside one box of a printed page: whose letters, in which order, and whether cut off.

PDFium gives letters in the order of drawing, puts blanks in where it sees a gap, and gives texts
too that run on under the edge of their box where nobody sees them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from forms.catalogue import Box
from forms.drawn import Letter, Page

EDGE = 1.0  # points from the box's edge at which text may be cut off
INNER = 2.5  # points from the edge at which a box's own lines are past
LOWER = 7.0  # points between the feet of two letters that stand on different lines
NEXT = 1.2  # points between a letter and the next of the same word, or between their feet
LEADING = 1.25  # sizes of a letter from one line to the next, at least
FULL_WIDTH = 1.06  # sizes of a letter from a wide sign's left to that of the next word, at least
LINES_BELOW = 4
_OPENING = frozenset("(\u201c\u2018")
# A font of another script sets them wide.
_WIDE = frozenset("\u2018\u2019\u201c\u201d\u2013\u2014\u2026")
_DASHES = frozenset("\u2013\u2014")
_HYPHENS_AT_END = frozenset("\x02\ufffe")  # as PDFium gives the hyphen at which a line ends
_APOSTROPHE = "\u2019"
_SHORTENED = frozenset({"t", "s", "d", "m", "ll", "re", "ve"})


@dataclass(frozen=True, kw_only=True)
class BoxText:
    """What stands in a box; `size` is that of its letters in points."""

    page: Page
    box: Box
    size: float

    @cached_property
    def letters(self) -> list[Letter]:
        """The letters of the box's own text, in reading order."""
        return _without_overflow(self.page, self.box, self.page.letters_in(self.box))

    def joined(self) -> str:
        """The letters as text. A line that ended for want of room goes on with a blank."""
        parts: list[str] = []
        for number, letter in enumerate(self.letters):
            if number:
                parts.append(self._between(number))
            parts.append("-" if letter.text in _HYPHENS_AT_END else letter.text)
        return "".join(parts).strip()

    def _between(self, number: int) -> str:
        before, letter = self.letters[number - 1], self.letters[number]
        text = self.page.letters.text
        if _is_next(before, letter):
            return ""
        if _starts_line(before, letter):
            word = self._word_from(number)
            if self._is_one_word(number - 1, word):
                return ""
            return "\n" if self._had_room(before, word) else " "
        if before.text in _OPENING:  # PDFium sees a blank behind some of them
            return ""
        gap = letter.box.left - before.box.right
        is_apart = any(one.isspace() for one in text[before.place + 1 : letter.place])
        is_wide = before.text in _WIDE or letter.text in _WIDE
        if is_wide and letter.text not in _OPENING:
            is_apart = is_apart and not self.page.is_invented(letter.place - 1)
            went = letter.box.left - before.box.left if before.text in _WIDE else gap
            return " " if is_apart or went > FULL_WIDTH * self.size else ""
        height = max(before.box.top - before.box.bottom, letter.box.top - letter.box.bottom, 4.0)
        return " " if is_apart or gap > height else ""

    def _is_one_word(self, number: int, after: Sequence[Letter]) -> bool:
        """Whether the letter at the end of a line and the word on the next belong together."""
        letter = self.letters[number]
        before = self.page.letters.text[max(0, letter.place - 1)]
        if letter.text in _HYPHENS_AT_END or letter.text in _OPENING:
            return True
        if number == 0 or before.isspace():
            return False
        rest = "".join(one.text for one in after).rstrip(".,;:!?")
        return letter.text in _DASHES or (letter.text == _APOSTROPHE and rest in _SHORTENED)

    def _word_from(self, number: int) -> Sequence[Letter]:
        """The letters from this one to the end of its word, or of its line."""
        text = self.page.letters.text
        word = [self.letters[number]]
        for letter in self.letters[number + 1 :]:
            between = text[word[-1].place + 1 : letter.place]
            if any(one.isspace() for one in between) or _starts_line(word[-1], letter):
                break
            word.append(letter)
        return word

    def _had_room(self, before: Letter, word: Sequence[Letter]) -> bool:
        """Whether the next word had had room on the line before: then the break was meant."""
        width = word[-1].box.right - word[0].box.left
        blank = (word[0].box.top - word[0].box.bottom) / 2
        return before.box.right + blank + width < self.box.right - INNER

    def is_cut(self) -> bool:
        """Whether the text reaches the edge of its box, or goes on outside it to the right."""
        if any(
            letter.box.right > self.box.right - EDGE or letter.box.bottom < self.box.bottom + EDGE
            for letter in self.letters
        ):
            return True
        text, boxes = self.page.letters
        for number, letter in enumerate(self.letters):
            is_last = (
                number + 1 == len(self.letters)
                or self.letters[number + 1].place != letter.place + 1
            )
            place = letter.place + 1
            while is_last and place < len(text) and text[place] == " ":
                place += 1
            if is_last and place < len(text) and not text[place].isspace():
                after = Letter(text[place], Box(*boxes[place].tolist()), place)
                if after.box.left > letter.box.left and _goes_on(letter, after):
                    is_outside = after.box.left + after.box.right > 2 * self.box.right
                    if is_outside:
                        return True
        return False

    def is_full(self) -> bool:
        """Whether there is no room for another line: more may have been written."""
        lowest = min(letter.box.bottom for letter in self.letters)
        return lowest - LEADING * self.size < self.box.bottom

    def goes_on_below(self) -> Letter | None:
        """The next letter in the order of drawing, if it stands under the box's edge."""
        text, boxes = self.page.letters
        place = self.letters[-1].place + 1
        while place < len(text) and text[place].isspace():
            place += 1
        if place == len(text):
            return None
        after = Letter(text[place], Box(*boxes[place].tolist()), place)
        middle = (after.box.bottom + after.box.top) / 2
        is_under = 0 < self.box.bottom - middle < LINES_BELOW * LEADING * self.size
        is_near = self.box.left < after.box.left < self.box.right
        return after if is_under and is_near else None


def _without_overflow(page: Page, box: Box, letters: list[Letter]) -> list[Letter]:
    """The letters of the box's own text: runs that come in over its left edge are a neighbour's."""
    own: list[Letter] = []
    dropping: Letter | None = None
    for number, letter in enumerate(letters):
        before = letters[number - 1] if number else None
        starts = before is None or not _goes_on(before, letter)
        if starts:
            outside = _letter_before(page, letter)
            comes_in = outside is not None and outside.box.left < box.left
            dropping = letter if comes_in and _goes_on(outside, letter) else None
        if dropping is None:
            own.append(letter)
    return own


def _letter_before(page: Page, letter: Letter) -> Letter | None:
    """The last letter before this one in reading order, over real blanks only."""
    text, boxes = page.letters
    place = letter.place - 1
    while place >= 0 and text[place] == " ":
        place -= 1
    if place < 0 or text[place] in "\r\n":
        return None
    return Letter(text[place], Box(*boxes[place].tolist()), place)


def _goes_on(before: Letter | None, letter: Letter) -> bool:
    """Whether a letter follows another on the same line, within a blank's width."""
    if before is None:
        return False
    if _is_next(before, letter):
        return True
    height = max(before.box.top - before.box.bottom, letter.box.top - letter.box.bottom, 4.0)
    same_line = abs(before.box.bottom - letter.box.bottom) < max(height, LOWER)
    gap = letter.box.left - before.box.right
    return same_line and -height < gap < height * (0.9 if letter.place - before.place > 1 else 0.3)


def _is_next(before: Letter, letter: Letter) -> bool:
    """Whether the second letter stands right behind the first, as nearly all do."""
    gap = letter.box.left - before.box.right
    return (
        letter.place == before.place + 1 and abs(gap) < NEXT
        and letter.box.left > before.box.left
        and abs(before.box.bottom - letter.box.bottom) < NEXT
    )  # fmt: skip


def _starts_line(before: Letter, letter: Letter) -> bool:
    """Whether the second letter stands further left, or a line lower, than the one before."""
    height = max(before.box.top - before.box.bottom, letter.box.top - letter.box.bottom)
    is_lower = abs(before.box.bottom - letter.box.bottom) > max(0.9 * height, LOWER)
    return is_lower or letter.box.left <= before.box.left
