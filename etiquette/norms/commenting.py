"""Comments on an edition: written once, resolved, opened again."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from etiquette.norms.models import Edition, EditionComment, Norm
from etiquette.norms.states import COMMENT_MOVES
from training_site.ledger.api import record
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.lib.moves import move_one

LONGEST = 2000


def comment_on(edition: Edition, text: str, by: Any, norm: Norm | None = None) -> EditionComment:
    """Write a comment on an edition, or on one of its norms. Raises Refused for an empty or too long one."""
    text = text.strip()
    if not text:
        raise Refused(_("Write what you want to say about this edition."))
    if len(text) > LONGEST:
        raise Refused(_("A comment has at most %(count)d characters.") % {"count": LONGEST})
    with transaction.atomic():
        row = EditionComment.objects.create(edition=edition, norm=norm, text=text, by=by)
        record("norms.edition_commented", edition, by, number=edition.number, code=norm.code if norm else "")
    return row


def resolve_comment(comment: EditionComment, by: Any) -> EditionComment:
    """Mark a comment as dealt with."""
    with transaction.atomic():
        moved = move_one(comment, COMMENT_MOVES, "resolved", resolved_at=clock.now(), resolved_by=by)
        record("norms.comment_resolved", comment.edition, by, number=comment.edition.number)
    return moved


def reopen_comment(comment: EditionComment, by: Any) -> EditionComment:
    """Open a resolved comment again."""
    with transaction.atomic():
        moved = move_one(comment, COMMENT_MOVES, "open", resolved_at=None, resolved_by=None)
        record("norms.comment_reopened", comment.edition, by, number=comment.edition.number)
    return moved
