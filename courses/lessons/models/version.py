"""What courses and lessons have in common: an identity that outlives its pages, and frozen versions by language.

A page of Wagtail is where text is edited, one page per language. The identity is the plain row that both pages share
through their `translation_key`; reading, completion and learning paths hang on it. It names the version of each
language that readers get at present, or none after the page was unpublished.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training_site.lib import bilingual, clock

LOCALES = [("zh", _("Chinese")), ("en", _("English"))]


class Identity(models.Model):
    """Base of Course and Lesson. Concrete classes have the foreign keys `zh_version`, `en_version` and `english_of`."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    translation_key = models.UUIDField(unique=True, editable=False)
    order = models.PositiveIntegerField(_("order"), default=0)

    # Declared by the concrete classes; english_of is the Chinese version that the English text was last published against.
    zh_version: Any
    en_version: Any
    english_of_id: int | None
    zh_version_id: int | None
    en_version_id: int | None

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.code)

    def shown(self, lang: str | None = None) -> Any:
        """The version a reader of `lang` ("zh" or "en", default: the active language) gets, or None while the Chinese page is not published."""
        english = (lang or bilingual.language()) == "en" and self.zh_version_id
        return (english and self.en_version) or self.zh_version

    @property
    def english_is_stale(self) -> bool:
        """True when the Chinese text has been published anew since the English one was, or English is missing."""
        return bool(self.zh_version_id) and (self.en_version_id is None or self.english_of_id != self.zh_version_id)


class Frozen(models.Model):
    """Base of CourseVersion and LessonVersion: what was published, word for word. Concrete tables are append-only."""

    locale = models.CharField(_("language"), max_length=2, choices=LOCALES)
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=255)
    digest = models.CharField(_("digest"), max_length=64)
    published_at = models.DateTimeField(_("published"), default=clock.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        abstract = True

    @classmethod
    def newest(cls, identity: Identity, locale: str) -> Self | None:
        """The version with the highest number of an identity and language."""
        rows = cls._default_manager.filter(**{identity._meta.model_name or "": identity, "locale": locale})
        return rows.order_by("-number").first()
