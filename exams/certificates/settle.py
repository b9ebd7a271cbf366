"""What passes owe: every form may run at any time, in parallel, and again (house.md 9)."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from exams.certificates.issuing import issue
from exams.certificates.models import Certificate, CertificateType
from exams.certificates.states import PASS
from exams.sittings.api import Result, current_results
from training_site.people.api import Posting, employed, in_force


def owed(kind: CertificateType, staff_ids: Iterable[int] | None = None) -> QuerySet[Result]:
    """The passing results in force that earn a certificate of this type and have none: each person's latest pass only."""
    passes = current_results().filter(attempt__exam=kind.exam_id, passed=True)
    latest = passes.filter(attempt__staff=OuterRef("attempt__staff")).order_by("-attempt__submitted_at", "-pk").values("pk")[:1]
    issued = Certificate.objects.filter(type=kind, attempt=OuterRef("attempt"), occasion=PASS)
    people = employed()
    if kind.job_role_id:
        people = people.filter(pk__in=Posting.objects.filter(in_force(), job_role=kind.job_role_id).values("staff"))
    rows = passes.filter(~Exists(issued), pk=Subquery(latest), attempt__staff__in=people.values("pk"))
    if staff_ids is not None:
        rows = rows.filter(attempt__staff__in=list(staff_ids))
    return rows.order_by("attempt__submitted_at")


def _settle(staff_ids: list[int] | None) -> int:
    issued = 0
    for kind in CertificateType.objects.filter(archived_at__isnull=True).order_by("pk"):
        for result in owed(kind, staff_ids).iterator(chunk_size=200):
            before = Certificate.objects.filter(type=kind, attempt=result.attempt_id).exists()
            issue(kind, result)
            issued += not before
    return issued


def settle_person(staff_id: int) -> int:
    """Issue what one person's passes owe; returns how many certificates were added."""
    return _settle([staff_id])


def settle_all() -> int:
    """The same for everybody."""
    return _settle(None)
