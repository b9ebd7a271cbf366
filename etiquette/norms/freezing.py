"""Freezing what norms say into their next versions, and withdrawing a clause: the ground that the model's own doors stand on."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from etiquette.norms import editions
from etiquette.norms.figures import Figure, Figures, figures_for, fill, frozen_figure, quoting_any, token_keys
from etiquette.norms.indexing import index_versions
from etiquette.norms.models.manual import Manual
from etiquette.norms.models.version import Edition, NormVersion
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


def lock_manual_of(norm: Any) -> Manual:
    """Hold the manual for this transaction, so that versions and editions are numbered one after the other."""
    manual: Manual = Manual.objects.select_for_update().get(chapters__sections=norm.section_id)
    return manual


def digest_of(version: NormVersion) -> str:
    """SHA-256 over the canonical JSON of everything a version says, whatever its number, day or edition."""
    content = {name: getattr(version, name) for name in _CONTENT}
    if version.source_en:  # not there in the first digests: without it they stay what they are
        content["source_en"] = version.source_en
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def draft_version(norm: Any) -> NormVersion:
    """How a draft would read as a version, unsaved, with its own figures and those in force. Raises Refused on an unknown token."""
    values = [frozen_figure(value) for value in norm.norm_values.all()]
    own = {figure["key"]: figure for figure in values}
    figures = {**figures_for(set(token_keys(_texts_of(norm))) - own.keys()), **own}
    last = last_versions([norm]).get(norm.pk) if norm.pk else None
    version = _next_version(norm, None, values, figures, clock.today(), None)
    assert version is not None
    version.number = last.number + 1 if last else 1
    return version


def withdraw(norm: Any, by: Any) -> NormVersion | None:
    """Freeze a last version that says the clause no longer binds from today; None where it never bound or was withdrawn before."""
    last = last_versions([norm]).get(norm.pk)
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


def freeze(norms: Sequence[Any], by: Any, edition: Edition | None = None, effective_on: date | None = None) -> list[NormVersion]:
    """The next version of each published norm whose content changed, and of every norm that quotes a changed figure.

    Runs inside the publishing transaction. Without an edition the new versions get one of their own.
    """
    last = last_versions(norms)
    day = effective_on or max([clock.today(), *(version.effective_on for version in last.values())])
    own = {norm.pk: [frozen_figure(value) for value in norm.norm_values.all()] for norm in norms}
    changed = [figure["key"] for norm in norms for figure in own[norm.pk] if last.get(norm.pk) and figure not in last[norm.pk].values]
    quoting = _quoting(changed, norms)
    own |= {norm.pk: [frozen_figure(value) for value in norm.norm_values.all()] for norm in quoting}
    last |= last_versions(quoting)
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


def _texts_of(norm: Any) -> str:
    return "\n".join((norm.text_zh, norm.text_en, norm.matters_zh, norm.matters_en))


def _quoting(keys: Sequence[str], besides: Sequence[Any]) -> list[Any]:
    """Other live norms whose text names one of the keys; two clauses must never give different figures for one thing."""
    if not keys:
        return []
    others = type(besides[0])._default_manager.filter(quoting_any(keys), live=True)
    return list(others.exclude(pk__in=[norm.pk for norm in besides]).prefetch_related("norm_values"))


def last_versions(norms: Iterable[Any]) -> dict[int, NormVersion]:
    """The version published last of each norm that has one, by norm id. One query."""
    ids = [norm.pk for norm in norms]
    if not ids:
        return {}
    newest = NormVersion.objects.filter(norm__in=ids).values("norm").annotate(newest=Max("number")).values_list("norm", "newest")
    numbers = dict(newest)
    rows = NormVersion.objects.filter(norm__in=ids, number__in=set(numbers.values()))
    return {row.norm_id: row for row in rows if numbers[row.norm_id] == row.number}


def _next_version(norm: Any, last: NormVersion | None, values: list[Figure], figures: Figures, day: date, by: Any) -> NormVersion | None:
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
