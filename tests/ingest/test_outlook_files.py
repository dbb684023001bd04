"""What Outlook saved and wrapped, held against another program's reading of the same files.

The other readings were made once, by extract-msg 0.57.0 and tnefparse 1.4.0, and stand here as
digests of subject, sender, words, and names and digests of the attached files.
"""

from __future__ import annotations

import email
import hashlib
import json
import struct
from collections.abc import Sequence

import pytest

from ingest import outlook, winmail
from ingest.file_types import FileType
from ingest.wire import Source
from tests.support.corpus import corpus_file
from tests.support.mails import PDF
from tests.support.parsed import a_message
from tests.support.wrappings import a_saved_message, a_winmail, saved_parts

FOLDER = ("mail", "tnef-and-msg")
SAVED = {
    "hsmf__ASCII_UTF-8_CP1252_LCID1031_HTML.msg": "4579b740219b76cb",
    "hsmf__attachment_test_msg.msg": "858326f5f225b317",
    "hsmf__blank.msg": "ab5a4bf742370375",
    "hsmf__clusterfuzz-testcase-minimized-POIHSMFFuzzer-4848576776503296.msg": "29e586eae5335814",
    "hsmf__msgClassAppointment.msg": "16c2843145908299",
    "hsmf__msgClassContact.msg": "3a498e47784311da",
    "hsmf__msgClassStickyNote.msg": "b5f82c489d64205a",
    "hsmf__msgClassTask.msg": "19f9f3fb1805fc12",
    "hsmf__quick.msg": "ed1b69f8cd4e5786",
}
# The other program leaves these without words: they have them in HTML only.
IN_HTML_ONLY = ("hsmf__HTMLBodyBinary_CP1251.msg", "hsmf__HTMLBodyBinary_UTF-8.msg")
QUICK, UKRAINIAN = "6f6f695f156f7a10", "e487495532132c9c"


def told(subject: str, sender: str, text: str, files: Sequence[tuple[str, bytes]]) -> str:
    said = [
        subject.strip("\0\n "),
        sender.strip("\0\n "),
        " ".join(text.strip("\0\n ").split()),
        [[name, hashlib.sha256(data).hexdigest()] for name, data in files],
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def file(maker: str, name: str) -> bytes:
    return corpus_file(*FOLDER, maker, name).read_bytes()


@pytest.mark.parametrize("name", list(SAVED))
def test_a_real_saved_message_says_what_another_program_reads_in_it(name: str):
    found = outlook.read(file("apache+poi", name))
    assert found is not None
    sender = found.sender.partition(" <")[0]
    assert told(found.subject, sender, found.text, found.attachments) == SAVED[name]


@pytest.mark.parametrize("name", IN_HTML_ONLY)
def test_words_that_stand_in_html_only_are_read(name: str):
    found = outlook.read(file("apache+poi", name))
    assert found is not None
    assert found.text.startswith("HTML ")
    assert found.text.replace(" ", "").isalpha()


def test_a_damaged_saved_message_ends_in_words_or_stays_a_file():
    data = file("apache+poi", "poifs__unknown_properties.msg")
    assert a_message(attachments=[("a.msg", data)]).files is not None


def test_real_wrappings_hold_what_another_program_finds_in_them():
    quick = winmail.read(file("apache+poi", "hmef__quick-winmail.dat"))
    assert quick is not None
    assert told("", "", quick.text, quick.attachments) == QUICK
    mail = email.message_from_bytes(file("jstedfast+MimeKit", "tnef__ukr.eml"))
    (wrapped,) = (part for part in mail.walk() if part.get_content_type().endswith("ms-tnef"))
    data = wrapped.get_payload(decode=True)
    assert isinstance(data, bytes)
    found = winmail.read(data)
    assert found is not None
    assert told("", "", found.text, found.attachments) == UKRAINIAN


def test_a_wrapping_that_makes_another_program_take_all_memory_ends_at_once():
    found = winmail.read(file("apache+poi", "hmef__oom.tnef"))
    assert found is not None
    assert found.attachments == []


def test_a_message_attached_to_a_saved_message_is_opened_too():
    inner = saved_parts([("Form.pdf", PDF)], subject="The referral", text="Please see it")
    whole = a_saved_message([("Note.pdf", PDF + b"%")], subject="Fwd", inside=inner)
    found = a_message(attachments=[("r.msg", whole)])
    assert [one.untrusted_name for one in found.files] == ["Note.pdf", "Form.pdf"]
    assert [one.untrusted_subject for one in found.forwarded] == ["Fwd", "The referral"]


def test_a_message_attached_in_a_wrapping_is_opened_too():
    inner = a_winmail([("Form.pdf", PDF)], text="Please see it")
    whole = a_winmail([("Note.pdf", PDF + b"%")], text="Passed on", inside=inner)
    found = a_message(attachments=[("winmail.dat", whole)])
    assert [(one.untrusted_name, one.type) for one in found.files] == [
        ("Note.pdf", FileType.PDF), ("Form.pdf", FileType.PDF),
    ]  # fmt: skip
    assert {one.source for one in found.files} == {Source.WINMAIL}
    assert [one.untrusted_text for one in found.forwarded] == ["Passed on", "Please see it"]


def test_words_among_the_properties_of_a_wrapping_are_read():
    html = "<p>She is <b>in danger</b></p>".encode("koi8-u")
    row = struct.pack("<IHHI", 2, 0x0003, 0x3FDE, 21866)
    row += struct.pack("<HHII", 0x0102, 0x1013, 1, len(html)) + html + bytes(-len(html) % 4)
    found = winmail.read(a_winmail(properties=row))
    assert found is not None
    assert found.text == "She is in danger"


@pytest.mark.parametrize("cut", range(0, 60, 3))
def test_properties_that_are_cut_off_end_where_they_end(cut: int):
    html = b"<p>Words</p>"
    row = struct.pack("<IHHII", 1, 0x0102, 0x1013, 1, len(html)) + html
    found = winmail.read(a_winmail([("f.pdf", PDF)], properties=row[:cut] + b"\xff" * (cut % 5)))
    assert found is not None
    assert [name for name, _ in found.attachments] == ["f.pdf"]
