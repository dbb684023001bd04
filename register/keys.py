"""The key ring: the root key wraps one random key for each case, receipt, person and document.

The ring is its own encrypted file, apart from the database and from its backups: destroying an
owner's key makes everything sealed with it unreadable, wherever copies of that may lie. One ring
is open in a process; `open_ring` says which. Keys never reach a log, a repr or an exception.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import threading
from collections.abc import Collection
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casework.faults import Fault, Kind
from register import sealed_file
from register.seals import KEY_BYTES, Seal

DATABASE, INDEX = "register:database", "register:index"
_WRAP = "wrap"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS wrapped (owner TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS destroyed (owner TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID",
)


class RootKeyWrong(Fault):
    """The root key is not 32 bytes."""

    kind = Kind.REGISTER
    next_step = "use the key file that `clerk init` made for this folder."


class RegisterNotOpen(Fault):
    """The register was asked before it was opened."""

    kind = Kind.REGISTER
    next_step = "report this to the maintainer: a command forgot to open the register."


class KeyGone(Fault):
    """The key of this was destroyed, or was never made: nothing of it can be read."""

    kind = Kind.REGISTER
    next_step = "look in the audit for its disposal; if there is none, restore the key ring."


class Ring:
    """An open key ring."""

    def __init__(self, path: Path, root_key: bytes) -> None:
        if len(root_key) != KEY_BYTES:
            raise RootKeyWrong(path.name)
        self._root = Seal("register:root", _derived(root_key, "wrap"))
        self._lock = threading.Lock()
        self._file = sealed_file.connect(
            str(path),
            _derived(root_key, "ring"),
            isolation_level=None,
            check_same_thread=False,
            timeout=20.0,
        )
        for table in _TABLES:
            self._file.execute(table)

    def seal(self, owner: str) -> Seal:
        """The owner's seal. Raises KeyGone when the ring has no key for it."""
        found = self.seals((owner,)).get(owner)
        if found is None:
            raise KeyGone(owner)
        return found

    def seals(self, owners: Collection[str]) -> dict[str, Seal]:
        """The seals of these owners; one whose key is gone is absent."""
        wanted = sorted(set(owners))
        found: dict[str, Seal] = {}
        for start in range(0, len(wanted), 500):
            block = wanted[start : start + 500]
            marks = ",".join("?" * len(block))
            with self._lock:
                rows = self._file.execute(
                    f"SELECT owner, key FROM wrapped WHERE owner IN ({marks})",  # noqa: S608  question marks only
                    block,
                ).fetchall()
            for owner, wrapped in rows:
                key = self._root.open(wrapped, thing=owner, kind=_WRAP)
                found[owner] = Seal(owner, key)
        return found

    def seal_for(self, owner: str) -> Seal:
        """The owner's seal, its key made and durable when it had none.

        Raises KeyGone for an owner whose key was destroyed: it never gets another.
        """
        found = self.seals((owner,)).get(owner)
        if found is not None:
            return found
        wrapped = self._root.close(secrets.token_bytes(KEY_BYTES), thing=owner, kind=_WRAP)
        with self._lock:
            # Two workers may come at once: the first key stays.
            self._file.execute(
                "INSERT INTO wrapped SELECT ?, ? "
                "WHERE NOT EXISTS (SELECT 1 FROM destroyed WHERE owner = ?) "
                "ON CONFLICT DO NOTHING",
                (owner, wrapped, owner),
            )
        return self.seal(owner)

    def knows(self, owner: str) -> bool:
        """Whether the ring has, or once had, a key for this owner."""
        with self._lock:
            row = self._file.execute(
                "SELECT 1 FROM wrapped WHERE owner = ?1 "
                "UNION ALL SELECT 1 FROM destroyed WHERE owner = ?1",
                (owner,),
            ).fetchone()
        return row is not None

    def is_destroyed(self, owner: str) -> bool:
        """Whether the owner's key was destroyed for good."""
        with self._lock:
            row = self._file.execute("SELECT 1 FROM destroyed WHERE owner = ?", (owner,)).fetchone()
        return row is not None

    def destroy(self, owner: str, *, now: dt.datetime) -> None:
        """Destroy the owner's key for good; repeating it changes nothing."""
        with self._lock:
            with self._file:
                self._file.execute("BEGIN IMMEDIATE")
                self._file.execute(
                    "INSERT INTO destroyed VALUES (?, ?) ON CONFLICT DO NOTHING",
                    (owner, now.isoformat()),
                )
                self._file.execute("DELETE FROM wrapped WHERE owner = ?", (owner,))
            # secure_delete overwrote the page; the log must not keep the old one.
            self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def is_sound(self) -> bool:
        """Whether the ring's file passes its own check."""
        with self._lock:
            return self._file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()


_OPENED: dict[str, Ring] = {}


def open_ring(path: Path, root_key: bytes) -> Ring:
    """Open this process's ring, made when absent. Raises WrongKey for another folder's root key."""
    close_ring()
    _OPENED["ring"] = Ring(path, root_key)
    return _OPENED["ring"]


def close_ring() -> None:
    """Close this process's ring, if one is open."""
    opened = _OPENED.pop("ring", None)
    if opened is not None:
        opened.close()


def ring() -> Ring:
    """This process's ring. Raises RegisterNotOpen."""
    opened = _OPENED.get("ring")
    if opened is None:
        raise RegisterNotOpen
    return opened


def database_key() -> bytes:
    """The raw key of the encrypted database file, 32 random bytes."""
    return ring().seal_for(DATABASE).key


def derived_key(purpose: str) -> bytes:
    """A key for one purpose outside the register, such as the numbers of our own mails."""
    return hmac.digest(ring().seal_for(INDEX).key, purpose.encode(), hashlib.sha256)


def index(purpose: str, text: str) -> str:
    """What a text is found by when the text itself is sealed: its keyed digest, in hex."""
    return hmac.digest(derived_key(purpose), text.encode(), hashlib.sha256).hex()


def _derived(root_key: bytes, purpose: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"register {purpose}".encode())
    return kdf.derive(root_key)
