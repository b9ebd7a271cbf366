"""One person's page in the admin, and what is done from there: end and take back an employment, give and take tasks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views import generic

from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.people import codes
from training_site.people.access import access, role
from training_site.people.admin.forms import EndForm, RolesForm
from training_site.people.employment import end_employment, take_leaving_back
from training_site.people.login_state import login_state
from training_site.people.models import Correction, StaffMember
from training_site.people.queries import supervisors_of
from training_site.people.roles import ADMINISTRATOR, AUDITOR, HR, LABELS, has_role, roles_of


class PersonView(generic.InspectView):
    """Who somebody is, where they were posted, how their login stands, what was done for them."""

    access_policy = role(HR, ADMINISTRATOR, AUDITOR)

    def get_page_title(self) -> str:
        return str(self.object)

    def get_page_subtitle(self) -> str:
        return str(self.object.staff_number)

    def get_fields_context(self) -> list[dict[str, Any]]:
        """The page has a template of its own."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person: StaffMember = self.object
        writes = has_role(self.request.user, HR, ADMINISTRATOR) and person.erased_at is None
        return super().get_context_data(
            **kwargs,
            person=person,
            postings=person.postings.select_related("unit", "job_role").order_by("-starts_on"),
            supervisions=person.supervisions.select_related("unit").order_by("-starts_on"),
            supervisors=list(supervisors_of(person)[:5]),
            login_state=login_state(person),
            corrections=corrections_of(person),
            roles=[LABELS[name] for name in LABELS if person.login and name in roles_of(person.login)],
            events=AuditEvent.objects.filter(subject_kind=StaffMember._meta.label_lower, subject_id=str(person.pk)).order_by("-pk")[:10],
            may_help=writes and codes.may_help(self.request.user, person),
            may_write=writes,
            may_give_roles=writes and has_role(self.request.user, ADMINISTRATOR) and person.login is not None,
            gone=person.left_on is not None and person.left_on <= clock.today(),
        )


def corrections_of(person: StaffMember) -> list[Correction]:
    """The latest corrections, each with `names`: what was corrected, in the reader's words."""
    rows = list(Correction.objects.filter(staff=person).select_related("by")[:5])
    for row in rows:
        row.names = [StaffMember._meta.get_field(name).verbose_name for name in row.fields]  # type: ignore[attr-defined]
    return rows


def _page(request: HttpRequest, person: StaffMember, form: Any, **texts: Any) -> HttpResponse:
    """A small form about one person: `title`, `text`, `action`, and `grave` for what should not happen by mistake."""
    here = reverse("staff:inspect", args=[person.pk])
    crumbs = [
        {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("staff:index"), "label": _("Staff")},
        {"url": here, "label": person.name},
        {"url": "", "label": texts["title"]},
    ]
    context = {"form": form, "header_title": texts["title"], "header_icon": "user", "breadcrumbs_items": crumbs, "back": here, **texts}
    return render(request, "people/admin/deed.html", context)


@access(role(HR, ADMINISTRATOR))
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a leaving date; asks, and says what follows from it."""
    person = get_object_or_404(StaffMember, pk=pk)
    form = EndForm(request.POST or None, initial={"left_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            end_employment(person, form.cleaned_data["left_on"], request.user)
        except Refused as refused:
            form.add_error("left_on", str(refused))
        else:
            messages.success(request, _("The leaving date of %(name)s is entered.") % {"name": person.name})
            return redirect("staff:inspect", pk)
    return _page(
        request,
        person,
        form,
        title=_("End the employment of %(name)s") % {"name": person.name},
        text=_("Posts and supervisions end on that day, and the login is closed. Everything earned stays. It can be taken back for 30 days."),
        action=_("Enter the leaving date"),
        grave=True,
    )


@access(role(HR, ADMINISTRATOR))
@require_POST
def stay(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a leaving date back."""
    person = get_object_or_404(StaffMember, pk=pk)
    try:
        take_leaving_back(person, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The leaving date of %(name)s is taken back; the last post is open again.") % {"name": person.name})
    return redirect("staff:inspect", pk)


@access(role(ADMINISTRATOR))
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Give and take tasks in the platform; administrators only."""
    person = get_object_or_404(StaffMember.objects.select_related("login"), pk=pk, login__isnull=False)
    held = [name for name in LABELS if person.login and name in roles_of(person.login)]
    form = RolesForm(request.POST or None, initial={"roles": held})
    if request.method == "POST" and form.is_valid():
        if person.login == request.user and ADMINISTRATOR not in form.cleaned_data["roles"]:
            form.add_error("roles", _("You cannot take the administrator’s task from yourself; another administrator can."))
        else:
            form.save_for(person, request.user)
            messages.success(request, _("The tasks of %(name)s are saved.") % {"name": person.name})
            return redirect("staff:inspect", pk)
    return _page(
        request,
        person,
        form,
        title=_("Tasks of %(name)s") % {"name": person.name},
        text=_("Everybody learns. Whoever does more in the platform has a task here; it takes effect at the next page."),
        action=_("Save"),
        grave=False,
    )
