"""The worker, which refuses to start where a trigger of an append-only table is missing (reliability.md R17).

It outlives its database: where a server is restarted, the library's own loop ends with the first statement that fails, and nobody would send a mail
or draw a certificate until somebody looked. Tasks that were under way then are owed still, and their leases run out (ledger.jobs).
"""

import logging
import time
from typing import Any

from django.db import InterfaceError, OperationalError, connections
from django_tasks_db.management.commands import db_worker

from training_site.ledger.append_only import refuse_to_start_without_triggers
from training_site.lib import fonts

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1, 30  # seconds until the database is asked again


class Command(db_worker.Command):
    """Stands before the library's command of the same name, because this room comes first in INSTALLED_APPS."""

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_to_start_without_triggers()
        fonts.prepare()
        wait = FIRST_WAIT
        while True:
            began = time.monotonic()
            try:
                super().handle(*args, **options)
                return
            except (InterfaceError, OperationalError) as error:
                if options["batch"]:
                    raise  # whoever wants the queue emptied once has to hear that it was not
                connections.close_all()
                wait = FIRST_WAIT if time.monotonic() - began > LONGEST_WAIT else wait
                logger.warning("The database does not answer: %s. The worker asks again in %d seconds.", str(error).strip(), wait)
            time.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
