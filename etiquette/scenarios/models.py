"""Scenarios: a draft that is edited, versions that never change, runs of people; scores in tables of their own (reliability.md R7, R8).

Nothing here is a page or a snippet: no row of this room may enter Wagtail's revisions, previews or search. What a choice
is worth and where it leads is read through `scores.py` only.

Shapes, the same in drafts and versions (pairs are `{"zh", "en"}`):
graph  = {"start": node id, "nodes": [{"id", "step": pair, "scene": pair, "says": pair, "voice": 0..4, "voice_word": pair,
          "choices": [{"id", "text": pair}, …]}, …]}; a timed node also has "seconds"
scores = {"choices": {choice id: {"grade", "red_line", "to", "effect": pair, "better": pair, "why": pair}},
          "endings": [{"id", "outcome": "good" | "middle" | "failed", "title": pair, "text": pair}, …]}
A choice may carry "dims": {dimension: 0..2}, and at a timed node one carries "silence": true, which is taken when the time runs out.
A draft's choices also carry "cites": [norm codes]; a version's citations are rows of ScenarioCitation, anchored at the choice.
"""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from etiquette.norms.api import Citation
from etiquette.scenarios.states import OUTCOMES, RUN_MOVES, SCENARIO_MOVES
from training_site.ledger.api import append_only
from training_site.lib import bilingual, clock
from training_site.lib.moves import state_constraint
from training_site.people.api import StaffMember

STATE_CHOICES = [("draft", _("draft")), ("published", _("published")), ("archived", _("archived"))]
RUN_CHOICES = [("open", _("open")), ("finished", _("finished")), ("abandoned", _("abandoned"))]
PURPOSE_CHOICES = [("run", _("run")), ("replay", _("again from a step"))]
OUTCOME_CHOICES = [("good", _("good")), ("middle", _("middle")), ("failed", _("failed"))]


def empty_graph() -> dict[str, object]:
    """The graph of a scenario nobody has written yet."""
    return {"start": "", "nodes": []}


def empty_scores() -> dict[str, object]:
    """Its scores."""
    return {"choices": {}, "endings": []}


class Head(models.Model):
    """What a draft and a version both say before the first node."""

    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=160, blank=True)
    role = models.SlugField(_("job role"), max_length=32)  # the code of a JobRole
    channel_zh = models.CharField(_("channel in Chinese"), max_length=40)
    channel_en = models.CharField(_("channel in English"), max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(120)])
    situation_zh = models.TextField(_("situation in Chinese"))
    situation_en = models.TextField(_("situation in English"), blank=True)
    goal_zh = models.TextField(_("the customer’s mood and aim in Chinese"))
    goal_en = models.TextField(_("the customer’s mood and aim in English"), blank=True)
    customer_zh = models.CharField(_("customer in Chinese"), max_length=60)
    customer_en = models.CharField(_("customer in English"), max_length=80, blank=True)
    courses = models.JSONField(_("courses"), default=list, blank=True)  # codes of the courses it goes with
    reveal_branches = models.BooleanField(
        _("show the other choices in the debrief"),
        default=False,
        db_default=False,
        help_text=_("Otherwise the debrief gives better words only, and the branches not taken stay hidden."),
    )

    class Meta:
        abstract = True


class Scenario(Head):
    """A branching scenario under its lasting code, with the draft that is being written."""

    code = models.SlugField(_("code"), max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=STATE_CHOICES, default="draft")
    draft = models.JSONField(default=empty_graph)  # the graph, without scores
    revision = models.PositiveIntegerField(default=1)  # counts saves, so that two editors cannot overwrite each other
    published_revision = models.PositiveIntegerField(null=True, blank=True)
    edited_at = models.DateTimeField(_("last edited"), default=clock.now)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("last edited by")
    )
    current_version = models.ForeignKey(
        "ScenarioVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="current_of", verbose_name=_("current version")
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        constraints = [
            state_constraint("state", SCENARIO_MOVES, "scenario_state"),
            models.CheckConstraint(condition=~Q(state="published") | Q(current_version__isnull=False), name="scenario_published_has_version"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=120), name="scenario_minutes"),
        ]

    def __str__(self) -> str:
        return bilingual.text_of(self, "title")

    @property
    def is_changed(self) -> bool:
        """True when the draft is ahead of the current version."""
        return self.revision != self.published_revision


class ScenarioScores(models.Model):
    """Grades, targets, effects and endings of a draft. Only `scores.py` touches this table."""

    scenario = models.OneToOneField(Scenario, on_delete=models.CASCADE, primary_key=True, related_name="+")
    scores = models.JSONField(default=empty_scores)

    def __str__(self) -> str:
        return f"scores of scenario {self.scenario_id}"


