"""One-time codes, passwords set by oneself or reset by others, and the lifting of a lock-out. Every deed is audited.

A code is 50 random bits, kept as a keyed hash (HMAC-SHA256 with the site's secret key and a salt of its own): quick enough to
print slips for a thousand people, and worthless to somebody who has the table without the key.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from axes.utils import reset as lift_lock_out
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from training_site.ledger import api as ledger
from training_site.lib import clock, codes
from training_site.lib.errors import Refused
from training_site.logins.models import User
from training_site.people.models import OneTimeCode, StaffMember
from training_site.people.queries import team_of
from training_site.people.roles import ADMINISTRATOR, HR, SUPERVISOR, AnyUser, has_role, roles_of
from training_site.people.standing import comes_in

VALID_FOR = timedelta(days=7)
NO_SUCH_CODE = _(
    "Staff number and code do not match, or the code has been used or is older than 7 days. Your supervisor or HR can give you a new one."
)
_NOBODY = "hmac-sha256$nobody$" + "0" * 64


@dataclass(frozen=True)
class Slip:
    """What is printed on one slip; the code exists in clear nowhere else."""

    staff: StaffMember
    code: str

    @property
    def grouped(self) -> str:
        """The code as it is read and typed: ABCDE-FGHJK."""
        return codes.grouped(self.code, 5)


def hashed(code: str, salt: str | None = None) -> str:
    """`hmac-sha256$salt$digest` of a code in its plain form."""
    salt = salt or secrets.token_hex(8)
    digest = salted_hmac(f"people.one_time_code.{salt}", code, algorithm="sha256").hexdigest()
    return f"hmac-sha256${salt}${digest}"


def _matches(code: str, kept: str) -> bool:
    return constant_time_compare(hashed(code, kept.split("$")[1]), kept)


def live_codes() -> QuerySet[OneTimeCode]:
    """The codes that would open a login now: neither used nor withdrawn, nor too old."""
    return OneTimeCode.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=clock.now())


def closed_to(by: AnyUser) -> QuerySet[User]:
    """Logins into which `by` may open no way, neither by a code nor by another address or name: administrators’, unless `by` is one."""
    if has_role(by, ADMINISTRATOR):
        return User.objects.none()
    return User.objects.filter(Q(is_superuser=True) | Q(groups__name=ADMINISTRATOR)).distinct()


def closed_ids(by: AnyUser) -> frozenset[int]:
    """The ids of `closed_to`: administrators are few, so that a thousand people are compared with them in one statement."""
    return frozenset(closed_to(by).values_list("pk", flat=True))


def may_help(by: AnyUser, staff: StaffMember, closed: frozenset[int] | None = None) -> bool:
    """True when this login may give that person a new way in. `closed` are the `closed_ids` of `by`, where several are asked about.

    HR for everybody but administrators, an administrator for everybody, a supervisor for people of the own team without any
    role in the platform: whoever can reset a login can use it, and no one may climb by that.
    """
    login = staff.login
    if login is None or login.pk == getattr(by, "pk", None):
        return False
    if has_role(by, HR, ADMINISTRATOR):
        return login.pk not in (closed_ids(by) if closed is None else closed)
    own = getattr(by, "staff_member", None)
    return has_role(by, SUPERVISOR) and own is not None and not roles_of(login) and team_of(own).filter(pk=staff.pk).exists()


def _may_or_refuse(by: AnyUser | None, staff: StaffMember, closed: frozenset[int] | None = None) -> User:
    """The person's login; Refused when there is none, they have left, or `by` may not. `by` None is the system itself."""
    if staff.login is None:
        raise Refused(_("This person has no login yet. Import them with the roster."))
    if not staff.login.is_active or (staff.left_on is not None and staff.left_on <= clock.today()):
        raise Refused(_("This person has left; their login is closed."))
    if by is not None and not may_help(by, staff, closed):
        raise Refused(_("You may not do this for this person. Ask HR or an administrator."))
    return staff.login


