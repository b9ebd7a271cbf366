"""What counts as finishing a lesson: the conditions a trainer chose, how far somebody is with each, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.lessons.models.lesson import Lesson, LessonVersion
from courses.lessons.models.reading import LessonReading, QuickAnswer, Watching
from training_site.people.api import StaffMember


@dataclass(frozen=True)
class Played:
    """A film or recording of a version: its place, its file (public id as text), its length in milliseconds."""

    anchor: str
    sort: str  # "video" or "audio"
    title: str
    file: str
    duration: int


@dataclass(frozen=True)
class Condition:
    """One thing to do. `open_at` are the anchors where something is still to be done; `percent` is how far, of `asked`, where that is counted."""

    sort: str  # "end", "checks", "video", "audio"
    sentence: str
    open_at: tuple[str, ...] = ()
    met: bool = True
    percent: int = 0
    asked: int = 0

    @property
    def anchor(self) -> str:
        """Where to go for it, or ""."""
        return self.open_at[0] if self.open_at else ""


def checks_in(version: LessonVersion) -> dict[str, int]:
    """The quick checks of a version: anchor → question version."""
    return {block["id"]: block["value"]["version"] for block in version.body if block["type"] == "quick_check" and block["value"]["version"]}


def played_in(body: list[dict[str, Any]]) -> list[Played]:
    """The films and recordings of a body whose length is known."""
    found = []
    for block in body:
        file = (block["value"].get("file") or {}) if block["type"] in {"video", "audio"} else {}
        if file.get("duration"):
            found.append(Played(block["id"], block["type"], block["value"]["title"], file["file"], file["duration"]))
    return found


def open_checks(staff: StaffMember, lesson: Lesson, version: LessonVersion, asked: str) -> list[str]:
    """Anchors of the quick checks still to be answered, in reading order. Where a person would have to mark it, an answer is enough."""
    checks = checks_in(version) if asked != "none" else {}
    if not checks:
        return []
    answers = QuickAnswer.objects.filter(staff=staff, lesson=lesson, anchor__in=checks)
    if asked == "right":
        answers = answers.filter(Q(share=1) | Q(share__isnull=True))
    done = set(answers.values_list("anchor", flat=True))
    return [anchor for anchor in checks if anchor not in done]


def _checks(version: LessonVersion, asked: str, still_open: list[str]) -> Condition:
    count = len(checks_in(version))
    if asked == "right":
        words = ngettext("answer %(count)d quick check rightly", "answer %(count)d quick checks rightly", count)
    else:
        words = ngettext("answer %(count)d quick check", "answer %(count)d quick checks", count)
    return Condition("checks", words % {"count": count}, tuple(still_open), not still_open)


def _watch(one: Played, asked: int, watched_ms: int) -> Condition:
    percent = min(100, watched_ms * 100 // one.duration)
    words = _("watch “%(title)s” to %(percent)d%%") if one.sort == "video" else _("listen to “%(title)s” to %(percent)d%%")
    met = watched_ms * 100 >= asked * one.duration
    return Condition(one.sort, words % {"title": one.title, "percent": asked}, (one.anchor,), met, percent, asked)


def conditions(staff: StaffMember | None, lesson: Lesson, version: LessonVersion, reading: LessonReading | None) -> list[Condition]:
    """Everything that this lesson asks for, and how far this person is; at most two queries."""
    rule = lesson.zh_version or version
    found = []
    if rule.checks_asked != "none" and checks_in(version):
        still_open = open_checks(staff, lesson, version, rule.checks_asked) if staff else list(checks_in(version))
        found.append(_checks(version, rule.checks_asked, still_open))
    films = played_in(version.body) if rule.watch_percent else []
    if films:
        rows = Watching.objects.filter(staff=staff, lesson=lesson, attachment__public_id__in=[one.file for one in films]) if staff else ()
        watched = {str(row.attachment.public_id): row.watched_ms for row in (rows.select_related("attachment") if rows else ())}
        found += [_watch(one, rule.watch_percent, watched.get(one.file, 0)) for one in films]
    if rule.to_end or not found:
        met = reading is not None and (reading.read_at is not None or reading.furthest_percent == 100)
        found.insert(0, Condition("end", _("read to the end"), met=met))
    return found


def rule_sentence(found: list[Condition]) -> str:
    """“To finish this lesson: read to the end and answer 2 quick checks.”"""
    words = [condition.sentence for condition in found]
    if not words:
        return ""
    listed = pgettext("between conditions", ", ").join(words[:-1])
    whole = listed + pgettext("before the last condition", " and ") + words[-1] if listed else words[-1]
    return _("To finish this lesson: %(conditions)s.") % {"conditions": whole}


def why_open(condition: Condition, asked: str) -> str:
    """A sentence for somebody who wanted to finish too early."""
    if condition.sort == "checks" and asked == "right":
        return _("Answer the quick check rightly first. You may try as often as you like; it is not counted.")
    if condition.sort == "checks":
        return _("Answer the quick check in this lesson first; it is not counted.")
    if condition.sort == "end":
        return _("Read this lesson to its end first.")
    return _("To finish this lesson, %(condition)s first; so far it is %(percent)d%%.") % {
        "condition": condition.sentence,
        "percent": condition.percent,
    }
