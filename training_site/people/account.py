"""A person's own account page: who I am here, language, password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from training_site.logins.models import User
from training_site.people.access import PUBLIC, SIGNED_IN, access
from training_site.people.adapter import LANGUAGE_CHOSEN
from training_site.people.codes import set_own_password
from training_site.people.forms import ChangePasswordForm, NewPasswordForm
from training_site.people.queries import posting_of, supervisors_of
from training_site.people.roles import LABELS, roles_of


@access(PUBLIC)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language for this browser and, when signed in, for the login."""
    chosen, target = request.POST.get("language", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax")
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(preferred_language=chosen)
        else:
            request.session[LANGUAGE_CHOSEN] = chosen
    return response


@access(SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, language, password, signing out."""
    staff = getattr(request.user, "staff_member", None)
    context = {
        "place": "account",
        "staff": staff,
        "posting": posting_of(staff) if staff else None,
        "supervisors": list(supervisors_of(staff)[:3]) if staff else [],
        "roles": [LABELS[name] for name in LABELS if name in roles_of(request.user)],
        "languages": [(code, name, "en" if code == "en" else "zh-Hans") for code, name in User._meta.get_field("preferred_language").choices or []],
    }
    return render(request, "people/account.html", context)


@access(SIGNED_IN)
@sensitive_post_parameters()
def set_password(request: HttpRequest) -> HttpResponse:
    """Set a password of one's own: the first one after a code, later ones against the present one."""
    user: Any = request.user
    first = user.must_change_password or not user.has_usable_password()
    form = (NewPasswordForm if first else ChangePasswordForm)(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_own_password(user, form.cleaned_data["new_password1"], "people.password_set", first=first)
        update_session_auth_hash(request, user)
        if first:
            return redirect("desk:home")
        messages.success(request, _("Your new password is set. Other devices have been signed out."))
        return redirect("people:account")
    template = "people/set_password.html" if first else "people/change_password.html"
    return render(request, template, {"form": form, "place": "account"})
