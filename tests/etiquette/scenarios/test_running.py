"""Importing, publishing and going through a scenario."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from etiquette.scenarios import api
from etiquette.scenarios.models import ChoiceMade, Run, ScenarioCitation, ScenarioVersion
from tests.factories.norms import norm_version
from tests.factories.people import StaffFactory
from tests.factories.scenarios import mapping, norms, scenario
from training_site.lib.errors import Refused, SomeoneElseWasFirst

pytestmark = pytest.mark.django_db
EARLY = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)


def test_import_publishes_a_first_version_with_pinned_citations() -> None:
    version = scenario().current_version

    assert version.number == 1
    assert sorted(ScenarioCitation.objects.values_list("anchor", "norm_version__norm__code")) == [
        ("d1-a", "N-9.2-01"),
        ("d1-b", "N-9.2-02"),
        ("d1-c", "N-15.1-01"),
        ("d2-a", "N-9.2-01"),
        ("d2-b", "N-9.2-02"),
    ]


def test_import_of_the_same_file_changes_nothing() -> None:
    before = scenario()

    assert api.import_scenario(mapping(), None) is None
    after = api.Scenario.objects.get()
    assert (after.revision, after.edited_at, after.current_version_id) == (before.revision, before.edited_at, before.current_version_id)


def test_import_of_a_changed_file_publishes_the_next_version() -> None:
    scenario()

    version = api.import_scenario(mapping(minutes=9), None)

    assert version is not None
    assert (version.number, version.minutes) == (2, 9)


def test_new_norm_version_is_pinned_by_the_next_publication() -> None:
    published = scenario()
    norm_version("N-9.2-01", text_zh="改了的条文")

    version = api.publish_scenario(published, None)

    assert version is not None
    assert version.citations.filter(norm_version__number=2).count() == 2
    assert published.versions.get(number=1).citations.filter(norm_version__number=2).count() == 0


def test_import_resolves_tokens() -> None:
    norm_version("N-2.1-02", values={"answer-time": ("30", "second")})
    whole = mapping()
    whole["nodes"]["d1"]["says"] = {"zh": "等了 {{answer-time}}", "en": "I waited {{answer-time}}"}
    norms()

    version = api.import_scenario(whole, None)

    assert version is not None
    assert version.graph["nodes"][0]["says"] == {"zh": "等了 30 秒", "en": "I waited 30 seconds"}


def test_import_refuses_an_unknown_norm_and_keeps_nothing() -> None:
    norms()
    whole = mapping()
    whole["nodes"]["d1"]["choices"][0]["cites"] = ["N-1.1-99"]

    with pytest.raises(Refused, match=r"sc-90: Not in the manual: N-1\.1-99"):
        api.import_scenario(whole, None)
    assert not api.Scenario.objects.exists()


def test_import_names_the_place_of_a_missing_text() -> None:
    whole = mapping()
    del whole["nodes"]["d2"]["choices"][1]["text"]

    with pytest.raises(Refused, match=r"sc-90: “text” is missing \(d2 · d2-b\)"):
        api.import_scenario(whole, None)


def test_import_leaves_an_archived_scenario_archived() -> None:
    api.archive_scenario(scenario(), None)

    api.import_scenario(mapping(minutes=9), None)

    assert api.Scenario.objects.get().state == "archived"


def test_start_gives_the_open_run_again() -> None:
    published, person = scenario(), StaffFactory()

    assert api.start_run(published, person) == api.start_run(published, person)


def test_start_afresh_puts_the_open_run_aside() -> None:
    published, person = scenario(), StaffFactory()
    first = api.start_run(published, person)

    second = api.start_run(published, person, afresh=True)

    assert sorted(Run.objects.values_list("number", "state")) == [(1, "abandoned"), (2, "open")]
    assert second != first


def test_run_through_good_choices_is_passed() -> None:
    run = api.start_run(scenario(), StaffFactory())

    for node, choice in [("d1", "d1-a"), ("d2", "d2-a")]:
        api.choose(run, node, choice)

    assert (run.state, run.points, run.outcome, run.passed, run.red_line, run.node) == ("finished", 4, "good", True, False, "")


def test_run_below_sixty_percent_is_not_passed() -> None:
    run = api.start_run(scenario(), StaffFactory())

    for node, choice in [("d1", "d1-a"), ("d2", "d2-b")]:
        api.choose(run, node, choice)

    assert (run.points, run.outcome, run.passed) == (2, "middle", False)


def test_choice_sent_twice_counts_once() -> None:
    run = api.start_run(scenario(), StaffFactory())
    twin = Run.objects.get(pk=run.pk)

    api.choose(run, "d1", "d1-a")
    api.choose(twin, "d1", "d1-a")

    assert list(ChoiceMade.objects.values_list("seq", "choice")) == [(1, "d1-a")]
    assert twin.node == "d2"


def test_other_choice_from_a_second_window_is_refused() -> None:
    run = api.start_run(scenario(), StaffFactory())
    api.choose(run, "d1", "d1-a")

    with pytest.raises(SomeoneElseWasFirst):
        api.choose(run, "d1", "d1-b")
    assert ChoiceMade.objects.count() == 1


def test_choice_of_another_node_is_refused() -> None:
    run = api.start_run(scenario(), StaffFactory())

    with pytest.raises(Refused):
        api.choose(run, "d1", "d2-a")


def test_finished_run_cannot_be_changed() -> None:
    run = api.start_run(scenario(), StaffFactory())
    api.choose(run, "d1", "d1-c")

    with pytest.raises(DatabaseError), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(passed=True)


def test_run_goes_on_in_its_version_after_the_next_is_published() -> None:
    run = api.start_run(scenario(), StaffFactory())
    scenario(minutes=9)

    api.choose(run, "d1", "d1-a")

    assert run.version.number == 1
    assert ScenarioVersion.objects.count() == 2


def test_start_of_an_archived_scenario_is_refused() -> None:
    published = api.archive_scenario(scenario(), None)

    with pytest.raises(Refused):
        api.start_run(published, StaffFactory())


def test_debrief_of_an_open_run_is_refused() -> None:
    run = api.start_run(scenario(), StaffFactory())

    with pytest.raises(Refused):
        api.debrief(run)


def test_debrief_tells_each_choice_with_its_norms() -> None:
    run = api.start_run(scenario(), StaffFactory())
    for node, choice in [("d1", "d1-b"), ("d2", "d2-a")]:
        api.choose(run, node, choice)

    report = api.debrief(run)

    assert [(step.node, step.grade, step.is_met, [norm.code for norm in step.norms]) for step in report.steps] == [
        ("d1", "weak", False, ["N-9.2-02"]),
        ("d2", "good", True, ["N-9.2-01"]),
    ]
    assert (report.best, report.percent, report.counts) == (4, "50", {"good": 1, "weak": 1, "forbidden": 0})


def test_recorded_run_has_the_rows_of_a_played_one() -> None:
    version, person = scenario().current_version, StaffFactory()

    run = api.record_run(version, person, api.path_through(version, lambda options: options[0][0]), EARLY)

    assert (run.passed, run.points, run.started_at) == (True, 4, EARLY)
    assert list(run.choices.values_list("seq", "node", "choice")) == [(1, "d1", "d1-a"), (2, "d2", "d2-a")]


def test_recorded_run_refuses_choices_that_are_no_path() -> None:
    version = scenario().current_version

    with pytest.raises(Refused, match="d2"):
        api.record_run(version, StaffFactory(), ["d1-a"], EARLY)


def test_scenarios_passed_gives_the_first_pass_of_each_person() -> None:
    version, ones, others = scenario().current_version, StaffFactory(), StaffFactory()
    first = api.record_run(version, ones, ["d1-a", "d2-a"], EARLY)
    api.record_run(version, ones, ["d1-a", "d2-a"], datetime(2026, 3, 1, tzinfo=UTC))
    api.record_run(version, others, ["d1-c"], EARLY)

    assert list(api.scenarios_passed({ones.pk, others.pk})) == [(ones.pk, "sc-90", first.finished_at)]


def test_finished_run_wakes_the_settling(django_capture_on_commit_callbacks: Any) -> None:
    from training_site.ledger import waking

    heard: list[tuple[int, str]] = []
    listener = lambda staff_ids, event: heard.extend((staff_id, event) for staff_id in staff_ids)  # noqa: E731
    waking.on_wake(listener)
    run = api.start_run(scenario(), StaffFactory())
    try:
        with django_capture_on_commit_callbacks(execute=True):
            api.choose(run, "d1", "d1-c")
    finally:
        waking._listeners.remove(listener)

    assert heard == [(run.staff_id, "scenario.finished")]


def test_norm_is_told_once_which_scenario_cites_it() -> None:
    from etiquette.scenarios.impact import touched_by

    published = scenario()
    versions = dict(published.current_version.citations.values_list("norm_version__norm__code", "norm_version"))

    assert [(touched.title, touched.url, touched.anchor) for touched in touched_by([versions["N-9.2-01"]])] == [
        (str(published), "/scenarios/sc-90/", "")
    ]
