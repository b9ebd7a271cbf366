"""Databases for tests: migrated once, then copied. No test flushes, so triggers stay up and real servers can run.

The template is kept in .cache/ under a key over all migrations and models, so that only a change of tables costs a migrate.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".cache" / "test"
MEDIA = FOLDER / "media-academy"  # files of the sample academy, whichever database it was loaded into
PACKAGES = ["training_site", "etiquette", "courses", "exams"]


def key(*extra: Path) -> str:
    """A name for the tables as the code has them now."""
    files = [ROOT / "requirements" / "base.txt", *extra]
    for package in PACKAGES:
        files += sorted(
            path
            for path in (ROOT / package).rglob("*.py")
            if path.parent.name == "migrations" or "models" in path.as_posix() or path.name == "append_only.py"
        )
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


TEST, DEV = "training_site.settings.test", "training_site.settings.dev"


def manage(url: str, *arguments: str, settings: str = TEST) -> None:
    """Run a management command against a database, failing loudly."""
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings, "DECORUM_MEDIA": str(MEDIA), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")


@contextlib.contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Of the workers that want the same template one makes it; the others wait and find it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Sqlite:
    """Files; a copy is a copy of the file."""

    vendor = "sqlite"

    def template(self, name: str, *commands: tuple[str, ...], base: str | None = None, settings: str = TEST) -> str:
        """The URL of a database on which `commands` have been run, made at the first call."""
        path = FOLDER / f"{name}.sqlite3"
        with one_at_a_time(path.name):
            if path.exists():
                return f"sqlite:///{path}"
            draft = FOLDER / f"{name}.{uuid.uuid4().hex}.draft"
            if base:
                shutil.copyfile(base.removeprefix("sqlite:///"), draft)
            for command in commands:
                manage(f"sqlite:///{draft}", *command, settings=settings)
            with sqlite3.connect(draft) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            draft.replace(path)
        return f"sqlite:///{path}"

    def copy(self, template: str) -> str:
        """The URL of a fresh copy."""
        path = FOLDER / f"run-{uuid.uuid4().hex}.sqlite3"
        shutil.copyfile(template.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Remove a copy."""
        for suffix in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)


class Postgres:
    """`CREATE DATABASE … TEMPLATE` on the server that DATABASE_URL names."""

    vendor = "postgresql"

    def __init__(self, url: str) -> None:
        self.url = url

    def named(self, name: str) -> str:
        """The server's URL with another database name."""
        head, _, query = self.url.partition("?")
        return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")

    def run(self, statement: str) -> list[tuple[object, ...]]:
        """One statement on the maintenance database."""
        import psycopg

        with psycopg.connect(self.named("postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def template(self, name: str, *commands: tuple[str, ...], base: str | None = None, settings: str = TEST) -> str:
        """The URL of a database on which `commands` have been run, made at the first call."""
        database = f"t_{name}".replace("-", "_")
        with one_at_a_time(database):
            if self.run(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"):
                return self.named(database)
            draft = f"d_{uuid.uuid4().hex}"
            source = f' TEMPLATE "{base.partition("?")[0].rsplit("/", 1)[1]}"' if base else ""
            self.run(f'CREATE DATABASE "{draft}"{source}')
            for command in commands:
                manage(self.named(draft), *command, settings=settings)
            self._name(draft, database)
        return self.named(database)

    def _name(self, draft: str, database: str) -> None:
        """Give the draft its lasting name; another checkout on this server may have been first, and its database is as good."""
        import psycopg

        try:
            self.run(f'ALTER DATABASE "{draft}" RENAME TO "{database}"')
        except psycopg.errors.DuplicateDatabase:
            self.run(f'DROP DATABASE "{draft}"')

    def copy(self, template: str) -> str:
        """The URL of a fresh copy."""
        name = f"run_{uuid.uuid4().hex}"
        source = template.partition("?")[0].rsplit("/", 1)[1]
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        return self.named(name)

    def drop(self, url: str) -> None:
        """Remove a copy, closing what is still connected."""
        name = url.partition("?")[0].rsplit("/", 1)[1]
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def migrated() -> str:
    """The migrated template of the database this run uses."""
    return run_server().template(f"migrated-{key()}", ("migrate", "-v0"))


def academy() -> str:
    """The template with the whole sample academy in it; made at the first call after the content or the tables changed.

    Loaded as ./dev demo loads it: the tests' quick password hashes would open no door of a real server.
    """
    content = sorted(path for path in (ROOT / "training_site" / "demo").rglob("*") if path.is_file() and path.suffix != ".pyc")
    return run_server().template(f"academy-{key(*content)}", ("load_demo",), base=migrated(), settings=DEV)


def run_server() -> Sqlite | Postgres:
    """The server of this run, also after Django has been pointed at a copy."""
    url = os.environ.get("DECORUM_TEST_URL", "") or os.environ.get("DATABASE_URL", "")
    return Postgres(url) if url.startswith("postgres") else Sqlite()
