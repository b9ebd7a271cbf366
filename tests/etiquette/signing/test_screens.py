"""What staff see when they sign."""

from typing import Any

import pytest
from django.urls import reverse

from etiquette.signing.api import Signature, sign_set, versions_of
from etiquette.signing.models import SigningSet
from etiquette.signing.signing import statement_mark
from tests.factories.norms import codes_of, many_norms, norm_version
from tests.factories.people import LoginFactory, PostingFactory, StaffFactory
from tests.factories.rows import FEW, MANY
from tests.factories.signing import many_sets, signing_set

pytestmark = pytest.mark.django_db
SET = {"code": "set-ch09"}


@pytest.fixture
def person():
    return PostingFactory(staff=StaffFactory(login=LoginFactory())).staff


def sent(**changes: Any) -> dict[str, Any]:
    chosen = signing_set()
    versions = [version.pk for version in versions_of(chosen)]
    return {"version": versions, "statement": statement_mark(chosen, "zh"), "read": ["9.2", "15.1"], "typed_name": "", **changes}


def test_set_page_shows_every_clause_in_full(client_of, person) -> None:
    signing_set()

    answer = client_of(person).get(reverse("signing:set", kwargs=SET))

    assert [part["section"].number for part in answer.context["sections"]] == ["9.2", "15.1"]
    assert [code in answer.content.decode() for code in ("N-9.2-01", "N-9.2-02", "N-15.1-01")] == [True, True, True]


def test_signing_leads_to_the_receipt(client_of, person) -> None:
    answer = client_of(person).post(reverse("signing:set", kwargs=SET), sent(typed_name=person.name))

    assert Signature.objects.count() == 3
    assert answer["Location"] == reverse("signing:receipt", kwargs={"receipt": Signature.objects.first().receipt})


def test_section_not_ticked_is_named_at_the_field(client_of, person) -> None:
    answer = client_of(person).post(reverse("signing:set", kwargs=SET), sent(typed_name=person.name, read=["9.2"]))

    assert answer.status_code == 400
    assert "15.1" in answer.context["form"].errors["read"][0]
    assert not Signature.objects.exists()


def test_other_name_gets_a_sentence_and_keeps_the_ticks(client_of, person) -> None:
    answer = client_of(person).post(reverse("signing:set", kwargs=SET), sent(typed_name="别人"))

    assert (answer.status_code, answer.context["ticked"]) == (400, ["9.2", "15.1"])
    assert 'id="name-error"' in answer.content.decode()


@pytest.mark.parametrize("changed", ["statement", "language"])
def test_a_statement_that_the_page_did_not_show_is_not_signed(client_of, person, changed) -> None:
    client = client_of(person)
    form = sent(typed_name=person.name)
    if changed == "statement":
        SigningSet.objects.update(statement_zh="我另外承诺一件没有读过的事。")
    else:
        client.cookies["django_language"] = "en"

    answer = client.post(reverse("signing:set", kwargs=SET), form)

    assert (answer.status_code, answer.context["ticked"], Signature.objects.count()) == (400, ["9.2", "15.1"], 0)
    assert person.name in answer.content.decode()
    assert answer.context["form"].errors["statement"][0] in answer.content.decode()
    again = client.post(reverse("signing:set", kwargs=SET), {**form, "statement": answer.context["mark"]})
    assert (again.status_code, Signature.objects.count()) == (302, 3)


def test_a_version_that_is_no_number_counts_as_not_read(client_of, person) -> None:
    answer = client_of(person).post(reverse("signing:set", kwargs=SET), sent(typed_name=person.name, version=["²", "9" * 5000]))

    assert (answer.status_code, Signature.objects.count()) == (302, 0)


def test_signed_set_shows_what_was_signed(client_of, person) -> None:
    chosen = signing_set()
    sign_set(chosen, person, person.name, [version.pk for version in versions_of(chosen)])

    assert len(client_of(person).get(reverse("signing:set", kwargs=SET)).context["signatures"]) == 3


def test_revised_clause_stands_alone_with_its_changes(client_of, person) -> None:
    chosen = signing_set()
    sign_set(chosen, person, person.name, [version.pk for version in versions_of(chosen)])
    norm_version("N-9.2-01", text_zh="迎接客户要主动，先微笑问好")

    page = client_of(person).get(reverse("signing:set", kwargs=SET))

    assert [row["version"].code for part in page.context["sections"] for row in part["rows"]] == ["N-9.2-01"]
    assert ["<del>" in page.content.decode(), "<ins>" in page.content.decode()] == [True, True]


def test_red_lines_come_first_and_the_levels_are_counted(client_of, person) -> None:
    signing_set()
    norm_version("N-9.2-02", level="F")
    norm_version("N-15.1-01", level="F", red_line=True)

    page = client_of(person).get(reverse("signing:set", kwargs=SET))

    assert page.context["matters"][0].code == "N-15.1-01"
    assert page.context["levels"] == [("M", 1), ("F", 2)]


def test_what_has_changed_since_the_last_signature_stands_before_the_clauses(client_of, person) -> None:
    chosen = signing_set()
    sign_set(chosen, person, person.name, [version.pk for version in versions_of(chosen)])
    signing_set(norms=["N-9.2-01", "N-9.2-02", "N-15.1-01", "N-9.2-03"])
    norm_version("N-9.2-01", level="F", text_zh="不得冷落客户")

    page = client_of(person).get(reverse("signing:set", kwargs=SET))

    assert [(row["version"].code, row["new_level"]) for row in page.context["changed"]] == [("N-9.2-01", True)]
    assert [version.code for version in page.context["added"]] == ["N-9.2-03"]
    text = page.content.decode()
    assert text.index('id="changed"') < text.index('id="clauses"')


def test_receipt_of_somebody_else_is_not_there(client_of, person) -> None:
    chosen, other = signing_set(), StaffFactory()
    receipt = sign_set(chosen, other, other.name, [version.pk for version in versions_of(chosen)])

    assert client_of(person).get(reverse("signing:receipt", kwargs={"receipt": receipt})).status_code == 404


def test_withdrawn_set_is_not_there(client_of, person) -> None:
    from etiquette.signing.api import withdraw_set

    withdraw_set(signing_set(), None)

    assert client_of(person).get(reverse("signing:set", kwargs=SET)).status_code == 404


@pytest.mark.parametrize("count", [FEW, MANY])
def test_list_asks_the_same_number_of_queries(client_of, person, django_assert_num_queries, count: int) -> None:
    many_sets(count)
    client = client_of(person)
    client.get(reverse("signing:list"))

    with django_assert_num_queries(9):
        client.get(reverse("signing:list"))


@pytest.mark.parametrize("count", [FEW, MANY])
def test_set_page_asks_the_same_number_of_queries(client_of, person, django_assert_num_queries, count: int) -> None:
    signing_set(norms=[version.norm.code for version in many_norms(codes_of(count))])
    client = client_of(person)
    client.get(reverse("signing:set", kwargs=SET))

    with django_assert_num_queries(12):
        client.get(reverse("signing:set", kwargs=SET))
