"""The staff list of HR: found by number or name, filtered, exported; and each person's page."""

import django_filters
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from training_site.lib import bilingual
from training_site.people.access import role
from training_site.people.admin import person
from training_site.people.admin.columns import DayColumn
from training_site.people.admin.forms import StaffForm
from training_site.people.menu import ORDER, TRAINING_MENU
from training_site.people.models import JobRole, OrgUnit, Posting, StaffMember
from training_site.people.queries import employed, in_force
from training_site.people.roles import ADMINISTRATOR, AUDITOR, HR

READERS = role(HR, ADMINISTRATOR, AUDITOR)
WRITERS = role(HR, ADMINISTRATOR)


def named(path: str) -> Coalesce:
    """The reader's language of a `…name` pair in SQL, Chinese where there is no English."""
    first = f"{path}_{bilingual.language()}"
    return Coalesce(NullIf(F(first), Value("")), F(f"{path}_zh"), output_field=CharField())


def with_posts(people: QuerySet[StaffMember]) -> QuerySet[StaffMember]:
    """People with `unit_name`, `job_name` and `post_since` of today's posting, in the same query."""
    today = Posting.objects.filter(in_force(), staff=OuterRef("pk")).order_by("-starts_on")
    return people.annotate(
        unit_name=Subquery(today.annotate(shown=named("unit__name")).values("shown")[:1]),
        job_name=Subquery(today.annotate(shown=named("job_role__name")).values("shown")[:1]),
        post_since=Subquery(today.values("starts_on")[:1]),
    ).select_related("login")


class StaffFilterSet(WagtailFilterSet):
    """By unit with everything below it, by job role, and by where somebody stands."""

    STANDINGS = [
        ("here", _("works here")),
        ("waiting", _("has not signed in yet")),
        ("leaving", _("leaving date entered")),
        ("left", _("has left")),
        ("no-post", _("without a post")),
    ]
    unit = django_filters.ModelChoiceFilter(label=_("Unit, with those below"), queryset=OrgUnit.objects.order_by("path"), method="below")
    job_role = django_filters.ModelChoiceFilter(label=_("Job role"), queryset=JobRole.objects.all(), method="employed_as")
    standing = django_filters.ChoiceFilter(label=_("Standing"), choices=STANDINGS, method="stands")

    class Meta:
        model = StaffMember
        fields: list[str] = []

    def below(self, people: QuerySet[StaffMember], name: str, unit: OrgUnit) -> QuerySet[StaffMember]:
        """Posted today in the unit or below it."""
        return people.filter(pk__in=Posting.objects.filter(in_force(), unit__path__startswith=unit.path).values("staff"))

    def employed_as(self, people: QuerySet[StaffMember], name: str, job_role: JobRole) -> QuerySet[StaffMember]:
        """Posted today with the job role."""
        return people.filter(pk__in=Posting.objects.filter(in_force(), job_role=job_role).values("staff"))

    def stands(self, people: QuerySet[StaffMember], name: str, standing: str) -> QuerySet[StaffMember]:
        """Where somebody stands today."""
        here = Q(pk__in=employed().values("pk"))
        conditions = {
            "here": here,
            "waiting": here & Q(login__last_login__isnull=True),
            "leaving": here & Q(left_on__isnull=False),
            "left": ~here,
            "no-post": here & ~Q(pk__in=Posting.objects.filter(in_force()).values("staff")),
        }
        return people.filter(conditions[standing])


class StaffIndexView(generic.IndexView):
    """One query for the page whatever its length."""

    access_policy = READERS

    def get_base_queryset(self) -> QuerySet[StaffMember]:
        return with_posts(super().get_base_queryset())


class StaffEditView(generic.EditView):
    """Name and ways to reach somebody; the login follows."""

    access_policy = WRITERS

    def get_queryset(self) -> QuerySet[StaffMember]:
        """Whose data were erased has no details to correct."""
        return super().get_queryset().filter(erased_at__isnull=True)

    def save_instance(self) -> StaffMember:
        return self.form.save_by(self.request.user)


class StaffViewSet(ModelViewSet):
    """People come with the roster and are ended, never deleted: no adding and no deleting here."""

    model = StaffMember
    name = "staff"
    icon = "user"
    menu_label = _("Staff")
    menu_order = ORDER["people"]
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    index_view_class = StaffIndexView
    edit_view_class = StaffEditView
    inspect_view_class = person.PersonView
    inspect_view_enabled = True
    inspect_template_name = "people/admin/person.html"
    copy_view_enabled = False
    list_per_page = 50
    ordering = "staff_number"
    search_fields = ["staff_number", "name", "name_latin", "email"]
    filterset_class = StaffFilterSet
    list_display = [
        TitleColumn("name", label=_("Name"), sort_key="name", get_url=lambda row: reverse("staff:inspect", args=[row.pk])),
        Column("staff_number", label=_("Staff number"), sort_key="staff_number"),
        Column("unit_name", label=_("Unit"), sort_key="unit_name"),
        Column("job_name", label=_("Job role"), sort_key="job_name"),
        DayColumn("hired_on", label=_("Hired on"), sort_key="hired_on"),
        DayColumn("left_on", label=_("Left on"), sort_key="left_on"),
        DayColumn("login.last_login", label=_("Last sign-in"), accessor="login.last_login", sort_key="login__last_login"),
    ]
    list_export = ["staff_number", "name", "name_latin", "unit_name", "job_name", "post_since", "hired_on", "left_on", "email", "mobile"]
    export_headings = {"unit_name": _("Unit"), "job_name": _("Job role"), "post_since": _("In this post since")}
    export_filename = "staff"

    def get_form_class(self, for_update: bool = False) -> type[StaffForm]:
        return StaffForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("end/<int:pk>/", person.end, name="end"),
            path("stay/<int:pk>/", person.stay, name="stay"),
            path("roles/<int:pk>/", person.roles, name="roles"),
        ]


staff_viewset = StaffViewSet()
