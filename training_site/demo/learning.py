"""Questions, courses, scenarios, signing sets, exams and paths of the sample academy, each through its room's own verb."""

from typing import Any

from django.core.management import call_command
from django.db import transaction
from wagtail.models import ReferenceIndex

from courses.lessons import api as lessons
from courses.paths.api import LearningPath, PathRole, Stage, Step
from etiquette.scenarios import api as scenarios
from etiquette.signing import api as signing
from exams.bank import api as bank
from exams.certificates.api import CertificateType
from exams.papers.api import Exam, publish_exam, write_exam
from training_site.demo.reading import CONTENT, load, load_all
from training_site.people.api import JobRole


def load_questions(author: Any, approver: Any) -> int:
    """Every question file; returns the number of questions."""
    rows = [row for rows in load_all("questions/*.yaml") for row in rows]
    bank.publish_many(rows, author, approver)
    return len(rows)


def load_courses(by: Any) -> int:
    """Every course with its lessons; returns the number of courses."""
    courses = load_all("courses/*/course.yaml")
    for course in courses:
        folder = f"courses/{course['id']}/lessons"
        files = [load(f"{folder}/{name}.yaml") for name in course.get("lessons", []) if (CONTENT / folder / f"{name}.yaml").exists()]
        lessons.import_course(course, files, by, CONTENT / "media")
    return len(courses)


def load_scenarios(by: Any) -> int:
    """Every scenario; returns their number."""
    rows = load_all("scenarios/*.yaml")
    for row in rows:
        scenarios.import_scenario(row, by)
    return len(rows)


def load_signing(by: Any) -> int:
    """Every signing set; returns their number."""
    rows = load("signing.yaml")
    for row in rows:
        signing.import_set(row, by)
    return len(rows)


def load_exams(by: Any) -> int:
    """Exams by blueprint, published, with the certificate each of them gives; returns their number."""
    rows = load("exams.yaml")
    for row in rows:
        load_exam(row, by)
    return len(rows)


def load_exam(row: dict[str, Any], by: Any) -> Exam:
    """One exam of the content files, published, with its certificate if it gives one."""
    fields = {name: row[name] for name in ("limit_minutes", "pass_mark", "max_attempts", "resit_gap_hours", "release")}
    fields |= {"intro_zh": row["intro"]["zh"], "intro_en": row["intro"]["en"], "supervised": row.get("supervised", False)}
    exam = write_exam(row["code"], title=row["title"], sections=row["sections"], job_roles=row["job_roles"], **fields)
    publish_exam(exam, by)
    exam.refresh_from_db()
    if "certificate" in row:
        _certificate_type(exam, row["certificate"])
    return exam


def _certificate_type(exam: Exam, row: dict[str, Any]) -> None:
    issuer = load("organisation.yaml")["certificates"]
    pairs = {"title": row["title"], "wording": row["wording"], "issuer": issuer["issuer"], "signatory": issuer["signatory"]}
    values = {f"{name}_{lang}": pair[lang] for name, pair in pairs.items() for lang in ("zh", "en")}
    values |= {"months": row["months"], "signature_path": issuer["signature"]}
    CertificateType.objects.get_or_create(code=exam.code, defaults={"exam": exam, **values})


def index_references() -> int:
    """Work out what refers to what, at one go instead of one job for each saved row; returns the number of references."""
    call_command("rebuild_references_index", verbosity=0)
    return ReferenceIndex.objects.count()


def load_paths() -> int:
    """Onboarding paths with stages, steps and job roles; returns their number."""
    rows = load("paths.yaml")
    for row in rows:
        with transaction.atomic():
            titles = {"title_zh": row["title"]["zh"], "title_en": row["title"]["en"]}
            path, created = LearningPath.objects.get_or_create(code=row["id"], defaults={**titles, "days": row["days"]})
            if created:
                _stages(path, row["stages"])
                for code in row["job_roles"]:
                    PathRole.objects.get_or_create(job_role=JobRole.objects.get(code=code), defaults={"path": path})
    return len(rows)


def _stages(path: LearningPath, rows: list[dict[str, Any]]) -> None:
    for order, row in enumerate(rows, start=1):
        stage = Stage.objects.create(
            path=path, order=order, title_zh=row["title"]["zh"], title_en=row["title"]["en"], from_day=row["from_day"], to_day=row["to_day"]
        )
        Step.objects.bulk_create(
            Step(stage=stage, order=number, kind=step["kind"], ref=step["ref"]) for number, step in enumerate(row["steps"], start=1)
        )
