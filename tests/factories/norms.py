"""Norms and their versions without surprises."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from etiquette.norms.api import Chapter, Manual, Norm, NormValue, NormVersion, Section, publish_norm
from etiquette.norms.indexing import index_versions
from tests.factories.rows import like

LONG_AGO = date(2024, 3, 1)


def manual() -> Manual:
    """The one manual of a test."""
    found, _ = Manual.objects.get_or_create(code="service", defaults={"title_zh": "服务规范", "title_en": "Service norms"})
    return found


def section(number: str = "9.2") -> Section:
    """A section "9.2" with its chapter."""
    chapter_number = int(number.split(".")[0])
    chapter, _ = Chapter.objects.get_or_create(
        manual=manual(), number=chapter_number, defaults={"title_zh": f"第 {chapter_number} 章之题", "title_en": f"Title {chapter_number}"}
    )
    found, _ = Section.objects.get_or_create(chapter=chapter, number=number, defaults={"title_zh": f"节 {number}", "title_en": f"Section {number}"})
    return found


def draft_norm(code: str = "N-9.2-01", level: str = "M", **fields: Any) -> Norm:
    """A norm that was never published; `values={"answer-time": ("30", "second")}` gives it figures."""
    values: dict[str, tuple[str, str]] = fields.pop("values", {})
    _, number, order = code.split("-")
    defaults: dict[str, Any] = {
        "section": section(number),
        "order": int(order),
        "basis": "S",
        "source": "S1-14",
        "text_zh": f"迎接客户要主动，先开口问好，{code}",
        "text_en": f"Greet the customer first, {code}.",
    }
    norm = Norm(code=code, level=level, live=False, **{**defaults, **fields})
    norm.save()
    for key, (quantity, unit) in values.items():
        NormValue.objects.create(norm=norm, key=key, quantity=Decimal(quantity), unit=unit, compare="<=", name_zh=f"名 {key}", name_en=f"Name {key}")
    return Norm.objects.get(pk=norm.pk)


def norm_version(code: str = "N-9.2-01", level: str = "M", **fields: Any) -> NormVersion:
    """The version in force of a norm, published on `effective_on` (2024-03-01); called again with other fields it publishes the next one."""
    effective_on = fields.pop("effective_on", None)
    norm = Norm.objects.filter(code=code).first()
    if norm is None:
        norm = draft_norm(code, level, **fields)
        publish_norm(norm, None, effective_on or LONG_AGO)
    elif fields or norm.level != level:
        fields.pop("values", None)
        for name, value in {"level": level, **fields}.items():
            setattr(norm, name, value)
        publish_norm(norm, None, effective_on)
    return NormVersion.objects.filter(norm__code=code).select_related("norm__section__chapter").latest("number")


def codes_of(count: int, chapter: int = 9) -> list[str]:
    """So many codes of one chapter, at most 99 in a section: N-9.1-01 and on."""
    return [f"N-{chapter}.{number // 99 + 1}-{number % 99 + 1:02}" for number in range(count)]


def many_norms(codes: Iterable[str], **fields: Any) -> list[NormVersion]:
    """Versions in force of many norms, the first published as ever, the others rows like it made in bulk, found by search."""
    first, *others = codes
    sample = norm_version(first, **fields)
    sections = {number: section(number) for number in {code.split("-")[1] for code in others}}
    rows = [like(sample.norm, code=code, order=int(code[-2:]), section=sections[code.split("-")[1]]) for code in others]
    versions = NormVersion.objects.bulk_create(like(sample, norm=norm) for norm in Norm.objects.bulk_create(rows))
    index_versions(versions)
    return [sample, *versions]
