"""Who gets what from the manual's addresses; written by hand."""

from types import SimpleNamespace
from typing import Any

from tests.factories.norms import norm_version

WRITERS = {"public": "401", "staff": "403", "trainer": "ok", "supervisor": "403", "hr": "403", "auditor": "403"}
READERS = {"public": "login", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"}
ROWS = {
    "norms:manual": READERS,
    "norms:chapter": READERS,
    "norms:search": READERS,
    "norms:norm": READERS,
    "norms:compare": READERS,
    "norms:card": {**READERS, "public": "401"},
    "norms:choose": WRITERS,
    "norms:figures": WRITERS,
    "norms:notes": {"public": "login", "staff": "403", "trainer": "ok", "supervisor": "403", "hr": "403", "auditor": "ok"},
}


def world() -> SimpleNamespace:
    """One clause with two versions."""
    norm_version()
    return SimpleNamespace(version=norm_version(text_zh="改了"))


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    version = world.version
    return {
        "norms:chapter": {"number": 9},
        "norms:norm": {"code": version.code},
        "norms:compare": {"code": version.code},
        "norms:card": {"version_id": version.pk},
    }
