"""What an import of a whole roster costs: seconds, statements and memory of its plan and of its applying.

    .venv/bin/python -m tests.training_site.roster.measure 100000

Works on a copy of the migrated database that is thrown away afterwards. The file is written by another process, so that the memory is the
import's own. Each line: the step, seconds, statements per 1,000 rows, growth of the peak of memory over the start in MB; on SQLite also the
longest transaction in seconds of CPU, which is how long every other writer waits on an idle machine.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests import databases

WRITE = """
import sys, zipfile
from openpyxl import Workbook
from tests.samples.rosters import TITLES_EN
book = Workbook(write_only=True); sheet = book.create_sheet(); sheet.append(TITLES_EN)
for n in range(int(sys.argv[2])):
    unit, left = f"U{n % 200}", None
    sheet.append([f"K{n:06d}", f"员工{n}", f"Yuan Gong {n}", unit, "counter", f"20{10 + n % 15}-03-0{1 + n % 9}", None, left, f"k{n}@example.org",
                  f"138{n:08d}", f"K{n % 200:06d}" if n >= 200 else None])
book.save(sys.argv[1])
"""


def peak() -> float:
    """The largest memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def used() -> float:
    """Seconds of CPU of this process and those it has waited for: the machine may be busy with other things."""
    return sum(os.times()[:4])


class Held:
    """How long the longest transaction held SQLite, in seconds of CPU."""

    def __init__(self, connection: Any) -> None:
        self.longest, self._began, self._commit = 0.0, 0.0, connection._commit
        connection._commit = self._ended

    def __call__(self, execute: Any, sql: str, *arguments: Any) -> Any:
        result = execute(sql, *arguments)
        if sql.startswith("BEGIN"):
            self._began = time.process_time()
        return result

    def _ended(self) -> Any:
        result = self._commit()
        if self._began:
            self.longest, self._began = max(self.longest, time.process_time() - self._began), 0.0
        return result


def steps(content: bytes, count: int) -> None:
    """Bring the file in twice and print what each step cost."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import connection

    from tests.factories.people import JobRoleFactory, LoginFactory, StaffFactory, unit
    from training_site.ledger import waking
    from training_site.people.models import StaffMember
    from training_site.transfers import running
    from training_site.transfers.api import receive

    waking._listeners.clear()  # what upper rooms do for each person is not the import's own cost
    running.AT_ONCE_BYTES = running.AT_ONCE_ROWS = 10**9
    JobRoleFactory(code="counter")
    for number in range(200):
        unit(f"U{number}")
    hr = StaffFactory(login=LoginFactory(roles=["hr"])).login  # type: ignore[attr-defined]
    start, counted = peak(), [0]

    def count_one(execute: Any, *arguments: Any) -> Any:
        counted[0] += 1
        return execute(*arguments)

    held = Held(connection)

    def timed(name: str, deed: Any) -> Any:
        counted[0], begin, busy = 0, time.perf_counter(), used()
        held.longest = 0.0
        with connection.execute_wrapper(count_one), connection.execute_wrapper(held):
            result = deed()
        print(f"{name}: {used() - busy:.1f} s of CPU, {time.perf_counter() - begin:.1f} s in all,", end=" ")
        print(
            f"{1000 * counted[0] / count:.1f} statements per 1,000 rows, +{peak() - start:.0f} MB, longest transaction {held.longest:.2f} s",
            flush=True,
        )
        return result

    for word in ("first", "second"):
        run = timed(f"{word} plan", lambda: receive("roster", SimpleUploadedFile("r.xlsx", content), hr))
        print(run.counts, run.problem)
        run = timed(f"{word} apply", lambda run=run: running.confirm(run, hr))
        assert run.state == "applied", run.problem
    busy = used()
    people = list(StaffMember.objects.all())
    for part in range(0, len(people), 1000):
        fields = ["name", "name_latin", "email", "mobile", "hired_on"]
        StaffMember.objects.bulk_create(people[part : part + 1000], update_conflicts=True, unique_fields=["id"], update_fields=fields)
    print(f"bulk upsert of as many people: {used() - busy:.1f} s of CPU")


def main() -> None:
    """Make the file and the database, measure, throw both away."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    server = databases.run_server()
    url = server.copy(databases.migrated())
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "roster.xlsx"
            subprocess.run([sys.executable, "-c", WRITE, str(path), str(count)], check=True)
            os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "training_site.settings.test"}
            import django

            django.setup()
            steps(path.read_bytes(), count)
    finally:
        server.drop(url)


if __name__ == "__main__":
    main()
