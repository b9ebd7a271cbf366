"""My data: what the system holds about me, a copy of it, and asking for a correction."""

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people.api import SIGNED_IN, STAFF, StaffMember, access
from training_site.people.personal_data import parts
from training_site.privacy.copying import of_asker, order_copy
from training_site.privacy.correcting import ask_correction
from training_site.privacy.models import CorrectionRequest


def own(request: HttpRequest) -> StaffMember | None:
    """The person who is signed in; None for a login that belongs to nobody."""
    return getattr(request.user, "staff_member", None)


@access(SIGNED_IN)
def mine(request: HttpRequest, problem: str = "", typed: str = "") -> HttpResponse:
    """The page: which parts there are, copies, requests."""
    staff = own(request)
    copies = list(of_asker(request.user)[:10])
    context = {
        "place": "account",
        "staff": staff,
        "parts": parts(),
        "copies": [row for row in copies if staff and row.staff_id == staff.pk],
        "others": [row for row in copies if staff is None or row.staff_id != staff.pk],
        "waiting": any(row.state == "waiting" for row in copies),
        "now": clock.now(),
        "requests": list(CorrectionRequest.objects.filter(staff=staff)[:10]) if staff else [],
        "problem": problem,
        "typed": typed,
    }
    return render(request, "privacy/mine.html", context, status=422 if problem else 200)


@access(STAFF)
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Order a copy of my own data."""
    try:
        order_copy(request.user.staff_member, request.user)  # type: ignore[union-attr, arg-type]
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("privacy:mine")


@access(STAFF)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask HR for a correction; what is wrong with the request is said at the field, and what was typed stays."""
    text = request.POST.get("text", "")
    try:
        ask_correction(request.user.staff_member, text, request.user)  # type: ignore[union-attr, arg-type]
    except Refused as refused:
        return mine(request, str(refused), text)
    messages.success(request, _("HR has your request. The answer appears on this page."))
    return redirect("privacy:mine")


@access(SIGNED_IN)
def fetch(request: HttpRequest, public_id: object) -> HttpResponseBase:
    """The file of a copy, for who ordered it, while it is kept; every fetching is audited before the file leaves."""
    row = of_asker(request.user).filter(public_id=public_id, state="ready", expires_at__gt=clock.now()).first()
    if row is None or not storages["private"].exists(row.stored_as):
        raise Http404
    ledger.record("privacy.copy_fetched", row.staff, request.user)
    name = f"my-data-{row.asked_at:%Y%m%d}.zip"
    response = FileResponse(storages["private"].open(row.stored_as), as_attachment=True, filename=name, content_type="application/zip")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
