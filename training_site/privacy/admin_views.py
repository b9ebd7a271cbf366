"""What HR and administrators do about somebody's data, each on a page that says what follows."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.paginator import WagtailPaginator

from training_site.lib.errors import Refused
from training_site.people.api import ADMINISTRATOR, AUDITOR, HR, StaffMember, access, role
from training_site.people.personal_data import parts
from training_site.people.retention import kept_kinds
from training_site.privacy import erasing
from training_site.privacy.copying import order_copy
from training_site.privacy.correcting import answer_correction
from training_site.privacy.forms import AnswerForm, DecideForm, ReasonForm
from training_site.privacy.models import CorrectionRequest, ErasureRequest, RetentionRun
from training_site.privacy.retaining import past

ANSWERERS, DECIDERS = role(HR, ADMINISTRATOR), role(ADMINISTRATOR)


def _crumbs(*trail: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}, *({"url": url, "label": label} for url, label in trail)]


def _page(request: HttpRequest, template: str, title: str, trail: list[tuple[str, str]], **context: Any) -> HttpResponse:
    frame = {"header_title": title, "page_title": title, "header_icon": "user", "breadcrumbs_items": _crumbs(*trail, ("", title))}
    return render(request, template, {**frame, **context})


@access(ANSWERERS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One request for a correction: what is wrong, what stands there today, and the answer."""
    row = get_object_or_404(CorrectionRequest.objects.select_related("staff", "by"), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_correction(row, request.user, form.cleaned_data["outcome"] == "done", form.cleaned_data["answer"])  # type: ignore[arg-type]
        except Refused as refused:
            form.add_error("answer", str(refused))
        else:
            messages.success(request, _("The answer is kept; the person sees it on the page “My data”."))
            return redirect("correction_requests:index")
    trail = [(reverse("correction_requests:index"), str(CorrectionRequest._meta.verbose_name_plural).capitalize())]
    return _page(request, "privacy/admin/answer.html", _("Request of %(name)s") % {"name": row.staff.name}, trail, row=row, form=form)


@access(role(HR))
@require_POST
def copy_for(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy of the data of somebody who has left."""
    person = get_object_or_404(StaffMember, pk=pk)
    try:
        order_copy(person, request.user)  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("staff:inspect", pk)
    return redirect("privacy:mine")


@access(role(HR))
def ask_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an erasure; says what goes and what stays."""
    person = get_object_or_404(StaffMember, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erasing.ask_erasure(person, form.cleaned_data["reason"], request.user)  # type: ignore[arg-type]
        except Refused as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, _("The erasure is asked for. An administrator confirms or refuses it."))
            return redirect("staff:inspect", pk)
    title = _("Erase the data of %(name)s") % {"name": person.name}
    trail = [(reverse("staff:index"), _("Staff")), (reverse("staff:inspect", args=[pk]), person.name)]
    context = {"person": person, "form": form, "stays": [part for part in parts() if part.stays], "back": reverse("staff:inspect", args=[pk])}
    return _page(request, "privacy/admin/ask_erasure.html", title, trail, **context)


@access(DECIDERS)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person: erase, or refuse with a reason."""
    row = get_object_or_404(ErasureRequest.objects.select_related("staff__login", "asked_by", "decided_by"), pk=pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = _decided(row, request.user, form)
        except Refused as refused:
            form.add_error("number" if form.cleaned_data["outcome"] == "erase" else "answer", str(refused))
        else:
            messages.success(request, said)
            return redirect("erasures:index")
    trail = [(reverse("erasures:index"), str(ErasureRequest._meta.verbose_name_plural).capitalize())]
    title = _("Erase the data of %(name)s") % {"name": row.staff.name}
    context = {"row": row, "form": form, "stays": [part for part in parts() if part.stays], "own": row.asked_by_id == request.user.pk}
    return _page(request, "privacy/admin/decide.html", title, trail, **context)


def _decided(row: ErasureRequest, by: Any, form: DecideForm) -> str:
    if form.cleaned_data["outcome"] == "refused":
        erasing.refuse_erasure(row, by, form.cleaned_data["answer"])
        return _("The erasure is refused; the data stay as they are.")
    if form.cleaned_data["number"].strip().casefold() != row.staff.staff_number.casefold():
        raise Refused(_("This is not the staff number of the person whose data you are about to erase."))
    erasing.erase(row, by)
    return _("The data are erased. The record goes on under a pseudonym.")


@access(role(HR, AUDITOR, ADMINISTRATOR))
def retention(request: HttpRequest) -> HttpResponse:
    """The declared table: kinds, periods, bases, what is past today; and the passes so far. Read only."""
    paginator = WagtailPaginator(RetentionRun.objects.all(), 20)
    page = paginator.get_page(request.GET.get("p"))
    kinds = kept_kinds()
    titles = {kind.code: kind.title for kind in kinds}
    context = {
        "kinds": [(kind, past(kind)) for kind in kinds],
        "runs": [(row, [(titles.get(code, code), count) for code, count in row.counts.items() if count != 0]) for row in page],
        "items": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
        "erasure_after": settings.ERASURE_AFTER_DAYS,
        "erased": StaffMember.objects.filter(erased_at__isnull=False).aggregate(count=Count("pk"))["count"],
    }
    return _page(request, "privacy/admin/retention.html", _("How long data are kept"), [], **context)
