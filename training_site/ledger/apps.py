from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """Audit rows, their seals, the outbox of jobs, and the triggers that keep append-only tables so."""

    name = "training_site.ledger"
    label = "training_site_ledger"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from training_site.ledger import append_only, heads  # noqa: F401  (heads registers its handler)

        post_migrate.connect(append_only.install_for_app, dispatch_uid="ledger.append_only")
        register(append_only.check_triggers, Tags.database)
