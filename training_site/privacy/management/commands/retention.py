"""Remove what is past its declared period; --dry-run only counts. Append-only tables are never removed from."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from training_site.people.retention import kept_kinds
from training_site.privacy.retaining import failed, run


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count what is past its period and remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        row = run(dry=options["dry_run"])
        for kind in kept_kinds():
            if kind.days is None:
                self.stdout.write(f"{kind.code}: append-only, never removed")
            elif row.counts[kind.code] is None:
                self.stdout.write(f"{kind.code}: failed; the log says why")
            else:
                self.stdout.write(f"{kind.code}: {row.counts[kind.code]} past {kind.days} days")
        self.stdout.write("Nothing was removed: a dry run." if row.dry else "Removed and recorded.")
        if codes := failed(row):
            raise CommandError(f"Not finished: {', '.join(codes)}.")
