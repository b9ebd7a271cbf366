"""What staff see, and what never reaches their browser."""

from typing import Any

import pytest
from django.urls import reverse

from etiquette.scenarios.api import ChoiceMade, Run, choose, start_run
from tests.factories.people import LoginFactory, StaffFactory
from tests.factories.rows import FEW, MANY
from tests.factories.scenarios import CANARY, many_scenarios, scenario

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return StaffFactory(login=LoginFactory())


def url(name: str, run: Run) -> str:
    return reverse(f"scenarios:{name}", kwargs={"public_id": run.public_id})


def take(client: Any, run: Run, node: str, choice: str) -> Any:
    return client.post(url("choose", run), {"node": node, "choice": choice})


def test_cover_starts_a_run(client_of, person) -> None:
    scenario()

    answer = client_of(person).post(reverse("scenarios:cover", kwargs={"code": "sc-90"}))

    assert answer["Location"] == url("run", Run.objects.get()) + "#now"


def test_run_shows_the_present_node_only(client_of, person) -> None:
    run = start_run(scenario(), person)

    page = client_of(person).get(url("run", run)).content.decode()

    assert [text in page for text in ("客户 d1", "说法 d1-a", "说法 d1-c", "客户 d2", "说法 d2-a")] == [True, True, True, False, False]


def test_no_score_nor_branch_reaches_the_browser_before_the_end(client_of, person) -> None:
    run = start_run(scenario(), person)
    client = client_of(person)
    before = [client.get(reverse("scenarios:list")), client.get(reverse("scenarios:cover", kwargs={"code": "sc-90"})), client.get(url("run", run))]
    answer = take(client, run, "d1", "d1-b")
    during = [answer, client.get(url("run", run)), client.get(url("debrief", run)), take(client, run, "d2", ""), take(client, run, "d1", "d1-a")]

    pages = [response.content.decode() for response in before]
    assert [CANARY in page for page in pages] == [False, False, False]
    later = "".join(response.content.decode() for response in during)
    assert f"后果 d1-b {CANARY}" in later
    effects = later.replace(f"后果 d1-b {CANARY}", "")
    assert [word in effects for word in (CANARY, "说法 d1-a", "说法 d1-c", "e-fail", "e-good", "forbidden", "N-15.1-01", "N-9.2-02")] == [False] * 8


def test_debrief_hides_the_branches_not_taken(client_of, person) -> None:
    run = start_run(scenario(), person)
    choose(run, "d1", "d1-b")
    choose(run, "d2", "d2-a")

    page = client_of(person).get(url("debrief", run)).content.decode()

    assert [text in page for text in ("说法 d1-b", "更好 d1-b", "说法 d1-a", "说法 d1-c", "原因 d1-c")] == [True, True, False, False, False]


def test_debrief_shows_other_choices_where_the_version_allows_it(client_of, person) -> None:
    run = start_run(scenario(reveal_branches=True), person)
    choose(run, "d1", "d1-b")
    choose(run, "d2", "d2-a")

    page = client_of(person).get(url("debrief", run)).content.decode()

    assert [text in page for text in ("说法 d1-a", "说法 d1-c", "原因 d1-c")] == [True, True, True]


def test_double_click_counts_once(client_of, person) -> None:
    run = start_run(scenario(), person)
    client = client_of(person)

    answers = [take(client, run, "d1", "d1-a") for _again in range(2)]

    assert [answer["Location"] for answer in answers] == [url("run", run) + "#now"] * 2
    assert ChoiceMade.objects.count() == 1


def test_missing_choice_gets_a_sentence_at_the_field(client_of, person) -> None:
    run = start_run(scenario(), person)

    answer = client_of(person).post(url("choose", run), {"node": "d1"})

    assert answer.status_code == 400
    assert 'id="choice-error"' in answer.content.decode()


def test_last_choice_leads_to_the_debrief(client_of, person) -> None:
    run = start_run(scenario(), person)
    client = client_of(person)

    answer = take(client, run, "d1", "d1-c")

    assert answer["Location"] == url("debrief", run)
    assert "kingfisher" in client.get(answer["Location"]).content.decode()


def test_run_of_somebody_else_is_not_there(client_of, person) -> None:
    run = start_run(scenario(), StaffFactory())
    client = client_of(person)

    assert [client.get(url(name, run)).status_code for name in ("run", "choose", "debrief")] == [404, 404, 404]
    assert take(client, run, "d1", "d1-a").status_code == 404


def test_archived_scenario_is_not_there(client_of, person) -> None:
    from etiquette.scenarios.api import archive_scenario

    archive_scenario(scenario(), None)

    assert client_of(person).get(reverse("scenarios:cover", kwargs={"code": "sc-90"})).status_code == 404


@pytest.mark.parametrize("state", ["", "new", "open", "failed", "passed"])
def test_list_is_filtered_by_state(client_of, person, state: str) -> None:
    scenario()
    run = start_run(scenario("sc-91"), person)
    choose(start_run(scenario("sc-92"), person), "d1", "d1-c")

    page = client_of(person).get(reverse("scenarios:list"), {"state": state}).context["page_obj"]

    expected = {"": ["sc-90", "sc-91", "sc-92"], "new": ["sc-90"], "open": [run.scenario.code], "failed": ["sc-92"], "passed": []}
    assert [card.scenario.code for card in page] == expected[state]


@pytest.mark.parametrize("count", [FEW, MANY])
def test_list_asks_the_same_number_of_queries(client_of, person, django_assert_num_queries, count: int) -> None:
    many_scenarios(count)
    client = client_of(person)
    client.get(reverse("scenarios:list"))

    with django_assert_num_queries(6):
        client.get(reverse("scenarios:list"))


def test_debrief_asks_few_queries(client_of, person, django_assert_num_queries) -> None:
    run = start_run(scenario(), person)
    choose(run, "d1", "d1-b")
    choose(run, "d2", "d2-a")
    client = client_of(person)
    client.get(url("debrief", run))

    with django_assert_num_queries(7):
        client.get(url("debrief", run))
