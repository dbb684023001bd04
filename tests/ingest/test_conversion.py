"""Old Word, rich text and OpenDocument become Word files in the jail, or stay what they are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from confine import landlock, program
from confine.answer import NotRead, Read, Reason
from confine.limits import CONVERT
from ingest import conversion
from ingest.file_types import FileType, sniff
from tests.support.corpus import CORPUS, corpus_file
from tests.support.libreoffice import needs_libreoffice, saved_as
from tests.support.mails import a_zip

pytestmark = pytest.mark.skipif(landlock.abi() < 1, reason="this kernel has no Landlock")
RICH = rb"{\rtf1\ansi\pard Referral form of the panel\par Surname: Placeholder\par}"
KINDS = {"doc": FileType.WORD_OLD, "rtf": FileType.RTF, "odt": FileType.OPEN_DOCUMENT}


def words(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read("word/document.xml").decode()


@dataclass
class Traces:
    """Where a conversion could leave something: its rooms, and its sockets."""

    rooms: Path
    sockets: list[Path] = field(default_factory=list[Path])

    def left(self) -> list[Path]:
        assert self.sockets
        return [*self.rooms.iterdir(), *(path for path in self.sockets if path.exists())]


@pytest.fixture
def traces(monkeypatch: pytest.MonkeyPatch) -> Iterator[Traces]:
    """Rooms in a folder of this test's own."""
    with TemporaryDirectory() as folder:
        found = Traces(rooms=Path(folder))
        found.rooms.chmod(0o755)
        named = conversion._socket  # noqa: SLF001  the only place that knows the names

        def noticed(room: str) -> Sequence[str]:
            paths = named(room)
            found.sockets += map(Path, paths)
            return paths

        monkeypatch.setattr(program, "_IN_MEMORY", folder)
        monkeypatch.setattr(conversion, "_socket", noticed)
        yield found


@pytest.mark.parametrize("ending", list(KINDS))
def test_each_older_type_becomes_a_word_file(ending: str, traces: Traces):
    made = saved_as(ending, RICH, of="rtf")
    assert sniff(made) is KINDS[ending]
    found = conversion.convert(made, KINDS[ending])
    assert isinstance(found, Read)
    assert sniff(found.untrusted_answer) is FileType.WORD
    assert "Placeholder" in words(found.untrusted_answer)
    assert traces.left() == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"{\\rtf1 " + b"{" * 50_000, FileType.RTF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, FileType.WORD_OLD),
        (b"PK\x03\x04 no archive", FileType.OPEN_DOCUMENT),
        (b"", FileType.RTF),
    ],
)
def test_a_damaged_file_is_a_reason(data: bytes, kind: FileType, traces: Traces):
    needs_libreoffice()
    assert isinstance(conversion.convert(data, kind), Read | NotRead)
    assert traces.left() == []


def test_a_spreadsheet_is_not_taken_for_a_letter():
    needs_libreoffice()
    table = a_zip(
        [
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", b"<office:document-content/>"),
        ]
    )
    assert sniff(table) is FileType.OPEN_DOCUMENT
    assert isinstance(conversion.convert(table, FileType.OPEN_DOCUMENT), NotRead)


def test_a_conversion_that_takes_too_long_is_stopped_with_all_that_it_left(traces: Traces):
    needs_libreoffice()
    found = conversion.convert(RICH, FileType.RTF, limits=replace(CONVERT, wall_s=0.3))
    assert found == NotRead(reason=Reason.TIMEOUT, code="wall")
    assert traces.left() == []


def test_a_file_elsewhere_that_a_document_names_is_not_taken_in(tmp_path: Path):
    needs_libreoffice()
    secret = tmp_path / "secret.rtf"
    secret.write_bytes(rb"{\rtf1 the secret}")
    secret.chmod(0o644)
    field = rf'{{\field{{\*\fldinst INCLUDETEXT "{secret}"}}{{\fldrslt old}}}}'
    found = conversion.convert(rb"{\rtf1 Words " + field.encode() + b"}", FileType.RTF)
    assert isinstance(found, Read)
    assert "the secret" not in words(found.untrusted_answer)


def test_without_libreoffice_nothing_is_converted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not conversion.is_installed()
    found = conversion.convert(RICH, FileType.RTF)
    assert found == NotRead(reason=Reason.REFUSED, code=conversion.NOT_INSTALLED)


def test_every_real_document_of_the_old_type_is_converted():
    needs_libreoffice()
    corpus_file("docx", "legacy-doc")
    paths = [path for path in (CORPUS / "docx" / "legacy-doc").rglob("*") if path.is_file()]
    old = [path for path in paths if sniff(path.read_bytes()) is FileType.WORD_OLD]
    assert old
    for path in old:
        found = conversion.convert(path.read_bytes(), FileType.WORD_OLD)
        assert isinstance(found, Read), path.name
        assert sniff(found.untrusted_answer) is FileType.WORD
