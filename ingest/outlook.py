"""A saved Outlook message (.msg): its words and its files, out of its compound file.

Read with plain arithmetic over the bytes: every chain of sectors is followed at most once round.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest import decoding

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and above are no sectors
_ENTRY_BYTES = 128
_STORAGE, _ROOT = 1, 5
_MOST_ENTRIES = 20_000
_MOST_FILES = 100
_SUBJECT, _SENDER, _BODY = "0037", "0C1A", "1000"
_FILE_DATA, _FILE_NAMES = "37010102", ("3707", "3704", "3001")
_HEADER = struct.Struct("<HHHHH6xIIIIIIIII")
_SHIFTS = frozenset({9, 12})


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a saved message holds."""

    sender: str
    subject: str
    text: str
    attachments: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read(untrusted_data: bytes) -> Saved | None:
    """The saved message, or None when its file is damaged."""
    try:
        return _read(_Compound(untrusted_data))
    except (struct.error, IndexError, ValueError, RecursionError):
        return None


def _read(compound: _Compound) -> Saved:
    root = compound.children(compound.entries[0])
    files: list[tuple[str, bytes]] = []
    for name, entry in root.items():
        if name.startswith("__attach_version1.0_") and len(files) < _MOST_FILES:
            inside = compound.children(entry)
            data = inside.get(f"__substg1.0_{_FILE_DATA}")
            if data is not None:
                names = (_text(compound, inside, wanted) for wanted in _FILE_NAMES)
                files.append((next(filter(None, names), "unnamed"), compound.stream(data)))
    return Saved(
        sender=_text(compound, root, _SENDER),
        subject=_text(compound, root, _SUBJECT),
        text=_text(compound, root, _BODY),
        attachments=tuple(files),
    )


def _text(compound: _Compound, streams: Mapping[str, _Entry], wanted: str) -> str:
    for ending, charset in (("001F", "utf-16-le"), ("001E", "cp1252")):
        entry = streams.get(f"__substg1.0_{wanted}{ending}")
        if entry is not None:
            return decoding.text(compound.stream(entry), charset).rstrip("\0")
    return ""


class _Compound:
    """The compound file: sectors in chains, streams by name."""

    def __init__(self, untrusted_data: bytes) -> None:
        if untrusted_data[:8] != _MAGIC:
            raise ValueError("no compound file")
        said = _HEADER.unpack_from(untrusted_data, 24)
        if said[3] not in _SHIFTS:
            raise ValueError("no sector size")
        self._data = untrusted_data
        self._sector = 1 << said[3]
        self._small = 1 << min(said[4], said[3])
        first_directory, self._cutoff, first_small = said[7], said[9], said[10]
        self._table = self._numbers(self._table_sectors(said[12], said[13]))
        self._small_table = self._numbers(self._chain(first_small))
        directory = b"".join(map(self._bytes, self._chain(first_directory)))
        self.entries = [
            _entry(directory[at : at + _ENTRY_BYTES])
            for at in range(0, min(len(directory), _MOST_ENTRIES * _ENTRY_BYTES), _ENTRY_BYTES)
        ]
        if not self.entries or self.entries[0].kind != _ROOT:
            raise ValueError("no root")
        self._small_data = b"".join(map(self._bytes, self._chain(self.entries[0].start)))

    def children(self, entry: _Entry) -> dict[str, _Entry]:
        """The entries of a storage, by name."""
        found: dict[str, _Entry] = {}
        seen: set[int] = set()
        waiting = [entry.child] if entry.kind in {_STORAGE, _ROOT} else []
        while waiting:
            number = waiting.pop()
            if number in seen or number >= len(self.entries):
                continue
            seen.add(number)
            one = self.entries[number]
            found[one.name] = one
            waiting += [one.left, one.right]
        return found

    def stream(self, entry: _Entry) -> bytes:
        """The bytes of a stream."""
        if entry.size >= self._cutoff:
            return b"".join(map(self._bytes, self._chain(entry.start)))[: entry.size]
        pieces: list[bytes] = []
        for number in _followed(self._small_table, entry.start):
            at = number * self._small
            pieces.append(self._small_data[at : at + self._small])
        return b"".join(pieces)[: entry.size]

    def _bytes(self, number: int) -> bytes:
        at = (number + 1) * self._sector
        return self._data[at : at + self._sector].ljust(self._sector, b"\0")

    def _chain(self, start: int) -> Iterator[int]:
        return _followed(self._table, start)

    def _numbers(self, sectors: Iterator[int]) -> tuple[int, ...]:
        joined = b"".join(map(self._bytes, sectors))
        return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])

    def _table_sectors(self, more_at: int, more: int) -> Iterator[int]:
        """The sectors of the table of chains: 109 in the header, the others in a list of lists."""
        first = struct.unpack_from("<109I", self._data, 76)
        yield from (number for number in first if number < _END)
        for _ in range(min(more, len(self._data) // self._sector)):
            if more_at >= _END:
                return
            listed = self._bytes(more_at)
            numbers = struct.unpack(f"<{len(listed) // 4}I", listed)
            yield from (number for number in numbers[:-1] if number < _END)
            more_at = numbers[-1]


def _followed(table: tuple[int, ...], start: int) -> Iterator[int]:
    """A chain of sectors; a ring ends after as many steps as there are sectors."""
    number = start
    for _ in range(len(table)):
        if number >= len(table):
            return
        yield number
        number = table[number]


def _entry(untrusted_entry: bytes) -> _Entry:
    length, kind = struct.unpack_from("<HB", untrusted_entry, 64)
    left, right, child = struct.unpack_from("<3I", untrusted_entry, 68)
    start, size = struct.unpack_from("<IQ", untrusted_entry, 116)
    name = untrusted_entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(
        name=name, kind=kind, left=left, right=right, child=child, start=start,
        size=size & 0xFFFFFFFF,
    )  # fmt: skip
