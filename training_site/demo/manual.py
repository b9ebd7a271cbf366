"""The manual of the sample academy: chapters, sections, norms, figures, editors' notes, and their first edition."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from etiquette.norms.api import Chapter, EditorsNote, Manual, Norm, NormValue, Section, open_edition, publish_many
from training_site.demo.reading import load, load_all


def load_manual(by: Any, effective_on: date) -> int:
    """Create the manual once; returns the number of norms. Later changes are made in editions, as on a real site."""
    head = load("manual.yaml")
    titles = {"title_zh": head["title"]["zh"], "title_en": head["title"]["en"]}
    manual, created = Manual.objects.get_or_create(code=head["code"], defaults=titles)
    if created or not Norm.objects.exists():
        with transaction.atomic():
            norms = _norms(manual)
            edition = open_edition(manual, by, title_zh=head["edition"]["zh"], title_en=head["edition"]["en"], effective_on=effective_on)
        publish_many(norms, edition, by)
    _notes()
    return Norm.objects.count()


def _norms(manual: Manual) -> list[Norm]:
    rows: list[Norm] = []
    for chapter_row in load_all("norms/*.yaml"):
        title = chapter_row["title"]
        chapter = Chapter.objects.create(manual=manual, number=chapter_row["chapter"], title_zh=title["zh"], title_en=title["en"])
        for section_row in chapter_row["sections"]:
            heading = section_row["title"]
            section = Section.objects.create(chapter=chapter, number=section_row["number"], title_zh=heading["zh"], title_en=heading["en"])
            rows += [_norm(section, order, clause) for order, clause in enumerate(section_row["clauses"], start=1)]
    Norm.objects.bulk_create(rows, batch_size=200)
    norms = {norm.code: norm for norm in Norm.objects.all()}
    NormValue.objects.bulk_create(_value(norms[row["norm"]], row) for row in load("values.yaml"))
    return [norms[row.code] for row in rows]


def _norm(section: Section, order: int, clause: dict[str, Any]) -> Norm:
    matters = clause.get("matters", {})
    source = clause.get("source", "")
    sources = source if isinstance(source, dict) else {"zh": source}  # most are codes and the same in both languages
    return Norm(
        section=section, code=clause["id"], order=order, level=clause["level"], basis=clause["basis"], source=sources["zh"],
        source_en=sources.get("en", ""), red_line=clause.get("red_line", False),
        text_zh=clause["text"]["zh"], text_en=clause["text"].get("en", ""),
        matters_zh=matters.get("zh", ""), matters_en=matters.get("en", ""), live=False,
    )  # fmt: skip


def _value(norm: Norm, row: dict[str, Any]) -> NormValue:
    return NormValue(
        norm=norm, key=row["key"], quantity=Decimal(row["quantity"]), unit=row["unit"], compare=row.get("compare", ""),
        name_zh=row["name"]["zh"], name_en=row["name"]["en"],
    )  # fmt: skip


def _notes() -> None:
    """The editors' notes; one that a trainer has edited since stays as they wrote it."""
    norms = {norm.code: norm for norm in Norm.objects.only("code")}
    edited = set(EditorsNote.objects.filter(edited_at__isnull=False).values_list("code", flat=True))
    for row in load("notes.yaml"):
        if row["id"] in edited:
            continue
        note, _created = EditorsNote.objects.update_or_create(
            code=row["id"], defaults={"kind": row["kind"], "subject": row["subject"], "says": row.get("says", []), "advice": row.get("advice", {})}
        )
        note.norms.set([norms[code] for code in row.get("norms", [])])
