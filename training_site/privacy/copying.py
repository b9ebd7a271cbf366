"""A copy of everything that the system holds about a person: asked for, made by the worker part by part, fetched by who asked."""

import hashlib
import io
import json
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from training_site.ledger import api as ledger
from training_site.lib import bilingual, clock, spreadsheets
from training_site.lib.errors import Refused
from training_site.lib.moves import move
from training_site.logins.models import User
from training_site.people.api import HR, StaffMember, has_role
from training_site.people.personal_data import Part, parts
from training_site.privacy.models import DataExport
from training_site.privacy.states import EXPORT_MOVES

JOB = "privacy.export"
FOLDER = "personal-data"
LANGUAGES = (("zh-hans", "zh-Hans"), ("en", "en"))


def order_copy(staff: StaffMember, by: User) -> DataExport:
    """Order a copy; one that failed is made again. Raises Refused for other people’s data (HR may, of who has left), while one is being made,
    or after erasure.
    """
    own = staff.login_id == by.pk
    gone = staff.left_on is not None and staff.left_on <= clock.today()
    if staff.erased_at is not None:
        raise Refused(_("This person’s data were erased; there is nothing left to copy under their name."))
    if not own and not (gone and has_role(by, HR)):
        raise Refused(_("People who work here fetch a copy themselves, on their account page. HR makes one for somebody who has left."))
    try:
        with transaction.atomic():
            row = _again(staff, by) or DataExport.objects.create(staff=staff, by=by, total_parts=len(parts()))
            ledger.record("privacy.copy_ordered", staff, by)
            ledger.owe(JOB, row.pk, row.asked_at.isoformat())
    except IntegrityError as error:
        raise Refused(_("A copy is being prepared already. It usually takes less than a minute.")) from error
    return row


def _again(staff: StaffMember, by: User) -> DataExport | None:
    """The latest copy that could not be prepared, waiting anew; None where there is none."""
    row = DataExport.objects.filter(staff=staff, by=by, state="failed").first()
    if row is None or not move(DataExport.objects.filter(pk=row.pk), EXPORT_MOVES, "waiting", asked_at=clock.now(), done_parts=0):
        return None
    row.refresh_from_db()
    return row


def of_asker(user: Any) -> Any:
    """The copies that this login ordered and may still see: of others only while it is HR. Nobody else may fetch them."""
    rows = DataExport.objects.filter(by=user).select_related("staff")
    return rows if has_role(user, HR) else rows.filter(staff__login=user)


@ledger.handler(JOB)
def make_copy(export_id: str, version: str = "") -> None:
    """Gather every room’s part into a ZIP. Progress is written after each; of several runs at once the first one’s file is the copy.

    A failure is kept with the copy, and the job tries again. Of somebody who is erased meanwhile no file stays behind.
    """
    row = DataExport.objects.select_related("staff__login", "by").filter(pk=int(export_id), state__in=["waiting", "failed"]).first()
    if row is None:
        return
    try:
        _make(row)
    except Exception:  # whatever it was is raised again, so that the ledger logs it and tries anew; the copy must say meanwhile that it failed
        move(DataExport.objects.filter(pk=row.pk), EXPORT_MOVES, "failed")
        raise


def _make(row: DataExport) -> None:
    if row.staff.erased_at is not None:  # between order and worker
        move(DataExport.objects.filter(pk=row.pk), EXPORT_MOVES, "failed")
        delete_files([row])
        return
    content = _gathered(row)
    # Each run has a file of its own: another run of the same job neither meets it nor removes it.
    stored = storages["private"].save(f"{FOLDER}/{row.public_id}-{secrets.token_hex(8)}.zip", ContentFile(content))
    kept = False
    try:
        kept = _kept(row, stored, content)
    finally:
        if not kept:
            storages["private"].delete(stored)


def _kept(row: DataExport, stored: str, content: bytes) -> bool:
    """Make the stored file the copy’s; False when another run was first or the person has been erased."""
    rows, expires = DataExport.objects.filter(pk=row.pk), clock.now() + timedelta(days=settings.RETENTION_DAYS["data_exports"])
    facts: dict[str, Any] = {"stored_as": stored, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "expires_at": expires}
    with transaction.atomic():  # erasing holds the person too: it comes before this and is seen, or after it and removes the file
        erased = StaffMember.objects.select_for_update().get(pk=row.staff_id).erased_at is not None
        made = not erased and move(rows, EXPORT_MOVES, "ready", **facts) == 1
        if made:
            ledger.record("privacy.copy_made", row.staff, None, size=len(content))
        elif erased:
            move(rows, EXPORT_MOVES, "failed")
    return made


