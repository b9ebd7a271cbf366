"""Trainers write scenarios; auditors only look."""

from typing import Any

import pytest
from django.urls import reverse

from etiquette.scenarios import scores as secret
from etiquette.scenarios.api import ChoiceMade, Run, Scenario
from tests.factories.people import JobRoleFactory, LoginFactory, StaffFactory
from tests.factories.rows import FEW, MANY
from tests.factories.scenarios import many_scenarios, scenario

pytestmark = pytest.mark.django_db
PAGES = ["overview", "head", "new_node", "endings", "preview", "copy", "versions", "statistics"]


@pytest.fixture
def auditor():
    return StaffFactory(login=LoginFactory(roles=["auditor"]))


def at(name: str, *args: Any) -> str:
    return reverse(f"scenarios_admin:{name}", args=args)


def fields_of(form: Any) -> dict[str, Any]:
    """What a browser would send back for a form as it was shown."""
    return {form.add_prefix(name): "" if value is None else value for name in form.fields if (value := form[name].value()) is not False}


def sent(page: Any, formset: str) -> dict[str, Any]:
    """All fields of a page with one form and one formset."""
    rows = page.context[formset]
    data = fields_of(page.context["form"]) if "form" in page.context and page.context["form"] is not None else {}
    data |= {rows.management_form.add_prefix(name): rows.management_form[name].value() for name in rows.management_form.fields}
    for form in rows.forms:
        data |= fields_of(form)
    return {name: "" if value is None else value for name, value in data.items()}


@pytest.mark.parametrize("page", PAGES)
def test_trainer_opens_every_page(client_of, trainer, page: str) -> None:
    assert client_of(trainer).get(at(page, scenario().pk)).status_code == 200


@pytest.mark.parametrize(
    ("page", "status"), [("overview", 200), ("preview", 200), ("statistics", 200), ("head", 403), ("new_node", 403), ("copy", 403)]
)
def test_auditor_looks_and_changes_nothing(client_of, auditor, page: str, status: int) -> None:
    assert client_of(auditor).get(at(page, scenario().pk)).status_code == status


def test_auditor_cannot_publish(client_of, auditor) -> None:
    published = scenario()

    client_of(auditor).post(at("archive", published.pk))

    assert Scenario.objects.get().state == "published"


def test_learner_does_not_come_in(client_of, staff) -> None:
    assert client_of(staff).get(at("overview", scenario().pk)).status_code == 403


def test_list_is_searched_and_filtered(client_of, trainer) -> None:
    scenario()
    scenario("sc-91", title={"zh": "热线退费", "en": "Refund"}, role="hotline")
    client = client_of(trainer)

    found = client.get(at("index"), {"q": "退费"}).context["object_list"]
    by_state = client.get(at("index"), {"state": "archived"}).context["object_list"]

    assert [[row.code for row in found], list(by_state)] == [["sc-91"], []]


def test_list_is_exported_through_the_exporter(client_of, trainer) -> None:
    scenario()

    answer = client_of(trainer).get(at("index"), {"export": "csv"})

    assert "sc-90" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize("count", [FEW, MANY])
def test_list_asks_the_same_number_of_queries(client_of, trainer, django_assert_max_num_queries, count: int) -> None:
    many_scenarios(count)
    client = client_of(trainer)
    client.get(at("index"))

    with django_assert_max_num_queries(16):
        client.get(at("index"))


def test_node_saved_as_shown_changes_nothing(client_of, trainer) -> None:
    before = scenario()
    client = client_of(trainer)
    page = client.get(at("node", before.pk, "d1"))

    answer = client.post(at("node", before.pk, "d1"), sent(page, "choices"))

    after = Scenario.objects.get()
    assert answer.status_code == 302
    assert (after.draft, after.revision, secret.for_editor(after)) == (before.draft, before.revision, secret.for_editor(before))


def test_node_edit_changes_the_draft_and_not_the_version(client_of, trainer) -> None:
    before = scenario()
    client = client_of(trainer)
    data = sent(client.get(at("node", before.pk, "d1")), "choices")

    client.post(at("node", before.pk, "d1"), {**data, "says_zh": "换一句话", "choices-0-to": "e-mid"})

    after = Scenario.objects.get()
    assert after.draft["nodes"][0]["says"]["zh"] == "换一句话"
    assert secret.for_editor(after)["choices"]["d1-a"]["to"] == "e-mid"
    assert (after.is_changed, after.current_version.graph["nodes"][0]["says"]["zh"]) == (True, "客户 d1")


