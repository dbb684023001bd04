"""Opens what files are wrapped in: an archive of one form, winmail.dat, a saved Outlook message.

A wrapping that cannot be opened stays a file, so that somebody is told of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ingest import archive, decoding, outlook, winmail
from ingest.contents import Contents, File, Letter
from ingest.file_types import FORM_LIKE, FileType, sniff
from ingest.wire import Note, Source

MOST_DEPTH = 5
LITTER_STARTS, LITTER_ENDS = ("__macosx/",), (".ds_store", "thumbs.db", "desktop.ini")
_WANTED = FORM_LIKE | {FileType.ZIP}


def open_all(file: File, *, depth: int = 0) -> Contents:
    """What the file holds, to the innermost; the file itself when nothing can be had out of it."""
    opener = _OPENERS.get(file.type)
    opened = opener(file) if opener and depth < MOST_DEPTH else None
    if opened is None:
        too_deep = {Note.TOO_DEEP} if opener and depth >= MOST_DEPTH else set[Note]()
        return Contents(files=(file,), notes=frozenset(too_deep))
    inner = [open_all(found, depth=depth + 1) for found in opened.files]
    return Contents(
        files=tuple(found for one in inner for found in one.files),
        letters=(*opened.letters, *(letter for one in inner for letter in one.letters)),
        notes=opened.notes.union(*(one.notes for one in inner)),
    )


def _zip(file: File) -> Contents | None:
    """The one form of an archive. An archive of several stays closed: a person looks."""
    opened = archive.opened(file.untrusted_data)
    if opened is None:
        return None
    found: list[File] = []
    others = 0
    for name in opened.names:
        if name.lower().startswith(LITTER_STARTS) or name.lower().endswith(LITTER_ENDS):
            continue
        untrusted_data = opened.read(name)
        if untrusted_data is None:
            others += 1
            continue
        inner = _inside(file, name, untrusted_data, Source.ARCHIVE)
        if inner.type in _WANTED:
            found.append(inner)
        else:
            others += 1
    if len(found) != 1:
        return None
    return Contents(files=tuple(found), notes=frozenset({Note.ARCHIVE_HAS_MORE} if others else ()))


def _winmail(file: File) -> Contents | None:
    """Its files. One that holds looks only goes away; a damaged one without files stays."""
    tnef = winmail.read(file.untrusted_data)
    if tnef is None or not (tnef.whole or tnef.attachments):
        return None
    files = [_inside(file, name, data, Source.WINMAIL) for name, data in tnef.attachments]
    letters = (Letter(text=tnef.text),) if tnef.text.strip() else ()
    notes = frozenset[Note]() if tnef.whole else frozenset({Note.DAMAGED})
    return Contents(files=tuple(files), letters=letters, notes=notes)


def _outlook(file: File) -> Contents | None:
    saved = outlook.read(file.untrusted_data)
    return None if saved is None else _saved(file, saved)


def _saved(file: File, saved: outlook.Saved) -> Contents:
    """What a saved message holds, with the messages that were attached to it."""
    letter = Letter(
        sender=decoding.words(saved.sender), subject=decoding.words(saved.subject), text=saved.text
    )
    inner = [_saved(file, one) for one in saved.inner]
    own = [_inside(file, name, data, Source.FORWARDED) for name, data in saved.attachments]
    return Contents(
        files=(*own, *(found for one in inner for found in one.files)),
        letters=(letter, *(found for one in inner for found in one.letters)),
    )


_OPENERS: Mapping[FileType, Callable[[File], Contents | None]] = MappingProxyType(
    {FileType.ZIP: _zip, FileType.WINMAIL: _winmail, FileType.OUTLOOK: _outlook}
)


def _inside(outer: File, name: str, untrusted_data: bytes, source: Source) -> File:
    shown = decoding.file_name(name)
    return File(
        name=shown,
        declared="",
        type=sniff(untrusted_data, shown),
        source=source if outer.source is Source.MAIL else outer.source,
        embedded=False,
        untrusted_data=untrusted_data,
    )
