"""The doors of the key tables, and that nobody goes around them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from import_export.resources import ModelResource
from wagtail.admin.api.urls import admin_api
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin
from wagtail.search.index import class_is_indexed
from wagtail.snippets.models import get_snippet_models

from exams.bank import keys
from exams.bank.api import citations_of, pool
from exams.bank.models import AnswerKey, DraftKey, Question, QuestionVersion
from exams.kinds.api import render_take
from tests.factories import bank
from training_site.lib.errors import Refused
from training_site.people.access import addresses, holder_of
from training_site.search.models import SearchPassage

ROOT = Path(__file__).resolve().parents[3]
# The rooms that may come through each door (reliability.md R7).
CALLERS = {
    "for_marking": {"exams.sittings"},
    "for_practice": {"courses.lessons"},
    "for_feedback": {"exams.sittings", "courses.lessons"},
    "for_editor": {"exams.bank"},
    "for_export": {"exams.bank"},
}


def sources() -> list[Path]:
    packages = ("training_site", "etiquette", "courses", "exams")
    return [path for package in packages for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts]


def test_only_keys_py_names_the_key_tables() -> None:
    allowed = {"exams/bank/keys.py", "exams/bank/models.py"}
    naming = {path.relative_to(ROOT).as_posix() for path in sources() if re.search(r"AnswerKey|DraftKey|answerkey|draftkey", path.read_text())}
    assert naming == allowed


@pytest.mark.parametrize("door", CALLERS)
def test_doors_are_used_by_their_callers_only(door: str) -> None:
    using = {
        ".".join(path.relative_to(ROOT).parts[:2])
        for path in sources()
        if "exams.bank" in path.read_text() and re.search(rf"\b{door}\b", path.read_text())
    }
    assert using - {"exams.bank"} <= CALLERS[door]


def test_nothing_leads_from_a_question_to_its_key() -> None:
    relations = [field.related_model for model in (Question, QuestionVersion) for field in model._meta.related_objects if not field.hidden]
    assert [model for model in relations if model in (AnswerKey, DraftKey)] == []


@pytest.mark.django_db
def test_for_marking_reads_all_keys_in_one_query(django_assert_num_queries: object) -> None:
    versions = bank.question_versions([bank.content(kind) for kind in bank.CONTENT])
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = keys.for_marking([version.pk for version in versions])
    assert sorted(found) == sorted(version.pk for version in versions)


@pytest.mark.django_db
def test_for_marking_refuses_a_version_without_a_key() -> None:
    version = bank.question_version()
    with pytest.raises(Refused):
        keys.for_marking([version.pk, version.pk + 1000])


@pytest.mark.django_db
def test_for_practice_refuses_a_sealed_question() -> None:
    with pytest.raises(Refused):
        keys.for_practice(bank.question_version(use="sealed").pk)


@pytest.mark.django_db
def test_for_practice_gives_the_key_of_a_practice_question() -> None:
    assert keys.for_practice(bank.question_version(use="practice").pk)["key"] == "a"


@pytest.mark.django_db
def test_drawing_and_showing_touch_no_key() -> None:
    bank.question_versions([bank.content(kind) for kind in bank.CONTENT])
    with CaptureQueriesContext(
        connection,
    ) as statements:
        versions = list(pool("sealed"))
        citations_of([version.pk for version in versions])
        for version in versions:
            render_take(version.kind, version.pk, version.body)
    assert [query["sql"] for query in statements if "answerkey" in query["sql"] or "draftkey" in query["sql"]] == []


# Of all our tables, what Wagtail may search, keep as revisions with a preview, and edit as snippets (R8); written by hand. Questions,
# scenarios, marks, results and reviews are in none of them.
PAGES = {"courses_lessons.CourseIndexPage", "courses_lessons.CoursePage", "courses_lessons.LessonPage"}
CLAUSES = {"etiquette_norms.Norm"}
# What the editor's own choosers ask below /admin/; no other API is there.
ENDPOINTS = {"pages", "documents", "images"}


def labels_of(wanted: Callable[[type[Model]], bool]) -> set[str]:
    ours = [model for room in settings.ROOMS for model in apps.get_app_config(room.replace(".", "_")).get_models()]
    return {model._meta.label for model in ours if wanted(model)}


def test_only_pages_are_searched_by_wagtail() -> None:
    assert labels_of(class_is_indexed) == PAGES


@pytest.mark.parametrize("mixin", [RevisionMixin, PreviewableMixin, DraftStateMixin])
def test_only_pages_and_clauses_have_revisions_and_previews(mixin: type) -> None:
    assert labels_of(lambda model: issubclass(model, mixin)) == PAGES | CLAUSES


def test_only_clauses_are_snippets() -> None:
    assert {model._meta.label for model in get_snippet_models()} == CLAUSES


def test_apis_and_form_builders_are_not_installed() -> None:
    """Not for a moment: a CMS API serves whatever is published, and a form builder stores whatever is sent."""
    names = {config.name for config in apps.get_app_configs()}
    off = re.compile(r"wagtail\.api|wagtail\.contrib\.(?!simple_translation$)|wagtail_localize|rest_framework|ninja|graphene")
    assert [name for name in sorted(names) if off.match(name)] == []
    assert set(admin_api._endpoints) == ENDPOINTS
    served = [address.route for address in addresses() if holder_of(address.callback).__module__.startswith(("wagtail.api", "rest_framework"))]
    assert served == []


def test_no_view_and_no_export_is_made_over_a_table_of_keys() -> None:
    """Wagtail's viewsets (list, export, chooser, history) and django-import-export write down whatever stands in a table."""
    over = [address.route for address in addresses() if getattr(address.callback, "view_initkwargs", {}).get("model") in {AnswerKey, DraftKey}]
    assert over == []
    assert [kind for kind in ModelResource.__subclasses__() if kind.__module__.partition(".")[0] in {"training_site", "exams"}] == []


@pytest.mark.django_db
def test_what_people_search_holds_no_key() -> None:
    bank.question_version(feedback=bank.text("canary-7f3a", "canary-7f3a"))
    assert not SearchPassage.objects.filter(text__contains="canary-7f3a").exists()
    assert not Question.objects.filter(search_index__contains="canary").exists()
