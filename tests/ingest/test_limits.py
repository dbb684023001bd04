"""Messages built to exhaust a parser are refused before one sees them (B5, S15)."""

from __future__ import annotations

import time

import pytest

from ingest import header, limits
from ingest.limits import Excess
from tests.support.mails import PDF, a_forwarded, a_mail

HEAD = b"From: a@x.example\r\nSubject: s\r\n"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (HEAD + b"\r\n" + b"x" * limits.MOST_BYTES, Excess.MESSAGE),
        (HEAD + b"\r\n" + b"--b\r\n" * 100_000, Excess.PARTS),
        (HEAD + b"\n" + b"--b\n" * 401, Excess.PARTS),
        (HEAD + b"\r" + b"\r--b" * 401, Excess.PARTS),
        (HEAD + b"\r\n" + b"Content-Type: multipart/mixed\r\n\r\n" * 11, Excess.MULTIPARTS),
        (HEAD + b"\r\n" + b"content-TYPE:\r\n multipart/mixed\r\n\r\n" * 3_000, Excess.MULTIPARTS),
        (HEAD + b"X: y\r\n" * 300_000 + b"\r\n", Excess.HEADER),
        (HEAD + b"X: y\r\n" * 999 + b"\r\n", Excess.FIELDS),
        (HEAD + b"To: " + b"a@x.example, " * 20_000 + b"\r\n\r\n", Excess.FIELD),
        (HEAD + b"To: a\r\n" + b" b@x.example,\r\n" * 20_000 + b"\r\n", Excess.FIELD),
        (HEAD + b"X:\n" + b" \n" * 600_000, Excess.HEADER),
        (b"no end of header " * 200_000, Excess.HEADER),
        (HEAD + b"X: " + b"y" * limits.MOST_FIELD_BYTES + b"\r\n\r\n", Excess.FIELD),
    ],
)  # fmt: skip
def test_each_excess_is_named_in_time(raw: bytes, found: Excess):
    begun = time.monotonic()
    assert limits.excess(raw) is found
    assert time.monotonic() - begun < 5  # what grows with the square takes minutes


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        a_mail(attachments=[(f"{number}.pdf", PDF) for number in range(60)]),
        a_forwarded(a_mail(html="<p>x</p>")),
        HEAD + b"\r\n" + b"--b\r\n" * 399,
        HEAD + b"X: y\r\n" * 997 + b"\r\n",
        HEAD + b"\r\n" + b"a line about --b\r\n" * 5_000,
        HEAD + b"\r\n" + b"x" * 2_000_000,
    ],
)  # fmt: skip
def test_what_people_send_is_let_through(raw: bytes):
    assert limits.excess(raw) is None


def test_the_fields_of_a_header_are_split_at_every_sort_of_line_break():
    raw = (
        b"From: a@x.example\nTO:b@x.example\r\nSubject: one\r\n two\r\n\tthree\rX: y\r\n"
        b"\r\nFrom: no@x.example"
    )
    assert header.fields(raw) == (
        ("From", "a@x.example"),
        ("TO", "b@x.example"),
        ("Subject", "one  two \tthree"),
        ("X", "y"),
    )


def test_what_is_no_field_is_none_and_hides_none():
    raw = b"From alice@x.example Mon Dec 8\r\nnonsense\r\nFrom: a@x.example\r\n: empty\r\n\r\n"
    assert header.values(header.fields(raw), "FROM") == ("a@x.example",)


def test_a_message_without_a_header_has_no_fields():
    assert header.fields(b"\r\nFrom: a@x.example\r\n") == ()
    assert header.fields(b"") == ()


def test_bytes_that_are_no_text_do_not_stop_the_reading():
    assert header.values(header.fields(b"Subject: \xff\xe4\r\n\r\n"), "subject") == (
        "\ufffd\ufffd",
    )
