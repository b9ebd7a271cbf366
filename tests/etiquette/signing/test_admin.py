"""Trainers keep the sets; HR and auditors see who has signed."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from etiquette.signing.api import ReadingRequest, SigningSet, sign_set, versions_of
from tests.factories.people import LoginFactory, PostingFactory, StaffFactory, unit
from tests.factories.signing import signing_set
from training_site.lib import clock

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"signing_admin:{name}", args=args)


def sign(chosen: SigningSet, person: Any) -> None:
    sign_set(chosen, person, person.name, [version.pk for version in versions_of(chosen)])


@pytest.fixture
def auditor():
    return StaffFactory(login=LoginFactory(roles=["auditor"]))


@pytest.mark.parametrize("page", ["report", "edit", "request"])
def test_trainer_opens_every_page(client_of, trainer, page: str) -> None:
    assert client_of(trainer).get(at(page, signing_set().pk)).status_code == 200


@pytest.mark.parametrize(("page", "status"), [("report", 200), ("edit", 403), ("request", 403)])
def test_auditor_looks_and_changes_nothing(client_of, auditor, page: str, status: int) -> None:
    assert client_of(auditor).get(at(page, signing_set().pk)).status_code == status


def test_learner_does_not_come_in(client_of, staff) -> None:
    assert client_of(staff).get(at("report", signing_set().pk)).status_code == 403


def test_report_tells_who_has_signed(client_of, trainer) -> None:
    chosen, done, open_ = signing_set(), PostingFactory().staff, PostingFactory().staff
    sign(chosen, done)

    rows = client_of(trainer).get(at("report", chosen.pk)).context["page_obj"]

    assert [(row.pk, row.signed, row.wanted) for row in rows] == [(done.pk, 3, 3), (open_.pk, 0, 3)]


@pytest.mark.parametrize(("asked", "count"), [({"state": "signed"}, 1), ({"state": "none"}, 2), ({"state": "part"}, 0), ({"q": "nobody"}, 0)])
def test_report_is_filtered(client_of, trainer, asked: dict[str, str], count: int) -> None:
    chosen = signing_set()
    people = [PostingFactory().staff for _number in range(3)]
    sign(chosen, people[0])

    assert len(client_of(trainer).get(at("report", chosen.pk), asked).context["page_obj"]) == count


def test_report_of_a_unit_holds_all_below_it(client_of, trainer) -> None:
    top = unit("HQ", kind="head-office")
    branch = unit("B1", top, kind="branch")
    shop = unit("S1", branch)
    below, elsewhere = PostingFactory(unit=shop).staff, PostingFactory(unit=top).staff

    rows = client_of(trainer).get(at("report", signing_set().pk), {"unit": "B1"}).context["page_obj"]

    assert ([row.pk for row in rows], elsewhere.pk in {row.pk for row in rows}) == ([below.pk], False)


def test_report_is_exported(client_of, trainer) -> None:
    person = PostingFactory().staff

    answer = client_of(trainer).get(at("report", signing_set().pk), {"export": "csv"})

    assert person.staff_number in answer.content.decode("utf-8-sig")


def test_report_counts_by_unit(client_of, trainer) -> None:
    chosen, top = signing_set(), unit("HQ", kind="head-office")
    shops = [unit(code, top) for code in ("S1", "S2")]
    people = [PostingFactory(unit=shop).staff for shop in (shops[0], shops[0], shops[1])]
    sign(chosen, people[0])

    rows = client_of(trainer).get(at("report", chosen.pk)).context["by_unit"]

    assert [(row.code, row.people, row.signed, row.left) for row in rows] == [("S1", 2, 1, 1), ("S2", 1, 0, 1)]


@pytest.mark.parametrize("count", [3, 300])
def test_report_asks_the_same_number_of_queries(client_of, trainer, django_assert_num_queries, count: int) -> None:
    chosen = signing_set()
    for _number in range(count):
        PostingFactory()
    sign(chosen, PostingFactory().staff)
    client = client_of(trainer)
    client.get(at("report", chosen.pk))

    with django_assert_num_queries(22):
        client.get(at("report", chosen.pk))


def form_of(chosen: SigningSet, **changes: Any) -> dict[str, Any]:
    """What a browser sends back for a set as it was shown."""
    plain = {name: getattr(chosen, name) for name in ("title_zh", "title_en", "intro_zh", "intro_en", "statement_zh", "statement_en", "due_days")}
    codes = "\n".join(chosen.members.values_list("norm__code", flat=True))
    return {**plain, "norm_codes": codes, "job_roles": [role.pk for role in chosen.job_roles.all()], **changes}


def test_edit_changes_the_order_of_the_norms(client_of, trainer) -> None:
    chosen = signing_set()

    client_of(trainer).post(at("edit", chosen.pk), form_of(chosen, norm_codes="N-15.1-01, N-9.2-01"))

    assert list(chosen.members.values_list("norm__code", flat=True)) == ["N-15.1-01", "N-9.2-01"]


def test_unknown_norm_gets_a_sentence_at_the_field(client_of, trainer) -> None:
    chosen = signing_set()

    page = client_of(trainer).post(at("edit", chosen.pk), form_of(chosen, norm_codes="N-1.1-99"))

    assert "N-1.1-99" in page.context["form"].errors["norm_codes"][0]


def test_new_set_is_not_published(client_of, trainer) -> None:
    data = form_of(signing_set(), code="set-new")

    answer = client_of(trainer).post(at("add"), data)

    made = SigningSet.objects.get(code="set-new")
    assert (answer["Location"], made.published, made.members.count()) == (at("report", made.pk), False, 3)


def test_withdrawn_set_is_published_again(client_of, trainer) -> None:
    chosen, client = signing_set(), client_of(trainer)

    states = []
    for deed in ("withdraw", "publish"):
        client.post(at(deed, chosen.pk))
        states.append(SigningSet.objects.get().published)

    assert states == [False, True]


def test_request_asks_those_who_have_not_signed(client_of, trainer) -> None:
    chosen, done, open_ = signing_set(), PostingFactory().staff, PostingFactory().staff
    sign(chosen, done)
    day = clock.today() + timedelta(days=5)

    client_of(trainer).post(at("request", chosen.pk), {"job_roles": [role.pk for role in chosen.job_roles.all()], "due_on": day.isoformat()})

    assert list(ReadingRequest.objects.values_list("staff", "due_on")) == [(open_.pk, day)]


def test_request_for_a_past_day_gets_a_sentence_at_the_field(client_of, trainer) -> None:
    chosen = signing_set()

    page = client_of(trainer).post(at("request", chosen.pk), {"job_roles": [role.pk for role in chosen.job_roles.all()], "due_on": "2020-01-01"})

    assert list(page.context["form"].errors) == ["due_on"]
