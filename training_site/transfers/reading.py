"""Uploaded tables are parsed in a confined process, never here (reliability.md R20)."""

import io
import json
import logging
import subprocess  # nosec B404
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from training_site.lib.errors import Refused

logger = logging.getLogger(__name__)

MEMORY = 512 * 1024 * 1024


@dataclass(frozen=True)
class Table:
    """The column titles, and per row its number in the spreadsheet followed by its cells as trimmed text."""

    titles: list[str]
    rows: Iterable[list[str | int]]


class Lines(Iterable[list[str | int]]):
    """Rows as the child wrote them, one JSON list a line, parsed anew at each going through: a table of 100,000 rows is a few megabytes."""

    def __init__(self, written: bytes) -> None:
        self.written = written

    def __iter__(self) -> Iterator[list[str | int]]:
        return (json.loads(line) for line in io.BytesIO(self.written))


def read_in_child(content: bytes, name: str, most_rows: int, cpu: int = 120, memory: int = MEMORY) -> Table:
    """The first sheet of an XLSX or a CSV file (`name` ends in .csv).

    `cpu` in seconds, `memory` in bytes. Raises Refused with a sentence for whatever cannot be read within them.
    """
    arguments = {
        "name": name[-80:],
        "rows": most_rows,
        "cpu": cpu,
        "memory": memory,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    command = [sys.executable, "-m", "training_site.transfers.child", *(f"--{key}={value}" for key, value in arguments.items())]
    environment = {"PYTHONPATH": str(settings.BASE_DIR), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    try:  # no shell, and no part of the command is a program name from outside
        done = subprocess.run(  # nosec B603
            command, input=content, capture_output=True, env=environment, cwd=settings.BASE_DIR, timeout=2 * cpu + 10, check=False
        )
        if done.returncode:
            logger.warning("The reader of a table ended with code %s. %s", done.returncode, done.stderr[-400:].decode(errors="replace"))
        head, _end, rows = done.stdout.partition(b"\n")
        answer = json.loads(head) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        answer = {}
    if "refused" in answer:
        raise Refused(answer["refused"])
    if "titles" not in answer:
        raise Refused(_("This file is too large or too tangled to be read. Copy the table into a new XLSX or CSV file and try again."))
    if not rows:
        raise Refused(_("The table has column titles but no rows."))
    return Table(answer["titles"], Lines(rows))
