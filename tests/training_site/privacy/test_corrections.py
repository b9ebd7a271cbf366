"""Corrections: asked for on the account page, made by HR with a reason, answered once."""

import pytest

from tests.factories.people import LoginFactory, StaffFactory
from training_site.ledger.models import AuditEvent
from training_site.lib.errors import Refused
from training_site.people.models import Correction
from training_site.privacy import correcting
from training_site.privacy.models import CorrectionRequest


@pytest.fixture
def person(db):
    return StaffFactory(name="林一二", login=LoginFactory())


def details(person, **changes):
    fields = {"name": person.name, "name_latin": person.name_latin, "staff_number": person.staff_number, "email": "", "mobile": "", "reason": ""}
    return {**fields, **changes}


def test_hr_corrects_name_number_and_address_with_a_reason(person, hr, client_of):
    url = f"/admin/staff/edit/{person.pk}/"
    changes = {"name": "林一尔", "staff_number": "J777", "email": "lin@example.org", "reason": "身份证上的写法"}
    assert client_of(hr).post(url, details(person, **changes)).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.staff_number, person.email) == ("林一尔", "J777", "lin@example.org")
    login = person.login
    login.refresh_from_db()
    assert (login.username, login.display_name, login.email) == ("J777", "林一尔", "lin@example.org")
    row = Correction.objects.get()
    assert (row.fields, row.reason, row.by) == (["name", "staff_number", "email"], "身份证上的写法", hr.login)
    assert AuditEvent.objects.get(deed="people.details_changed").facts == {"fields": ["name", "staff_number", "email"]}
    assert "身份证上的写法" in client_of(hr).get(f"/admin/staff/inspect/{person.pk}/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "林一尔"}, "reason"),
        ({"staff_number": "J 7", "reason": "x"}, "staff_number"),
        ({"staff_number": "j88", "reason": "x"}, "staff_number"),
    ],
)
def test_without_a_reason_or_with_a_bad_number_nothing_is_changed(person, hr, client_of, changes, field):
    StaffFactory(staff_number="J88")
    answer = client_of(hr).post(f"/admin/staff/edit/{person.pk}/", details(person, **changes))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    person.refresh_from_db()
    assert person.name == "林一二"
    assert Correction.objects.count() == 0


def test_somebody_asks_and_hr_answers_once(person, hr, client_of):
    client = client_of(person)
    assert client.post("/account/data/correction/", {"text": "我的名字是林一尔"}).status_code == 302
    row = CorrectionRequest.objects.get()
    desk = client_of(hr)
    assert "林一二" in desk.get("/admin/correction_requests/").content.decode()
    url = f"/admin/correction_requests/answer/{row.pk}/"
    assert "我的名字是林一尔" in desk.get(url).content.decode()
    assert desk.post(url, {"outcome": "done", "answer": ""}).status_code == 200
    assert desk.post(url, {"outcome": "done", "answer": "已改"}).status_code == 302
    assert "已改" in client.get("/account/data/").content.decode()
    row.refresh_from_db()
    assert row.state == "done"
    with pytest.raises(Refused):
        correcting.answer_correction(CorrectionRequest.objects.get(), hr.login, False, "again")


def test_an_empty_request_is_said_at_the_field(person, client_of):
    answer = client_of(person).post("/account/data/correction/", {"text": "  "})
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.content.decode()
    assert CorrectionRequest.objects.count() == 0


def test_no_more_than_five_are_open(person):
    for number in range(correcting.MOST_OPEN):
        correcting.ask_correction(person, f"{number}", person.login)
    with pytest.raises(Refused):
        correcting.ask_correction(person, "one more", person.login)


def test_nobody_asks_for_others_or_answers_themselves(person, hr):
    with pytest.raises(Refused):
        correcting.ask_correction(person, "x", hr.login)
    own = correcting.ask_correction(hr, "x", hr.login)
    with pytest.raises(Refused):
        correcting.answer_correction(own, hr.login, True, "x")
    with pytest.raises(Refused):
        correcting.answer_correction(own, person.login, True, "x")
