"""Numbered copies: each person's own, stamped on every page, shut with their own password."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from casework.document import CopyPlan
from outbox import copies
from tests.support.papers import a_paper
from tests.support.source import ROOT

FONTS = ROOT / "config" / "fonts"


def a_plan(number: int, name: str = "Alex Example") -> CopyPlan:
    return CopyPlan(
        person=f"PM-{number}",
        copy_number=number,
        of=3,
        name=name,
        cases=("WP-7KQ4",),
        made=dt.date(2026, 12, 14),
        destroy_by="Thursday 31 December 2026",
    )


def text_of(pdf: bytes, password: str) -> list[str]:
    document = pypdfium2.PdfDocument(pdf, password=password)
    return [page.get_textpage().get_text_bounded() for page in document]


@pytest.mark.parametrize("name", ["Alex Example", "Zoë Łukasiewicz-Żółć", "Ωmega Name"])
def test_every_page_of_a_copy_names_its_person_and_number(name: str):
    (copy,) = copies.make(a_paper("one", "two"), [(a_plan(2, name), "six words")], fonts=FONTS)
    pages = text_of(copy.pdf, "six words")
    assert len(pages) == 2
    for page in pages:
        assert f"Copy 02 of 03, made for {name}." in page
        assert "Destroy by Thursday 31 December 2026." in page


def test_a_copy_opens_with_its_own_password_alone():
    made = list(
        copies.make(
            a_paper("one"),
            [(a_plan(number), f"word {number}") for number in (1, 2)],
            fonts=FONTS,
        )
    )
    for copy, other in zip(made, reversed(made), strict=True):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(copy.pdf))
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(copy.pdf), password=f"word {other.copy_number}")
        with pikepdf.open(io.BytesIO(copy.pdf), password=f"word {copy.copy_number}") as pdf:
            assert pdf.encryption.R == 6
            assert pdf.encryption.stream_method.name == "aesv3"


def test_a_copy_carries_nothing_of_another_copy():
    first, second = copies.make(
        a_paper("one", "two", "three"),
        [(a_plan(1, "Alex Example"), "a"), (a_plan(2, "Sam Sample"), "b")],
        fonts=FONTS,
    )
    assert "Sam Sample" not in " ".join(text_of(first.pdf, "a"))
    assert "Alex Example" not in " ".join(text_of(second.pdf, "b"))
    assert len(second.pdf) < len(first.pdf) * 1.1


def letters_in(pdf: bytes) -> list[bytes]:
    """The embedded fonts of the stamp."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = opened.pages[0].Resources.XObject["/ClerkStamp"].Resources.Font
        return [
            font.FontDescriptor.FontFile2.read_bytes()
            for _, font in fonts.items()
            if "/FontDescriptor" in font
        ]


def test_the_letters_of_a_copy_tell_nothing_of_the_other_names():
    names = ("Alex Example", "Zoë Łukasiewicz", "Sam Sample", "Ωmega Name")
    plans = [(a_plan(number, name), "") for number, name in enumerate(names, start=1)]
    together = list(copies.make(a_paper("one"), plans, fonts=FONTS))
    for copy, plan in zip(together, plans, strict=True):
        (alone,) = copies.make(a_paper("one"), [plan], fonts=FONTS)
        assert letters_in(copy.pdf) == letters_in(alone.pdf) != []


def test_nobody_to_send_to_makes_no_copy():
    assert list(copies.make(a_paper("one"), [], fonts=FONTS)) == []


def test_what_is_no_pdf_makes_no_copy():
    with pytest.raises(copies.OriginalUnusable, match="does not open"):
        list(copies.make(b"not a paper", [(a_plan(1), "a")], fonts=Path("nowhere")))
