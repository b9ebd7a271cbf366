"""The loop of clockwork with a job that does not end before its own deed has been sealed.

python -m tests.training_site.clockwork.workers, prints JSON: whether it was, and after how many seconds.
"""

import json
import os
import signal
import threading
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")


def main() -> None:
    """Run the loop until the job has ended it."""
    from django.core.management import call_command

    from training_site.ledger import api as ledger
    from training_site.ledger.models import AuditEvent, OwedJob, Seal
    from training_site.lib import clock

    found = {}

    @ledger.handler("test.waits_for_its_seal")
    def work(_object_id: str, _version: str) -> None:
        event: AuditEvent = ledger.record("test.deed", job)
        begin, pause = time.monotonic(), threading.Event().wait
        while not (sealed := Seal.objects.filter(event=event).exists()) and time.monotonic() < begin + 20:
            pause(0.1)
        found.update(sealed=sealed, seconds=time.monotonic() - begin)
        os.kill(os.getpid(), signal.SIGTERM)

    job = OwedJob.objects.create(kind="test.waits_for_its_seal", object_id="1", not_before=clock.now() - timedelta(minutes=1))
    call_command("clockwork", interval=0.5)
    print(json.dumps(found))


if __name__ == "__main__":
    django.setup()
    main()
