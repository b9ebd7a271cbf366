"""Certificates for the people they belong to, their supervisors, HR and auditors."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.http import require_safe

from exams.certificates import documents
from exams.certificates.asking import READY, file_state
from exams.certificates.models import Certificate
from exams.certificates.queries import of_staff, pdf_of, visible_to
from exams.certificates.standing import status
from training_site.lib import codes
from training_site.people.api import SIGNED_IN, access

PER_PAGE = 20


def _visible(request: HttpRequest, code: str) -> Certificate:
    certificate = visible_to(request.user).filter(code=code).first()
    if certificate is None:
        raise Http404
    return certificate


@access(SIGNED_IN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My certificates, newest first."""
    person = getattr(request.user, "staff_member", None)
    rows = of_staff(person) if person else Certificate.objects.none()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "certificates/mine.html", {"page_obj": page, "rows": [(row, status(row)) for row in page], "place": "results"})


@access(SIGNED_IN)
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """One certificate: what it says, whether it is valid, its file, its check address."""
    row = _visible(request, code)
    context = {
        "certificate": row,
        "status": status(row),
        "file": file_state(row),
        "pdf": pdf_of(row),
        "code": codes.grouped(row.code),
        "address": documents.address_of(row.code),
        "own": row.staff.login_id == request.user.pk,
        "place": "results",
        "sheet": documents.context_of(row, row.facts["languages"]),
    }
    return render(request, "certificates/certificate.html", context)


@access(SIGNED_IN.as_json())
@require_safe
def state(request: HttpRequest, code: str) -> JsonResponse:
    """Whether the file is ready, for the module that waits for it."""
    return JsonResponse({"state": file_state(_visible(request, code))})


@access(SIGNED_IN)
@require_safe
def download(request: HttpRequest, code: str) -> HttpResponseBase:
    """The file as attachment; while it is being made, back to the page that says so."""
    row = _visible(request, code)
    if file_state(row) != READY:
        return HttpResponseRedirect(row.get_absolute_url())
    file = pdf_of(row)
    if file is None:
        raise Http404
    try:
        handle = file.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(handle, as_attachment=True, filename=f"{row.number}.pdf", content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@access(SIGNED_IN)
@require_safe
@xframe_options_deny
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate as a page to print from the browser, where no PDF can be made."""
    row = _visible(request, code)
    return render(request, "certificates/sheet_page.html", {**documents.context_of(row, row.facts["languages"]), "certificate": row})
