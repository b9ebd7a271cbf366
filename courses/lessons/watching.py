"""Films and recordings that a lesson asks to be played: what was played is added up on the server.

A player reports stretches of the film, [from, to] in milliseconds. They are believed only as far as that much time has
really passed since the last report: who skips forward, plays faster or sends what nobody saw gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.lessons.finishing import Played, played_in
from courses.lessons.models.files import Attachment
from courses.lessons.models.lesson import Lesson
from courses.lessons.models.reading import LessonReading, Watching
from courses.lessons.reading import finish_if_done, open_lesson
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.api import StaffMember

Range = tuple[int, int]

GAP_MS = 300  # between two reports of a player that went on without a break
MOST_AT_ONCE_MS = 60_000  # credited between two reports, however long ago the first was
MOST_SPARE_MS = 2_000  # of time not used, kept for reports that come early after one that came late
MOST_PARTS = 40


def merged(ranges: Iterable[Sequence[int]]) -> list[Range]:
    """Ranges in order, those that touch or nearly touch joined."""
    found: list[Range] = []
    for start, end in sorted((one[0], one[1]) for one in ranges):
        if found and start <= found[-1][1] + GAP_MS:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def total(ranges: Iterable[Range]) -> int:
    """Milliseconds that ranges cover; they must be apart."""
    return sum(end - start for start, end in ranges)


def clean_parts(raw: Any, duration: int) -> list[Range]:
    """What a player sent, inside the film. Raises ValueError for anything but a short list of pairs of whole numbers."""
    if not isinstance(raw, list) or len(raw) > MOST_PARTS:
        raise ValueError("parts")
    found = []
    for part in raw:
        if not isinstance(part, list) or len(part) != 2 or not all(type(number) is int for number in part):
            raise ValueError("parts")
        start, end = max(0, part[0]), min(duration, part[1])
        if end > start:
            found.append((start, end))
    return found


def credited(parts: Sequence[Range], allowed: int) -> list[Range]:
    """The parts as far as `allowed` milliseconds go, from the first on."""
    found = []
    for start, end in parts:
        length = min(end - start, allowed)
        if length > 0:
            found.append((start, start + length))
            allowed -= length
    return found


def _add(row: Watching, parts: Sequence[Range], now: datetime) -> None:
    passed = max(0, int((now - row.heard_at).total_seconds() * 1000))
    allowed = min(passed, MOST_AT_ONCE_MS) + row.spare_ms
    taken = credited(parts, allowed)
    row.spare_ms = min(MOST_SPARE_MS, allowed - total(taken)) if parts else 0
    together = merged([*row.ranges, *taken])
    row.ranges, row.watched_ms, row.heard_at = together, total(together), now


def film_at(lesson: Lesson, reading: LessonReading, anchor: str) -> Played:
    """The film or recording at an anchor of the version that is being read. Raises Refused where there is none, or none is asked for."""
    found = next((one for one in played_in(reading.version.body) if one.anchor == anchor), None)
    if found is None or not (lesson.zh_version and lesson.zh_version.watch_percent):
        raise Refused(_("This lesson has been published anew. Load the page again to go on."))
    return found


def note_played(staff: StaffMember, lesson: Lesson, anchor: str, raw: Any) -> tuple[Watching, LessonReading]:
    """Add what was played of the film at `anchor`; an empty list says that playing begins. Finishes the lesson when that was the last thing missing.

    Raises Refused for a lesson that is closed to this person or asks for no watching, ValueError for what is no list of parts.
    """
    reading = open_lesson(staff, lesson)
    film = film_at(lesson, reading, anchor)
    parts = clean_parts(raw, film.duration)
    attachment = Attachment.objects.get(public_id=film.file)
    with transaction.atomic():
        row, made = Watching.objects.select_for_update().get_or_create(staff=staff, lesson=lesson, attachment=attachment)
        if not made:
            _add(row, parts, clock.now())
            row.save(update_fields=["ranges", "watched_ms", "spare_ms", "heard_at"])
    return row, finish_if_done(staff, lesson, reading)
