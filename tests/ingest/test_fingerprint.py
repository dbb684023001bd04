"""A message is known by its content: servers may rewrite all the rest (mail, section 7)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.corpus import CORPUS, corpus_file
from tests.support.mails import PDF, a_forwarded, a_mail
from tests.support.parsed import a_message, parsed

TEXTS = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=80
)
FILES = st.binary(max_size=120)
PARTS = st.lists(st.one_of(TEXTS, FILES), min_size=1, max_size=4)


@dataclass(frozen=True)
class Rewriting:
    """How one server writes a message."""

    boundary: str
    encodings: tuple[str, ...]
    crlf: bool
    reverse_fields: bool
    extra: tuple[str, ...]
    folded_id: bool
    part_order: int


REWRITINGS = st.builds(
    Rewriting,
    boundary=st.text(alphabet="abcXYZ0123456789=_", min_size=12, max_size=20),
    encodings=st.lists(st.sampled_from(["base64", "quoted-printable"]), min_size=4, max_size=4).map(
        tuple
    ),
    crlf=st.booleans(),
    reverse_fields=st.booleans(),
    extra=st.lists(st.sampled_from(["X-Spam: no", "Received: by mx", "Sender: s@x.example"])).map(
        tuple
    ),
    folded_id=st.booleans(),
    part_order=st.integers(0, 3),
)


def written(parts: Sequence[str | bytes], how: Rewriting) -> bytes:
    """The message of these parts as that server writes it."""
    fields = [
        f"Message-ID:{chr(10) if how.folded_id else ''} <1@x.example>",
        "From: a@x.example",
        "Subject: s",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{how.boundary}"',
        *how.extra,
    ]
    lines = list(reversed(fields)) if how.reverse_fields else fields
    turned = [*parts[how.part_order % len(parts) :], *parts[: how.part_order % len(parts)]]
    for part, encoding in zip(turned, how.encodings, strict=False):
        data = part.encode() if isinstance(part, str) else part
        kind = (
            'text/plain; charset="utf-8"'
            if isinstance(part, str)
            else 'application/octet-stream; name="f.bin"'
        )
        coded = (
            base64.encodebytes(data)
            if encoding == "base64"
            else binascii.b2a_qp(data, istext=False)
        ).decode()
        lines += [
            "", f"--{how.boundary}", f"Content-Type: {kind}",
            f"Content-Transfer-Encoding: {encoding}", "", coded.rstrip("\n"),
        ]  # fmt: skip
    raw = "\n".join([*lines, f"--{how.boundary}--", ""]).encode()
    return raw.replace(b"\n", b"\r\n") if how.crlf else raw


@settings(deadline=None)
@given(parts=PARTS, one=REWRITINGS, other=REWRITINGS)
def test_no_rewriting_changes_it(parts: list[str | bytes], one: Rewriting, other: Rewriting):
    first, second = parsed(written(parts, one)), parsed(written(parts, other))
    assert first.fingerprint == second.fingerprint
    assert first.file_digests == second.file_digests


@settings(deadline=None)
@given(parts=PARTS, how=REWRITINGS, more=st.binary(min_size=1, max_size=9))
def test_another_file_changes_it(parts: list[str | bytes], how: Rewriting, more: bytes):
    changed = [*parts[:3], b"a file that was not there: " + more]
    assert parsed(written(parts[:3], how)).fingerprint != parsed(written(changed, how)).fingerprint


def test_another_message_id_another_text_another_name_of_the_sender():
    known = a_message().fingerprint
    assert a_message(message_id="<2@council.example>").fingerprint != known
    assert a_message(body="Other words\n").fingerprint != known
    assert a_message("Somebody else <s@x.example>", "Other subject").fingerprint == known


def test_without_one_message_id_sender_and_date_stand_in():
    alone = a_message(message_id="").fingerprint
    assert a_message("b@x.example", message_id="").fingerprint != alone
    assert a_message(message_id="").fingerprint == alone
    twice = b"Message-ID: <9@x.example>\r\n" + a_mail()
    assert parsed(twice).fingerprint == alone  # two ids are none


def test_html_counts_only_where_there_is_no_plain_text_beside_it():
    assert a_message(html="<p>One</p>").fingerprint == a_message(html="<p>Two</p>").fingerprint


def test_a_mail_inside_counts_by_its_own_fingerprint():
    inner = a_mail(attachments=[("f.pdf", PDF)])
    rewritten = b"X-New: field\r\n" + inner
    assert parsed(a_forwarded(inner)).fingerprint == parsed(a_forwarded(rewritten)).fingerprint
    other = a_mail(attachments=[("f.pdf", PDF + b"%")])
    assert parsed(a_forwarded(inner)).fingerprint != parsed(a_forwarded(other)).fingerprint


def test_a_form_that_gained_line_ends_on_its_way_is_the_same_file():
    one = a_message(attachments=[("f.txt", b"a\nb\n")])
    other = a_message(attachments=[("f.txt", b"a\r\nb\r\n\r\n")])
    assert one.file_digests == other.file_digests


def messages() -> list[str]:
    folder = CORPUS / "mail" / "mime"
    return sorted(
        str(path.relative_to(CORPUS))
        for path in folder.rglob("*")
        if path.suffix in {".eml", ".msg", ".txt", ".mbox"}
    )


@pytest.mark.parametrize(
    "name", messages() or [pytest.param("", marks=pytest.mark.skip("no corpus"))]
)
def test_line_ends_and_added_fields_change_no_real_message(name: str):
    raw = corpus_file(name).read_bytes()
    if b"\r\n" not in raw and b"\r" in raw:
        pytest.skip("bare carriage returns are its content")
    plain = raw.replace(b"\r\n", b"\n")
    known = parsed(plain).fingerprint
    assert parsed(plain.replace(b"\n", b"\r\n")).fingerprint == known
    if not plain.startswith((b"From ", b">From ", b"\n")):
        assert parsed(b"X-Added: by a server\n" + plain).fingerprint == known
