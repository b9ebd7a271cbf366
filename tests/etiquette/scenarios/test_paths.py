"""Which ways people take: counts for trainers and supervisors, first runs only, nobody named."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from etiquette.scenarios import analytics
from etiquette.scenarios.analytics import MIN_PEOPLE, Asked, by_unit, path_report, scenario_figures
from etiquette.scenarios.api import Run, Scenario, record_run, start_replay, start_run
from etiquette.scenarios.running import choose, put_aside
from tests.factories.people import LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from tests.factories.scenarios import scenario

pytestmark = pytest.mark.django_db
BEST, SLIPPED, WEAK, RED = ["d1-a", "d2-a"], ["d1-b", "d2-a"], ["d1-b", "d2-b"], ["d1-c"]
SPRING, SUMMER = datetime(2026, 4, 2, 2, 0, tzinfo=UTC), datetime(2026, 7, 2, 2, 0, tzinfo=UTC)


def ran(choices: list[str], person: Any = None, at: datetime = SPRING) -> Run:
    """A run of the scenario that ended with these choices."""
    return record_run(Scenario.objects.get(code="sc-90").current_version, person or StaffFactory(), choices, at)


def report(**asked: Any) -> analytics.PathReport:
    return path_report(Scenario.objects.get(code="sc-90").current_version, Asked(**asked))


def test_report_counts_outcomes_and_choices() -> None:
    scenario()
    for choices in (BEST, BEST, WEAK, RED):
        ran(choices)

    found = report()

    totals = found.totals
    assert (totals.begun, totals.people, totals.finished, totals.passed, totals.red) == (4, 4, 4, 2, 1)
    assert totals.outcomes == {"good": 2, "middle": 1, "failed": 1}
    assert [(choice.id, choice.times, choice.share) for choice in found.nodes[0].choices] == [("d1-a", 2, 50), ("d1-b", 1, 25), ("d1-c", 1, 25)]
    assert [(node.id, choice.id) for node, choice in found.red_lines] == [("d1", "d1-c")]
    assert [(ending["id"], times) for ending, times in found.endings] == [("e-good", 2), ("e-mid", 1), ("e-fail", 1)]


def test_worst_step_comes_first() -> None:
    scenario()
    for choices in (SLIPPED, SLIPPED, WEAK):
        ran(choices)

    found = report()

    assert [(node.id, node.good_share) for node in found.worst] == [("d1", 0), ("d2", 67)]
    assert found.worst[0].commonest_miss.id == "d1-b"


def test_second_runs_and_replays_do_not_count() -> None:
    scenario()
    person = StaffFactory()
    first = ran(WEAK, person)
    ran(BEST, person, SUMMER)
    choose(start_replay(first, 1), "d1", "d1-a")

    assert (report().totals.begun, report().totals.passed) == (1, 0)
    assert (report(first_only=False).totals.begun, report(first_only=False).totals.passed) == (2, 1)


def test_run_put_aside_is_counted_with_the_choices_it_made() -> None:
    run = start_run(scenario(), StaffFactory())
    choose(run, "d1", "d1-b")
    put_aside(run)

    found = report()

    assert (found.totals.abandoned, found.totals.finished, found.nodes[0].taken) == (1, 0, 1)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"since": date(2026, 5, 1)}, 1),
        ({"until": date(2026, 4, 2)}, 1),
        ({"since": date(2026, 4, 2), "until": date(2026, 7, 2)}, 2),
        ({"since": date(2026, 8, 1)}, 0),
    ],
)
def test_report_of_a_period(asked: dict[str, date], count: int) -> None:
    scenario()
    ran(BEST)
    ran(BEST, at=SUMMER)

    assert report(**asked).totals.begun == count


@pytest.mark.parametrize("people", [MIN_PEOPLE - 1, MIN_PEOPLE])
def test_figures_of_a_few_people_of_a_unit_are_withheld(people: int) -> None:
    scenario()
    top = unit("HQ", kind="head-office")
    shop = unit("S1", top)
    for _number in range(people):
        ran(RED, PostingFactory(unit=shop).staff)

    found = report(unit=top)

    assert (found.totals.people, found.withheld, bool(found.nodes)) == (people, people < MIN_PEOPLE, people >= MIN_PEOPLE)


def test_unit_with_few_people_cannot_be_worked_out_from_the_sum() -> None:
    version = scenario().current_version
    top = unit("HQ", kind="head-office")
    for code, people in (("S1", 7), ("S2", 2), ("S3", 6)):
        shop = unit(code, top)
        for _number in range(people):
            ran(BEST, PostingFactory(unit=shop).staff)

    rows = by_unit(version, Asked())

    assert [(row.unit.code, row.totals.people, row.withheld, row.totals.passed) for row in rows] == [
        ("S1", 7, False, 7), ("S2", 2, True, 0), ("S3", 6, True, 0)
    ]  # fmt: skip


def test_list_names_the_step_that_goes_wrong_most() -> None:
    scenario()
    scenario("sc-91")
    ran(SLIPPED)

    rows = scenario_figures(Scenario.objects.filter(state="published").select_related("current_version"), Asked())

    assert [(row.scenario.code, row.totals.begun, row.worst.id if row.worst else None) for row in rows] == [("sc-90", 1, "d1"), ("sc-91", 0, None)]


@pytest.fixture
def lead():
    """A supervisor of S1, where six people failed; six others elsewhere were good."""
    scenario()
    top = unit("HQ", kind="head-office")
    mine, other = unit("S1", top), unit("S2", top)
    for _number in range(6):
        ran(RED, PostingFactory(unit=mine).staff)
        ran(BEST, PostingFactory(unit=other).staff)
    person = StaffFactory(login=LoginFactory(roles=["supervisor"]))
    SupervisionFactory(supervisor=person, unit=mine)
    return person


def test_supervisor_sees_the_figures_of_the_own_people_only(client_of, lead) -> None:
    page = client_of(lead).get(reverse("scenarios:team_path", kwargs={"code": "sc-90"}))

    assert (page.context["report"].totals.people, page.context["report"].totals.passed) == (6, 0)
    assert [row.unit.code for row in page.context["units"]] == ["S1"]


def test_unit_of_others_is_no_choice_for_a_supervisor(client_of, lead) -> None:
    page = client_of(lead).get(reverse("scenarios:team_paths"), {"unit": "S2"})

    assert "unit" in page.context["filter"].errors
    assert [row.totals.people for row in page.context["rows"]] == [6]


def test_team_page_leads_to_the_report(client_of, lead) -> None:
    page = client_of(lead).get(reverse("desk:team")).content.decode()

    assert reverse("scenarios:team_paths") in page


def test_nobody_is_named(client_of, lead, trainer) -> None:
    names = list(Run.objects.values_list("staff__name", "staff__staff_number"))
    version = Scenario.objects.get().pk
    pages = [
        client_of(lead).get(reverse("scenarios:team_path", kwargs={"code": "sc-90"})),
        client_of(trainer).get(reverse("scenarios_admin:statistics", args=[version])),
        client_of(trainer).get(reverse("scenarios_admin:statistics", args=[version]), {"export": "csv"}),
    ]

    told = "".join(page.content.decode() for page in pages)
    assert [word for pair in names for word in pair if word in told] == []


def test_trainer_filters_and_exports(client_of, trainer) -> None:
    published = scenario()
    ran(BEST)
    ran(WEAK, at=SUMMER)
    client, page = client_of(trainer), reverse("scenarios_admin:statistics", args=[published.pk])

    spring = client.get(page, {"until": "2026-05-01"})
    wrong = client.get(page, {"since": "2026-05-01", "until": "2026-04-01"})
    table = client.get(page, {"export": "csv"}).content.decode("utf-8-sig")

    assert spring.context["report"].totals.begun == 1
    assert list(wrong.context["filter"].errors) == ["until"]
    assert [line.split(",")[2] for line in table.splitlines()[1:]] == ["d1-a", "d1-b", "d1-c", "d2-a", "d2-b"]


def test_list_of_paths_is_exported(client_of, trainer) -> None:
    scenario()
    ran(SLIPPED)

    table = client_of(trainer).get(reverse("scenarios_admin:paths"), {"export": "csv"}).content.decode("utf-8-sig")

    assert table.splitlines()[1].startswith("sc-90,")


def many(count: int) -> None:
    version = scenario().current_version
    shop = unit("S1", unit("HQ", kind="head-office"))
    for _number in range(count):
        record_run(version, PostingFactory(unit=shop).staff, SLIPPED, SPRING)


@pytest.mark.parametrize("count", [3, 300])
def test_report_asks_the_same_number_of_queries(client_of, trainer, django_assert_num_queries, count: int) -> None:
    many(count)
    client, page = client_of(trainer), reverse("scenarios_admin:statistics", args=[Scenario.objects.get().pk])
    client.get(page)

    with django_assert_num_queries(19):
        client.get(page)


@pytest.mark.parametrize("count", [3, 300])
def test_list_of_paths_asks_the_same_number_of_queries(client_of, trainer, django_assert_num_queries, count: int) -> None:
    many(count)
    client, page = client_of(trainer), reverse("scenarios_admin:paths")
    client.get(page)

    with django_assert_num_queries(15):
        client.get(page)
