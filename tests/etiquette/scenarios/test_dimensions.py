"""Dimensions: what choices are weighed by beside their grade; secret until the run has ended."""

from typing import Any

import pytest
from django.urls import reverse

from etiquette.scenarios.api import choose, debrief, import_scenario, start_run
from etiquette.scenarios.checking import problems_of
from etiquette.scenarios.grading import dimensions_of
from etiquette.scenarios.importing import graph_from, scores_from
from tests.etiquette.scenarios.test_admin import at, sent
from tests.factories.people import LoginFactory, StaffFactory
from tests.factories.scenarios import mapping, scenario, weighed
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db
WORDS = ["合规", "体谅", "Compliance", "Empathy", "compliance", "empathy", "dims"]


def figures(*path: tuple[str, str]) -> list[tuple[str, int, int]]:
    whole = mapping(**weighed())
    return [(one.code, one.points, one.full) for one in dimensions_of(path, graph_from(whole), scores_from(whole))]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ([("d1", "d1-a"), ("d2", "d2-a")], [("compliance", 4, 4), ("empathy", 2, 2)]),
        ([("d1", "d1-b"), ("d2", "d2-b")], [("compliance", 1, 4), ("empathy", 0, 2)]),
        ([("d1", "d1-c")], [("compliance", 0, 2), ("empathy", 1, 2)]),
        ([("d2", "d2-a")], [("compliance", 2, 2)]),
    ],
)
def test_dimensions_add_up_over_the_steps_that_were_taken(path: list[tuple[str, str]], expected: list[Any]) -> None:
    assert figures(*path) == expected


def test_content_without_dimensions_has_none() -> None:
    run = start_run(scenario(), StaffFactory())
    choose(run, "d1", "d1-c")

    assert debrief(run).dimensions == []


def test_dimensions_stand_in_the_debrief_and_nowhere_before_it(client_of) -> None:
    person = StaffFactory(login=LoginFactory())
    run = start_run(scenario(**weighed()), person)
    client = client_of(person)
    pages = {name: reverse(f"scenarios:{name}", kwargs={"public_id": run.public_id}) for name in ("run", "choose", "debrief")}
    before = [client.get(reverse("scenarios:cover", kwargs={"code": "sc-90"})), *(client.get(page) for page in pages.values())]
    before.append(client.post(pages["choose"], {"node": "d1", "choice": "d1-b"}, follow=True))
    client.post(pages["choose"], {"node": "d2", "choice": "d2-a"})

    after = client.get(pages["debrief"]).content.decode()

    told = "".join(answer.content.decode() for answer in before)
    assert [word for word in WORDS if word in told] == []
    assert [word in after for word in ("合规", "体谅", 'value="3" max="4"')] == [True, True, True]


def test_unknown_dimension_is_named() -> None:
    fields = weighed()
    fields["nodes"]["d1"]["choices"][0]["dims"] = {"charm": 2}

    with pytest.raises(Refused, match=r"“charm” is no dimension \(d1 · d1-a\)"):
        import_scenario(mapping(**fields), None)


def test_points_out_of_range_keep_a_draft_from_being_published() -> None:
    fields = weighed()
    fields["nodes"]["d1"]["choices"][0]["dims"] = {"empathy": 3}

    found = [str(problem) for problem in problems_of(graph_from(mapping(**fields)), scores_from(mapping(**fields)))]

    assert found == ["Node d1, choice d1-a: A dimension brings 0, 1 or 2 points."]


def test_trainer_weighs_a_choice_and_gives_it_a_clock(client_of, trainer) -> None:
    from etiquette.scenarios import scores as secret

    draft, client = scenario(**weighed()), client_of(trainer)
    page = client.get(at("node", draft.pk, "d1"))
    data = sent(page, "choices") | {"seconds": "30", "choices-1-silence": "on", "choices-0-closure": "2", "choices-0-empathy": ""}

    client.post(at("node", draft.pk, "d1"), data)

    draft.refresh_from_db()
    entries = secret.for_editor(draft)["choices"]
    assert (draft.draft["nodes"][0]["seconds"], entries["d1-b"]["silence"]) == (30, True)
    assert entries["d1-a"]["dims"] == {"compliance": 2, "closure": 2}


def test_node_saved_as_shown_changes_nothing(client_of, trainer) -> None:
    draft, client = scenario(**weighed()), client_of(trainer)
    before = draft.revision

    client.post(at("node", draft.pk, "d1"), sent(client.get(at("node", draft.pk, "d1")), "choices"))

    draft.refresh_from_db()
    assert draft.revision == before
