"""The programs that fill and print beside ours, each started once for many files."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from forms import scan_extra

HERE = Path(__file__).parent
PDF_LIB = HERE.parents[1] / ".venv" / "pdf-lib"
SLOWEST_S = 900


def has(program: str) -> bool:
    """Whether a program is installed; `pdf-lib` is node's library, `scan` our own extra."""
    if program == "scan":
        return scan_extra.is_here()
    if program == "pdf-lib":
        return has("node") and (PDF_LIB / "node_modules" / "pdf-lib").is_dir()
    return shutil.which(program) is not None


def office(files: Sequence[bytes], *, ending: str, to: str, through: str = "") -> list[bytes]:
    """LibreOffice's conversions of files of one kind; `to` is an ending or `ending:filter`."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        names = _written(place / "in", files, ending)
        made = _converted(place, names, through or to)
        if through:
            made = _converted(place, made, to)
        return [path.read_bytes() for path in made]


def _written(place: Path, files: Sequence[bytes], ending: str) -> list[Path]:
    place.mkdir()
    paths = [place / f"{number}.{ending}" for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    return paths


def _converted(place: Path, paths: Sequence[Path], to: str) -> list[Path]:
    out = place / f"out-{to.partition(':')[0]}"
    profile = f"-env:UserInstallation=file://{place}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(out)]
    _run([*command, *map(str, paths)])
    return [out / f"{path.stem}.{to.partition(':')[0]}" for path in paths]


def each(files: Sequence[bytes], command: Sequence[str]) -> list[bytes]:
    """What a command makes of each PDF; IN and OUT in it stand for the two files."""
    with tempfile.TemporaryDirectory() as folder:
        names = {"IN": f"{folder}/in.pdf", "OUT": f"{folder}/out.pdf"}
        made: list[bytes] = []
        for data in files:
            Path(names["IN"]).write_bytes(data)
            _run([names.get(word, word) for word in command])
            made.append(Path(names["OUT"]).read_bytes())
        return made


def pdf_lib(blank: bytes, orders: str) -> list[bytes]:
    """What `fill.mjs` makes of the blank: `orders` is a JSON list with a filling for each file."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "blank.pdf").write_bytes(blank)
        (place / "orders.json").write_text(orders, encoding="utf-8")
        _run(["node", str(HERE / "pdf_lib" / "fill.mjs"), folder], PDF_LIB=str(PDF_LIB))
        return [path.read_bytes() for path in sorted(place.glob("made-*.pdf"))]


def _run(command: Sequence[str], **more: str) -> None:
    environment: Mapping[str, str] = {**os.environ, **more}
    done = subprocess.run(  # noqa: S603  the machine's own programs
        command, capture_output=True, check=False, timeout=SLOWEST_S, env=environment
    )
    # qpdf ends with 3 when it only had to warn.
    if done.returncode not in {0, 3}:
        raise SystemExit(f"{command[0]} failed: {done.stderr.decode(errors='replace')[-500:]}")
