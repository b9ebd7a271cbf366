"""The loop that makes time's consequences happen: close what is overdue, run owed jobs, seal the ledger, settle at night."""

import logging
import signal
import threading
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from training_site.clockwork import passes
from training_site.lib import clock

logger = logging.getLogger(__name__)

# A clock that jumps further than this between two rounds closes nobody's exam (reliability.md R4).
LARGEST_JUMP = timedelta(minutes=5)
FULL_EVERY = timedelta(hours=6)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=5.0, help="seconds between two rounds")
        parser.add_argument("--once", action="store_true", help="one round and the full passes, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            for name, rows in {**passes.tick(), **passes.settle_everything()}.items():
                self.stdout.write(f"{name}: {rows}")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        last_round, last_full = clock.now(), clock.now()
        while not stop.wait(options["interval"]):
            now = clock.now()
            jumped = abs(now - last_round - timedelta(seconds=options["interval"])) > LARGEST_JUMP
            last_round = now
            if jumped:
                logger.error("The clock jumped; this round is left out so that no exam is closed by mistake.")
                continue
            last_full = self.round(now, last_full)

    def round(self, now: Any, last_full: Any) -> Any:
        """One round; returns when the last full pass was."""
        close_old_connections()
        try:
            passes.tick()
            if now - last_full > FULL_EVERY:
                passes.settle_everything()
                return now
        except OperationalError:
            logger.exception("The database was not to be had; the next round tries again.")
        return last_full
