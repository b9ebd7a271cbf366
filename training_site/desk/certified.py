"""The certificates of the people one may see: by state, unit, job and name; paged and exported."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams.certificates import api as certificates
from exams.certificates.api import EXPIRED, VALID, Certificate
from training_site.desk.scope import units_of
from training_site.lib import clock
from training_site.people.api import (
    AUDITOR,
    HR,
    SUPERVISOR,
    JobRole,
    OrgUnit,
    Posting,
    StaffMember,
    access,
    employed,
    has_role,
    in_force,
    postings_by_person,
    role,
    team_of,
)
from training_site.transfers.api import export_response

PER_PAGE = 25
# States of this list's filter beside those of certificates; to it VALID includes what runs out.
DUE, SOON, ENDED = "due", "soon", "ended"


@dataclass(frozen=True)
class Row:
    """A certificate with its state of today and the person's post of today."""

    certificate: Certificate
    posting: Posting | None

    @property
    def state(self) -> str:
        """soon, expired, valid, superseded or revoked."""
        found = certificates.status(self.certificate)
        if found in {VALID, certificates.EXPIRING}:
            return SOON if self.certificate.expires_on <= clock.today() + timedelta(days=certificates.RENEWAL_DAYS) else VALID
        return found


def people_of(request: HttpRequest) -> QuerySet[StaffMember]:
    """The team of a supervisor; for HR and auditors everybody, those who have left only on request."""
    if has_role(request.user, HR, AUDITOR):
        return StaffMember.objects.all() if request.GET.get("left") else employed()
    own = getattr(request.user, "staff_member", None)
    return team_of(own) if own else StaffMember.objects.none()


def in_state(rows: QuerySet[Certificate], state: str) -> QuerySet[Certificate]:
    """What one state of the filter holds: `due` is what has expired or runs out, `valid` includes what runs out, `ended` is revoked or replaced."""
    today, due = clock.today(), certificates.due(certificates.RENEWAL_DAYS)
    states = {
        DUE: due,
        SOON: due & Q(expires_on__gte=today),
        EXPIRED: due & Q(expires_on__lt=today),
        VALID: certificates.NOT_ENDED & Q(expires_on__gte=today),
        ENDED: Q(revocation__isnull=False) | Q(superseded_by__isnull=False),
    }
    return rows.filter(states[state]) if state in states else rows


def _filtered(request: HttpRequest) -> QuerySet[Certificate]:
    """Everything but the state."""
    chosen, postings = request.GET, Posting.objects.filter(in_force())
    rows = certificates.with_standing(Certificate.objects.filter(staff__in=people_of(request).values("pk")))
    if chosen.get("unit"):
        # A unit that is not there, or no longer, holds nobody.
        unit = OrgUnit.objects.filter(code=chosen["unit"]).first()
        postings = postings.filter(unit__path__startswith=unit.path) if unit else postings.none()
    if chosen.get("job"):
        postings = postings.filter(job_role__code=chosen["job"])
    if chosen.get("unit") or chosen.get("job"):
        rows = rows.filter(staff__in=postings.values("staff"))
    if search := chosen.get("q", "").strip():
        rows = rows.filter(Q(staff__name__icontains=search) | Q(staff__staff_number__istartswith=search) | Q(number__icontains=search))
    return rows


def _counts(rows: QuerySet[Certificate]) -> dict[str, int]:
    """How many certificates each state of the filter holds."""
    return {"all": rows.count()} | {state: in_state(rows, state).count() for state in (SOON, EXPIRED, VALID, ENDED)}


def _rows(found: list[Certificate]) -> list[Row]:
    postings = postings_by_person({certificate.staff_id for certificate in found})
    return [Row(certificate, postings.get(certificate.staff_id)) for certificate in found]


def _export(request: HttpRequest, rows: QuerySet[Certificate]) -> HttpResponse:
    words = {
        SOON: pgettext("certificate", "runs out within %(days)s days") % {"days": certificates.RENEWAL_DAYS},
        EXPIRED: pgettext("certificate", "expired"),
        VALID: pgettext("certificate", "valid"),
        certificates.SUPERSEDED: pgettext("certificate", "replaced"),
        certificates.REVOKED: pgettext("certificate", "revoked"),
    }
    header = [
        _("Staff number"), _("Name"), _("Unit"), _("Job role"), _("Certificate"), pgettext("certificate", "Number"),
        pgettext("certificate", "Issued on"), _("Last day of validity"), _("Status"),
    ]  # fmt: skip
    table = [
        [
            row.certificate.staff.staff_number, row.certificate.staff.name, str(row.posting.unit) if row.posting else "",
            str(row.posting.job_role) if row.posting else "", str(row.certificate.type), row.certificate.number, row.certificate.issued_on,
            row.certificate.expires_on, words[row.state],
        ]
        for row in _rows(list(rows))
    ]  # fmt: skip
    return export_response(request, "team-certificates", header, table, request.GET["export"])


@access(role(SUPERVISOR, HR, AUDITOR))
def team_certificates(request: HttpRequest) -> HttpResponse:
    """The list; `?export=csv|xlsx` gives the filtered rows as a file. What ends first stands on top where the end matters."""
    everything = _filtered(request)
    state = request.GET.get("state", "")
    order = ("expires_on",) if state in {DUE, SOON, EXPIRED} else ("-issued_on",)
    rows = in_state(everything, state).order_by(*order, "staff__staff_number", "pk")
    if request.GET.get("export"):
        return _export(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": "team",
        "chosen": request.GET,
        "units": units_of(request),
        "jobs": JobRole.objects.all(),
        "counts": _counts(everything),
        "page_obj": page,
        "rows": _rows(list(page)),
        "days": certificates.RENEWAL_DAYS,
        "sees_all": has_role(request.user, HR, AUDITOR),
        "filtered": any(request.GET.get(name) for name in ("state", "unit", "job", "q")),
    }
    return render(request, "desk/certificates.html", context)
