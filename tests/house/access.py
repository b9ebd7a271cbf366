"""The access matrix: collects every room's hand-written rows and asks the site.

A room's access.py holds ROWS: for each URL name what each role is told, to GET and to POST alike; a method that an address does
not take (405) says nothing about anybody. Where a POST is answered otherwise, POSTS names the roles that differ. `arguments(world)`
gives what the addresses are made of, `bodies(world)` what a POST sends (a dict as a form, a str as JSON) where an empty one would be
turned down before it is asked whose thing it is.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

ROLES = ["public", "staff", "trainer", "approver", "supervisor", "hr", "auditor", "administrator"]
PACKAGES = ["training_site", "etiquette", "courses", "exams"]

# Rows that cannot be asked, and why.
NOT_ASKED = {
    "wagtailsnippetchoosers_etiquette_norms_norm:create": "no form makes clauses in the chooser, so a POST fails in Wagtail, whoever sends it",
}
# For tests over the words of pages: an approver reads those of a trainer.
READERS = [role for role in ROLES if role != "approver"]


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


def told(response: HttpResponse) -> str:
    """What the site said, in the words of the matrix. Wagtail refuses by leading back to its first page."""
    location = response.headers.get("Location", "")
    if response.status_code == 302 and location == "/admin/":
        return "403"
    if response.status_code in {301, 302} and location.startswith("/account/login/"):
        return "login"
    if response.status_code in {401, 403, 404, 405, 409}:
        return str(response.status_code)
    return "ok" if response.status_code < 500 else str(response.status_code)


def answer(client: Client, url: str) -> str:
    """What is said to a GET."""
    return told(client.get(url))


@contextmanager
def changes() -> Iterator[list[str]]:
    """The statements that change a row while this lasts; everything is taken back at its end."""
    found: list[str] = []

    def watch(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        result = execute(sql, parameters, many, context)
        if sql.lstrip().partition(" ")[0].upper() in {"INSERT", "UPDATE", "DELETE"} and context["cursor"].rowcount:
            found.append(sql)
        return result

    with transaction.atomic():
        with connection.execute_wrapper(watch):
            yield found
        transaction.set_rollback(True)


def takes_post(url: str) -> bool:
    """False for a class that has no word for POST; a function is asked."""
    kind = getattr(resolve(url.partition("?")[0]).func, "view_class", None)
    return kind is None or hasattr(kind, "post")


def answer_to_post(client: Client, url: str, body: Any = None) -> tuple[str, list[str]]:
    """What is said to a POST, and the statements by which it changed something; it leaves nothing behind, in cookies neither.

    A sentence of refusal inside the administration leads back to where one came from: it is told apart from Wagtail's way home.
    """
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    facts = {"data": body, "content_type": "application/json"} if isinstance(body, str) else {"data": body or {}}
    with changes() as found:
        response = client.post(url, **facts, headers={"referer": f"http://testserver{url}"})
    client.cookies.clear()
    client.cookies.load(kept)
    return told(response), found


def address_of(name: str, arguments: dict[str, Any]) -> str | None:
    """The URL to ask, or None where the room gives no arguments for a name that wants some."""
    try:
        return reverse(name, kwargs=arguments.get(name) or {})
    except NoReverseMatch:
        return None


@dataclass(frozen=True)
class Mismatch:
    """Where the site and a row disagree."""

    name: str
    method: str
    role: str
    expected: str
    told: str


def mismatches(rows: dict, arguments: dict, clients: dict[str, Client], posts: dict | None = None, bodies: dict | None = None) -> list[Mismatch]:
    """Every row asked of every role, by GET and, where the address takes one, by POST; a refused POST must not have changed a row."""
    found = []
    for name, row in rows.items():
        if name in NOT_ASKED:
            continue
        url = address_of(name, arguments)
        if url is None:
            found.append(Mismatch(name, "", "", "arguments", "none"))
            continue
        for role in ROLES:
            if (said := answer(clients[role], url)) not in {row.get(role), "405"}:
                found.append(Mismatch(name, "GET", role, row.get(role, "a word"), said))
        if not takes_post(url):
            continue
        expected = {**row, **(posts or {}).get(name, {})}
        for role in ROLES:
            said, changed = answer_to_post(clients[role], url, (bodies or {}).get(name))
            if said not in {expected.get(role), "405"}:
                found.append(Mismatch(name, "POST", role, expected.get(role, "a word"), said))
            if said != "ok" and changed:
                found.append(Mismatch(name, "POST", role, "nothing changed", changed[0]))
    return found


def world_of(module: ModuleType, people: SimpleNamespace) -> SimpleNamespace:
    """A room's own `world()` beside the people of the matrix."""
    return SimpleNamespace(**{**vars(people), **(vars(module.world()) if hasattr(module, "world") else {})})


def arguments_of(module: ModuleType, people: SimpleNamespace) -> dict[str, dict[str, Any]]:
    """What a room's addresses are asked with."""
    given: dict[str, dict[str, Any]] = module.arguments(world_of(module, people))
    return given


def asked(module: ModuleType, clients: dict[str, Client], people: SimpleNamespace) -> list[Mismatch]:
    """The mismatches of one room."""
    world = world_of(module, people)
    bodies = module.bodies(world) if hasattr(module, "bodies") else {}
    return mismatches(module.ROWS, module.arguments(world), clients, getattr(module, "POSTS", {}), bodies)
