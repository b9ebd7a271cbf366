"""Tables whose rows nobody changes: declared on the model, held by triggers on both databases (reliability.md R17).

`@append_only()` refuses every UPDATE and DELETE; `@append_only(frozen_when="OLD.signed_at IS NOT NULL")` refuses them
from that moment on. Triggers are put up after every migrate, because SQLite drops them silently whenever a migration
remakes a table, and the start-up check refuses to run when one is missing.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections, models

M = TypeVar("M", bound=type[models.Model])

FROZEN: dict[type[models.Model], str] = {}

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION decorum_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only table %%', TG_TABLE_NAME USING ERRCODE = '23514';
END $$
"""


def append_only(frozen_when: str = "") -> Callable[[M], M]:
    """Declare a model's rows unchangeable, always or (SQL over OLD) from some moment on."""

    def declare(model: M) -> M:
        FROZEN[model] = frozen_when
        return model

    return declare


def trigger_names(model: type[models.Model], vendor: str) -> list[str]:
    """The triggers that this model's table must have."""
    table = model._meta.db_table
    names = [f"ao_{table}_update", f"ao_{table}_delete"]
    return [name[:60] for name in ([*names, f"ao_{table}_truncate"] if vendor == "postgresql" else names)]


def _statements(model: type[models.Model], vendor: str) -> list[str]:
    table, when = model._meta.db_table, FROZEN[model]
    statements = []
    for name in trigger_names(model, vendor):
        deed = name.rsplit("_", 1)[1].upper() if name.rsplit("_", 1)[1] in {"update", "delete", "truncate"} else ""
        if vendor == "sqlite":
            condition = f"WHEN {when} " if when else ""
            statements.append(f'DROP TRIGGER IF EXISTS "{name}"')
            statements.append(
                f'CREATE TRIGGER "{name}" BEFORE {deed} ON "{table}" FOR EACH ROW {condition}'
                f"BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END"
            )
        else:
            condition = f"WHEN ({when}) " if when and deed != "TRUNCATE" else ""
            scope = "STATEMENT" if deed == "TRUNCATE" else "ROW"
            statements.append(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
            statements.append(
                f'CREATE TRIGGER "{name}" BEFORE {deed} ON "{table}" FOR EACH {scope} {condition}EXECUTE FUNCTION decorum_append_only()'
            )
    return statements


def install_for_app(app_config: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """post_migrate: put up the triggers of one app's declared models where their tables exist."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    mine = [model for model in FROZEN if model._meta.app_config is app_config and model._meta.db_table in existing]
    if not mine:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION.replace("%%", "%"))
        for model in mine:
            for statement in _statements(model, connection.vendor):
                cursor.execute(statement)


def missing_triggers(using: str = "default") -> list[str]:
    """Declared triggers that the database does not have, for tables that exist."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "SELECT tgname FROM pg_trigger"
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    wanted = [name for model in FROZEN if model._meta.db_table in existing for name in trigger_names(model, connection.vendor)]
    return sorted(name for name in wanted if name not in present)


def check_triggers(app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Start-up check: an append-only table without its trigger is an error. Not for `migrate`, which is the cure."""
    if "migrate" in sys.argv[1:2]:
        return []
    return [
        Error(f"The trigger {name} is missing.", hint="Run ./dev manage migrate, which puts it up again.", id="ledger.E001")
        for using in databases or []
        for name in missing_triggers(using)
    ]
