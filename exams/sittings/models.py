"""What somebody was asked, what they answered and when, and what it was worth. Almost everything here is only added to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.sittings.states import ATTEMPT_MOVES, MARKED, OPEN, SUBMITTED, VOID
from training_site.ledger.append_only import append_only
from training_site.lib import clock
from training_site.lib.moves import state_constraint


@append_only()
class Admission(models.Model):
    """Minutes or tries granted to one person for one exam; rows add up, nothing is taken back."""

    exam = models.ForeignKey("exams_papers.Exam", on_delete=models.PROTECT, related_name="admissions")
    staff = models.ForeignKey("training_site_people.StaffMember", on_delete=models.PROTECT, related_name="admissions")
    extra_minutes = models.PositiveSmallIntegerField(_("extra minutes"), default=0)
    extra_tries = models.PositiveSmallIntegerField(_("extra tries"), default=0)
    reason = models.CharField(_("reason"), max_length=400)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["granted_at"]
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        constraints = [
            models.CheckConstraint(condition=Q(extra_minutes__gt=0) | Q(extra_tries__gt=0), name="admission_grants_something"),
            models.CheckConstraint(condition=~Q(reason=""), name="admission_has_reason"),
        ]
        indexes = [models.Index(fields=["exam", "staff"], name="admission_exam_staff")]

    def __str__(self) -> str:
        return f"{self.exam_id} {self.staff_id} +{self.extra_minutes} min +{self.extra_tries}"


class Attempt(models.Model):
    """One sitting of one person. `purpose` preview counts nowhere."""

    STATES = [(OPEN, pgettext_lazy("attempt", "In progress")), (SUBMITTED, _("Being marked")), (MARKED, _("Marked")), (VOID, _("Void"))]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exam = models.ForeignKey("exams_papers.Exam", on_delete=models.PROTECT, related_name="attempts")
    exam_version = models.ForeignKey("exams_papers.ExamVersion", on_delete=models.PROTECT, related_name="attempts")
    staff = models.ForeignKey("training_site_people.StaffMember", on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("try"))
    purpose = models.CharField(max_length=8, default="live")
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=OPEN)
    seed = models.BigIntegerField()
    started_at = models.DateTimeField(_("started"))
    deadline = models.DateTimeField(_("deadline"))
    window_closes_at = models.DateTimeField(null=True, blank=True)
    paused_since = models.DateTimeField(_("paused since"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    closed_by = models.CharField(max_length=6, blank=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            state_constraint("state", ATTEMPT_MOVES, "attempt_state"),
            models.CheckConstraint(condition=Q(purpose__in=["live", "preview"]), name="attempt_purpose"),
            models.CheckConstraint(condition=Q(closed_by__in=["", "taker", "clock"]), name="attempt_closed_by"),
            models.CheckConstraint(condition=Q(deadline__gte=models.F("started_at")), name="attempt_deadline_after_start"),
            models.CheckConstraint(condition=Q(state__in=[OPEN, VOID]) | Q(submitted_at__isnull=False), name="attempt_closed_has_time"),
            models.CheckConstraint(condition=Q(paused_since__isnull=True) | Q(state__in=[OPEN, VOID]), name="attempt_paused_while_open"),
            models.UniqueConstraint(fields=["exam", "staff", "number"], condition=Q(purpose="live"), name="attempt_number_once"),
            models.UniqueConstraint(fields=["exam", "staff"], condition=Q(purpose="live", state=OPEN), name="attempt_one_open"),
        ]
        indexes = [
            models.Index(fields=["state", "deadline"], name="attempt_overdue"),
            models.Index(fields=["staff", "exam"], name="attempt_staff_exam"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("sittings:paper" if self.state == OPEN else "sittings:result", args=[self.public_id])

    @property
    def reference(self) -> str:
        """The number people quote: A-2026-000412, with the year of the site's own calendar."""
        return f"A-{timezone.localtime(self.started_at):%Y}-{self.pk or 0:06d}"


