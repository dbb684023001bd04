"""Where in its tables a control of a Word form stands, since Word has no fixed pages."""
# pyright: basic
# lxml is untyped; what leaves this module is typed.

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  it has no stubs

from forms.word_text import CELL, TABLE, cells_of, rows_of
from forms.word_walk import Control


class Place(NamedTuple):
    """A cell: its row, its number in that, and where the row stands."""

    row: etree._Element
    number: int
    head: str

    @property
    def path(self) -> str:
        """Where it stands, in words."""
        return f"{self.head}, cell {self.number}"


class Places:
    """Looks up cells; a table is numbered once for all that stands in it."""

    def __init__(self, tables: Sequence[etree._Element]) -> None:
        self._tables = {table: number for number, table in enumerate(tables, start=1)}
        self._known: dict[etree._Element, Place | None] = {}

    def of(self, control: Control) -> Place | None:
        """The cell around it; None outside of tables."""
        holder = control.node.getparent()
        known = self._known
        if holder not in known:
            cell = holder.getparent()
            if cell is None or cell.tag != CELL:
                cell = next(control.node.iterancestors(CELL), None)
            known[holder] = None if cell is None else self._place(cell)
        return known[holder]

    def _place(self, cell: etree._Element) -> Place | None:
        if cell in self._known:
            return self._known[cell]
        table = next(cell.iterancestors(TABLE), None)
        if number := self._tables.pop(table, 0):
            for place, row in enumerate(rows_of(table), start=1):
                head = f"table {number}, row {place}"
                for nth, one in enumerate(cells_of(row), start=1):
                    self._known[one] = Place(row, nth, head)
        return self._known.get(cell)
