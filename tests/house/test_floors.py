"""Foreign keys keep the floors as imports do, and every room has a floor."""

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
