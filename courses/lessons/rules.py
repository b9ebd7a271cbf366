"""What must be so before a course or lesson is published. Asked on publishing, never on saving a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.lessons.finishing import played_in
from courses.lessons.models.rule import MOST_PERCENT, rule_facts
from courses.lessons.press import Press, Problem, material_of
from training_site.lib.errors import Refused


class PublishRefused(Refused):
    """Publishing was refused; `problems` say why, each at its place."""

    def __init__(self, title: str, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        shown = " ".join(str(problem.sentence) for problem in self.problems[:3])
        more = len(self.problems) - 3
        rest = " " + _("And %(count)d more.") % {"count": more} if more > 0 else ""
        super().__init__(_("“%(title)s” cannot be published yet. %(why)s") % {"title": title, "why": shown + rest})


def press_lesson(page: Any, lang: str, keep: bool = False) -> tuple[Press, dict[str, Any]]:
    """A LessonPage (or a form's cleaned values with the same names) pressed: the press with its problems, and the content."""
    press = Press(lang, [page.summary, material_of(page.body)], keep)
    content = {
        "title": page.title,
        "summary": press.text(page.summary, "summary", required=False),
        "minutes": page.minutes,
        "body": press.body(page.body),
        "rule": rule_facts(page),
    }
    if not content["body"]:
        press.problem(("body",), _("A lesson needs some content. Add at least one block."))
    if not page.minutes or page.minutes > 240:
        press.problem(("minutes",), _("Give the time a reader needs, from 1 to 240 minutes."))
    anchors = [block["id"] for block in content["body"]]
    if len(anchors) != len(set(anchors)):
        press.problem(("body",), _("Two blocks carry the same mark. Delete one of them and write it anew."))
    _check_rule(press, content)
    return press, content


def _check_rule(press: Press, content: dict[str, Any]) -> None:
    """A rule must ask for something that is there and can be measured."""
    rule, body = content["rule"], content["body"]
    checks = any(block["type"] == "quick_check" for block in body)
    films = [block for block in body if block["type"] in {"video", "audio"} and block["value"]["file"]]
    if rule["watch_percent"] and not films:
        press.problem(("watch_percent",), _("There is no film or recording in this lesson. Put one in, or ask for 0 percent."))
    elif rule["watch_percent"] and len(played_in(body)) < len(films):
        sentence = _("The length of a film or recording cannot be read. Save it anew as MP4 or WAV and upload it, or ask for 0 percent.")
        press.problem(("watch_percent",), sentence)
    if rule["watch_percent"] and not 0 < rule["watch_percent"] <= MOST_PERCENT:
        press.problem(("watch_percent",), _("Ask for at most 95 percent: players do not report the very last moments."))
    if not rule["to_end"] and not rule["watch_percent"] and (rule["checks_asked"] == "none" or not checks):
        press.problem(("to_end",), _("Nothing in this lesson counts as finishing it. Ask for its end, its quick checks or its films."))


def press_course(page: Any, lang: str, keep: bool = False) -> tuple[Press, dict[str, Any]]:
    """A CoursePage pressed, in the same way."""
    press = Press(lang, [page.intro, page.cites], keep)
    content = {
        "title": page.title,
        "intro": press.text(page.intro, "intro"),
        "audience": press.text(page.audience, "audience", required=False),
        "sequential": page.sequential,
        "cites": press.codes(page.cites, "cites"),
        "picture": press.picture(page.image) if page.image else None,
    }
    return press, content


def press_page(page: Any, lang: str, keep: bool = False) -> tuple[Press, dict[str, Any]]:
    """Either kind of page, pressed."""
    return press_lesson(page, lang, keep) if hasattr(page, "body") else press_course(page, lang, keep)
