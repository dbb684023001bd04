"""Every part of a message is found, and no odd one costs more than itself (B5)."""

from __future__ import annotations

import hashlib

import pytest

from confine.answer import Refusal
from ingest import header, message, mime, wire
from ingest.decoding import kept_bytes
from ingest.file_types import FileType
from ingest.message import Message, Unparsable
from ingest.wire import Note, Source, Wrapper
from tests.support.mails import PDF, PNG, a_docx, a_forwarded, a_mail, a_report
from tests.support.parsed import a_message, parsed
from tests.support.wrappings import a_winmail

HEAD = b"From: a@x.example\r\nMessage-ID: <1@x.example>\r\nMIME-Version: 1.0\r\n"


def part(*lines: str, body: bytes = b"x") -> bytes:
    return b"--b\r\n" + "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body + b"\r\n"


def mixed(*parts: bytes, kind: str = "mixed") -> bytes:
    head = HEAD + f'Content-Type: multipart/{kind}; boundary="b"\r\n\r\n'.encode()
    return head + b"".join(parts) + b"--b--\r\n"


def test_a_mail_with_two_papers_is_read_whole():
    found = a_message(attachments=[("Referral form.pdf", PDF), ("consent.docx", a_docx())])
    assert found.message_id == "<1208.1650@council.example>"
    assert found.untrusted_subject == "Referral"
    assert found.untrusted_text == "Please find our referral attached."
    assert [(f.number, f.untrusted_name, f.type, f.source) for f in found.files] == [
        (1, "Referral form.pdf", FileType.PDF, Source.MAIL),
        (2, "consent.docx", FileType.WORD, Source.MAIL),
    ]
    assert found.files[0].untrusted_data == PDF
    assert found.files[0].digest == hashlib.sha256(PDF).hexdigest()
    assert (found.wrapper, found.notes, found.forwarded) == (None, frozenset(), ())


@pytest.mark.parametrize(
    "fields",
    [
        ["Content-Type: application/pdf", "Content-Disposition: inline"],
        ["Content-Type: application/pdf"],
        ["Content-Type: application/octet-stream; name=form.pdf"],
        ["Content-Type: text/plain; name=form.pdf"],
        ["Content-Type: nonsense", "Content-Disposition: attachment; filename=f.pdf"],
    ],
)  # fmt: skip
def test_a_form_is_found_however_it_is_attached(fields: list[str]):
    found = parsed(mixed(part("Content-Type: text/plain"), part(*fields, body=PDF)))
    assert [file.type for file in found.files] == [FileType.PDF]


@pytest.mark.parametrize("encoding", ["base64", "BASE64", " base64 ", "base64\t"])
def test_an_encoding_with_blanks_around_it_is_still_that_encoding(encoding: str):
    coded = part(
        "Content-Type: application/pdf", f"Content-Transfer-Encoding:{encoding}",
        body=b"JVBERi0xLjcKJSVFT0YK",
    )  # fmt: skip
    (file,) = parsed(mixed(coded)).files
    assert file.untrusted_data == b"%PDF-1.7\n%%EOF\n"


def test_a_forwarded_mail_is_opened_and_its_sender_is_a_claim():
    found = parsed(a_forwarded(a_mail(body="Urgent, please.\n", attachments=[("f.pdf", PDF)])))
    (inner,) = found.forwarded
    assert inner.untrusted_sender == "Alex Reed <alex.reed@council.example>"
    assert inner.untrusted_subject == "Referral"
    assert inner.untrusted_text == "Urgent, please."
    (file,) = found.files
    assert (file.type, file.source) == (FileType.PDF, Source.FORWARDED)
    assert found.values("from") == ("Sam Okoro <sam.okoro@trust.example>",)
    assert found.untrusted_text == "See attached."


def test_a_mail_saved_as_a_file_is_opened_too():
    found = a_message(attachments=[("Referral.eml", a_mail(attachments=[("f.pdf", PDF)]))])
    assert [file.untrusted_name for file in found.files] == ["f.pdf"]
    assert found.forwarded[0].untrusted_subject == "Referral"


