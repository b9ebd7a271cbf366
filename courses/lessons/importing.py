"""Content files (docs/trainers/content-format.md) to pages in both languages. Loading the same file twice changes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from courses.lessons.blocks import LessonBody
from courses.lessons.models import Course, CourseIndexPage, CoursePage, Lesson, LessonPage
from courses.lessons.models.rule import USUAL
from courses.lessons.shelf import Shelf
from training_site.lib.errors import Refused

LANGUAGES = {"zh": "zh-hans", "en": "en"}
NAMESPACE = uuid.UUID("6a1e4f0e-3a7a-4f3e-9a0c-6d1f3f3f0b11")  # for the marks of list items, so that they stay the same

Pair = Mapping[str, str]


@dataclass
class ImportOutcome:
    """What an import did, by page in each language."""

    course: Course | None = None
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    published: list[str] = field(default_factory=list)  # codes of lessons and courses


def _say(pair: Pair | None, lang: str) -> str:
    return str((pair or {}).get(lang) or "").strip()


def _cites(block: Mapping[str, Any]) -> str:
    return " ".join(block.get("cites") or [])


def _items(block_id: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """List items as Wagtail stores them, each with a mark of its own that is the same at every import."""
    return [{"type": "item", "value": value, "id": str(uuid.uuid5(NAMESPACE, f"{block_id}/{index}"))} for index, value in enumerate(rows)]


def _simple(*texts: str) -> Callable[[Mapping[str, Any], str], dict[str, Any]]:
    """A block of texts under their own names, with its norms."""
    return lambda block, lang: {**{name: _say(block.get(name), lang) for name in texts}, "cites": _cites(block)}


def _steps(block: Mapping[str, Any], lang: str) -> dict[str, Any]:
    rows = [{"title": _say(item["title"], lang), "text": _say(item.get("text"), lang)} for item in block["items"]]
    return {"items": _items(block["id"], rows), "cites": _cites(block)}


def _dialogue(block: Mapping[str, Any], lang: str) -> dict[str, Any]:
    rows = [
        {"who": line["who"], "text": _say(line["text"], lang), "remark": _say(line.get("remark"), lang), "cites": _cites(line)}
        for line in block["lines"]
    ]
    return {"scene": _say(block.get("scene"), lang), "lines": _items(block["id"], rows)}


def _checklist(block: Mapping[str, Any], lang: str) -> dict[str, Any]:
    rows = [{"text": _say(item["text"], lang), "cites": _cites(item)} for item in block["items"]]
    return {"title": _say(block["title"], lang), "items": _items(block["id"], rows)}


def _figure(block: Mapping[str, Any], lang: str) -> dict[str, Any]:
    texts = {"alt": _say(block.get("alt"), lang), "caption": _say(block.get("caption"), lang)}
    return {"drawing": block["drawing"], "image": None, **texts, "cites": _cites(block)}


def _named_file(block: Mapping[str, Any], field: str, lang: str) -> str | None:
    """The name of a file: one for both languages, or a pair."""
    name = block.get(field)
    return _say(name, lang) or None if isinstance(name, Mapping) else name


def _media(*texts: str) -> Callable[[Mapping[str, Any], str], dict[str, Any]]:
    """A block with a file: names of files stand where `raw_body` puts their keys."""

    def convert(block: Mapping[str, Any], lang: str) -> dict[str, Any]:
        value: dict[str, Any] = {name: _say(block.get(name), lang) for name in ("title", *texts)}
        value["file"] = _named_file(block, "file", lang)
        if block["type"] != "attachment":
            value["captions"] = _named_file(block, "captions", lang)
        if block["type"] == "video":
            value["poster"] = block.get("poster", "")
        return value

    return convert


CONVERTERS: dict[str, Callable[[Mapping[str, Any], str], dict[str, Any]]] = {
    "heading": lambda block, lang: {"text": _say(block["text"], lang)},
    "text": _simple("text"),
    "note": lambda block, lang: {"tone": block.get("tone", "info"), **_simple("text")(block, lang)},
    "clause": lambda block, lang: {"norm": block["norm"]},
    "number": lambda block, lang: {"value": block["value"], **_simple("text")(block, lang)},
    "steps": _steps,
    "pair": _simple("do", "dont", "why"),
    "dialogue": _dialogue,
    "checklist": _checklist,
    "figure": _figure,
    "quick-check": lambda block, lang: {"question": block["question"]},
    "video": _media("transcript"),
    "audio": _media("transcript"),
    "attachment": _media("text"),
}


def raw_body(blocks: Sequence[Mapping[str, Any]], lang: str, shelf: Shelf | None = None) -> list[dict[str, Any]]:
    """The blocks of a content file as the raw data of a stream in one language; files come from the shelf.

    Raises Refused on a type that lessons do not have, and on a file that is not there.
    """
    unknown = sorted({str(block.get("type")) for block in blocks} - set(CONVERTERS))
    if unknown:
        raise Refused(_("Unknown types of block: %(types)s.") % {"types": ", ".join(unknown)})
    rows = []
    for block in blocks:
        value = CONVERTERS[block["type"]](block, lang)
        for name in ("file", "captions"):
            if isinstance(value.get(name), str):
                value[name] = (shelf or Shelf(None, None)).take(value[name], value["title"])
        rows.append({"type": block["type"].replace("-", "_"), "value": value, "id": block["id"]})
    return rows


def _raw(stream: Any) -> Any:
    return stream.stream_block.get_prep_value(stream)


def _differs(page: Any, name: str, value: Any) -> bool:
    present = getattr(page, name)
    return bool(_raw(present) != _raw(value)) if name == "body" else bool(present != value)


class Loader:
    """One import of one course."""

    def __init__(self, by: Any, live: bool, files: Path | None) -> None:
        self.by = by
        self.shelf = Shelf(files, by)
        self.live = live
        self.outcome = ImportOutcome()
        self.locales = {lang: Locale.objects.get(language_code=code) for lang, code in LANGUAGES.items()}

    def page(self, model: type[Page], code: str, lang: str, parent: Page, values: dict[str, Any]) -> Any:
        """The page of a code and language below `parent`, made or brought up to date, published when the course is live."""
        identity_model: Any = Course if model is CoursePage else Lesson
        identity = identity_model.objects.filter(code=code).first()
        page = model.objects.filter(translation_key=identity.translation_key, locale=self.locales[lang]).first() if identity else None
        if page is None:
            key = identity.translation_key if identity else uuid.uuid4()
            page = model(slug=code, locale=self.locales[lang], translation_key=key, live=False, owner=self.by, **values)
            parent.add_child(instance=page)
            self.outcome.created += 1
        else:
            if page.get_parent().pk != parent.pk:
                page.move(parent, "last-child")
                page = model.objects.get(pk=page.pk)
            draft: Any = page.get_latest_revision_as_object()
            wrong = {name: value for name, value in values.items() if _differs(draft, name, value)}
            if not wrong and (page.live or not self.live):
                self.outcome.unchanged += 1
                return page
            for name, value in wrong.items():
                setattr(draft, name, value)
            page = draft
            self.outcome.changed += 1
        revision = page.save_revision(user=self.by, clean=False)
        if self.live:
            revision.publish(user=self.by, skip_permission_checks=True)
            self.outcome.published.append(code)
        return model.objects.get(pk=page.pk)

    def order(self, parent: Page, pages: Sequence[Page]) -> None:
        """Put the pages below `parent` into the order of the file; what the file does not name follows them."""
        wanted = [page.pk for page in pages]
        # Read anew: the row in hand may be older than its children, and then says that it has none.
        children = Page.objects.get(pk=parent.pk).get_children()
        present = [pk for pk in children.values_list("pk", flat=True) if pk in set(wanted)]
        if present == wanted:
            return
        for pk in wanted:
            Page.objects.get(pk=pk).move(Page.objects.get(pk=parent.pk), "last-child")


def _course_values(mapping: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {
        "title": _say(mapping["title"], lang),
        "intro": _say(mapping.get("intro"), lang),
        "audience": _say(mapping.get("audience"), lang),
        "cites": " ".join(mapping.get("cites") or []),
        "sequential": bool(mapping.get("sequential", False)),
    }


def _lesson_values(lesson: Mapping[str, Any], lang: str, shelf: Shelf) -> dict[str, Any]:
    finish = lesson.get("finish") or {}
    return {
        "title": _say(lesson["title"], lang),
        "summary": _say(lesson.get("summary"), lang),
        "minutes": int(lesson.get("minutes", 5)),
        "body": LessonBody(required=False).to_python(raw_body(lesson.get("blocks") or [], lang, shelf)),
        "to_end": bool(finish.get("to-end", USUAL["to_end"])),
        "checks_asked": str(finish.get("checks", USUAL["checks_asked"])),
        "watch_percent": int(finish.get("watch", USUAL["watch_percent"])),
    }


def _ordered(mapping: Mapping[str, Any], lessons: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The lessons in the order of the course file; an outline gives drafts with a title only."""
    if mapping.get("lessons"):
        by_code = {lesson["id"]: lesson for lesson in lessons}
        missing = [code for code in mapping["lessons"] if code not in by_code]
        if missing:
            raise Refused(
                _("The course %(course)s names lessons that are not there: %(codes)s.") % {"course": mapping["id"], "codes": ", ".join(missing)}
            )
        return [by_code[code] for code in mapping["lessons"]]
    return [{"id": f"{mapping['id']}-l{number}", "title": title} for number, title in enumerate(mapping.get("outline") or [], start=1)]


