"""What a real site reads from its surroundings."""

import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

from training_site.settings import base


@pytest.fixture
def production(monkeypatch):
    """The settings of a real site whose operator has said what must be said, and more."""
    monkeypatch.setenv("DECORUM_SECRET_KEY", "k" * 50)
    monkeypatch.setenv("DECORUM_HOSTS", "training.example.org")
    monkeypatch.setattr(base, "PUBLIC_URL", "https://training.example.org")

    def read(**said):
        for name, value in said.items():
            monkeypatch.setenv(name, value)
        return runpy.run_module("training_site.settings.production")

    return read


def test_a_mail_host_that_says_nothing_is_given_up(production):
    assert production()["EMAIL_TIMEOUT"] == 10
    assert production(DECORUM_MAIL_TIMEOUT="3")["EMAIL_TIMEOUT"] == 3


@pytest.mark.parametrize("said", ["0", "-1", "soon"])
def test_a_mail_host_is_never_waited_for_without_end(production, said):
    with pytest.raises(ImproperlyConfigured, match="DECORUM_MAIL_TIMEOUT"):
        production(DECORUM_MAIL_TIMEOUT=said)
