"""Freezing versions: of one norm, of many at once, of an edition; and withdrawing a clause."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from etiquette.norms import editions
from etiquette.norms.figures import Figure, Figures, figures_for, fill, frozen_figure, token_keys
from etiquette.norms.indexing import index_versions
from etiquette.norms.models import Edition, Manual, Norm, NormVersion
from training_site.ledger.api import record
from training_site.lib import clock
from training_site.lib.errors import Refused

# What a version is: two versions with the same of all this are the same version.
_CONTENT = (
    "level",
    "basis",
    "source",
    "red_line",
    "text_zh",
    "text_en",
    "raw_zh",
    "raw_en",
    "matters_zh",
    "matters_en",
    "english_stale",
    "values",
    "withdrawn",
)


def lock_manual_of(norm: Norm) -> Manual:
    """Hold the manual for this transaction, so that versions and editions are numbered one after the other."""
    manual: Manual = Manual.objects.select_for_update().get(chapters__sections=norm.section_id)
    return manual


def digest_of(version: NormVersion) -> str:
    """SHA-256 over the canonical JSON of everything a version says, whatever its number, day or edition."""
    content = {name: getattr(version, name) for name in _CONTENT}
    if version.source_en:  # not there in the first digests: without it they stay what they are
        content["source_en"] = version.source_en
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def publish_norm(norm: Norm, by: Any, effective_on: date | None = None) -> NormVersion | None:
    """Publish one norm and return its new version, or None when what it says has not changed.

    Publishes the object in hand where it differs from the row, else the latest draft. `effective_on` is today unless
    given; a clause published alone is an edition of one. Raises Refused: an unknown token or unit, a field that cannot
    be saved, a day before that of the version before.
    """
    with transaction.atomic():
        lock_manual_of(norm)
        before = _latest([norm]).get(norm.pk)
        row = Norm.objects.get(pk=norm.pk)
        revision = norm.get_latest_revision() if row.has_unpublished_changes and _said(norm) == _said(row) else None
        if revision is None:
            try:
                revision = norm.save_revision(user=by)
            except ValidationError as error:
                raise Refused(f"{norm.code}: {' '.join(error.messages)}") from error
        norm.publish(revision, user=by, skip_permission_checks=True, effective_on=effective_on)
        norm.refresh_from_db()
        after = _latest([norm]).get(norm.pk)
    return after if after and (before is None or after.number > before.number) else None


def draft_version(norm: Norm) -> NormVersion:
    """How a draft would read as a version, unsaved, with its own figures and those in force. Raises Refused on an unknown token."""
    values = [frozen_figure(value) for value in norm.norm_values.all()]
    own = {figure["key"]: figure for figure in values}
    figures = {**figures_for(set(token_keys(_texts_of(norm))) - own.keys()), **own}
    last = _latest([norm]).get(norm.pk) if norm.pk else None
    version = _next_version(norm, None, values, figures, clock.today(), None)
    assert version is not None
    version.number = last.number + 1 if last else 1
    return version


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


def withdraw(norm: Norm, by: Any) -> NormVersion | None:
    """Freeze a last version that says the clause no longer binds from today; None where it never bound or was withdrawn before."""
    last = _latest([norm]).get(norm.pk)
    if last is None or last.withdrawn:
        return None
    content = {name: getattr(last, name) for name in _CONTENT}
    day = max(clock.today(), last.effective_on)
    version = NormVersion(norm=norm, number=last.number + 1, effective_on=day, published_by=by, **{**content, "withdrawn": True})
    version.digest = digest_of(version)
    version.edition = editions.edition_of_one(lock_manual_of(norm), by, day)
    version.save()
    index_versions([version])
    record("norms.withdrawn", version, by, code=norm.code, number=version.number)
    return version


def freeze(norms: Sequence[Norm], by: Any, edition: Edition | None = None, effective_on: date | None = None) -> list[NormVersion]:
    """The next version of each published norm whose content changed, and of every norm that quotes a changed figure.

    Runs inside the publishing transaction. Without an edition the new versions get one of their own.
    """
    last = _latest(norms)
    day = effective_on or max([clock.today(), *(version.effective_on for version in last.values())])
    own = {norm.pk: [frozen_figure(value) for value in norm.norm_values.all()] for norm in norms}
    changed = [figure["key"] for norm in norms for figure in own[norm.pk] if last.get(norm.pk) and figure not in last[norm.pk].values]
    quoting = _quoting(changed, {norm.pk for norm in norms})
    own |= {norm.pk: [frozen_figure(value) for value in norm.norm_values.all()] for norm in quoting}
    last |= _latest(quoting)
    figures = {figure["key"]: figure for values in own.values() for figure in values}
    elsewhere = {key for norm in (*norms, *quoting) for key in token_keys(_texts_of(norm)) if key not in figures}
    figures = {**figures_for(elsewhere, day), **figures}
    fresh = [version for norm in (*norms, *quoting) if (version := _next_version(norm, last.get(norm.pk), own[norm.pk], figures, day, by))]
    if not fresh:
        return []
    edition = edition or editions.edition_of_one(lock_manual_of(norms[0]), by, day)
    for version in fresh:
        version.edition = edition
    NormVersion.objects.bulk_create(fresh, batch_size=500)
    index_versions(fresh)
    editions.leave({version.norm_id for version in fresh})
    record("norms.published", edition, by, codes=sorted(version.norm.code for version in fresh), effective_on=day.isoformat())
    return fresh


def _texts_of(norm: Norm) -> str:
    return "\n".join((norm.text_zh, norm.text_en, norm.matters_zh, norm.matters_en))


def quoting_any(keys: Iterable[str]) -> Q:
    """The condition that a norm's texts name one of these figures."""
    condition = Q(pk__in=[])
    for key in keys:
        for field in ("text_zh", "text_en", "matters_zh", "matters_en"):
            condition |= Q(**{f"{field}__contains": "{{" + key + "}}"})
    return condition


