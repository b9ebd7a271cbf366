"""The columns of a roster file; the titles are recognised in every language of the site, and by their code."""

from django.utils.translation import gettext_lazy as _

from training_site.transfers.api import Column

COLUMNS = (
    Column("staff_number", _("Staff number"), _("letters, digits, dash and dot; never changes"), True, "J20418"),
    Column("name", _("Name"), _("as in the personnel file"), True, _("Lin Xiaohe")),
    Column("name_latin", _("Name in Latin letters"), "", False, "Lin Xiaohe"),
    Column("unit", _("Unit code"), _("the unit’s code or its full name"), True, "JL-E-01"),
    Column("job", _("Job role"), _("the job role’s code or its full name"), True, "counter"),
    Column("hired_on", _("Hired on"), _("2026-11-02; required for new people"), False, "2026-11-02"),
    Column("starts_on", _("In this post since"), _("for moves; without it today"), False, ""),
    Column("left_on", _("Left on"), _("first day on which the person no longer works here"), False, ""),
    Column("email", _("E-mail"), _("for mails and for a forgotten password"), False, "lin.xiaohe@example.org"),
    Column("mobile", _("Mobile number"), "", False, "13800000000"),
    Column("supervisor", _("Supervisor’s staff number"), _("answers for the person’s unit"), False, "J10001"),
)
