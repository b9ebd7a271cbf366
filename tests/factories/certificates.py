"""Passed exams and the certificates they earn, without questions or papers."""

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from exams.certificates.api import Certificate, CertificateType, issue
from exams.papers.api import Exam, ExamVersion
from exams.sittings.api import Attempt, Result
from tests.factories.rows import like
from training_site.people.api import StaffMember

_numbers = itertools.count(1)


def exam(code: str = "onboarding") -> Exam:
    """A published exam with one version."""
    found = Exam.objects.filter(code=code).first()
    if found:
        return found
    made = Exam.objects.create(code=code, title_zh="入职综合考试", title_en="Onboarding exam")
    version = ExamVersion.objects.create(exam=made, number=1, settings={"schema": 1, "pass_mark": "80", "limit_minutes": 60}, digest="0" * 64)
    Exam.objects.filter(pk=made.pk).update(state="published", current_version=version)
    return Exam.objects.get(pk=made.pk)


def certificate_type(code: str = "counter", **fields: Any) -> CertificateType:
    """What passing `exam()` certifies."""
    found = CertificateType.objects.filter(code=code).first()
    if found:
        return found
    defaults: dict[str, Any] = {
        "exam": fields.pop("exam", None) or exam(),
        "title_zh": "营业厅服务岗上岗合格",
        "title_en": "Qualified for counter service",
        "wording_zh": "完成**营业厅服务岗**入职路径，通过入职综合考试，\n熟知服务规范，待客以礼，准予上岗服务。",
        "wording_en": "has completed the onboarding path for counter staff,\nand is qualified to serve customers at the counter.",
        "issuer_zh": "江岚通信培训中心",
        "issuer_en": "Jianglan Telecom Training Centre",
        "signatory_zh": "陆文澜　培训中心主任",
        "signatory_en": "Lu Wenlan, Director of Training",
        "months": 12,
    }
    return CertificateType.objects.create(code=code, **{**defaults, **fields})


def result(
    staff: StaffMember,
    *,
    passed: bool = True,
    percent: str = "92.50",
    of: Exam | None = None,
    at: datetime | None = None,
    chapters: Sequence[dict[str, Any]] = (),
) -> Result:
    """A marked attempt of a person with its result in force; `chapters` as Result holds them."""
    paper = of or exam()
    moment = at or datetime(2026, 12, 17, 2, 58, tzinfo=UTC)
    assert paper.current_version is not None
    attempt = Attempt.objects.create(
        exam=paper, exam_version=paper.current_version, staff=staff, number=Attempt.objects.filter(exam=paper, staff=staff).count() + 1,
        state="marked", seed=next(_numbers), started_at=moment, deadline=moment, submitted_at=moment, closed_by="taker",
    )  # fmt: skip
    return Result.objects.create(
        attempt=attempt,
        number=1,
        score=Decimal(37),
        out_of=Decimal(40),
        percent=Decimal(percent),
        passed=passed,
        sections=[],
        chapters=list(chapters),
        made_at=moment,
    )


def regraded(before: Result, *, passed: bool, percent: str = "70.00") -> Result:
    """The result that replaces another one."""
    return Result.objects.create(
        attempt=before.attempt, number=before.number + 1, score=Decimal(28), out_of=Decimal(40), percent=Decimal(percent), passed=passed,
        sections=[], chapters=[], replaces=before, reason="key corrected",
    )  # fmt: skip


def certificate(staff: StaffMember, on: date | None = None, with_pdf: bool = False, kind: CertificateType | None = None) -> Certificate:
    """A certificate of `certificate_type()` issued on a day (today)."""
    kind = kind or certificate_type()
    at = datetime(on.year, on.month, on.day, 2, 0, tzinfo=UTC) if on else None
    return issue(kind, result(staff, of=kind.exam, at=at), on, with_pdf=with_pdf)


def many(people: Sequence[StaffMember], first: date = date(2026, 1, 1)) -> list[Certificate]:
    """A certificate of each of these people (a person may come several times), on the days from `first` on; rows made in bulk."""
    sample = certificate(people[0], first)
    rows = [(person, next(_numbers), first + timedelta(days=day)) for day, person in enumerate(people[1:], start=1)]
    attempts = Attempt.objects.bulk_create(
        like(sample.attempt, staff=person, number=100 + number, seed=number, public_id=uuid4()) for person, number, _day in rows
    )
    results = Result.objects.bulk_create(like(sample.result, attempt=attempt) for attempt in attempts)
    made = Certificate.objects.bulk_create(
        like(
            sample, staff=person, attempt=result.attempt, result=result, code=f"{number:020d}", number=f"JL-2026-9{number:05d}", issued_on=day,
            expires_on=day + timedelta(days=364), facts={**sample.facts, "number": f"JL-2026-9{number:05d}"},
        )
        for (person, number, day), result in zip(rows, results, strict=True)
    )  # fmt: skip
    return [sample, *made]