def issue_codes(people: Iterable[StaffMember], by: AnyUser | None) -> list[Slip]:
    """New codes for several people; codes issued to them before stop working. All or nothing; Refused as for one."""
    with transaction.atomic():
        now, closed = clock.now(), None if by is None else closed_ids(by)
        slips, rows = [], []
        for staff in people:
            login = _may_or_refuse(by, staff, closed)
            code = codes.one_time_code()
            slips.append(Slip(staff, code))
            rows.append(OneTimeCode(login=login, code_hash=hashed(code), issued_at=now, expires_at=now + VALID_FOR))
        withdraw([row.login_id for row in rows])
        OneTimeCode.objects.bulk_create(rows)
        ledger.record_many("people.code_issued", [slip.staff for slip in slips], by)
    return slips


def issue_code(staff: StaffMember, by: AnyUser | None = None) -> str:
    """A new one-time code for one person, in clear for the only time; the person's earlier codes stop working.

    Raises Refused when the person has no login or has left, or when `by` may not do it.
    """
    return issue_codes([staff], by)[0].code


def reset_password(staff: StaffMember, by: AnyUser) -> str:
    """Take a forgotten password away, end the person's sessions, lift a lock-out and return a one-time code for a new one."""
    with transaction.atomic():
        login = _may_or_refuse(by, staff)
        # Another password changes the session's hash, and with it every session of this login ends (R14).
        User.objects.filter(pk=login.pk).update(password=make_password(None), must_change_password=True)
        _forget_lock_out(login)
        ledger.record("people.password_reset", staff, by)
        return issue_code(staff, by)


def set_own_password(user: User, password: str, deed: str, **facts: object) -> None:
    """A password of one's own in place of a provisional one or the one before; live codes stop working. Written down as `deed` with its facts."""
    # Hashed before the transaction: it takes a good part of a second, for which SQLite's only writer would be held.
    user.set_password(password)
    user.must_change_password = False
    with transaction.atomic():
        user.save(update_fields=["password", "must_change_password"])
        withdraw([user.pk])
        ledger.record(deed, getattr(user, "staff_member", None) or user, user, **facts)


def unlock(staff: StaffMember, by: AnyUser) -> int:
    """Open a login that wrong passwords have locked; returns how many devices were locked or counting."""
    with transaction.atomic():
        login = _may_or_refuse(by, staff)
        count = _forget_lock_out(login)
        ledger.record("people.unlocked", staff, by, devices=count)
        return count


def redeem(staff_number: str, code: str) -> User:
    """Use a one-time code: the login it opens, which must then set a password.

    Raises Refused with one and the same sentence for an unknown number, a wrong, used, withdrawn or old code, and a person
    who has left; the work done is the same in every case (R15).
    """
    typed, now = codes.plain(code), clock.now()
    open_codes = live_codes().filter(login__username__iexact=staff_number.strip()).select_related("login__staff_member")
    row = open_codes.order_by("-issued_at", "-pk").first()
    right = _matches(typed, row.code_hash if row else _NOBODY)
    with transaction.atomic():
        guarded = OneTimeCode.objects.filter(pk=row.pk if row and right else 0, used_at=None, withdrawn_at=None)
        if guarded.update(used_at=now) != 1 or row is None or not comes_in(row.login):
            raise Refused(NO_SUCH_CODE)
        User.objects.filter(pk=row.login_id).update(must_change_password=True)
        ledger.record("people.code_used", getattr(row.login, "staff_member", None) or row.login, row.login)
    row.login.must_change_password = True
    return row.login


def withdraw(login_ids: list[int]) -> None:
    """Live codes of these logins stop working: a newer code was issued, or the person has set a password and needs none."""
    OneTimeCode.objects.filter(login__in=login_ids, used_at=None, withdrawn_at=None).update(withdrawn_at=clock.now())


def _forget_lock_out(login: User) -> int:
    names = {login.username.casefold(), login.email.casefold()} - {""}
    return sum(lift_lock_out(username=name) for name in sorted(names))
