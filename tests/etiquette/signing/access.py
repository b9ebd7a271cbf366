"""Who gets what from the addresses of signing; written by hand. A receipt is its signer's, so to everybody else it is not there."""

from types import SimpleNamespace
from typing import Any

from etiquette.signing.api import sign_set, versions_of
from tests.factories.people import StaffFactory
from tests.factories.signing import signing_set

STAFF = {"public": "login", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"}
ROWS = {
    "signing:list": STAFF,
    "signing:set": STAFF,
    "signing:receipt": {"public": "login", "staff": "404", "trainer": "404", "supervisor": "404", "hr": "404", "auditor": "404"},
}


def world() -> SimpleNamespace:
    """A published set and somebody's receipt."""
    chosen, person = signing_set(), StaffFactory()
    receipt = sign_set(chosen, person, person.name, [version.pk for version in versions_of(chosen)])
    return SimpleNamespace(set=chosen, receipt=receipt)


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The arguments of the addresses that have some."""
    return {"signing:set": {"code": world.set.code}, "signing:receipt": {"receipt": world.receipt}}