def test_a_forwarded_mail_that_was_encoded_against_the_rules_is_opened():
    inner = b"U3ViamVjdDogaW5uZXINCg0KSGVsbG8NCg=="
    coded = part("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", body=inner)
    (letter,) = parsed(mixed(coded)).forwarded
    assert (letter.untrusted_subject, letter.untrusted_text) == ("inner", "Hello")


def test_mails_in_mails_are_opened_to_a_depth_and_deeper_ones_are_refused():
    raw = a_mail(attachments=[("f.pdf", PDF)])
    for _ in range(4):
        raw = a_forwarded(raw)
    assert [file.type for file in parsed(raw).files] == [FileType.PDF]
    for _ in range(5):
        raw = a_forwarded(raw)
    with pytest.raises(Refusal, match="too-deep"):
        message.parse(raw)


def test_a_hundred_parts_are_read_and_more_are_refused():
    assert len(parsed(mixed(*[part("Content-Type: image/png")] * 99)).files) == 99
    with pytest.raises(Refusal, match="too-many-parts"):
        message.parse(mixed(*[part("Content-Type: image/png")] * 100))


def test_html_beside_plain_text_is_the_other_form_of_it():
    found = a_message(body="Plain words\n", html="<p>Rich <b>words</b></p><script>bad()</script>")
    assert found.untrusted_text == "Plain words"
    assert found.untrusted_alternative == "Rich words"


def test_html_alone_is_the_text():
    found = parsed(mixed(part("Content-Type: text/html", body=b"<p>One</p><p>Two &amp; 3</p>")))
    assert found.untrusted_text == "One\n\nTwo & 3"
    assert found.untrusted_alternative == ""


def test_an_empty_plain_text_does_not_hide_what_the_other_form_says():
    found = a_message(body="\n", html="<p>She is in danger</p>")
    assert found.untrusted_text == "She is in danger"


def test_text_of_an_unknown_sort_or_character_set_is_still_read():
    raw = mixed(
        part("Content-Type: text/x-notes", body=b"first"),
        part("Content-Type: text/plain; charset=nowhere", body=b"\xe4"),
        part("Content-Type: text/plain; charset=zip", body=b"second"),
        part("Content-Type: text/plain", body="dritte ä".encode()),
        part("Content-Type: text/plain; charset=utf-16", body=b"\xff\xfea\x00"),
        part("Content-Type: text/plain; charset=punycode", body=b"fourth-"),
        part('Content-Type: text/plain; charset="\x00"', body=b"fifth"),
    )
    assert parsed(raw).untrusted_text.split() == [
        "first", "\u00e4", "second", "dritte", "ä", "a", "fourth-", "fifth",
    ]  # fmt: skip


def test_a_boundary_that_does_not_come_hides_no_words():
    found = parsed(
        HEAD + b"Content-Type: multipart/mixed; boundary=zzz\r\n\r\nShe is in danger\r\n"
    )
    assert found.untrusted_text.strip() == "She is in danger"
    assert found.notes == {Note.DAMAGED}


def test_a_line_break_inside_a_subject_is_a_blank():
    raw = HEAD + b"Subject: =?utf-8?q?a=0D=0ABcc:_x=40y.example=00?=\r\n\r\nx"
    assert parsed(raw).untrusted_subject == "a Bcc: x@y.example \ufffd".replace(" \ufffd", "\ufffd")


