"""The doors of the key tables, and that nobody goes around them."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exams.bank import keys
from exams.bank.api import citations_of, pool
from exams.bank.models import AnswerKey, DraftKey, Question, QuestionVersion
from exams.kinds.api import render_take
from tests.factories import bank
from training_site.lib.errors import Refused

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


@pytest.mark.django_db
def test_questions_are_in_no_search_and_no_revisions() -> None:
    from wagtail.models import RevisionMixin
    from wagtail.search.index import class_is_indexed
    from wagtail.snippets.models import get_snippet_models

    assert (class_is_indexed(Question), issubclass(Question, RevisionMixin), Question in get_snippet_models()) == (False, False, False)
