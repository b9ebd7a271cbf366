"""Renewing a certificate by sitting its exam again: from when, how often, and what it leaves alone."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from courses.paths.models import LearningPath, Stage, Step
from courses.paths.settle import enrol, settle_people
from exams.certificates.api import Certificate, reissue, revoke, settle_person, status
from exams.certificates.panels import my_training_panel
from exams.papers.api import archive, publish_exam
from exams.sittings.api import absent, current_result, grant_try, may_start, resits, start, void_attempt
from tests.factories import certificates as make
from tests.factories import sittings
from tests.factories.people import JobRoleFactory, LoginFactory, PostingFactory, StaffFactory
from training_site.lib import clockwatch
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db

PASSED = date(2026, 5, 4)
LAST = date(2027, 5, 3)
OPENS = date(2027, 3, 4)  # sixty days before
ONLY_PASSED = "You have passed this exam. There is no need to sit it again."


@contextmanager
def at(day, hour=10):
    """A day at an hour of the site's own time zone, with the clock standing still, in a process that was started on it."""
    with time_machine.travel(moment(day, hour).astimezone(UTC), tick=False), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clockwatch, "_watch", clockwatch.ClockWatch())
        yield


def moment(day, hour=0):
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def exam(db):
    return sittings.published_exam(2, max_attempts=2, resit_gap_hours=24, code="counter-exam")


@pytest.fixture
def kind(exam):
    return make.certificate_type("counter", exam=exam)


@pytest.fixture
def holder(kind, exam):
    """Somebody who passed on PASSED and holds the certificate."""
    person = StaffFactory(login=LoginFactory())
    passes(person, exam, PASSED)
    return person


def passes(person, exam, day):
    with at(day):
        attempt = sittings.finished(person, exam)
        settle_person(person.pk)
    return attempt


def fails(person, exam, day):
    with at(day):
        return sittings.finished(person, exam, right_answers=0)


def standing(exam, person, day, hour=10):
    with at(day, hour):
        return may_start(exam, person)


def test_until_sixty_days_before_its_end_the_sentence_says_when_it_opens(exam, holder):
    found = standing(exam, holder, OPENS - timedelta(days=1), 23)
    assert (found.allowed, found.done) == (False, True)
    assert found.reason == "You have passed. You may sit it again from 4 March 2027, 60 days before your certificate ends."
    assert found.opens_at == moment(OPENS)
    with at(OPENS - timedelta(days=1)), pytest.raises(Refused, match="4 March 2027"):
        start(exam, holder)


def test_from_that_day_the_exam_opens_with_all_its_tries(exam, holder):
    found = standing(exam, holder, OPENS, 0)
    assert (found.allowed, found.tries_left, found.number) == (True, 2, 2)
    assert (
        found.renewal.since_then == "Your certificate ends on 3 May 2027 and counts until then. Pass the exam again, and a new one takes its place."
    )


def test_an_expired_certificate_is_renewed_at_once(exam, holder):
    found = standing(exam, holder, LAST + timedelta(days=400))
    assert found.allowed is True
    assert found.renewal.since_then == "Your certificate ended on 3 May 2027. Pass the exam again, and you get a new one."


def test_passing_again_issues_the_next_number_in_place_of_the_old_one(exam, holder):
    passes(holder, exam, OPENS)
    new, old = Certificate.objects.order_by("-pk")
    assert (new.issued_on, new.expires_on) == (OPENS, date(2028, 3, 3))
    assert (old.number, new.number, new.supersedes) == ("JL-2026-000001", "JL-2027-000001", old)
    assert status(old, OPENS) == "superseded"
    again = standing(exam, holder, OPENS + timedelta(days=1))
    assert (again.allowed, again.renewal) == (False, None)
    assert "from 3 January 2028, 60 days before" in again.reason


def test_a_new_pass_whose_certificate_is_on_its_way_is_not_renewed(exam, holder):
    with at(OPENS):
        sittings.finished(holder, exam)
    assert standing(exam, holder, OPENS + timedelta(days=2)).reason == ONLY_PASSED


def test_a_failed_renewal_takes_nothing_away(exam, holder):
    first = Certificate.objects.get()
    fails(holder, exam, OPENS)
    settle_person(holder.pk)
    assert status(Certificate.objects.get(), OPENS + timedelta(days=1)) == status(first, OPENS) == "valid"
    found = standing(exam, holder, OPENS + timedelta(days=2))
    assert (found.passed.attempt.number, found.allowed, found.tries_left) == (1, True, 1)


def test_between_two_tries_of_a_renewal_the_gap_holds(exam, holder):
    fails(holder, exam, OPENS)
    found = standing(exam, holder, OPENS, 20)
    assert (found.allowed, found.done) == (False, False)
    assert found.reason.startswith("There must be 24 hours between two tries.")


