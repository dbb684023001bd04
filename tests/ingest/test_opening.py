"""What files are wrapped in is opened, with care: archives, winmail.dat, saved Outlook messages."""

from __future__ import annotations

import struct

import pytest

from ingest import archive, outlook
from ingest.file_types import FileType
from ingest.message import Message
from ingest.wire import Note, Source
from tests.support.mails import PDF, a_zip
from tests.support.parsed import a_message
from tests.support.wrappings import a_saved_message, a_winmail


def test_an_archive_of_one_form_is_opened():
    archive = a_zip([("Forms/referral.pdf", PDF), ("__MACOSX/._referral.pdf", b"x")])
    found = a_message(attachments=[("papers.zip", archive)])
    (file,) = found.files
    assert (file.untrusted_name, file.source) == ("referral.pdf", Source.ARCHIVE)
    assert found.notes == frozenset()


def test_an_archive_of_one_form_among_others_says_that_there_was_more():
    found = a_message(attachments=[("p.zip", a_zip([("f.pdf", PDF), ("notes.txt", b"x")]))])
    assert [file.type for file in found.files] == [FileType.PDF]
    assert found.notes == {Note.ARCHIVE_HAS_MORE}


def test_an_archive_in_an_archive_is_opened_to_a_depth():
    inner = a_zip([("f.pdf", PDF)])
    for _ in range(4):
        inner = a_zip([("inner.zip", inner)])
    found = a_message(attachments=[("p.zip", inner)])
    assert [file.type for file in found.files] == [FileType.PDF]
    found = a_message(attachments=[("p.zip", a_zip([("inner.zip", inner)]))])
    assert ([file.type for file in found.files], found.notes) == ([FileType.ZIP], {Note.TOO_DEEP})


@pytest.mark.parametrize(
    "archive",
    [
        a_zip([("a.pdf", PDF), ("b.pdf", PDF)]),
        a_zip([("notes.txt", b"x")]),
        a_zip([]),
    ],
)
def test_an_archive_of_none_or_several_forms_stays_for_a_person(archive: bytes):
    (file,) = a_message(attachments=[("p.zip", archive)]).files
    assert file.type is FileType.ZIP
    assert file.may_be_paper


@pytest.mark.parametrize(
    "archive",
    [
        a_zip([("f.pdf", b"%PDF-" + b"\0" * 60_000_000)]),
        a_zip([("f.pdf", b"%PDF-" + b"\0" * 2_000_000)]),
        a_zip([(f"{number}.txt", b"") for number in range(501)]),
        a_zip([("f.pdf", PDF)])[:-30],
        b"PK\x03\x04 and nothing else",
    ],
)
def test_a_bomb_or_a_broken_archive_is_not_opened(archive: bytes):
    (file,) = a_message(attachments=[("p.zip", archive)]).files
    assert file.type is FileType.BROKEN_ZIP
    assert file.may_be_paper


def test_what_outlook_wrapped_is_unwrapped():
    wrapped = a_winmail([("Referral form for the panel.pdf", PDF)], text="From the wrapping")
    found = a_message(attachments=[("winmail.dat", wrapped)])
    (file,) = found.files
    assert (file.untrusted_name, file.type, file.source) == (
        "Referral form for the panel.pdf", FileType.PDF, Source.WINMAIL,
    )  # fmt: skip
    assert found.forwarded[0].untrusted_text == "From the wrapping"


def test_a_wrapping_of_looks_alone_goes_away_and_a_broken_one_stays():
    assert a_message(attachments=[("winmail.dat", a_winmail())]).files == ()
    (file,) = a_message(attachments=[("winmail.dat", a_winmail()[:-5])]).files
    assert (file.type, file.may_be_paper) == (FileType.WINMAIL, True)
    torn = a_winmail([("f.pdf", PDF)])[:-5]
    found = a_message(attachments=[("winmail.dat", torn)])
    assert ([file.type for file in found.files], found.notes) == ([FileType.PDF], {Note.DAMAGED})


def test_a_saved_outlook_message_is_opened():
    big = PDF + b"%" * 9_000
    saved = a_saved_message(
        [("Form.pdf", big), ("note.txt", b"hello")], subject="Fall", text="Wörter"
    )
    found = a_message(attachments=[("Referral.msg", saved)])
    assert [(file.untrusted_name, file.untrusted_data) for file in found.files] == [
        ("Form.pdf", big),
        ("note.txt", b"hello"),
    ]
    (letter,) = found.forwarded
    assert (letter.untrusted_sender, letter.untrusted_subject) == ("Alex Reed", "Fall")
    assert letter.untrusted_text == "Wörter"


@pytest.mark.parametrize("at", [48, 60, 68, 76, 600, 1200])
def test_a_broken_outlook_message_is_a_file_and_no_crash(at: int):
    saved = bytearray(a_saved_message([("Form.pdf", PDF)]))
    saved[at : at + 4] = b"\x01\x00\x00\x00"
    assert isinstance(a_message(attachments=[("r.msg", bytes(saved))]), Message)
    assert isinstance(a_message(attachments=[("r.msg", bytes(saved[: at + 8]))]), Message)


def test_a_damaged_form_in_an_archive_is_no_form():
    whole = a_zip([("f.pdf", PDF * 40), ("g.pdf", PDF)])
    torn = bytearray(whole)
    torn[whole.index(b"f.pdf") + 12] ^= 0xFF  # inside the packed bytes of the first
    found = a_message(attachments=[("p.zip", bytes(torn))])
    assert [file.untrusted_name for file in found.files] == ["g.pdf"]
    assert found.notes == {Note.ARCHIVE_HAS_MORE}


def test_a_member_is_never_read_beyond_its_limit():
    opened = archive.opened(a_zip([("f.txt", b"x" * 100_000)]))
    assert opened is not None
    assert opened.read("f.txt", most=99_999) is None
    assert opened.read("f.txt", most=100_000) == b"x" * 100_000
    assert opened.read("no such member") is None


def test_a_directory_that_lies_about_a_size_gives_nothing():
    whole = bytearray(a_zip([("f.txt", b"x" * 100_000)]))
    at = whole.index(b"PK\x01\x02") + 24
    whole[at : at + 4] = struct.pack("<I", 10)
    opened = archive.opened(bytes(whole))
    assert opened is not None
    assert len(opened.read("f.txt") or b"") <= 100_000


def test_members_that_lie_over_each_other_are_a_bomb():
    whole = bytearray(a_zip([("a.pdf", PDF), ("b.pdf", PDF)]))
    second = whole.rindex(b"PK\x01\x02") + 42  # where the directory says that b.pdf begins
    whole[second : second + 4] = struct.pack("<I", 1)
    assert archive.opened(bytes(whole)) is None


def test_an_older_saved_message_has_its_words_in_another_alphabet():
    saved = a_saved_message(subject="Fall").replace(
        "__substg1.0_0037001F".encode("utf-16-le"), "__substg1.0_0037001E".encode("utf-16-le")
    )
    found = outlook.read(saved.replace("Fall".encode("utf-16-le"), b"F\xe4lle   "))
    assert found is not None
    assert found.subject.startswith("F\u00e4lle")


def test_a_saved_message_of_a_thousand_sectors_is_read():
    big = PDF + b"%" * 8_000_000
    found = outlook.read(a_saved_message([("Form.pdf", big)]))
    assert found is not None
    assert found.attachments == (("Form.pdf", big),)
