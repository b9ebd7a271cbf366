"""Slots: a page names a place, upper rooms fill it. The page never learns who they are.

A room registers in its AppConfig.ready(): `slots.fill("result.after", panel, order=10)`. A panel is a function
`panel(request, subject) -> str | None` that returns rendered, safe HTML (from a template) or None for nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

Panel = Callable[[HttpRequest, object], str | None]
# (kind, code) of what a page asks for, with the day by which it says so.
Asked = Mapping[tuple[str, str], date]


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


def tell(request: HttpRequest, asked: Asked) -> None:
    """A page says to its panels what it asks of its reader already, so that none of them asks for the same again."""
    request.asked_on_page = asked  # type: ignore[attr-defined]


def told(request: HttpRequest) -> Asked:
    """What the page around a panel asks for; nothing where the page has not said."""
    return getattr(request, "asked_on_page", {})
