"""Editions: opening one, what joins it, closing it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from etiquette.norms.models.manual import Manual
from etiquette.norms.models.version import Edition, EditionNorm
from etiquette.norms.states import EDITION_MOVES
from training_site.ledger.api import record
from training_site.lib import clock
from training_site.lib.errors import Refused
from training_site.lib.moves import move_one


def _next_number(manual: Manual) -> int:
    return (Edition.objects.filter(manual=manual).aggregate(newest=Max("number"))["newest"] or 0) + 1


def open_edition(manual: Manual, by: Any, *, title_zh: str = "", title_en: str = "", effective_on: date | None = None) -> Edition:
    """Open an edition; drafts saved from now on join it. Raises Refused while another one is open."""
    try:
        with transaction.atomic():
            Manual.objects.select_for_update().get(pk=manual.pk)
            edition = Edition.objects.create(
                manual=manual, number=_next_number(manual), title_zh=title_zh, title_en=title_en, effective_on=effective_on or clock.today()
            )
            record("norms.edition_opened", edition, by, number=edition.number)
    except IntegrityError as error:
        raise Refused(_("An edition is open already. Publish it before you open the next one.")) from error
    return edition


def edition_of_one(manual: Manual, by: Any, effective_on: date) -> Edition:
    """A published edition for clauses that are published alone. The manual is locked by the caller."""
    return Edition.objects.create(
        manual=manual, number=_next_number(manual), state="published", effective_on=effective_on, published_at=clock.now(), published_by=by
    )


def close(edition: Edition, by: Any) -> Edition:
    """Mark an open edition as published. Raises Refused when it is published already."""
    if edition.state == "published":
        raise Refused(_("This edition is published already. Open a new one for further changes."))
    if edition.state != "open":
        raise Refused(_("This edition is not open any more. Open a new one for further changes."))
    return move_one(edition, EDITION_MOVES, "published", published_at=clock.now(), published_by=by)


def join(norm: Any) -> None:
    """A draft was saved: it joins the open edition of its manual, where there is one."""
    edition = Edition.objects.filter(state="open", manual__chapters__sections=norm.section_id).first()
    if edition is not None:
        EditionNorm.objects.get_or_create(edition=edition, norm=norm)


def leave(norm_ids: Collection[int]) -> None:
    """These norms are published and have no draft any more: they leave an edition that is still open."""
    EditionNorm.objects.filter(norm__in=list(norm_ids), edition__state="open", norm__has_unpublished_changes=False).delete()


def with_draft(norm: Any) -> Any:
    """The norm in hand with the texts of its draft, read from the revision as it is kept: one by one they would cost five queries each."""
    content = norm.latest_revision.content if norm.latest_revision else {}
    for name in ("text_zh", "text_en", "english_stale"):
        setattr(norm, name, content.get(name, getattr(norm, name)))
    return norm
