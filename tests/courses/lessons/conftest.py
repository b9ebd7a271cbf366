"""Fixtures of this room's tests."""

from typing import Any

import pytest


@pytest.fixture
def private_files(settings: Any, tmp_path: Any) -> None:
    """Files of a test go nowhere else."""
    settings.MEDIA_ROOT = tmp_path / "media"
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "media" / "private", "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "private": storage}
