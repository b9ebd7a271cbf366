"""Who may open the doors and the account page, written by hand."""

from types import SimpleNamespace

from tests.factories import people as make
from tests.house.access import of
from training_site.ledger.api import record

ALL = {"public": "ok", "staff": "ok", "trainer": "ok", "approver": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok", "administrator": "ok"}
SIGNED_IN = {**ALL, "public": "login"}

HELPERS_AND_NOT_THEIRS = {**SIGNED_IN, "staff": "403", "trainer": "403", "approver": "403", "supervisor": "404", "auditor": "403"}
READERS = {**SIGNED_IN, "staff": "403", "trainer": "403", "approver": "403", "supervisor": "403"}
WRITERS = {**READERS, "auditor": "403"}  # human resources and administrators
NOT_FOR_HR = {**READERS, "hr": "403"}
ADMINISTRATORS = {**WRITERS, "hr": "403"}
NOBODY_HERE = {**ADMINISTRATORS, "administrator": "403"}

ROWS = {
    # Pictures of the editors: whoever may open the admin asks for one that is not there.
    "picture": {**dict.fromkeys(ALL, "404"), "public": "login", "staff": "403", "supervisor": "403"},
    "people:language": ALL,
    "people:account": SIGNED_IN,
    "people:set_password": SIGNED_IN,
    "people:first_sign_in": ALL,
    "people:forgotten": ALL,
    "people:forgotten_sent": ALL,
    "people:new_password": ALL,
    "people:reset": HELPERS_AND_NOT_THEIRS,
    "people:new_code": HELPERS_AND_NOT_THEIRS,
    "people:unlock": HELPERS_AND_NOT_THEIRS,
    "staff:index": READERS,
    "staff:inspect": READERS,
    "staff:edit": WRITERS,
    "staff:end": WRITERS,
    "staff:stay": WRITERS,
    "staff:roles": ADMINISTRATORS,
    "units:index": READERS,
    "units:add": WRITERS,
    "job_roles:index": READERS,
    "job_roles:add": WRITERS,
    "supervisions:index": READERS,
    "supervisions:add": WRITERS,
    "audit_log:index": NOT_FOR_HR,
    "audit_log:index_results": NOT_FOR_HR,
    **of("audit_log", "add edit delete history history_results usage", NOBODY_HERE),
    **of("staff", "index_results", READERS),
    **of("staff", "history history_results usage", WRITERS),
    **of("staff", "add delete", NOBODY_HERE),  # people come by the roster and leave by an end date
    **of("units", "index_results", READERS),
    **of("units", "edit history history_results usage", WRITERS),
    **of("job_roles", "index_results", READERS),
    **of("job_roles", "edit history history_results usage", WRITERS),
    **of("supervisions", "index_results", READERS),
    **of("supervisions", "edit history history_results usage", WRITERS),
    **{f"{name}:delete": NOBODY_HERE for name in ("units", "job_roles", "supervisions")},
}


EDITED, GENERATED = ("edit", "history", "history_results", "usage", "delete"), ("history", "history_results", "usage", "delete")


def world():
    """A unit with somebody who supervises it, a job role, and an entry of the audit log."""
    unit = make.unit("access-1")
    supervision = make.SupervisionFactory(unit=unit)
    event = record("people.password_reset", supervision.supervisor)
    kinds = {"units": unit, "job_roles": make.JobRoleFactory(), "supervisions": supervision, "audit_log": event}
    return SimpleNamespace(kinds=kinds)


def arguments(world):
    somebody = {"public_id": world.staff.public_id}
    return {
        "people:new_password": {"uidb64": "MQ", "token": "x-y"},
        "picture": {"path": "images/none.png"},
        **{f"people:{name}": somebody for name in ("reset", "new_code", "unlock")},
        **{f"staff:{name}": {"pk": world.staff.pk} for name in ("inspect", "edit", "end", "stay", "roles", *GENERATED)},
        **{f"{kind}:{name}": {"pk": one.pk} for kind, one in world.kinds.items() for name in EDITED},
    }
