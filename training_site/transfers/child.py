"""Reads one spreadsheet inside a process that can do nothing else (reliability.md R20).

Started by `reading.read_in_child`: the file comes by standard input, the table leaves as JSON by standard output. Before the first
byte is parsed the process gives up what it does not need: CPU time, memory, writing, and every further file or socket. It has no
database and no secret: its settings are made here. The first line of the answer is an object: the titles, or why the file is refused;
each further line is a row.
"""

import argparse
import io
import json
import resource
import sys
import zipfile
from pathlib import Path

import django
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from training_site.lib.errors import Refused
from training_site.lib.spreadsheets import read_table, write_xlsx

MAX_ENTRIES = 2_000
MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 250
_ROOM = Path(__file__).resolve().parent


def _prepare(language: str) -> None:
    """Rehearse, so that everything which wants a file of its own (catalogues, codecs, late imports) is in memory already."""
    catalogues = [_ROOM / "locale", _ROOM.parent / "lib" / "locale"]
    settings.configure(LANGUAGE_CODE=language, LOCALE_PATHS=catalogues, USE_I18N=True, USE_TZ=True, TIME_ZONE="Asia/Shanghai")
    django.setup()
    translation.activate(language)
    sample, chinese = write_xlsx("a", ["a"], [["b"]]), "a\n\u793c".encode("gb18030")
    for content, name in [(sample, "a.xlsx"), (b"no archive", "a.xlsx"), (b"a\nb", "a.csv"), (chinese, "a.csv"), (b"\xff", "a.csv")]:
        _read(content, name, 10, io.BytesIO())


def _confine(cpu: int, memory: int) -> None:
    """From here on: so many seconds, so many bytes, no writing, no further file or socket."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def _check_archive(content: bytes) -> None:
    """Refused when an XLSX is not a sane archive: too many parts, too much when unpacked, packed suspiciously tight."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:  # the last: zipfile, of a packing it does not know
        raise Refused(_("This file could not be read as a spreadsheet. Save it as XLSX or CSV and try again.")) from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(content), 100_000):
        raise Refused(_("This spreadsheet unpacks to far more than a table of this kind needs. Copy the table into a new file and try again."))


def _read(content: bytes, name: str, most_rows: int, rows: io.BytesIO) -> dict[str, object]:
    """The head of the answer; the rows go into `rows`."""
    try:
        if not name.lower().endswith(".csv"):
            _check_archive(content)
        titles: list[str] = []
        for row in read_table(content, name, most_rows):
            titles = titles or list(row.cells)
            rows.write(_line([row.number, *row.cells.values()]))
    except Refused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": _("This table needs more memory than is allowed. Split it and try again.")}
    return {"titles": titles}


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def main() -> None:
    """Read standard input, answer on standard output."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--cpu", type=int, required=True)
    parser.add_argument("--memory", type=int, required=True)
    parser.add_argument("--language", required=True)
    options = parser.parse_args()
    _prepare(options.language)
    content = sys.stdin.buffer.read()
    _confine(options.cpu, options.memory)
    rows = io.BytesIO()
    sys.stdout.buffer.write(_line(_read(content, options.name, options.rows, rows)))
    sys.stdout.buffer.write(rows.getbuffer())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
