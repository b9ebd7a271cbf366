"""The check page for everybody: no login, no trace of who asked, the same answer for codes that do not exist."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from exams.certificates.checking import CODE_LENGTH, LARGEST_FILE, Finding, check_file, knock, look_up, typed
from training_site.lib import clock, codes
from training_site.people.api import PUBLIC, access


class CheckForm(forms.Form):
    """A code, or the PDF itself."""

    code = forms.CharField(label=_("Check code"), required=False, max_length=200)
    file = forms.FileField(label=_("Certificate as PDF"), required=False)

    def clean_code(self) -> str:
        """The code as it is stored; a sentence where it cannot be one."""
        code = typed(self.cleaned_data["code"])
        if code and len(code) != CODE_LENGTH:
            raise forms.ValidationError(
                _("A check code has %(wanted)d characters; this one has %(found)d."), params={"wanted": CODE_LENGTH, "found": len(code)}
            )
        return code

    def clean_file(self) -> object:
        """The file, where it may be a certificate of ours at all."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB. Certificates of this site are much smaller."))
        if file and not file.read(1024).lstrip().startswith(b"%PDF-"):
            raise forms.ValidationError(_("This file is not a PDF. Choose the certificate as it was downloaded."))
        return file

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("code") and not cleaned.get("file"):
            self.add_error("code", _("Enter the check code, or choose the PDF of the certificate."))
        return cleaned


def _too_many(request: HttpRequest) -> HttpResponse | None:
    if knock(request.META["REMOTE_ADDR"]):
        return None
    response = render(request, "certificates/too_many.html", status=429)
    response["Retry-After"] = "60"
    return response


def _page(request: HttpRequest, form: CheckForm, finding: Finding | None = None, code: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "finding": finding, "code": codes.grouped(code), "asked_at": clock.now()}
    response = render(request, "certificates/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@access(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The form; a code leads to its page, a file is looked at here and not kept."""
    if request.method != "POST":
        return _page(request, CheckForm())
    refusal = _too_many(request)
    if refusal:
        return refusal
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    file = form.cleaned_data["file"]
    if not file:
        return HttpResponseRedirect(reverse("verify:certificate", args=[form.cleaned_data["code"]]))
    file.seek(0)
    return _page(request, CheckForm(), check_file(file.read()))


@access(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD"])
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of a code; the QR code leads here."""
    refusal = _too_many(request)
    if refusal:
        return refusal
    plain = typed(code)
    return _page(request, CheckForm(), look_up(plain), plain[:CODE_LENGTH])
