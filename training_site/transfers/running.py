"""An import from the uploaded file to the last row: received, planned, confirmed, applied all or nothing."""

import hashlib
import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.moves import move, move_one
from training_site.logins.models import User
from training_site.transfers import quiet
from training_site.transfers.batches import ROWS, slices, wide_statements
from training_site.transfers.kinds import ERROR, UNCHANGED, ImportKind, Plan, RowPlan, kind_of
from training_site.transfers.models import IMPORT_MOVES, ImportRun, PlannedRow
from training_site.transfers.reading import Table, read_in_child

logger = logging.getLogger(__name__)
# Up to this size an import is read and applied while the person waits; beyond it, by the worker.
AT_ONCE_BYTES = 256 * 1024
AT_ONCE_ROWS = 1000
PIECE = 2000  # planned rows that are kept in one transaction
TURNS = 3  # how often a plan is made again because something was written meanwhile


class Stale(Exception):
    """The data have changed since the plan was shown."""


class Wait(Stale):
    """The database may not be held for so long just now; the sentence says until when."""


def receive(kind_code: str, upload: UploadedFile, by: User) -> ImportRun:
    """Keep an uploaded file and plan it, at once or by the worker. Raises Refused for a wrong ending or size."""
    kind, name = kind_of(kind_code), (upload.name or "").replace("\\", "/").rsplit("/", 1)[-1][-200:]
    if not name.lower().endswith((".xlsx", ".csv")):
        raise Refused(_("Choose an XLSX or CSV file."))
    if (upload.size or 0) > kind.max_bytes:
        raise Refused(_("The file has %(size)d MB; at most %(most)d MB are read at once.") % _megabytes(upload.size or 0, kind.max_bytes))
    content = upload.read()
    run = ImportRun(
        kind=kind_code,
        file_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        by=by,
        language=translation.get_language() or "zh-hans",
    )
    run.stored_as = storages["private"].save(f"imports/{run.public_id}", ContentFile(content))
    with transaction.atomic():
        run.save()
        ledger.record("transfers.import_received", run, by, kind=kind_code, sha256=run.sha256)
        if run.size > AT_ONCE_BYTES:
            ledger.owe("transfers.plan", run.pk, clock.now().timestamp())
    if run.size <= AT_ONCE_BYTES:
        plan_run(run)
    return run


