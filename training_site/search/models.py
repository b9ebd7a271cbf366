"""One row for each published piece of text that people look for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchPassage(models.Model):
    """A clause, a lesson's block, an answer: its text in one language, and the tokens it is found by."""

    LANGUAGES = [("zh", _("Chinese")), ("en", _("English"))]

    kind = models.CharField(max_length=32)  # "norm", "lesson" …; named by the room that indexes
    object_id = models.CharField(max_length=64)
    anchor = models.CharField(max_length=64, blank=True, default="")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    title = models.CharField(max_length=255)
    text = models.TextField()
    bigrams = models.TextField()  # " 微 笑 微笑 service ": single characters, overlapping pairs, words (search.bigrams)

    class Meta:
        verbose_name = _("search passage")
        verbose_name_plural = _("search passages")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "anchor", "language"], name="search_passage_once"),
            models.CheckConstraint(condition=models.Q(language__in=["zh", "en"]), name="search_passage_language"),
        ]
        indexes = [models.Index(fields=["kind", "language"], name="search_passage_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}{'#' + self.anchor if self.anchor else ''} ({self.language})"
