"""What is shipped: the lock, the wheel, the names we take."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

from tests.support.source import PACKAGES, ROOT, tracked


def test_the_lock_has_hashes_and_no_address():
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    pins = re.findall(r"^[a-z0-9][a-z0-9._-]*==", text, re.MULTILINE)
    assert len(pins) > 40
    for block in re.split(r"\n(?=[a-z0-9])", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_no_file_names_a_machine_or_a_registry():
    told = re.compile(r"/(?:work|root|home)/[A-Za-z]|index-url|find-links")
    for file in tracked():
        path = ROOT / file
        if path.suffix in {".py", ".md", ".toml", ".txt", ".sh", ".lock", ".in", ""}:
            for line in path.read_text(errors="replace").splitlines():
                assert not told.search(line) or "told = re.compile" in line, f"{file}: {line}"


def test_the_wheel_holds_every_data_file(tmp_path: Path):
    subprocess.run(
        [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    ours = {file for file in tracked() if file.split("/")[0] in PACKAGES}
    assert ours <= inside
    assert not [file for file in inside if file.startswith(("tests/", "benchmarks/", "docs/"))]


def test_no_other_distribution_brings_one_of_our_names():
    brought: dict[str, set[str]] = {}
    for distribution in metadata.distributions():
        if distribution.metadata["Name"] == "panel-clerk":
            continue
        for file in distribution.files or ():
            brought.setdefault(file.parts[0].removesuffix(".py"), set()).add(
                distribution.metadata["Name"]
            )
    assert {package: brought[package] for package in PACKAGES if package in brought} == {}
