"""Taking drafts back: one of an edition, or an edition with all of them; and bringing them back again."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from etiquette.norms.freezing import lock_manual_of
from etiquette.norms.models import DiscardedDraft, Edition, EditionNorm, Norm
from etiquette.norms.states import EDITION_MOVES
from training_site.ledger.api import record
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.lib.moves import move_one


def discard_draft(edition: Edition, norm: Norm, by: Any) -> DiscardedDraft | None:
    """Take a norm's draft out of an open edition; what is in force stays, and the draft can be brought back.

    A norm that was never published only leaves the edition and keeps its draft; None then. Raises Refused while the
    draft is in approval, or when it is not of this edition.
    """
    with transaction.atomic():
        lock_manual_of(norm)
        _still_open(edition)
        return _discard(edition, Norm.objects.get(pk=norm.pk), by, with_edition=False)


def discard_edition(edition: Edition, by: Any) -> int:
    """Close an open edition unpublished, with all its drafts; how many drafts were discarded. Raises Refused as `discard_draft`."""
    with transaction.atomic():
        members = list(Norm.objects.filter(memberships__edition=edition))
        if members:
            lock_manual_of(members[0])
        _still_open(edition)
        gone = [_discard(edition, norm, by, with_edition=True) for norm in members]
        move_one(edition, EDITION_MOVES, "discarded")
        record("norms.edition_discarded", edition, by, number=edition.number, codes=sorted(norm.code for norm in members))
    return sum(row is not None for row in gone)


def _still_open(edition: Edition) -> None:
    if not Edition.objects.filter(pk=edition.pk, state="open").exists():
        raise Refused(_("This edition is not open any more. Load the page again."))


def _discard(edition: Edition, norm: Norm, by: Any, *, with_edition: bool) -> DiscardedDraft | None:
    if norm.workflow_in_progress:
        raise Refused(_("%(code)s is in approval. Cancel its approval first, then discard the draft.") % {"code": norm.code})
    if EditionNorm.objects.filter(edition=edition, norm=norm).delete()[0] == 0:
        raise Refused(_("%(code)s has no draft in this edition.") % {"code": norm.code})
    if not norm.versions.exists():
        record("norms.draft_left_edition", norm, by, code=norm.code, number=edition.number)
        return None
    seen = Norm.objects.filter(pk=norm.pk, latest_revision=norm.latest_revision_id)
    if seen.update(latest_revision=norm.live_revision_id, has_unpublished_changes=False) != 1:
        raise SomeoneElseWasFirst(_("Somebody else saved %(code)s in the meantime. Load the page again.") % {"code": norm.code})
    row = DiscardedDraft.objects.create(edition=edition, norm=norm, revision_id=norm.latest_revision_id, with_edition=with_edition, by=by)
    record("norms.draft_discarded", norm, by, code=norm.code, number=edition.number, revision=norm.latest_revision_id)
    return row


def bring_back(row: DiscardedDraft, by: Any) -> Norm:
    """Put a discarded draft back on its norm and into its edition. Raises Refused when the norm was edited or published since."""
    with transaction.atomic():
        norm = Norm.objects.get(pk=row.norm_id)
        lock_manual_of(norm)
        _still_open(row.edition)
        if not _put_back(row, norm):
            raise Refused(
                _("%(code)s was edited or published in the meantime. Its old draft stands in the history of the norm.") % {"code": norm.code}
            )
        record("norms.draft_brought_back", norm, by, code=norm.code, number=row.edition.number)
    return norm


def _put_back(row: DiscardedDraft, norm: Norm) -> bool:
    """True when the norm stands as it did after the discarding, and has its draft again."""
    untouched = Norm.objects.filter(pk=norm.pk, has_unpublished_changes=False, latest_revision=norm.live_revision_id)
    if norm.live_revision_id is None:
        untouched = Norm.objects.filter(pk=norm.pk, has_unpublished_changes=False, latest_revision__isnull=True)
    newer = norm.versions.filter(published_at__gt=row.at).exists()
    taken = DiscardedDraft.objects.filter(pk=row.pk, brought_back_at__isnull=True, revision__isnull=False)
    if newer or not taken.exists() or untouched.update(latest_revision=row.revision_id, has_unpublished_changes=True) != 1:
        return False
    taken.update(brought_back_at=clock.now())
    EditionNorm.objects.get_or_create(edition=row.edition, norm=norm)
    return True


def take_up_again(edition: Edition, by: Any) -> tuple[int, list[str]]:
    """Open a discarded edition again with its drafts: how many came back, and the codes of those edited or published since.

    Raises Refused while another edition is open.
    """
    try:
        with transaction.atomic():
            move_one(edition, EDITION_MOVES, "open")
            rows = list(edition.discarded.filter(with_edition=True, brought_back_at__isnull=True).select_related("norm"))
            left = [row.norm.code for row in rows if not _put_back(row, row.norm)]
            record("norms.edition_taken_up", edition, by, number=edition.number, codes=left)
    except IntegrityError as error:
        raise Refused(_("Another edition is open. Publish or discard it before you take this one up again.")) from error
    return len(rows) - len(left), left
