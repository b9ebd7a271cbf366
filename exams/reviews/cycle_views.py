"""Cycles for human resources: how they stand, closing, export."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from exams.reviews import owing, signing
from exams.reviews.models import Review, ReviewCycle
from exams.reviews.queries import export_header, export_rows, narrowed, progress, progress_by_unit
from exams.reviews.states import BEFORE_SIGNING, REVIEW_LABELS
from training_site.lib.errors import Refused
from training_site.people.api import AUDITOR, HR, OrgUnit, access, has_role, role
from training_site.transfers.api import export_response

PER_PAGE = 25


@access(role(HR, AUDITOR))
@require_safe
def cycles(request: HttpRequest) -> HttpResponse:
    """Every cycle with its figures."""
    rows = ReviewCycle.objects.annotate(total=Count("reviews"), done=Count("reviews", filter=~Q(reviews__state__in=BEFORE_SIGNING)))
    rows = rows.order_by("-opens_on", "code")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reviews/cycles.html", {"page_obj": page, "place": "team", "may_write": has_role(request.user, HR)})


@access(role(HR, AUDITOR))
@require_http_methods(["GET", "HEAD", "POST"])
def cycle(request: HttpRequest, code: str) -> HttpResponse:
    """One cycle: by unit, then each review; HR closes it here, and opens reviews on the page behind the button."""
    row = get_object_or_404(ReviewCycle, code=code)
    if request.method == "POST":
        if not has_role(request.user, HR):
            return HttpResponseForbidden()
        _do(request, row)
        return HttpResponseRedirect(reverse("reviews:cycle", args=[row.code]))
    chosen, rows = narrowed(Review.objects.filter(cycle=row), request.GET)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    units = list(OrgUnit.objects.order_by("path"))
    context = {
        "cycle": row, "page_obj": page, "chosen": chosen, "progress": progress(Review.objects.filter(cycle=row)), "by_unit": progress_by_unit(row),
        "states": REVIEW_LABELS.items(), "units": units, "may_write": has_role(request.user, HR), "place": "team",
        "indicators": row.indicators.all(), "unfinished": signing.unfinished(row).count(), "openings": owing.under_way(row),
    }  # fmt: skip
    return render(request, "reviews/cycle.html", context)


def _do(request: HttpRequest, row: ReviewCycle) -> None:
    try:
        if request.POST.get("deed") == "close":
            closed = signing.close_cycle(row, request.user)
            messages.success(
                request,
                ngettext("The cycle is closed with %(count)d review.", "The cycle is closed with %(count)d reviews.", closed) % {"count": closed},
            )
    except Refused as refusal:
        messages.error(request, str(refusal))


@access(role(HR, AUDITOR))
@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The reviews of a cycle as a table, as filtered."""
    row = get_object_or_404(ReviewCycle, code=code)
    _chosen, rows = narrowed(Review.objects.filter(cycle=row), request.GET)
    return export_response(
        request, f"reviews-{row.code}", export_header(row), export_rows(row, rows), request.GET.get("format", "xlsx"), _("Reviews")
    )
