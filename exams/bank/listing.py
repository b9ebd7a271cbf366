"""The list of questions in the admin: filtered, searched, paged, exported."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button, HeaderButton

from etiquette.norms.api import resolve_all
from exams.bank import keys
from exams.bank.forms import chapter_choices
from exams.bank.models import DIFFICULTY_CHOICES, STATE_CHOICES, USE_CHOICES, Question
from exams.bank.rules import READERS, may_write
from exams.bank.states import IN_REVIEW, RETIRED
from exams.kinds.api import all_kinds, kind
from training_site.ledger.api import record
from training_site.lib import bilingual
from training_site.lib.errors import Refused
from training_site.people.api import role
from training_site.search.api import needles
from training_site.transfers.api import export_response

YES_NO = [("true", gettext_lazy("yes")), ("false", gettext_lazy("no"))]


class QuestionFilterSet(WagtailFilterSet):
    """What the list can be narrowed to."""

    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=STATE_CHOICES)
    kind = django_filters.MultipleChoiceFilter(
        label=pgettext_lazy("question", "Kind"), choices=lambda: [(each.code, each.label) for each in all_kinds()]
    )
    chapter = django_filters.MultipleChoiceFilter(label=gettext_lazy("Chapter"), choices=chapter_choices)
    difficulty = django_filters.MultipleChoiceFilter(label=gettext_lazy("Difficulty"), choices=DIFFICULTY_CHOICES)
    use = django_filters.ChoiceFilter(label=gettext_lazy("Use"), choices=USE_CHOICES)
    red_line = django_filters.TypedChoiceFilter(label=gettext_lazy("Red line"), choices=YES_NO, coerce=lambda value: value == "true")
    english_ready = django_filters.TypedChoiceFilter(label=gettext_lazy("English complete"), choices=YES_NO, coerce=lambda value: value == "true")
    author = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Author"),
        queryset=lambda request: get_user_model().objects.filter(questions_written__isnull=False).distinct().order_by("username"),
    )

    class Meta:
        model = Question
        fields: list[str] = []


class QuestionIndexView(IndexView):
    """All questions but the retired ones, unless these are asked for."""

    access_policy = role(*READERS)
    default_ordering = "code"
    page_title = gettext_lazy("Question bank")
    add_item_label = gettext_lazy("Write a question")
    filterset_class = QuestionFilterSet
    is_searchable = True
    list_export = ["code"]  # shows the export buttons; the columns are below
    table_classname = "listing"

    def get_base_queryset(self) -> QuerySet[Question]:
        return Question.objects.select_related("author", "current_version__measured")

    def filter_queryset(self, queryset: QuerySet[Question]) -> QuerySet[Question]:
        narrowed = super().filter_queryset(queryset)
        return narrowed if self.request.GET.getlist("state") else narrowed.exclude(state=RETIRED)

    def search_queryset(self, queryset: QuerySet[Question]) -> QuerySet[Question]:
        """By the bank's own index of stems and options (R8), never by Wagtail's."""
        for needle in needles(self.search_query)[:20]:
            queryset = queryset.filter(search_index__contains=needle)
        return queryset

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        return [
            TitleColumn("title", label=_("Question"), url_name="questions:show", width="38%"),
            Column("code", classname="only-wide-list", label=_("Code"), sort_key="code"),
            Column("kind", label=pgettext("question", "Kind"), accessor=lambda row: kind(row.kind).label, sort_key="kind"),
            Column("chapter", label=_("Chapter"), sort_key="chapter"),
            Column("difficulty", classname="only-wide-list", label=_("Difficulty"), accessor="get_difficulty_display", sort_key="difficulty"),
            Column("use", classname="only-wide-list keep", label=_("Use"), accessor=_use, sort_key="use"),
            Column("facility", classname="only-wide-list", label=_("Measured"), accessor=_measured),
            StatusTagColumn("state", label=_("State"), accessor="get_state_display", primary=lambda row: row.state == "published", sort_key="state"),
            Column("author", classname="only-wide-list", label=_("Author"), sort_key="author__username"),
        ]

    def get_table(self, object_list: Any) -> Any:
        """The rows of this page get their stems with figures in place of tokens, in one query."""
        rows = list(object_list)
        stems = {str(row.pk): row.body.get("stem", {}) for row in rows}
        with suppress(Refused):  # a draft names a figure that is not in force; its own page says so
            stems = resolve_all(stems)
        for row in rows:
            row.title = _short(bilingual.pick(stems[str(row.pk)])) or row.code
        return super().get_table(rows)

    def get_edit_url(self, instance: Question) -> None:
        """Rows open the question's own page, where it can be edited if it may be."""
        return

    @property
    def header_buttons(self) -> list[Button]:  # type: ignore[override]
        waiting = Question.objects.filter(state=IN_REVIEW).count()
        queue = HeaderButton(_("Waiting for approval: %(count)d") % {"count": waiting}, url=reverse("questions:queue"), icon_name="tasks", priority=5)
        return [*super().header_buttons, queue]

    @property
    def header_more_buttons(self) -> list[Button]:  # type: ignore[override]
        buttons = list(super().header_more_buttons)
        if may_write(self.request.user):
            address = self.get_export_url("xlsx") + "&answers=1"
            buttons.append(Button(_("Download XLSX with answers (recorded)"), url=address, icon_name="key", priority=110))
        return buttons

    def as_spreadsheet(self, queryset: QuerySet[Question], spreadsheet_format: str) -> HttpResponse:
        answers = self.request.GET.get("answers") == "1" and may_write(self.request.user)
        rows = list(queryset.prefetch_related("cited__norm"))
        header = [
            _("Code"), pgettext("question", "Kind"), _("State"), _("Version"), _("Chapter"), _("Difficulty"), _("Use"), _("Red line"),
            _("Question, Chinese"), _("Question, English"), _("What is offered"), _("Norms"), _("Facility"), _("Discrimination"), _("Author"),
            pgettext("time", "Edited"),
        ]  # fmt: skip
        known: dict[int, dict[str, Any]] = {}
        if answers:
            header += [_("Answer"), _("Why")]
            known = keys.for_export([row.pk for row in rows])
            if rows:
                record("bank.exported_with_answers", rows[0], self.request.user, questions=len(rows))
        name = "questions-with-answers" if answers else "questions"
        return export_response(self.request, name, header, export_rows(rows, known), spreadsheet_format, _("Questions"))


