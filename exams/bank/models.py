"""Questions: a draft that is edited, versions that never change, and keys in tables of their own (reliability.md R6–R8).

Nothing here is a page or a snippet: no row of this room may enter Wagtail's revisions, previews or search.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from etiquette.norms.api import Citation, Norm
from exams.bank.states import EASY, HARD, PRACTICE, QUESTION_MOVES, SEALED, USES
from training_site.ledger.api import append_only
from training_site.lib import clock
from training_site.lib.moves import state_constraint

USE_CHOICES = [(SEALED, _("exams only")), (PRACTICE, _("practice"))]
DIFFICULTY_CHOICES = [(1, _("easy")), (2, _("medium")), (3, _("hard"))]
STATE_CHOICES = [("draft", _("draft")), ("in_review", _("waiting for approval")), ("published", _("published")), ("retired", _("retired"))]


class Attributes(models.Model):
    """What a draft and a version both say about themselves."""

    kind = models.CharField(_("kind"), max_length=20)
    use = models.CharField(_("use"), max_length=10, choices=USE_CHOICES, default=SEALED)
    chapter = models.PositiveSmallIntegerField(_("chapter"), help_text=_("The chapter of the manual under which an exam draws this question."))
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=DIFFICULTY_CHOICES, default=EASY, validators=[MinValueValidator(EASY), MaxValueValidator(HARD)]
    )
    red_line = models.BooleanField(_("red line"), default=False, help_text=_("Counts in the section of an exam that must be all correct."))
    body = models.JSONField(default=dict)  # what a taker sees; never a key, feedback or rubric

    class Meta:
        abstract = True


class Question(Attributes):
    """A question under its lasting code, with the draft that is being written."""

    code = models.SlugField(_("code"), max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=STATE_CHOICES, default="draft")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions_written", verbose_name=_("author"))
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("last edited by"))
    edited_at = models.DateTimeField(_("last edited"), default=clock.now)
    revision = models.PositiveIntegerField(default=1)  # counts saves, so that two editors cannot overwrite each other
    current_version = models.ForeignKey(
        "QuestionVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="current_of", verbose_name=_("current version")
    )
    english_ready = models.BooleanField(_("English complete"), default=False)
    search_index = models.TextField(editable=False, default="")  # the stem and options as bigrams, behind the bank's own door (R8)

    class Meta:
        ordering = ["code"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            state_constraint("state", QUESTION_MOVES, "question_state"),
            models.CheckConstraint(condition=Q(use__in=USES), name="question_use"),
            models.CheckConstraint(condition=Q(difficulty__gte=EASY, difficulty__lte=HARD), name="question_difficulty"),
            models.CheckConstraint(condition=~Q(state="published") | Q(current_version__isnull=False), name="question_published_has_version"),
        ]
        indexes = [models.Index(fields=["state", "chapter"], name="question_state_chapter")]

    def __str__(self) -> str:
        return self.code


class DraftKey(models.Model):
    """The key, feedback and rubric of a draft. Only `keys.py` touches this table; nothing leads here from a question."""

    question = models.OneToOneField(Question, on_delete=models.CASCADE, primary_key=True, related_name="+")
    key = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"key of question {self.pk}"


@append_only()
class QuestionVersion(Attributes):
    """A question as it was approved; attempts point here. Tokens stand resolved in `body`."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    digest = models.CharField(max_length=64)  # over everything but the key, which has a digest of its own
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by"))
    published_at = models.DateTimeField(_("published"), default=clock.now)

    class Meta:
        ordering = ["question", "number"]
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="question_version_from_one"),
            models.CheckConstraint(condition=Q(use__in=USES), name="question_version_use"),
            models.CheckConstraint(condition=Q(difficulty__gte=EASY, difficulty__lte=HARD), name="question_version_difficulty"),
            models.CheckConstraint(condition=~Q(approved_by=F("author")), name="question_version_four_eyes"),
        ]
        indexes = [models.Index(fields=["use", "chapter", "difficulty"], name="question_version_pool")]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.number}"


@append_only()
class AnswerKey(models.Model):
    """The key, feedback and rubric of a version. Only `keys.py` touches this table; nothing leads here from a version."""

    version = models.OneToOneField(QuestionVersion, on_delete=models.PROTECT, primary_key=True, related_name="+")
    key = models.JSONField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"key of version {self.pk}"


@append_only()
class Deed(models.Model):
    """One line of a question's history: what was done to it, by whom, and why."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="deeds")
    deed = models.CharField(_("deed"), max_length=20)  # the codes of deciding.DEED_WORDS
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=clock.now)
    reason = models.TextField(_("reason"), blank=True)
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("deed")
        verbose_name_plural = _("deeds")

    def __str__(self) -> str:
        return f"{self.question_id} {self.deed}"


class MeasuredDifficulty(models.Model):
    """How a version did in exams: pushed down by the room of analysis, which owns the formulas."""

    question_version = models.OneToOneField(QuestionVersion, on_delete=models.PROTECT, related_name="measured")
    facility = models.DecimalField(_("facility"), max_digits=5, decimal_places=4, null=True, blank=True)  # mean share, 0..1
    discrimination = models.DecimalField(_("discrimination"), max_digits=5, decimal_places=4, null=True, blank=True)  # −1..1
    responses = models.PositiveIntegerField(_("responses"), default=0)
    measured_at = models.DateTimeField(_("measured"), default=clock.now)

    class Meta:
        verbose_name = _("measured difficulty")
        verbose_name_plural = _("measured difficulties")

    def __str__(self) -> str:
        return f"{self.question_version_id}: {self.facility}"


@append_only()
class QuestionCitation(Citation):
    """A version cites the norm version that was in force when it was approved."""

    question_version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="citations")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("citation in a question")
        verbose_name_plural = _("citations in questions")
        constraints = [models.UniqueConstraint(fields=["question_version", "norm_version", "anchor"], name="question_citation_once")]


class DraftCitation(models.Model):
    """A draft cites a norm; which of its versions, is settled on approval."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="cited")
    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["question", "norm"], name="draft_citation_once")]

    def __str__(self) -> str:
        return f"{self.question_id} → {self.norm_id}"
