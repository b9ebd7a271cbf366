"""A login: how somebody comes in. What somebody has earned hangs on people.StaffMember, never here."""

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from training_site.lib import clock


class User(AbstractBaseUser, PermissionsMixin):
    """`username` is the staff number as typed at the door, or a name of its own for service accounts."""

    username = models.CharField(_("staff number"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(_("e-mail"), blank=True)
    display_name = models.CharField(_("name"), max_length=120, blank=True)
    is_staff = models.BooleanField(_("may use the Django admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(_("must set a new password"), default=False)
    preferred_language = models.CharField(_("language"), max_length=10, choices=[("zh-hans", "中文"), ("en", "English")], default="zh-hans")
    date_joined = models.DateTimeField(_("created"), default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    class Meta:
        verbose_name = _("login")
        verbose_name_plural = _("logins")
        constraints = [
            models.UniqueConstraint("email", name="login_email_once", condition=~models.Q(email="")),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """The name Wagtail's admin shows."""
        return self.display_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def first_name(self) -> str:
        """Wagtail's user forms and listings ask for a first and a last name; Chinese names are not split."""
        return self.display_name

    @property
    def last_name(self) -> str:
        return ""
