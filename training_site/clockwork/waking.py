"""Hearing `wake`: settle who is concerned right after the commit, so that who has just passed sees the certificate."""

import logging

from django.db import DatabaseError

from training_site.clockwork.passes import settle_people

logger = logging.getLogger(__name__)


def settle_woken(staff_ids: list[int], event: str) -> None:
    """Settle at once; a failure here must not spoil the answer to the person: the full pass will find what is owed."""
    try:
        settle_people(staff_ids, event)
    except DatabaseError:
        logger.exception("Settling %s for %s people failed; the next full pass will do it.", event, len(staff_ids))
