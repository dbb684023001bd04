from __future__ import annotations

import io
import sqlite3
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import NOT_PROVIDED

from config.django import database
from register import cases, keys, sealed_file, start
from tests.support import register
from tests.support.register import ON_POSTGRESQL, ROOT_KEY
from tests.support.rulings import a_case

only_sqlite = pytest.mark.skipif(ON_POSTGRESQL, reason="the encrypted file is SQLite's")


@pytest.fixture
def closed(home: Path) -> Path:
    """A register with one case in it, closed."""
    a_case()
    start.close_register()
    return home


def test_what_was_written_is_there_after_opening_again(closed: Path):
    register.open_at(closed)
    [case] = cases.cases()
    assert cases.papers(case.reference)[0].number == 1


@only_sqlite
def test_the_file_is_encrypted_and_its_owners_alone(closed: Path):
    register.open_at(closed)
    cases.cases()
    files = {path.name: path for path in closed.iterdir() if path.is_file()}
    assert {"register.db", "keys.db", "register.db-wal"} <= set(files)
    assert {path.stat().st_mode & 0o777 for path in files.values()} == {0o600}
    assert (closed / "blobs").stat().st_mode & 0o777 == 0o700
    for name in ("register.db", "keys.db"):
        assert not sealed_file.is_readable_without_key(files[name])
        plain = sqlite3.connect(files[name])
        with pytest.raises(sqlite3.DatabaseError, match="not a database"):
            plain.execute("SELECT * FROM sqlite_master")
        plain.close()


@only_sqlite
@pytest.mark.usefixtures("home")
def test_each_new_connection_is_durable_and_guarded():
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2,
        "secure_delete": 1, "trusted_schema": 0,
    }  # fmt: skip
    for _ in range(2):
        connection.close()
        with connection.cursor() as cursor:
            for name, value in wanted.items():
                cursor.execute(f"PRAGMA {name}")
                assert cursor.fetchone() == (value,), name


def test_a_database_that_would_lose_a_commit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(sealed_file.NotDurable):
        sealed_file.connect(":memory:", ROOT_KEY)


@only_sqlite
@pytest.mark.usefixtures("home")
def test_what_cannot_be_opened_is_a_fault_with_a_next_step(tmp_path: Path):
    start.close_register()
    (tmp_path / "odd" / "register.db").mkdir(parents=True)
    (tmp_path / "odd" / "keys.db").touch()
    with pytest.raises(sealed_file.Unreachable):
        register.open_at(tmp_path / "odd")


def test_a_server_that_does_not_answer_is_a_fault_with_a_next_step(tmp_path: Path):
    said = subprocess.run(
        register.child("no_server.py"),
        env=register.child_environment(tmp_path), capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.splitlines()[0] == ("The database cannot be opened or written. [PostgreSQL]")
    assert "hidden" not in said.stdout


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://clerk:p%40ss@db.example:5433/panel?sslmode=verify-full",
            ("panel", "clerk", "p@ss", "db.example", "5433", {"sslmode": "verify-full"}),
        ),
        (
            "postgresql://clerk@/panel?host=/run/pg",
            ("panel", "clerk", "", "", "", {"host": "/run/pg"}),
        ),
    ],
)
def test_a_database_url_names_a_postgresql(url: str, expected: tuple[object, ...]):
    told = database(url)
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert tuple(told[name] for name in names) == expected
    assert told["ENGINE"] == "django.db.backends.postgresql"
    assert database("")["ENGINE"] == "register.sqlcipher"


def test_another_root_key_opens_nothing_and_is_not_told(closed: Path):
    wrong = bytes(range(1, 33))
    with pytest.raises(sealed_file.WrongKey) as refused:
        start.open_register(closed / "register.db", blob_folder=closed / "blobs", root_key=wrong)
    told = "\n".join(refused.value.lines())
    assert wrong.hex() not in told
    assert ROOT_KEY.hex() not in told
    with pytest.raises(keys.RegisterNotOpen):
        keys.ring()


@only_sqlite
def test_a_register_whose_keys_are_missing_is_not_begun_anew(closed: Path):
    (closed / "keys.db").unlink()
    with pytest.raises(start.KeysMissing):
        register.open_at(closed)
    assert not (closed / "keys.db").exists()


def test_the_key_ring_of_another_register_does_not_open_this_one(closed: Path, tmp_path: Path):
    other = tmp_path / "other"
    other.mkdir()
    keys.open_ring(other / "keys.db", ROOT_KEY)
    keys.database_key()
    keys.close_ring()
    for path in closed.glob("keys.db*"):
        path.unlink()
    (other / "keys.db").rename(closed / "keys.db")
    expected = start.KeysDoNotFit if ON_POSTGRESQL else sealed_file.WrongKey
    with pytest.raises(expected):
        register.open_at(closed)


def test_a_register_of_a_newer_version_is_not_opened(closed: Path):
    register.open_at(closed)
    register.execute(
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('register', '9999_later', '2027-01-01 00:00:00')"
    )
    with pytest.raises(start.RegisterNewer):
        register.open_at(closed)


@only_sqlite
@pytest.mark.usefixtures("home")
def test_a_new_folder_has_a_register_after_opening(tmp_path: Path):
    register.open_at(tmp_path / "deep" / "new")
    assert cases.cases() == ()
    a_case()


@pytest.mark.usefixtures("home")
def test_the_migrations_make_what_the_models_say():
    told = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=told)
    assert told.getvalue() == "No changes detected\n"


def test_no_column_fills_itself():
    for model in apps.get_app_config("register").get_models():
        for column in model._meta.get_fields():  # noqa: SLF001  Django's way to ask a model
            default = getattr(column, "default", NOT_PROVIDED)
            assert default is NOT_PROVIDED or not callable(default), f"{model.__name__}.{column}"
            assert not getattr(column, "auto_now", False)
            assert not getattr(column, "auto_now_add", False)
