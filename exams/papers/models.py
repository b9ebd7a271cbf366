"""Exams as trainers plan them, and the versions that takers are examined by."""

from decimal import Decimal

from django.conf import settings as site
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from exams.papers.states import DRAFT, EXAM_MOVES, PUBLISHED
from training_site.ledger.append_only import append_only
from training_site.lib import bilingual, clock
from training_site.lib.moves import state_constraint


class Exam(ClusterableModel):
    """An exam under its lasting code. What takers get is never this row but its `current_version`."""

    RELEASES = [
        ("score", _("Score and chapters only")),
        ("feedback", _("Score, then answers with reasons at once")),
        ("after_close", _("Score at once, answers after the exam has closed")),
    ]
    STATES = [(DRAFT, _("Draft")), (PUBLISHED, _("Published"))]

    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("Part of the address; cannot be changed later."))
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=160, blank=True)
    intro_zh = models.TextField(_("Chinese introduction"), blank=True)
    intro_en = models.TextField(_("English introduction"), blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True, help_text=_("Empty: open from the moment of publishing."))
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Empty: stays open. Whoever is sitting then is closed at this time.")
    )
    limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"), default=60, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    pass_mark = models.DecimalField(
        _("pass mark in percent"), max_digits=5, decimal_places=2, default=Decimal(80), validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    max_attempts = models.PositiveSmallIntegerField(_("tries"), default=3, validators=[MinValueValidator(1), MaxValueValidator(99)])
    resit_gap_hours = models.PositiveSmallIntegerField(_("hours between tries"), default=24, validators=[MaxValueValidator(8760)])
    release = models.CharField(_("shown after submitting"), max_length=12, choices=RELEASES, default="score")
    shuffle_questions = models.BooleanField(_("shuffle the questions within each section"), default=True)
    shuffle_options = models.BooleanField(_("shuffle the options"), default=True)
    supervised = models.BooleanField(
        _("sat in a supervised room"), default=False, help_text=_("The papers then hear of pauses and new deadlines within five seconds.")
    )
    job_roles = models.ManyToManyField(
        "training_site_people.JobRole", verbose_name=_("job roles"), blank=True, related_name="exams", help_text=_("None chosen: open to everybody.")
    )
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=DRAFT, editable=False)
    current_version = models.ForeignKey("ExamVersion", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    archived_at = models.DateTimeField(pgettext_lazy("time", "archived"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(pgettext_lazy("time", "changed"), auto_now=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        constraints = [
            state_constraint("state", EXAM_MOVES, "exam_state"),
            models.CheckConstraint(condition=Q(state=DRAFT) | Q(current_version__isnull=False), name="exam_published_has_version"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")), name="exam_closes_after_opens"
            ),
            models.CheckConstraint(condition=Q(pass_mark__gte=0) & Q(pass_mark__lte=100), name="exam_pass_mark_percent"),
            models.CheckConstraint(condition=Q(max_attempts__gte=1) & Q(limit_minutes__gte=1), name="exam_has_time_and_tries"),
            models.CheckConstraint(condition=Q(release__in=["score", "feedback", "after_close"]), name="exam_release"),
        ]

    def __str__(self) -> str:
        return bilingual.text_of(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("sittings:cover", args=[self.code])


class Section(ClusterableModel):
    """A part of an exam: its own points per question and, for red lines, the rule that every answer must be right."""

    sort_order_field = "order"

    exam = ParentalKey(Exam, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(_("order"), null=True, blank=True, editable=False)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=160, blank=True)
    all_correct = models.BooleanField(_("every answer must be right"), default=False)
    points_each = models.DecimalField(
        _("points for each question"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
    )

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [models.CheckConstraint(condition=Q(points_each__gt=0), name="section_points_positive")]

    def __str__(self) -> str:
        return bilingual.text_of(self, "title")


class BlueprintRow(models.Model):
    """So many questions of a chapter, a difficulty, a kind of rule; an empty column means any."""

    DIFFICULTIES = [(1, _("easy")), (2, _("medium")), (3, _("hard"))]
    RED_LINES = [(True, _("red lines only")), (False, _("no red lines"))]

    sort_order_field = "order"

    section = ParentalKey(Section, on_delete=models.CASCADE, related_name="rows")
    order = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    chapter = models.PositiveSmallIntegerField(_("chapter"), null=True, blank=True)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), null=True, blank=True, choices=DIFFICULTIES)
    red_line = models.BooleanField(_("red line"), null=True, blank=True, choices=RED_LINES)
    count = models.PositiveSmallIntegerField(_("number of questions"), default=1, validators=[MinValueValidator(1), MaxValueValidator(400)])

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("blueprint row")
        verbose_name_plural = _("blueprint rows")
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="blueprint_row_count"),
            models.CheckConstraint(condition=Q(difficulty__isnull=True) | Q(difficulty__in=[1, 2, 3]), name="blueprint_row_difficulty"),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.chapter or '*'}"


class FixedQuestion(models.Model):
    """A question that stands in every paper of the exam."""

    sort_order_field = "order"

    section = ParentalKey(Section, on_delete=models.CASCADE, related_name="fixed_questions")
    order = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    question = models.ForeignKey("exams_bank.Question", on_delete=models.PROTECT, related_name="+", verbose_name=_("question"))

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("fixed question")
        verbose_name_plural = _("fixed questions")
        constraints = [models.UniqueConstraint(fields=["section", "question"], name="fixed_question_once")]

    def __str__(self) -> str:
        return str(self.question)


@append_only()
class ExamVersion(models.Model):
    """The rules that an attempt is held to, frozen when the exam is published. `settings`: see papers.publishing.frozen_settings."""

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    settings = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("published"), default=clock.now)
    published_by = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["exam", "number"]
        verbose_name = _("exam version")
        verbose_name_plural = _("exam versions")
        constraints = [models.UniqueConstraint(fields=["exam", "number"], name="exam_version_number")]

    def __str__(self) -> str:
        return f"{self.exam} · {self.number}"
