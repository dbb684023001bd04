"""The layout of a panel's case sheets, read from its file; every mistake is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from casework.faults import Fault, Kind
from casework.protocol import PanelProtocol
from casework.sheet_layout import SheetLayout
from config import mistakes

SHIPPED = Path(__file__).with_name("casesheets")


class SheetLayoutWrong(Fault):
    """The layout of the case sheets has mistakes."""

    kind = Kind.CONFIGURATION
    next_step = "correct the lines above, then run `clerk doctor`."


def load(protocol: PanelProtocol, folder: Path = SHIPPED) -> SheetLayout:
    """The layout for this panel's case sheets. Raises SheetLayoutWrong with every mistake."""
    file = folder / f"{protocol.id}.toml"
    wrong: list[str] = []
    written = mistakes.table(file, wrong)
    if written is not None:
        try:
            layout = SheetLayout.model_validate(written)
        except ValidationError as error:
            wrong.extend(mistakes.told(error, SheetLayout, at=file.name))
        else:
            wrong.extend(f"{file.name}: {line}" for line in _contradictions(layout, protocol))
            if not wrong:
                return layout
    raise SheetLayoutWrong(file.name, *wrong)


def _contradictions(layout: SheetLayout, protocol: PanelProtocol) -> Iterator[str]:
    for number, prompt in enumerate(layout.prompt, start=1):
        if prompt.line not in protocol.printed_lines:
            near = mistakes.did_you_mean(prompt.line, protocol.printed_lines)
            yield f"prompt.{number}.line: the panel prints no line {prompt.line}{near}"
    for place, section in enumerate(layout.section, start=1):
        for number, entry in enumerate(section.entry, start=1):
            at = f"section.{place}.entry.{number}"
            if not entry.questions:
                yield f"{at}.questions: name at least one question"
            for key in ("guarded", "headings"):
                for column in getattr(entry, key):
                    if entry.columns and column not in entry.columns:
                        yield f"{at}.{key}.{column}: is not among the columns shown"
