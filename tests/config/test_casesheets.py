from __future__ import annotations

from pathlib import Path

import pytest

from casework.document import Audience
from config import casesheets
from config.casesheets import SheetLayoutWrong
from config.protocols import SHIPPED, load, shipped_panels
from tests.support.panels import a_protocol

SOUND = """
[[prompt]]
line = "children"

[[section]]
title = "Danger first"

[[section.entry]]
questions = ["urgent"]
audiences = ["coordinator", "member"]

[[section.entry]]
questions = ["children"]
columns = ["name", "address"]
guarded = { address = "address" }
"""
PROTOCOL = a_protocol(printed_lines={"children": "Child protection comes first."})


def a_layout_file(folder: Path, text: str) -> Path:
    (folder / "demo.toml").write_text(text)
    return folder


def test_a_layout_is_read(tmp_path: Path):
    layout = casesheets.load(PROTOCOL, a_layout_file(tmp_path, SOUND))
    urgent, children = layout.section[0].entry
    assert urgent.audiences == (Audience.COORDINATOR, Audience.MEMBER)
    assert children.guarded == {"address": "address"}
    assert set(children.audiences) == set(Audience)


def test_every_mistake_is_told_at_once(tmp_path: Path):
    text = SOUND.replace("questions", "question").replace('"member"', '"members"')
    with pytest.raises(SheetLayoutWrong) as caught:
        casesheets.load(PROTOCOL, a_layout_file(tmp_path, text))
    told = "\n".join(caught.value.details)
    assert "section.1.entry.1.question: unknown key. Did you mean questions?" in told
    assert "section.1.entry.2.questions: this key is missing" in told
    assert "section.1.entry.1.audiences.2: Input should be 'coordinator'" in told


def test_a_line_that_the_panel_does_not_print_and_a_guard_without_its_column_are_told(
    tmp_path: Path,
):
    text = (
        SOUND.replace('line = "children"', 'line = "child"')
        .replace('columns = ["name", "address"]', 'columns = ["name"]')
        .replace('["urgent"]', "[]")
    )
    with pytest.raises(SheetLayoutWrong) as caught:
        casesheets.load(PROTOCOL, a_layout_file(tmp_path, text))
    assert caught.value.details == (
        "demo.toml: prompt.1.line: the panel prints no line child. Did you mean children?",
        "demo.toml: section.1.entry.1.questions: name at least one question",
        "demo.toml: section.1.entry.2.guarded.address: is not among the columns shown",
    )


def test_a_panel_without_a_layout_is_told(tmp_path: Path):
    with pytest.raises(SheetLayoutWrong) as caught:
        casesheets.load(PROTOCOL, tmp_path)
    assert caught.value.details == ("demo.toml: there is no such file",)


@pytest.mark.parametrize("panel", shipped_panels())
def test_a_shipped_panel_has_its_layout(panel: str):
    layout = casesheets.load(load(SHIPPED, panel))
    assert layout.section[0].title == "Danger first"
