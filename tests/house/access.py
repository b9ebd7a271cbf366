"""The access matrix: collects every room's hand-written rows and asks the site."""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

ROLES = ["public", "staff", "trainer", "supervisor", "hr", "auditor"]
PACKAGES = ["training_site", "etiquette", "courses", "exams"]


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    route: str
    name: str
    callback: Any


def addresses(patterns: list[Any] | None = None, prefix: str = "", namespace: str = "") -> Iterator[Address]:
    """Every pattern with its whole route and its namespaced name."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry.url_patterns, route, inner)
        elif isinstance(entry, URLPattern):
            yield Address(route, f"{namespace}{entry.name or ''}", entry.callback)


def of(namespace: str, names: str, row: dict[str, str]) -> dict[str, dict[str, str]]:
    """The same hand-written row for several addresses of a namespace; names are parted by blanks."""
    return {f"{namespace}:{name}": row for name in names.split()}


def row_files() -> list[ModuleType]:
    """tests/<package>/<room>/access.py of every room."""
    root = Path(__file__).resolve().parent.parent
    return [
        importlib.import_module(f"tests.{package}.{path.parent.name}.access")
        for package in PACKAGES
        for path in sorted((root / package).glob("*/access.py"))
    ]


def rows() -> dict[str, dict[str, str]]:
    """All rows by URL name; a name in two files is a mistake."""
    merged: dict[str, dict[str, str]] = {}
    for module in row_files():
        twice = set(merged) & set(module.ROWS)
        assert not twice, f"{module.__name__} repeats {sorted(twice)}"
        merged.update(module.ROWS)
    return merged


def answer(client: Client, url: str) -> str:
    """What the site says to a GET, in the words of the matrix. Wagtail refuses by leading back to its first page."""
    response = client.get(url)
    location = response.headers.get("Location", "")
    if response.status_code == 302 and location == "/admin/":
        return "403"
    if response.status_code in {301, 302} and location.startswith("/account/login/"):
        return "login"
    if response.status_code in {401, 403, 404}:
        return str(response.status_code)
    return "ok" if response.status_code < 500 else str(response.status_code)


def address_of(name: str, arguments: dict[str, Any]) -> str | None:
    """The URL to ask, or None where the room gives no arguments for a name that wants some."""
    try:
        return reverse(name, kwargs=arguments.get(name) or {})
    except NoReverseMatch:
        return None


def arguments_of(module, people):
    """What a room's addresses are asked with: its own `world()` beside the people of the matrix."""
    things = vars(module.world()) if hasattr(module, "world") else {}
    return module.arguments(SimpleNamespace(**{**vars(people), **things}))
