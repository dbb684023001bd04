"""Outlook's own wrappings, made small: winmail.dat and a saved message (.msg)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
LISTS = 0xFFFFFFFC
SECTOR, SMALL, CUTOFF = 512, 64, 4096
FIRST_LISTED, PER_LIST = 109, 127


def a_winmail(
    files: Sequence[tuple[str, bytes]] = (),
    *,
    text: str = "",
    properties: bytes = b"",
    inside: bytes = b"",
) -> bytes:
    """A winmail.dat of these files: short names, as Outlook writes them, and the long ones.

    `properties` is a row of properties of the message; `inside` a message attached to it.
    """
    parts = [
        struct.pack("<IH", 0x223E9F78, 1),
        _attribute(1, 0x00069007, struct.pack("<II", 1252, 0)),
    ]
    if text:
        parts.append(_attribute(1, 0x0002800C, text.encode("cp1252") + b"\0"))
    if properties:
        parts.append(_attribute(1, 0x00069003, properties))
    for name, data in files:
        long_name = name.encode("utf-16-le") + b"\0\0"
        parts += [
            _attribute(2, 0x00069002, b"\0" * 14),
            _attribute(2, 0x00018010, name[:8].encode("cp1252", "replace") + b"\0"),
            _attribute(2, 0x0006800F, data),
            _attribute(
                2, 0x00069005, struct.pack("<IHHII", 1, 0x1F, 0x3707, 1, len(long_name)) + long_name
            ),
        ]
    if inside:
        value = b"\x07\x03\x02\x00".ljust(16, b"\0") + inside
        row = struct.pack("<IHHII", 1, 0x0D, 0x3701, 1, len(value)) + value
        parts += [_attribute(2, 0x00069002, b"\0" * 14), _attribute(2, 0x00069005, row)]
    return b"".join(parts)


def _attribute(level: int, number: int, value: bytes) -> bytes:
    head = struct.pack("<BII", level, number, len(value))
    return head + value + struct.pack("<H", sum(value) & 0xFFFF)


@dataclass(eq=False)  # two alike are still two
class _Node:
    name: str
    kind: int
    data: bytes = b""
    children: list[_Node] = field(default_factory=list)


def a_saved_message(
    files: Sequence[tuple[str, bytes]] = (),
    *,
    subject: str = "Referral",
    text: str = "See attached",
    sender: str = "Alex Reed",
    inside: Sequence[_Node] = (),
) -> bytes:
    """A .msg of these words and files; `inside` are the parts of a message attached to it."""
    root = _Node("Root Entry", 5)
    root.children = saved_parts(files, subject=subject, text=text, sender=sender)
    if inside:
        message = _Node("__substg1.0_3701000D", 1, children=list(inside))
        storage = _Node(f"__attach_version1.0_#{len(files):08X}", 1, children=[message])
        root.children.append(storage)
    return _compound(root)


def saved_parts(
    files: Sequence[tuple[str, bytes]] = (),
    *,
    subject: str = "Referral",
    text: str = "See attached",
    sender: str = "Alex Reed",
) -> list[_Node]:
    """What the compound file of a saved message holds."""
    parts = [
        _Node("__properties_version1.0", 2, b"\0" * 32),
        _string("0037", subject), _string("0C1A", sender), _string("1000", text),
    ]  # fmt: skip
    for number, (name, data) in enumerate(files):
        storage = _Node(f"__attach_version1.0_#{number:08X}", 1)
        storage.children = [_string("3707", name), _Node("__substg1.0_37010102", 2, data)]
        parts.append(storage)
    return parts


def _string(tag: str, text: str) -> _Node:
    return _Node(f"__substg1.0_{tag}001F", 2, text.encode("utf-16-le"))


def _flat(node: _Node) -> list[_Node]:
    return [node, *(inner for child in node.children for inner in _flat(child))]


def _padded(data: bytes, size: int) -> bytes:
    return data + b"\0" * (-len(data) % size)


def _compound(root: _Node) -> bytes:
    nodes = _flat(root)
    small = b""
    small_table: list[int] = []
    big: list[tuple[_Node, bytes]] = []
    starts: dict[int, int] = {}
    for node in nodes[1:]:
        if node.kind != 2:
            continue
        if len(node.data) < CUTOFF:
            starts[id(node)] = len(small) // SMALL
            chunk = _padded(node.data, SMALL)
            count = len(chunk) // SMALL
            first = len(small_table)
            small_table += [first + step + 1 for step in range(count - 1)] + [END] * bool(count)
            small += chunk
        else:
            big.append((node, node.data))
    root.data = small
    return _laid_out(nodes, starts, small_table, big)


def _laid_out(
    nodes: list[_Node],
    starts: dict[int, int],
    small_table: list[int],
    big: list[tuple[_Node, bytes]],
) -> bytes:
    body = b""
    table: list[int] = []

    def put(data: bytes) -> int:
        nonlocal body
        chunk = _padded(data, SECTOR)
        first, count = len(table), len(chunk) // SECTOR
        table.extend([first + step + 1 for step in range(count - 1)] + [END] * bool(count))
        body += chunk
        return first if count else END

    starts[id(nodes[0])] = put(nodes[0].data)
    for node, data in big:
        starts[id(node)] = put(data)
    small_sectors = (len(small_table) * 4 + SECTOR - 1) // SECTOR
    numbers = small_table + [FREE] * (small_sectors * SECTOR // 4 - len(small_table))
    small_at = put(struct.pack(f"<{len(numbers)}I", *numbers))
    directory_at = put(b"".join(_entry(node, nodes, starts) for node in nodes))
    table_at = len(table)
    table_sectors = (len(table) + 300) * 4 // SECTOR + 1
    more = max(0, -(-(table_sectors - FIRST_LISTED) // PER_LIST))
    table += [FAT] * table_sectors + [LISTS] * more
    table += [FREE] * (table_sectors * SECTOR // 4 - len(table))
    listed = [table_at + step for step in range(table_sectors)]
    more_at = table_at + table_sectors
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, table_sectors, directory_at, 0, CUTOFF,
        small_at, small_sectors, more_at if more else END, more,
    )  # fmt: skip
    first = listed[:FIRST_LISTED]
    head += struct.pack(f"<{FIRST_LISTED}I", *first, *[FREE] * (FIRST_LISTED - len(first)))
    lists = b""
    for number in range(more):
        start = FIRST_LISTED + number * PER_LIST
        some = listed[start : start + PER_LIST]
        following = more_at + number + 1 if number + 1 < more else END
        lists += struct.pack(
            f"<{PER_LIST + 1}I", *some, *[FREE] * (PER_LIST - len(some)), following
        )
    return head + body + struct.pack(f"<{len(table)}I", *table) + lists


def _entry(node: _Node, nodes: list[_Node], starts: dict[int, int]) -> bytes:
    """A directory entry; the children of a storage hang in a chain to the right."""
    place = {id(one): number for number, one in enumerate(nodes)}
    parent = next((one for one in nodes if node in one.children), None)
    right = NONE
    if parent is not None:
        after = parent.children.index(node) + 1
        right = place[id(parent.children[after])] if after < len(parent.children) else NONE
    child = place[id(node.children[0])] if node.children else NONE
    name = node.name.encode("utf-16-le") + b"\0\0"
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBB", len(name), node.kind, 1)
        + struct.pack("<3I", NONE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", starts.get(id(node), END), len(node.data))
    )
