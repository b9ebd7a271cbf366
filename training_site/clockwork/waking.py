"""Hearing `wake`: settle who is concerned right after the commit, so that who has just passed sees the certificate."""

from training_site.clockwork.passes import settle_people


def settle_woken(staff_ids: list[int], event: str) -> None:
    """Settle at once; a pass that fails does not spoil the answer to the person: the full pass will find what is owed."""
    settle_people(staff_ids, event)