@pytest.mark.parametrize(
    "subject",
    [
        b"=?utf-8?b?!!!!?=",
        b"=?nowhere?q?=E4?=",
        b"=?utf-8?b?w?=",
        b"=?zip?b?AAAA?=",
        b"\xff\xfe",
        b"=?",
    ],
)
def test_no_subject_stops_the_reading(subject: bytes):
    assert isinstance(parsed(HEAD + b"Subject: " + subject + b"\r\n\r\nx"), Message)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('"../../etc/passwd"', "passwd"),
        ('"..\\\\..\\\\form.pdf"', "form.pdf"),
        ('"C:\\\\Users\\\\x\\\\form.pdf"', "form.pdf"),
        ('"form\u202efdp.exe"', "form\u2b0cfdp.exe"),
        ('"CON.docx"', "CON.docx"),
        (f'"{"x" * 400}.pdf"', f"{'x' * 146}.pdf"),
        ('" .pdf. "', "pdf"),
        ('"/"', ""),
        ('"=?utf-8?q?f=C3=B6rm.pdf?="', "förm.pdf"),
        ("*0=fo; filename*1=rm.pdf", "form.pdf"),
        ("*=utf-8''f%C3%B6rm%2F..%2Fx.pdf", "x.pdf"),
        (f"*{'9' * 5000}=a", ""),
    ],
)
def test_an_odd_file_name_is_only_a_label(written: str, shown: str):
    sign = "" if written.startswith("*") else "="
    fields = [
        "Content-Type: application/pdf",
        f"Content-Disposition: attachment; filename{sign}{written}",
    ]
    (file,) = parsed(mixed(part(*fields, body=PDF))).files
    assert file.untrusted_name == shown


def test_a_name_with_a_nul_has_none_afterwards():
    raw = mixed(
        part("Content-Type: application/pdf", 'Content-Disposition: x; filename="a\0b.pdf"')
    )
    assert "\0" not in parsed(raw).files[0].untrusted_name


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (a_mail(attachments=[("message.rpmsg", b"\x76\xe8\x04\x60")]), Wrapper.RIGHTS),
        (a_mail(attachments=[("Encrypted_Message.htm", b"<html>")]), Wrapper.PORTAL),
        (a_mail(attachments=[("SecureMessageAtt.html", b"<html>")]), Wrapper.PORTAL),
        (
            a_mail(attachments=[("smime.p7m", b"0\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x03")]),
            Wrapper.SMIME,
        ),
        (
            a_mail(attachments=[("smime.p7m", b"0\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x02")]),
            Wrapper.SMIME_SIGNED,
        ),
        (a_mail(body="-----BEGIN PGP MESSAGE-----\n"), Wrapper.PGP),
        (mixed(part("Content-Type: application/pgp-encrypted"), kind="encrypted"), Wrapper.PGP),
        (a_mail(attachments=[("page.htm", b"<html>")]), None),
        (a_mail(attachments=[("smime.p7s", b"0\x80")]), None),
    ],
)
def test_another_companys_protection_is_noticed(raw: bytes, found: Wrapper | None):
    assert parsed(raw).wrapper is found


def test_a_logo_is_decoration_and_a_photo_may_be_a_form():
    logo = part(
        "Content-Type: image/png", "Content-ID: <logo>", "Content-Disposition: inline", body=PNG
    )
    photo = part(
        "Content-Type: image/png", 'Content-Disposition: attachment; filename="x.png"', body=PNG
    )
    found = parsed(mixed(logo, photo))
    assert [(file.is_decoration, file.may_be_paper) for file in found.files] == [
        (True, False),
        (False, True),
    ]
    assert found.file_digests == (hashlib.sha256(kept_bytes(PNG)).hexdigest(),)


@pytest.mark.parametrize(
    ("name", "data", "is_paper"),
    [
        ("form.pdf", b"no longer a PDF", True),
        (
            "form.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            True,
        ),
        ("notes.txt", b"words", False),
        ("form.rtf", b"{\\rtf1 x}", True),
        ("invite.ics", b"BEGIN:VCALENDAR\r\n", False),
        ("smime.p7s", b"0\x80\x00\x01", False),
        ("form.pdf", PDF, False),  # it is more than may be: it can be read
    ],
)
def test_what_may_be_a_paper_that_cannot_be_read_is_counted(name: str, data: bytes, is_paper: bool):
    (file,) = a_message(attachments=[(name, data)]).files
    assert file.may_be_paper is is_paper


