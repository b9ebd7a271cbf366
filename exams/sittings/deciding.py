"""What trainers and HR decide about people and exams: who is absent, who may sit again, minutes, tries, voiding."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exams.papers.api import Exam
from exams.sittings import allowing, lists
from exams.sittings.models import Admission, Attempt
from exams.sittings.permitting import allowed
from exams.sittings.starting import start
from training_site.lib.errors import Refused
from training_site.logins.models import User
from training_site.people.api import StaffMember
from training_site.transfers.api import export_response

PER_PAGE = 50


class ReasonForm(forms.Form):
    """A reason, which stands in the audit log."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=400, widget=forms.Textarea({"rows": 3}), help_text=gettext_lazy("It stands in the audit log.")
    )


class GrantForm(ReasonForm):
    """Minutes or tries for one person."""

    minutes = forms.IntegerField(label=gettext_lazy("Extra minutes"), min_value=0, max_value=allowing.MOST_MINUTES, required=False)
    tries = forms.IntegerField(label=gettext_lazy("Extra tries"), min_value=0, max_value=allowing.MOST_TRIES, required=False)
    field_order = ["minutes", "tries", "reason"]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if not self.errors and not facts.get("minutes") and not facts.get("tries"):
            raise forms.ValidationError(_("Enter extra minutes or extra tries."))
        return facts


def _guard(request: HttpRequest, action: str) -> None:
    if not allowed(request, action):
        raise PermissionDenied


def _page(request: HttpRequest, title: str, subtitle: str, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {"page_title": title, "page_subtitle": subtitle, "header_icon": "clipboard-list", **context})


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare an attempt void, with a reason."""
    _guard(request, "decide")
    attempt = get_object_or_404(Attempt.objects.filter(purpose="live").select_related("exam", "staff"), pk=pk)
    back = reverse("results:inspect", args=[pk])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            allowing.void_attempt(attempt, form.cleaned_data["reason"], cast(User, request.user))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The attempt is void. Its try is free again, and everything in it is kept."))
        return redirect(back)
    explain = _("The attempt will count for nothing, and its try is given back. It cannot be made valid again.")
    return _page(
        request,
        _("Declare the attempt void"),
        f"{attempt.staff} · {attempt.reference}",
        "sittings/admin/decide.html",
        form=form,
        explain=explain,
        label=_("Declare void"),
        back=back,
    )


@require_GET
def exams(request: HttpRequest) -> HttpResponse:
    """Every published exam, to its figures and lists."""
    _guard(request, "view")
    rows = Exam.objects.filter(current_version__isnull=False).order_by("archived_at", "code")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return _page(request, _("Results by exam"), "", "sittings/admin/exams.html", page_obj=page)


@require_GET
def exam(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of an exam: expected, absent, in progress, being marked, passed, to resit."""
    _guard(request, "view")
    one = get_object_or_404(Exam.objects.select_related("current_version"), pk=pk, current_version__isnull=False)
    admissions = Admission.objects.filter(exam=one).select_related("staff", "granted_by").order_by("-granted_at")[:PER_PAGE]
    return _page(
        request,
        str(one),
        one.code,
        "sittings/admin/exam.html",
        exam=one,
        figures=lists.overview(one),
        admissions=admissions,
        may_decide=allowed(request, "decide"),
    )


@require_GET
def people(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """The absent list and the resit list of an exam, searched by name or staff number, paged, exported."""
    _guard(request, "view")
    one = get_object_or_404(Exam.objects.select_related("current_version"), pk=pk, current_version__isnull=False)
    if which not in ("absent", "resits"):
        raise Http404
    title = _("Absent") if which == "absent" else _("To resit")
    wanted = request.GET.get("q", "").strip().casefold()
    rows: Sequence[Any] = lists.resits(one) if which == "resits" else list(lists.absent(one))
    if wanted:
        rows = [row for row in rows if wanted in f"{_person(row).name} {_person(row).staff_number}".casefold()]
    if request.GET.get("export") in ("xlsx", "csv"):
        return _export(request, one, which, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return _page(
        request,
        title,
        str(one),
        "sittings/admin/people.html",
        exam=one,
        which=which,
        page_obj=page,
        q=request.GET.get("q", ""),
        may_decide=allowed(request, "decide"),
    )


def _person(row: Any) -> StaffMember:
    return row if isinstance(row, StaffMember) else row.staff


def _export(request: HttpRequest, one: Exam, which: str, rows: Sequence[Any]) -> HttpResponse:
    header = [_("Staff number"), _("Name"), _("Exam")]
    table: list[list[object]] = [[_person(row).staff_number, _person(row).name, str(one)] for row in rows]
    if which == "resits":
        header += [_("Tries used"), _("Tries left"), _("Best percent"), _("May start again")]
        table = [[*line, row.used, row.left, row.best, row.again_at] for line, row in zip(table, rows, strict=True)]
    return export_response(request, f"{which}-{one.code}", header, table, request.GET["export"])


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, pk: int, public_id: UUID) -> HttpResponse:
    """Give one person minutes or tries for an exam, with a reason; `next` is the page one came from."""
    _guard(request, "decide")
    one = get_object_or_404(Exam, pk=pk, current_version__isnull=False)
    person = get_object_or_404(StaffMember, public_id=public_id)
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("results:exam", args=[pk])
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            if facts.get("minutes"):
                allowing.allow_minutes(one, person, facts["minutes"], facts["reason"], cast(User, request.user))
            if facts.get("tries"):
                allowing.grant_try(one, person, facts["reason"], cast(User, request.user), facts["tries"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Granted. An attempt in progress has its new deadline already."))
            return redirect(back)
    return _page(
        request, _("Grant minutes or tries"), f"{person} · {one}", "sittings/admin/decide.html",
        form=form, explain=_("What is granted adds up and is not taken back."), label=_("Grant"), back=back,
    )  # fmt: skip


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Sit an exam as a preview, which counts nowhere."""
    _guard(request, "mark")
    one = get_object_or_404(Exam, pk=pk, current_version__isnull=False)
    person = getattr(request.user, "staff_member", None)
    if person is None:
        messages.error(request, _("A preview needs a login that belongs to a member of staff."))
        return redirect("results:exam", pk=pk)
    try:
        attempt = start(one, person, purpose="preview")
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("results:exam", pk=pk)
    return redirect("sittings:paper", public_id=attempt.public_id)
