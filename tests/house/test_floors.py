"""Foreign keys keep the floors as imports do, and every room has a floor."""

import ast
import re
import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent.parent


def floors() -> dict[str, int]:
    """Room → height, from the contract in pyproject.toml (0 is the lowest)."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    layers = reversed(contract["layers"])
    return {room.strip(): height for height, layer in enumerate(layers) for room in layer.split("|")}


def upward(height: dict[str, int], pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs (from room, to room) that point to another room on the same floor or above."""
    return [(near, far) for near, far in pairs if near != far and far in height and height[far] >= height[near]]


def test_every_room_has_a_floor():
    assert set(settings.ROOMS) - set(floors()) == set()


def test_foreign_keys_look_down():
    pairs = [
        (model._meta.app_config.name, field.related_model._meta.app_config.name)
        for room in settings.ROOMS
        for model in apps.get_app_config(room.replace(".", "_")).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and getattr(field, "related_model", None) is not None
    ]
    assert upward(floors(), pairs) == []


def test_an_upward_key_would_be_seen():
    assert upward(floors(), [("training_site.people", "exams.bank")]) == [("training_site.people", "exams.bank")]


def rooms_named(source: str) -> set[str]:
    """Modules of the product that a file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(source)))
    named = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    named |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named = {name for name in named if not name.startswith("training_site.lib")}  # the clock is no table
    return {name for name in named if name.split(".")[0] in {"training_site", "etiquette", "courses", "exams"} or name.startswith("tests.factories")}


def test_walks_know_only_what_a_person_sees():
    walks = sorted((ROOT / "tests" / "walks").glob("*.py"))
    assert walks
    assert {path.name: rooms_named(path.read_text()) for path in walks if rooms_named(path.read_text())} == {}


def test_every_walk_runs_with_the_browser_suite():
    walks = sorted((ROOT / "tests" / "walks").glob("test_*.py"))
    marked = re.compile(r"^pytestmark = .*pytest\.mark\.browser", re.MULTILINE)
    assert [path.name for path in walks if not marked.search(path.read_text())] == []


def test_a_walk_that_looks_into_a_table_would_be_seen():
    assert rooms_named("def test_x():\n    from exams.bank.models import Question\n") == {"exams.bank.models"}
