"""Slots: a page names a place, upper rooms fill it. The page never learns who they are.

A room registers in its AppConfig.ready(): `slots.fill("result.after", panel, order=10)`. A panel is a function
`panel(request, subject) -> str | None` that returns rendered, safe HTML (from a template) or None for nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

Panel = Callable[[HttpRequest, object], str | None]


@dataclass(frozen=True)
class Filling:
    """One registered panel; `queries` is the number of SQL statements it may use (tests hold it)."""

    slot: str
    panel: Panel
    order: int
    queries: int


_fillings: list[Filling] = []


def fill(slot: str, panel: Panel, *, order: int = 50, queries: int = 3) -> None:
    """Register a panel once; a second registration of the same function is ignored."""
    if not any(filling.slot == slot and filling.panel is panel for filling in _fillings):
        _fillings.append(Filling(slot, panel, order, queries))
        _fillings.sort(key=lambda filling: (filling.slot, filling.order))


def fillings(slot: str) -> list[Filling]:
    """The panels of a slot in their order."""
    return [filling for filling in _fillings if filling.slot == slot]


def render(slot: str, request: HttpRequest, subject: object) -> list[str]:
    """What the panels of a slot have to say about `subject`."""
    said = (filling.panel(request, subject) for filling in fillings(slot))
    return [html for html in said if html]
