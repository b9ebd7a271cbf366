"""./dev test: the whole suite, on SQLite, on PostgreSQL, and in a real browser."""

import os
import re
import subprocess

from training_site.devtools import postgres, setup
from training_site.devtools.shell import ROOT, Failed, environment, python, say

CORES = os.cpu_count() or 1
VERSION = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test"); django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("select sqlite_version()" if connection.vendor == "sqlite" else "show server_version")
    print(connection.vendor, cursor.fetchone()[0])
"""


def pytest(title: str, arguments: list[str], url: str) -> tuple[int, int]:
    """One run of pytest with its output shown as it comes; returns (exit code, tests run)."""
    surroundings = environment(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="training_site.settings.test")
    version = subprocess.run([python(), "-c", VERSION], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    if version.returncode:
        raise Failed(f"The database of this run does not answer:\n{version.stderr[-2000:]}")
    say(f"\n── {title}: {version.stdout.strip()} ──")
    process = subprocess.Popen([python(), "-m", "pytest", *arguments], cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True)
    closing = ""
    for line in process.stdout or []:
        print(line, end="", flush=True)
        closing = line if re.search(r"\d+ (passed|failed|error)", line) else closing
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error|skipped)", closing)}
    return process.wait(), sum(counts.values())


def main(arguments: list[str]) -> int:
    """The suite; a path or pytest options pass through and then run on both databases without the browser part."""
    browser = "--no-browser" not in arguments
    chosen = [argument for argument in arguments if argument != "--no-browser"]
    setup.ready("dev")
    # One more than there are cores: many tests wait for processes that they started.
    workers = [] if chosen else ["-n", str(min(4, CORES + 1)), "--dist", "loadfile", "--no-loadscope-reorder"]
    selection = chosen or ["-m", "not browser"]
    outcome: dict[str, tuple[int, int]] = {}
    outcome["SQLite"] = pytest("Unit and integration", ["-q", *workers, *selection], f"sqlite:///{ROOT / '.cache' / 'unused.sqlite3'}")
    own = os.environ.get("DATABASE_URL", "")
    if own.startswith("postgres"):
        outcome["PostgreSQL"] = pytest("Unit and integration", ["-q", *workers, *selection], own)
    else:
        with postgres.running() as url:
            outcome["PostgreSQL"] = pytest("Unit and integration", ["-q", *workers, *selection], url)
    for name, (_code, count) in outcome.items():
        say(f"{name}: {count} tests")
    if len({count for _code, count in outcome.values()}) != 1:
        raise Failed("The two databases did not run the same number of tests.")
    failed = [name for name, (code, _count) in outcome.items() if code]
    if not chosen:
        failed += _browser(browser)
    if failed:
        raise Failed(f"Not green: {', '.join(failed)}.")
    return 0


def _browser(wanted: bool) -> list[str]:
    """The walks in a real Chromium; what was not run is a failure, said in words."""
    if not wanted or setup.browser() is None:
        say("Browser walks not run." + ("" if wanted else " (--no-browser)"))
        return ["browser walks not run"]
    workers = ["-n", str(min(2, CORES)), "--dist", "loadgroup"]  # the groups are the two casts (tests/walks/conftest.py)
    code, _count = pytest("Browser walks", ["-q", *workers, "-m", "browser"], f"sqlite:///{ROOT / '.cache' / 'unused.sqlite3'}")
    return ["browser walks"] if code else []
