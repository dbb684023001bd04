from __future__ import annotations

import os
from pathlib import Path

import pytest

from casework.protocol import PanelProtocol
from config import mistakes


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path):
    wrong: list[str] = []
    assert mistakes.table(tmp_path, wrong, at="people.toml") is None
    assert wrong == ["people.toml: this is a folder, not a file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path):
    file = tmp_path / "people.toml"
    file.touch(mode=0o000)
    wrong: list[str] = []
    assert mistakes.table(file, wrong) is None
    assert wrong == ["people.toml: this file may not be read"]


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ((), "referral_deadline"),
        (("referral_deadline",), "advertised"),
        (("referral_deadline", "advertised"), "clear_days"),
        (("checks", "area.elsewhere"), "severity"),
        (("calendar", "dates", "2"), "venue"),
    ],
)
def test_the_keys_of_each_place_of_a_model_are_known(path: tuple[str, ...], known: str):
    assert known in mistakes.known_keys(PanelProtocol, path)


def test_nothing_is_suggested_where_nothing_is_near():
    assert mistakes.did_you_mean("zzz", ("papers", "agenda")) == ""
    assert mistakes.did_you_mean("paper", ("papers", "agenda")) == ". Did you mean papers?"
