"""Writing exams from code (the loader of content files) and copying them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exams.bank import api as bank
from exams.papers.blueprint import rules_of_sections
from exams.papers.models import BlueprintRow, Exam, FixedQuestion, Section
from training_site.ledger import api as ledger
from training_site.lib.errors import Refused
from training_site.logins.models import User
from training_site.people.api import JobRole

# The settings of an exam, besides its code, its titles, its job roles and its sections: what a copy takes along.
FIELDS = (
    "intro_zh", "intro_en", "opens_at", "closes_at", "limit_minutes", "pass_mark", "max_attempts",
    "resit_gap_hours", "release", "shuffle_questions", "shuffle_options", "supervised",
)  # fmt: skip


def write_exam(code: str, *, title: Mapping[str, str], sections: Sequence[Mapping[str, Any]], job_roles: Iterable[str] = (), **fields: Any) -> Exam:
    """Create or change an exam to exactly this; nothing is written where nothing differs.

    `sections`: [{"title": {zh, en}, "points_each", "all_correct", "rows": [{"count", "chapter"?, "difficulty"?, "red_line"?}],
    "fixed": [question codes]}],
    `job_roles`: their codes, `fields`: columns of Exam named in FIELDS. Raises Refused on an unknown job role or question.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"Exam has no such setting: {sorted(unknown)}")
    wanted = [_section_rules(number, section) for number, section in enumerate(sections, start=1)]
    roles = list(JobRole.objects.filter(code__in=list(job_roles)))
    if len(roles) != len(set(job_roles)):
        raise Refused(_("A job role of the exam “%(code)s” does not exist.") % {"code": code})
    with transaction.atomic():
        values = {"title_zh": title.get("zh", ""), "title_en": title.get("en", ""), **fields}
        exam, _created = Exam.objects.update_or_create(code=code, defaults=values)
        exam.job_roles.set(roles)
        if rules_of_sections(Exam.objects.get(pk=exam.pk)) != wanted:
            Section.objects.filter(exam=exam).delete()
            for rules in wanted:
                _write_section(exam, rules)
    return Exam.objects.get(pk=exam.pk)


def _section_rules(number: int, section: Mapping[str, Any]) -> dict[str, Any]:
    codes = list(section.get("fixed", ()))
    ids = dict(bank.Question.objects.filter(code__in=codes).values_list("code", "pk"))
    missing = [code for code in codes if code not in ids]
    if missing:
        raise Refused(_("The question “%(code)s” does not exist.") % {"code": missing[0]})
    points = Section._meta.get_field("points_each").to_python(section.get("points_each", 1))
    return {
        "order": number,
        "title": {"zh": section["title"].get("zh", ""), "en": section["title"].get("en", "")},
        "all_correct": bool(section.get("all_correct", False)),
        "points_each": str(points.quantize(Section._meta.get_field("points_each").to_python("0.01"))),
        "rows": [
            {"chapter": row.get("chapter"), "difficulty": row.get("difficulty"), "red_line": row.get("red_line"), "count": row["count"]}
            for row in section.get("rows", ())
        ],
        "fixed": [ids[code] for code in codes],
    }


def _write_section(exam: Exam, rules: Mapping[str, Any]) -> None:
    section = Section.objects.create(
        exam=exam,
        order=rules["order"],
        title_zh=rules["title"]["zh"],
        title_en=rules["title"]["en"],
        all_correct=rules["all_correct"],
        points_each=rules["points_each"],
    )
    BlueprintRow.objects.bulk_create(BlueprintRow(section=section, order=number, **row) for number, row in enumerate(rules["rows"], start=1))
    FixedQuestion.objects.bulk_create(
        FixedQuestion(section=section, order=number, question_id=question_id) for number, question_id in enumerate(rules["fixed"], start=1)
    )


def copy(exam: Exam, by: User | None = None) -> Exam:
    """A new draft with the same rules under a free code; versions, attempts and results stay with the old one."""
    source = Exam.objects.prefetch_related("job_roles").get(pk=exam.pk)
    stem = source.code[:32]
    taken = set(Exam.objects.filter(code__startswith=f"{stem}-").values_list("code", flat=True))
    code = next(f"{stem}-{number}" for number in range(2, len(taken) + 3) if f"{stem}-{number}" not in taken)
    with transaction.atomic():
        made = Exam.objects.create(code=code, title_zh=source.title_zh, title_en=source.title_en, **{name: getattr(source, name) for name in FIELDS})
        made.job_roles.set(source.job_roles.all())
        for rules in rules_of_sections(source):
            _write_section(made, rules)
        ledger.record("exams.exam_copied", made, by, source=source.code)
    return made