@append_only()
class ScenarioVersion(Head):
    """A scenario as it was published, its graph checked and its tokens resolved; runs point here."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="versions", verbose_name=_("scenario"))
    number = models.PositiveIntegerField(_("version"))
    graph = models.JSONField(default=empty_graph)
    digest = models.CharField(_("digest"), max_length=64)  # over everything it says, its scores and the norm versions it cites
    published_at = models.DateTimeField(_("published at"), default=clock.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        ordering = ["scenario", "number"]
        verbose_name = _("version of a scenario")
        verbose_name_plural = _("versions of scenarios")
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="scenario_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="scenario_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario_id} v{self.number}"


@append_only()
class VersionScores(models.Model):
    """Grades, targets, effects and endings of a version, and the points of its best path. Only `scores.py` touches this table."""

    version = models.OneToOneField(ScenarioVersion, on_delete=models.PROTECT, primary_key=True, related_name="+")
    scores = models.JSONField()
    best_points = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"scores of version {self.version_id}"


@append_only()
class ScenarioCitation(Citation):
    """A choice (anchor = its id) cites the norm version that was in force when the scenario was published."""

    scenario_version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="citations")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("citation in a scenario")
        verbose_name_plural = _("citations in scenarios")
        constraints = [models.UniqueConstraint(fields=["scenario_version", "norm_version", "anchor"], name="scenario_citation_once")]


@append_only(frozen_when="OLD.state <> 'open'")
class Run(models.Model):
    """One person going through one version. `node` is where they stand, "" once the run has ended.

    A replay starts at a step of an earlier run with the talk before it; it is practice and counts nowhere.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="runs", verbose_name=_("scenario"))
    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="runs", verbose_name=_("version"))
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="scenario_runs", verbose_name=_("member of staff"))
    purpose = models.CharField(_("purpose"), max_length=6, choices=PURPOSE_CHOICES, default="run", db_default="run")
    replays = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replayed_by", verbose_name=_("starts from"))
    from_step = models.PositiveSmallIntegerField(_("from step"), null=True, blank=True)  # the first step taken anew, 1, 2, 3 …
    number = models.PositiveIntegerField(_("time"))  # the person's first, second … run of this scenario; replays are counted apart
    untimed = models.BooleanField(_("without a clock"), default=False, db_default=False)
    node_since = models.DateTimeField(null=True, blank=True)  # since when they stand at `node`; a timed step runs out from here
    state = models.CharField(_("state"), max_length=10, choices=RUN_CHOICES, default="open")
    node = models.CharField(max_length=64)
    last_seq = models.PositiveSmallIntegerField(default=0)
    points = models.SmallIntegerField(_("points"), null=True, blank=True)
    red_line = models.BooleanField(_("red line"), null=True, blank=True)
    ending = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=OUTCOME_CHOICES, blank=True)
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), default=clock.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            state_constraint("state", RUN_MOVES, "run_state"),
            models.UniqueConstraint(fields=["scenario", "staff", "purpose"], condition=Q(state="open"), name="run_one_open_each"),
            models.UniqueConstraint(fields=["scenario", "staff", "purpose", "number"], name="run_number_once_each"),
            models.CheckConstraint(
                condition=Q(purpose="run", replays__isnull=True, from_step__isnull=True)
                | Q(purpose="replay", replays__isnull=False, from_step__gte=1),
                name="run_replay_names_its_start",
            ),
            models.CheckConstraint(condition=Q(outcome__in=["", *OUTCOMES]), name="run_outcome"),
            models.CheckConstraint(
                condition=~Q(state="finished")
                | (Q(finished_at__isnull=False) & Q(points__isnull=False) & Q(passed__isnull=False) & Q(red_line__isnull=False) & ~Q(outcome="")),
                name="run_finished_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "passed", "finished_at"], name="run_staff_passed"),
            models.Index(fields=["version", "purpose", "number"], name="run_version_first"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


@append_only()
class ChoiceMade(models.Model):
    """What somebody said or did at one node."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="choices")
    seq = models.PositiveSmallIntegerField()  # 1, 2, 3 …
    node = models.CharField(max_length=64)
    choice = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)
    in_time = models.BooleanField(default=True, db_default=True)  # False: the clock of the step ran out, so silence was taken

    class Meta:
        ordering = ["run", "seq"]
        verbose_name = _("choice made")
        verbose_name_plural = _("choices made")
        constraints = [models.UniqueConstraint(fields=["run", "seq"], name="choice_made_once")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.seq} {self.choice}"
