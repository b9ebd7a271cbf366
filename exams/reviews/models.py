"""Reviews of a person's work in a period: indicators with weights, frozen evidence, ratings, and what people signed."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from etiquette.norms.api import Citation
from exams.reviews.states import (
    ACKNOWLEDGED,
    CYCLE_LABELS,
    CYCLE_MOVES,
    DECIDED,
    OBJECTED,
    OPEN,
    PLANNED,
    REVIEW_LABELS,
    REVIEW_MOVES,
    SELF,
    SIGNED,
    SUPERVISOR,
)
from training_site.ledger.api import append_only
from training_site.lib import bilingual, clock
from training_site.lib.moves import state_constraint


class ReviewCycle(ClusterableModel):
    """One round of reviews: which months are looked at, from when to when people rate, how long an objection is possible."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=80)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("to be finished by"))
    objection_days = models.PositiveSmallIntegerField(
        _("working days for an objection"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    state = models.CharField(_("state"), max_length=12, choices=list(CYCLE_LABELS.items()), default=PLANNED, editable=False)

    class Meta:
        ordering = ["-opens_on", "code"]
        verbose_name = _("review cycle")
        verbose_name_plural = _("review cycles")
        constraints = [
            state_constraint("state", CYCLE_MOVES, "review_cycle_state"),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="review_cycle_period"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="review_cycle_closes_after_opening"),
            models.CheckConstraint(condition=Q(objection_days__gte=1), name="review_cycle_objection_days"),
        ]

    def __str__(self) -> str:
        return bilingual.text_of(self, "title")


class Indicator(models.Model):
    """One thing that is rated, with its share of the whole in percent. `norm_codes` become citations when the cycle opens."""

    sort_order_field = "order"

    cycle = ParentalKey(ReviewCycle, on_delete=models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField(_("order"), null=True, blank=True, editable=False)
    code = models.SlugField(_("code"), max_length=40)
    title_zh = models.CharField(_("Chinese title"), max_length=60)
    title_en = models.CharField(_("English title"), max_length=100, blank=True)
    description_zh = models.TextField(_("Chinese description"), blank=True)
    description_en = models.TextField(_("English description"), blank=True)
    weight = models.PositiveSmallIntegerField(_("weight in percent"), validators=[MinValueValidator(1), MaxValueValidator(100)])
    evidence_kinds = models.JSONField(_("evidence shown beside it"), default=list, blank=True)
    norm_codes = models.CharField(_("norms"), max_length=400, blank=True, help_text=_("Clause numbers, separated by commas: N-20.1-02, N-9.4-07"))

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "code"], name="indicator_code_once"),
            models.CheckConstraint(condition=Q(weight__gte=1) & Q(weight__lte=100), name="indicator_weight"),
        ]

    def __str__(self) -> str:
        return bilingual.text_of(self, "title")


