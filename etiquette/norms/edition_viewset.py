"""Editions in the Wagtail admin: open one, see its drafts against what is in force, publish them together; its deeds stand in edition_deeds."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from etiquette.norms import edition_deeds
from etiquette.norms.commenting import comment_on
from etiquette.norms.diff import compare
from etiquette.norms.editions import open_edition, with_draft
from etiquette.norms.filters import EditionFilters
from etiquette.norms.forms import CommentForm, EditionForm
from etiquette.norms.models import Edition, Manual, Norm
from etiquette.norms.queries import IN_ORDER, in_force
from etiquette.norms.viewsets import norm_viewset
from training_site.people.api import ORDER, TRAINING_MENU
from training_site.transfers.api import export_response


class EditionIndexView(generic.IndexView):
    """The list; its export goes through the one exporter."""

    def get_base_queryset(self) -> QuerySet[Edition]:
        return (
            super()
            .get_base_queryset()
            .annotate(
                clauses=Count("versions", distinct=True),
                drafts=Count("members", distinct=True),
                comments_open=Count("comments", filter=Q(comments__state="open"), distinct=True),
            )
        )

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        header = [gettext("Number"), gettext("Chinese"), gettext("English"), gettext("State"), gettext("In force from")]
        header += [gettext("Clauses"), gettext("Drafts"), gettext("Open comments")]
        rows = (
            [row.number, row.title_zh, row.title_en, row.get_state_display(), row.effective_on, row.clauses, row.drafts, row.comments_open]
            for row in queryset
        )
        return export_response(self.request, "editions", header, rows, spreadsheet_format)


class EditionAddView(generic.CreateView):
    """Opens an edition through its verb."""

    def save_instance(self) -> Edition:
        data = self.form.cleaned_data
        return open_edition(
            Manual.objects.earliest("pk"), self.request.user, title_zh=data["title_zh"], title_en=data["title_en"], effective_on=data["effective_on"]
        )


class EditionEditView(generic.EditView):
    """An edition with the drafts that belong to it; a published one is only read."""

    template_name = "norms/admin/edition.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"comment_form": CommentForm(), **kwargs},
            is_open=self.object.state == "open",
            may_change=self.permission_policy.user_has_permission(self.request.user, "change"),
            members=drafts_of(self.object) if self.object.state == "open" else [],
            discarded=self.object.discarded.filter(brought_back_at__isnull=True).select_related("norm", "by"),
            comments=self.object.comments.select_related("by", "resolved_by", "norm"),
            open_comments=self.object.comments.filter(state="open").count(),
            versions=self.object.versions.select_related("norm__section__chapter").order_by(*IN_ORDER),
            norm_edit_url=norm_viewset.get_url_name("edit"),
            publish_url=reverse("editions:publish", args=[self.object.pk]),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if self.object.state != "open":
            messages.error(request, gettext("This edition is not open any more. Open a new one for further changes."))
            return HttpResponseRedirect(request.path)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


class CommentView(EditionEditView):
    """Says something about an edition or one of its norms; a comment that will not do stays in its field, on the edition's page."""

    access_policy = edition_deeds.WRITERS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        form = CommentForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(comment_form=form), status=422)
        comment_on(self.object, form.cleaned_data["text"], request.user, form.cleaned_data["norm"])
        messages.success(request, gettext("The comment is added."))
        return HttpResponseRedirect(self.get_edit_url() + "#comments")

    def get_form_kwargs(self) -> dict[str, Any]:
        """What was posted is the comment's; the form of the edition shows what is stored."""
        return {name: value for name, value in super().get_form_kwargs().items() if name not in {"data", "files"}}


def drafts_of(edition: Edition) -> list[dict[str, Any]]:
    """The members of an open edition: the draft, the version in force, and what differs between their texts."""
    norms = Norm.objects.filter(memberships__edition=edition).select_related("section__chapter", "latest_revision")
    current = {version.norm_id: version for version in in_force().filter(norm__in=norms.values("pk"))}
    rows = []
    for norm in norms:
        draft = with_draft(norm)
        version = current.get(norm.pk)
        old = (version.raw_zh, version.raw_en) if version else ("", "")
        rows.append({"norm": draft, "version": version, "zh": compare(old[0], draft.text_zh), "en": compare(old[1], draft.text_en)})
    return rows


class EditionViewSet(ModelViewSet):
    """Editions: open one, see its drafts, publish them together."""

    model = Edition
    icon = "history"
    menu_label = _("Editions of the manual")
    menu_name = "editions"
    menu_order = ORDER["norms"] + 1
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    url_prefix = "editions"
    url_namespace = "editions"
    index_view_class = EditionIndexView
    add_view_class = EditionAddView
    edit_view_class = EditionEditView
    copy_view_enabled = False
    list_per_page = 30
    ordering = ["-number"]
    list_export = ["number"]
    filterset_class = EditionFilters
    search_fields = ["title_zh", "title_en"]
    search_backend_name = None
    list_display = [
        "__str__",
        Column("number", label=_("Number"), accessor="number", sort_key="number"),
        Column("state", label=_("State"), accessor="get_state_display"),
        Column("effective_on", label=_("In force from"), accessor="effective_on", sort_key="effective_on"),
        Column("clauses", label=_("Clauses"), accessor="clauses"),
        Column("drafts", label=_("Drafts"), accessor="drafts"),
        Column("comments", label=_("Open comments"), accessor=lambda edition: edition.comments_open or ""),
    ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {name: value for name, value in super().get_common_view_kwargs(**kwargs).items() if name != "delete_url_name"}

    def get_form_class(self, for_update: bool = False) -> type[EditionForm]:
        return EditionForm

    def get_urlpatterns(self) -> list[Any]:
        """Editions are discarded, never deleted."""
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
        comment = self.construct_view(CommentView, **self.get_edit_view_kwargs())
        return [*kept, path("comment/<int:pk>/", comment, name="comment"), *edition_deeds.patterns]


edition_viewset = EditionViewSet()
