from django.apps import AppConfig


class LoginsConfig(AppConfig):
    """The login alone: a custom user model must share its app with no other model (dependencies.md, pitfall 1)."""

    name = "training_site.logins"
    label = "training_site_logins"
