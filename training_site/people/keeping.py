"""What this room contributes of people's data, how it is erased, and how long the traces of signing in are kept."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tasks_db.models import DBTaskResult
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.logins.models import User
from training_site.people.models import Correction, FloodLimit, OneTimeCode, Posting, StaffMember, Supervision
from training_site.people.personal_data import Identifiers, Table, register_personal_data
from training_site.people.retention import Kept, register_retention

_AXES = (AccessLog, AccessAttempt, AccessFailureLog)


def _names(staff: StaffMember) -> set[str]:
    """As axes knows somebody: the staff number or address that was typed, without regard to case."""
    login = staff.login
    known = {staff.staff_number, staff.email, *((login.username, login.email) if login else ())}
    return {name.casefold() for name in known if name}


def _typed(staff: StaffMember) -> Q:
    return Q(username__in=_names(staff) | {name.upper() for name in _names(staff)} | {staff.staff_number})


def _told_of(staff: StaffMember) -> Q:
    return Q(actor=staff.pseudonym) | Q(subject_kind=StaffMember._meta.label_lower, subject_id=str(staff.pk))


def erase(staff: StaffMember, known: Identifiers) -> None:
    """Name, number and ways to reach somebody give way to the pseudonym; the login is emptied and closed; traces of signing in go."""
    login = staff.login
    for model in _AXES:
        model.objects.filter(_typed(staff)).delete()
    _reword_logs(StaffMember, [staff.pk], known)
    _reword_logs(Posting, list(staff.postings.values_list("pk", flat=True)), known)
    _reword_logs(Supervision, list(staff.supervisions.values_list("pk", flat=True)), known)
    for correction in Correction.objects.filter(staff=staff):
        Correction.objects.filter(pk=correction.pk).update(reason=known.replaced(correction.reason))
    if login is not None:
        OneTimeCode.objects.filter(login=login).delete()
        for model in (EditingSession, FormState, UserProfile):
            model.objects.filter(user=login).delete()
        login.groups.clear()
        login.user_permissions.clear()
        _reword_logs(User, [login.pk], known)
        User.objects.filter(pk=login.pk).update(
            username=known.pseudonym,
            email="",
            display_name=known.pseudonym,
            password=make_password(None),
            is_active=False,
            is_staff=False,
            is_superuser=False,
            must_change_password=True,
            last_login=None,
        )
    empty = {"name": known.pseudonym, "name_latin": "", "staff_number": known.pseudonym, "email": "", "mobile": ""}
    StaffMember.objects.filter(pk=staff.pk).update(**empty, erased_at=clock.now())


def _reword_logs(model: type[Model], ids: list[int], known: Identifiers) -> None:
    """Wagtail's log keeps what a thing was called when it was edited, and half-filled forms keep what was typed."""
    kind = ContentType.objects.get_for_model(model)
    FormState.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in ids]).delete()
    for entry in ModelLogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in ids]):
        ModelLogEntry.objects.filter(pk=entry.pk).update(label=known.replaced(entry.label), data=known.replaced_where_equal(entry.data))


_WHEN = pgettext_lazy("my data", "When")
_EDITS = {"timestamp": _WHEN, "label": pgettext_lazy("my data", "What"), "action": pgettext_lazy("my data", "Deed")}
_SIGN_INS = {
    "attempt_time": _WHEN,
    "username": pgettext_lazy("my data", "Typed name"),
    "user_agent": pgettext_lazy("my data", "User agent"),
}
_SIGN_IN_FIELDS = ["attempt_time", "username", "ip_address", "user_agent"]
_CODES = {
    "issued_at": pgettext_lazy("my data", "Issued"),
    "expires_at": pgettext_lazy("my data", "Works until"),
    "used_at": pgettext_lazy("my data", "Used"),
    "withdrawn_at": pgettext_lazy("my data", "Withdrawn"),
}
_UNIT, _JOB = {"unit__name_*": _("Unit")}, {"job_role__name_*": _("Job role")}
_PERSON_FIELDS = ["staff_number", "name", "name_latin", "email", "mobile", "hired_on", "left_on", "pseudonym"]
_LOGIN_FIELDS = ["username", "email", "display_name", "preferred_language", "date_joined", "last_login"]
_DEEDS = pgettext_lazy("my data", "Audit log: done by me or for me")

