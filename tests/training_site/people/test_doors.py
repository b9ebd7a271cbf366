"""The doors: what they let in, what they say, what they never give away."""

import re
from datetime import timedelta
from typing import ClassVar

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlencode, urlsafe_base64_encode

from tests.factories.people import PASSWORD, StaffFactory
from training_site.lib import clock
from training_site.logins.models import User
from training_site.people import codes
from training_site.people.models import OneTimeCode

LOGIN = "/account/login/"
FIRST = "/account/first/"
FORGOTTEN = "/account/forgotten/"
FORM = "application/x-www-form-urlencoded"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits_left_over():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def door():
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def text_of(response) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())


def sign_in(client, who, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": who, "password": password, **more})


def test_sign_in_by_staff_number_leads_home(staff, door):
    response = sign_in(door, staff.login.username.lower())
    assert (response.status_code, response["Location"]) == (302, "/")


def test_sign_in_by_email_leads_home(staff, door):
    User.objects.filter(pk=staff.login.pk).update(email="lin@example.org")
    assert sign_in(door, "Lin@example.org")["Location"] == "/"


def test_sign_in_goes_on_to_an_address_of_this_site(staff, door):
    assert sign_in(door, staff.login.username, next="/norms/")["Location"] == "/norms/"


def test_sign_in_never_goes_on_to_another_site(staff, door):
    assert sign_in(door, staff.login.username, next="https://elsewhere.example/")["Location"] == "/"


def test_wrong_password_and_unknown_number_get_the_same_answer(staff, door):
    known, unknown = sign_in(door, staff.login.username, "wrong"), sign_in(door, "J00000", "wrong")
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert known.content.decode().count("Staff number or password is wrong") == 1
    strip = lambda response, name: re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode()).replace(name, "")  # noqa: E731
    assert strip(known, staff.login.username) == strip(unknown, "J00000")


def test_the_error_stands_at_the_password(staff, door):
    page = sign_in(door, staff.login.username, "wrong").content.decode()
    assert 'aria-describedby="id_password_error"' in page
    assert 'aria-invalid="true"' in page


def test_five_wrong_passwords_close_the_door_for_known_and_unknown(staff, door):
    for name in (staff.login.username, "J00000"):
        answers = [sign_in(door, name, "wrong").status_code for attempt in range(5)]
        assert answers == [200, 200, 200, 200, 429]
    assert sign_in(door, staff.login.username).status_code == 429


def test_unlock_opens_the_door_at_once(staff, hr, door):
    for _attempt in range(5):
        sign_in(door, staff.login.username.lower(), "wrong")
    assert codes.unlock(staff, hr.login) == 1
    assert sign_in(door, staff.login.username).status_code == 302


def test_a_person_who_has_left_is_told_so_and_stays_outside(staff, door):
    staff.left_on = clock.today()
    staff.save()
    response = sign_in(door, staff.login.username)
    assert response["Location"] == "/account/inactive/"
    assert door.get("/account/me/")["Location"].startswith(LOGIN)


@pytest.mark.parametrize("change", ["inactive", "left"])
def test_a_session_ends_when_the_login_is_closed(staff, client_of, change):
    client = client_of(staff)
    assert client.get("/account/me/").status_code == 200
    if change == "inactive":
        User.objects.filter(pk=staff.login.pk).update(is_active=False)
    else:
        StaffFactory._meta.model.objects.filter(pk=staff.pk).update(left_on=clock.today() - timedelta(days=1))
    assert client.get("/account/me/")["Location"].startswith(LOGIN)


def test_first_sign_in_leads_to_a_new_password_and_then_home(staff, door):
    code = codes.issue_code(staff)
    assert door.post(FIRST, {"staff_number": staff.login.username, "code": code})["Location"] == "/account/set-password/"
    assert door.get("/norms/")["Location"] == "/account/set-password/"
    saved = door.post("/account/set-password/", {"new_password1": "plum-rain-lantern", "new_password2": "plum-rain-lantern"})
    assert saved["Location"] == "/"
    assert door.get("/account/me/").status_code == 200
    assert sign_in(Client(), staff.login.username, "plum-rain-lantern")["Location"] == "/"


def test_first_sign_in_answers_unknown_and_wrong_alike(staff, door):
    codes.issue_code(staff)
    pages = [door.post(FIRST, {"staff_number": name, "code": "AAAAABBBBB"}) for name in (staff.login.username, "J00000")]
    assert [page.status_code for page in pages] == [200, 200]
    assert all(text_of(page).count("code do not match") == 1 for page in pages)


