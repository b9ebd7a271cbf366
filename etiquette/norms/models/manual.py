"""The manual's contents: chapters and sections."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training_site.lib import bilingual
from training_site.lib.numbers import whole


class Manual(models.Model):
    """A book of norms. A site has one; the code keeps a second one from mixing with it."""

    code = models.SlugField(_("code"), max_length=32, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("manual")
        verbose_name_plural = _("manuals")

    def __str__(self) -> str:
        return bilingual.text_of(self, "title")


class Chapter(models.Model):
    """A chapter, numbered from 1."""

    manual = models.ForeignKey(Manual, on_delete=models.PROTECT, related_name="chapters", verbose_name=_("manual"))
    number = models.PositiveSmallIntegerField(_("number"))
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        constraints = [models.UniqueConstraint(fields=["manual", "number"], name="chapter_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {bilingual.text_of(self, 'title')}"


class Section(models.Model):
    """A section of a chapter, numbered as it is printed: "9.2"."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="sections", verbose_name=_("chapter"))
    number = models.CharField(_("number"), max_length=16)
    order = models.PositiveSmallIntegerField(_("order"), default=0)  # the part after the point, so that 9.10 follows 9.9
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)

    class Meta:
        ordering = ["chapter__number", "order"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [models.UniqueConstraint(fields=["chapter", "number"], name="section_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {bilingual.text_of(self, 'title')}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.order = whole(self.number.rpartition(".")[2], 32767) or 0
        super().save(*args, **kwargs)  # type: ignore[arg-type]
