from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Copies, corrections and erasure of personal data; the pass that removes what is past its period."""

    name = "training_site.privacy"
    label = "training_site_privacy"

    def ready(self) -> None:
        from training_site.lib import slots
        from training_site.privacy import retaining  # noqa: F401  (registers its handler)
        from training_site.privacy.keeping import contribute
        from training_site.privacy.panels import account_panel, person_panel

        contribute()
        slots.fill("account.below", account_panel, order=40, queries=2)
        slots.fill("person.below", person_panel, order=90, queries=2)
