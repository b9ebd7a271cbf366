"""Publishing norms: one, many at once, an edition."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from etiquette.norms import editions
from etiquette.norms.figures import frozen_figure
from etiquette.norms.freezing import freeze, last_versions, lock_manual_of
from etiquette.norms.models import Edition, Norm, NormVersion
from training_site.lib import clock
from training_site.lib.errors import Refused


def publish_norm(norm: Norm, by: Any, effective_on: date | None = None) -> NormVersion | None:
    """Publish one norm and return its new version, or None when what it says has not changed.

    Publishes the object in hand where it differs from the row, else the latest draft. `effective_on` is today unless
    given; a clause published alone is an edition of one. Raises Refused: an unknown token or unit, a field that cannot
    be saved, a day before that of the version before.
    """
    with transaction.atomic():
        lock_manual_of(norm)
        before = last_versions([norm]).get(norm.pk)
        row = Norm.objects.get(pk=norm.pk)
        revision = norm.get_latest_revision() if row.has_unpublished_changes and _said(norm) == _said(row) else None
        if revision is None:
            try:
                revision = norm.save_revision(user=by)
            except ValidationError as error:
                raise Refused(f"{norm.code}: {' '.join(error.messages)}") from error
        norm.publish(revision, user=by, skip_permission_checks=True, effective_on=effective_on)
        norm.refresh_from_db()
        after = last_versions([norm]).get(norm.pk)
    return after if after and (before is None or after.number > before.number) else None


def _said(norm: Norm) -> dict[str, Any]:
    """What a norm says, to compare an object in hand with its row."""
    fields = (
        "section_id",
        "order",
        "level",
        "basis",
        "source",
        "source_en",
        "red_line",
        "text_zh",
        "text_en",
        "matters_zh",
        "matters_en",
        "english_stale",
    )
    values = sorted((frozen_figure(value) for value in norm.norm_values.all()), key=lambda figure: str(figure["key"]))
    return {**{name: getattr(norm, name) for name in fields}, "values": values}


def publish_many(norms: Iterable[Norm], edition: Edition, by: Any) -> list[NormVersion]:
    """Publish rows as they stand, all in one open edition, in a constant number of statements; the edition is then closed.

    For a manual that is taken over whole. Returns the new versions. Raises Refused when the edition is already
    published, and as `publish_norm`; then nothing is published.
    """
    rows = list(norms)
    with transaction.atomic():
        if not rows:
            raise Refused(_("There is nothing to publish in this edition."))
        lock_manual_of(rows[0])
        editions.close(edition, by)
        now = clock.now()
        mine = Norm.objects.filter(pk__in=[norm.pk for norm in rows])
        mine.update(live=True, first_published_at=Coalesce("first_published_at", now), last_published_at=now)
        mine.filter(latest_revision__isnull=True).update(has_unpublished_changes=False)
        return freeze(rows, by=by, edition=edition, effective_on=edition.effective_on)


def publish_edition(edition: Edition, by: Any) -> list[NormVersion]:
    """Publish every draft of an open edition, and freeze them together. Raises Refused when it is empty or already published."""
    with transaction.atomic():
        members = list(Norm.objects.filter(memberships__edition=edition).select_related("latest_revision"))
        if not members:
            raise Refused(_("There is nothing to publish in this edition."))
        lock_manual_of(members[0])
        editions.close(edition, by)
        for norm in members:
            revision = norm.latest_revision or norm.save_revision(user=by)
            norm.publish(revision, user=by, skip_permission_checks=True, freeze=False)
        published = list(Norm.objects.filter(pk__in=[norm.pk for norm in members]))
        return freeze(published, by=by, edition=edition, effective_on=edition.effective_on)
