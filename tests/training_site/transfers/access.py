"""Who may see what came in and went out, written by hand."""

AUDITORS = {"public": "login", "staff": "403", "trainer": "403", "supervisor": "403", "hr": "403", "auditor": "ok"}

ROWS = {"export_runs:index": AUDITORS, "import_runs:index": AUDITORS}


def arguments(world):
    return {}
