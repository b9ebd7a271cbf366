"""The editor's preview: the draft pressed as publishing would press it, with what still stands in the way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from courses.lessons.frozen_page import language_of
from courses.lessons.rendering import notes_of, render_block, render_parts
from courses.lessons.rules import press_page


def context_of(page: Any, request: HttpRequest) -> dict[str, Any]:
    """What preview_lesson.html and preview_course.html show. Writes nothing."""
    lang = language_of(page)
    press, content = press_page(page, lang)
    context: dict[str, Any] = {"content": content, "problems": press.problems}
    if "body" in content:
        blocks = {block["id"]: block for block in content["body"]}
        parts = render_parts(content["body"], press.versions, lang)
        context["parts"] = [("html", render_block(blocks[text], press.versions, lang) if kind == "check" else text) for kind, text in parts]
        context["notes"] = notes_of(list({row.pk: row for row in press.cited.values()}.values()))
    return context
