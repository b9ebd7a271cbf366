"""The doors: first sign-in with a one-time code, a forgotten password, lock-out, refusals."""

import uuid
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from training_site.ledger import api as ledger
from training_site.logins.models import User
from training_site.people.access import PUBLIC, access
from training_site.people.adapter import LANGUAGE_CHOSEN, carry_language
from training_site.people.codes import NO_SUCH_CODE, set_own_password
from training_site.people.forms import FirstSignInForm, ForgottenForm, NewPasswordForm

BACKEND = "training_site.people.backends.ActiveLoginBackend"


@access(PUBLIC)
@sensitive_post_parameters("code")
def first_sign_in(request: HttpRequest) -> HttpResponse:
    """Staff number and one-time code; right ones lead to setting a password."""
    if request.user.is_authenticated:
        return redirect("desk:home")
    form = FirstSignInForm(request.POST or None, initial={"staff_number": request.GET.get("number", "")[:64]})
    if request.method == "POST":
        refused = _flood(request, "login")
        if refused is not None:
            return refused
        if form.is_valid():
            user = authenticate(request, username=form.cleaned_data["staff_number"].strip(), one_time_code=form.cleaned_data["code"])
            if user is not None:
                if user.last_login is None:  # nobody has asked this person yet: the language read at the door is theirs
                    request.session.setdefault(LANGUAGE_CHOSEN, request.LANGUAGE_CODE)
                login(request, user, backend=BACKEND)
                return carry_language(request, user, redirect("people:set_password"))
            form.add_error("code", NO_SUCH_CODE)
    return render(request, "people/first_sign_in.html", {"form": form})


@access(PUBLIC)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a mail with a link; the answer is the same for every name, known or not, with an address or without (R15)."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["login"].strip()
        refused = _flood(request, "reset_password", key=typed.casefold())
        if refused is not None:
            return refused
        known = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).exclude(email="").first()
        # An unknown name costs the same row; the job looks, tells nobody, and does nothing.
        ledger.owe("people.reset_mail", known.pk if known else 0, uuid.uuid4().hex)
        return redirect("people:forgotten_sent")
    return render(request, "people/forgotten.html", {"form": form})


@access(PUBLIC)
def forgotten_sent(request: HttpRequest) -> HttpResponse:
    """What happens now, in words that fit everybody."""
    return render(request, "people/forgotten_sent.html")


class NewPassword(PasswordResetConfirmView):
    """The page behind the link of the mail. Django keeps the token in the session, out of the address."""

    access_policy = PUBLIC
    template_name = "people/new_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("account_login")
    title = ""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the password, forget the token, and say that it can be used now."""
        user: Any = self.user
        set_own_password(user, form.cleaned_data["new_password1"], "people.password_set_by_mail")
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, _("Your new password is set. Sign in with it."))
        return redirect(self.get_success_url())


def _flood(request: HttpRequest, action: str, key: str | None = None) -> HttpResponse | None:
    """The page for too many requests when this address or name has used up its share, else None."""
    if ratelimit.consume(request, action=action, key=key):
        return None
    return too_many(request)


@access(PUBLIC)
def too_many(request: HttpRequest) -> HttpResponse:
    """Too many requests in a short time."""
    return render(request, "429.html", status=429)


@access(PUBLIC)
def locked_out(request: HttpRequest, credentials: dict[str, str] | None = None, *args: object, **kwargs: object) -> HttpResponse:
    """Five wrong passwords: the same page for a staff number that exists and one that does not."""
    return render(request, "people/locked_out.html", status=429)


@access(PUBLIC)
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: mostly a page that lay open over a sign-out."""
    return render(request, "people/csrf_failed.html", status=403)
