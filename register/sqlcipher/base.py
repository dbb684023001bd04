# pyright: basic
"""Django's SQLite backend, with the connection made by our door and the key from the key ring."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Iterable, Mapping
from typing import Any

import django.db.backends.sqlite3.base as sqlite
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from register import keys
from register.sealed_file import Connection, Rows, connect, driver

untyped: Any = sqlite  # the stubs know only its public half
# The driver keeps its own tables of converters, apart from the standard library's.
for _kind, _read in (
    ("date", parse_date),
    ("time", parse_time),
    ("datetime", parse_datetime),
    ("timestamp", parse_datetime),
):
    driver.register_converter(_kind, untyped.decoder(_read))
driver.register_converter("bool", b"1".__eq__)
driver.register_adapter(decimal.Decimal, str)
driver.register_adapter(dt.date, untyped.adapt_date)
driver.register_adapter(dt.datetime, untyped.adapt_datetime)


class DatabaseWrapper(sqlite.DatabaseWrapper):
    """A connection to the encrypted register of this process."""

    display_name = "SQLCipher"
    Database = driver

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """Open with the key first; the door proves the rest."""
        options = dict(conn_params)
        connection = connect(options.pop("database"), keys.database_key(), **options)
        untyped.register_functions(connection)
        connection.execute("PRAGMA legacy_alter_table = OFF")
        return connection

    def create_cursor(self, name: str | None = None) -> Cursor:  # noqa: ARG002  Django's signature
        """Give a cursor that takes Django's placeholders."""
        return self.connection.cursor(factory=Cursor)


class Cursor(driver.Cursor):
    """A cursor that turns Django's `%s` into the driver's `?`."""

    def execute(self, query: str, params: object = None) -> Rows:
        """Run one statement."""
        if params is None:
            return super().execute(query)
        return super().execute(_converted(query, params), params)

    def executemany(self, query: str, param_list: Iterable[object]) -> Rows:
        """Run one statement for each row of parameters."""
        rows = list(param_list)
        return super().executemany(_converted(query, rows[0] if rows else ()), rows)


def _converted(query: str, params: object) -> str:
    if isinstance(params, Mapping):
        return query % {name: f":{name}" for name in params}
    return untyped.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