def _short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:69]}…"


def _use(question: Question) -> str:
    words = question.get_use_display()
    return _("%(use)s, red line") % {"use": words} if question.red_line else words


def _measured(question: Question) -> str:
    measured = getattr(question.current_version, "measured", None)
    return f"{measured.facility:.2f}" if measured and measured.facility is not None else ""


def _offered(question: Question) -> str:
    rows = [row for side in ("options", "left", "right") for row in question.body.get(side, [])]
    return "\n".join(f"{row['id']}: {bilingual.pick(row['text'])}" for row in rows)


def export_rows(questions: list[Question], known: dict[int, dict[str, Any]]) -> Iterator[list[object]]:
    """One row for each question; the two columns of answers only where `known` has the keys."""
    for question in questions:
        version = question.current_version
        measured = getattr(version, "measured", None)
        row = [
            question.code, str(kind(question.kind).label), question.get_state_display(), version.number if version else "", question.chapter,
            question.get_difficulty_display(), question.get_use_display(), _("yes") if question.red_line else _("no"), question.body["stem"]["zh"],
            question.body["stem"]["en"], _offered(question), " ".join(cited.norm.code for cited in question.cited.all()),
            measured.facility if measured else "", measured.discrimination if measured else "", str(question.author), question.edited_at,
        ]  # fmt: skip
        if known:
            key = known.get(question.pk)
            row += [kind(question.kind).describe_key(question.body, key), bilingual.pick(key["feedback"])] if key else ["", ""]
        yield row
