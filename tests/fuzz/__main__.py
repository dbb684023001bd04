"""Hunts every target for a while: `python -m tests.fuzz [--seconds N] [NAME...]`.

An input that makes a reader raise, or breaks what a target promises, is a finding: it is written
to the folder named and the run fails. An input that kills the process, takes too long or too much
memory is what the cage is for: it must end there in a named outcome, and the hunt goes on.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz import caged
from tests.fuzz.targets import TARGETS, Target

KEPT = Path(__file__).with_name("kept")
LONGEST_S, MOST_MIB = 20, 2048
_LEAST_S = 3  # no hunt begins with less


@dataclass(slots=True, kw_only=True)
class Hunt:
    """How a hunt went: how many inputs were tried, what the cage outlived, what is wrong."""

    target: Target
    tried: int = 0
    outlived: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])

    def in_words(self) -> str:
        """The hunt on one line."""
        outlived = f", {len(self.outlived)} outlived by the cage" if self.outlived else ""
        end = f", {len(self.wrong)} WRONG" if self.wrong else ""
        return f"{self.target.name:<10}{self.tried:>10,} inputs{outlived}{end}"


def main(arguments: Sequence[str]) -> int:
    """Hunt; gives 0 when nothing is wrong and every target was hunted."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TARGETS))
    asked.add_argument("--seconds", type=int, default=60, help="how long for each target")
    asked.add_argument("--folder", type=Path, help="where findings are written")
    told = asked.parse_args(arguments)
    if importlib.util.find_spec("atheris") is None:
        print("There is no fuzzer for this machine: atheris has wheels for Linux on x86-64.")  # noqa: T201
        return 3
    names = told.names or list(TARGETS)
    folder = told.folder or Path(tempfile.mkdtemp(prefix="fuzz-"))
    with ThreadPoolExecutor(os.cpu_count() or 1) as several:
        hunts = list(
            several.map(lambda name: hunt(TARGETS[name], told.seconds, folder / name), names)
        )
    for one in hunts:
        print("\n".join((one.in_words(), *(f"  {line}" for line in one.wrong))))  # noqa: T201
    return int(any(one.wrong or not one.tried for one in hunts))


def hunt(target: Target, seconds: float, folder: Path) -> Hunt:
    """Hunt one target, beginning anew after each input that killed the process."""
    found, corpus = Hunt(target=target), folder / "inputs"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(target.begun()):
        (corpus / f"begun-{number}").write_bytes(data)
    words = folder / "words"
    words.write_text("\n".join(_quoted(word) for word in target.words), encoding="ascii")
    end = time.monotonic() + seconds
    while (left := int(end - time.monotonic())) >= _LEAST_S and not found.wrong:
        done = _run(
            target.name, str(corpus), *_kept(target), f"-max_total_time={left}",
            f"-timeout={LONGEST_S}", f"-rss_limit_mb={MOST_MIB}", f"-max_len={target.longest}",
            f"-dict={words}", f"-artifact_prefix={folder}/found-", "-print_final_stats=1",
        )  # fmt: skip
        found.tried += _tried(done.stderr)
        artifacts = list(folder.glob("found-*"))
        if done.returncode and not artifacts:
            found.wrong.append(f"the hunt ended with {done.returncode}: {_last(done.stderr)}")
        for artifact in artifacts:
            _judge(artifact, found)
    return found


def _judge(artifact: Path, found: Hunt) -> None:
    """Whether the input is a finding, or only what the cage is for."""
    once = _run(found.target.name, "--once", str(artifact), seconds=3 * LONGEST_S)
    named = caged.outcome(found.target, artifact.read_bytes())
    if once.returncode == 1:  # it raised
        found.wrong.append(f"{artifact}: {_last(once.stderr)}")
        return
    if not named:
        found.wrong.append(f"{artifact}: no named outcome in the cage")
        return
    found.outlived.append(named)
    artifact.rename(artifact.with_name(f"outlived-{artifact.name}"))


def _run(*arguments: str, seconds: float | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz.hunt", *arguments]
    try:
        return subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, -9, "", "it took too long")


def _kept(target: Target) -> Iterator[str]:
    folder = KEPT / target.name
    if folder.is_dir():
        yield str(folder)


def _tried(told: str) -> int:
    lines = [line for line in told.splitlines() if "number_of_executed_units" in line]
    return sum(int(line.rpartition(":")[2]) for line in lines)


def _last(told: str) -> str:
    """The exception's line, not the fuzzer's own epilogue."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    raised = [line for line in lines if "Error" in line or "Exception" in line]
    return (raised or lines or ["nothing was said"])[-1][:300]


def _quoted(word: str) -> str:
    return '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"'


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
