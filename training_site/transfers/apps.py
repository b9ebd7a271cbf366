from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """Files that come in and files that go out, both on record."""

    name = "training_site.transfers"
    label = "training_site_transfers"

    def ready(self) -> None:
        from training_site.transfers import running  # noqa: F401  (registers its job handlers)
        from training_site.transfers.keeping import contribute
        from training_site.transfers.wagtail_exports import close_the_gap

        close_the_gap()
        contribute()
