"""What this room shows on the pages of others."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from exams.certificates.models import Certificate
from exams.certificates.queries import of_staff, pdf_of, with_standing
from exams.certificates.renewing import to_renew
from exams.certificates.standing import status
from exams.sittings.api import Result
from training_site.people.api import StaffMember

MOST = 5


def result_panel(request: HttpRequest, result: object) -> str | None:
    """On the result page: the certificate that this attempt earned, in its latest issue. At most two statements.

    Whoever may see the result may see the panel: the page below has asked that already.
    """
    if not isinstance(result, Result) or not result.passed:
        return None
    rows = with_standing(Certificate.objects.filter(attempt=result.attempt_id)).order_by("-issued_on", "-pk")
    certificate = rows.first()
    if certificate is None:
        return None
    own = certificate.staff.login_id == request.user.pk
    context = {"certificate": certificate, "status": status(certificate), "ready": pdf_of(certificate) is not None, "own": own}
    return render_to_string("certificates/result_panel.html", context, request)


def my_training_panel(request: HttpRequest, staff: object) -> str | None:
    """On "my training": certificates that run out soon or have run out, with the way to the exam; nothing where none does. One statement."""
    if not isinstance(staff, StaffMember):
        return None
    rows = [(row, status(row)) for row in to_renew(staff)]
    return render_to_string("certificates/my_training_panel.html", {"rows": rows}, request) if rows else None


def my_results_panel(request: HttpRequest, staff: object) -> str | None:
    """On "results and certificates": a person's newest certificates, with the way to all of them. One statement."""
    if not isinstance(staff, StaffMember):
        return None
    rows = [(row, status(row)) for row in of_staff(staff)[: MOST + 1]]
    return render_to_string("certificates/my_results_panel.html", {"rows": rows[:MOST], "more": len(rows) > MOST}, request)


def person_panel(request: HttpRequest, staff: object) -> str | None:
    """On a person's page: their certificates with the state of each, newest first, the older ones folded. One statement.

    Whoever may open that page may open each of these: both go by whom the login may see.
    """
    if not isinstance(staff, StaffMember):
        return None
    rows = [(row, status(row)) for row in of_staff(staff)]
    return render_to_string("certificates/person_panel.html", {"rows": rows[:MOST], "older": rows[MOST:]}, request)
