"""Editors' notes: writing them, deciding what they ask, opening them again."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from etiquette.norms.models import EditorsNote, Norm, NoteDecision
from training_site.ledger.api import record
from training_site.lib import clock
from training_site.lib.errors import Refused

OPEN, DECIDED, REOPENED = "open", "decided", "reopened"
LONGEST_DECISION = 2000


def with_standing(rows: QuerySet[EditorsNote]) -> QuerySet[EditorsNote]:
    """Notes with `standing`: open, decided or reopened, from their newest decision."""
    newest = NoteDecision.objects.filter(note=OuterRef("pk")).order_by("-pk").values("deed")[:1]
    return rows.annotate(standing=Coalesce(Subquery(newest), Value(OPEN)))


def save_note(note: EditorsNote, fields: Mapping[str, Any], codes: Collection[str], by: Any) -> EditorsNote:
    """Save a new or an edited note with its norms. Raises Refused when its code is taken or a norm is not in the manual."""
    norms = {norm.code: norm for norm in Norm.objects.filter(code__in=codes)}
    missing = [code for code in codes if code not in norms]
    if missing:
        raise Refused(_("Not in the manual: %(codes)s.") % {"codes": ", ".join(missing)})
    changed = sorted(name for name, value in fields.items() if getattr(note, name) != value)
    deed = "norms.note_changed" if note.pk else "norms.note_written"
    for name, value in fields.items():
        setattr(note, name, value)
    note.edited_at, note.edited_by = clock.now(), by
    try:
        with transaction.atomic():
            note.save()
            note.norms.set(norms.values())
            record(deed, note, by, code=note.code, fields=changed, codes=sorted(norms))
    except IntegrityError as error:
        raise Refused(_("There is a note %(code)s already. Choose another code.") % {"code": note.code}) from error
    return note


def decide(note: EditorsNote, text: Mapping[str, str], by: Any) -> NoteDecision:
    """Note how the question is decided; a later decision stands beside the earlier ones. Raises Refused without a text."""
    return _note_down(note, DECIDED, text, by)


def reopen(note: EditorsNote, text: Mapping[str, str], by: Any) -> NoteDecision:
    """Open a decided note again, with the reason. Raises Refused for one that is open, or without a reason."""
    if with_standing(EditorsNote.objects.filter(pk=note.pk, decisions__isnull=False)).filter(standing=DECIDED).first() is None:
        raise Refused(_("This note is open already."))
    return _note_down(note, REOPENED, text, by)


def _note_down(note: EditorsNote, deed: str, text: Mapping[str, str], by: Any) -> NoteDecision:
    if not text.get("zh"):
        raise Refused(_("Write it down in Chinese at least, so that others can follow it."))
    if any(len(words) > LONGEST_DECISION for words in text.values()):
        raise Refused(_("Shorten the text to at most %(count)d characters.") % {"count": LONGEST_DECISION})
    with transaction.atomic():
        row = NoteDecision.objects.create(note=note, deed=deed, text=dict(text), by=by)
        record(f"norms.note_{deed}", note, by, code=note.code)
    return row