def test_the_tries_of_a_renewal_run_out_and_can_be_granted(exam, holder, trainer):
    with at(PASSED - timedelta(days=1)):
        grant_try(exam, holder, "Was ill", trainer.login)  # belongs to the first round
    for days in (0, 2):
        fails(holder, exam, OPENS + timedelta(days=days))
    day = OPENS + timedelta(days=4)
    found = standing(exam, holder, day)
    assert (found.allowed, found.tries_left) == (False, 0)
    assert found.reason.startswith("You have used all your tries.")
    with at(day):
        grant_try(exam, holder, "Back from leave", trainer.login)
    assert standing(exam, holder, day).tries_left == 1


def test_a_void_renewal_gives_its_try_back(exam, holder, trainer):
    attempt = fails(holder, exam, OPENS)
    void_attempt(attempt, "Fire alarm", trainer.login)
    assert standing(exam, holder, OPENS).tries_left == 2


def test_a_try_granted_to_a_holder_opens_the_exam_early_and_once(exam, holder, trainer):
    with at(PASSED + timedelta(days=90)):
        grant_try(exam, holder, "A new post", trainer.login)
    day = PASSED + timedelta(days=91)
    assert standing(exam, holder, day).tries_left == 1
    fails(holder, exam, day)
    assert "4 March 2027" in standing(exam, holder, day + timedelta(days=2)).reason
    assert standing(exam, holder, OPENS).tries_left == 2  # what was tried before the renewal opened is not of its tries


def test_a_revoked_certificate_is_not_renewed(exam, holder, hr):
    with at(PASSED + timedelta(days=30)):
        revoke(Certificate.objects.get(), "代考", hr.login)
    assert standing(exam, holder, LAST).reason == ONLY_PASSED


def test_issuing_again_moves_nothing(exam, holder, hr):
    with at(OPENS + timedelta(days=40)):
        reissue(Certificate.objects.get(), "更正", hr.login)
    assert standing(exam, holder, OPENS).allowed is True


def test_a_type_out_of_use_or_for_another_job_renews_nothing(exam, holder, kind):
    kind.job_role = JobRoleFactory(code="hotline", name_zh="热线岗")
    kind.save()
    assert standing(exam, holder, LAST).reason == ONLY_PASSED
    PostingFactory(staff=holder, job_role=kind.job_role)
    assert standing(exam, holder, LAST).allowed is True
    kind.archived_at = moment(LAST)
    kind.save()
    assert standing(exam, holder, LAST).reason == ONLY_PASSED


def test_of_two_types_the_first_to_end_decides(exam, holder, kind):
    make.certificate_type("half-year", exam=exam, months=6)
    with at(PASSED):
        settle_person(holder.pk)
    assert "from 4 September 2026, 60 days before" in standing(exam, holder, PASSED + timedelta(days=1)).reason


@pytest.mark.parametrize(("months", "first"), [(1, date(2026, 5, 19)), (3, date(2026, 6, 19)), (4, date(2026, 7, 5))])
def test_a_short_certificate_is_renewed_in_its_second_half_only(exam, kind, months, first):
    kind.months = months
    kind.save()
    person = StaffFactory()
    passes(person, exam, PASSED)
    found = standing(exam, person, PASSED + timedelta(days=1))
    assert (found.allowed, timezone.localtime(found.opens_at).date()) == (False, first)


def test_the_window_of_the_exam_holds_for_renewals_too(exam, holder):
    exam.closes_at = moment(date(2027, 4, 1))
    exam.save()
    publish_exam(exam)
    exam.refresh_from_db()
    assert standing(exam, holder, date(2027, 4, 2)).reason.startswith("This exam closed at 1 April 2027")
    exam.closes_at = moment(date(2027, 2, 1))
    exam.save()
    publish_exam(exam)
    exam.refresh_from_db()
    assert standing(exam, holder, PASSED + timedelta(days=9)).reason == ONLY_PASSED  # it will have closed by then


def test_a_holder_needs_no_step_of_a_path_and_keeps_the_step_done(exam, holder):
    path = LearningPath.objects.create(code="counter", title_zh="营业厅", title_en="Counter", days=30)
    stage = Stage.objects.create(path=path, order=1, title_zh="一", title_en="One", from_day=1, to_day=30)
    Step.objects.create(stage=stage, order=1, kind="course", ref="nowhere")
    step = Step.objects.create(stage=stage, order=2, kind="exam", ref=exam.code)
    enrolment, _new = enrol(holder, path)
    settle_people([holder.pk])
    done = enrolment.completions.get(step=step)
    assert standing(exam, holder, OPENS).allowed is True
    fails(holder, exam, OPENS)
    settle_people([holder.pk])
    assert list(enrolment.completions.all()) == [done]


