"""Steps with a clock: the server's time decides, and silence is taken when it runs out."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from etiquette.scenarios.api import ChoiceMade, Run, choose, debrief, start_run
from etiquette.scenarios.checking import problems_of
from etiquette.scenarios.importing import graph_from, scores_from
from etiquette.scenarios.talk import moment_of
from tests.factories.people import LoginFactory, StaffFactory
from tests.factories.scenarios import mapping, scenario, timed
from training_site.lib import clock

pytestmark = pytest.mark.django_db


def later(run: Run, seconds: int) -> time_machine.travel:
    """So many seconds after the run came to its node."""
    assert run.node_since is not None
    return time_machine.travel(run.node_since + timedelta(seconds=seconds), tick=False)


def test_answer_in_time_counts() -> None:
    run = start_run(scenario(**timed()), StaffFactory())

    with later(run, 42):  # the answer was on its way
        choose(run, "d1", "d1-a")

    assert list(ChoiceMade.objects.values_list("choice", "in_time")) == [("d1-a", True)]


def test_answer_after_the_time_is_silence() -> None:
    run = start_run(scenario(**timed()), StaffFactory())

    with later(run, 44):
        choose(run, "d1", "d1-a")

    assert list(ChoiceMade.objects.values_list("choice", "in_time")) == [("d1-b", False)]


def test_nothing_sent_after_the_time_is_silence() -> None:
    run = start_run(scenario(**timed()), StaffFactory())

    with later(run, 44):
        choose(run, "d1", "")

    assert run.node == "d2"


def test_run_without_a_clock_has_all_the_time() -> None:
    run = start_run(scenario(**timed()), StaffFactory(), untimed=True)

    with later(run, 4000):
        choose(run, "d1", "d1-a")

    assert list(ChoiceMade.objects.values_list("choice", "in_time")) == [("d1-a", True)]


def test_moment_tells_what_the_servers_clock_leaves() -> None:
    run = start_run(scenario(**timed()), StaffFactory())

    with later(run, 17):
        moment = moment_of(run)
    with later(run, 90):
        over = moment_of(run)

    assert [(moment.seconds, moment.left), (over.seconds, over.left)] == [(40, 23), (40, 0)]


def test_clock_starts_anew_at_each_step() -> None:
    run = start_run(scenario(**timed()), StaffFactory())
    choose(run, "d1", "d1-a")

    with later(run, 4000):
        choose(run, "d2", "d2-a")

    assert run.state == "finished"


def test_debrief_says_that_the_time_ran_out() -> None:
    run = start_run(scenario(**timed()), StaffFactory())
    with later(run, 60):
        choose(run, "d1", "d1-a")
    choose(run, "d2", "d2-a")

    assert [step.in_time for step in debrief(run).steps] == [False, True]


def test_page_does_not_tell_which_choice_is_silence(client_of) -> None:
    person = StaffFactory(login=LoginFactory())
    run = start_run(scenario(**timed()), person)

    page = client_of(person).get(reverse("scenarios:run", kwargs={"public_id": run.public_id})).content.decode()

    assert "data-clock" in page
    assert "silence" not in page.replace("counts as silence", "")


def test_cover_offers_to_go_without_a_clock(client_of) -> None:
    person = StaffFactory(login=LoginFactory())
    scenario(**timed())
    client = client_of(person)
    cover = reverse("scenarios:cover", kwargs={"code": "sc-90"})

    assert 'name="untimed"' in client.get(cover).content.decode()
    client.post(cover, {"untimed": "1"})

    assert Run.objects.get().untimed is True


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda node: node.update(seconds=5), "10 to 600"),
        (lambda node: node["choices"][1].pop("silence"), "Mark the one choice"),
        (lambda node: node["choices"][0].update(silence=True), "Mark the one choice"),
        (lambda node: node.pop("seconds"), "has no time"),
    ],
)
def test_check_names_a_clock_that_is_not_whole(change, says: str) -> None:
    whole = mapping(**timed())
    change(whole["nodes"]["d1"])

    found = [str(problem) for problem in problems_of(graph_from(whole), scores_from(whole))]

    assert len(found) == 1
    assert says in found[0]


def test_step_that_was_begun_before_there_were_clocks_has_none() -> None:
    run = start_run(scenario(**timed()), StaffFactory())
    Run.objects.filter(pk=run.pk).update(node_since=None)
    run.refresh_from_db()

    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        choose(run, "d1", "d1-a")

    assert ChoiceMade.objects.get().in_time is True
