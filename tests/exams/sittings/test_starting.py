"""Who may start, how often, and what is written down at that moment (reliability.md R4, R6, R10)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from exams.papers.api import archive, publish_exam
from exams.sittings.api import Attempt, allow_minutes, grant_try, mark_by_person, may_start, start, submit, void_attempt
from tests.factories import sittings as make
from tests.factories.people import JobRoleFactory, LoginFactory, PostingFactory, StaffFactory
from training_site.lib import clock
from training_site.lib.errors import Refused


@pytest.fixture
def now():
    return clock.now()


def test_an_attempt_writes_down_draw_order_points_and_deadline(staff, now):
    exam = make.published_exam([make.question("single"), make.question("multiple"), make.question("truefalse")], limit_minutes=45)
    attempt = start(exam, staff, at=now)
    items = list(attempt.questions.select_related("question_version"))
    assert [item.position for item in items] == [1, 2, 3]
    assert [sorted(item.option_order) for item in items] == [list("abcd"), list("abcd"), []]
    assert {str(item.points) for item in items} == {"1.00"}
    assert (attempt.number, attempt.deadline) == (1, now + timedelta(minutes=45))


def test_options_keep_the_authors_order_where_shuffling_is_off(staff):
    attempt = start(make.published_exam(3, shuffle_options=False), staff)
    assert {tuple(item.option_order) for item in attempt.questions.all()} == {tuple("abcd")}


def test_starting_again_goes_on_with_the_attempt_in_progress(staff):
    exam = make.published_exam()
    assert start(exam, staff) == start(exam, staff)
    assert Attempt.objects.count() == 1


def test_the_window_shortens_the_time(staff, now):
    exam = make.published_exam(limit_minutes=60, closes_at=now + timedelta(minutes=10))
    assert start(exam, staff, at=now).deadline == now + timedelta(minutes=10)


def test_allowances_come_on_top_of_limit_and_window(staff, trainer, now):
    exam = make.published_exam(limit_minutes=60, closes_at=now + timedelta(minutes=10))
    allow_minutes(exam, staff, 15, "Reads with a magnifier", trainer.login)
    allow_minutes(exam, staff, 5, "Power cut", trainer.login)
    assert start(exam, staff, at=now).deadline == now + timedelta(minutes=30)


def test_an_allowance_moves_the_deadline_of_an_attempt_in_progress(staff, trainer, now):
    exam = make.published_exam(limit_minutes=60)
    attempt = start(exam, staff, at=now)
    allow_minutes(exam, staff, 10, "Power cut", trainer.login)
    attempt.refresh_from_db()
    assert attempt.deadline == now + timedelta(minutes=70)


def test_nobody_starts_before_the_window_or_after_it(staff, now):
    early = make.published_exam(opens_at=now + timedelta(hours=1))
    standing = may_start(early, staff, now)
    assert (standing.allowed, standing.opens_at) == (False, now + timedelta(hours=1))
    closed = make.published_exam(closes_at=now - timedelta(hours=1))
    assert may_start(closed, staff, now).allowed is False
    for exam in (early, closed):
        with pytest.raises(Refused):
            start(exam, staff, at=now)


def test_tries_run_out_and_can_be_granted(staff, trainer):
    exam = make.published_exam(max_attempts=2)
    for _try in range(2):
        make.finished(staff, exam, right_answers=0)
    standing = may_start(exam, staff)
    assert (standing.allowed, standing.tries_left) == (False, 0)
    grant_try(exam, staff, "Was ill", trainer.login)
    assert (may_start(exam, staff).allowed, may_start(exam, staff).tries_left) == (True, 1)
    assert start(exam, staff).number == 3


def test_the_gap_between_tries_is_kept_to_the_second(staff, now):
    exam = make.published_exam(resit_gap_hours=24)
    make.finished(staff, exam, right_answers=0, at=now)
    early, then = now + timedelta(hours=24) - timedelta(seconds=1), now + timedelta(hours=24)
    assert (may_start(exam, staff, early).allowed, may_start(exam, staff, early).opens_at) == (False, then)
    assert may_start(exam, staff, then).allowed is True


def test_who_has_passed_need_not_sit_again(staff):
    exam = make.published_exam()
    make.finished(staff, exam)
    standing = may_start(exam, staff)
    assert (standing.allowed, standing.passed.passed) == (False, True)


def test_a_try_granted_after_passing_opens_the_exam_again(staff, trainer):
    exam = make.published_exam()
    make.finished(staff, exam)
    grant_try(exam, staff, "Yearly renewal", trainer.login)
    assert may_start(exam, staff).allowed is True


def test_changing_a_mark_of_a_pass_takes_away_no_try_that_was_granted_meanwhile(staff, trainer):
    exam = make.published_exam([make.question("short"), make.question()], pass_mark=50)
    attempt = make.finished(staff, exam)
    item = attempt.questions.get(position=1)
    mark_by_person(item, "1", trainer.login)
    grant_try(exam, staff, "Yearly renewal", trainer.login)
    mark_by_person(item, "0.5", trainer.login, "The second half is missing")
    standing = may_start(exam, staff)
    assert (standing.passed.number, standing.allowed, standing.tries_left) == (2, True, 1)


def test_a_try_granted_before_a_changed_mark_made_it_a_pass_is_used_up(staff, trainer):
    exam = make.published_exam([make.question("short"), make.question()], pass_mark=80)
    item = make.finished(staff, exam).questions.get(position=1)
    mark_by_person(item, "0", trainer.login)
    grant_try(exam, staff, "Was ill", trainer.login)
    mark_by_person(item, "1", trainer.login, "It is right after all")
    assert may_start(exam, staff).allowed is False


def test_a_void_attempt_gives_its_try_back_but_keeps_its_number(staff, trainer):
    exam = make.published_exam(max_attempts=1)
    void_attempt(start(exam, staff), "Wrong room", trainer.login)
    assert may_start(exam, staff).tries_left == 1
    assert start(exam, staff).number == 2


def test_an_exam_for_other_job_roles_is_refused(staff):
    JobRoleFactory(code="hotline", name_zh="热线岗")
    exam = make.published_exam(job_roles=["hotline"])
    assert may_start(exam, staff).allowed is False
    PostingFactory(staff=staff, job_role=JobRoleFactory(code="hotline"))
    assert may_start(exam, staff).allowed is True


def test_an_archived_exam_is_refused(staff, trainer):
    exam = make.published_exam()
    archive(exam, trainer.login)
    exam.refresh_from_db()
    assert may_start(exam, staff).allowed is False


def test_an_attempt_keeps_the_rules_it_began_with(staff):
    exam = make.published_exam(pass_mark=80)
    attempt = start(exam, staff)
    exam.pass_mark = 10
    exam.save()
    publish_exam(exam)
    submit(attempt, staff)
    assert attempt.exam_version.settings["pass_mark"] == "80.00"
    assert attempt.results.get().passed is False


def test_a_preview_counts_nowhere(staff):
    exam = make.published_exam(max_attempts=1)
    start(exam, staff, purpose="preview")
    assert may_start(exam, staff).tries_left == 1
    assert start(exam, staff).number == 1


def test_the_database_refuses_a_number_twice_and_two_open_attempts(staff):
    attempt = start(make.published_exam(), staff)
    copy = {name: getattr(attempt, name) for name in ("exam", "exam_version", "staff", "seed", "started_at", "deadline")}
    for number in (1, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.create(number=number, **copy)


def test_a_person_without_a_login_can_have_attempts_recorded(db):
    assert may_start(make.published_exam(), StaffFactory()).allowed is True


@pytest.mark.parametrize("minutes", [0, -5, 601])
def test_an_allowance_needs_a_sensible_number_and_a_reason(staff, minutes):
    exam, by = make.published_exam(), LoginFactory()
    with pytest.raises(Refused):
        allow_minutes(exam, staff, minutes, "Because", by)
    with pytest.raises(Refused):
        allow_minutes(exam, staff, 10, "  ", by)


def test_the_reference_has_the_year_in_which_it_was_here():
    """New Year’s morning in Shanghai is the old year in UTC."""
    assert Attempt(pk=7, started_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).reference == "A-2027-000007"
