"""What trainers and HR decide about people and exams: minutes, tries, voiding; and sitting an exam as a preview."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from exams.papers.api import Exam
from exams.sittings import allowing
from exams.sittings.backstage import page
from exams.sittings.models import Attempt
from exams.sittings.permitting import DECIDERS, MARKERS
from exams.sittings.starting import start
from training_site.lib.errors import Refused
from training_site.lib.reasons import LONGEST_REASON
from training_site.logins.models import User
from training_site.people.api import StaffMember, access, role


class ReasonForm(forms.Form):
    """A reason, which stands in the audit log."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It stands in the audit log."),
    )


class GrantForm(ReasonForm):
    """Minutes or tries for one person."""

    minutes = forms.IntegerField(label=gettext_lazy("Extra minutes"), min_value=0, max_value=allowing.MOST_MINUTES, required=False)
    tries = forms.IntegerField(label=gettext_lazy("Extra tries"), min_value=0, max_value=allowing.MOST_TRIES, required=False)
    field_order = ["minutes", "tries", "reason"]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if not self.errors and not facts.get("minutes") and not facts.get("tries"):
            self.add_error("minutes", _("Enter extra minutes or extra tries."))
        return facts


@access(role(*DECIDERS))
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare an attempt void, with a reason."""
    attempt = get_object_or_404(Attempt.objects.filter(purpose="live").select_related("exam", "staff"), pk=pk)
    back = reverse("results:inspect", args=[pk])
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            allowing.void_attempt(attempt, form.cleaned_data["reason"], cast(User, request.user))
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("The attempt is void. Its try is free again, and everything in it is kept."))
            return redirect(back)
    explain = _("The attempt will count for nothing, and its try is given back. It cannot be made valid again.")
    return page(
        request,
        _("Declare the attempt void"),
        f"{attempt.staff} · {attempt.reference}",
        "sittings/admin/decide.html",
        form=form,
        explain=explain,
        label=_("Declare void"),
        back=back,
        status=422 if form.errors else 200,
    )


@access(role(*DECIDERS))
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, pk: int, public_id: UUID) -> HttpResponse:
    """Give one person minutes or tries for an exam, with a reason; `next` is the page one came from."""
    one = get_object_or_404(Exam, pk=pk, current_version__isnull=False)
    person = get_object_or_404(StaffMember, public_id=public_id)
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("results:exam", args=[pk])
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            with transaction.atomic():
                if facts.get("minutes"):
                    allowing.allow_minutes(one, person, facts["minutes"], facts["reason"], cast(User, request.user))
                if facts.get("tries"):
                    allowing.grant_try(one, person, facts["reason"], cast(User, request.user), facts["tries"])
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("Granted. An attempt in progress has its new deadline already."))
            return redirect(back)
    return page(
        request, _("Grant minutes or tries"), f"{person} · {one}", "sittings/admin/decide.html",
        form=form, explain=_("What is granted adds up and is not taken back."), label=_("Grant"), back=back,
        status=422 if form.errors else 200,
    )  # fmt: skip


@access(role(*MARKERS))
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Sit an exam as a preview, which counts nowhere."""
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
