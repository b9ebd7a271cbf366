"""Real processes against one database: loaded once, forked, released at the same moment by a barrier.

Processes that were started one by one and told the time to begin came too late on a busy machine, one after another: nothing was at once.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from typing import Any

from tests.databases import ROOT, TEST


def together(processes: int, job: Callable[[int], Any]) -> list[Any]:
    """Run `job(index)` in so many processes at once; their answers. Raises when one of them failed."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(processes), context.SimpleQueue()

    def run(index: int) -> None:
        try:
            barrier.wait(60)
            answers.put([index, job(index)])
        except Exception:
            traceback.print_exc()
            os._exit(1)
        finally:
            connections.close_all()

    children = [context.Process(target=run, args=(index,)) for index in range(processes)]
    for child in children:
        child.start()
    said = []
    for child in children:
        while child.is_alive() or not answers.empty():
            if answers.empty():
                child.join(0.05)
            else:
                said.append(answers.get())
    codes = [child.exitcode for child in children]
    if codes != [0] * processes:
        raise RuntimeError(f"exit codes {codes}")
    return [answer for _index, answer in sorted(said, key=lambda pair: pair[0])]


def told(url: str, module: str, *arguments: str, settings: str = TEST, **more: str) -> Any:
    """What the stories of a module say on a database: `python -m module …` prints one JSON value and ends with 0."""
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(ROOT), **more}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)
