"""Jobs of this room, handed to the worker by the ledger's outbox."""

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from training_site.ledger.api import handler
from training_site.logins.models import User
from training_site.people.mail import send_notice
from training_site.people.standing import comes_in


@handler("people.reset_mail")
def send_reset_mail(login_id: str, version: str) -> None:
    """Mail the link that lets somebody set a new password within the hour. Nobody, and who has left, gets nothing."""
    user = User.objects.select_related("staff_member").filter(pk=int(login_id)).first()
    if user is None or not comes_in(user):
        return
    path = reverse("people:new_password", args=[urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)])
    send_notice("people/mail/reset", user, f"people.reset_mail:{login_id}:{version}", path=path)