@append_only()
class IndicatorCitation(Citation):
    """The norm version that an indicator rests on, fixed when its cycle opened."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="citations")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("citation in an indicator")
        verbose_name_plural = _("citations in indicators")
        constraints = [models.UniqueConstraint(fields=["indicator", "norm_version"], name="indicator_citation_once")]


@append_only(
    frozen_when="OLD.signed_at IS NOT NULL",
    may_change={"state": "OLD.state <> 'closed'", "score": "OLD.state = 'objected' AND NEW.state = 'decided'"},
)
class Review(models.Model):
    """One person in one cycle. Unit, job and reviewer are those of the day it was opened; `score` and `object_until` are set by signing.

    From then on the state alone moves, and the score with it in the one move that decides an objection.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("cycle"))
    staff = models.ForeignKey("training_site_people.StaffMember", on_delete=models.PROTECT, related_name="reviews", verbose_name=_("member of staff"))
    reviewer = models.ForeignKey(
        "training_site_people.StaffMember", on_delete=models.PROTECT, related_name="reviews_to_write", verbose_name=_("reviewer")
    )
    unit = models.ForeignKey("training_site_people.OrgUnit", on_delete=models.PROTECT, related_name="reviews", verbose_name=_("unit"))
    job_role = models.ForeignKey("training_site_people.JobRole", on_delete=models.PROTECT, related_name="reviews", verbose_name=_("job role"))
    state = models.CharField(_("state"), max_length=12, choices=list(REVIEW_LABELS.items()), default=OPEN)
    self_rated_at = models.DateTimeField(_("self rating handed in"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    score = models.DecimalField(_("weighted total"), max_digits=4, decimal_places=2, null=True, blank=True)
    object_until = models.DateField(_("objection possible until"), null=True, blank=True)
    opened_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["cycle", "staff"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            state_constraint("state", REVIEW_MOVES, "review_state"),
            models.UniqueConstraint(fields=["cycle", "staff"], name="review_once_per_cycle"),
            models.CheckConstraint(condition=~Q(staff=F("reviewer")), name="review_by_somebody_else"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "rated"]) | Q(signed_at__isnull=False, score__isnull=False, object_until__isnull=False),
                name="review_signed_has_score",
            ),
            models.CheckConstraint(condition=Q(score__isnull=True) | (Q(score__gte=1) & Q(score__lte=5)), name="review_score_range"),
        ]
        indexes = [
            models.Index(fields=["reviewer", "state"], name="review_reviewer_state"),
            models.Index(fields=["unit", "state"], name="review_unit_state"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.staff_id}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:review", args=[self.public_id])


@append_only()
class Evidence(models.Model):
    """What was known about the person when it was frozen: {"schema": 1, …} (evidence.facts_of). The highest number counts."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(_("frozen at"), default=clock.now)

    class Meta:
        ordering = ["review", "number"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="evidence_number"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="evidence_again_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.number}"


@append_only(frozen_when="OLD.locked_at IS NOT NULL")
class Rating(models.Model):
    """One indicator as the person or the supervisor sees it: 5 excellent … 1 not met; a draft until it is locked by signing."""

    SIDES = [(SELF, _("self rating")), (SUPERVISOR, _("rating by the supervisor"))]

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="ratings")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="ratings")
    side = models.CharField(max_length=10, choices=SIDES)
    value = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    saved_at = models.DateTimeField(default=clock.now)
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(fields=["review", "indicator", "side"], name="rating_once"),
            models.CheckConstraint(condition=Q(value__isnull=True) | (Q(value__gte=1) & Q(value__lte=5)), name="rating_range"),
            models.CheckConstraint(condition=Q(side__in=[SELF, SUPERVISOR]), name="rating_side"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.indicator_id} {self.side}: {self.value}"


@append_only()
class Statement(models.Model):
    """What somebody said with their name. facts: {"schema": 1, …}: for a signature the whole record that was signed and its digest."""

    KINDS = [(SIGNED, _("signed")), (ACKNOWLEDGED, _("acknowledged")), (OBJECTED, _("objected")), (DECIDED, _("decided"))]

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=12, choices=KINDS)
    person = models.ForeignKey("training_site_people.StaffMember", on_delete=models.PROTECT, related_name="review_statements")
    text = models.TextField(_("reason"), blank=True)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(fields=["review", "kind"], name="statement_once"),
            models.CheckConstraint(condition=Q(kind__in=[SIGNED, ACKNOWLEDGED, OBJECTED, DECIDED]), name="statement_kind"),
            models.CheckConstraint(condition=Q(kind__in=[SIGNED, ACKNOWLEDGED]) | ~Q(text=""), name="statement_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.kind}"


class Opening(models.Model):
    """Reviews that are opened by the worker, because they are many: whose, as of which day, and how far it is.

    `units` holds codes, sorted; empty with `team_of` empty means everybody. It ends when all are open, when its cycle was closed
    meanwhile, or when somebody opens the same people again, or everybody, after its job gave up.
    """

    cycle = models.ForeignKey(ReviewCycle, on_delete=models.PROTECT, related_name="openings", verbose_name=_("cycle"))
    units = models.JSONField(default=list, blank=True)
    team_of = models.ForeignKey("training_site_people.StaffMember", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField(_("day"))
    total = models.PositiveIntegerField(_("people"))
    done = models.PositiveIntegerField(_("opened"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("opening of many reviews")
        verbose_name_plural = _("openings of many reviews")
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="review_opening_done"),
            models.UniqueConstraint(
                fields=["cycle", "units"], condition=Q(ended_at__isnull=True, team_of__isnull=True), name="review_opening_units_once"
            ),
            models.UniqueConstraint(fields=["cycle", "team_of"], condition=Q(ended_at__isnull=True), name="review_opening_team_once"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.done}/{self.total}"
