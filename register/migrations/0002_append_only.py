"""The database itself refuses to change or remove what is only ever added."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("audit", "evidence")
SQLITE = """
CREATE TRIGGER {table}_keeps_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'this table is append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'this table is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_keeps_rows BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER {table}_keeps_all BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def refuse_changes(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL_FUNCTION)
        for table in TABLES:
            editor.execute(POSTGRESQL.format(table=table))
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            editor.execute(SQLITE.format(table=table, verb=verb))


class Migration(migrations.Migration):
    dependencies = [("register", "0001_first")]
    operations = [migrations.RunPython(refuse_changes)]
