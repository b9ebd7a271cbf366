"""Who may open what, written by hand."""

from typing import Any

from tests.factories import certificates as make
from tests.factories.people import StaffFactory

_OWN = {"public": "login", "staff": "404", "trainer": "404", "supervisor": "404", "hr": "ok", "auditor": "ok"}
_EVERYBODY = {"public": "ok", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"}
_SIGNED_IN = {**_EVERYBODY, "public": "login"}

ROWS = {
    "certificates:mine": _SIGNED_IN,
    "certificates:certificate": _OWN,
    "certificates:state": {**_OWN, "public": "401"},
    "certificates:download": _OWN,
    "certificates:sheet": _OWN,
    "verify:check": _EVERYBODY,
    "verify:certificate": _EVERYBODY,
}


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The certificate of somebody whom only HR and auditors may see."""
    code = make.certificate(StaffFactory()).code
    return {name: {"code": code} for name in ROWS if name not in {"certificates:mine", "verify:check"}}
