"""Sealing: AES-256-GCM under the key of one owner, bound to the object and to what it is.

Each sealed value says in its additional data whose it is, which object and which part of it, so
that one moved to another row, case or file does not open there. It hides contents, not lengths.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casework.faults import Fault, Kind

KEY_BYTES = 32
_MAGIC = b"PCS1"
_NONCE_BYTES = 12
_HEAD = len(_MAGIC) + _NONCE_BYTES
_SEPARATOR = b"\x00"


class SealBroken(Fault):
    """Something sealed does not open: it was changed, moved, or belongs to another key."""

    kind = Kind.REGISTER
    next_step = "run `clerk doctor`; restore the newest backup if it names damaged files."


def _bound_to(owner: str, thing: str, kind: str) -> bytes:
    return _SEPARATOR.join((_MAGIC, owner.encode(), thing.encode(), kind.encode()))


@dataclass(frozen=True, slots=True)
class Seal:
    """What closes and opens everything of one owner. Its repr does not show the key."""

    owner: str
    key: bytes = field(repr=False)

    def close(self, data: bytes, *, thing: str, kind: str) -> bytes:
        """The sealed bytes of this thing's part."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self.key).encrypt(nonce, data, _bound_to(self.owner, thing, kind))
        return _MAGIC + nonce + sealed

    def open(self, sealed: bytes, *, thing: str, kind: str) -> bytes:
        """The clear bytes. Raises SealBroken when they are not this owner's, thing's and kind's."""
        if sealed[: len(_MAGIC)] != _MAGIC or len(sealed) < _HEAD:
            raise SealBroken(thing)
        nonce, rest = sealed[len(_MAGIC) : _HEAD], sealed[_HEAD:]
        try:
            return AESGCM(self.key).decrypt(nonce, rest, _bound_to(self.owner, thing, kind))
        except InvalidTag as error:
            raise SealBroken(thing) from error

    def close_texts(self, texts: Mapping[str, str], *, thing: str, kind: str) -> bytes:
        """Several texts of one row, sealed as one."""
        plain = json.dumps(dict(texts), ensure_ascii=False, separators=(",", ":"))
        return self.close(plain.encode(), thing=thing, kind=kind)

    def open_texts(self, sealed: bytes, *, thing: str, kind: str) -> dict[str, str]:
        """The texts that `close_texts` sealed."""
        return json.loads(self.open(sealed, thing=thing, kind=kind))