def test_first_sign_in_is_locked_after_five_wrong_codes_even_for_the_right_one(staff, door):
    code = codes.issue_code(staff)
    answers = [door.post(FIRST, {"staff_number": staff.login.username, "code": "AAAAABBBBB"}).status_code for attempt in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert door.post(FIRST, {"staff_number": staff.login.username, "code": code}).status_code == 429
    assert OneTimeCode.objects.get().used_at is None


def test_wrong_codes_are_kept_nowhere_in_clear(staff, door):
    from axes.models import AccessAttempt

    door.post(FIRST, {"staff_number": staff.login.username, "code": "SECRETCODE"})
    assert "SECRETCODE" not in AccessAttempt.objects.get().post_data


def test_a_weak_first_password_is_refused_in_words_at_the_field(staff, door):
    door.post(FIRST, {"staff_number": staff.login.username, "code": codes.issue_code(staff)})
    page = door.post("/account/set-password/", {"new_password1": "12345", "new_password2": "12345"}).content.decode()
    assert "at least 10 characters" in page
    assert User.objects.get(pk=staff.login.pk).must_change_password is True


def test_changing_the_password_asks_for_the_present_one(staff, client_of):
    client = client_of(staff)
    new = {"new_password1": "plum-rain-lantern", "new_password2": "plum-rain-lantern"}
    assert client.post("/account/set-password/", {"old_password": "wrong", **new}).status_code == 200
    assert User.objects.get(pk=staff.login.pk).check_password(PASSWORD) is True
    assert client.post("/account/set-password/", {"old_password": PASSWORD, **new})["Location"] == "/account/me/"


def test_changing_the_password_signs_out_other_devices_only(staff, client_of):
    here, there = client_of(staff), client_of(staff)
    here.post("/account/set-password/", {"old_password": PASSWORD, "new_password1": "plum-rain-lantern", "new_password2": "plum-rain-lantern"})
    assert (here.get("/account/me/").status_code, there.get("/account/me/").status_code) == (200, 302)


class Watched(MD5PasswordHasher):
    """Notes how many transactions are open around each hash that it makes."""

    depths: ClassVar[list[int]] = []

    def encode(self, password, salt):
        self.depths.append(len(connection.savepoint_ids))
        return super().encode(password, salt)


@pytest.fixture
def hashed_in(settings):
    """The numbers of transactions, beyond the test's own, in which passwords were hashed."""
    settings.PASSWORD_HASHERS = [f"{__name__}.Watched"]
    around = len(connection.savepoint_ids)
    Watched.depths.clear()
    return lambda: [depth - around for depth in Watched.depths]


NEW = {"new_password1": "plum-rain-lantern", "new_password2": "plum-rain-lantern"}


def test_a_password_is_hashed_before_its_transaction_begins(staff, client_of, hashed_in):
    assert client_of(staff).post("/account/set-password/", {"old_password": PASSWORD, **NEW})["Location"] == "/account/me/"
    assert set(hashed_in()) == {0}


def test_a_forgotten_password_is_hashed_before_its_transaction_begins(staff, door, hashed_in):
    path = reverse("people:new_password", args=[urlsafe_base64_encode(force_bytes(staff.login.pk)), default_token_generator.make_token(staff.login)])
    assert door.post(door.get(path)["Location"], NEW)["Location"] == LOGIN
    assert hashed_in() == [0]


def test_a_new_password_leaves_what_was_changed_meanwhile(staff):
    user = User.objects.get(pk=staff.login.pk)
    User.objects.filter(pk=user.pk).update(email="new@example.org", must_change_password=True)
    codes.set_own_password(user, "plum-rain-lantern", "people.password_set", first=False)
    kept = User.objects.get(pk=user.pk)
    assert (kept.email, kept.must_change_password, kept.check_password("plum-rain-lantern")) == ("new@example.org", False, True)


def forget(client, name, capture):
    with capture(execute=True):
        return client.post(FORGOTTEN, {"login": name})


def test_forgotten_password_mails_a_link_that_sets_a_new_one(staff, door, django_capture_on_commit_callbacks):
    User.objects.filter(pk=staff.login.pk).update(email="lin@example.org")
    assert forget(door, staff.login.username, django_capture_on_commit_callbacks)["Location"] == "/account/forgotten/sent/"
    (message,) = mail.outbox
    assert (message.to, message.alternatives[0].mimetype) == (["lin@example.org"], "text/html")
    path = re.search(r"/account/new-password/\S+", message.body).group()
    form = door.get(path)["Location"]
    new = {"new_password1": "plum-rain-lantern", "new_password2": "plum-rain-lantern"}
    assert door.post(form, new)["Location"] == LOGIN
    assert sign_in(Client(), staff.login.username, "plum-rain-lantern")["Location"] == "/"
    assert "no longer works" in Client(headers={"accept-language": "en"}).get(path).content.decode()


def test_the_reset_mail_speaks_the_persons_language(staff, door, django_capture_on_commit_callbacks):
    User.objects.filter(pk=staff.login.pk).update(email="lin@example.org", preferred_language="en")
    forget(door, "lin@example.org", django_capture_on_commit_callbacks)
    assert mail.outbox[0].subject == "Decorum: set a new password"


@pytest.mark.parametrize("name", ["J00000", "nobody@example.org"])
def test_forgotten_password_answers_unknown_names_alike_and_mails_nothing(staff, door, name, django_capture_on_commit_callbacks):
    assert forget(door, name, django_capture_on_commit_callbacks)["Location"] == "/account/forgotten/sent/"
    assert forget(door, staff.login.username, django_capture_on_commit_callbacks)["Location"] == "/account/forgotten/sent/"
    assert mail.outbox == []


def test_a_repeated_mail_carries_the_same_message_id(staff):
    from training_site.people.tasks import send_reset_mail

    User.objects.filter(pk=staff.login.pk).update(email="lin@example.org")
    send_reset_mail(str(staff.login.pk), "v1")
    send_reset_mail(str(staff.login.pk), "v1")
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


def test_forgotten_password_is_limited_per_name(door):
    answers = [door.post(FORGOTTEN, {"login": "J00000"}).status_code for attempt in range(6)]
    assert answers == [302] * 5 + [429]


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_reset/"])
def test_wagtails_doors_lead_to_ours(door, path):
    response = door.get(path, {"next": "/admin/"})
    assert response["Location"] == f"{LOGIN}?next=%2Fadmin%2F"
    assert door.post(path, {"username": "x", "password": "y"})["Location"].startswith(LOGIN)


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email", "account_change_password", "account_set_password"])
def test_doors_of_allauth_that_we_replace_are_closed(staff, client_of, name):
    assert client_of(staff).get(reverse(name)).status_code in {302, 403, 404}
    assert Client().post(reverse(name), {"email": "x@example.org"})["Location"].startswith(LOGIN)


def test_signing_out_of_wagtail_signs_out_everywhere(trainer, client_of):
    client = client_of(trainer)
    assert client.get("/admin/").status_code == 200
    client.post("/admin/logout/")
    assert client.get("/account/me/")["Location"].startswith(LOGIN)


def test_signing_out_takes_a_post(staff, client_of):
    client = client_of(staff)
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/account/me/").status_code == 200
    assert client.post("/account/logout/")["Location"] == LOGIN
    assert client.get("/account/me/").status_code == 302


def test_the_language_chosen_at_the_door_becomes_the_logins(staff):
    client = Client()
    client.post("/account/language/", {"language": "en", "next": LOGIN})
    sign_in(client, staff.login.username)
    assert User.objects.get(pk=staff.login.pk).preferred_language == "en"


def test_the_logins_language_becomes_the_browsers(staff):
    User.objects.filter(pk=staff.login.pk).update(preferred_language="en")
    client = Client()
    sign_in(client, staff.login.username)
    assert client.cookies["django_language"].value == "en"


def test_a_newcomer_keeps_the_language_read_at_the_door(staff):
    client = Client(headers={"accept-language": "en"})
    client.post("/account/first/", {"staff_number": staff.login.username, "code": codes.issue_code(staff)})
    assert User.objects.get(pk=staff.login.pk).preferred_language == "en"


def test_the_language_pressed_by_somebody_signed_in_becomes_the_logins(staff, client_of):
    client = client_of(staff)
    answer = client.post("/account/language/", {"language": "en", "next": "/account/me/"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/me/")
    assert User.objects.get(pk=staff.login.pk).preferred_language == "en"


@pytest.mark.parametrize("address", ["/courses/?q=%00", "/courses/?%00=x", "/courses/a%00b/"])
def test_a_nul_in_an_address_is_answered_at_the_door(staff, client_of, address):
    assert client_of(staff).get(address).status_code == 400


@pytest.mark.parametrize("multipart", [True, False])
def test_a_nul_in_a_form_is_answered_at_the_door(db, client, multipart):
    fields = {"login": "J1\0", "password": "x"}
    sent = client.post("/account/login/", fields) if multipart else client.post("/account/login/", urlencode(fields), FORM)
    assert sent.status_code == 400


def test_a_nul_in_a_cookie_is_answered_at_the_door(db, client):
    assert client.get("/account/login/", headers={"Cookie": 'sessionid="a\\000b"'}).status_code == 400
