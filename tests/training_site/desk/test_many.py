"""The desk at 3 and at 300 rows: the same statements, and nothing that grows without end on a phone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.paths.api import Enrolment, PathRole, Step
from courses.paths.models import Stage
from exams.sittings.models import Attempt, Result
from tests.factories import paths as make
from tests.factories import sittings
from tests.factories.people import JobRoleFactory, LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from training_site.lib import clock
from training_site.people.api import Posting

FEW, MANY = 3, 300


def steps(*refs):
    return [("signing", ref) for ref in refs]


@pytest.fixture
def shop(db, supervisor):
    """A shop that the supervisor answers for."""
    place = unit("S1")
    SupervisionFactory(supervisor=supervisor, unit=place)
    return place


def statements(client, url):
    """How many statements a page takes, once warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def results_for(people, exam, first=1, passed=True):
    """One result in force for each person, written in bulk."""
    now = clock.now()
    version = exam.current_version
    rows = [
        Attempt(
            exam=exam, exam_version=version, staff=person, number=first + number if people.count(person) > 1 else first, state="marked", seed=1,
            started_at=now, deadline=now, submitted_at=now - timedelta(minutes=number), closed_by="taker",
        )
        for number, person in enumerate(people)
    ]  # fmt: skip
    attempts = Attempt.objects.bulk_create(rows)
    Result.objects.bulk_create(
        Result(attempt=row, number=1, score=1, out_of=1, percent=100 if passed else 20, passed=passed, sections=[], chapters=[]) for row in attempts
    )


def test_the_team_takes_the_same_statements_for_three_and_for_three_hundred(shop, supervisor, client_of):
    path = make.path(stages=[("First", 1, 3, steps("set-1", "set-2")), ("Second", 4, 30, steps("set-3"))])
    client, counts = client_of(supervisor), []
    for first, number in ((0, FEW), (FEW, MANY - FEW)):
        make.crowd(number, shop, path, first, days_ago=20)
        counts.append(statements(client, "/team/"))
    assert counts[0] == counts[1] <= 24


def test_three_hundred_people_are_paged_and_their_overdue_items_summed_up(shop, supervisor, client_of):
    path = make.path(stages=[("First", 1, 3, steps("set-1", "set-2"))])
    make.crowd(MANY, shop, path, days_ago=20)
    page = client_of(supervisor).get("/team/")
    assert (len(page.context["table"]), page.context["total"], page.context["counts"]["late"]) == (25, MANY, MANY)
    assert (len(page.context["exceptions"]), page.context["more_exceptions"]) == (6, 2 * MANY - 6)
    assert len(page.content) < 150_000


def test_people_of_many_tasks_get_a_line_each_instead_of_a_table(shop, supervisor, client_of):
    for number, role in enumerate(("counter", "hotline")):
        refs = [f"set-{number}-{step}" for step in range(10)]
        path = make.path(f"lp-{role}", [("First", 1, 30, steps(*refs))], role=role)
        people = make.crowd(2, shop, path, first=10 * number)
        Posting.objects.filter(staff__in=people).update(job_role=JobRoleFactory(code=role))
    client = client_of(supervisor)
    both, one = client.get("/team/"), client.get("/team/?job=hotline")
    assert (both.context["by_person"], len(both.context["columns"])) == (True, 20)
    assert (one.context["by_person"], len(one.context["columns"])) == (False, 10)
    assert "<table" not in both.content.decode()


def test_the_results_list_takes_the_same_statements_at_three_and_three_hundred(shop, supervisor, client_of):
    path, exam = make.path(), sittings.published_exam(1)
    client, counts = client_of(supervisor), []
    for first, number in ((0, FEW), (FEW, MANY - FEW)):
        results_for(make.crowd(number, shop, path, first), exam)
        counts.append(statements(client, "/team/results/"))
    assert counts[0] == counts[1] <= 16


def test_the_results_list_is_narrowed_by_unit_days_outcome_and_name(shop, supervisor, client_of):
    path, exam = make.path(), sittings.published_exam(1)
    below = unit("S1-1", parent=shop)
    above, inside = make.crowd(1, shop, path)[0], make.crowd(1, below, path, first=5)[0]
    results_for([above], exam)
    results_for([inside], exam, passed=False)
    client = client_of(supervisor)

    def listed(query):
        return {row.attempt.staff for row in client.get("/team/results/" + query).context["page_obj"]}

    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert listed("") == {above, inside}
    assert listed("?unit=S1-1") == {inside}
    assert listed("?outcome=passed") == {above}
    assert listed(f"?since={tomorrow}") == set()
    assert listed(f"?until={tomorrow}") == {above, inside}
    assert listed(f"?q={inside.staff_number}") == {inside}
    assert listed("?since=nonsense") == {above, inside}


def learner(shop, count):
    """Somebody with so many steps to do and so many results."""
    role = f"role-{count}"
    path = make.path(f"lp-{count}", [("First", 1, 3, steps("set-first")), ("Second", 4, 30, ())], role=role)
    stage = Stage.objects.get(path=path, order=2)
    Step.objects.bulk_create(Step(stage=stage, order=number, kind="signing", ref=f"set-{number}") for number in range(count))
    person = StaffFactory(login=LoginFactory(), hired_on=clock.today())
    PostingFactory(staff=person, unit=shop, job_role=JobRoleFactory(code=role))
    Enrolment.objects.create(staff=person, path=path, started_on=clock.today(), due_on=clock.today() + timedelta(days=29))
    results_for([person] * count, sittings.published_exam(1))
    assert PathRole.objects.filter(path=path).exists()
    return person


@pytest.mark.parametrize(("address", "own", "budget"), [("/training/", True, 40), ("/results/", True, 16), ("/team/{}/", False, 21)])
def test_a_persons_pages_take_the_same_statements_at_three_and_three_hundred(shop, supervisor, client_of, address, own, budget):
    counts = []
    for number in (FEW, MANY):
        person = learner(shop, number)
        client = client_of(person if own else supervisor)
        counts.append(statements(client, address.format(person.public_id)))
    assert counts[0] == counts[1] <= budget


def test_my_training_shows_eight_steps_at_once_and_the_rest_on_request(shop, client_of):
    page = client_of(learner(shop, 20)).get("/training/")
    assert (len(page.context["rest"]), len(page.context["later"])) == (8, 12)
    assert '<details class="stack stack-3">' in page.content.decode()
