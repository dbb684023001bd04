"""Every control of the real Word forms, against an independent listing of them."""

from __future__ import annotations

import json
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from forms import legacy_fields, package
from forms.likeness import squeezed
from forms.word_walk import Look, look_over
from tests.support.corpus import corpus_file

Listed: TypeAlias = dict[str, Any]
LONGEST = 200  # the listing cuts a text
WRAPPERS = frozenset({"docPartObj", "docPartList", "bibliography", "citation", "group"})
REASONS = tomllib.loads(
    Path(__file__).with_name("word_differences.toml").read_text(encoding="utf-8")
)


def looks() -> Iterator[tuple[str, list[Listed], Look]]:
    """Every listed file, a template too: those are refused as files and read here all the same."""
    listed = corpus_file("expected", "docx_forms.json")
    for entry in json.loads(listed.read_text(encoding="utf-8")):
        with zipfile.ZipFile(corpus_file(*entry["file"].split("/"))) as archive:
            root = package.parsed(archive.read("word/document.xml"))
        yield entry["file"], entry["controls"], look_over(root)


def seen(look: Look) -> list[tuple[str, bool | None, bool]]:
    return [
        (
            squeezed(control.written.whole)[:LONGEST],
            control.is_checked if is_box(control.node) else None,
            control.is_prompt,
        )
        for control in look.controls
        if not kinds_in(control.node) & WRAPPERS
    ]


def kinds_in(node: Any) -> frozenset[str]:
    properties = next((one for one in node if one.tag.endswith("}sdtPr")), ())
    return frozenset(one.tag.rpartition("}")[2] for one in properties)


def is_box(node: Any) -> bool:
    return "checkbox" in kinds_in(node)


def wanted(one: Listed) -> tuple[str, bool | None, bool]:
    return squeezed(one["text"])[:LONGEST], one.get("checked"), bool(one.get("placeholder"))


def kind_of(one: Listed, look: Look) -> str:
    """Which kind of difference explains that the reader does not have it."""
    if one["part"] != "word/document.xml":
        return "header_or_footer"
    if look.is_tracked:
        return "taken_out"
    return ""


def test_every_control_of_the_collection_is_seen_or_its_absence_explained():
    unexplained: list[tuple[str, Listed]] = []
    used: set[str] = set()
    count = 0
    for name, listed, look in looks():
        ours = seen(look)
        for one in listed:
            if one["kind"] != "sdt":
                continue
            count += 1
            if wanted(one) in ours:
                ours.remove(wanted(one))
            elif kind := kind_of(one, look):
                used.add(kind)
            else:
                unexplained.append((name, one))
    assert unexplained == []
    assert count > 500
    assert used == REASONS.keys()


def test_every_older_field_of_the_collection_is_seen():
    count = 0
    for name, listed, look in looks():
        ours = legacy_fields.fields_of(look.form_fields)
        theirs = [one for one in listed if one["kind"] == "legacy"]
        theirs = [one for one in theirs if one["part"] == "word/document.xml"]
        assert [one.name for one in ours] == [one["name"] for one in theirs], name
        for mine, other in zip(ours, theirs, strict=True):
            count += 1
            if other["type"] == "checkbox":
                assert mine.is_on is other["checked"], name
            else:
                assert squeezed(mine.text) == squeezed(other["value"] or ""), name
    assert count > 0
