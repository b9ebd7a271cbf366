"""Sealing beside the loop: whatever job or full pass takes its time, the chain has every deed within ten seconds (reliability.md R18).

But for one case: on SQLite a transaction that holds the only writer for longer, as a large roster does when it is applied
(docs/operators/rosters.md), holds the sealer, too. Sealing waits for it and follows at once; nothing is left out.
"""

import threading

from django.db import connections

from training_site.clockwork.passes import attempt
from training_site.ledger import api as ledger


class Sealer(threading.Thread):
    """Seals every few seconds until `stop` is set, on a connection of its own; what fails is logged and tried again."""

    def __init__(self, stop: threading.Event, interval: float) -> None:
        super().__init__(name="sealer", daemon=True)
        self._stopped, self._interval = stop, interval

    def run(self) -> None:
        """Until told to stop. The connection is given back after each round, so that one that was lost is never kept."""
        while not self._stopped.wait(self._interval):
            attempt("seal beside the loop", ledger.seal_all)
            connections.close_all()