def _gathered(row: DataExport) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, row)
    return buffer.getvalue()


def _write(archive: zipfile.ZipFile, row: DataExport) -> None:
    everything: dict[str, Any] = {"schema": 1, "made_at": clock.now().isoformat(), "rooms": {}}
    gathered: dict[str, list[dict[str, Any]]] = {code: [] for code, _tag in LANGUAGES}
    names: list[tuple[str, str]] = []
    for number, part in enumerate(parts(), start=1):
        for code, _tag in LANGUAGES:
            with translation.override(code):
                gathered[code].append(_told(part, row.staff, number))
        everything["rooms"][part.room] = _plain(part, gathered["en"][-1])
        for table in gathered[row.by.preferred_language][-1]["tables"]:
            archive.writestr(table["file"], spreadsheets.write_csv(table["columns"], table["rows"]))
        for name, content in part.files(row.staff) if part.files else ():
            names.append((f"files/{name}", part.room))
            archive.writestr(f"files/{name}", content)
        DataExport.objects.filter(pk=row.pk).update(done_parts=number)
    archive.writestr("everything.json", json.dumps(everything, ensure_ascii=False, indent=1, default=str))
    for code, tag in LANGUAGES:
        with translation.override(code):
            context = {"row": row, "person": row.staff, "parts": gathered[code], "files": names, "tag": tag, "organisation": _organisation()}
            archive.writestr(f"my-data-{tag}.html", render_to_string("privacy/export/data.html", context))
    archive.writestr("contents.html", render_to_string("privacy/export/contents.html", {"pairs": _pairs(gathered), "files": names, "row": row}))
    archive.writestr("style.css", render_to_string("privacy/export/style.css"))


def _organisation() -> str:
    return bilingual.pick(settings.ORGANISATION)


def _told(part: Part, staff: StaffMember, number: int) -> dict[str, Any]:
    """One part in the active language: its tables that have rows."""
    tables = []
    for place, table in enumerate(part.tables, start=1):
        rows = list(table.rows(staff))
        if rows:
            file = f"tables/{number:02d}-{place:02d}-{table.model._meta.model_name}.csv"
            columns = table.columns()
            tables.append({"title": table.heading(), "columns": columns, "rows": rows, "file": file, "model": table.model._meta.label_lower,
                           "fields": list(table.fields), "owner": table.owner if isinstance(table.owner, str) else ""})  # fmt: skip
    return {"title": str(part.title), "stays": str(part.stays), "tables": tables}


def _plain(part: Part, told: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"table": table["model"], "by": table["owner"], "rows": [dict(zip(table["fields"], row, strict=True)) for row in table["rows"]]}
        for table in told["tables"]
    ]


def _pairs(gathered: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for zh, en in zip(gathered["zh-hans"], gathered["en"], strict=True):
        tables = [
            {"zh": own["title"], "en": other["title"], "count": len(own["rows"]), "file": own["file"]}
            for own, other in zip(zh["tables"], en["tables"], strict=True)
        ]
        yield {"zh": zh["title"], "en": en["title"], "tables": tables}


def delete_files(rows: Iterable[DataExport]) -> None:
    """Every file of these copies, also one that a run left behind which died before it could say so."""
    storage, beginnings = storages["private"], tuple(str(row.public_id) for row in rows)
    if not beginnings or not storage.exists(FOLDER):
        return
    for name in storage.listdir(FOLDER)[1]:
        if name.startswith(beginnings):
            storage.delete(f"{FOLDER}/{name}")


def remove_files(ids: list[int]) -> None:
    """Retention: the files of these copies go; the rows stay as a record that there was one."""
    rows = list(DataExport.objects.filter(pk__in=ids, state="ready"))
    delete_files(rows)
    for row in rows:
        move(DataExport.objects.filter(pk=row.pk), EXPORT_MOVES, "removed", stored_as="")
