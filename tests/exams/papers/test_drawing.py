"""Blueprints: filled exactly, no question twice, the same paper for the same seed."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.bank.api import retire
from exams.papers.api import Exam, ExamVersion, archive, blueprint_fill, copy, draw, exams_for, publish_exam, restore, write_exam
from exams.papers.drawing import assign
from tests.factories import sittings as make
from tests.factories.people import JobRoleFactory, LoginFactory, PostingFactory
from training_site.ledger.models import AuditEvent
from training_site.lib.errors import Refused


def section(rows=(), fixed=(), **facts):
    return {"title": make.pair("Section"), "points_each": "1", "rows": list(rows), "fixed": list(fixed), **facts}


@pytest.fixture
def pool(db):
    """Two chapters with easy and hard questions, one of each about a red line."""
    return [
        make.question(chapter=chapter, difficulty=difficulty, red_line=red) for chapter in (3, 9) for difficulty in (1, 3) for red in (False, True)
    ]


def exam_with(*sections, **fields):
    return make.published_exam(0, sections=list(sections), shuffle_questions=True, **fields)


def test_every_row_gets_what_it_asks_for(pool):
    exam = exam_with(section([{"chapter": 9, "count": 2}, {"red_line": True, "count": 2}]), section([{"difficulty": 3, "count": 1}]))
    drawn = draw(exam.current_version, Random(1))
    first = [item.question_version for item in drawn if item.section == 1]
    assert len(first) == 4
    assert sum(version.red_line for version in first) >= 2
    assert sum(version.chapter == 9 for version in first) >= 2
    assert [item.question_version.difficulty for item in drawn if item.section == 2] == [3]


@pytest.mark.parametrize("seed", range(10))
def test_no_question_stands_twice_in_a_paper(pool, seed):
    exam = exam_with(section([{"count": 4}]), section([{"chapter": 9, "count": 2}, {"difficulty": 1, "count": 2}], fixed=[]))
    ids = [item.question_version.question_id for item in draw(exam.current_version, Random(seed))]
    assert len(ids) == len(set(ids)) == 8


def test_the_same_seed_draws_the_same_paper_and_another_seed_another(pool):
    exam = exam_with(section([{"count": 5}]))
    papers = [[item.question_version.pk for item in draw(exam.current_version, Random(seed))] for seed in (5, 5, 6)]
    assert papers[0] == papers[1]
    assert papers[0] != papers[2]


def test_fixed_questions_stand_in_every_paper_and_are_not_drawn_again(pool):
    exam = exam_with(section([{"count": 7}], fixed=[pool[0].question.code]))
    ids = [item.question_version.question_id for item in draw(exam.current_version, Random(2))]
    assert ids.count(pool[0].question_id) == 1
    assert len(ids) == 8


def test_rows_that_overlap_do_not_block_each_other(pool):
    exam = exam_with(
        section(
            [
                {"count": 6},
                {"chapter": 9, "difficulty": 3, "red_line": True, "count": 1},
                {"chapter": 3, "difficulty": 1, "red_line": False, "count": 1},
            ]
        )
    )
    assert len(draw(exam.current_version, Random(3))) == 8


@given(st.lists(st.tuples(st.integers(1, 4), st.sets(st.integers(0, 9))), max_size=6))
def test_assigning_gives_each_item_once_and_as_much_as_can_be_given(rows):
    choices = [sorted(items) for _count, items in rows]
    given_items = assign([count for count, _items in rows], choices)
    flat = [item for items in given_items for item in items]
    assert len(flat) == len(set(flat))
    for (count, items), got in zip(rows, given_items, strict=True):
        assert set(got) <= items
        assert len(got) <= count
    assert len(flat) == most(rows)


def most(rows):
    """The greatest number of items that can be given, by trying the slots one after the other with swaps (an oracle of its own)."""
    slots = [items for count, items in rows for _unit in range(count)]
    holder = {}

    def place(index, seen):
        for item in slots[index]:
            if item not in seen:
                seen.add(item)
                if item not in holder or place(holder[item], seen):
                    holder[item] = index
                    return True
        return False

    return sum(place(index, set()) for index in range(len(slots)))


def test_the_fill_says_what_is_missing(pool):
    exam = write_exam("short", title=make.pair("Short"), sections=[section([{"chapter": 9, "difficulty": 3, "count": 5}])])
    line = blueprint_fill(exam)[0]
    assert (line.needed, line.available, line.given, line.short) == (5, 2, 2, True)


def test_a_blueprint_that_cannot_be_filled_is_not_published(pool):
    exam = write_exam("short", title=make.pair("Short"), sections=[section([{"chapter": 9, "count": 5}])])
    with pytest.raises(Refused):
        publish_exam(exam)
    assert ExamVersion.objects.count() == 0


def test_an_exam_without_questions_is_not_published(db):
    with pytest.raises(Refused):
        publish_exam(write_exam("empty", title=make.pair("Empty"), sections=[section()]))


def test_publishing_again_without_a_change_makes_no_version(pool):
    exam = exam_with(section([{"count": 1}]))
    assert publish_exam(exam) == exam.current_version
    exam.limit_minutes = 10
    exam.save()
    assert publish_exam(exam).number == 2
    assert [event.facts["number"] for event in AuditEvent.objects.filter(deed="exams.exam_published").order_by("pk")] == [1, 2]


def test_writing_the_same_exam_twice_changes_nothing(pool):
    for _round in range(2):
        exam = exam_with(section([{"count": 1, "chapter": 9}], fixed=[pool[0].question.code]), code="same")
    assert (Exam.objects.count(), exam.versions.count()) == (1, 1)


def test_retired_questions_leave_the_draw(pool):
    exam = exam_with(section([{"count": 8}]))
    retire(pool[0].question, LoginFactory(roles=["trainer", "approver"]), "No longer right")
    with pytest.raises(Refused):
        draw(exam.current_version, Random(1))


def test_practice_questions_are_never_drawn(pool):
    make.question(use="practice")
    assert blueprint_fill(write_exam("all", title=make.pair("All"), sections=[section([{"count": 1}])]))[0].available == 8


def test_archiving_and_restoring_leave_the_exam_as_it_was(pool):
    exam, by = exam_with(section([{"count": 1}])), LoginFactory()
    archive(exam, by)
    with pytest.raises(Refused):
        archive(exam, by)
    with pytest.raises(Refused):
        publish_exam(exam)
    restore(exam, by)
    assert Exam.objects.get(pk=exam.pk).archived_at is None


def test_a_copy_has_the_same_rules_under_a_code_of_its_own(pool):
    exam = exam_with(section([{"count": 2, "chapter": 9}], all_correct=True), code="onboarding")
    first, second = copy(exam), copy(exam)
    assert (first.code, second.code, first.state) == ("onboarding-2", "onboarding-3", "draft")
    assert publish_exam(first).settings["sections"] == exam.current_version.settings["sections"]


def test_an_exam_is_offered_by_job_role(pool, staff):
    JobRoleFactory(code="hotline", name_zh="热线岗")
    everybody, hotline = exam_with(section([{"count": 1}])), exam_with(section([{"count": 1}]), job_roles=["hotline"])
    assert list(exams_for(staff)) == [everybody]
    PostingFactory(staff=staff, job_role=JobRoleFactory(code="hotline"))
    assert set(exams_for(staff)) == {everybody, hotline}
