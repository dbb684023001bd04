"""In the real cage, with nothing left to load: every message ends in words or a named reason."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from confine.cage import MIME, Cage, NotRead, Read, Reason
from ingest import header, limits, message
from ingest.file_types import FileType
from ingest.message import Message
from tests.support.corpus import CORPUS, corpus_file
from tests.support.mails import PDF, a_docx, a_forwarded, a_mail, a_zip
from tests.support.wrappings import a_saved_message, a_winmail

PARSE = "ingest.message:parse"


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    with Cage.start([PARSE], warm=["ingest.message:warm"]) as started:
        yield started


def read(cage: Cage, raw: bytes) -> Message | NotRead:
    match cage.run(PARSE, raw, limits=MIME):
        case Read(untrusted_answer=untrusted_answer):
            found = message.read_answer(untrusted_answer, header.fields(raw))
            assert isinstance(found, Message)
            return found
        case NotRead() as reason:
            return reason


@pytest.mark.parametrize(
    "raw",
    [
        a_mail(attachments=[("f.docx", a_docx()), ("f.zip", a_zip([("f.pdf", PDF)]))]),
        a_mail(attachments=[("w.dat", a_winmail([("f.pdf", PDF)])), ("f.msg", a_saved_message())]),
        a_forwarded(a_mail(html="<p>&eacute;</p>")),
        b"Content-Type: text/plain; charset=gb18030\r\n\r\n\xc4\xe3\xba\xc3",
        b"Content-Type: text/plain; charset=iso-2022-jp\r\nSubject: =?euc-kr?q?=C7?=\r\n\r\nx",
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\n#86)C\n \nend\n",
        b"Content-Type: text/plain; charset=mac-iceland\r\n\r\nx",
    ],
)  # fmt: skip
def test_the_cage_reads_what_is_read_outside_it(cage: Cage, raw: bytes):
    assert read(cage, raw) == message.read_answer(message.parse(raw), header.fields(raw))


HEAD = b"From: a@x.example\r\n"
DEEP = b"".join(b"Content-Type: message/rfc822\r\n\r\n" for _ in range(3_000))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (HEAD + DEEP + b"x", {Reason.PARSER, Reason.REFUSED}),
        (HEAD + b"Content-Type: text/plain; " + b"a=b;" * 15_000 + b"\r\n\r\nx", {None}),
        (HEAD + b"To: " + b"(" * 30_000 + b"\r\n\r\nx", {None}),
        (b"From: " + b"a@x.example, " * 5_000 + b"\r\n\r\nx", {None}),
        (HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 4_500 + b"\r\n\r\nx", {None}),
        (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 400_000, {None}),
        (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a b='" * 300_000, {None}),
        (a_mail(attachments=[("f.pdf", b"%PDF-" + b"\0\xff" * 8_000_000)]), {None}),
        (HEAD + b"\r\n" + b"\0" * 1_000_000, {None}),
    ],
)  # fmt: skip
def test_an_attack_ends_in_time_and_the_next_message_is_read(
    cage: Cage, raw: bytes, reason: set[Reason | None]
):
    assert limits.excess(raw) is None
    begun = time.monotonic()
    found = read(cage, raw)
    assert time.monotonic() - begun < MIME.wall_s + 1
    assert (found.reason if isinstance(found, NotRead) else None) in reason
    after = read(cage, a_mail(attachments=[("f.pdf", PDF)]))
    assert isinstance(after, Message)
    assert [file.type for file in after.files] == [FileType.PDF]


def test_every_real_message_ends_in_words_or_a_named_reason(cage: Cage):
    corpus_file("mail")
    paths = [path for path in (CORPUS / "mail").rglob("*") if path.is_file()]
    messages = [path for path in paths if path.suffix not in {".xml", ".json"}]
    assert len(messages) == 162
    for path in messages:
        raw = path.read_bytes()
        assert limits.excess(raw) is None, path.name
        found = read(cage, raw)
        assert isinstance(found, Message), path.name