def test_new_choice_gets_the_next_free_id(client_of, trainer) -> None:
    before = scenario()
    client = client_of(trainer)
    data = sent(client.get(at("node", before.pk, "d2")), "choices")

    client.post(at("node", before.pk, "d2"), {**data, "choices-2-text_zh": "第三种说法", "choices-2-grade": "weak", "choices-2-to": "e-mid"})

    assert [choice["id"] for choice in Scenario.objects.get().draft["nodes"][1]["choices"]] == ["d2-a", "d2-b", "d2-c"]


def test_unknown_norm_gets_a_sentence_at_the_field(client_of, trainer) -> None:
    before = scenario()
    client = client_of(trainer)
    data = sent(client.get(at("node", before.pk, "d1")), "choices")

    page = client.post(at("node", before.pk, "d1"), {**data, "choices-1-cites": "N-1.1-99"})

    assert "N-1.1-99" in page.context["choices"].forms[1].errors["cites"][0]


def test_second_editor_does_not_overwrite_the_first(client_of, trainer, approver) -> None:
    before = scenario()
    first, second = client_of(trainer), client_of(approver)
    data = sent(second.get(at("node", before.pk, "d1")), "choices")
    first.post(at("node", before.pk, "d1"), {**data, "says_zh": "第一位写的"})

    page = second.post(at("node", before.pk, "d1"), {**data, "says_zh": "第二位写的"})

    assert page.status_code == 200
    assert Scenario.objects.get().draft["nodes"][0]["says"]["zh"] == "第一位写的"


def test_new_scenario_starts_as_a_draft(client_of, trainer) -> None:
    JobRoleFactory()
    before = scenario()
    client = client_of(trainer)
    data = fields_of(client.get(at("head", before.pk)).context["form"])

    answer = client.post(at("add"), {**data, "code": "sc-95"})

    made = Scenario.objects.get(code="sc-95")
    assert (answer["Location"], made.state) == (at("overview", made.pk), "draft")


def test_code_taken_gets_a_sentence_at_the_field(client_of, trainer) -> None:
    JobRoleFactory()
    before = scenario()
    client = client_of(trainer)
    data = fields_of(client.get(at("head", before.pk)).context["form"])

    page = client.post(at("add"), {**data, "code": "sc-90"})

    assert list(page.context["form"].errors) == ["code"]


def test_removed_node_is_asked_for_and_then_marked_as_dangling(client_of, trainer) -> None:
    before = scenario()
    client = client_of(trainer)
    page = client.get(at("remove_node", before.pk, "d2"))

    client.post(at("remove_node", before.pk, "d2"), {"revision": before.revision})

    assert page.context["leading"] == ["d1"]
    overview = client.get(at("overview", before.pk))
    assert [(problem.node, problem.choice) for problem in overview.context["problems"]] == [("d1", "d1-a"), ("d1", "d1-b")]


def test_broken_draft_is_not_published(client_of, trainer) -> None:
    before = scenario()
    client = client_of(trainer)
    client.post(at("remove_node", before.pk, "d2"), {"revision": before.revision})

    client.post(at("publish", before.pk))

    assert Scenario.objects.get().current_version.number == 1


def test_moved_node_stands_before_the_other(client_of, trainer) -> None:
    before = scenario()

    client_of(trainer).post(at("move_node", before.pk, "d2"), {"up": "1", "revision": before.revision})

    assert [node["id"] for node in Scenario.objects.get().draft["nodes"]] == ["d2", "d1"]


def test_endings_saved_as_shown_change_nothing(client_of, trainer) -> None:
    before = scenario()
    client = client_of(trainer)
    page = client.get(at("endings", before.pk))

    client.post(at("endings", before.pk), {**sent(page, "endings"), "revision": before.revision})

    assert Scenario.objects.get().revision == before.revision


def test_copy_is_a_draft_of_its_own(client_of, trainer) -> None:
    before = scenario()

    client_of(trainer).post(at("copy", before.pk), {"code": "sc-90-b"})

    twin = Scenario.objects.get(code="sc-90-b")
    assert (twin.state, twin.draft, twin.title_zh) == ("draft", before.draft, before.title_zh)


def test_archived_scenario_is_restored(client_of, trainer) -> None:
    before = scenario()
    client = client_of(trainer)

    states = []
    for deed in ("archive", "restore"):
        client.post(at(deed, before.pk))
        states.append(Scenario.objects.get().state)

    assert states == ["archived", "published"]


def test_preview_plays_the_draft_and_stores_nothing(client_of, trainer) -> None:
    before = scenario()
    client = client_of(trainer)

    middle = client.get(at("preview", before.pk), {"made": ["d1-a"]}).content.decode()
    end = client.get(at("preview", before.pk), {"made": ["d1-a", "d2-a"]})

    assert ["说法 d2-a" in middle, end.context["report"].run.passed] == [True, True]
    assert (Run.objects.count(), ChoiceMade.objects.count()) == (0, 0)
