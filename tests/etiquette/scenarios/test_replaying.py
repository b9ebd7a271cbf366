"""Again from a step: practice with the talk before it, counted nowhere."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from etiquette.scenarios.api import ChoiceMade, Run, archive_scenario, choose, record_run, scenarios_passed, start_replay, start_run
from tests.factories.people import LoginFactory, StaffFactory
from tests.factories.scenarios import CANARY, scenario
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db
EARLY = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)


@pytest.fixture
def person():
    return StaffFactory(login=LoginFactory())


def ended(person, *choices: str) -> Run:
    """A run that ended with these choices."""
    return record_run(scenario().current_version, person, choices or ("d1-b", "d2-b"), EARLY)


def url(name: str, run: Run) -> str:
    return reverse(f"scenarios:{name}", kwargs={"public_id": run.public_id})


def test_replay_stands_at_its_step_with_the_talk_before_it(person) -> None:
    origin = ended(person)

    run = start_replay(origin, 2)

    assert (run.purpose, run.replays, run.from_step, run.node, run.number) == ("replay", origin, 2, "d2", 1)
    assert list(run.choices.values_list("seq", "choice")) == [(1, "d1-b")]


def test_replay_asked_for_twice_is_one(person) -> None:
    origin = ended(person)

    assert start_replay(origin, 2) == start_replay(origin, 2)


def test_replay_of_another_step_puts_the_open_one_aside(person) -> None:
    origin = ended(person)
    first = start_replay(origin, 2)

    start_replay(origin, 1)

    first.refresh_from_db()
    assert first.state == "abandoned"


def test_replay_leaves_an_open_run_alone(person) -> None:
    origin = ended(person)
    going = start_run(origin.scenario, person)

    start_replay(origin, 1)

    assert start_run(origin.scenario, person) == going


def test_passed_replay_passes_nothing(person, django_capture_on_commit_callbacks) -> None:
    from training_site.ledger import waking

    heard: list[str] = []
    listener = lambda staff_ids, event: heard.append(event)  # noqa: E731
    run = start_replay(ended(person), 1)
    waking.on_wake(listener)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            choose(run, "d1", "d1-a")
            choose(run, "d2", "d2-a")
    finally:
        waking._listeners.remove(listener)

    assert (run.state, run.passed) == ("finished", True)
    assert (list(scenarios_passed({person.pk})), heard) == ([], [])


def test_replay_of_an_open_run_is_refused(person) -> None:
    with pytest.raises(Refused, match="not ended"):
        start_replay(start_run(scenario(), person), 1)


@pytest.mark.parametrize("step", [0, 3, 99])
def test_replay_from_a_step_that_was_not_taken_is_refused(person, step: int) -> None:
    with pytest.raises(Refused, match=f"step {step}"):
        start_replay(ended(person), step)


def test_replay_of_an_archived_scenario_is_refused(person) -> None:
    origin = ended(person)
    archive_scenario(origin.scenario, None)
    origin.refresh_from_db()

    with pytest.raises(Refused, match="not open"):
        start_replay(origin, 1)


def test_replay_runs_in_the_version_of_its_origin(person) -> None:
    origin = ended(person)
    scenario(minutes=9)

    assert start_replay(Run.objects.get(pk=origin.pk), 1).version == origin.version


def test_replay_must_name_its_start(person) -> None:
    origin = ended(person)

    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(scenario=origin.scenario, version=origin.version, staff=person, number=9, node="d1", purpose="replay")


def test_button_of_the_debrief_leads_into_the_replay(client_of, person) -> None:
    origin, client = ended(person), client_of(person)

    page = client.post(url("replay", origin), {"step": "2"}, follow=True)

    text = page.content.decode()
    assert [word in text for word in ("说法 d1-b", f"后果 d1-b {CANARY}", "客户 d2", "说法 d2-a")] == [True] * 4
    hidden = text.replace(f"后果 d1-b {CANARY}", "")
    assert [word in hidden for word in (CANARY, "说法 d1-a", "说法 d1-c", "e-good", "forbidden", "N-15.1-01")] == [False] * 6


def test_debrief_of_a_replay_says_so_and_keeps_its_steps_apart(client_of, person) -> None:
    run, client = start_replay(ended(person), 2), client_of(person)
    choose(run, "d2", "d2-a")

    page = client.get(url("debrief", run))

    assert [(step.seq, step.before) for step in page.context["report"].steps] == [(1, True), (2, False)]
    assert url("debrief", run.replays) in page.content.decode()


def test_wrong_step_leads_back_to_the_debrief(client_of, person) -> None:
    origin = ended(person)

    answer = client_of(person).post(url("replay", origin), {"step": "seven"})

    assert answer["Location"] == url("debrief", origin)
    assert not Run.objects.filter(purpose="replay").exists()


def test_replay_of_somebody_else_is_not_there(client_of, person) -> None:
    origin = ended(StaffFactory())

    assert client_of(person).post(url("replay", origin), {"step": "1"}).status_code == 404


def test_cover_and_list_count_no_replays(client_of, person) -> None:
    origin, client = ended(person), client_of(person)
    run = start_replay(origin, 1)
    choose(run, "d1", "d1-a")
    choose(run, "d2", "d2-a")

    cover = client.get(reverse("scenarios:cover", kwargs={"code": "sc-90"}))
    cards = client.get(reverse("scenarios:list")).context["page_obj"]

    assert [past.pk for past in cover.context["past"]] == [origin.pk]
    assert [(card.progress, card.tries) for card in cards] == [("failed", 1)]


def test_question_stands_before_a_run_is_put_aside(client_of, person) -> None:
    run, client = start_run(scenario(), person), client_of(person)
    choose(run, "d1", "d1-a")

    asked = client.get(url("abandon", run))
    run.refresh_from_db()
    before = run.state
    answer = client.post(url("abandon", run), {"again": "1"})

    assert (asked.status_code, before) == (200, "open")
    run.refresh_from_db()
    fresh = Run.objects.get(state="open")
    assert (run.state, fresh.number, answer["Location"]) == ("abandoned", 2, url("run", fresh) + "#now")


def test_run_put_aside_without_starting_anew(client_of, person) -> None:
    run, client = start_run(scenario(), person), client_of(person)

    answer = client.post(url("abandon", run))

    assert answer["Location"] == reverse("scenarios:cover", kwargs={"code": "sc-90"})
    assert list(Run.objects.values_list("state", flat=True)) == ["abandoned"]


def test_replayed_choices_are_new_rows(person) -> None:
    origin = ended(person)
    start_replay(origin, 2)

    assert ChoiceMade.objects.filter(run=origin).count() == 2
    assert ChoiceMade.objects.count() == 3
