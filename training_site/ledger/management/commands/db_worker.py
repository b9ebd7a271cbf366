"""The worker, which refuses to start where a trigger of an append-only table is missing (reliability.md R17)."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from training_site.ledger.append_only import refuse_to_start_without_triggers


class Command(db_worker.Command):
    """Stands before the library's command of the same name, because this room comes first in INSTALLED_APPS."""

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_to_start_without_triggers()
        super().handle(*args, **options)
