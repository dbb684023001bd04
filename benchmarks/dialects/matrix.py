"""Every form in every dialect, read as in production and judged; and the figures of it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dialects.dialects import ALL, Dialect, Family
from benchmarks.dialects.fillings import filling
from benchmarks.dialects.issued import Issued, issued
from benchmarks.dialects.judge import Tally, Verdict, judged
from benchmarks.figure import Figure, figure, say
from casework.submission import Submission
from confine.cage import FORM, Cage, NotRead, Read
from forms import recognise
from forms.extracted import Extracted, NoForm
from forms.submit import to_submission
from procedures import scanning
from procedures.office import FONTS
from procedures.scanning import Scans
from tests.support import returned

FILLINGS = int(os.environ.get("FILLINGS", "50"))
ARRIVED = dt.datetime(2026, 12, 8, 10, 0, tzinfo=dt.UTC)
READ, PREPARE = "forms.recognise:read", "forms.recognise:prepare"
FONTS_OF_PDF = "forms.pdf_fonts:prepare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One form in one dialect, with what became of its fillings."""

    form_id: str
    dialect: Dialect
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class _Readers:
    """The readers in their cages, as the clerk has them."""

    cage: Cage
    scans: Scans

    def outcome(self, data: bytes) -> Extracted | NoForm:
        """What is read; pages without text go to the reader of scans, where it is installed."""
        found = _read(self.cage.run(READ, data, limits=FORM))
        if scanning.is_of_pictures(found) and (scan := self.scans.read(data)) is not None:
            return _read(scan)
        return found


def _read(found: Read | NotRead) -> Extracted | NoForm:
    if isinstance(found, NotRead):
        return NoForm(why=found.code)
    return recognise.answer(found.untrusted_answer)


def run(
    dialects: Sequence[Dialect],
    *,
    fillings: int,
    form_ids: Sequence[str] = (),
    keep: Path | None = None,
) -> Iterator[Cell]:
    """Each cell of the matrix as it is done; files that were not read right are kept if asked."""
    blanks, folder = issued(), returned.issued_folder()
    warm = [f"{PREPARE}={folder}", f"{FONTS_OF_PDF}={FONTS}"]
    with Cage.start([READ], warm=warm) as cage, closing(Scans(folder)) as scans:
        readers = _Readers(cage=cage, scans=scans)
        for form_id in form_ids or blanks:
            for dialect in dialects:
                if dialect.takes(blanks[form_id]):
                    yield _cell(readers, blanks[form_id], dialect, fillings, keep)


def _cell(
    readers: _Readers, issued: Issued, dialect: Dialect, count: int, keep: Path | None
) -> Cell:
    drawn = [
        filling(issued.blank, number, codecs=dialect.codecs, line_ends=dialect.line_ends)
        for number in range(count)
    ]
    tally = Tally()
    files = dialect.write(issued, [one.values for one in drawn])
    for number, (one, data) in enumerate(zip(drawn, files, strict=True)):
        outcome = readers.outcome(data)
        tally.files += 1
        read: Submission | None = None
        if isinstance(outcome, Extracted) and outcome.form_id == issued.form.id:
            read = to_submission(outcome, issued.form, arrived=ARRIVED)
        else:
            tally.not_read += 1
            why = outcome.why if isinstance(outcome, NoForm) else outcome.form_id
            tally.unsure.append(f"{number}: not read: {why}")
        verdicts = list(judged(issued.form, one.meant, read))
        for verdict, line in verdicts:
            tally.add(verdict, f"{number}: {line}")
        if keep is not None and any(verdict is not Verdict.RIGHT for verdict, _ in verdicts):
            name = f"{issued.form.id}-{dialect.name}-{number}".replace(" ", "_").replace(",", "")
            (keep / name).write_bytes(data)
    return Cell(form_id=issued.form.id, dialect=dialect, tally=tally)


def table(cells: Sequence[Cell]) -> Iterator[str]:
    """The matrix as lines of text: a line a dialect, a column a form."""
    forms = list(dict.fromkeys(cell.form_id for cell in cells))
    width = max(len(cell.dialect.name) for cell in cells) + 2
    yield " " * width + "".join(f"{form:>18}" for form in forms)
    by_place = {(cell.dialect.name, cell.form_id): cell.tally for cell in cells}
    for name in dict.fromkeys(cell.dialect.name for cell in cells):
        columns = (_short(by_place.get((name, form))) for form in forms)
        yield f"{name:<{width}}" + "".join(f"{text:>18}" for text in columns)
    yield "Per cell: answers wrong and sure / per cent of answers unsure."


def told(cell: Cell) -> str:
    """A cell on one line."""
    return f"{cell.form_id}, {cell.dialect.name}: {_short(cell.tally)}"


def _short(tally: Tally | None) -> str:
    return "-" if tally is None else f"{tally.of(Verdict.WRONG)} / {tally.share_unsure:.2f} %"


def figures() -> list[Figure]:
    """The figures of the whole matrix."""
    missing = [one.name for one in ALL if not one.is_here()]
    if missing:
        say(f"Left out, since their programs are not installed: {', '.join(missing)}.")
    cells: list[Cell] = []
    for cell in run([one for one in ALL if one.is_here()], fillings=FILLINGS):
        cells.append(cell)
        say(f"  {told(cell)}")
    for line in table(cells):
        say(line)
    return list(_figures(cells))


def _figures(cells: Sequence[Cell]) -> Iterator[Figure]:
    answers = sum(sum(cell.tally.counts.values()) for cell in cells)
    count = len({cell.dialect.name for cell in cells})
    how = (
        f"{FILLINGS} random fillings of each of the five forms in each of {count} dialects, "
        f"{answers} answers in all, read in the cage and compared with what was meant"
    )
    wrong = sum(cell.tally.of(Verdict.WRONG) for cell in cells)
    yield figure(
        "Dialects: answers read wrong and sure", wrong, 0, better="lower", unit="answers", how=how
    )
    for family, target in ((Family.DIGITAL, 1), (Family.SCAN, 8)):
        shares = _shares(cells, family)
        if shares:
            worst = max(shares, key=lambda name: shares[name])
            yield figure(
                f"Dialects: unsure answers, worst {family} dialect", shares[worst], target,
                better="lower", unit="%", how=f"{how}; the worst is: {worst}",
            )  # fmt: skip


def _shares(cells: Sequence[Cell], family: Family) -> Mapping[str, float]:
    """Per cent of unsure answers by dialect, all its forms together."""
    found: dict[str, Tally] = {}
    for cell in cells:
        if cell.dialect.family is family:
            whole = found.setdefault(cell.dialect.name, Tally())
            for verdict, number in cell.tally.counts.items():
                whole.counts[verdict] = whole.of(verdict) + number
    return {name: tally.share_unsure for name, tally in found.items()}
