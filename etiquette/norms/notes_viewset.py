"""Editors' notes in the Wagtail admin: the list, the form in both languages, the decision."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from etiquette.norms.forms import DecisionForm
from etiquette.norms.models import Chapter, EditorsNote, NoteDecision
from etiquette.norms.notes import DECIDED, decide, reopen, save_note, with_standing
from etiquette.norms.widgets import AuthorTextarea, NormCodesField
from training_site.lib.errors import Refused
from training_site.people.api import ADMINISTRATOR, APPROVER, AUDITOR, ORDER, TRAINER, TRAINING_MENU, role
from training_site.transfers.api import export_response

READERS = role(TRAINER, APPROVER, AUDITOR, ADMINISTRATOR)
WRITERS = role(TRAINER, APPROVER, ADMINISTRATOR)
NAMESPACE = "notes_admin"
_PAIRS = ("subject", "advice")


def _text(label: Any, rows: int, help_text: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, help_text=help_text, widget=AuthorTextarea(attrs={"rows": rows}))


class NoteForm(WagtailAdminModelForm):
    """A note; what the sources say is one statement a line, line by line the same in both languages."""

    subject_zh, subject_en = _text(_("Subject, in Chinese"), 1, required=True), _text(_("Subject, in English"), 1)
    says_zh = _text(_("What the sources say, in Chinese"), 4, _("One statement a line."))
    says_en = _text(_("What the sources say, in English"), 4, _("Line by line as in Chinese, or nothing."))
    advice_zh, advice_en = _text(_("Advice, in Chinese"), 3), _text(_("Advice, in English"), 3)
    cites = NormCodesField(label=_("Norms concerned"), required=False)

    class Meta:
        model = EditorsNote
        fields = ["code", "kind"]

    field_order = ["code", "kind", "cites", "subject_zh", "subject_en", "says_zh", "says_en", "advice_zh", "advice_en"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = self.instance
        for lang in ("zh", "en"):
            for name in _PAIRS:
                self.initial[f"{name}_{lang}"] = getattr(note, name).get(lang, "")
            lines = [pair.get(lang, "") for pair in note.says]
            self.initial[f"says_{lang}"] = "\n".join(lines) if any(lines) else ""
            for name in (*_PAIRS, "says"):
                self.fields[f"{name}_{lang}"].widget.attrs["lang"] = "zh-Hans" if lang == "zh" else "en"
        if note.pk:
            self.fields["code"].disabled = True
            self.initial["cites"] = list(note.norms.values_list("code", flat=True))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        lines = {lang: _lines(cleaned.get(f"says_{lang}")) for lang in ("zh", "en")}
        if lines["en"] and len(lines["en"]) != len(lines["zh"]):
            self.add_error(
                "says_en",
                gettext("The Chinese has %(zh)d lines, the English %(en)d. Write as many, or leave the English empty.")
                % {"zh": len(lines["zh"]), "en": len(lines["en"])},
            )
        english = lines["en"] or [""] * len(lines["zh"])
        cleaned["says"] = [_pair(zh, en) for zh, en in zip(lines["zh"], english, strict=False)]
        return cleaned

    def fields_of_note(self) -> dict[str, Any]:
        """The columns of the note as they were written."""
        data = self.cleaned_data
        pairs = {name: _pair(data[f"{name}_zh"], data[f"{name}_en"]) for name in _PAIRS}
        return {"code": data["code"], "kind": data["kind"], "says": data["says"], **pairs}


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _pair(zh: str, en: str) -> dict[str, str]:
    return {lang: text for lang, text in (("zh", zh.strip()), ("en", en.strip())) if text}


class NoteFilters(WagtailFilterSet):
    """Kind, chapter of a norm concerned, open or decided."""

    kind = django_filters.ChoiceFilter(choices=EditorsNote.KINDS, label=_("Kind"))
    chapter = django_filters.ModelChoiceFilter(label=_("Chapter"), queryset=Chapter.objects.all(), method="by_chapter")
    standing = django_filters.ChoiceFilter(
        label=_("State"), choices=[("open", pgettext_lazy("note", "open")), ("decided", _("decided"))], method="by_standing"
    )

    class Meta:
        model = EditorsNote
        fields: list[str] = []

    def by_chapter(self, rows: QuerySet[EditorsNote], name: str, value: Chapter) -> QuerySet[EditorsNote]:
        """Notes on a norm of this chapter."""
        return rows.filter(norms__section__chapter=value).distinct()

    def by_standing(self, rows: QuerySet[EditorsNote], name: str, value: str) -> QuerySet[EditorsNote]:
        """Decided, or still (again) open."""
        return rows.filter(standing=DECIDED) if value == DECIDED else rows.exclude(standing=DECIDED)


def standing_of(note: Any) -> str:
    """Where a note stands, in words."""
    return str(dict(NoteDecision.DEEDS).get(note.standing, pgettext_lazy("note", "open")))


def codes_of(note: EditorsNote) -> str:
    """The norms concerned."""
    return gettext(", ").join(norm.code for norm in note.norms.all())


class NoteIndexView(generic.IndexView):
    """The list; its export goes through the one exporter."""

    access_policy = READERS

    def get_base_queryset(self) -> QuerySet[EditorsNote]:
        return with_standing(super().get_base_queryset()).prefetch_related("norms")

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        header = [gettext("Code"), gettext("Kind"), gettext("State"), gettext("Chinese"), gettext("English"), gettext("Norms")]
        rows = (
            [note.code, note.get_kind_display(), standing_of(note), note.subject.get("zh", ""), note.subject.get("en", ""), codes_of(note)]
            for note in queryset
        )
        return export_response(self.request, "editors-notes", header, rows, spreadsheet_format)


class _Saves:
    """Both forms save through the verb; a refusal is said at the form."""

    access_policy = WRITERS
    form: Any
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except Refused as refusal:
            form.add_error("code", str(refusal))
            return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]
        return response

    def save_instance(self) -> EditorsNote:
        """Through the verb."""
        return save_note(self.form.instance, self.form.fields_of_note(), self.form.cleaned_data["cites"], self.request.user)


class NoteAddView(_Saves, generic.CreateView):
    pass


class NoteEditView(_Saves, generic.EditView):
    """The form, and below it how the note was decided."""

    template_name = "norms/admin/note.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decisions = list(self.object.decisions.select_related("by"))
        decided = bool(decisions and decisions[0].deed == DECIDED)
        return super().get_context_data(
            **{"decision_form": DecisionForm(), **kwargs}, decisions=decisions, decided=decided, decide_url=address("decide", self.object.pk)
        )


class NoteDecideView(NoteEditView):
    """Decides a note, or opens it again; what will not do stays in its field, on the note's page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        form = DecisionForm(request.POST)
        verb, said = (
            (reopen, gettext("The note is open again.")) if request.POST.get("deed") == "reopen" else (decide, gettext("The decision is noted."))
        )
        if form.is_valid():
            try:
                verb(self.object, form.pair(), request.user)
            except Refused as refusal:
                form.add_error(None, str(refusal))
        if form.errors:
            return self.render_to_response(self.get_context_data(decision_form=form), status=422)
        messages.success(request, said)
        return HttpResponseRedirect(address("edit", self.object.pk) + "#decision")

    def get_form_kwargs(self) -> dict[str, Any]:
        """What was posted is the decision; the form of the note shows what is stored."""
        return {name: value for name, value in super().get_form_kwargs().items() if name not in {"data", "files"}}


