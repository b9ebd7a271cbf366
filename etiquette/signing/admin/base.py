"""What the trainer's pages of signing have in common."""

from typing import Any

from django.urls import reverse

from training_site.people.api import ADMINISTRATOR, AUDITOR, HR, TRAINER, role

NAMESPACE = "signing_admin"
READERS = role(TRAINER, AUDITOR, HR, ADMINISTRATOR)
WRITERS = role(TRAINER, ADMINISTRATOR)
PER_PAGE = 50


def address(name: str, *args: Any) -> str:
    """An address of these screens."""
    return reverse(f"{NAMESPACE}:{name}", args=args)
