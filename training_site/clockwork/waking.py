"""Hearing `wake`: settle one person right after the commit, so that who has just passed sees the certificate."""

import logging

from django.db import DatabaseError

from training_site.clockwork.passes import settle_person

logger = logging.getLogger(__name__)


def settle_woken(staff_id: int, event: str) -> None:
    """Settle at once; a failure here must not spoil the answer to the person: the full pass will find what is owed."""
    try:
        settle_person(staff_id, event)
    except DatabaseError:
        logger.exception("Settling %s for %s failed; the next full pass will do it.", event, staff_id)