def _megabytes(size: int, most: int) -> dict[str, int]:
    return {"size": -(-size // 1024**2), "most": most // 1024**2}


def _table_of(run: ImportRun) -> Table:
    with storages["private"].open(run.stored_as) as file:
        content = file.read()
    ending = ".csv" if run.file_name.lower().endswith(".csv") else ".xlsx"
    return read_in_child(content, f"table{ending}", kind_of(run.kind).max_rows)


class Seen:
    """sha256 over everything a plan would show, row by row as they pass, so that an unseen deed is noticed."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._hash = plan, hashlib.sha256()
        self.counts: dict[str, int] = {"warned": 0}
        self.rows = 0
        self._rows, plan.rows = plan.rows, self._passing()

    def _passing(self) -> Iterator[RowPlan]:
        for row in self._rows:
            self._add([row.number, row.effect, row.key, row.changes, row.problems, row.warnings])
            self.rows += 1
            self.counts["warned"] += bool(row.warnings)
            self.counts[row.effect] = self.counts.get(row.effect, 0) + 1
            yield row

    def _add(self, said: object) -> None:
        self._hash.update(json.dumps(said, ensure_ascii=False, sort_keys=True).encode())

    def digest(self) -> str:
        """Once the last row has passed."""
        self._add([self._plan.notes, self._plan.derived])
        return self._hash.hexdigest()


def plan_run(run: ImportRun) -> ImportRun:
    """Read the file and keep what each row would do; a file that cannot be used makes the run "refused", with the reason."""
    try:
        with translation.override(run.language):
            table = _table_of(run)
            plan = kind_of(run.kind).plan(table, run.by)
    except Refused as refused:
        forget_file(run)
        return move_one(run, IMPORT_MOVES, "refused", problem=str(refused), stored_as="")
    with wide_statements():
        return _keep(run, plan)


def _keep(run: ImportRun, plan: Plan) -> ImportRun:
    """Make the plan's rows and keep them, in pieces, each in a short transaction that begins by asking whether the run is still this turn's.

    Nobody is shown rows before the run is "planned", so that half a plan is seen by no one, and the next turn begins by removing it.
    """
    turn = secrets.token_hex(32)
    mine = ImportRun.objects.filter(pk=run.pk, state="reading", plan_digest=turn)
    ImportRun.objects.filter(pk=run.pk, state="reading").update(plan_digest=turn)
    while old := list(PlannedRow.objects.filter(run=run).values_list("pk", flat=True)[:PIECE]):
        with _own_turn(mine):
            PlannedRow.objects.filter(pk__in=old).delete()
    seen = Seen(plan)
    for rows in slices(plan.rows, PIECE):
        kept = [_kept(run, row) for row in rows]
        with _own_turn(mine):
            PlannedRow.objects.bulk_create(kept, batch_size=ROWS)
    summary = {"schema": 1, "notes": plan.notes, "derived": plan.derived}
    changes: dict[str, Any] = {"counts": seen.counts, "row_count": seen.rows, "plan": summary, "plan_digest": seen.digest()}
    if not move(mine, IMPORT_MOVES, "planned", problem=run.problem, **changes):
        raise _taken_over()
    run.refresh_from_db()
    return run


@contextmanager
def _own_turn(mine: QuerySet[ImportRun]) -> Iterator[None]:
    with transaction.atomic():
        if not mine.update(row_count=0):
            raise _taken_over()
        yield


def _taken_over() -> SomeoneElseWasFirst:
    return SomeoneElseWasFirst(_("This file is being read by somebody else as well. Load the page again and look before you go on."))


def _kept(run: ImportRun, row: object) -> PlannedRow:
    fields = {name: getattr(row, name) for name in ("number", "effect", "key", "title", "changes", "problems", "warnings")}
    fields["key"], fields["title"] = fields["key"][:64], fields["title"][:120]
    return PlannedRow(run=run, warned=bool(fields["warnings"]), **fields)


def would_change(run: ImportRun) -> int:
    """How many rows of a planned run would change something."""
    return sum(count for effect, count in run.counts.items() if effect not in {ERROR, UNCHANGED, "warned"})


def confirm(run: ImportRun, by: User) -> ImportRun:
    """Apply a planned run, at once or by the worker. Refused while rows have errors, or when the data have changed since."""
    if run.counts.get(ERROR):
        raise Refused(_("Rows with errors stand in this plan. Correct them in the spreadsheet and upload it again; nothing has been changed."))
    quiet.refuse_when_long(would_change(run))
    if run.row_count <= AT_ONCE_ROWS:
        move_one(run, IMPORT_MOVES, "applying", confirmed_by=by)
        return apply_run(run)
    with transaction.atomic():
        move_one(run, IMPORT_MOVES, "applying", confirmed_by=by)
        ledger.owe("transfers.apply", run.pk, clock.now().timestamp())
    return run


def apply_run(run: ImportRun) -> ImportRun:
    """Do what the plan of a confirmed run says, all of it or nothing; plan anew when the data have changed since it was shown.

    Planning and checking take long and hold nothing; the transaction asks whether the data still stand as they were planned from, and writes.
    """
    with translation.override(run.language):
        try:
            _apply(run)
        except (Stale, IntegrityError) as error:
            logger.warning("Import %s was planned again: %r", run.public_id, error)
            run.refresh_from_db()
            changed = _("The data have changed since this plan was made. It has been made again; look at it before you go on.")
            move_one(run, IMPORT_MOVES, "reading", problem=str(error) if isinstance(error, Wait) else changed)
            return plan_run(run)
        except Refused as refused:
            run.refresh_from_db()
            return move_one(run, IMPORT_MOVES, "refused", problem=str(refused))
    forget_file(run)
    return run


def _apply(run: ImportRun) -> None:
    kind, by, table = kind_of(run.kind), run.confirmed_by or run.by, _table_of(run)
    for _turn in range(TURNS):
        plan = _planned_again(kind, run, table, by)
        if sentence := quiet.why_not_now(would_change(run)):
            raise Wait(sentence)
        with transaction.atomic(), wide_statements():
            _one_at_a_time(run.kind)
            if kind.rests_on(by) != plan.rests_on:
                continue  # something was written while it was planned; that may change nothing of what was shown
            kind.apply(plan, run, by)
            ledger.record("transfers.import_applied", run, by, kind=run.kind, counts=run.counts, sha256=run.sha256)
            move_one(run, IMPORT_MOVES, "applied", applied_at=clock.now(), stored_as="", problem="")
        return
    raise Stale


def _one_at_a_time(kind_code: str) -> None:
    """Until the transaction ends no other import of the kind is applied; who has waited sees what the one before wrote.

    On PostgreSQL two transactions would else look at the same data, find them unchanged and both write. SQLite has one writer at a time.
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(f"transfers.import {kind_code}".encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _planned_again(kind: ImportKind, run: ImportRun, table: Table, by: User) -> Plan:
    """The plan of now with the rows that change something; raises Stale when it is not the one that was shown."""
    plan = kind.plan(table, by)
    seen = Seen(plan)
    rows = []
    for row in plan.rows:
        if row.effect == ERROR:
            raise Stale  # a plan with errors was never confirmed: an error now means other data than then
        if row.effect != UNCHANGED:
            rows.append(RowPlan(row.number, row.effect, data=row.data))
    if seen.digest() != run.plan_digest:
        raise Stale
    plan.rows = rows
    return plan


def resume(run: ImportRun) -> None:
    """Hand a run whose process died while it was read or applied to the worker; harmless when it is still at work."""
    kinds = {"reading": "transfers.plan", "applying": "transfers.apply"}
    if run.state in kinds:
        with transaction.atomic():
            ledger.owe(kinds[run.state], run.pk, clock.now().timestamp())


def discard(run: ImportRun, by: User) -> ImportRun:
    """Let a planned run go; its rows and its file are removed, that it was there stays on record."""
    with transaction.atomic():
        move_one(run, IMPORT_MOVES, "discarded", problem="")
        PlannedRow.objects.filter(run=run).delete()
        ledger.record("transfers.import_discarded", run, by)
    forget_file(run)
    return run


def forget_file(run: ImportRun) -> None:
    """Uploaded files hold personal data: they go as soon as the run has ended; the hash stays."""
    path = f"imports/{run.public_id}"
    if storages["private"].exists(path):
        storages["private"].delete(path)


@ledger.handler("transfers.plan")
def plan_later(run_id: str, version: str) -> None:
    """The worker's part of `receive`."""
    run = ImportRun.objects.filter(pk=int(run_id), state="reading").first()
    if run is not None:
        try:
            plan_run(run)
        except SomeoneElseWasFirst:
            logger.info("Import %s was planned by another worker.", run.public_id)


@ledger.handler("transfers.apply")
def apply_later(run_id: str, version: str) -> None:
    """The worker's part of `confirm`."""
    run = ImportRun.objects.filter(pk=int(run_id), state="applying").first()
    if run is not None:
        try:
            apply_run(run)
        except SomeoneElseWasFirst:
            logger.info("Import %s was applied by another worker.", run.public_id)
