"""Forms of the people screens in the admin."""

import re
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from training_site.ledger import api as ledger
from training_site.lib import clock
from training_site.logins.models import User
from training_site.people.codes import closed_to
from training_site.people.models import Correction, JobRole, OrgUnit, Posting, StaffMember, Supervision
from training_site.people.queries import employed
from training_site.people.roles import LABELS, SUPERVISOR, AnyUser

STAFF_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,32}")


class StaffForm(WagtailAdminModelForm):
    """What HR corrects by hand, with a reason; posts, hire and leaving have their own ways."""

    reason = forms.CharField(
        label=_("Reason for the correction"),
        max_length=400,
        required=False,
        help_text=_("Whoever looks later reads this. Certificates and signatures keep the name of their day; a certificate can be issued again."),
    )

    class Meta:
        model = StaffMember
        fields = ["name", "name_latin", "staff_number", "email", "mobile"]

    def clean_email(self) -> str:
        """An address belongs to one login."""
        email = self.cleaned_data["email"]
        if email and User.objects.filter(email__iexact=email).exclude(pk=self.instance.login_id).exists():
            raise ValidationError(_("This e-mail address belongs to somebody else."))
        self._refuse_climbing("email")
        return str(email)

    def clean_staff_number(self) -> str:
        """A number is one person's and one login's, without regard to case."""
        number = str(self.cleaned_data["staff_number"]).strip()
        if not STAFF_NUMBER.fullmatch(number):
            raise ValidationError(_("A staff number has letters, digits, dash, dot and underscore only."))
        people = StaffMember.objects.filter(staff_number__iexact=number).exclude(pk=self.instance.pk)
        if people.exists() or User.objects.filter(username__iexact=number).exclude(pk=self.instance.login_id).exists():
            raise ValidationError(_("This staff number belongs to somebody else."))
        self._refuse_climbing("staff_number")
        return number

    def _refuse_climbing(self, name: str) -> None:
        # Whoever sets the address to which a forgotten password is mailed can use the login.
        if name in self.changed_data and closed_to(self.for_user).filter(pk=self.instance.login_id).exists():
            raise ValidationError(_("Only an administrator changes the e-mail address or staff number of an administrator."))

    def clean(self) -> dict[str, Any]:
        """Nothing is changed without a reason."""
        cleaned: dict[str, Any] = super().clean()
        if set(self.changed_data) - {"reason"} and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say in a few words why this is corrected."))
        return cleaned

    def save_by(self, by: AnyUser) -> StaffMember:
        """Save person and login together, and write down which fields changed (not their contents)."""
        changed = [name for name in self.changed_data if name != "reason"]
        with transaction.atomic():
            staff: StaffMember = self.save()
            if staff.login_id is not None:
                User.objects.filter(pk=staff.login_id).update(username=staff.staff_number, email=staff.email, display_name=staff.name)
            if changed:
                Correction.objects.create(staff=staff, fields=changed, reason=self.cleaned_data["reason"].strip(), by=by)
                ledger.record("people.details_changed", staff, by, fields=changed)
        return staff


class EndForm(forms.Form):
    """The first day on which somebody no longer works here."""

    left_on = forms.DateField(
        label=_("Left on"),
        help_text=_("The first day on which the person no longer works here; from then on the login is closed."),
        widget=AdminDateInput(),
    )


class RolesForm(forms.Form):
    """The tasks a person has in the platform."""

    roles = forms.MultipleChoiceField(
        label=_("Tasks in the platform"), choices=list(LABELS.items()), required=False, widget=forms.CheckboxSelectMultiple()
    )

    def save_for(self, staff: StaffMember, by: AnyUser) -> None:
        """Put the login into exactly these groups; audited with what was given and taken."""
        wanted = set(self.cleaned_data["roles"])
        with transaction.atomic():
            login = staff.login
            if login is None:
                return
            held = set(login.groups.filter(name__in=LABELS).values_list("name", flat=True))
            login.groups.add(*Group.objects.filter(name__in=wanted - held))
            login.groups.remove(*Group.objects.filter(name__in=held - wanted))
            if wanted != held:
                ledger.record("people.roles_changed", staff, by, given=sorted(wanted - held), taken=sorted(held - wanted))


