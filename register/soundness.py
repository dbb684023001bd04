"""What `clerk doctor` asks of the register: does it open, is it whole, can everything be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from casework.faults import Fault
from register import audit, blobs, keys
from register.models import CopyRow, DocumentRow, OutgoingRow, PaperRow

# What PostgreSQL must say of itself for a commit to be one.
DURABLE = (("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Soundness:
    """The answers. `first_bad_entry` is None for an unbroken audit; the blobs are named by id."""

    database: bool
    key_ring: bool
    first_bad_entry: int | None
    audit_entries: int
    blobs: int
    unreadable_blobs: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        whole = self.database and self.key_ring and self.first_bad_entry is None
        return whole and not self.unreadable_blobs


def integrity(*, anchor: audit.Anchor | None = None) -> Soundness:
    """Look at everything: database, key ring, audit, and every blob that a row refers to.

    A blob whose owner was disposed of is not missed.
    """
    referred = sorted(set(referred_blobs()))
    return Soundness(
        database=is_whole(),
        key_ring=keys.ring().is_sound(),
        first_bad_entry=audit.verify(anchor=anchor),
        audit_entries=audit.head().number,
        blobs=len(referred),
        unreadable_blobs=tuple(blob for blob in referred if not _is_readable(blob)),
    )


def is_whole() -> bool:
    """Whether the database passes its own check; PostgreSQL answers for its durability instead."""
    if connection.vendor == "postgresql":
        return is_durable()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return cursor.fetchall() == [("ok",)]


def is_durable() -> bool:
    """Whether PostgreSQL keeps what it has committed when the power fails."""
    with connection.cursor() as cursor:
        for setting, wanted in DURABLE:
            cursor.execute(f"SHOW {setting}")
            if cursor.fetchone() != (wanted,):
                return False
    return True


def referred_blobs() -> Iterator[str]:
    """The id of every blob that a row refers to; spooled messages lie in a folder of their own."""
    for rows in (
        PaperRow.objects.values_list("blob", flat=True),
        DocumentRow.objects.values_list("blob", flat=True),
        CopyRow.objects.values_list("blob", flat=True),
        OutgoingRow.objects.exclude(blob="").values_list("blob", flat=True),
    ):
        yield from rows
    for attachments in OutgoingRow.objects.values_list("attachments", flat=True):
        yield from (attachment["blob"] for attachment in attachments if attachment["blob"])


def _is_readable(blob: str) -> bool:
    try:
        blobs.read(blob)
    except keys.KeyGone as error:
        return keys.ring().is_destroyed(error.reference)
    except Fault:
        return False
    return True
