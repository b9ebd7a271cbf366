"""Sentences are compared in English; a browser of these tests speaks Chinese, as the site does unless told otherwise."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Whatever language an earlier request has left behind."""
    with translation.override("en"):
        yield