class UnitForm(WagtailAdminModelForm):
    """A unit and where it hangs in the tree."""

    parent = forms.ModelChoiceField(
        label=_("Belongs to"),
        queryset=OrgUnit.objects.order_by("path"),
        required=False,
        empty_label=_("nothing above it"),
        help_text=_("The unit above this one"),
    )

    class Meta:
        model = OrgUnit
        fields = ["code", "name_zh", "name_en", "kind", "closed_on"]
        widgets = {"closed_on": AdminDateInput()}

    field_order = ["parent", "code", "name_zh", "name_en", "kind", "closed_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["parent"].initial = self.instance.get_parent()

    def clean(self) -> dict[str, Any]:
        """A unit hangs neither on itself nor below itself, and only an empty one is closed."""
        cleaned: dict[str, Any] = super().clean()
        parent, unit = cleaned.get("parent"), self.instance
        if unit.pk and parent is not None and parent.path.startswith(unit.path):
            self.add_error("parent", _("A unit cannot belong to itself or to a unit below it."))
        closed_on = cleaned.get("closed_on")
        if unit.pk and closed_on:
            still = Posting.objects.filter(unit__path__startswith=unit.path).exclude(ends_on__lt=closed_on).count()
            if still:
                said = ngettext(
                    "%(count)d person is still posted here or below on that day. Move them first.",
                    "%(count)d people are still posted here or below on that day. Move them first.",
                    still,
                )
                self.add_error("closed_on", said % {"count": still})
        return cleaned

    def save(self, commit: bool = True) -> OrgUnit:
        """Through the tree, so that paths stay right."""
        parent, unit = self.cleaned_data["parent"], self.instance
        if unit.pk is None:
            return parent.add_child(instance=unit) if parent else OrgUnit.add_root(instance=unit)
        with transaction.atomic():
            present = unit.get_parent()
            unit.save()
            if (present.pk if present else None) != (parent.pk if parent else None):
                unit.move(parent or OrgUnit.get_last_root_node(), "sorted-child" if parent else "sorted-sibling")
        return OrgUnit.objects.get(pk=unit.pk)


class JobRoleForm(WagtailAdminModelForm):
    """A job role; its code is what rosters and content name."""

    class Meta:
        model = JobRole
        fields = ["code", "name_zh", "name_en", "order"]


class SupervisionForm(WagtailAdminModelForm):
    """Who answers for a unit; the person is named by staff number, for a menu of thousands helps nobody."""

    staff_number = forms.CharField(label=_("Supervisor’s staff number"), max_length=32)

    class Meta:
        model = Supervision
        fields = ["unit", "starts_on", "ends_on"]
        widgets = {"starts_on": AdminDateInput(), "ends_on": AdminDateInput()}

    field_order = ["staff_number", "unit", "starts_on", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = OrgUnit.objects.order_by("path")
        if self.instance.pk:
            self.fields["staff_number"].initial = self.instance.supervisor.staff_number
            self.fields["staff_number"].disabled = True
        else:
            self.fields["starts_on"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        """The person works here; nobody is entered twice for one unit."""
        cleaned: dict[str, Any] = super().clean()
        number = cleaned.get("staff_number", "").strip()
        supervisor = self.instance.supervisor if self.instance.pk else employed().filter(staff_number__iexact=number).first()
        if number and supervisor is None:
            self.add_error("staff_number", _("Nobody who works here has this staff number."))
            return cleaned
        self.instance.supervisor = supervisor
        twice = Supervision.objects.filter(supervisor=supervisor, unit=cleaned.get("unit"), ends_on__isnull=True).exclude(pk=self.instance.pk)
        if supervisor is not None and not cleaned.get("ends_on") and twice.exists():
            self.add_error("unit", _("This person is entered for this unit already."))
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The end is before the beginning."))
        return cleaned

    def save_by(self, by: AnyUser) -> Supervision:
        """Save, give the login its role, write it down."""
        with transaction.atomic():
            row: Supervision = self.save()
            if row.supervisor.login_id is not None and row.ends_on is None:
                Group.objects.get(name=SUPERVISOR).user_set.add(row.supervisor.login_id)
            ledger.record("people.supervision_entered", row, by, unit=row.unit.code, ends_on=row.ends_on.isoformat() if row.ends_on else None)
        return row
