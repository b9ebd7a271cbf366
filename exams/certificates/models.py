"""Certificates as they were issued, what withdrew them, and the files made of them. Almost everything here is only added to."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.certificates.states import BOTH, EN, LANGUAGES, PASS, REISSUE, ZH
from training_site.ledger.api import append_only
from training_site.lib import bilingual, clock

only_path_data = RegexValidator(r"^[MmLlHhVvCcSsQqTtAaZz0-9eE\s,.+-]*$", _("Only the path data of an SVG drawing is possible here."))


def private_storage() -> Storage:
    """Where issued files lie: outside the web's reach, handed out by access-checked views only."""
    return storages["private"]


class CertificateType(models.Model):
    """What passing an exam certifies, in which words and for how long. Issued certificates keep the words of their day."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    exam = models.ForeignKey("exams_papers.Exam", on_delete=models.PROTECT, related_name="certificate_types", verbose_name=_("exam"))
    job_role = models.ForeignKey(
        "training_site_people.JobRole", on_delete=models.PROTECT, null=True, blank=True, related_name="certificate_types",
        verbose_name=_("job role"), help_text=_("Empty: whoever passes the exam gets this certificate, whatever their job."),
    )  # fmt: skip
    title_zh = models.CharField(_("Chinese title"), max_length=80)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    wording_zh = models.TextField(_("Chinese wording"), max_length=300, help_text=_("Follows the name. Up to two lines; **bold** is possible."))
    wording_en = models.TextField(
        _("English wording"), max_length=500, blank=True, help_text=_("Follows the name. Up to two lines; **bold** is possible.")
    )
    issuer_zh = models.CharField(_("Chinese name of the issuer"), max_length=60, blank=True, help_text=_("Empty: the name of the organisation."))
    issuer_en = models.CharField(_("English name of the issuer"), max_length=120, blank=True)
    signatory_zh = models.CharField(
        _("Chinese signature line"), max_length=60, blank=True, help_text=_("Name and office, as they stand under the signature.")
    )
    signatory_en = models.CharField(_("English signature line"), max_length=120, blank=True)
    signature_path = models.TextField(
        _("drawn signature"),
        max_length=6000,
        blank=True,
        validators=[only_path_data],
        help_text=_("SVG path data within 168 × 58; empty: the signature line alone."),
    )
    months = models.PositiveSmallIntegerField(_("months of validity"), default=12, validators=[MinValueValidator(1), MaxValueValidator(120)])
    languages = models.CharField(_("languages"), max_length=4, choices=LANGUAGES, default=BOTH)
    archived_at = models.DateTimeField(pgettext_lazy("time", "archived"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("type of certificate")
        verbose_name_plural = _("types of certificate")
        constraints = [
            models.CheckConstraint(condition=Q(months__gte=1), name="certificate_type_months"),
            models.CheckConstraint(condition=Q(languages__in=[ZH, EN, BOTH]), name="certificate_type_languages"),
        ]

    def __str__(self) -> str:
        return bilingual.text_of(self, "title")


class NumberSeries(models.Model):
    """The last human number of a year; its row is the lock under which the next one is taken."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


@append_only()
class SigningKey(models.Model):
    """A public key that facts were signed with (Ed25519, hexadecimal); the private half never enters the database."""

    key_id = models.CharField(max_length=16, unique=True)
    public_key = models.CharField(max_length=64)
    since = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.key_id


@append_only()
class Certificate(models.Model):
    """One certificate as it was issued. Whether it is valid is asked of `standing.status`, never stored.

    facts: {"schema": 1, …} (issuing.facts_of); `digest` is the sha256 of their canonical JSON, `signature` an Ed25519
    signature over it by `key_id`. `attempt` repeats the result's attempt, so that a regrade does not issue a second one.
    """

    OCCASIONS = [(PASS, pgettext_lazy("certificate", "passed")), (REISSUE, _("issued again"))]

    code = models.CharField(_("check code"), max_length=20, unique=True)
    number = models.CharField(_("number"), max_length=32, unique=True)
    staff = models.ForeignKey("training_site_people.StaffMember", on_delete=models.PROTECT, related_name="certificates", verbose_name=_("holder"))
    type = models.ForeignKey(CertificateType, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("type"))
    result = models.ForeignKey("exams_sittings.Result", on_delete=models.PROTECT, related_name="certificates", verbose_name=_("result"))
    attempt = models.ForeignKey("exams_sittings.Attempt", on_delete=models.PROTECT, related_name="certificates")
    unit = models.ForeignKey(
        "training_site_people.OrgUnit", on_delete=models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("unit")
    )
    occasion = models.CharField(_("occasion"), max_length=8, choices=OCCASIONS, default=PASS)
    issued_on = models.DateField(_("issued on"), db_index=True)
    expires_on = models.DateField(_("last day of validity"), db_index=True)
    facts = models.JSONField(_("facts"))
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    key_id = models.CharField(max_length=16)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("replaces")
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    issued_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-issued_on", "-number"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(fields=["type", "attempt"], condition=Q(occasion=PASS), name="certificate_once_per_pass"),
            models.CheckConstraint(
                condition=Q(occasion=PASS) | (Q(occasion=REISSUE) & Q(supersedes__isnull=False) & ~Q(reason="")), name="certificate_occasion"
            ),
            models.CheckConstraint(condition=Q(expires_on__gte=F("issued_on")), name="certificate_expires_after_issue"),
        ]
        indexes = [models.Index(fields=["staff", "type"], name="certificate_staff_type")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("certificates:certificate", args=[self.code])


@append_only()
class Revocation(models.Model):
    """Why and by whom a certificate was withdrawn. The reason is for the house; the public page shows the date only."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="revocation")
    reason = models.CharField(_("reason"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("revocation")
        verbose_name_plural = _("revocations")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="revocation_has_reason")]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.reason}"


@append_only()
class Retention(models.Model):
    """Somebody looked at a certificate whose attempt no longer carries it and decided that it stays, for a reason."""

    GROUNDS = [("void", _("the attempt was declared void")), ("failed", _("the result was corrected to a fail"))]

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="retentions")
    ground = models.CharField(_("ground"), max_length=8, choices=GROUNDS)
    ground_id = models.PositiveBigIntegerField()
    reason = models.CharField(_("reason"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("decision to keep a certificate")
        verbose_name_plural = _("decisions to keep a certificate")
        constraints = [
            models.UniqueConstraint(fields=["certificate", "ground", "ground_id"], name="retention_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="retention_has_reason"),
            models.CheckConstraint(condition=Q(ground__in=["void", "failed"]), name="retention_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.ground}"


@append_only()
class CertificatePdf(models.Model):
    """A file made of a certificate, once per language, with the hash that a copy is compared to."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="pdfs")
    language = models.CharField(_("language"), max_length=4, choices=LANGUAGES)
    file = models.FileField(storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("bytes"))
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("certificate file")
        verbose_name_plural = _("certificate files")
        constraints = [
            models.UniqueConstraint(fields=["certificate", "language"], name="certificate_pdf_once"),
            models.CheckConstraint(condition=Q(language__in=[ZH, EN, BOTH]), name="certificate_pdf_language"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.language}"


class Knock(models.Model):
    """How often an address (as a keyed hash) asked the public check in one minute; swept as new minutes come."""

    who = models.CharField(max_length=64)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "minute"], name="knock_once_per_minute")]
        indexes = [models.Index(fields=["minute"], name="knock_minute")]

    def __str__(self) -> str:
        return f"{self.minute:%H:%M} {self.count}"
