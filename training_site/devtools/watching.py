"""Programs that run side by side: everything they say goes into a file each, only warnings reach the terminal, and all end together."""

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections import deque
from pathlib import Path

from training_site.devtools.shell import ROOT, say

BEGINS = re.compile(r"^\[?\d{4}-\d\d-\d\d")
MATTERS = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b|^Traceback ")
LAST_WORDS = 8


class Watched:
    """One program with its log file. A warning is shown with the lines below it that belong to it (a traceback)."""

    def __init__(self, name: str, command: list[str], log: Path, env: dict[str, str]) -> None:
        self.name = name
        self.log = log
        self.last: deque[str] = deque(maxlen=LAST_WORDS)
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", process_group=0
        )
        self.reader = threading.Thread(target=self._listen, daemon=True)
        self.reader.start()

    def _listen(self) -> None:
        shown = False
        with self.log.open("w", encoding="utf-8") as file:
            for line in self.process.stdout or []:
                file.write(line)
                file.flush()
                self.last.append(line.rstrip())
                shown = bool(MATTERS.search(line)) or (shown and not BEGINS.match(line))
                if shown:
                    say(f"  {self.name}: {line.rstrip()}")

    @property
    def ended(self) -> bool:
        """Whether it has ended by itself."""
        return self.process.poll() is not None

    def last_words(self) -> str:
        """The end of what it said, and where the rest is."""
        self.reader.join(2)
        lines = "".join(f"\n    {line}" for line in self.last if line)
        return f"{lines}\n  All it said: {self.log.relative_to(ROOT)}"


def stop(watched: list[Watched], patience: float = 10) -> None:
    """Ask all to end, wait, then end what is left together with its own children; a second Ctrl-C does not get in between."""
    with contextlib.suppress(ValueError):  # only the main thread has signals
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    for one in watched:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(one.process.pid, signal.SIGTERM)
    end = time.monotonic() + patience
    for one in watched:
        try:
            one.process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.process.pid, signal.SIGKILL)
            one.process.wait()