TABLES = [
    Table(StaffMember, "pk", _PERSON_FIELDS, labels={"pseudonym": pgettext_lazy("my data", "Pseudonym")}),
    Table(Posting, "staff", ["unit__name_*", "job_role__name_*", "starts_on", "ends_on"], labels={**_UNIT, **_JOB}),
    Table(Supervision, "supervisor", ["unit__name_*", "starts_on", "ends_on"], labels=_UNIT),
    Table(User, "pk", _LOGIN_FIELDS, of_login=True),
    Table(User.groups.through, "user", ["group__name"], _("Tasks in the platform"), True, {"group__name": pgettext_lazy("my data", "Task")}),
    Table(OneTimeCode, "login", list(_CODES), pgettext_lazy("my data", "One-time codes"), True, _CODES),
    Table(Correction, "staff", ["at", "reason"]),
    Table(Correction, "by", ["at", "reason"], pgettext_lazy("my data", "Corrections that I made"), True),
    Table(AuditEvent, _told_of, ["at", "deed", "actor", "subject_kind", "facts"], _DEEDS),
    Table(AccessLog, _typed, _SIGN_IN_FIELDS, pgettext_lazy("my data", "Sign-ins"), labels=_SIGN_INS),
    Table(AccessAttempt, _typed, _SIGN_IN_FIELDS, pgettext_lazy("my data", "Failed sign-ins"), labels=_SIGN_INS),
    Table(ModelLogEntry, "user", list(_EDITS), pgettext_lazy("my data", "Edited in the administration"), True, _EDITS),
    Table(PageLogEntry, "user", list(_EDITS), pgettext_lazy("my data", "Pages edited"), True, _EDITS),
]


def _simple(code: str, title: Promise, basis: Promise, model: type[Model], moment: str, setting: str = "") -> Kept:
    """A kind whose rows are past when one of their moments is, and simply go."""
    return Kept(
        code,
        title,
        basis,
        lambda before: model._default_manager.filter(**{f"{moment}__lt": before}),
        lambda ids: model._default_manager.filter(pk__in=ids).delete(),
        setting,
    )


_LAW = _("Network logs are kept for at least six months (Cybersecurity Law, article 21)")

KINDS = [
    _simple("one_time_codes", _("One-time codes"), _("No longer needed once a code cannot be used"), OneTimeCode, "expires_at"),
    _simple("sign_ins", pgettext_lazy("my data", "Sign-ins"), _LAW, AccessLog, "attempt_time"),
    _simple("failed_sign_ins", pgettext_lazy("my data", "Failed sign-ins"), _LAW, AccessAttempt, "attempt_time", "sign_ins"),
    _simple("sign_in_failures", _("Log of failed sign-ins"), _LAW, AccessFailureLog, "attempt_time", "sign_ins"),
    _simple("sessions", _("Sessions that have ended"), _("No longer needed once a session has ended"), Session, "expire_date"),
    _simple("flood_limits", _("Counts of requests"), _("Addresses as keyed hashes; needed until the limit’s time is over"), FloodLimit, "expires"),
    _simple("task_reports", _("Reports of the worker on jobs that are done"), _("Kept to look into faults"), DBTaskResult, "finished_at"),
    Kept("audit_log", _("Audit log"), _("Append-only; people by pseudonym")),
]


def contribute() -> None:
    """Called once, when the site starts."""
    register_personal_data(
        "training_site.people",
        pgettext_lazy("my data", "Person, posts and sign-in"),
        TABLES,
        erase=erase,
        stays=_("The audit log knows people by pseudonym only. Reasons that others wrote in their own words stay as they were written."),
    )
    register_retention(*KINDS)
