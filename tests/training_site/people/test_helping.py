"""Helping somebody in, as the browser does it: asked first, own team only, a slip once."""

import re

import pytest
from django.test import Client

from tests.factories.people import PASSWORD, LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from training_site.ledger.models import AuditEvent
from training_site.logins.models import User


@pytest.fixture
def member(supervisor):
    """One of the supervisor's people."""
    shop = unit("S1")
    SupervisionFactory(supervisor=supervisor, unit=shop)
    found = StaffFactory(login=LoginFactory())
    PostingFactory(staff=found, unit=shop)
    return found


def url(deed, person):
    return f"/account/people/{person.public_id}/{deed}/"


@pytest.mark.parametrize("deed", ["reset", "code", "unlock"])
def test_the_page_asks_and_changes_nothing(member, supervisor, client_of, deed):
    assert client_of(supervisor).get(url(deed, member)).status_code == 200
    assert User.objects.get(pk=member.login.pk).check_password(PASSWORD) is True
    assert AuditEvent.objects.count() == 0


def test_a_supervisor_resets_and_hands_over_a_slip_that_opens_the_door(member, supervisor, client_of):
    sheet = client_of(supervisor).post(url("reset", member))
    assert sheet["Cache-Control"] == "no-store, private"
    (code,) = re.findall(r'slip-code">([0-9A-Z-]{11})<', sheet.content.decode())
    opened = Client().post("/account/first/", {"staff_number": member.login.username, "code": code})
    assert opened["Location"] == "/account/set-password/"


def test_a_new_code_leaves_the_password(member, supervisor, client_of):
    assert client_of(supervisor).post(url("code", member)).status_code == 200
    assert User.objects.get(pk=member.login.pk).check_password(PASSWORD) is True


def test_the_way_back_stays_on_this_site(member, supervisor, client_of):
    client = client_of(supervisor)
    assert client.post(url("unlock", member), {"next": "/team/"})["Location"] == "/team/"
    assert client.post(url("unlock", member), {"next": "https://elsewhere.example/"})["Location"] == "/"


@pytest.mark.parametrize("deed", ["reset", "code", "unlock"])
def test_other_teams_are_not_there(supervisor, staff, client_of, deed):
    PostingFactory(staff=staff, unit=unit("S2"))
    client = client_of(supervisor)
    assert (client.get(url(deed, staff)).status_code, client.post(url(deed, staff)).status_code) == (404, 404)
    assert User.objects.get(pk=staff.login.pk).check_password(PASSWORD) is True


def test_a_colleague_with_a_task_is_seen_but_not_touched(member, supervisor, client_of):
    trainer = StaffFactory(login=LoginFactory(roles=["trainer"]))
    PostingFactory(staff=trainer, unit=supervisor.supervisions.get().unit)
    client = client_of(supervisor)
    assert client.get(url("reset", trainer)).status_code == 403
    client.post(url("reset", trainer))
    assert User.objects.get(pk=trainer.login.pk).check_password(PASSWORD) is True


def test_learners_help_nobody(member, staff, client_of):
    assert client_of(staff).post(url("reset", member)).status_code == 403
