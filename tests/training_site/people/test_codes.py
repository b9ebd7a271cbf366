"""One-time codes, resets and unlocking: who may, what it does, that it is written down."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.tokens import default_token_generator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlsafe_base64_encode

from tests.factories.people import PASSWORD, LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from tests.factories.rows import FEW, MANY, like
from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.logins.models import User
from training_site.people import codes
from training_site.people.models import OneTimeCode, StaffMember


@pytest.fixture
def team(supervisor):
    """A supervisor of one shop, with one of its people."""
    shop = unit("S1")
    SupervisionFactory(supervisor=supervisor, unit=shop)
    member = StaffFactory(login=LoginFactory())
    PostingFactory(staff=member, unit=shop)
    return member


def deeds() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("deed", flat=True))


def test_issue_code_keeps_only_a_salted_hash(staff, hr):
    code = codes.issue_code(staff, hr.login)
    kept = OneTimeCode.objects.get()
    assert len(code) == 10
    assert code not in kept.code_hash
    assert kept.expires_at - kept.issued_at == timedelta(days=7)
    assert codes.hashed(code) != codes.hashed(code)


def test_issue_code_is_audited_without_the_code(staff, hr):
    code = codes.issue_code(staff, hr.login)
    event = AuditEvent.objects.get(deed="people.code_issued")
    assert (event.actor, event.subject_id) == (hr.pseudonym, str(staff.pk))
    assert code not in str(event.facts)


def test_redeem_opens_the_login_once(staff):
    code = codes.issue_code(staff)
    assert codes.redeem(staff.login.username, code) == staff.login
    with pytest.raises(Refused):
        codes.redeem(staff.login.username, code)


def test_redeem_forgives_case_dash_and_look_alikes(staff):
    code = codes.issue_code(staff)
    typed = f" {code[:5].lower()}-{code[5:].lower()} ".replace("0", "o").replace("1", "l")
    assert codes.redeem(f" {staff.login.username.lower()} ", typed) == staff.login


def test_redeem_asks_for_a_new_password(staff):
    assert codes.redeem(staff.login.username, codes.issue_code(staff)).must_change_password is True
    assert User.objects.get(pk=staff.login.pk).must_change_password is True


def test_a_new_code_withdraws_the_old_one(staff):
    old = codes.issue_code(staff)
    new = codes.issue_code(staff)
    with pytest.raises(Refused):
        codes.redeem(staff.login.username, old)
    assert codes.redeem(staff.login.username, new) == staff.login


def test_a_code_ends_after_seven_days(staff):
    code = codes.issue_code(staff)
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1), tick=False), pytest.raises(Refused):
        codes.redeem(staff.login.username, code)


def test_every_wrong_code_gets_the_same_sentence(staff, django_assert_num_queries):
    codes.issue_code(staff)
    said = []
    for number, code in [(staff.login.username, "AAAAABBBBB"), ("nobody", "AAAAABBBBB"), ("", "")]:
        with pytest.raises(Refused) as refused, django_assert_num_queries(3):
            codes.redeem(number, code)
        said.append(str(refused.value))
    assert len(set(said)) == 1


def test_a_person_who_has_left_redeems_nothing(staff):
    code = codes.issue_code(staff)
    staff.left_on = clock.today()
    staff.save()
    with pytest.raises(Refused):
        codes.redeem(staff.login.username, code)
    assert OneTimeCode.objects.get().used_at is None


def test_codes_for_nobody_without_login(db):
    with pytest.raises(Refused):
        codes.issue_code(StaffFactory())


def test_issue_codes_is_all_or_nothing(staff):
    with pytest.raises(Refused):
        codes.issue_codes([staff, StaffFactory()], None)
    assert (OneTimeCode.objects.count(), deeds()) == (0, [])


@pytest.mark.parametrize("who", ["hr", "administrator"])
def test_many_slips_take_hardly_more_statements_than_three(hr, who):
    """Statements are wider for more people, not one for each of them."""
    by = hr.login if who == "hr" else LoginFactory(roles=["administrator"])
    sample, counts = LoginFactory(), []
    for size in (FEW, MANY):
        logins = User.objects.bulk_create(like(sample, username=f"K{size}-{number}") for number in range(size))
        people = StaffMember.objects.bulk_create(StaffMember(staff_number=login.username, name="林", login=login) for login in logins)
        with CaptureQueriesContext(connection) as asked:
            slips = codes.issue_codes(StaffMember.objects.filter(pk__in=[person.pk for person in people]).select_related("login"), by)
        counts.append(len(asked))
        events = AuditEvent.objects.filter(deed="people.code_issued", subject_id__in=[str(person.pk) for person in people])
        assert (len(slips), events.count(), OneTimeCode.objects.filter(login__in=logins).count()) == (size, size, size)
    assert counts[1] - counts[0] <= 5


def test_supervisor_resets_the_own_team(team, supervisor):
    code = codes.reset_password(team, supervisor.login)
    login = User.objects.get(pk=team.login.pk)
    assert login.check_password(PASSWORD) is False
    assert login.must_change_password is True
    assert codes.redeem(login.username, code) == login
    assert deeds() == ["people.password_reset", "people.code_issued", "people.code_used"]


def test_supervisor_resets_nobody_elses_team(staff, supervisor):
    PostingFactory(staff=staff, unit=unit("S2"))
    with pytest.raises(Refused):
        codes.reset_password(staff, supervisor.login)
    assert User.objects.get(pk=staff.login.pk).check_password(PASSWORD) is True


def test_supervisor_cannot_climb_through_a_colleague_with_a_role(supervisor):
    shop = unit("S1")
    SupervisionFactory(supervisor=supervisor, unit=shop)
    colleague = StaffFactory(login=LoginFactory(roles=["trainer"]))
    PostingFactory(staff=colleague, unit=shop)
    assert codes.may_help(supervisor.login, colleague) is False


def test_hr_cannot_climb_to_administrator(hr):
    administrator = StaffFactory(login=LoginFactory(roles=["administrator"]))
    assert codes.may_help(hr.login, administrator) is False
    assert codes.may_help(administrator.login, hr) is True


def test_nobody_resets_their_own_password_this_way(hr):
    assert codes.may_help(hr.login, hr) is False


def test_a_reset_ends_the_sessions_of_the_login(team, supervisor, client_of):
    client = client_of(team)
    assert client.get("/account/me/").status_code == 200
    codes.reset_password(team, supervisor.login)
    assert client.get("/account/me/").status_code == 302


def live_codes():
    return OneTimeCode.objects.filter(used_at=None, withdrawn_at=None).count()


def test_a_password_of_ones_own_ends_the_code_in_the_drawer(staff, client_of):
    codes.issue_code(staff)
    client = client_of(staff)
    changed = {"old_password": PASSWORD, "new_password1": "quiet-lantern-42", "new_password2": "quiet-lantern-42"}
    assert client.post("/account/set-password/", {**changed, "old_password": "wrong"}).status_code == 200
    assert live_codes() == 1
    assert client.post("/account/set-password/", changed).status_code == 302
    assert live_codes() == 0


def test_a_password_set_through_a_mail_ends_the_code_in_the_drawer(staff, client):
    codes.issue_code(staff)
    uid, token = urlsafe_base64_encode(str(staff.login.pk).encode()), default_token_generator.make_token(staff.login)
    page = client.get(reverse("people:new_password", args=[uid, token]), follow=True)
    sent = client.post(page.redirect_chain[-1][0], {"new_password1": "quiet-lantern-42", "new_password2": "quiet-lantern-42"})
    assert (sent.status_code, live_codes()) == (302, 0)
