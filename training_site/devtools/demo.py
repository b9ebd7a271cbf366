"""./dev demo: the sample academy with server, worker and clockwork as one group of processes."""

import argparse
import hashlib
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from training_site.devtools import setup
from training_site.devtools.shell import CACHE, ROOT, Failed, Step, environment, python, run, say
from training_site.devtools.watching import Watched, stop

DATABASE = CACHE / "demo.sqlite3"
LOGS = CACHE / "demo"
SCHEMES = ("postgresql://", "postgres://", "sqlite:///")


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
    parser.add_argument("--reset", action="store_true", help="start with a fresh database (the SQLite file in .cache)")
    parser.add_argument("--database-url", default="", help="postgresql://… instead of the SQLite file in .cache")
    options = parser.parse_args(arguments)
    _look_at(options)
    setup.ready("base")
    surroundings = environment(
        DJANGO_SETTINGS_MODULE="training_site.settings.dev", DECORUM_PUBLIC_URL=f"http://127.0.0.1:{options.port}", PYTHONUNBUFFERED="1"
    )
    if options.database_url:
        surroundings["DATABASE_URL"] = options.database_url
        with Step("Bringing the tables up to date and loading the sample academy"):
            run([python(), "manage.py", "load_demo", "--migrate"], env=surroundings)
    else:
        surroundings["DATABASE_URL"] = f"sqlite:///{DATABASE}"
        own_database(options.reset, surroundings)
    return serve(options.port, surroundings)


def _look_at(options: argparse.Namespace) -> None:
    """Refuse what cannot work before anything is installed."""
    if not 0 < options.port < 65536:
        raise Failed(f"{options.port} is no port. Choose one between 1024 and 65535, such as --port 8000.")
    if not free(options.port):
        raise Failed(f"Port {options.port} is taken. Stop what runs there, or try ./dev demo --port {options.port + 1}")
    if options.database_url and not options.database_url.startswith(SCHEMES):
        raise Failed("--database-url must start with postgresql:// such as postgresql://user:password@localhost:5432/decorum")
    if options.database_url and options.reset:
        raise Failed("--reset removes the demo's own SQLite file only. Empty the other database yourself, then start without --reset.")


def digest() -> str:
    """What a loaded database is known by: tables, content, and the code that loads it."""
    files = [ROOT / "requirements" / "base.txt", *(path for path in ROOT.glob("*/**/migrations/*.py") if ".venv" not in path.parts)]
    files += [path for path in (ROOT / "training_site" / "demo").rglob("*") if path.suffix in {".py", ".yaml"}]
    found = hashlib.sha256()
    for path in sorted(files):
        found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def own_database(reset: bool, surroundings: dict[str, str]) -> None:
    """The SQLite file in .cache: made under another name until it is whole, brought up to date, or left alone when nothing changed."""
    stamp, draft = DATABASE.with_suffix(".loaded"), DATABASE.with_name("demo.draft.sqlite3")
    _remove(draft)
    if reset:
        _remove(DATABASE)
    wanted = digest()
    if not DATABASE.exists():
        stamp.unlink(missing_ok=True)
        with Step("Making the tables and loading the sample academy, about a minute"):
            command = [python(), "manage.py", "load_demo", "--migrate", "--new-file"]
            run(command, env={**surroundings, "DATABASE_URL": f"sqlite:///{draft}"})
        draft.replace(DATABASE)
        _remove(draft)
    elif not stamp.exists() or stamp.read_text() != wanted:
        with Step("Bringing the tables and the sample academy up to date"):
            try:
                run([python(), "manage.py", "load_demo", "--migrate"], env=surroundings)
            except Failed as failure:
                raise Failed(f"{failure}\n  If this database is of no use any more: ./dev demo --reset makes a fresh one.") from failure
    stamp.write_text(wanted)


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def serve(port: int, surroundings: dict[str, str]) -> int:
    """Start the three processes, say where to look, wait; any one of them ending ends all."""
    gunicorn = ["-m", "gunicorn", "training_site.wsgi", "-b", f"127.0.0.1:{port}", "-k", "gthread", "-w", "2", "--threads", "4"]
    LOGS.mkdir(exist_ok=True)
    watched: list[Watched] = []
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        with Step("Starting server, worker and clockwork"):
            server = Watched("server", [python(), *gunicorn, "--preload", "--log-level", "info"], LOGS / "server.log", surroundings)
            watched.append(server)
            # Its own program beside the starting server, so that neither waits for the other.
            accounts = subprocess.Popen(
                [python(), "manage.py", "load_demo", "--accounts"], cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True
            )
            _wait(port, server)
            text, _none = accounts.communicate()
            for name, command in {"worker": ["db_worker", "--interval", "0.5"], "clockwork": ["clockwork"]}.items():
                watched.append(Watched(name, [python(), "manage.py", *command], LOGS / f"{name}.log", surroundings))
        say(f"\n{text.rstrip()}\n\nEverything the programs say: {LOGS.relative_to(ROOT)}/*.log; warnings appear below.")
        say(f"Decorum is ready: http://127.0.0.1:{port}   (Ctrl-C stops it)")
        while not any(one.ended for one in watched):
            time.sleep(0.5)
        gone = next(one for one in watched if one.ended)
        raise Failed(
            f"The {gone.name} ended by itself (code {gone.process.returncode}), so everything was stopped. Start again with ./dev demo. "
            f"Its last words:{gone.last_words()}"
        )
    except KeyboardInterrupt:
        say("\nStopping …")
        return 0
    finally:
        stop(watched)


def _wait(port: int, server: Watched) -> None:
    """Until the sign-in page answers, at most two minutes."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if server.ended:
            raise Failed(f"The server did not start. Its last words:{server.last_words()}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=10):  # nosec B310: our own loopback address
                return
        except OSError:  # refused, reset, or a first answer that takes its time
            time.sleep(0.2)
    raise Failed(f"The server did not answer within two minutes. Its last words:{server.last_words()}")
