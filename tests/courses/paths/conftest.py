"""These tests read sentences, in English."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every request and every verb speaks English."""
    monkeypatch.setattr("django.middleware.locale.translation.get_language_from_request", lambda request, check_path=False: "en")
    with translation.override("en"):
        yield
