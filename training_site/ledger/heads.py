"""The heads of the chain, taken out of the database once a day (reliability.md R18).

Whoever can write to the database behind the triggers could alter a row and compute every later link anew; the chain would look
whole. A head that lies elsewhere, in a file of its own, a mailbox or on paper, gives that away: no rewritten chain arrives at
the same hash. What is younger than the last head that was taken elsewhere is not bounded by it.
"""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_datetime

from training_site.ledger.jobs import handler, owe
from training_site.ledger.models import ExportedHead, Seal
from training_site.ledger.sealing import GENESIS
from training_site.lib import clock

SCHEMA = 1
STREAM = "audit"
FILE_JOB, MAIL_JOB = "ledger.head_file", "ledger.head_mail"


@dataclass(frozen=True)
class Head:
    """What one exported head says of its stream, and where it was read."""

    stream: str
    sequence: int
    link: str
    count: int
    sealed_at: datetime | None
    source: str


def folder() -> Path:
    """Where the files of the heads are written: the setting, else media/private/ledger-heads."""
    return Path(settings.LEDGER_HEADS["folder"] or Path(settings.PRIVATE_ROOT) / "ledger-heads")


def export_heads(now: datetime | None = None) -> int:
    """Write down today's head of every stream, once a day; returns how many rows were added.

    The file, and the mail where addresses are set, are jobs owed in the same transaction. Safe to call at any time by any number of
    processes: the unique row of stream and day is the proof.
    """
    today = clock.today()
    if ExportedHead.objects.filter(stream=STREAM, day=today).exists():
        return 0
    try:
        with transaction.atomic():
            last = Seal.objects.order_by("-number").first()
            ExportedHead.objects.create(
                stream=STREAM,
                day=today,
                sequence=last.number if last else 0,
                link=last.link if last else GENESIS,
                count=Seal.objects.count(),
                sealed_at=last.sealed_at if last else None,
                made_at=now or clock.now(),
            )
            owe(FILE_JOB, today.isoformat())
            if settings.LEDGER_HEADS["mail"]:
                owe(MAIL_JOB, today.isoformat())
    except IntegrityError:  # another process was first; it has done the work
        return 0
    return 1


def file_of(day: date) -> Path:
    """The file of a day, whether it is there or not."""
    return folder() / f"{day.isoformat()}.json"


def document_of(day: date) -> dict[str, Any]:
    """What the file of a day holds; streams is empty where nothing was exported on that day."""
    rows = ExportedHead.objects.filter(day=day).order_by("stream")
    return {
        "schema": SCHEMA,
        "site": settings.PUBLIC_URL,
        "day": day.isoformat(),
        "streams": [
            {
                "stream": row.stream,
                "sequence": row.sequence,
                "hash": row.link,
                "count": row.count,
                "sealed_at": row.sealed_at.isoformat() if row.sealed_at else None,
            }
            for row in rows
        ],
    }


@handler(FILE_JOB)
def write_file(day: str, version: str = "") -> None:
    """Write the file of a day from its rows, whole or not at all; a second time it writes the same."""
    target = file_of(date.fromisoformat(day))
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document_of(date.fromisoformat(day)), indent=2, sort_keys=True) + "\n"
    with tempfile.NamedTemporaryFile("w", dir=target.parent, suffix=".draft", delete=False, encoding="ascii") as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(target)


def kept_heads() -> Iterator[Head]:
    """The heads that stand in the database; they show what was altered by somebody who forgot them."""
    for row in ExportedHead.objects.order_by("day", "stream"):
        yield Head(row.stream, row.sequence, row.link, row.count, row.sealed_at, f"row of {row.day.isoformat()}")


def heads_in(place: Path) -> Iterator[Head]:
    """The heads of a file or of every .json file in a folder, by name; raises ValueError for a file that is no such export."""
    for path in sorted(place.glob("*.json")) if place.is_dir() else [place]:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            for entry in document["streams"]:
                sealed_at = parse_datetime(entry["sealed_at"]) if entry["sealed_at"] else None
                yield Head(str(entry["stream"]), int(entry["sequence"]), str(entry["hash"]), int(entry["count"]), sealed_at, path.name)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is not a file of exported heads ({type(error).__name__}).") from error


def verify_heads(heads: Iterable[Head]) -> list[str]:
    """Every head that the chain does not arrive at, as a sentence, oldest first; it says after which link the change begins."""
    faults: list[str] = []
    fitting = 0
    for head in sorted(heads, key=lambda head: (head.sequence, head.source)):
        there = Seal.objects.filter(number=head.sequence).values_list("link", flat=True).first() or (GENESIS if head.sequence == 0 else "")
        count = Seal.objects.filter(number__lte=head.sequence).count()
        if there == head.link and count == head.count and head.stream == STREAM:
            fitting = max(fitting, head.sequence)
            continue
        faults.append(f"{_difference(head, there, count)} Something after link {fitting} was altered.")
    return faults


def _difference(head: Head, there: str, count: int) -> str:
    """How the chain of today differs from one head."""
    if head.stream != STREAM:
        return f"The head in {head.source} is of a stream that is not known: {head.stream}."
    if not there:
        return f"The head in {head.source} names link {head.sequence}, which is missing."
    if there != head.link:
        return f"Link {head.sequence} has another hash than the head in {head.source}."
    return f"There are {count} links up to {head.sequence}; the head in {head.source} counted {head.count}."
