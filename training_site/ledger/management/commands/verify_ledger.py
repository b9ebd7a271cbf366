"""Recompute the chain over the audit rows and name every fault."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from training_site.ledger.models import AuditEvent, Seal
from training_site.ledger.sealing import verify


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        faults = verify()
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"The chain is not whole: {len(faults)} faults.")
        waiting = AuditEvent.objects.filter(seal__isnull=True).count()
        self.stdout.write(f"The chain is whole: {Seal.objects.count()} links; {waiting} rows wait to be sealed.")
