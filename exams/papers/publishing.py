"""From an exam to the frozen version that takers get."""

import hashlib
import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exams.papers.blueprint import blueprint_fill, rules_of_sections
from exams.papers.models import Exam, ExamVersion
from exams.papers.states import PUBLISHED
from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.lib.errors import Refused, SomeoneElseWasFirst
from training_site.logins.models import User

SCHEMA = 1


def frozen_settings(exam: Exam) -> dict[str, Any]:
    """Everything an attempt is held to: {schema, title, intro, opens_at, closes_at (ISO 8601, UTC, or null), limit_minutes,
    pass_mark (percent, decimal string), max_attempts, resit_gap_hours, release, shuffle_questions, shuffle_options,
    supervised (only where it is true),
    sections: [{order from 1, title, all_correct, points_each, rows: [{chapter, difficulty, red_line, count}], fixed: [question ids]}]}.
    """
    return {
        "schema": SCHEMA,
        "title": {"zh": exam.title_zh, "en": exam.title_en},
        "intro": {"zh": exam.intro_zh, "en": exam.intro_en},
        "opens_at": exam.opens_at.isoformat() if exam.opens_at else None,
        "closes_at": exam.closes_at.isoformat() if exam.closes_at else None,
        "limit_minutes": exam.limit_minutes,
        "pass_mark": str(exam.pass_mark),
        "max_attempts": exam.max_attempts,
        "resit_gap_hours": exam.resit_gap_hours,
        "release": exam.release,
        "shuffle_questions": exam.shuffle_questions,
        "shuffle_options": exam.shuffle_options,
        "sections": rules_of_sections(exam),
        **({"supervised": True} if exam.supervised else {}),
    }


def digest_of(settings: dict[str, Any]) -> str:
    """sha256 over the canonical JSON of frozen settings."""
    return hashlib.sha256(json.dumps(settings, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def publish_exam(exam: Exam, by: User | None = None) -> ExamVersion:
    """Freeze the exam as it stands and put it in force; the version in force is returned when nothing has changed.

    Raises Refused when the exam is archived, has no question, or its blueprint cannot be filled. Attempts that have begun keep their version.
    """
    exam = Exam.objects.select_related("current_version").get(pk=exam.pk)
    if exam.archived_at:
        raise Refused(_("This exam is archived. Restore it before you publish it."))
    settings = frozen_settings(exam)
    if not any(section["rows"] or section["fixed"] for section in settings["sections"]):
        raise Refused(_("The exam has no questions yet. Add a section with at least one row or one fixed question."))
    for line in blueprint_fill(exam):
        if line.short:
            raise Refused(f"{line.section} · {line.what}: {line.sentence}")
    digest = digest_of(settings)
    if exam.current_version and exam.current_version.digest == digest:
        return exam.current_version
    number = (exam.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    try:
        with transaction.atomic():
            version = ExamVersion.objects.create(exam=exam, number=number, settings=settings, digest=digest, published_by=by)
            Exam.objects.filter(pk=exam.pk, archived_at__isnull=True).update(state=PUBLISHED, current_version=version)
            ledger.record("exams.exam_published", version, by, exam=exam.code, number=number, digest=digest)
    except IntegrityError:
        raise SomeoneElseWasFirst(_("Somebody else published this exam at the same moment. Load the page again and look before you go on."))
    return version


def archive(exam: Exam, by: User | None = None) -> None:
    """Take an exam out of use; attempts and results stay, and attempts that are open are finished. Raises Refused when it is archived already."""
    with transaction.atomic():
        if not Exam.objects.filter(pk=exam.pk, archived_at__isnull=True).update(archived_at=clock.now()):
            raise SomeoneElseWasFirst(_("This exam is archived already."))
        ledger.record("exams.exam_archived", exam, by)


def restore(exam: Exam, by: User | None = None) -> None:
    """Put an archived exam back as it was. Raises Refused when it is not archived."""
    with transaction.atomic():
        if not Exam.objects.filter(pk=exam.pk, archived_at__isnull=False).update(archived_at=None):
            raise SomeoneElseWasFirst(_("This exam is not archived."))
        ledger.record("exams.exam_restored", exam, by)
