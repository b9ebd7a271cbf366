"""Who may open what, written by hand."""

from typing import Any

from tests.factories import certificates as make
from tests.factories.people import StaffFactory
from tests.house.access import of

_EVERYBODY = {
    "public": "ok", "staff": "ok", "trainer": "ok", "approver": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok", "administrator": "ok",
}  # fmt: skip
_SIGNED_IN = {**_EVERYBODY, "public": "login"}
_OWN = {**dict.fromkeys(_EVERYBODY, "404"), "public": "login", "hr": "ok", "auditor": "ok"}

_DESK = {**_SIGNED_IN, "staff": "403", "approver": "403", "supervisor": "403", "administrator": "403"}
_WRITERS = {**_DESK, "auditor": "403"}
_NOBODY = {**_WRITERS, "trainer": "403", "hr": "403"}
_KIND = "edit history history_results usage"

ROWS = {
    **of("certificates_admin", "index index_results proposals show", _DESK),
    **of("certificate_types", "index index_results", _DESK),
    **of("certificate_types", f"add {_KIND}", _WRITERS),
    "certificate_types:delete": _NOBODY,
    "certificates:mine": _SIGNED_IN,
    "certificates:certificate": _OWN,
    "certificates:state": {**_OWN, "public": "401"},
    "certificates:download": _OWN,
    "certificates:sheet": _OWN,
    "verify:check": _EVERYBODY,
    "verify:certificate": _EVERYBODY,
}
POSTS = {"certificates_admin:show": {"trainer": "404", "auditor": "404"}}  # withdrawing, issuing again and keeping are for human resources


def arguments(world: Any) -> dict[str, dict[str, Any]]:
    """The certificate of somebody whom only HR and auditors may see."""
    one = make.certificate(StaffFactory())
    by_code = [name for name in ROWS if name.startswith(("certificates:", "verify:")) and name not in {"certificates:mine", "verify:check"}]
    return {
        **{name: {"code": one.code} for name in by_code},
        "certificates_admin:show": {"pk": one.pk},
        **{f"certificate_types:{name}": {"pk": one.type_id} for name in [*_KIND.split(), "delete"]},
    }


def bodies(world: Any) -> dict[str, Any]:
    """A deed of the certificate's page, without the reason that it needs."""
    return {"certificates_admin:show": {"deed": "revoke"}}
