"""Behind a proxy people are told apart by the address that it saw, and nobody chooses an address for themselves."""

import pytest
from django.urls import reverse

from exams.certificates.checking import MOST_PER_MINUTE
from training_site.lib.addresses import client_address

PROXY, CLIENT, LIE = "10.0.0.1", "203.0.113.7", "198.51.100.9"


@pytest.mark.parametrize(
    ("forwarded", "proxies", "told"),
    [
        ("", 0, PROXY),
        (CLIENT, 0, PROXY),
        (CLIENT, 1, CLIENT),
        (f"{LIE}, {CLIENT}", 1, CLIENT),
        (f"{LIE}, {CLIENT}, 10.0.0.2", 2, CLIENT),
        ("", 1, PROXY),
        (CLIENT, 2, PROXY),
        ("203.0.113.7:51000", 1, CLIENT),
        ("[2001:db8::1]:443", 1, "2001:db8::1"),
        ("2001:db8::1", 1, "2001:db8::1"),
        ("unknown", 1, PROXY),
        (f"{CLIENT},", 1, PROXY),
    ],
)
def test_the_address_is_the_one_that_the_outermost_proxy_saw(forwarded, proxies, told):
    assert client_address(forwarded, PROXY, proxies) == told


def asks(client, forwarded):
    return client.post(reverse("verify:check"), {"code": "0" * 20}, headers={"x-forwarded-for": forwarded}, REMOTE_ADDR=PROXY).status_code


def test_two_people_behind_one_proxy_are_counted_apart(db, client, settings):
    settings.PROXIES = 1
    codes = [asks(client, f"198.51.100.{number}, {CLIENT}") for number in range(MOST_PER_MINUTE + 1)]  # a header of one's own does not help
    assert codes[-1] == 429
    assert 429 not in codes[:-1]
    assert asks(client, "203.0.113.8") != 429


def test_without_a_proxy_the_header_counts_for_nothing(db, client):
    codes = [asks(client, f"198.51.100.{number}") for number in range(MOST_PER_MINUTE + 1)]
    assert codes[-1] == 429


def test_a_request_over_a_socket_of_the_system_comes_in(db, client):
    assert client.get(reverse("account_login"), REMOTE_ADDR="").status_code == 200
