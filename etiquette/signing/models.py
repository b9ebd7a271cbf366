"""Signing: sets of norms that a job role signs, requests to read them, and the signatures."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from etiquette.norms.api import Norm, NormVersion
from training_site.ledger.api import append_only
from training_site.lib import bilingual, clock
from training_site.people.api import JobRole, StaffMember

KIND_CHOICES = [("question", pgettext_lazy("about a clause", "question")), ("decline", _("cannot sign"))]


class SigningSet(models.Model):
    """Norms that are signed together, by whom they bind. What is signed are the versions in force on the day."""

    code = models.SlugField(_("code"), max_length=64, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=160, blank=True)
    intro_zh = models.TextField(_("introduction in Chinese"), blank=True)
    intro_en = models.TextField(_("introduction in English"), blank=True)
    statement_zh = models.TextField(_("statement in Chinese"))
    statement_en = models.TextField(_("statement in English"), blank=True)
    job_roles = models.ManyToManyField(JobRole, related_name="signing_sets", blank=True, verbose_name=_("job roles"))
    due_days = models.PositiveSmallIntegerField(_("days to sign"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(365)])
    published = models.BooleanField(_("published"), default=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    norms = models.ManyToManyField(Norm, through="SetNorm", related_name="signing_sets", verbose_name=_("norms"))

    class Meta:
        ordering = ["code"]
        verbose_name = _("signing set")
        verbose_name_plural = _("signing sets")
        constraints = [
            models.CheckConstraint(condition=models.Q(published=False) | models.Q(published_at__isnull=False), name="signing_set_published_at"),
        ]

    def __str__(self) -> str:
        return bilingual.text_of(self, "title")


class SetNorm(models.Model):
    """A norm of a set, in its place."""

    signing_set = models.ForeignKey(SigningSet, on_delete=models.CASCADE, related_name="members")
    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="signing_members", verbose_name=_("norm"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["signing_set", "norm"], name="set_norm_once")]

    def __str__(self) -> str:
        return f"{self.signing_set_id} {self.norm_id}"


class ReadingRequest(models.Model):
    """Somebody is asked to read and sign a set by a day."""

    signing_set = models.ForeignKey(SigningSet, on_delete=models.PROTECT, related_name="requests", verbose_name=_("signing set"))
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="reading_requests", verbose_name=_("member of staff"))
    due_on = models.DateField(_("due on"))
    requested_at = models.DateTimeField(_("requested at"), default=clock.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("requested by")
    )

    class Meta:
        ordering = ["due_on"]
        verbose_name = _("request to read")
        verbose_name_plural = _("requests to read")
        constraints = [models.UniqueConstraint(fields=["signing_set", "staff"], name="reading_request_once")]

    def __str__(self) -> str:
        return f"{self.signing_set_id} {self.staff_id}"


@append_only()
class Signature(models.Model):
    """A person has signed one version of a norm. `receipt` is shared by everything signed in one act."""

    receipt = models.UUIDField(_("receipt"), default=uuid.uuid4, db_index=True)
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("member of staff"))
    norm_version = models.ForeignKey(NormVersion, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("version of the norm"))
    signing_set = models.ForeignKey(SigningSet, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("signing set"))
    signed_at = models.DateTimeField(_("signed at"), default=clock.now)
    typed_name = models.CharField(_("typed name"), max_length=120)
    statement = models.TextField(_("statement"))
    language = models.CharField(_("language"), max_length=5)  # "zh" or "en": in which it was read
    digest = models.CharField(_("digest"), max_length=64)  # over the whole act: who, when, statement, versions and their digests

    class Meta:
        ordering = ["signed_at", "pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [models.UniqueConstraint(fields=["staff", "norm_version"], name="signature_once")]
        indexes = [models.Index(fields=["signing_set", "staff"], name="signature_set_staff")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.norm_version_id}"


@append_only()
class ClauseQuestion(models.Model):
    """Somebody asks about a clause before signing it, or says why they cannot sign it. The set stays open either way."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="clause_questions", verbose_name=_("member of staff"))
    signing_set = models.ForeignKey(SigningSet, on_delete=models.PROTECT, related_name="questions", verbose_name=_("signing set"))
    norm_version = models.ForeignKey(NormVersion, on_delete=models.PROTECT, related_name="questions", verbose_name=_("version of the norm"))
    kind = models.CharField(_("kind"), max_length=8, choices=KIND_CHOICES, default="question")
    text = models.CharField(_("question or reason"), max_length=600)
    asked_at = models.DateTimeField(pgettext_lazy("about a clause", "asked at"), default=clock.now)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("question about a clause")
        verbose_name_plural = _("questions about clauses")
        constraints = [
            models.UniqueConstraint(fields=["staff", "norm_version", "kind", "text"], name="clause_question_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["question", "decline"]), name="clause_question_kind"),
        ]
        indexes = [models.Index(fields=["signing_set", "staff"], name="clause_question_set_staff")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.norm_version_id}"


@append_only()
class ClauseAnswer(models.Model):
    """The one answer to a question, by a trainer or whoever leads the person."""

    question = models.OneToOneField(
        ClauseQuestion, on_delete=models.PROTECT, related_name="answer", verbose_name=pgettext_lazy("about a clause", "question")
    )
    text = models.CharField(pgettext_lazy("about a clause", "answer"), max_length=1200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by"))
    at = models.DateTimeField(_("answered at"), default=clock.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("answer about a clause")
        verbose_name_plural = _("answers about clauses")

    def __str__(self) -> str:
        return f"{self.question_id}"
