"""A real server on a database of its own, for walks, proofs and pictures."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import FOLDER, MEDIA, ROOT


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """A running site: gunicorn, and the worker and clockwork when asked for."""

    url: str
    database_url: str
    port: int
    settings: str
    extra: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def media(self) -> Path:
        """Its own folder of files."""
        return FOLDER / f"media-{self.port}"

    def environment(self) -> dict[str, str]:
        """The surroundings of every process of this site."""
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": self.settings,
            "DECORUM_PUBLIC_URL": self.url,
            "DECORUM_MEDIA": str(self.media),
            "PYTHONPATH": str(ROOT),
            **self.extra,
        }

    def start(self, name: str, *command: str) -> None:
        """Start one process in a group of its own."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        log = (FOLDER / f"{name}-{self.port}.log").open("ab")
        self.processes[name] = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=self.environment(), stdout=log, stderr=log, process_group=0)

    def start_server(self, workers: int = 1, threads: int = 4) -> None:
        """Start gunicorn and wait until it answers."""
        bind = f"127.0.0.1:{self.port}"
        self.start("server", "-m", "gunicorn", "training_site.wsgi", "-b", bind, "-k", "gthread", "-w", str(workers), "--threads", str(threads))
        self.wait()

    def wait(self, seconds: float = 60) -> None:
        """Until the sign-in page answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with (
                contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
                urllib.request.urlopen(f"{self.url}/account/login/", timeout=5),
            ):
                return
            if self.processes["server"].poll() is not None:
                raise RuntimeError((FOLDER / f"server-{self.port}.log").read_text()[-4000:])
        raise RuntimeError("The server did not answer.")

    def kill(self, name: str = "server") -> int:
        """`kill -9` the whole group; returns the return code (-9)."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait(10)

    def stop(self) -> None:
        """End every process that this site started."""
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
        self.processes.clear()


@contextlib.contextmanager
def site(database_url: str, *, settings: str = "training_site.settings.dev", jobs: bool = False, **extra: str) -> Iterator[Site]:
    """A server on a free port, stopped at the end, with copies of the academy's files. `jobs` adds worker and clockwork."""
    port = free_port()
    running = Site(f"http://127.0.0.1:{port}", database_url, port, settings, extra)
    try:
        if MEDIA.is_dir():
            shutil.copytree(MEDIA, running.media, dirs_exist_ok=True)
        running.start_server()
        if jobs:
            running.start("worker", str(ROOT / "manage.py"), "db_worker", "--interval", "0.2")
            running.start("clockwork", str(ROOT / "manage.py"), "clockwork", "--interval", "1")
        yield running
    finally:
        running.stop()
        shutil.rmtree(running.media, ignore_errors=True)


def log_of(running: Site, name: str) -> str:
    """What a process has said."""
    path = Path(FOLDER / f"{name}-{running.port}.log")
    return path.read_text() if path.exists() else ""
