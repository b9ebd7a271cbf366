"""Questions about clauses before signing, reasons not to sign, and the answers."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from etiquette.signing.api import ClauseAnswer, ClauseQuestion, SigningSet, answer, ask, sign_set, unsigned, versions_of
from tests.factories.norms import norm_version
from tests.factories.people import LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from tests.factories.rows import FEW, MANY, like
from tests.factories.signing import signing_set
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PostingFactory(staff=StaffFactory(login=LoginFactory())).staff


@pytest.fixture
def trainer_login():
    return LoginFactory(roles=["trainer"])


def clause(chosen: SigningSet, code: str = "N-9.2-01") -> Any:
    return versions_of(chosen).get(norm__code=code)


def asked_at(chosen: SigningSet, **arguments: Any) -> str:
    return reverse("signing:ask", kwargs={"code": chosen.code, "version": clause(chosen).pk, **arguments})


def test_question_is_kept_and_the_set_stays_open(person) -> None:
    chosen = signing_set()

    asked = ask(chosen, person, clause(chosen), " 这一条怎么理解？ ")

    assert (asked.text, asked.kind, unsigned(chosen, person).count()) == ("这一条怎么理解？", "question", 3)


def test_same_words_twice_are_one_question(person) -> None:
    chosen = signing_set()

    assert ask(chosen, person, clause(chosen), "为什么？") == ask(chosen, person, clause(chosen), "为什么？")


@pytest.mark.parametrize("text", ["", "   "])
def test_empty_question_is_refused(person, text: str) -> None:
    chosen = signing_set()

    with pytest.raises(Refused, match="Write your question"):
        ask(chosen, person, clause(chosen), text)


def test_question_about_a_clause_of_another_set_is_refused(person) -> None:
    chosen = signing_set()

    with pytest.raises(Refused, match="no longer in the set"):
        ask(chosen, person, norm_version("N-1.1-01"), "为什么？")


def test_question_cannot_be_changed(person) -> None:
    chosen = signing_set()
    ask(chosen, person, clause(chosen), "为什么？")

    with pytest.raises(DatabaseError), transaction.atomic():
        ClauseQuestion.objects.update(text="别的")


def test_question_is_answered_once(person, trainer_login) -> None:
    chosen = signing_set()
    asked = ask(chosen, person, clause(chosen), "为什么？")
    answer(asked, "因为。", trainer_login)

    with pytest.raises(Refused, match="already"):
        answer(asked, "又因为。", trainer_login)
    assert list(ClauseAnswer.objects.values_list("text", flat=True)) == ["因为。"]


def test_page_of_a_set_leads_to_the_question_and_shows_the_answer(client_of, person, trainer_login) -> None:
    chosen, client = signing_set(), client_of(person)
    page = client.get(reverse("signing:set", kwargs={"code": chosen.code})).content.decode()
    assert asked_at(chosen) in page

    sent = client.post(asked_at(chosen), {"kind": "decline", "text": "我不当班柜台"})
    answer(ClauseQuestion.objects.get(), "已转给主管", trainer_login)
    page = client.get(sent["Location"]).content.decode()

    assert ClauseQuestion.objects.get().kind == "decline"
    assert [words in page for words in ("我不当班柜台", "已转给主管")] == [True, True]


def test_empty_form_gets_a_sentence_at_the_field(client_of, person) -> None:
    chosen = signing_set()

    page = client_of(person).post(asked_at(chosen), {"kind": "question", "text": ""})

    assert (page.status_code, 'id="id_text_error"' in page.content.decode()) == (400, True)


def test_clause_outside_the_set_is_not_there(client_of, person) -> None:
    chosen, other = signing_set(), norm_version("N-1.1-01")

    assert client_of(person).get(asked_at(chosen, version=other.pk)).status_code == 404


def test_supervisor_answers_the_own_people_only(client_of, person) -> None:
    chosen = signing_set()
    shop = unit("S1", unit("H1", kind="head-office"))
    mine = PostingFactory(unit=shop).staff
    lead = StaffFactory(login=LoginFactory(roles=["supervisor"]))
    SupervisionFactory(supervisor=lead, unit=shop)
    own, other = ask(chosen, mine, clause(chosen), "我的"), ask(chosen, person, clause(chosen), "别人的")
    client = client_of(lead)

    listed = client.get(reverse("signing:team_questions")).context["page_obj"]
    client.post(reverse("signing:team_answer", kwargs={"public_id": own.public_id}), {"text": "好的"})
    closed = client.post(reverse("signing:team_answer", kwargs={"public_id": other.public_id}), {"text": "好的"})

    assert [question.text for question in listed] == ["我的"]
    assert (closed.status_code, list(ClauseAnswer.objects.values_list("question", flat=True))) == (404, [own.pk])


def test_team_page_tells_of_questions_that_wait(client_of, person) -> None:
    chosen = signing_set()
    lead = StaffFactory(login=LoginFactory(roles=["supervisor"]))
    SupervisionFactory(supervisor=lead, unit=person.postings.get().unit)
    client, there = client_of(lead), reverse("signing:team_questions")
    before = there in client.get(reverse("desk:team")).content.decode()
    ask(chosen, person, clause(chosen), "为什么？")

    after = there in client.get(reverse("desk:team")).content.decode()

    assert (before, after) == (False, True)


def test_trainer_lists_filters_answers_and_exports(client_of, trainer, person) -> None:
    chosen, client = signing_set(), client_of(trainer)
    first = ask(chosen, person, clause(chosen), "第一问")
    ask(chosen, person, clause(chosen), "第二问", kind="decline")
    there = reverse("signing_admin:questions")

    client.post(reverse("signing_admin:answer", kwargs={"public_id": first.public_id}), {"text": "答"})

    assert [question.text for question in client.get(there).context["page_obj"]] == ["第二问", "第一问"]
    assert [question.text for question in client.get(there, {"state": "answered"}).context["page_obj"]] == ["第一问"]
    assert [question.text for question in client.get(there, {"kind": "decline"}).context["page_obj"]] == ["第二问"]
    assert [question.text for question in client.get(there, {"q": "第一"}).context["page_obj"]] == ["第一问"]
    assert "第二问" in client.get(there, {"export": "csv"}).content.decode("utf-8-sig")


def test_auditor_reads_and_does_not_answer(client_of, person) -> None:
    chosen = signing_set()
    asked = ask(chosen, person, clause(chosen), "为什么？")
    client = client_of(StaffFactory(login=LoginFactory(roles=["auditor"])))

    page = client.post(reverse("signing_admin:answer", kwargs={"public_id": asked.public_id}), {"text": "答"})

    assert (page.status_code, page.url, ClauseAnswer.objects.count()) == (302, "/admin/", 0)


def test_report_marks_those_who_cannot_sign_until_they_have(client_of, trainer, person) -> None:
    chosen, client = signing_set(), client_of(trainer)
    ask(chosen, person, clause(chosen), "不行", kind="decline")
    there = reverse("signing_admin:report", args=[chosen.pk])

    before = client.get(there, {"state": "declined"})
    sign_set(chosen, person, person.name, [version.pk for version in versions_of(chosen)])
    after = client.get(there, {"state": "declined"})

    assert [len(page.context["page_obj"]) for page in (before, after)] == [1, 0]
    assert [page.context["totals"]["declined"] for page in (before, after)] == [1, 0]


@pytest.mark.parametrize("count", [FEW, MANY])
def test_list_of_questions_asks_the_same_number_of_queries(client_of, trainer, person, django_assert_num_queries, count: int) -> None:
    chosen, client = signing_set(), client_of(trainer)
    first = ask(chosen, person, clause(chosen), "问 0")
    ClauseQuestion.objects.bulk_create(like(first, public_id=uuid4(), text=f"问 {number}") for number in range(1, count))
    client.get(reverse("signing_admin:questions"))

    with django_assert_num_queries(13):
        client.get(reverse("signing_admin:questions"))
