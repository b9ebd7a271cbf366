"""Identities of pages: made when a page is first saved, kept in step with its place in the tree."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.text import slugify

from courses.lessons.languages import language_of
from courses.lessons.models.course import Course
from courses.lessons.models.lesson import Lesson
from training_site.lib import bilingual

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
STEP = 4  # characters of a path per level (treebeard's steplen of Wagtail pages)


def place_of(page: Any) -> int:
    """A page's place among its siblings as a number that grows with it."""
    return int(page.path[-STEP:], 36)


def free_code(model: type[Model], wish: str) -> str:
    """`wish` as a code, or with the first free number after it; a random one where nothing of it can be an address."""
    base = slugify(wish)[:64] or f"{model._meta.model_name}-{''.join(secrets.choice(ALPHABET) for _ in range(6))}"
    taken = set(model._default_manager.filter(code__startswith=base).values_list("code", flat=True))
    return base if base not in taken else next(code for number in range(2, len(taken) + 3) if (code := f"{base}-{number}") not in taken)


def of(page: Any) -> Any:
    """The identity of a page, or None before its first save."""
    return page.identity_model.objects.filter(translation_key=page.translation_key).first()


def ensure(page: Any) -> Any:
    """The identity of a saved page, made where there is none; the Chinese page's place is its place."""
    model = page.identity_model
    identity = of(page)
    if identity is None:
        identity, _made = model.objects.get_or_create(
            translation_key=page.translation_key, defaults={"code": free_code(model, page.slug), "order": place_of(page)}
        )
    if language_of(page) == "zh" or identity.zh_version_id is None:
        _place(page, identity)
    return identity


def _place(page: Any, identity: Any) -> None:
    changes: dict[str, Any] = {"order": place_of(page)}
    if isinstance(identity, Lesson):
        parent = page.get_parent().specific_deferred
        changes["course_id"] = Course.objects.filter(translation_key=parent.translation_key).values_list("pk", flat=True).first()
    if any(getattr(identity, name) != value for name, value in changes.items()):
        type(identity)._default_manager.filter(pk=identity.pk).update(**changes)


def address_of(page: Any) -> str | None:
    """Where readers find what this page became; None before its first save."""
    identity = of(page)
    if identity is None:
        return None
    if isinstance(identity, Course):
        return reverse("lessons:course", args=[identity.code])
    return reverse("lessons:lesson", args=[identity.course.code, identity.code]) if identity.course_id else None


def to_readers(identity: Any) -> Any:
    """The version of a lesson or course that whoever looks now reads, None before the first: its title stands for both languages."""
    return (bilingual.language() == "en" and identity.en_version) or identity.zh_version or identity.en_version
