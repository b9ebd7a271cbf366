"""Who may open the pages about personal data, written by hand."""

ALL_IN = {"public": "login", "staff": "ok", "trainer": "ok", "supervisor": "ok", "hr": "ok", "auditor": "ok"}
NOT_THERE = {**dict.fromkeys(ALL_IN, "404"), "public": "login"}
READERS = {"public": "login", "staff": "403", "trainer": "403", "supervisor": "403", "hr": "ok", "auditor": "ok"}
HR_ONLY = {**READERS, "auditor": "403"}
NOBODY_HERE = {**HR_ONLY, "hr": "403"}

ROWS = {
    "privacy:mine": ALL_IN,
    "privacy:order": ALL_IN,
    "privacy:ask": ALL_IN,
    "privacy:fetch": NOT_THERE,
    "correction_requests:index": READERS,
    "correction_requests:answer": {**HR_ONLY, "hr": "404"},
    "erasures:index": READERS,
    "erasures:ask": HR_ONLY,
    "erasures:decide": NOBODY_HERE,
    "erasures:copy_for": HR_ONLY,
    "retention": READERS,
}


def arguments(world):
    return {
        "privacy:fetch": {"public_id": "5f0d6a0e-0c6b-4f0a-9c4e-2a4f6c1d9b10"},
        "correction_requests:answer": {"pk": 999_999},
        "erasures:ask": {"pk": world.staff.pk},
        "erasures:decide": {"pk": 999_999},
        "erasures:copy_for": {"pk": world.staff.pk},
    }
