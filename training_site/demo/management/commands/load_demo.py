"""Load the sample academy: idempotent, deterministic for a given day, through the rooms' own verbs."""

import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from training_site.demo import history, learning, reviewing
from training_site.demo.accounts import account_lines
from training_site.demo.manual import load_manual
from training_site.demo.organisation import load_organisation
from training_site.lib import clock
from training_site.logins.models import User

# The manual's first edition is older than everything that cites it.
MANUAL_AGE = timedelta(days=1200)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="only print the demo accounts")
        parser.add_argument("--without-history", action="store_true", help="content and people, without the past twelve months")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            self.stdout.write("\n".join(account_lines()))
            return
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
        if not options["without_history"]:
            hr = User.objects.get(username="J20021")
            self.step("twelve months of history", lambda: history.load_history(today))
            self.step("reviews", lambda: reviewing.load_reviews(today, hr))
            self.step("revoked certificates", lambda: reviewing.load_revocations(hr))

    def step(self, title: str, load: Callable[[], int]) -> None:
        """Run one part and say how many rows there are and how long it took."""
        start = time.monotonic()
        count = load()
        self.stdout.write(f"  {title}: {count} ({time.monotonic() - start:.1f} s)")
        self.stdout.flush()
