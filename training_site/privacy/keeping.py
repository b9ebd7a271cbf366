"""What this room itself holds of people, and how long."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training_site.people.api import Kept, Table, register_personal_data, register_retention
from training_site.privacy.copying import remove_files
from training_site.privacy.erasing import erase_own_tables
from training_site.privacy.models import CorrectionRequest, DataExport, ErasureRequest


def contribute() -> None:
    """Called once, when the site starts."""
    when = {"asked_at": pgettext_lazy("my data", "When"), "expires_at": pgettext_lazy("my data", "Kept until"), "size": _("bytes")}
    register_personal_data(
        "training_site.privacy",
        pgettext_lazy("my data", "Requests about personal data"),
        [
            Table(DataExport, "staff", ["asked_at", "state", "size", "expires_at"], labels={**when, "state": _("state")}),
            Table(DataExport, "by", ["asked_at", "state", "size", "expires_at"], _("Copies that I ordered"), True, {**when, "state": _("state")}),
            Table(CorrectionRequest, "staff", ["asked_at", "text", "state", "answer", "answered_at"]),
            Table(CorrectionRequest, "by", ["answered_at", "state", "answer"], _("Requests for a correction that I answered"), True),
            Table(ErasureRequest, "staff", ["asked_at", "reason", "state"]),
            Table(ErasureRequest, "asked_by", ["asked_at", "reason", "state"], _("Erasures that I asked for"), True),
            Table(ErasureRequest, "decided_by", ["decided_at", "state", "answer"], _("Erasures that I decided"), True),
        ],
        erase=erase_own_tables,
    )
    register_retention(
        Kept(
            "data_exports",
            _("Files with copies of personal data"),
            _("Long enough to fetch it; another one is made at any time"),
            lambda before: DataExport.objects.filter(state="ready", asked_at__lt=before),
            remove_files,
        ),
        Kept(
            "correction_requests",
            _("Answered requests for a correction"),
            _("Three years: the general period of limitation (Civil Code, article 188)"),
            lambda before: CorrectionRequest.objects.filter(answered_at__lt=before),
            lambda ids: CorrectionRequest.objects.filter(pk__in=ids).delete(),
        ),
    )