def _quoting(keys: Sequence[str], besides: set[int]) -> list[Norm]:
    """Live norms whose text names one of the keys; two clauses must never give different figures for one thing."""
    if not keys:
        return []
    return list(Norm.objects.filter(quoting_any(keys), live=True).exclude(pk__in=besides).prefetch_related("norm_values"))


def _latest(norms: Iterable[Norm]) -> dict[int, NormVersion]:
    """The version published last of each norm that has one, by norm id. One query."""
    ids = [norm.pk for norm in norms]
    if not ids:
        return {}
    newest = NormVersion.objects.filter(norm__in=ids).values("norm").annotate(newest=Max("number")).values_list("norm", "newest")
    numbers = dict(newest)
    rows = NormVersion.objects.filter(norm__in=ids, number__in=set(numbers.values()))
    return {row.norm_id: row for row in rows if numbers[row.norm_id] == row.number}


def _next_version(norm: Norm, last: NormVersion | None, values: list[Figure], figures: Figures, day: date, by: Any) -> NormVersion | None:
    """The unsaved next version of a norm, or None when its digest is that of the last one."""
    try:
        texts: Mapping[str, str] = {
            f"{field}_{lang}": fill(getattr(norm, f"{field}_{lang}"), lang, figures) for field in ("text", "matters") for lang in ("zh", "en")
        }
    except Refused as refusal:
        raise Refused(f"{norm.code}: {refusal}") from refusal
    version = NormVersion(
        norm=norm,
        number=(last.number if last else 0) + 1,
        level=norm.level,
        basis=norm.basis,
        source=norm.source,
        source_en=norm.source_en,
        red_line=norm.red_line,
        raw_zh=norm.text_zh,
        raw_en=norm.text_en,
        english_stale=norm.english_stale,
        values=values,
        withdrawn=False,
        effective_on=day,
        published_by=by,
        **texts,
    )
    version.digest = digest_of(version)
    if last is None:
        return version
    if last.digest == version.digest:
        return None
    if day < last.effective_on:
        raise Refused(
            _("%(code)s: version %(number)d comes into force on %(day)s. Choose that day or a later one.")
            % {"code": norm.code, "number": last.number, "day": last.effective_on.isoformat()}
        )
    return version