def test_who_failed_a_renewal_is_on_the_resit_list_with_what_is_left_of_it(exam, holder):
    fails(holder, exam, OPENS)
    assert [(row.staff, row.used, row.left, row.best, row.renews) for row in resits(exam)] == [(holder, 1, 1, 0, True)]
    passes(holder, exam, OPENS + timedelta(days=2))
    assert resits(exam) == []


def test_whose_certificate_ran_out_is_neither_absent_nor_to_resit(exam, holder):
    with at(LAST + timedelta(days=30)):
        assert holder not in absent(exam)
        assert resits(exam) == []


def test_the_door_takes_four_statements(exam, holder):
    with at(OPENS), CaptureQueriesContext(connection) as context:
        may_start(exam, holder)
    assert len(context) <= 4


def test_the_cover_says_why_one_may_sit_it_again(exam, holder, client_of):
    with at(OPENS):
        page = client_of(holder).get(exam.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    assert "Your certificate ends on 3 May 2027 and counts until then." in page
    assert "Start the exam" in page
    with at(OPENS - timedelta(days=1)):
        page = client_of(holder).get(exam.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    assert "You may sit it again from 4 March 2027" in page
    assert "Start the exam" not in page


def test_the_result_of_a_failed_renewal_says_that_the_certificate_counts_on(exam, holder, client_of):
    attempt = fails(holder, exam, OPENS)
    assert current_result(attempt).passed is False
    with at(OPENS + timedelta(days=2)):
        page = client_of(holder).get(reverse("sittings:result", args=[attempt.public_id]), headers={"Accept-Language": "en"}).content.decode()
    assert "counts until then" in page


def panel(rf, person, day):
    with at(day):
        request = rf.get("/training/")
        request.user = person.login
        return my_training_panel(request, person)


def test_my_training_shows_what_runs_out_or_has_run_out_and_nothing_before(exam, holder, rf):
    assert panel(rf, holder, OPENS - timedelta(days=1)) is None
    soon, ended = panel(rf, holder, OPENS), panel(rf, holder, LAST + timedelta(days=1))
    assert "It counts until 3 May 2027." in soon
    assert f'href="{exam.get_absolute_url()}"' in soon
    assert "Its last day was 3 May 2027." in ended
    passes(holder, exam, LAST)
    assert panel(rf, holder, LAST + timedelta(days=1)) is None


def test_an_exam_that_is_not_offered_is_named_without_a_way_to_it(exam, holder, rf, trainer):
    archive(exam, trainer.login)
    shown = panel(rf, holder, LAST)
    assert "Its exam is not offered to you at present; ask your trainer." in shown
    assert exam.get_absolute_url() not in shown


def window(exam, trainer, **ends):
    for name, end in ends.items():
        setattr(exam, name, end)
    exam.save()
    publish_exam(exam, trainer.login)


def test_an_exam_that_is_closed_is_named_without_a_way_to_it(exam, holder, rf, trainer):
    window(exam, trainer, closes_at=moment(LAST, 9))
    assert f'href="{exam.get_absolute_url()}"' in panel(rf, holder, LAST - timedelta(days=1))
    shown = panel(rf, holder, LAST)  # an hour later
    assert "Its exam is not offered to you at present; ask your trainer." in shown
    assert exam.get_absolute_url() not in shown


def test_an_exam_that_opens_later_says_when_and_has_no_way_to_it_before(exam, holder, rf, trainer):
    window(exam, trainer, opens_at=moment(LAST, 9))
    shown = panel(rf, holder, LAST - timedelta(days=1))
    assert "Its exam opens on 3 May 2027 at 09:00." in shown
    assert exam.get_absolute_url() not in shown
    assert f'href="{exam.get_absolute_url()}"' in panel(rf, holder, LAST)


def test_the_window_is_that_of_the_rules_in_force(exam, holder, rf):
    exam.closes_at = moment(PASSED)
    exam.save()  # not published
    assert f'href="{exam.get_absolute_url()}"' in panel(rf, holder, LAST)


def test_the_panel_takes_one_statement_for_few_and_many(exam, holder, kind, rf):
    for number in range(5):
        make.certificate_type(f"more-{number}", exam=exam)
    with at(PASSED):
        settle_person(holder.pk)
    panel(rf, holder, LAST)  # the roles of the login are asked for once
    with CaptureQueriesContext(connection) as context:
        assert panel(rf, holder, LAST).count("<li>") == 6
    assert len(context) == 1
