"""The roster as a kind of import."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from training_site.lib import clock
from training_site.logins.models import User
from training_site.roster.applying import apply_plan
from training_site.roster.columns import COLUMNS
from training_site.roster.planning import CHANGED, LEAVES, MOVED, NEW, RETURNS, Planner
from training_site.roster.snapshot import fingerprint, take
from training_site.transfers.api import ERROR, UNCHANGED, Fault, ImportKind, ImportRun, Plan, Table

_SENTENCES: dict[str, Any] = {
    "missing": gettext_lazy("This cell is empty; it is required."),
    "missing_hired": gettext_lazy("A new person needs the day of hire."),
    "too_long": gettext_lazy("At most %(value)s characters."),
    "unreadable": gettext_lazy("This cell contains a character that is no text (NUL). Write the cell anew."),
    "bad_number": gettext_lazy("“%(value)s” is no staff number: letters, digits, dash, dot and underscore only, at most 32."),
    "twice": gettext_lazy("This staff number stands in row %(value)s already."),
    "login_taken": gettext_lazy("The name “%(value)s” belongs to a login that is not a person of the roster."),
    "ambiguous_unit": gettext_lazy("Several units are called “%(value)s”. Use the unit’s code."),
    "unknown_unit": gettext_lazy("There is no unit “%(value)s”. Correct it, or enter the unit first."),
    "closed_unit": gettext_lazy("The unit “%(value)s” has been closed."),
    "unknown_job": gettext_lazy("There is no job role “%(value)s”. Correct it, or enter the job role first."),
    "bad_date": gettext_lazy("“%(value)s” is no date. Write it as 2026-11-02."),
    "bad_email": gettext_lazy("“%(value)s” is no e-mail address."),
    "email_twice": gettext_lazy("This e-mail address stands in row %(value)s already."),
    "email_taken": gettext_lazy("The e-mail address %(value)s belongs to somebody else."),
    "email_closed": gettext_lazy("Only an administrator changes the e-mail address of an administrator."),
    "left_before_hired": gettext_lazy("The leaving date is before the day of hire, %(value)s."),
    "left_before_post": gettext_lazy("The leaving date is before the present post began, %(value)s."),
    "starts_before_hired": gettext_lazy("The post begins before the day of hire, %(value)s."),
    "before_present_post": gettext_lazy("The new post must begin after the one before it, which began on %(value)s."),
    "own_supervisor": gettext_lazy("Nobody supervises themselves."),
    "unknown_supervisor": gettext_lazy("Nobody with staff number %(value)s is known or stands in this file."),
    "supervisor_left": gettext_lazy("The supervisor %(value)s has left."),
    "already_left": gettext_lazy("Has left already, on %(value)s; is entered without a login."),
    "far_ahead": gettext_lazy("Is hired only on %(value)s. Is the year right?"),
    "start_kept": gettext_lazy("Unit and job are the same, so the post keeps its beginning, %(value)s."),
    "still_left": gettext_lazy("Left on %(value)s and stays so. Whoever comes back needs a later day of hire."),
    "column_not_read": gettext_lazy("The column “%(value)s” is not read."),
    "not_in_file": gettext_lazy("People not in this file: %(value)s. They stay as they are; only a leaving date ends an employment."),
}


class RosterKind(ImportKind):
    """People, posts and supervisors from one table; see `columns.COLUMNS`."""

    code = "roster"
    title = gettext_lazy("Roster")
    columns = COLUMNS
    effects = {
        ERROR: pgettext_lazy("effect of a row", "error"),
        NEW: pgettext_lazy("effect of a row", "new"),
        RETURNS: pgettext_lazy("effect of a row", "comes back"),
        MOVED: pgettext_lazy("effect of a row", "moves"),
        LEAVES: pgettext_lazy("effect of a row", "leaves"),
        CHANGED: pgettext_lazy("effect of a row", "details change"),
        UNCHANGED: pgettext_lazy("effect of a row", "unchanged"),
    }
    max_rows = 100_000
    max_bytes = 20 * 1024 * 1024
    after_template = "roster/after.html"

    def plan(self, table: Table, by: User) -> Plan:
        """What the table would do today, at the hands of `by`."""
        today = clock.today()
        return Planner(take(today, by), today).plan(table)

    def rests_on(self, by: User) -> str:
        """Units, job roles, people, posts, logins, what `by` may change, and supervisors as they stand."""
        return fingerprint(by)

    def apply(self, plan: Plan, run: ImportRun, by: User) -> None:
        """Write it."""
        apply_plan(plan, clock.today())

    def sentence(self, fault: Fault) -> str:
        """A fault in the reader's words."""
        return str(_SENTENCES[fault["code"]]) % {"value": fault["value"]}

    def derived_sentence(self, row: dict[str, str]) -> str:
        """What follows from several rows: a new supervisor of a unit."""
        return _("%(name)s (%(supervisor)s) begins to supervise %(unit_name)s (%(unit)s).") % row
