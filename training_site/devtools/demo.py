"""./dev demo: the sample academy with server, worker and clockwork as one group of processes."""

import argparse
import os
import signal
import socket
import subprocess
import time
import urllib.request

from training_site.devtools import setup
from training_site.devtools.shell import CACHE, ROOT, Failed, Step, environment, python, run, say


def free(port: int) -> bool:
    """True when nobody listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main(arguments: list[str]) -> int:
    """Install, migrate, load, start; Ctrl-C stops everything."""
    parser = argparse.ArgumentParser(prog="./dev demo", description=main.__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--reset", action="store_true", help="start with a fresh database")
    parser.add_argument("--database-url", default="", help="postgresql://… instead of the SQLite file in .cache")
    options = parser.parse_args(arguments)
    if not free(options.port):
        raise Failed(f"Port {options.port} is taken. Stop what runs there, or try ./dev demo --port {options.port + 1}")
    setup.ready("base")
    database = CACHE / "demo.sqlite3"
    url = options.database_url or f"sqlite:///{database}"
    if options.reset and not options.database_url:
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
    surroundings = environment(
        DATABASE_URL=url, DJANGO_SETTINGS_MODULE="training_site.settings.dev", DECORUM_PUBLIC_URL=f"http://127.0.0.1:{options.port}"
    )
    with Step("Bringing the tables up to date"):
        run([python(), "manage.py", "migrate", "-v0"], quiet=True, env=surroundings)
    with Step("Loading the sample academy"):
        run([python(), "manage.py", "load_demo"], env=surroundings)
    return serve(options.port, surroundings)


def serve(port: int, surroundings: dict[str, str]) -> int:
    """Start the three processes, say where to look, wait; any one of them ending ends all."""
    commands = {
        "server": [
            python(),
            "-m",
            "gunicorn",
            "training_site.wsgi",
            "-b",
            f"127.0.0.1:{port}",
            "-k",
            "gthread",
            "-w",
            "2",
            "--threads",
            "4",
            "--log-level",
            "warning",
        ],
        "worker": [python(), "manage.py", "db_worker", "--interval", "0.5"],
        "clockwork": [python(), "manage.py", "clockwork"],
    }
    processes = {name: subprocess.Popen(command, cwd=ROOT, env=surroundings, process_group=0) for name, command in commands.items()}
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        _wait(port, processes["server"])
        run([python(), "manage.py", "load_demo", "--accounts"], env=surroundings)
        say(f"\nDecorum is ready: http://127.0.0.1:{port}   (Ctrl-C stops it)")
        while all(process.poll() is None for process in processes.values()):
            time.sleep(0.5)
        ended = next(name for name, process in processes.items() if process.poll() is not None)
        raise Failed(f"The {ended} ended by itself; its last words stand above.")
    except KeyboardInterrupt:
        say("\nStopping …")
        return 0
    finally:
        for process in processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until the sign-in page answers, at most two minutes."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if server.poll() is not None:
            raise Failed("The server did not start; its last words stand above.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=10):  # nosec B310: our own loopback address
                return
        except OSError:  # refused, reset, or a first answer that takes its time
            time.sleep(0.2)
    raise Failed("The server did not answer within two minutes.")
