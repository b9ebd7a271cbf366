"""Recompute the chain over the audit rows, compare it with the exported heads, and name every fault, the first place first."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from training_site.ledger import heads
from training_site.ledger.models import AuditEvent, Seal
from training_site.ledger.sealing import verify


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--heads", type=Path, default=None, help="a file of heads, or a folder of them, that was kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        place: Path | None = options["heads"]
        if place is not None and not place.exists():
            raise CommandError(f"{place} is not there.")
        places = [found for found in (heads.folder(), place) if found is not None and found.exists()]
        known = list(heads.kept_heads())
        try:
            known += [head for found in places for head in heads.heads_in(found)]
        except ValueError as error:
            raise CommandError(str(error)) from error
        faults = verify() + heads.verify_heads(known)
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"The chain is not whole: {len(faults)} faults. The first: {faults[0]}")
        waiting = AuditEvent.objects.filter(seal__isnull=True).count()
        self.stdout.write(f"The chain is whole: {Seal.objects.count()} links; {waiting} rows wait to be sealed. {len(known)} exported heads fit.")
