"""A real register for each test: real files, real commits, on SQLite or on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from register import start
from tests.support.source import ROOT

ROOT_KEY = bytes(range(32))
NOW = dt.datetime(2026, 12, 8, 9, 30, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
ON_POSTGRESQL = connection.vendor == "postgresql"
# On PostgreSQL a database of our own, beside the one that DATABASE_URL names.
DATABASE = f"register_tests_{os.getpid()}"


def open_at(home: Path) -> None:
    """Open the register of this folder, as a process does that starts."""
    start.open_register(home / "register.db", blob_folder=home / "blobs", root_key=ROOT_KEY)


@contextmanager
def a_template(home: Path) -> Iterator[None]:
    """A fresh register, made once and copied for each test."""
    if ON_POSTGRESQL:
        _at_server(f'CREATE DATABASE "{DATABASE}"')
        connection.settings_dict["NAME"] = DATABASE
    open_at(home)
    start.close_register()
    try:
        yield
    finally:
        if ON_POSTGRESQL:
            _at_server(f'DROP DATABASE "{DATABASE}" WITH (FORCE)')


@contextmanager
def a_copy(template: Path, home: Path) -> Iterator[None]:
    """A copy of the template in this folder, opened, and closed behind the test."""
    for name in ("register.db", start.RING):
        if (template / name).exists():
            shutil.copy(template / name, home / name)
    if ON_POSTGRESQL:
        _empty()
    open_at(home)
    try:
        yield
    finally:
        start.close_register()


def child_environment(home: Path) -> dict[str, str]:
    """The environment of a process that works on the same register."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "REGISTER_HOME": str(home)}
    if ON_POSTGRESQL:
        before, _, query = os.environ["DATABASE_URL"].partition("?")
        environment["DATABASE_URL"] = f"{before.rpartition('/')[0]}/{DATABASE}?{query}"
    return environment


def child(script: str) -> list[str]:
    """The command that runs a script of this folder in a process of its own."""
    return [sys.executable, "-P", str(ROOT / "tests" / "register" / script)]


def several_at_once(script: str, home: Path, *, processes: int = 4) -> list[list[str]]:
    """What each of several processes said that ran a script on one register at the same time.

    Each says `ready`, waits to be told its number, and must end well.
    """
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    child(script), env=child_environment(home),
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                )
            )
            for _ in range(processes)
        ]  # fmt: skip
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for number, process in enumerate(started):
            assert process.stdin is not None
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
        said = [process.communicate()[0].splitlines() for process in started]
    assert [process.returncode for process in started] == [0] * processes
    return said


def everything_stored() -> bytes:
    """Every value of every row, one after the other."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        values: list[bytes] = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own table names
            values += [_as_bytes(value) for row in cursor.fetchall() for value in row]
    return b"\n".join(values)


def execute(statement: str, *values: Any) -> None:
    """Do something to the database behind the register's back."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def _as_bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _empty() -> None:
    """Take PostgreSQL's tables back to the template: a new database for each test takes 0.5 s."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        for table in connection.introspection.table_names(cursor):
            if table not in {"django_migrations", "seal"}:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  our own table names
        cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
        cursor.execute("ALTER TABLE audit ENABLE TRIGGER USER")
    connection.close()


def _at_server(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(statement.encode())