def address(name: str, *args: Any) -> str:
    """An address of these screens."""
    return reverse(f"{NAMESPACE}:{name}", args=args)


class NoteViewSet(ModelViewSet):
    """Notes are decided, never deleted: their decisions point at them."""

    model = EditorsNote
    icon = "comment"
    menu_label = _("Editors’ notes")
    menu_name = "editors-notes"
    menu_order = ORDER["norms"] + 2
    menu_hook = TRAINING_MENU
    add_to_admin_menu = True
    add_to_reference_index = False
    url_prefix = "editors-notes"
    url_namespace = NAMESPACE
    index_view_class = NoteIndexView
    add_view_class = NoteAddView
    edit_view_class = NoteEditView
    copy_view_enabled = False
    list_per_page = 30
    ordering = ["-kind", "code"]
    list_display = [
        "__str__",
        Column("kind", label=_("Kind"), accessor=lambda note: capfirst(note.get_kind_display()), sort_key="kind"),
        Column("standing", label=_("State"), accessor=lambda note: capfirst(standing_of(note))),
        Column("norms", label=_("Norms concerned"), accessor=codes_of),
        Column("says", label=_("Languages"), accessor=lambda note: gettext("Chinese only") if not note.subject.get("en") else ""),
    ]
    list_export = ["code"]
    filterset_class = NoteFilters
    search_fields = ["code", "subject__zh", "subject__en", "advice__zh", "advice__en"]
    search_backend_name = None

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        gone = {"history_url_name", "usage_url_name", "delete_url_name"}
        return {name: value for name, value in super().get_common_view_kwargs(**kwargs).items() if name not in gone}

    def get_form_class(self, for_update: bool = False) -> type[NoteForm]:
        return NoteForm

    def get_urlpatterns(self) -> list[Any]:
        """Without history, usage and deletion."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
            path("decide/<int:pk>/", self.construct_view(NoteDecideView, **self.get_edit_view_kwargs()), name="decide"),
        ]


note_viewset = NoteViewSet()
