"""The forms of the doors and of the account page."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def _typed(autocomplete: str, capitals: str = "none") -> forms.TextInput:
    """An input for something that is no prose: phones neither correct nor capitalise it."""
    return forms.TextInput(attrs={"autocomplete": autocomplete, "autocapitalize": capitals, "spellcheck": "false"})


def _house_style(form: forms.BaseForm) -> None:
    """The class of the house on every input; hints and errors are tied to their field by Django."""
    for field in form.fields.values():
        field.widget.attrs["class"] = "input"


class SignInForm(LoginForm):
    """Staff number or e-mail address, and password; what is wrong is said at the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Staff number or e-mail")
        self.fields["login"].widget = _typed("username")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        _house_style(self)

    def _clean_with_password(self, credentials: dict[str, Any]) -> Any:
        try:
            return super()._clean_with_password(credentials)
        except ValidationError as error:
            self.add_error("password", error)
            return self.cleaned_data


class _StyledForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _house_style(self)


class FirstSignInForm(_StyledForm):
    """Staff number and the code from the printed slip."""

    staff_number = forms.CharField(
        label=_("Staff number"),
        max_length=64,
        widget=_typed("username", "characters"),
    )
    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        help_text=_("10 letters and digits from your slip; capitals and the dash do not matter"),
        widget=_typed("one-time-code", "characters"),
    )


class ForgottenForm(_StyledForm):
    """Staff number or e-mail address of somebody who has forgotten the password."""

    login = forms.CharField(
        label=_("Staff number or e-mail"),
        max_length=254,
        widget=_typed("username"),
    )


class NewPasswordForm(SetPasswordForm):
    """A password of one's own, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = ""
        self.fields["new_password2"].label = _("New password again")
        self.fields["new_password2"].help_text = ""
        _house_style(self)


class ChangePasswordForm(NewPasswordForm, PasswordChangeForm):
    """The same for somebody who knows the present password."""

    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Present password")
        _house_style(self)
