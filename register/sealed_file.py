# pyright: basic
"""The door to SQLCipher: an encrypted file, opened with its key first and proved durable.

It does not guard memory: whoever reads this process's memory reads the key.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, Self

from sqlcipher3 import dbapi2

from casework.faults import Fault, Kind

driver: Any = dbapi2  # it brings no types
_SETTINGS = (
    "foreign_keys=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    "temp_store=MEMORY",
    "secure_delete=ON",
    "trusted_schema=OFF",
)
_FULL = 2
# What SQLite writes at the head of a file that is not encrypted.
_PLAIN_HEAD = b"SQLite format 3\x00"


class Rows(Protocol):
    """What a statement gives back."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, or None."""
        ...

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Every row that is left."""
        ...


class Connection(Protocol):
    """An open file. As a context it commits, or rolls back when something is raised."""

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Run one statement."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...

    def __enter__(self) -> Self:
        """Begin nothing by itself."""
        ...

    def __exit__(self, *raised: object) -> None:
        """Commit or roll back."""
        ...


class WrongKey(Fault):
    """The key does not open this encrypted file, or the file is damaged."""

    kind = Kind.REGISTER
    next_step = "use the key file that was made with this folder, or restore the newest backup."


class Unreachable(Fault):
    """The database cannot be opened or written."""

    kind = Kind.REGISTER
    next_step = "see that the disk is neither full nor read-only and the database server answers."


class NotDurable(Fault):
    """The database would not keep what it was given if the power failed."""

    kind = Kind.REGISTER
    next_step = "move the folder to a local disk that is not read-only, then run `clerk doctor`."


class NotEncrypted(Fault):
    """The database file is not encrypted."""

    kind = Kind.REGISTER
    next_step = "install the locked requirements again: SQLCipher is missing or switched off."


def connect(path: str, key: bytes, **options: object) -> Connection:
    """A connection to the file with this raw key of 32 bytes; the file is made when absent.

    Raises WrongKey, Unreachable, NotDurable or NotEncrypted; no text of them holds the key.
    """
    name = Path(path).name
    try:
        if not Path(path).exists():
            # The log and its index take their permissions from this file.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = driver.connect(path, **options)
    except (OSError, driver.OperationalError) as error:
        raise Unreachable(name) from error
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        _prove(connection, name)
    except driver.OperationalError as error:
        connection.close()
        raise Unreachable(name) from error
    except driver.DatabaseError as error:
        connection.close()
        raise WrongKey(name) from error
    except Fault:
        connection.close()
        raise
    return connection


def _prove(connection: Connection, name: str) -> None:
    """Read back what durability rests on: a file system or a build may have said no in silence."""
    said = [
        (connection.execute(f"PRAGMA {name}").fetchone() or ("",))[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    ]
    if said != ["wal", _FULL, 1]:
        raise NotDurable(name)
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        raise NotEncrypted(name)


def is_readable_without_key(path: Path) -> bool:
    """Whether the file on disk is a plain SQLite file."""
    with path.open("rb") as file:
        return file.read(len(_PLAIN_HEAD)) == _PLAIN_HEAD
