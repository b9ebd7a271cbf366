"""Courses and lessons through the room's own doors, so that every test starts from what a trainer could have made."""

import io
import uuid
import wave
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from courses.lessons.api import Course, CoursePage, CourseVersion, Lesson, LessonPage, LessonVersion, import_course
from courses.lessons.models import Attachment
from exams.bank.api import QuestionVersion
from tests.factories.bank import question_version
from tests.factories.people import LoginFactory
from training_site.logins.models import User
from training_site.search.api import Passage, index_many

Mapping = dict[str, Any]


def writer() -> User:
    """The trainer in whose name content is loaded."""
    return User.objects.filter(username="loader").first() or LoginFactory(username="loader", roles=["trainer"])


def pair(zh: str, en: str | None = None) -> dict[str, str]:
    """A text in both languages, or in Chinese only with `en=""`."""
    english = f"English of {len(zh)}" if en is None else en
    return {"zh": zh, "en": english} if english else {"zh": zh}


def text_block(
    block_id: str = "b1", zh: str = "先看见客户，再开口。", en: str = "See the customer first, then speak.", cites: Sequence[str] = ()
) -> Mapping:
    """A block of text."""
    return {"id": block_id, "type": "text", "text": {"zh": zh, "en": en}, "cites": list(cites)}


def heading_block(block_id: str = "h1", zh: str = "那一眼", en: str = "That one look") -> Mapping:
    """A heading."""
    return {"id": block_id, "type": "heading", "text": {"zh": zh, "en": en}}


def check_block(block_id: str, question: str) -> Mapping:
    """A quick check."""
    return {"id": block_id, "type": "quick-check", "question": question}


def lesson_file(code: str = "co-1-l1", blocks: Sequence[Mapping] | None = None, **fields: Any) -> Mapping:
    """A lesson as a content file has it: a heading and two texts unless given blocks."""
    default = [heading_block(), text_block("b1"), text_block("b2", "话说完，等客户开口。", "Finish, then wait for the customer.")]
    number = code.rpartition("l")[2]
    values = {
        "title": {"zh": f"第 {number} 课之题", "en": f"Title of lesson {number}"},
        "summary": {"zh": "为什么学这一课。", "en": "Why this lesson."},
        "minutes": 6,
    }
    return {"id": code, **values, "blocks": list(blocks) if blocks is not None else default, **fields}


def course_file(code: str = "co-1", lessons: Sequence[str] = ("co-1-l1", "co-1-l2"), **fields: Any) -> Mapping:
    """A course as a content file has it."""
    values = {
        "title": {"zh": f"课程 {code}", "en": f"Course {code}"},
        "intro": {"zh": "学完以后，您能照着做。", "en": "Afterwards you can do it."},
        "audience": {"zh": "全员", "en": "Everyone"},
        "live": True,
        "cites": [],
    }
    return {"id": code, **values, "lessons": list(lessons), **fields}


def course(code: str = "co-1", lessons: int | Sequence[Mapping] = 2, *, media: Path | None = None, **fields: Any) -> Course:
    """A published course with so many plain lessons, or with the lessons given; their files come from the folder `media`."""
    files = [lesson_file(f"{code}-l{number}") for number in range(1, lessons + 1)] if isinstance(lessons, int) else list(lessons)
    import_course(course_file(code, [file["id"] for file in files], **fields), files, writer(), media)
    return Course.objects.select_related("zh_version", "en_version").get(code=code)


def lesson(code: str = "co-1-l1") -> Lesson:
    """A lesson by code, with its course and versions."""
    return Lesson.objects.select_related("course", "zh_version", "en_version").get(code=code)


def lesson_page(code: str = "co-1-l1", language: str = "zh-hans") -> LessonPage:
    """The page of a lesson in one language."""
    return LessonPage.objects.get(translation_key=lesson(code).translation_key, locale__language_code=language)


def course_page(code: str = "co-1", language: str = "zh-hans") -> CoursePage:
    """The page of a course in one language."""
    return CoursePage.objects.get(translation_key=Course.objects.get(code=code).translation_key, locale__language_code=language)


def practice_question(code: str = "q-3001", use: str = "practice", **fields: Any) -> QuestionVersion:
    """A published question of one right answer, a; its feedback holds the word canary."""
    return question_version("single", use=use, id=code, feedback={"zh": f"canary-{code}", "en": f"canary-{code}"}, **fields)


PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF"


def office(*names: str) -> bytes:
    """A ZIP file with these entries, as Word and PowerPoint files are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def wav(seconds: int) -> bytes:
    """Silence."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(1000)
        file.writeframes(bytes([128]) * 1000 * seconds)
    return buffer.getvalue()


def attachment(title: str = "Form", content: bytes = PDF) -> Attachment:
    """An uploaded file in no lesson."""
    row = Attachment(title=title, file=ContentFile(content, name="whatever.exe"))
    row.save()
    return row


def many_courses(count: int, first: int = 0) -> None:
    """Published courses of one lesson each, in a few statements; without pages, so only for counting queries."""
    keys = [uuid.uuid4() for _number in range(count)]
    rows = Course.objects.bulk_create(
        [Course(code=f"many-{number}", translation_key=key, order=number) for number, key in enumerate(keys, start=first)]
    )
    faces = [CourseVersion(course=row, locale="zh", number=1, title=f"课程 {row.code}", intro="引言", digest="0") for row in rows]
    CourseVersion.objects.bulk_create(faces)
    for row, face in zip(rows, faces, strict=True):
        row.zh_version = face
    Course.objects.bulk_update(rows, ["zh_version"], batch_size=500)
    lessons = [(row, f"{row.code}-l1", 0) for row in rows]
    _bulk_lessons(lessons)


def many_lessons(code: str, count: int) -> None:
    """So many more published lessons in a course, in the same way."""
    row = Course.objects.get(code=code)
    _bulk_lessons([(row, f"{code}-m{number}", 1000 + number) for number in range(count)])


def _bulk_lessons(places: Sequence[tuple[Course, str, int]]) -> None:
    lessons = [Lesson(course=course, code=code, order=order, translation_key=uuid.uuid4()) for course, code, order in places]
    rows = Lesson.objects.bulk_create(lessons)
    body = [{"id": "b1", "type": "text", "value": {"text": "先看见客户。", "cites": []}}]
    faces = [LessonVersion(lesson=row, locale="zh", number=1, title=f"课 {row.code}", minutes=5, body=body, digest="0") for row in rows]
    LessonVersion.objects.bulk_create(faces)
    for row, face in zip(rows, faces, strict=True):
        row.zh_version = face
    Lesson.objects.bulk_update(rows, ["zh_version"], batch_size=500)
    passages = {f"{row.pk}-zh": [Passage("zh", face.title, "先看见客户。", "b1")] for row, face in zip(rows, faces, strict=True)}
    index_many("lesson", passages)
