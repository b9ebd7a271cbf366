"""Units, job roles and supervisions in the admin."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from training_site.ledger import api as ledger
from training_site.people.access import role
from training_site.people.admin.columns import DayColumn, OpenedTitleColumn
from training_site.people.admin.forms import JobRoleForm, SupervisionForm, UnitForm
from training_site.people.menu import ORDER, TRAINING_MENU
from training_site.people.models import JobRole, OrgUnit, Posting, Supervision
from training_site.people.queries import in_force
from training_site.people.roles import ADMINISTRATOR, AUDITOR, HR

READERS = role(HR, ADMINISTRATOR, AUDITOR)
WRITERS = role(HR, ADMINISTRATOR)


class Index(generic.IndexView):
    access_policy = READERS


class Add(generic.CreateView):
    """Writes down who added it."""

    access_policy = WRITERS

    def save_instance(self) -> object:
        row = self.form.save_by(self.request.user) if hasattr(self.form, "save_by") else self.form.save()
        ledger.record(f"people.{row._meta.model_name}_added", row, self.request.user, code=getattr(row, "code", ""))
        return row


class Edit(generic.EditView):
    """Writes down who changed which fields."""

    access_policy = WRITERS

    def save_instance(self) -> object:
        row = self.form.save_by(self.request.user) if hasattr(self.form, "save_by") else self.form.save()
        ledger.record(f"people.{row._meta.model_name}_changed", row, self.request.user, fields=self.form.changed_data)
        return row


class UnitIndex(Index):
    """The tree from top to bottom, with how many people are posted in each unit today."""

    def get_base_queryset(self) -> QuerySet[OrgUnit]:
        people = Posting.objects.filter(in_force(), unit=OuterRef("pk")).order_by().values("unit").annotate(number=Count("pk")).values("number")
        return super().get_base_queryset().annotate(people=Coalesce(Subquery(people), 0))


class _Desk(ModelViewSet):
    """What the three lists have in common."""

    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    index_view_class = Index
    add_view_class = Add
    edit_view_class = Edit
    copy_view_enabled = False
    list_per_page = 50


def _depth(unit: OrgUnit) -> str:
    """The name, pushed in by the unit's depth."""
    return "　" * (unit.depth - 1) + str(unit)


class UnitViewSet(_Desk):
    """Units are closed, never deleted."""

    model = OrgUnit
    name = "units"
    icon = "site"
    menu_label = _("Units")
    menu_order = ORDER["people"] + 1
    index_view_class = UnitIndex
    ordering = "path"
    search_fields = ["code", "name_zh", "name_en"]
    list_filter = ["kind"]
    list_display = [
        OpenedTitleColumn("name", label=_("Unit"), accessor=_depth, opened_by=WRITERS, get_url=lambda row: reverse("units:edit", args=[row.pk])),
        Column("code", label=_("Code"), sort_key="code"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("people", label=_("People today"), sort_key="people"),
        DayColumn("closed_on", label=_("Closed on"), sort_key="closed_on"),
    ]
    list_export = ["code", "name_zh", "name_en", "get_kind_display", "people", "closed_on"]
    export_headings = {"get_kind_display": _("Kind"), "people": _("People today")}
    export_filename = "units"

    def get_form_class(self, for_update: bool = False) -> type[UnitForm]:
        return UnitForm


class JobRoleIndex(Index):
    """With how many people are employed as each today."""

    def get_base_queryset(self) -> QuerySet[JobRole]:
        return super().get_base_queryset().annotate(people=Count("postings", filter=in_force(prefix="postings__"), distinct=True))


class JobRoleViewSet(_Desk):
    """Job roles; learning paths and exams are required by them."""

    model = JobRole
    name = "job_roles"
    icon = "tasks"
    menu_label = _("Job roles")
    menu_order = ORDER["people"] + 2
    index_view_class = JobRoleIndex
    ordering = "order"
    search_fields = ["code", "name_zh", "name_en"]
    list_display = [
        OpenedTitleColumn(
            "name", label=_("Job role"), accessor="__str__", opened_by=WRITERS, get_url=lambda row: reverse("job_roles:edit", args=[row.pk])
        ),
        Column("code", label=_("Code"), sort_key="code"),
        Column("order", label=_("Order"), sort_key="order"),
        Column("people", label=_("People today"), sort_key="people"),
    ]
    list_export = ["code", "name_zh", "name_en", "order", "people"]
    export_headings = {"people": _("People today")}
    export_filename = "job-roles"

    def get_form_class(self, for_update: bool = False) -> type[JobRoleForm]:
        return JobRoleForm


class SupervisionIndex(Index):
    def get_base_queryset(self) -> QuerySet[Supervision]:
        return super().get_base_queryset().select_related("supervisor", "unit")

    def search_queryset(self, queryset: QuerySet[Supervision]) -> QuerySet[Supervision]:
        """By the person or the unit."""
        if not self.is_searching:
            return queryset
        query = self.search_query
        person = Q(supervisor__name__icontains=query) | Q(supervisor__staff_number__icontains=query)
        return queryset.filter(person | Q(unit__name_zh__icontains=query) | Q(unit__name_en__icontains=query) | Q(unit__code__icontains=query))


class SupervisionViewSet(_Desk):
    """Who answers for which unit; ended, never deleted."""

    model = Supervision
    name = "supervisions"
    icon = "view"
    menu_label = _("Supervisors")
    menu_order = ORDER["people"] + 3
    index_view_class = SupervisionIndex
    ordering = "-starts_on"
    search_fields = ["supervisor__name"]
    list_filter = {"ends_on": ["isnull"]}
    list_display = [
        OpenedTitleColumn(
            "supervisor",
            label=_("Supervisor"),
            accessor="supervisor.name",
            opened_by=WRITERS,
            get_url=lambda row: reverse("supervisions:edit", args=[row.pk]),
        ),
        Column("staff_number", label=_("Staff number"), accessor="supervisor.staff_number", sort_key="supervisor__staff_number"),
        Column("unit", label=_("Unit"), accessor="unit", sort_key="unit__path"),
        DayColumn("starts_on", label=_("From"), sort_key="starts_on"),
        DayColumn("ends_on", label=_("Until"), sort_key="ends_on"),
    ]
    list_export = ["supervisor.staff_number", "supervisor.name", "unit.code", "unit", "starts_on", "ends_on"]
    export_headings = {"supervisor.staff_number": _("Staff number"), "supervisor.name": _("Name"), "unit.code": _("Unit code")}
    export_filename = "supervisors"

    def get_form_class(self, for_update: bool = False) -> type[SupervisionForm]:
        return SupervisionForm


unit_viewset, job_role_viewset, supervision_viewset = UnitViewSet(), JobRoleViewSet(), SupervisionViewSet()
