"""What the pages of this room in the administration have in common."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest, title: str, subtitle: str, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page under its heading."""
    frame = {"page_title": title, "page_subtitle": subtitle, "header_icon": "clipboard-list"}
    return render(request, template, {**frame, **context}, status=status)
