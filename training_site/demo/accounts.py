"""The demo's accounts, as ./dev demo prints them."""

from training_site.demo.reading import load
from training_site.lib import codes
from training_site.people.api import StaffMember
from training_site.people.codes import issue_code

WORDS = {
    "learning": "new hire, day 6 of the path",
    "imported": "new hire, just imported",
    "ready": "new hire, ready to sit the onboarding exam",
    "failed": "new hire, failed the onboarding exam, may resit",
    "certified": "certified",
}


def account_lines() -> list[str]:
    """One line per account: number, name, what for; the password, and the newcomer's one-time code."""
    plan = load("organisation.yaml")
    lines = ["", f"Demo accounts (password {plan['password']}):"]
    for row in plan["accounts"]:
        lines.append(f"  {row['number']}  {row['name']}  {', '.join(row.get('roles', [])) or WORDS[row['stage']]}")
    newcomer = _newcomer(plan)
    if newcomer is not None and newcomer.login is not None and newcomer.login.must_change_password:
        lines.append(f"First sign-in of {newcomer.staff_number}: one-time code {codes.grouped(issue_code(newcomer), 5)}")
    return lines


def _newcomer(plan: dict[str, object]) -> StaffMember | None:
    numbers = [row["number"] for row in plan["accounts"] if row.get("stage") == "imported"]  # type: ignore[attr-defined]
    return StaffMember.objects.filter(staff_number__in=numbers).select_related("login").first()
