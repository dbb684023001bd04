"""What a message is known by: its content, never its bytes (mail, section 7).

Servers change boundaries, encodings, the order of fields and line ends between two reads of one
message; none of it counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.decoding import kept_bytes, kept_text

_VERSION = "clerk-mail-1"
_LENGTH_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A part that holds no others: its class and the digest of what counts of it, in hex."""

    kind: str
    digest: str


def text_leaf(untrusted_text: str) -> Leaf:
    """A text that people read."""
    return Leaf(kind="text", digest=_sha256(kept_text(untrusted_text).encode("utf-8", "replace")))


def file_leaf(untrusted_data: bytes) -> Leaf:
    """A file."""
    return Leaf(kind="file", digest=_sha256(kept_bytes(untrusted_data)))


def message_leaf(inner: str) -> Leaf:
    """A message inside the message: its own fingerprint."""
    return Leaf(kind="file", digest=inner)


def fingerprint(
    message_ids: Sequence[str], senders: Iterable[str], dates: Iterable[str], leaves: Iterable[Leaf]
) -> str:
    """The fingerprint, in hex. Without exactly one Message-ID, From and Date stand in."""
    digest = hashlib.sha256()
    ids = [" ".join(message_id.split()) for message_id in message_ids]
    if len(ids) == 1 and ids[0]:
        known_by = [ids[0]]
    else:
        known_by = ["", *(" ".join(value.split()) for value in (*senders, *dates))]
    parts = sorted((leaf.kind, leaf.digest) for leaf in leaves)
    for word in (_VERSION, *known_by, *(word for part in parts for word in part)):
        data = word.encode("utf-8", "replace")
        digest.update(len(data).to_bytes(_LENGTH_BYTES) + data)
    return digest.hexdigest()


def _sha256(untrusted_data: bytes) -> str:
    return hashlib.sha256(untrusted_data).hexdigest()
