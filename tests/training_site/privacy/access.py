"""Who may open the pages about personal data, written by hand."""

from types import SimpleNamespace

from tests.factories.people import LoginFactory, StaffFactory
from tests.house.access import of
from training_site.privacy.models import CorrectionRequest, ErasureRequest

ALL_IN = {
    "public": "login", "staff": "ok", "trainer": "ok", "approver": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok", "administrator": "ok",
}  # fmt: skip
NOT_THERE = {**dict.fromkeys(ALL_IN, "404"), "public": "login"}
READERS = {**ALL_IN, "staff": "403", "trainer": "403", "approver": "403", "supervisor": "403"}
# Human resources ask for an erasure and an administrator confirms it: nobody does both.
ANSWERERS = {**READERS, "auditor": "403"}
HR_ONLY = {**ANSWERERS, "administrator": "403"}
ADMINISTRATORS = {**ANSWERERS, "hr": "403"}
NEVER = "add edit delete history history_results usage"
NOBODY_HERE = {**HR_ONLY, "hr": "403"}

ROWS = {
    "privacy:mine": ALL_IN,
    "privacy:order": ALL_IN,
    "privacy:ask": ALL_IN,
    "privacy:fetch": NOT_THERE,
    "correction_requests:index": READERS,
    "correction_requests:answer": ANSWERERS,
    "erasures:index": READERS,
    "erasures:ask": HR_ONLY,
    "erasures:decide": ADMINISTRATORS,
    "erasures:copy_for": HR_ONLY,
    "retention": READERS,
    **of("correction_requests", "index_results", READERS),
    **of("correction_requests", NEVER, NOBODY_HERE),
    **of("erasures", "index_results", READERS),
    **of("erasures", NEVER, NOBODY_HERE),
}


def world():
    """A correction and an erasure that were asked for."""
    person = StaffFactory()
    asked = CorrectionRequest.objects.create(staff=person, text="x")
    erasure = ErasureRequest.objects.create(staff=person, reason="x", asked_by=LoginFactory())
    return SimpleNamespace(asked=asked, erasure=erasure)


def arguments(world):
    return {
        "privacy:fetch": {"public_id": "5f0d6a0e-0c6b-4f0a-9c4e-2a4f6c1d9b10"},
        **{f"correction_requests:{name}": {"pk": world.asked.pk} for name in ["answer", *NEVER.split()[1:]]},
        **{f"erasures:{name}": {"pk": world.erasure.pk} for name in ["decide", *NEVER.split()[1:]]},
        "erasures:ask": {"pk": world.staff.pk},
        "erasures:copy_for": {"pk": world.staff.pk},
    }
