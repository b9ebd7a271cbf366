"""The chooser of lesson files in the editor: search, choose, or upload."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import chooser as generic
from wagtail.admin.viewsets.chooser import ChooserViewSet

from courses.lessons.models.files import KINDS, Attachment
from courses.lessons.uploads import LIMITS, check_name, describe
from training_site.lib.errors import Refused
from training_site.people.api import APPROVER, TRAINER, has_role, role


class AttachmentForm(forms.ModelForm):
    """Title and file; what is not accepted is said at the file."""

    class Meta:
        model = Attachment
        fields = ["title", "file"]
        help_texts = {"file": LIMITS}

    def clean_file(self) -> Any:
        """Sniffs the upload before anything is written; the name must not say otherwise."""
        upload = self.cleaned_data["file"]
        row = Attachment(file=upload)
        try:
            describe(row)
            check_name(upload.name, row.extension)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
        if row.kind == "image":
            raise ValidationError(_("A picture does not belong here. Put it into a “Figure” block."))
        return upload


class AttachmentFilter(BaseFilterForm):
    """By words of the title and by kind."""

    q = forms.CharField(label=_("Title"), required=False)
    kind = forms.ChoiceField(label=_("Kind of file"), required=False, choices=[("", _("All")), *KINDS])

    def filter(self, objects: QuerySet[Attachment]) -> QuerySet[Attachment]:
        """The files that fit; pictures kept by versions are not for choosing."""
        objects = objects.exclude(kind="image")
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        if self.search_query:
            objects = objects.filter(title__icontains=self.search_query)
        if self.cleaned_data.get("kind"):
            objects = objects.filter(kind=self.cleaned_data["kind"])
        return objects


class ForWriters:
    """Only those who write lessons see their files."""

    access_policy = role(TRAINER, APPROVER)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_role(request.user, TRAINER, APPROVER):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class Choosing(ForWriters):
    """The list to choose from, with the form that uploads; the uploader is whoever is signed in."""

    filter_form_class = AttachmentFilter
    request: HttpRequest

    def get_creation_form(self) -> Any:
        """The upload form."""
        form = super().get_creation_form()  # type: ignore[misc]
        form.instance.uploaded_by = self.request.user
        return form

    @property
    def columns(self) -> list[Column]:
        """Title, kind, day."""
        kind = Column("kind", label=_("Kind of file"), accessor="get_kind_display")
        return [self.title_column, kind, DateColumn("uploaded_at", label=_("uploaded"))]  # type: ignore[attr-defined]


class Choose(Choosing, generic.ChooseView):
    pass


class ChooseResults(Choosing, generic.ChooseResultsView):
    pass


class Create(Choosing, generic.CreateView):
    pass


class Chosen(ForWriters, generic.ChosenView):
    pass


class ChosenMultiple(ForWriters, generic.ChosenMultipleView):
    pass


class AttachmentChooserViewSet(ChooserViewSet):
    model = Attachment
    icon = "doc-full-inverse"
    choose_one_text = _("Choose a file")
    choose_another_text = _("Choose another file")
    creation_form_class = AttachmentForm
    choose_view_class = Choose
    choose_results_view_class = ChooseResults
    create_view_class = Create
    chosen_view_class = Chosen
    chosen_multiple_view_class = ChosenMultiple
    create_action_label = _("Upload")
    creation_tab_label = _("Upload")
    per_page = 20
    register_widget = False


attachment_chooser = AttachmentChooserViewSet("lesson_file_chooser")
