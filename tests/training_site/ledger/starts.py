"""Site, worker and clockwork start on a database that has lost a trigger, and again after `migrate`.

python -m tests.training_site.ledger.starts, prints JSON: for each start its exit code and what it said on stderr. The code is loaded once and
each start is forked from there: what is asked before anything runs is the same, and loading is nearly all that a start costs.
"""

import importlib
import json
import os
import runpy
import sys
import tempfile
from collections.abc import Callable

import django

from tests.databases import ROOT

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.dev")


def site() -> None:
    """As gunicorn does under --preload; a connection that is left open is said, for its workers would share it."""
    from django.db import connections

    import training_site.wsgi  # noqa: F401

    left = [connection.alias for connection in connections.all(initialized_only=True) if connection.connection is not None]
    sys.exit(f"Connections are left open: {left}" if left else 0)


def manage(*arguments: str) -> Callable[[], None]:
    """`manage.py …`."""

    def run() -> None:
        sys.argv = ["manage.py", *arguments]
        runpy.run_path(str(ROOT / "manage.py"), run_name="__main__")
        sys.exit(0)

    return run


def ended(start: Callable[[], None]) -> tuple[int, str]:
    """Exit code and stderr of a process of its own, which ends as Python ends one: what is raised there leaves this function."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 2)
            os.dup2(2, 1)
            start()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        return code, said.read().decode()


STARTS = {
    "site": site,
    "worker": manage("db_worker", "--batch", "--no-reload"),
    "clockwork": manage("clockwork", "--once"),
}


def lose_a_trigger() -> None:
    """The first one of the audit log, dropped."""
    from django.db import connection

    from training_site.ledger.append_only import triggers_of
    from training_site.ledger.models import AuditEvent

    trigger = triggers_of(AuditEvent, connection.vendor)[0]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{trigger.name}"' + (f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""))
    connection.close()  # nothing that is forked may find it open


if __name__ == "__main__":
    django.setup()
    importlib.import_module("training_site.urls")  # what the system checks would load in each of them
    lose_a_trigger()
    before = {name: ended(start) for name, start in STARTS.items()}
    migrate = ended(manage("migrate", "-v0"))
    print(json.dumps({"before": before, "migrate": migrate, "after": {name: ended(start) for name, start in STARTS.items()}}))
