"""The order of a path is told truthfully and held: exams wait for what stands before them, everything else may be done early."""

import pytest
from django.urls import reverse

from courses.paths.api import Enrolment, LearningPath, Step, admit_early, end, journeys_of, settle_all, settle_people
from courses.paths.models import EarlyAdmission
from exams.papers.api import Exam, archive
from exams.sittings.api import may_start, start
from tests.factories import paths as make
from tests.factories.sittings import published_exam
from training_site.ledger.models import AuditEvent
from training_site.lib.errors import Refused


@pytest.fixture
def person(db):
    """Somebody on the first day of a path of three stages."""
    make.three_stages()
    who = make.hired()
    settle_all()
    return who


@pytest.fixture
def exam(person):
    return Exam.objects.get(code="exam-path")


def test_an_exam_waits_for_the_stages_before_it_and_the_steps_before_it_in_its_own(person, exam, client_of):
    standing = may_start(exam, person)
    assert not standing.allowed
    assert [address for _title, address in standing.first] == ["/signing/set-a/", "/signing/set-b/", "/signing/set-c/"]
    with pytest.raises(Refused, match="3 steps stand before this exam"):
        start(exam, person)
    page = client_of(person).get(exam.get_absolute_url()).content.decode()
    assert 'href="/signing/set-c/">' in page
    make.sign(person, "set-a", "set-b")
    settle_people([person.pk])
    assert [address for _title, address in may_start(exam, person).first] == ["/signing/set-c/"]
    make.sign(person, "set-c")
    settle_people([person.pk])
    assert may_start(exam, person).allowed
    assert start(exam, person).number == 1


def test_an_exam_on_no_path_of_the_person_is_not_held_back(person):
    assert may_start(published_exam(1, code="exam-free"), person).allowed


def test_an_ended_enrolment_holds_nothing_back(person, exam, hr):
    end(Enrolment.objects.get(staff=person), "Changed jobs.", hr.login)
    assert may_start(exam, person).allowed


def test_an_exam_open_on_one_of_two_paths_is_open(person, exam):
    second = make.path("lp-second", [("Only", 1, 5, [("exam", "exam-path")])], role="")
    Enrolment.objects.create(staff=person, path=second, started_on=person.hired_on, due_on=person.hired_on)
    assert may_start(exam, person).allowed


def test_a_step_that_nobody_can_do_any_more_holds_no_exam_back(person, exam):
    from etiquette.signing.api import SigningSet

    make.sign(person, "set-a", "set-b")
    settle_people([person.pk])
    SigningSet.objects.filter(code="set-c").update(published=False)
    assert may_start(exam, person).allowed


def test_an_archived_exam_is_not_asked_before_another(person):
    archive(Exam.objects.get(code="exam-path"), None)
    last = published_exam(1, code="exam-last")
    path = LearningPath.objects.get()
    Step.objects.create(stage=path.stages.get(order=3), order=9, kind="exam", ref="exam-last")
    make.sign(person, "set-a", "set-b", "set-c", "set-d")
    settle_people([person.pk])
    assert may_start(last, person).allowed


def test_my_training_says_locked_of_the_exam_and_later_stage_of_the_rest(person):
    states = {todo.step.ref: (todo.status, len(todo.waits_for)) for todo in journeys_of(person)[0].todos}
    assert states == {"set-a": ("soon", 0), "set-b": ("soon", 0), "set-c": ("ahead", 0), "exam-path": ("locked", 3), "set-d": ("ahead", 0)}


@pytest.mark.parametrize("address", ["/signing/set-d/", "/courses/co-1/", "/scenarios/sc-90/"])
def test_courses_scenarios_and_signing_sets_of_later_stages_may_be_opened_early(person, client_of, address):
    from tests.factories.lessons import course
    from tests.factories.scenarios import scenario

    course("co-1")
    scenario("sc-90")
    third = LearningPath.objects.get().stages.get(order=3)
    Step.objects.create(stage=third, order=2, kind="course", ref="co-1")
    Step.objects.create(stage=third, order=3, kind="scenario", ref="sc-90")
    assert {todo.status for todo in journeys_of(person)[0].todos if todo.stage == third} == {"ahead"}
    assert client_of(person).get(address).status_code == 200


def test_what_is_done_early_counts_at_once(person):
    make.sign(person, "set-d")
    assert settle_people([person.pk]) == 1
    assert {todo.step.ref for todo in journeys_of(person)[0].todos if todo.status == "done"} == {"set-d"}


def test_hr_and_trainers_let_one_person_in_with_a_reason(person, exam, trainer, client_of):
    enrolment, step = Enrolment.objects.get(staff=person), Step.objects.get(kind="exam")
    url = reverse("enrolments:admit", args=[enrolment.pk, step.pk])
    client = client_of(trainer)
    assert client.post(url, {"reason": " "}).status_code == 200
    assert not EarlyAdmission.objects.exists()
    assert client.post(url, {"reason": "Leaves for a year."}).status_code == 302
    assert may_start(exam, person).allowed
    assert AuditEvent.objects.filter(deed="paths.early_admission").exists()
    other = make.hired()
    settle_people([other.pk])
    assert not may_start(exam, other).allowed


def test_letting_in_where_nothing_is_held_back_is_refused(person, exam, hr):
    make.sign(person, "set-a", "set-b", "set-c")
    settle_people([person.pk])
    with pytest.raises(Refused, match="Nothing holds this exam back"):
        admit_early(Enrolment.objects.get(staff=person), Step.objects.get(kind="exam"), "Why not.", hr.login)
