"""Opening the register: its key ring, its blobs, its database with the newest tables, its tests.

Importing any other module of this room needs a configured Django: `start_django` comes first.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from casework.faults import Fault, Kind
from register import blobs, keys, sealed_file

RING = "keys.db"
_APP = "register"
_WORD = b"this key ring belongs to this register"


class KeysMissing(Fault):
    """The register is here, but the key ring that opens it is not."""

    kind = Kind.REGISTER
    next_step = "restore keys.db from its newest backup into this folder."


class KeysDoNotFit(Fault):
    """The key ring in this folder belongs to another register."""

    kind = Kind.REGISTER
    next_step = "restore register and key ring from backups of the same installation."


class RegisterNewer(Fault):
    """The register was written by a newer version of this program."""

    kind = Kind.REGISTER
    next_step = "install the newer version again; an older one must not open it."


def start_django(settings_module: str, database: Mapping[str, object] | None = None) -> None:
    """Configure Django, once. With a database, that one stands in place of the module's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module)
    if not apps.ready:
        django.setup()
    if database is not None:
        connection.close()
        vars(connections)["settings"] = connections.configure_settings({"default": dict(database)})
        del connections["default"]


def open_register(database: Path, *, blob_folder: Path, root_key: bytes) -> None:
    """Open the register of this file, made or brought up to date where it must be.

    The key ring lies beside the file; on PostgreSQL the ring and the blobs alone do. From then on
    every function of this room works on it, in this process. Raises KeysMissing, KeysDoNotFit,
    WrongKey, RegisterNewer, Unreachable, NotDurable or NotEncrypted; then nothing is open.
    """
    close_register()
    home, is_file = database.parent, connection.vendor != "postgresql"
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        if is_file and database.exists() and not (home / RING).exists():
            raise KeysMissing(database.name)
        try:
            keys.open_ring(home / RING, root_key)
            blobs.open_folder(blob_folder)
            if is_file:
                connection.settings_dict["NAME"] = str(database)
            _bring_up_to_date()
            _test(database)
        except OperationalError as error:
            close_register()
            raise sealed_file.Unreachable(database.name if is_file else "PostgreSQL") from error
        except Fault:
            close_register()
            raise


def close_register() -> None:
    """Close the database and the key ring of this process."""
    connection.close()
    blobs.close_folder()
    keys.close_ring()


@contextmanager
def _alone(home: Path) -> Generator[None]:
    """Keep other processes from opening the same folder for the first time at once."""
    descriptor = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _bring_up_to_date() -> None:
    executor = MigrationExecutor(connection)
    applied = {name for name in executor.loader.applied_migrations if name[0] == _APP}
    if applied - set(executor.loader.disk_migrations):
        raise RegisterNewer
    targets = executor.loader.graph.leaf_nodes()
    if executor.migration_plan(targets):
        executor.migrate(targets)


def _test(database: Path) -> None:
    """What must hold before anything is trusted to it (safety, 5.2)."""
    # Needs a configured Django, which this module's importer may not have yet.
    from register import soundness  # noqa: PLC0415
    from register.models import SealRow  # noqa: PLC0415

    seal = keys.ring().seal_for(keys.INDEX)
    row, _ = SealRow.objects.get_or_create(
        pk=1, defaults={"word": seal.close(_WORD, thing="register", kind="word")}
    )
    try:
        seal.open(bytes(row.word), thing="register", kind="word")
    except Fault as error:
        raise KeysDoNotFit(database.name) from error
    if connection.vendor != "postgresql":
        if sealed_file.is_readable_without_key(database):
            raise sealed_file.NotEncrypted(database.name)
    elif not soundness.is_durable():
        raise sealed_file.NotDurable("PostgreSQL")