@append_only()
class Pause(models.Model):
    """The clock of an attempt was stopped; `PauseEnd` says when it went on."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="pauses")
    number = models.PositiveSmallIntegerField(_("number"))
    began_at = models.DateTimeField(_("began"))
    reason = models.CharField(_("reason"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["attempt", "number"]
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="pause_number_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="pause_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} pause {self.number}"


@append_only()
class PauseEnd(models.Model):
    """The clock went on."""

    pause = models.OneToOneField(Pause, on_delete=models.PROTECT, related_name="ended")
    ended_at = models.DateTimeField(_("ended"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("end of a pause")
        verbose_name_plural = _("ends of pauses")

    def __str__(self) -> str:
        return f"{self.pause_id} ended"


class AttemptQuestion(models.Model):
    """One question of an attempt as it was drawn, and the answer as it stands; `revision` counts accepted answers."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    question_version = models.ForeignKey("exams_bank.QuestionVersion", on_delete=models.PROTECT, related_name="+")
    section = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=6, decimal_places=2)
    option_order = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    response = models.JSONField(null=True, blank=True)
    flagged = models.BooleanField(default=False)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["attempt", "position"]
        verbose_name = _("question of an attempt")
        verbose_name_plural = _("questions of an attempt")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="attempt_question_position"),
            models.UniqueConstraint(fields=["attempt", "question_version"], name="attempt_question_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="attempt_question_points"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"


@append_only()
class AnswerEvent(models.Model):
    """Everything a taker sent, accepted or not, chained inside its attempt (sittings.chain)."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    attempt_question = models.ForeignKey(AttemptQuestion, on_delete=models.PROTECT, related_name="events")
    client_key = models.CharField(max_length=40)
    revision = models.PositiveIntegerField()
    response = models.JSONField(null=True)
    accepted = models.BooleanField()
    reason = models.CharField(max_length=12, blank=True)
    arrived_at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["attempt", "seq"]
        verbose_name = _("answer event")
        verbose_name_plural = _("answer events")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "seq"], name="answer_event_seq"),
            models.UniqueConstraint(fields=["attempt", "client_key"], name="answer_event_client_key"),
            models.CheckConstraint(condition=Q(accepted=True, reason="") | (Q(accepted=False) & ~Q(reason="")), name="answer_event_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} #{self.seq}"


@append_only()
class Mark(models.Model):
    """What one answer is worth; a later mark names the one it supersedes."""

    attempt_question = models.ForeignKey(AttemptQuestion, on_delete=models.PROTECT, related_name="marks")
    share = models.DecimalField(max_digits=9, decimal_places=6)
    score = models.DecimalField(max_digits=6, decimal_places=2)
    source = models.CharField(max_length=6)
    grader_version = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    comment = models.TextField(blank=True)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.CheckConstraint(condition=Q(source__in=["auto", "person"]), name="mark_source"),
            models.CheckConstraint(condition=Q(share__gte=0) & Q(share__lte=1), name="mark_share"),
            models.UniqueConstraint(fields=["attempt_question"], condition=Q(supersedes__isnull=True), name="mark_first_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_question_id}: {self.score}"


@append_only()
class Result(models.Model):
    """The outcome of an attempt, made when every mark is there; a correction is a further row that names the one it replaces.

    sections: [{order, title, score, out_of, right, count, all_correct, met}], chapters: [{chapter, score, out_of, right, count, red_line}];
    scores as decimal strings.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField()
    score = models.DecimalField(_("score"), max_digits=8, decimal_places=2)
    out_of = models.DecimalField(_("out of"), max_digits=8, decimal_places=2)
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2)
    passed = models.BooleanField(_("passed"))
    sections = models.JSONField()
    chapters = models.JSONField()
    missing_marks = models.PositiveSmallIntegerField(default=0)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    made_at = models.DateTimeField(_("made"), default=clock.now)

    class Meta:
        ordering = ["attempt", "number"]
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [models.UniqueConstraint(fields=["attempt", "number"], name="result_number")]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.percent} %"


@append_only()
class Voiding(models.Model):
    """Why an attempt counts for nothing any more."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="voiding")
    reason = models.CharField(_("reason"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("voided attempt")
        verbose_name_plural = _("voided attempts")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="voiding_has_reason")]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.reason}"