def test_the_ids_it_answers_come_the_nearest_first():
    found = a_message(headers={"References": "<1@x> <2@x> <3@x>", "In-Reply-To": "<3@x>"})
    assert found.answered == ("<3@x>", "<2@x>", "<1@x>")


def test_two_message_ids_are_none():
    raw = b"Message-ID: <2@x.example>\r\n" + a_mail()
    assert (parsed(raw).message_id, parsed(raw).message_id_digest) == ("", "")


def test_a_delivery_report_keeps_its_fields_and_the_mail_it_is_about():
    found = parsed(a_report(a_mail()))
    assert b"Status: 5.1.1" in found.files[0].untrusted_data
    assert found.forwarded[0].untrusted_subject == "Referral"


def test_a_mail_longer_than_may_be_shown_is_cut_and_says_so():
    found = a_message(body="word " * 50_000)
    assert len(found.untrusted_text) == wire.MOST_TEXT
    assert found.notes == {Note.TEXT_CUT}


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"\0\0", b"\xff\xff\xff\xff", b"\0\0\0\x02{}", b"\0\0\0\x04null",
        message.parse(a_mail(attachments=[("f.pdf", PDF)]))[:-1],
        message.parse(a_mail(attachments=[("f.pdf", PDF)])) + b"x",
        message.parse(a_mail()).replace(b'"wrapper":null', b'"wrapper":"no"'),
        message.parse(a_mail()).replace(b'"fingerprint":"', b'"fingerprint":"g'),
        message.parse(a_mail()).replace(b'"notes":[]', b'"notes":{}'),
    ],
)  # fmt: skip
def test_an_answer_that_no_sound_parser_gives_is_not_believed(answer: bytes):
    assert message.read_answer(answer, ()) == Unparsable()


def test_what_a_captured_parser_says_is_made_printable():
    honest = message.parse(a_mail(subject="Hello"))[4:]
    lie = honest.replace(b'"Hello"', b'"He\\u202eo"')
    answer = len(lie).to_bytes(4) + lie
    said = message.read_answer(answer, ())
    assert isinstance(said, Message)
    assert said.untrusted_subject == "He\u2b0co"


def test_warming_reads_a_sample_of_everything():
    message.warm()
    facts, _ = mime.read(mime.SAMPLE)
    assert facts.text.strip() == "ä"
    assert facts.forwarded[0].text == "ä"


def test_no_repr_of_a_message_repeats_it():
    found = a_message("Canary <canary@x.example>", "Canary", "Canary", [("f.txt", b"Canary")])
    assert "Canary" not in repr(found).replace("f.txt", "")
    assert header.fields(a_mail())


def test_a_parameter_nobody_can_read_costs_only_itself():
    number = "9" * 5_000
    raw = mixed(
        part(f"Content-Type: text/plain; charset*{number}=x", body=b"words"),
        part(f"Content-Type: application/pdf; name*{number}=x", body=PDF),
    )
    found = parsed(raw)
    assert found.untrusted_text == "words"
    assert [(file.untrusted_name, file.type) for file in found.files] == [("", FileType.PDF)]


def test_a_message_part_without_a_message_is_a_file():
    found = parsed(mixed(part("Content-Type: message/rfc822", body=b"")))
    assert (found.forwarded[0].untrusted_text, found.files) == ("", ())
    whole = parsed(HEAD + b"Content-Type: message/external-body\r\n\r\nSubject: x\r\n\r\ny")
    assert isinstance(whole, Message)


def test_more_files_than_may_be_are_refused():
    wrapped = a_winmail([(f"{number}.txt", b"x") for number in range(90)])
    raw = a_mail(attachments=[(f"{number}.dat", wrapped) for number in range(3)])
    with pytest.raises(Refusal, match="too-many-parts"):
        message.parse(raw)


def test_more_bytes_than_may_be_are_refused():
    big = PDF + b"\0" * (wire.MOST_FILE_BYTES // 2)
    with pytest.raises(Refusal, match="too-large"):
        message.parse(a_mail(attachments=[("a.pdf", big), ("b.pdf", big)]))
