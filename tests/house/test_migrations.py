"""Columns that come to a table nobody changes bring their value in the database itself: no row can be filled in later (reliability.md R17)."""

from collections.abc import Iterable

from django.db import models
from django.db.migrations import AddField, CreateModel, Migration
from django.db.migrations.loader import MigrationLoader

from training_site.ledger.append_only import FROZEN


def without_a_default(migrations: Iterable[Migration]) -> list[str]:
    """Columns that are added to append-only tables of earlier migrations, neither nullable nor with a default of the database."""
    frozen = {model._meta.label_lower for model in FROZEN}
    found = []
    for migration in migrations:
        fresh = {operation.name_lower for operation in migration.operations if isinstance(operation, CreateModel)}
        for operation in migration.operations:
            if not isinstance(operation, AddField) or operation.model_name_lower in fresh or operation.field.many_to_many:
                continue
            label = f"{migration.app_label}.{operation.model_name_lower}"
            if label in frozen and not operation.field.null and operation.field.db_default is models.NOT_PROVIDED:
                found.append(f"{migration.app_label} {migration.name}: {operation.model_name}.{operation.name}")
    return found


def test_new_columns_of_append_only_tables_have_a_default_of_the_database():
    assert without_a_default(MigrationLoader(None).disk_migrations.values()) == []


def test_a_column_without_one_would_be_seen():
    migration = Migration("0099_more", "training_site_ledger")
    migration.operations = [
        AddField("AuditEvent", "place", models.CharField(default="")),
        AddField("AuditEvent", "floor", models.CharField(db_default="")),
        AddField("AuditEvent", "door", models.CharField(null=True)),
        AddField("OwedJob", "place", models.CharField(default="")),
    ]
    assert without_a_default([migration]) == ["training_site_ledger 0099_more: AuditEvent.place"]
