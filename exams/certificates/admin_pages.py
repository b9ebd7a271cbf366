"""One certificate in the administration, its withdrawal and reissue, and what has to be decided."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.certificates.documents import address_of
from exams.certificates.forms import ReasonForm
from exams.certificates.issuing import reissue
from exams.certificates.models import Certificate
from exams.certificates.queries import with_standing
from exams.certificates.revoking import keep, proposals, revoke
from exams.certificates.rules import DECIDERS, READERS
from exams.certificates.signing import is_genuine
from exams.certificates.standing import status
from exams.certificates.states import EXPIRED, REVOKED, SUPERSEDED
from exams.sittings.api import may_decide_about
from training_site.lib import codes
from training_site.lib.errors import Refused
from training_site.people.api import has_role, role

PER_PAGE = 30


class CertificatesPage(WagtailAdminTemplateMixin, TemplateView):
    """A page below the list of certificates."""

    access_policy = role(*READERS)
    page_title: str | Promise = ""
    header_icon = "doc-full"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        listed = {"url": reverse("certificates_admin:index"), "label": _("Certificates")}
        return [listed, {"url": "", "label": str(self.get_page_title())}]


def _revoke(certificate: Certificate, reason: str, user: Any) -> str:
    revoke(certificate, reason, user)
    return _("The certificate %(number)s is revoked. The public check page shows it from now on.") % {"number": certificate.number}


def _reissue(certificate: Certificate, reason: str, user: Any) -> str:
    fresh = reissue(certificate, reason, user)
    return _("The certificate %(number)s was issued in its place.") % {"number": fresh.number}


def _keep(certificate: Certificate, reason: str, user: Any) -> str:
    keep(certificate, reason, user)
    return _("The certificate %(number)s stays; your reason is kept.") % {"number": certificate.number}


DEEDS: dict[str, Callable[[Certificate, str, Any], str]] = {"revoke": _revoke, "reissue": _reissue, "keep": _keep}


class CertificatePage(CertificatesPage):
    """Everything about one certificate; human resources withdraw it or issue it again here."""

    template_name = "certificates/admin/certificate.html"
    certificate: Certificate

    def get_page_title(self) -> str:
        return self.certificate.number

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.certificate = get_object_or_404(with_standing(Certificate.objects.select_related("attempt", "unit")), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, state = self.certificate, status(self.certificate)
        decides = has_role(self.request.user, *DECIDERS)
        waiting = next((proposal for proposal in proposals() if proposal.certificate.pk == row.pk), None)
        return {
            **super().get_context_data(**kwargs),
            "certificate": row,
            "status": state,
            "genuine": is_genuine(row),
            "code": codes.grouped(row.code),
            "address": address_of(row.code),
            "pdfs": list(row.pdfs.all()),
            "proposal": waiting,
            "may_revoke": decides and state != REVOKED,
            "may_reissue": decides and state not in {REVOKED, SUPERSEDED, EXPIRED},
            "may_keep": decides and waiting is not None,
            "may_grant": may_decide_about(self.request, row.staff),
            "forms": kwargs.get("forms") or {deed: ReasonForm(prefix=deed) for deed in DEEDS},
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Withdraw, issue again or keep, with a reason; anything else is not there."""
        deed = request.POST.get("deed", "")
        if deed not in DEEDS or not has_role(request.user, *DECIDERS):
            raise Http404
        form = ReasonForm(request.POST, prefix=deed)
        if form.is_valid():
            try:
                messages.success(request, DEEDS[deed](self.certificate, form.cleaned_data["reason"], request.user))
                return HttpResponseRedirect(reverse("certificates_admin:show", args=[self.certificate.pk]))
            except Refused as refusal:
                form.add_error("reason", str(refusal))
        forms = {name: form if name == deed else ReasonForm(prefix=name) for name in DEEDS}
        return self.render_to_response(self.get_context_data(forms=forms), status=422)


class ProposalsPage(CertificatesPage):
    """Certificates whose attempt was declared void or no longer passes; somebody decides on each, nothing goes by itself."""

    template_name = "certificates/admin/proposals.html"
    page_title = gettext_lazy("Certificates to be decided")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(proposals(), PER_PAGE).get_page(self.request.GET.get("page"))
        return {**super().get_context_data(**kwargs), "page_obj": page}
