from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """Files that come in and files that go out, both on record."""

    name = "training_site.transfers"
    label = "training_site_transfers"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from training_site.people.deeds import name_deeds
        from training_site.transfers import running  # noqa: F401  (registers its job handlers)
        from training_site.transfers.wagtail_exports import close_the_gap

        close_the_gap()
        name_deeds(
            {
                "transfers.export": _("table exported"),
                "transfers.import_received": _("file brought in"),
                "transfers.import_applied": _("import applied"),
                "transfers.import_discarded": _("import discarded"),
            }
        )
