"""Load the sample academy: idempotent, deterministic for a given day, through the rooms' own verbs."""

import gc
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from wagtail.signal_handlers import disable_reference_index_auto_update

from training_site.demo import history, learning, reviewing
from training_site.demo.accounts import account_lines
from training_site.demo.manual import load_manual
from training_site.demo.organisation import load_organisation
from training_site.demo.waiting import load_waiting
from training_site.lib import clock
from training_site.logins.models import User

# The manual's first edition is older than everything that cites it.
MANUAL_AGE = timedelta(days=1200)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="only print the demo accounts")
        parser.add_argument("--migrate", action="store_true", help="bring the tables up to date first")
        parser.add_argument("--new-file", action="store_true", help="a new SQLite file that is thrown away when this fails: do not wait for the disk")
        parser.add_argument("--without-history", action="store_true", help="content and people, without the past twelve months")

    def handle(self, *args: Any, **options: Any) -> None:
        self.reachable()
        if options["accounts"]:
            self.stdout.write("\n".join(account_lines()))
            return
        # Migrations and loading make millions of short-lived objects beside all that is imported: look through them less often.
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        new_file = options["new_file"] and connection.vendor == "sqlite"
        if new_file:
            self.pragma("synchronous=OFF")
        if options["migrate"]:
            self.step("tables", self.migrate)
        self.load(with_history=not options["without_history"])
        if new_file:
            self.pragma("synchronous=FULL")
            self.pragma("wal_checkpoint(TRUNCATE)")

    def reachable(self) -> None:
        """A database that does not answer is said in one sentence."""
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {str(error).strip()} Start it, or check its address.") from error

    def pragma(self, text: str) -> None:
        """One PRAGMA of SQLite."""
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {text}")

    def migrate(self) -> int:
        """Django's migrate; returns the number of tables."""
        call_command("migrate", verbosity=0)
        return len(connection.introspection.table_names())

    def load(self, with_history: bool) -> None:
        """Everything, from people to revoked certificates. At the first load Wagtail's references are worked out once, after the content."""
        fresh = not User.objects.exists()
        # Two stretches, for Wagtail's own command switches the updates off and on again: it cannot stand inside.
        with self.without_reference_jobs(fresh):
            self.content()
        if fresh:
            self.step("references", learning.index_references)
        if with_history:
            with self.without_reference_jobs(fresh):
                self.history()

    def without_reference_jobs(self, fresh: bool) -> AbstractContextManager[None]:
        """No job for each saved row while everything is new; later loads leave Wagtail its way."""
        return disable_reference_index_auto_update() if fresh else nullcontext()

    def content(self) -> None:
        """People, the manual and everything that cites it."""
        today = clock.today()
        self.step("people", lambda: load_organisation(today))
        author, approver = User.objects.get(username="J20031"), User.objects.get(username="J20032")
        self.step("norms", lambda: load_manual(author, today - MANUAL_AGE))
        self.step("questions", lambda: learning.load_questions(author, approver))
        self.step("courses", lambda: learning.load_courses(author))
        self.step("scenarios", lambda: learning.load_scenarios(author))
        self.step("signing sets", lambda: learning.load_signing(author))
        self.step("exams", lambda: learning.load_exams(author))
        self.step("learning paths", learning.load_paths)

    def history(self) -> None:
        """Twelve months of what people did."""
        today, hr = clock.today(), User.objects.get(username="J20021")
        author, approver = User.objects.get(username="J20031"), User.objects.get(username="J20032")
        self.step("twelve months of history", lambda: history.load_history(today))
        self.step("reviews", lambda: reviewing.load_reviews(today, hr))
        self.step("revoked certificates", lambda: reviewing.load_revocations(hr))
        self.step("work that waits", lambda: load_waiting(today, author, approver))

    def step(self, title: str, load: Callable[[], int]) -> None:
        """Run one part and say how many rows there are and how long it took."""
        start = time.monotonic()
        count = load()
        self.stdout.write(f"  {title}: {count} ({time.monotonic() - start:.1f} s)")
        self.stdout.flush()
