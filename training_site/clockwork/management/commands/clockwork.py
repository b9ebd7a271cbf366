"""The loop that makes time's consequences happen: close what is overdue, run owed jobs, seal the ledger, settle at night."""

import logging
import signal
import threading
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from training_site.clockwork import passes
from training_site.clockwork.sealer import Sealer
from training_site.ledger.api import refuse_to_start_without_triggers
from training_site.lib import clock, clockwatch

logger = logging.getLogger(__name__)

FULL_EVERY = timedelta(hours=6)
SEAL_EVERY = 2.0  # seconds


class Command(BaseCommand):
    help = __doc__
    worked = False  # whether any pass has gone well since the start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=5.0, help="seconds between two rounds")
        parser.add_argument("--once", action="store_true", help="one round and the full passes, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_to_start_without_triggers()
        if options["once"]:
            self.once()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        clockwatch.trusted()  # from now on a clock that jumps is noticed
        sealer = Sealer(stop, min(options["interval"], SEAL_EVERY))
        sealer.start()
        last_full = clock.now()
        while not stop.wait(options["interval"]):
            last_full = self.round(clock.now(), last_full)
        sealer.join()

    def once(self) -> None:
        """One round and the full passes; ends with an error when one of them failed."""
        done = list(passes.tick().items()) + list(passes.settle_everything().items())
        for name, rows in done:
            self.stdout.write(f"{name}: {'failed' if rows is None else rows}")
        failed = dict.fromkeys(name for name, rows in done if rows is None)
        if failed:
            raise CommandError(f"These passes failed: {', '.join(failed)}. The log says why.")

    def round(self, now: datetime, last_full: datetime) -> datetime:
        """One round; returns when the last full pass was. Raises CommandError when nothing at all has worked since the start."""
        close_old_connections()
        done = passes.tick()
        self.worked = self.worked or any(rows is not None for rows in done.values())
        if not self.worked:
            raise CommandError("Clockwork can do nothing: every pass failed in the first round. The log above says why.")
        if now - last_full > FULL_EVERY:
            passes.settle_everything()
            return now
        return last_full
