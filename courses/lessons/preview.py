"""The editor's preview: the draft pressed as publishing would press it, with what still stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from courses.lessons.languages import language_of
from courses.lessons.rendering import Block, notes_of, render_parts
from courses.lessons.rules import press_page
from exams.bank.api import QuestionVersion
from exams.kinds.api import render_take


def check_previews(blocks: Sequence[Block]) -> dict[str, str]:
    """Quick checks by anchor, as a reader finds them before answering; the controls are shown but cannot be used."""
    wanted = {block["id"]: block["value"]["version"] for block in blocks if block["type"] == "quick_check"}
    questions = QuestionVersion.objects.in_bulk([number for number in wanted.values() if number])
    shown: dict[str, str] = {}
    for block in blocks:
        if block["id"] in wanted:
            question = questions.get(wanted[block["id"]])
            html = render_take(question.kind, question.pk, question.body, prefix="check-", number=block["id"], disabled=True) if question else ""
            shown[block["id"]] = render_to_string("lessons/blocks/quick_check.html", {"block": block, "value": block["value"], "html": html})
    return shown


def context_of(page: Any, request: HttpRequest) -> dict[str, Any]:
    """What preview_lesson.html and preview_course.html show. Writes nothing."""
    lang = language_of(page)
    press, content = press_page(page, lang)
    context: dict[str, Any] = {"content": content, "problems": press.problems}
    if "body" in content:
        checks = check_previews(content["body"])
        parts = render_parts(content["body"], press.versions, lang)
        context["parts"] = [("html", checks[text] if kind == "check" else text) for kind, text in parts]
        context["notes"] = notes_of(list({row.pk: row for row in press.cited.values()}.values()))
    return context
