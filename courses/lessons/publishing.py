"""Freezing: from a published page to the next immutable version of its language, unless nothing has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from courses.lessons import identities, pictures
from courses.lessons.languages import language_of
from courses.lessons.models.course import Course, CourseCitation, CourseVersion
from courses.lessons.models.files import AttachmentUse
from courses.lessons.models.lesson import Lesson, LessonCitation, LessonVersion
from courses.lessons.models.rule import USUAL
from courses.lessons.press import Press
from courses.lessons.rules import PublishRefused, press_page
from courses.lessons.searching import forget_version, index_version
from training_site.ledger.api import record
from training_site.lib import clock


@contextmanager
def pictures_ready(page: Any) -> Iterator[None]:
    """Before the transaction that publishes a draft: its pictures are drawn and kept, unless the rules are broken anyway."""
    if pictures.are_kept() or page.locale_id is None:  # a new page that Wagtail gives its language only when it is saved
        yield
        return
    press, _content = press_page(page, language_of(page))
    with pictures.kept([] if press.problems else press.pictures):
        yield


def may_publish(page: Any, revision: Any, user: Any) -> bool:
    """Ask the rules about a revision that is about to be published.

    Raises PublishRefused when they are broken; but where the clock publishes what was right when it was scheduled and
    no longer is, nobody is there to read a sentence: the schedule is taken off, the ledger says why, and False is returned.
    """
    press, _content = press_page(revision.as_object(), language_of(page))
    if not press.problems:
        return True
    refused = PublishRefused(revision.as_object().title, press.problems)
    due = user is None and revision.approved_go_live_at is not None and revision.approved_go_live_at <= clock.now()
    if not due:
        raise refused
    type(revision)._default_manager.filter(pk=revision.pk).update(approved_go_live_at=None)
    record("lessons.publish_refused", page, None, sentences=[str(problem.sentence) for problem in press.problems])
    return False


def digest_of(content: dict[str, Any], press: Press) -> str:
    """sha256 over the content and the norm versions it is pinned to, so that a changed norm makes a new version too.

    The usual rule of finishing is left out: versions from before there was a choice keep their digest.
    """
    pinned = [[code, anchor, version.pk] for (code, anchor), version in press.cited.items()]
    said = {name: value for name, value in content.items() if name != "rule" or value != USUAL}
    return hashlib.sha256(json.dumps([said, pinned], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def freeze(page: Any, user: Any) -> LessonVersion | CourseVersion:
    """The version that readers of the page's language get from now on: a new one, or the last where nothing changed."""
    lang = language_of(page)
    identity = type(identities.ensure(page)).objects.select_for_update().get(translation_key=page.translation_key)
    press, content = press_page(page, lang, keep=True)
    if press.problems:
        raise PublishRefused(page.title, press.problems)
    digest = digest_of(content, press)
    kind = LessonVersion if isinstance(identity, Lesson) else CourseVersion
    newest = kind.newest(identity, lang)
    if newest is None or newest.digest != digest:
        number = newest.number + 1 if newest else 1
        newest = _write(identity, lang, number, content, digest, press, user)
        record(f"{identity._meta.model_name}.published", identity, user, language=lang, number=number)
    shown: dict[str, Any] = {f"{lang}_version": newest}
    if lang == "en":
        shown["english_of_id"] = identity.zh_version_id
    if getattr(identity, f"{lang}_version_id") != newest.pk:
        index_version(newest)
    type(identity)._default_manager.filter(pk=identity.pk).update(**shown)
    return newest


def _write(identity: Course | Lesson, lang: str, number: int, content: dict[str, Any], digest: str, press: Press, user: Any) -> Any:
    facts = {"locale": lang, "number": number, "title": content["title"], "digest": digest, "published_by": user}
    if isinstance(identity, Lesson):
        version: Any = LessonVersion.objects.create(
            lesson=identity, summary=content["summary"], minutes=content["minutes"], body=content["body"], **content["rule"], **facts
        )
        LessonCitation.objects.bulk_create(
            LessonCitation(lesson_version=version, norm_version=norm, anchor=anchor) for (_code, anchor), norm in press.cited.items()
        )
        place = {"lesson_version": version}
    else:
        picture = next(iter(press.files), None)
        version = CourseVersion.objects.create(
            course=identity, intro=content["intro"], audience=content["audience"], sequential=content["sequential"], image_id=picture, **facts
        )
        CourseCitation.objects.bulk_create(CourseCitation(course_version=version, norm_version=norm) for norm in press.cited.values())
        place = {"course_version": version}
    AttachmentUse.objects.bulk_create(AttachmentUse(attachment_id=number, **place) for number in press.files)
    return version


def withdraw(page: Any) -> None:
    """After an unpublish by any door: readers of this language no longer get a version. Versions and readings stay."""
    identity = identities.of(page)
    lang = language_of(page)
    if identity is not None and getattr(identity, f"{lang}_version_id"):
        type(identity)._default_manager.filter(pk=identity.pk).update(**{f"{lang}_version": None})
        forget_version(identity, lang)
        record(f"{identity._meta.model_name}.unpublished", identity, None, language=lang)
