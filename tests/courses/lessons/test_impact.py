"""What the manual is told about courses and lessons that cite a clause."""

import pytest
from django.utils import translation

from courses.lessons.impact import courses_touched, lessons_touched
from tests.factories import lessons as make
from tests.factories.norms import norm_version

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "lesson", "course"), [("zh-hans", "第 1 课之题", "课程 co-1"), ("en", "Title of lesson 1", "Course co-1")])
def test_what_cites_in_both_languages_is_named_once_in_the_readers(language: str, lesson: str, course: str) -> None:
    norm = norm_version("N-9.2-01")
    blocks = [make.text_block("b1", "迎[[N-9.2-01]]。", "Greet[[N-9.2-01]].")]
    make.course("co-1", [make.lesson_file("co-1-l1", blocks)], cites=["N-9.2-01"])
    with translation.override(language):
        assert [(row.title, row.anchor) for row in lessons_touched([norm.pk])] == [(lesson, "b1")]
        assert [row.title for row in courses_touched([norm.pk])] == [course]
