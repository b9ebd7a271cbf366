"""The list of lesson files in the admin: what there is, where it is shown, and what may go."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from courses.lessons import attachments
from courses.lessons.choosing import AttachmentForm
from courses.lessons.models import Attachment
from courses.lessons.models.files import KINDS
from training_site.lib.errors import Refused
from training_site.people.api import APPROVER, ORDER, TRAINER, TRAINING_MENU, RolePolicy, role
from training_site.transfers.api import export_response

WRITERS = {TRAINER, APPROVER}
MAY = role(*WRITERS)
POLICY = RolePolicy(Attachment, add=WRITERS, change=WRITERS, delete=WRITERS, view=WRITERS, choose=WRITERS)


def size_of(row: Attachment) -> str:
    """Format and size: “DOCX, 1.4 KB”."""
    return f"{row.extension.upper()}, {filesizeformat(row.size)}"


class FileFilters(WagtailFilterSet):
    """Kind, and whether a published lesson has it."""

    kind = django_filters.ChoiceFilter(choices=[choice for choice in KINDS if choice[0] != "image"], label=_("Kind of file"))
    shown = django_filters.ChoiceFilter(
        choices=[("yes", _("in a published lesson")), ("no", _("in none"))], label=_("Use"), method="by_use", empty_label=_("All")
    )

    class Meta:
        model = Attachment
        fields: list[str] = []

    def by_use(self, rows: QuerySet[Attachment], name: str, value: str) -> QuerySet[Attachment]:
        """By the number of lessons that the list counts."""
        return rows.filter(lessons__gt=0) if value == "yes" else rows.filter(lessons=0)


class FileIndexView(generic.IndexView):
    """Everything that trainers uploaded; pictures are kept by Wagtail's own library."""

    access_policy = MAY

    def get_base_queryset(self) -> QuerySet[Attachment]:
        rows = super().get_base_queryset().exclude(kind="image").select_related("uploaded_by")
        return rows.annotate(lessons=Count("uses__lesson_version__lesson", distinct=True))

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        header = [
            gettext("Title"),
            gettext("Kind of file"),
            gettext("Format"),
            gettext("Size in bytes"),
            gettext("Lessons"),
            gettext("Uploaded"),
            gettext("By"),
            "SHA-256",
        ]
        rows = (
            [row.title, row.get_kind_display(), row.extension.upper(), row.size, row.lessons, row.uploaded_at, str(row.uploaded_by or ""), row.sha256]
            for row in queryset
        )
        return export_response(self.request, "lesson-files", header, rows, spreadsheet_format)


class FileAddView(generic.CreateView):
    """The same form as in the chooser."""

    access_policy = MAY

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.instance.uploaded_by = self.request.user
        return form


class TitleForm(AttachmentForm):
    """A file’s title. Another content is another file: what a lesson showed yesterday must not change under it."""

    class Meta:
        model = Attachment
        fields = ["title"]


class FileEditView(generic.EditView):
    """Another title."""

    access_policy = MAY

    @cached_property
    def header_buttons(self) -> list[Button]:
        return [*super().header_buttons, HeaderButton(gettext("See where it is shown"), url=self.get_inspect_url(), icon_name="view")]

    def get_inspect_url(self) -> str:
        """The page that only shows."""
        return reverse(lesson_files.get_url_name("inspect"), args=[self.object.pk])

    def get_form_class(self) -> Any:
        return TitleForm

    def save_instance(self) -> Attachment:
        attachments.rename(self.object, self.form.cleaned_data["title"], self.request.user)
        return self.object


class FileInspectView(generic.InspectView):
    """What the file is, the lessons that show it, and the file itself."""

    access_policy = MAY
    template_name = "lessons/admin/file.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"places": attachments.shown_in(self.object), "drafts": attachments.drafts_with(self.object)}
        return super().get_context_data(**kwargs) | own

    def get_uploaded_by_display_value(self) -> str:
        """Files that came with loaded content were uploaded by nobody."""
        return str(self.object.uploaded_by or "–")

    def get_field_label(self, field_name: str, field: Any) -> str:
        return gettext("Size") if field_name == "size" else str(super().get_field_label(field_name, field))

    def get_size_display_value(self) -> str:
        """As in the list."""
        return size_of(self.object)

    @cached_property
    def header_buttons(self) -> list[Button]:
        return [*super().header_buttons, HeaderButton(gettext("Download"), url=self.object.get_absolute_url(), icon_name="download")]


class FileDeleteView(generic.DeleteView):
    """Asks first; a file that a lesson shows is refused with the reason before anything is asked."""

    access_policy = MAY

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sentence = attachments.why_not_delete(self.object)
        return self._kept(sentence) if sentence else super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            attachments.delete(self.object, self.request.user)
        except Refused as refusal:
            return self._kept(str(refusal))
        messages.success(self.request, gettext("“%(title)s” is deleted.") % {"title": self.object.title})
        return HttpResponseRedirect(self.get_success_url())

    def _kept(self, sentence: str) -> HttpResponse:
        messages.error(self.request, sentence)
        return HttpResponseRedirect(reverse(lesson_files.get_url_name("inspect"), args=[self.object.pk]))


class LessonFileViewSet(ModelViewSet):
    """Lesson files."""

    model = Attachment
    name = "lesson_files"
    icon = "doc-full-inverse"
    menu_label = _("Lesson files")
    menu_order = ORDER["lesson_files"]
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["title", "kind", "size", "uploaded_at", "uploaded_by"]
    index_view_class = FileIndexView
    add_view_class = FileAddView
    edit_view_class = FileEditView
    inspect_view_class = FileInspectView
    delete_view_class = FileDeleteView
    list_per_page = 30
    ordering = "-uploaded_at"
    search_fields = ["title"]
    search_backend_name = None
    filterset_class = FileFilters
    list_export = ["title"]
    list_display = [
        "title",
        Column("kind", label=_("Kind of file"), accessor="get_kind_display", sort_key="kind"),
        Column("size", label=_("Size"), accessor=size_of, sort_key="size"),
        Column("lessons", label=_("Lessons"), accessor="lessons", sort_key="lessons"),
        Column("uploaded_at", label=_("uploaded"), accessor=lambda row: f"{timezone.localtime(row.uploaded_at):%Y-%m-%d}", sort_key="uploaded_at"),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        return TitleForm if for_update else AttachmentForm

    @property
    def permission_policy(self) -> RolePolicy:
        return POLICY


lesson_files = LessonFileViewSet()
