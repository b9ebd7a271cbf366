"""Who may bring in a roster and print slips, written by hand: HR and nobody else."""

import uuid

HR_ONLY = {"public": "login", "staff": "403", "trainer": "403", "supervisor": "403", "hr": "ok", "auditor": "403"}
HR_AND_NOT_THERE = {**HR_ONLY, "hr": "404"}

ROWS = {
    "roster_door:index": HR_ONLY,
    "roster:index": HR_ONLY,
    "roster:template": HR_ONLY,
    "roster:run": HR_AND_NOT_THERE,
    "roster:confirm": HR_ONLY,
    "roster:discard": HR_ONLY,
    "roster:resume": HR_ONLY,
    "roster:faults": HR_AND_NOT_THERE,
    "roster:slips": HR_ONLY,
}


def arguments(world):
    """A run that is not there: what is asked is the door, and that nobody else learns even that."""
    names = ["run", "confirm", "discard", "resume", "faults", "slips"]
    return {f"roster:{name}": {"public_id": uuid.UUID(int=7)} for name in names}
