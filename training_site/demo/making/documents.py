"""Handouts to take away, in both languages: a checklist as PDF, a work order as Word file, a briefing as PowerPoint file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.utils.html import format_html, format_html_join

from training_site.demo.making.office import docx, pptx
from training_site.lib import pdf

CSS = """
@page { size: A4; margin: 22mm 20mm; }
body { font: 12pt/1.7 "Decorum Sans", "Decorum Sans Whole"; color: #1f1d1a; }
h1 { font-size: 22pt; color: #1b6057; border-top: 2.5pt solid #1b6057; padding-top: 10pt; margin: 0 0 8pt; }
.lead { color: #4a463f; margin: 0 0 14pt; }
table { width: 100%; border-collapse: collapse; }
td, th { border-bottom: .6pt solid #ded7c8; padding: 9pt 4pt; vertical-align: middle; text-align: left; }
td.box { width: 34pt; } td.box span { display: block; width: 15pt; height: 15pt; border: 1pt solid #857d6d; border-radius: 2pt; }
.note { margin-top: 26pt; } .line { border-bottom: .6pt solid #857d6d; height: 26pt; }
.foot { margin-top: 30pt; font-size: 9pt; color: #676155; }
"""


def _checklist(text: dict[str, Any], lang: str) -> bytes:
    box = format_html('<td class="box"><span></span></td>')
    rows = format_html_join("", "<tr>{}<td>{}</td></tr>", ((box, item[lang]) for item in text["items"]))
    html = format_html(
        '<html lang="{}"><head><title>{}</title></head><body><h1>{}</h1><p class="lead">{}</p><table>{}</table>'
        '<p class="note">{}</p><div class="line"></div><div class="line"></div><p class="foot">{}</p></body></html>',
        "en" if lang == "en" else "zh-Hans",
        text["title"][lang],
        text["title"][lang],
        text["lead"][lang],
        rows,
        text["note"][lang],
        text["foot"][lang],
    )
    return pdf.render(html, CSS)


def make(folder: Path) -> None:
    """Write all six."""
    said = yaml.safe_load(Path(__file__).with_name("documents.yaml").read_text(encoding="utf-8"))
    order = said["order"]
    for lang in ("zh", "en"):
        (folder / f"counter-checklist.{lang}.pdf").write_bytes(_checklist(said["checklist"], lang))
        parts = [(part["title"][lang], [line[lang] for line in part["lines"]]) for part in order["parts"]]
        (folder / f"work-order.{lang}.docx").write_bytes(docx(order["title"][lang], order["lead"][lang], parts))
        slides = [(slide["title"][lang], [line[lang] for line in slide["lines"]]) for slide in said["meeting"]]
        (folder / f"briefing.{lang}.pptx").write_bytes(pptx(slides))
