"""The demo's accounts and the certificates to check, as ./dev demo prints them."""

from collections.abc import Iterator
from typing import Any

from exams.certificates import api as certificates
from training_site.demo.reading import load
from training_site.lib import clock, codes
from training_site.people.api import StaffMember
from training_site.people.codes import issue_code

STAGES = {
    "imported": "new hire, just imported",
    "learning": "new hire, in the first days of the path",
    "ready": "new hire, ready to sit the onboarding exam",
    "failed": "new hire, failed the onboarding exam, may sit it again",
    "certified": "new hire, passed and certified",
}
# Statuses of certificates in the order in which they are listed, with what a stranger reads.
STATUSES = {"valid": "valid", "expiring": "valid, runs out soon", "expired": "expired", "superseded": "replaced by a newer one", "revoked": "revoked"}


def account_lines() -> list[str]:
    """One line per account: number, name, what for; the password, and the newcomer's one-time code; then a certificate of each status."""
    plan = load("organisation.yaml")
    rows = [(row["number"], row["name"], _words(row)) for row in plan["accounts"]]
    lines = [f"Accounts (staff number and password {plan['password']}; the newcomer has a one-time code):"]
    lines += [f"  {number}  {name}{'　' * (4 - len(name))}{words}" for number, name, words in rows]
    found = list(_certificates())
    return [*lines, "", "Certificates to check at /verify/ without signing in:", *found] if found else lines


def _words(row: dict[str, Any]) -> str:
    stage = row.get("stage")
    if not stage:
        return ", ".join(row["roles"])
    if stage != "imported":
        return STAGES[stage]
    newcomer = StaffMember.objects.filter(staff_number=row["number"]).select_related("login").first()
    if newcomer is None or newcomer.login is None or not newcomer.login.must_change_password:
        return f"{STAGES[stage]}, has signed in and set a password"
    return f"{STAGES[stage]}: first sign-in with the one-time code {codes.grouped(issue_code(newcomer), 5)}"


def _certificates() -> Iterator[str]:
    """A certificate of each status there is: its code, the status, whose it is. One statement for each status."""
    for status, words in STATUSES.items():
        rows = certificates.of_status(certificates.Certificate.objects.select_related("staff"), status, clock.today())
        row = rows.order_by("-issued_on", "number").first()
        if row is not None:
            yield f"  {codes.grouped(row.code)}  {words} ({row.staff.name}, {row.number})"
