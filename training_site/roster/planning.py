"""What a roster file would do, row by row. Pure over a snapshot: the same table and the same data give the same plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from training_site.lib.errors import Refused
from training_site.roster.cells import Cells
from training_site.roster.columns import COLUMNS
from training_site.roster.snapshot import Person, Post, Snapshot, Unit
from training_site.transfers.api import ERROR, UNCHANGED, Fault, Plan, RowPlan, Table

NEW, RETURNS, MOVED, LEAVES, CHANGED = "new", "returns", "moved", "leaves", "changed"
FIELDS = ("name", "name_latin", "email", "mobile", "hired_on")


@dataclass(slots=True)
class Deed:
    """What applying a row needs, in values and ids."""

    staff_number: str
    person: Person | None
    fields: dict[str, Any]
    unit_id: int | None = None
    job_id: int | None = None
    post: Post | None = None
    starts_on: date | None = None
    left_on: date | None = None
    needs_login: bool = False


def titles_to_codes(titles: Sequence[str]) -> tuple[list[str | None], list[Fault]]:
    """The column code of every title, None for a column that is not read, and a note for each of those.

    Raises Refused when a required column is missing or two titles mean the same column.
    """
    known: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for column in COLUMNS:
                known[_plain_title(str(column.title))] = column.code
                known[_plain_title(column.code)] = column.code
    codes = [known.get(_plain_title(title)) for title in titles]
    titles_of = {column.code: str(column.title) for column in COLUMNS}
    missing = [titles_of[column.code] for column in COLUMNS if column.required and column.code not in codes]
    if missing:
        words = pgettext("between names", ", ").join(missing)
        raise Refused(_("These columns are missing: %(titles)s. Take the template, or name the columns as it does.") % {"titles": words})
    twice = {code for code in codes if code is not None and codes.count(code) > 1}
    if twice:
        raise Refused(_("Two columns mean “%(title)s”. Leave one of them out.") % {"title": titles_of[sorted(twice)[0]]})
    not_read = [title.replace("\0", "")[:120] for title, code in zip(titles, codes, strict=True) if code is None]
    notes = [{"column": "", "code": "column_not_read", "value": title} for title in not_read]
    return codes, notes


def _plain_title(title: str) -> str:
    return "".join(title.split()).strip("*＊:：").replace("'", "’").replace("_", "").casefold()


class Planner:
    """Makes one row's plan after the other and keeps none: 100,000 rows take no more room than what the database knows."""

    def __init__(self, seen: Snapshot, today: date) -> None:
        self.seen, self.today = seen, today
        self.first_row: dict[str, int] = {}
        self.email_row: dict[str, int] = {}
        self.supervisors: dict[str, tuple[str, str, str]] = {}
        self.begins: dict[tuple[str, int], dict[str, str]] = {}

    def plan(self, table: Table) -> Plan:
        """The whole file's plan. Raises Refused when its columns cannot be used."""
        codes, notes = titles_to_codes(table.titles)
        plan = Plan([], notes, [], self.seen.digest)
        plan.rows = self._rows(table, codes, plan)
        return plan

    def _rows(self, table: Table, codes: list[str | None], plan: Plan) -> Iterator[RowPlan]:
        self._look_ahead(table, codes)
        for number, cells in _read(table, codes):
            yield self._row(number, cells)
        plan.derived += [self.begins[key] for key in sorted(self.begins)]
        absent = sum(1 for key, person in self.seen.people.items() if key not in self.first_row and person.left_on is None)
        if absent:
            plan.notes.append({"column": "", "code": "not_in_file", "value": str(absent)})

    def _look_ahead(self, table: Table, codes: list[str | None]) -> None:
        """Whom the file names as supervisors, and what it does with those it holds itself: the effect, number and name of their rows."""
        named = {cells.number("supervisor").casefold() for _number, cells in _read(table, codes)} - {""}
        ahead = Planner(self.seen, self.today)
        for number, cells in _read(table, codes) if named else ():
            key = cells.number("staff_number").casefold()
            if key in named:
                row = ahead._row(number, cells, alone=True)
                self.supervisors[key] = row.effect, row.key, row.title

    def _row(self, number: int, cells: Cells, alone: bool = False) -> RowPlan:
        staff_number = cells.number("staff_number", required=True)
        key = staff_number.casefold()
        if key and self.first_row.setdefault(key, number) != number:
            cells.wrong("staff_number", "twice", self.first_row[key])
        person = self.seen.people.get(key)
        row = RowPlan(number, UNCHANGED, person.staff_number if person else staff_number, problems=cells.problems, warnings=cells.warnings)
        deed = Deed(row.key, person, self._fields(cells, person, number))
        row.data, row.title = deed, str(deed.fields["name"] or (person.name if person else ""))
        unit, job = self._unit(cells), self._job(cells)
        deed.unit_id, deed.job_id = unit.pk if unit else None, job[0] if job else None
        left_on, starts_on = cells.date("left_on"), cells.date("starts_on")
        if person is None:
            self._new(row, cells, deed, unit, job, left_on, starts_on)
        else:
            self._known(row, cells, deed, person, unit, job, left_on, starts_on)
        if not alone:
            self._supervisor_cell(row, cells, unit)
        if row.problems:
            row.effect, row.changes = ERROR, []
        return row

    def _fields(self, cells: Cells, person: Person | None, number: int) -> dict[str, Any]:
        """The values of the plain columns; an empty cell leaves what is known."""
        fields: dict[str, Any] = {
            "name": cells.text("name", required=True),
            "name_latin": cells.text("name_latin"),
            "email": cells.email("email"),
            "mobile": cells.text("mobile"),
            "hired_on": cells.date("hired_on"),
        }
        if fields["email"]:
            self._address(cells, fields["email"], person, number)
        return fields

    def _address(self, cells: Cells, email: str, person: Person | None, number: int) -> None:
        """An address belongs to one login, and an administrator's is changed by administrators only."""
        key, login_id = email.casefold(), person.login_id if person else None
        owner = self.seen.emails.get(key)
        if self.email_row.setdefault(key, number) != number:
            cells.wrong("email", "email_twice", self.email_row[key])
        elif owner is not None and owner != login_id:
            cells.wrong("email", "email_taken", email)
        elif person is not None and login_id in self.seen.closed and email != person.email:
            cells.wrong("email", "email_closed")

    def _name_of_login(self, row: RowPlan, cells: Cells) -> None:
        if row.key and row.key.casefold() in self.seen.usernames:
            cells.wrong("staff_number", "login_taken", row.key)

    def _login_of_known(self, row: RowPlan, cells: Cells, person: Person) -> None:
        """Somebody known brings the number and, where the cell is empty, the address kept of them into the new login: neither may be another's."""
        self._name_of_login(row, cells)
        if person.email and not cells.texts.get("email", "").strip():
            self._address(cells, person.email, person, row.number)

    def _unit(self, cells: Cells) -> Unit | None:
        value = cells.text("unit", required=True)
        found = self.seen.units.get(value.casefold(), [])
        if len(found) > 1:
            cells.wrong("unit", "ambiguous_unit", value)
        elif value and not found:
            cells.wrong("unit", "unknown_unit", value)
        elif found and found[0].closed:
            cells.wrong("unit", "closed_unit", value)
        return found[0] if len(found) == 1 else None

    def _job(self, cells: Cells) -> tuple[int, str] | None:
        value = cells.text("job", required=True)
        job = self.seen.jobs.get(value.casefold())
        if value and job is None:
            cells.wrong("job", "unknown_job", value)
        return job

    def _new(
        self, row: RowPlan, cells: Cells, deed: Deed, unit: Unit | None, job: tuple[int, str] | None, left_on: date | None, starts_on: date | None
    ) -> None:
        """Somebody who is not known yet."""
        hired_on = deed.fields["hired_on"]
        if not cells.texts.get("hired_on", "").strip():
            cells.wrong("hired_on", "missing_hired")
        self._name_of_login(row, cells)
        deed.starts_on, deed.left_on = starts_on or (hired_on if isinstance(hired_on, date) else None), left_on
        self._dates(cells, hired_on if isinstance(hired_on, date) else None, deed.starts_on, left_on)
        deed.needs_login = left_on is None or left_on > self.today
        row.effect = NEW
        row.changes = [{"what": name, "old": "", "new": str(value)} for name, value in deed.fields.items() if value and name != "name"]
        row.changes += _post_changes(None, None, unit, job, deed.starts_on)
        if left_on:
            row.changes.append({"what": "left_on", "old": "", "new": str(left_on)})
            if not deed.needs_login:
                cells.odd("left_on", "already_left", left_on)

    def _dates(self, cells: Cells, hired_on: date | None, starts_on: date | None, left_on: date | None) -> None:
        if hired_on and left_on and left_on < hired_on:
            cells.wrong("left_on", "left_before_hired", hired_on)
        elif starts_on and left_on and left_on < starts_on:
            cells.wrong("left_on", "left_before_post", starts_on)
        if hired_on and starts_on and starts_on < hired_on:
            cells.wrong("starts_on", "starts_before_hired", hired_on)
        if hired_on and (hired_on - self.today).days > 366:
            cells.odd("hired_on", "far_ahead", hired_on)

    def _known(
        self,
        row: RowPlan,
        cells: Cells,
        deed: Deed,
        person: Person,
        unit: Unit | None,
        job: tuple[int, str] | None,
        left_on: date | None,
        starts_on: date | None,
    ) -> None:
        """Somebody who is known: what differs, whether they move, leave or come back."""
        deed.post = self.seen.posts.get(person.pk)
        changed = {name: value for name, value in deed.fields.items() if value and value != getattr(person, name)}
        row.changes = [{"what": name, "old": _shown(getattr(person, name)), "new": _shown(value)} for name, value in changed.items()]
        row.effect = CHANGED if changed else UNCHANGED
        hired_on = changed.get("hired_on", person.hired_on)
        hired = hired_on if isinstance(hired_on, date) else None
        if person.left_on and left_on is None:
            self._gone_before(row, cells, deed, person, unit, job, hired, starts_on)
            return
        if left_on and left_on != person.left_on:
            self._dates(cells, hired, deed.post.starts_on if deed.post else None, left_on)
            row.effect, deed.left_on = LEAVES, left_on
            row.changes.append({"what": "left_on", "old": _shown(person.left_on), "new": str(left_on)})
            return
        self._dates(cells, hired, starts_on, left_on)
        deed.needs_login = left_on is None and person.login_id is None
        if deed.needs_login:
            self._login_of_known(row, cells, person)
            row.effect = CHANGED
            row.changes.append({"what": "login", "old": "", "new": row.key})
        if left_on is None and unit and job:
            self._move(row, cells, deed, unit, job, starts_on)

    def _move(self, row: RowPlan, cells: Cells, deed: Deed, unit: Unit, job: tuple[int, str], starts_on: date | None) -> None:
        post = deed.post
        if post and (post.unit_id, post.job_id) == (unit.pk, job[0]):
            if starts_on and starts_on != post.starts_on:
                cells.odd("starts_on", "start_kept", post.starts_on)
            return
        deed.starts_on = starts_on or max(self.today, post.starts_on if post else self.today)
        self._after_earlier_posts(cells, deed)
        row.effect = MOVED
        before = self.seen.units_by_id.get(post.unit_id) if post else None
        row.changes += _post_changes(before, self.seen.job_names.get(post.job_id) if post else None, unit, job, deed.starts_on)

    def _after_earlier_posts(self, cells: Cells, deed: Deed) -> None:
        """A post begins after the ones before it; on the day on which the present one began it replaces that one."""
        latest = self.seen.latest_start(deed.person.pk) if deed.person else None
        if latest and deed.starts_on and (deed.starts_on < latest or (deed.starts_on == latest and deed.post is None)):
            cells.wrong("starts_on", "before_present_post", latest)

    def _gone_before(
        self,
        row: RowPlan,
        cells: Cells,
        deed: Deed,
        person: Person,
        unit: Unit | None,
        job: tuple[int, str] | None,
        hired: date | None,
        starts_on: date | None,
    ) -> None:
        """Somebody who left, in a file without a leaving date: back only with a later day of hire."""
        if hired is None or person.left_on is None or hired < person.left_on:
            row.effect, row.changes = UNCHANGED, []
            deed.fields = {}
            cells.odd("staff_number", "still_left", person.left_on)
            return
        deed.starts_on, deed.needs_login = starts_on or hired, person.login_id is None
        if deed.needs_login:
            self._login_of_known(row, cells, person)
        self._dates(cells, hired, deed.starts_on, None)
        self._after_earlier_posts(cells, deed)
        row.effect = RETURNS
        row.changes.append({"what": "left_on", "old": _shown(person.left_on), "new": ""})
        row.changes += _post_changes(None, None, unit, job, deed.starts_on)

    def _supervisor_cell(self, row: RowPlan, cells: Cells, unit: Unit | None) -> None:
        number = cells.number("supervisor")
        if number and number.casefold() == row.key.casefold():
            cells.wrong("supervisor", "own_supervisor")
        elif number and unit and row.effect != LEAVES:
            self._supervised(row, cells, number, unit)

    def _supervised(self, row: RowPlan, cells: Cells, number: str, unit: Unit) -> None:
        """The row's unit gets its supervisor, unless they have it already; one who is not known, or has left, is an error at the row."""
        key = number.casefold()
        person, (effect, planned, title) = self.seen.people.get(key), self.supervisors.get(key, ("", "", ""))
        if person is None and not effect:
            cells.wrong("supervisor", "unknown_supervisor", number)
        elif effect == LEAVES or (person is not None and person.left_on is not None and effect != RETURNS):
            cells.wrong("supervisor", "supervisor_left", number)
        elif not row.problems:
            held = self.seen.supervised.get(person.pk, []) if person else []
            if not any(unit.path.startswith(path) for path in held):
                name = title or (person.name if person else "")
                begins = {"supervisor": person.staff_number if person else planned, "name": name, "unit": unit.code, "unit_name": unit.name}
                self.begins.setdefault((key, unit.pk), begins)


def _read(table: Table, codes: list[str | None]) -> Iterator[tuple[int, Cells]]:
    """The rows by column code, with their numbers."""
    for number, *values in table.rows:
        yield int(number), Cells({code: str(value) for code, value in zip(codes, values, strict=False) if code is not None})


def _post_changes(
    old_unit: Unit | None, old_job: str | None, unit: Unit | None, job: tuple[int, str] | None, starts_on: date | None
) -> list[dict[str, str]]:
    changes = []
    if unit and (old_unit is None or old_unit.pk != unit.pk):
        changes.append({"what": "unit", "old": old_unit.name if old_unit else "", "new": unit.name})
    if job and old_job != job[1]:
        changes.append({"what": "job", "old": old_job or "", "new": job[1]})
    if starts_on:
        changes.append({"what": "starts_on", "old": "", "new": str(starts_on)})
    return changes


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def day_before(day: date) -> date:
    """The last day of a posting whose successor begins on `day`."""
    return day - timedelta(days=1)
