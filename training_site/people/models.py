"""Who works where, as what, since when, and who looks after whom. A person is not a login."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from training_site.lib import bilingual, clock


class OrgUnit(MP_Node):
    """A node of the organisation tree: head office, branch, shop, hotline centre."""

    KINDS = [("head-office", _("head office")), ("branch", _("branch")), ("shop", _("shop")), ("hotline", _("hotline centre"))]

    code = models.CharField(_("code"), max_length=32, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=KINDS)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    node_order_by = ["code"]

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return bilingual.text_of(self, "name")


class JobRole(models.Model):
    """What somebody is employed as; learning paths, signing sets and exams are required by job role."""

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("job role")
        verbose_name_plural = _("job roles")

    def __str__(self) -> str:
        return bilingual.text_of(self, "name")


def new_pseudonym() -> str:
    """How the ledger and statistics name a person without naming them."""
    return f"p-{uuid.uuid4().hex[:20]}"


class StaffMember(models.Model):
    """A person who works or worked here. Everything earned hangs on this row; it is ended, never deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pseudonym = models.CharField(max_length=40, unique=True, default=new_pseudonym, editable=False)
    login = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="staff_member")
    staff_number = models.CharField(_("staff number"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    mobile = models.CharField(_("mobile number"), max_length=32, blank=True)
    hired_on = models.DateField(_("hired on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    erased_at = models.DateTimeField(_("personal data erased"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["staff_number"]
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(hired_on__isnull=True) | models.Q(left_on__gte=models.F("hired_on")),
                name="staff_left_after_hired",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def given_name(self) -> str:
        """How the greeting calls a person: a Chinese name of two or more characters without its first."""
        return self.name[1:] if 2 <= len(self.name) <= 3 and not self.name.isascii() else self.name


class Posting(models.Model):
    """A person's place and job from one day to another; no end means until further notice."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="postings")
    job_role = models.ForeignKey(JobRole, on_delete=models.PROTECT, related_name="postings")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["starts_on"]
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")), name="posting_ends_after_start"
            ),
            models.UniqueConstraint(fields=["staff"], condition=models.Q(ends_on__isnull=True), name="posting_one_open"),
            models.UniqueConstraint(fields=["staff", "starts_on"], name="posting_one_start"),
        ]
        indexes = [models.Index(fields=["unit", "ends_on"], name="posting_unit_open")]

    def __str__(self) -> str:
        return f"{self.staff} · {self.unit}"


class Supervision(models.Model):
    """Who answers for a unit (and all below it) from one day to another."""

    supervisor = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="supervisions")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="supervisions")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("supervision")
        verbose_name_plural = _("supervisions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")), name="supervision_ends_after_start"
            ),
            models.UniqueConstraint(fields=["supervisor", "unit"], condition=models.Q(ends_on__isnull=True), name="supervision_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor} → {self.unit}"


class OneTimeCode(models.Model):
    """A code on a printed slip for the first sign-in or after a reset; kept as a salted hash, used once."""

    login = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="one_time_codes")
    code_hash = models.CharField(max_length=128)
    issued_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["login", "used_at"], name="one_time_code_login")]

    def __str__(self) -> str:
        return f"{self.login} {self.issued_at:%Y-%m-%d}"


class FloodLimit(models.Model):
    """A row of the cache `limits` (people/limits.py), seen as a table so that retention can clear it; Django's cache writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        managed = False
        db_table = "training_site_people_limits"

    def __str__(self) -> str:
        return self.cache_key


class Correction(models.Model):
    """HR corrected what the system says of a person, for a reason. Which fields, never what stood in them."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="corrections")
    fields = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="correction_has_reason")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.at:%Y-%m-%d}"
