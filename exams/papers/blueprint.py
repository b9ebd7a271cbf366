"""How a blueprint is filled by the questions that are published now, row by row, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.papers.drawing import candidates, fits, plan
from exams.papers.models import BlueprintRow, Exam


@dataclass(frozen=True)
class Fill:
    """One line of the panel. `available` counts what matches, `given` what remains for it beside the other rows."""

    section: str
    what: str
    needed: int
    available: int
    given: int

    @property
    def short(self) -> bool:
        """True when the exam cannot be published because of this line."""
        return self.given < self.needed

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, or that all is well."""
        if not self.short:
            return _("Enough")
        missing = self.needed - self.given
        if self.available >= self.needed:
            return ngettext(
                "Other rows need the same questions: %(count)d question is missing. Publish one more or lower a count.",
                "Other rows need the same questions: %(count)d questions are missing. Publish more or lower a count.",
                missing,
            ) % {"count": missing}
        return ngettext(
            "%(count)d question is missing. Publish one more or lower the count.",
            "%(count)d questions are missing. Publish more or lower the count.",
            missing,
        ) % {"count": missing}


def rules_of_sections(exam: Exam) -> list[dict[str, Any]]:
    """The sections of an exam as they will be frozen; works on unsaved child objects of a form as well."""
    return [
        {
            "order": number,
            "title": {"zh": section.title_zh, "en": section.title_en},
            "all_correct": section.all_correct,
            "points_each": str(section.points_each),
            "rows": [
                {"chapter": row.chapter, "difficulty": row.difficulty, "red_line": row.red_line, "count": row.count} for row in section.rows.all()
            ],
            "fixed": [fixed.question_id for fixed in section.fixed_questions.all()],
        }
        for number, section in enumerate(exam.sections.all(), start=1)
    ]


def describe(row: Mapping[str, Any]) -> str:
    """A row in words: “Chapter 9, hard, red lines only”."""
    parts = [
        _("Chapter %(number)d") % {"number": row["chapter"]} if row["chapter"] else _("Any chapter"),
        str(dict(BlueprintRow.DIFFICULTIES)[row["difficulty"]]) if row["difficulty"] else "",
        str(dict(BlueprintRow.RED_LINES)[row["red_line"]]) if row["red_line"] is not None else "",
    ]
    return _(", ").join(part for part in parts if part)


def fill_of(sections: list[dict[str, Any]]) -> list[Fill]:
    """The lines of the panel for sections as frozen: fixed questions first, then every row (one query)."""
    pool = candidates()
    fixed_ids = {question_id for section in sections for question_id in section["fixed"]}
    lines: list[Fill] = []
    for section, (_order, fixed, rows) in zip(sections, plan(sections, pool, lambda _items: None), strict=True):
        title = section["title"]["zh"] or section["title"]["en"]
        if section["fixed"]:
            lines.append(Fill(title, _("Fixed questions"), len(section["fixed"]), len(fixed), len(fixed)))
        for row, given in zip(section["rows"], rows, strict=True):
            available = sum(fits(row, candidate) and candidate.question_id not in fixed_ids for candidate in pool)
            lines.append(Fill(title, describe(row), row["count"], available, len(given)))
    return lines


def blueprint_fill(exam: Exam) -> list[Fill]:
    """How the exam as it stands now would be filled."""
    return fill_of(rules_of_sections(exam))
