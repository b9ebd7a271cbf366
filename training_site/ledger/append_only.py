"""Tables whose rows nobody changes: declared on the model, held by triggers on both databases (reliability.md R17).

`@append_only()` refuses every UPDATE and DELETE; `@append_only(frozen_when="OLD.signed_at IS NOT NULL")` refuses them
from that moment on, save for columns that `may_change` names. Triggers are put up after every migrate, because SQLite
drops them silently whenever a migration remakes a table. Site, worker and clockwork refuse to start when one is missing,
disabled, or not the one that is declared.
"""

import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import OperationalError, connections, models

M = TypeVar("M", bound=type[models.Model])


@dataclass(frozen=True)
class Frozen:
    """When a model's rows stand still (SQL over OLD; always where empty), and what may move even then (SQL over OLD and NEW by column)."""

    when: str = ""
    may_change: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Trigger:
    """One trigger as it must be. `made` is the statement that puts it up."""

    name: str
    table: str
    deed: str
    made: str

    @property
    def digest(self) -> str:
        """What PostgreSQL keeps in the trigger's comment: it shows the statement only in words of its own."""
        return hashlib.sha256(self.made.encode()).hexdigest()


FROZEN: dict[type[models.Model], Frozen] = {}

_POSTGRES_BODY = """
BEGIN
    RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME USING ERRCODE = '23514';
END """
_POSTGRES_FUNCTION = f"CREATE OR REPLACE FUNCTION decorum_append_only() RETURNS trigger LANGUAGE plpgsql AS $${_POSTGRES_BODY}$$"
# A comment outlives `CREATE OR REPLACE TRIGGER`, so it names, beside the statement, what PostgreSQL itself says of the trigger it made.
_POSTGRES_KEPT = "SELECT md5(pg_get_triggerdef(oid)) FROM pg_trigger WHERE tgname = %s AND tgrelid = %s::regclass"
_POSTGRES_PRESENT = """
SELECT t.tgname, c.relname, split_part(obj_description(t.oid, 'pg_trigger'), ' ', 1)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid
WHERE pg_table_is_visible(c.oid) AND t.tgenabled IN ('O', 'A') AND f.prosrc = %s
AND split_part(obj_description(t.oid, 'pg_trigger'), ' ', 2) = md5(pg_get_triggerdef(t.oid))
"""


def append_only(frozen_when: str = "", may_change: Mapping[str, str] | None = None) -> Callable[[M], M]:
    """Declare a model's rows unchangeable, always or (SQL over OLD) from some moment on.

    `may_change` names columns that may move even then, each with the SQL over OLD and NEW under which it may.
    """

    def declare(model: M) -> M:
        FROZEN[model] = Frozen(frozen_when, may_change or {})
        return model

    return declare


def triggers_of(model: type[models.Model], vendor: str) -> list[Trigger]:
    """The triggers that this model's table must have."""
    deeds = ["UPDATE", "DELETE", *(["TRUNCATE"] if vendor == "postgresql" else [])]
    return [_trigger(model, deed, vendor) for deed in deeds]


def _trigger(model: type[models.Model], deed: str, vendor: str) -> Trigger:
    table = model._meta.db_table
    name = f"ao_{table[:48]}_{deed.lower()}"
    conditions = {"UPDATE": _changed(model, vendor), "DELETE": FROZEN[model].when}
    condition = f"WHEN ({conditions[deed]}) " if conditions.get(deed) else ""
    begin = f'CREATE TRIGGER "{name}" BEFORE {deed} ON "{table}" FOR EACH'
    if vendor == "sqlite":
        return Trigger(name, table, deed, f"{begin} ROW {condition}BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END")
    scope = "STATEMENT" if deed == "TRUNCATE" else "ROW"
    return Trigger(name, table, deed, f"{begin} {scope} {condition}EXECUTE FUNCTION decorum_append_only()")


def _changed(model: type[models.Model], vendor: str) -> str:
    """When an UPDATE is refused: the row is frozen and a column moves that may not."""
    frozen = FROZEN[model]
    if not frozen.may_change:
        return frozen.when
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    refused = []
    for column in (str(each.column) for each in model._meta.local_concrete_fields):
        may = frozen.may_change.get(column)
        unless = f" AND ({may}) IS NOT TRUE" if may else ""
        refused.append(f'(OLD."{column}" {differs} NEW."{column}"{unless})')
    return f"({frozen.when or 'TRUE'}) AND ({' OR '.join(refused)})"


def install_for_app(app_config: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """post_migrate: put up the triggers of one app's declared models where their tables exist."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    mine = [model for model in FROZEN if model._meta.app_config is app_config and model._meta.db_table in existing]
    if not mine:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for trigger in (trigger for model in mine for trigger in triggers_of(model, connection.vendor)):
            if connection.vendor == "sqlite":
                cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}"')
                cursor.execute(trigger.made)
            else:
                cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}" ON "{trigger.table}"')
                cursor.execute(trigger.made)
                cursor.execute(_POSTGRES_KEPT, [trigger.name, f'"{trigger.table}"'])
                cursor.execute(f'COMMENT ON TRIGGER "{trigger.name}" ON "{trigger.table}" IS \'{trigger.digest} {cursor.fetchone()[0]}\'')


def missing_triggers(using: str = "default") -> list[str]:
    """Declared triggers that the database does not have, has disabled or has otherwise than declared, for tables that exist."""
    connection = connections[using]
    vendor, existing = connection.vendor, set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(_POSTGRES_PRESENT, [_POSTGRES_BODY])
        present = {tuple(row) for row in cursor.fetchall()}
    wanted = [trigger for model in FROZEN if model._meta.db_table in existing for trigger in triggers_of(model, vendor)]
    found = {trigger: (trigger.name, trigger.table, trigger.made if vendor == "sqlite" else trigger.digest) in present for trigger in wanted}
    return sorted(trigger.name for trigger in wanted if not found[trigger])


def refuse_to_start_without_triggers() -> None:
    """What site, worker and clockwork ask first: where history could be altered unseen, nothing may run. Ends the process with a sentence."""
    try:
        missing = missing_triggers()
    except OperationalError as error:
        raise SystemExit(f"The database does not answer: {error}") from error
    if missing:
        raise SystemExit(f"Triggers are missing or not as declared: {', '.join(missing)}. Run ./dev manage migrate, which puts them up again.")


def check_triggers(app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Start-up check: an append-only table without its trigger is an error. Not for `migrate`, which is the cure."""
    if "migrate" in sys.argv[1:2]:
        return []
    return [
        Error(
            f"The trigger {name} is missing, disabled, or not as declared.",
            hint="Run ./dev manage migrate, which puts it up again.",
            id="ledger.E001",
        )
        for using in databases or []
        for name in missing_triggers(using)
    ]
