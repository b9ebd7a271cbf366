"""Who gets which path, what counts as done, and that settling twice adds nothing."""

from datetime import timedelta

import pytest

from courses.paths.api import Enrolment, LearningPath, PathRole, Stage, Step, StepCompletion, journeys, settle_all, settle_people
from tests.factories.paths import crowd
from tests.factories.people import JobRoleFactory, PostingFactory, StaffFactory, unit
from tests.factories.signing import signing_set
from training_site.lib import clock


@pytest.fixture
def path(db):
    """A path of two stages for counter staff: sign, then a course."""
    made = LearningPath.objects.create(code="lp-test", title_zh="测试路径", title_en="Test path", days=10)
    PathRole.objects.create(path=made, job_role=JobRoleFactory())
    first = Stage.objects.create(path=made, order=1, title_zh="一", title_en="One", from_day=1, to_day=3)
    second = Stage.objects.create(path=made, order=2, title_zh="二", title_en="Two", from_day=4, to_day=10)
    Step.objects.create(stage=first, order=1, kind="signing", ref="set-test")
    Step.objects.create(stage=second, order=1, kind="course", ref="co-none")
    return made


def hired(days_ago):
    person = StaffFactory(hired_on=clock.today() - timedelta(days=days_ago))
    PostingFactory(staff=person, starts_on=person.hired_on)
    return person


def test_a_new_hire_is_enrolled_by_job_role_with_a_frozen_due_date(path):
    person = hired(2)
    assert settle_people([person.pk]) == 1
    enrolment = Enrolment.objects.get(staff=person)
    assert (enrolment.path, enrolment.due_on) == (path, person.hired_on + timedelta(days=9))


def test_somebody_hired_long_ago_is_left_alone(path):
    hired(400)
    assert settle_all() == 0


def test_settling_again_adds_nothing(path):
    hired(2)
    assert (settle_all(), settle_all()) == (1, 0)


def test_the_forms_agree(path):
    people = [hired(1), hired(2), hired(3)]
    one = settle_people([people[0].pk])
    assert one + settle_all() == 3


def test_a_signed_set_completes_its_step_and_opens_the_next_stage(path):
    from etiquette.signing.api import SigningSet, record_signatures

    person = hired(2)
    chosen = signing_set()
    SigningSet.objects.filter(pk=chosen.pk).update(code="set-test")
    chosen.refresh_from_db()
    settle_people([person.pk])
    assert [todo.status for todo in journeys([person.pk])[person.pk][0].todos] == ["soon", "ahead"]
    record_signatures(chosen, person, clock.now())
    assert settle_people([person.pk]) == 1
    journey = journeys([person.pk])[person.pk][0]
    assert [todo.status for todo in journey.todos] == ["done", "open"]
    assert [view.status for view in journey.stages] == ["done", "now"]
    assert StepCompletion.objects.get().step.ref == "set-test"


def test_what_is_past_its_day_is_late_even_in_a_closed_stage(path):
    person = hired(20)
    settle_people([person.pk])
    assert [todo.status for todo in journeys([person.pk])[person.pk][0].todos] == ["late", "late"]


def test_journeys_of_many_people_take_the_queries_of_three(path, django_assert_max_num_queries):
    where = unit("S9")
    for first, number in ((0, 3), (3, 297)):
        crowd(number, where, path, first)
        people = list(Enrolment.objects.values_list("staff", flat=True))
        with django_assert_max_num_queries(9):
            assert len(journeys(people)) == first + number
