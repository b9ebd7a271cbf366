"""Who may bring in a roster and print slips, written by hand: HR and nobody else."""

import uuid

HR_ONLY = {
    "public": "login", "staff": "403", "trainer": "403", "approver": "403", "supervisor": "403", "hr": "ok", "auditor": "403",
    "administrator": "403",
}  # fmt: skip
HR_AND_NOT_THERE = {**HR_ONLY, "hr": "404"}

ROWS = {
    "roster_door:index": HR_ONLY,
    "roster:index": HR_ONLY,
    "roster:template": HR_ONLY,
    "roster:run": HR_AND_NOT_THERE,
    "roster:confirm": HR_AND_NOT_THERE,
    "roster:discard": HR_AND_NOT_THERE,
    "roster:resume": HR_AND_NOT_THERE,
    "roster:faults": HR_AND_NOT_THERE,
    "roster:slips": HR_AND_NOT_THERE,
}


def arguments(world):
    """A run that is not there: what is asked is the door, and that nobody else learns even that."""
    names = ["run", "confirm", "discard", "resume", "faults", "slips"]
    return {f"roster:{name}": {"public_id": uuid.UUID(int=7)} for name in names}