def import_course(mapping: Mapping[str, Any], lessons: Sequence[Mapping[str, Any]], by: Any, files: Path | None = None) -> ImportOutcome:
    """Bring a course of the content files into both trees; `by` is the login it is done as.

    `mapping` is a course.yaml, `lessons` the lesson files it names, `files` the folder of films, recordings and documents.
    With `live: true` everything is published, else it stays a draft. A language that a title lacks is left out. Raises Refused
    (nothing is changed then) for what the format does not know, and PublishRefused for a norm, figure or question that is not
    there.
    """
    ordered = _ordered(mapping, lessons)
    with transaction.atomic():
        loader = Loader(by, bool(mapping.get("live", True)), files)
        for lang in LANGUAGES:
            if not _say(mapping["title"], lang):
                continue
            index = CourseIndexPage.objects.get(locale=loader.locales[lang])
            course_page = loader.page(CoursePage, mapping["id"], lang, index, _course_values(mapping, lang))
            pages = [
                loader.page(LessonPage, lesson["id"], lang, CoursePage.objects.get(pk=course_page.pk), _lesson_values(lesson, lang, loader.shelf))
                for lesson in ordered
                if _say(lesson["title"], lang)
            ]
            loader.order(course_page, pages)
        loader.outcome.course = Course.objects.get(code=mapping["id"])
    return loader.outcome
