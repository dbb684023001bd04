"""Our own writer of shut PDF files, judged by readers that are not ours."""

from __future__ import annotations

import io
import re

import pdfplumber
import pikepdf
import pypdf
import pypdfium2
import pytest

from outbox import copies, shut
from tests.outbox.test_copies import FONTS, a_plan
from tests.support.papers import a_paper

PASSWORD = "four common words"  # noqa: S105  nobody's
_NOTHING_BUT_READING = pikepdf.Permissions(
    accessibility=True, extract=False, modify_annotation=False, modify_assembly=False,
    modify_form=False, modify_other=False, print_lowres=True, print_highres=True,
)  # fmt: skip


def a_copy(password: str = PASSWORD, paper: bytes | None = None) -> bytes:
    (copy,) = copies.make(paper or a_paper("one", "two"), [(a_plan(2), password)], fonts=FONTS)
    return copy.pdf


def shut_streams(pdf: bytes) -> list[bytes]:
    """The streams of a copy but the last: the places of the objects, open in every file."""
    return re.findall(rb">>\nstream\n(.*?)\nendstream", pdf, re.DOTALL)[:-1]


def with_text_in_a_stream(text: str) -> bytes:
    """A paper whose picture has a palette: a string in the dictionary of a stream."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_paper("one"))) as pdf:
        picture = pdf.make_stream(
            b"\x00",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=1,
            Height=1,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Array(
                [pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, 0, pikepdf.String(text)]
            ),
        )
        pdf.pages[0].obj.Resources.XObject = pikepdf.Dictionary(Picture=picture)
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("password", ["a", PASSWORD, "pässword mit ö", "w" * 127])
def test_four_other_readers_open_a_copy_with_its_password(password: str):
    pdf = a_copy(password)
    texts: list[str] = []
    document = pypdfium2.PdfDocument(pdf, password=password)
    texts.append(document[1].get_textpage().get_text_bounded())
    document.close()
    texts.append(pypdf.PdfReader(io.BytesIO(pdf), password=password).pages[1].extract_text())
    with pdfplumber.open(io.BytesIO(pdf), password=password) as opened:
        texts.append(opened.pages[1].extract_text())
    with pikepdf.open(io.BytesIO(pdf), password=password) as opened:
        assert opened.check_pdf_syntax() == []
    for text in texts:
        assert "STRICTLY CONFIDENTIAL" in text
        assert "Copy 02 of 03, made for Alex Example." in text


@pytest.mark.parametrize("password", ["", "four common word", "four common words ", "FOUR"])
def test_no_other_password_opens_it(password: str):
    pdf = a_copy()
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(pdf), password=password)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(pdf, password=password)


def test_whoever_opens_it_may_read_and_print_and_is_never_the_owner():
    with pikepdf.open(io.BytesIO(a_copy()), password=PASSWORD) as pdf:
        assert pdf.allow == _NOTHING_BUT_READING
        assert pdf.user_password_matched
        assert not pdf.owner_password_matched


def test_it_is_shut_as_another_writer_shuts_it():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_paper("one"))) as pdf:
        pdf.save(
            out,
            encryption=pikepdf.Encryption(
                user=PASSWORD, owner="another", R=6, allow=_NOTHING_BUT_READING
            ),
        )
    with (
        pikepdf.open(out, password=PASSWORD) as theirs,
        pikepdf.open(io.BytesIO(a_copy()), password=PASSWORD) as ours,
    ):
        for entry in ("/Filter", "/V", "/R", "/P", "/Length", "/StmF", "/StrF", "/CF"):
            assert ours.trailer.Encrypt[entry] == theirs.trailer.Encrypt[entry], entry
        for entry in ("/U", "/UE", "/O", "/OE", "/Perms"):
            assert len(bytes(ours.trailer.Encrypt[entry])) == len(
                bytes(theirs.trailer.Encrypt[entry])
            )


def test_no_word_of_the_paper_stands_in_the_bytes():
    paper = with_text_in_a_stream("canary in a palette")
    shut_copy = a_copy(paper=paper)
    assert b"canary" not in shut_copy
    assert b"canary in a palette" not in shut_copy
    with pikepdf.open(io.BytesIO(shut_copy), password=PASSWORD) as pdf:
        palette = pdf.pages[0].obj.Resources.XObject.Picture.ColorSpace[3]
        assert str(palette) == "canary in a palette"
    streams = shut_streams(shut_copy)
    assert len(streams) > 3
    assert all(len(stream) % 16 == 0 for stream in streams), "not whole blocks: not encrypted"


def test_two_copies_for_one_password_have_nothing_in_common():
    first, second = (shut.lock(PASSWORD) for _ in range(2))
    assert first.key != second.key
    pieces = [set(re.findall(rb"<([0-9a-f]{32,})>", one.dictionary)) for one in (first, second)]
    assert len(pieces[0]) == 5
    assert not pieces[0] & pieces[1]
    found = [{stream[:16] for stream in shut_streams(a_copy())} for _ in range(2)]
    assert len(found[0]) > 3
    assert not found[0] & found[1]


def test_a_lock_made_ahead_opens_its_own_copy_and_is_never_used_twice():
    passwords = ["one of them", "another", "one of them"]
    with shut.locks_ahead(passwords[:2]) as lock:
        plans = [(a_plan(number), word) for number, word in enumerate(passwords, start=1)]
        made = list(copies.make(a_paper("one"), plans, fonts=FONTS, lock=lock))
    keys: set[bytes] = set()
    for copy, password in zip(made, passwords, strict=True):
        with pikepdf.open(io.BytesIO(copy.pdf), password=password) as pdf:
            keys.add(pdf.encryption.encryption_key)
            assert len(pdf.pages) == 1
    assert len(keys) == len(passwords)


def test_an_open_copy_shows_the_same():
    pdf = a_copy("")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []
        assert not opened.is_encrypted
    document = pypdfium2.PdfDocument(pdf)
    assert "Copy 02 of 03" in document[0].get_textpage().get_text_bounded()
    document.close()
