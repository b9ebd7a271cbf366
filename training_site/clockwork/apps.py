from django.apps import AppConfig


class ClockworkConfig(AppConfig):
    """The ordered list of settle passes and the loop that runs them."""

    name = "training_site.clockwork"
    label = "training_site_clockwork"

    def ready(self) -> None:
        from training_site.clockwork import tasks, waking  # noqa: F401  (tasks registers its handler)
        from training_site.ledger.api import on_wake

        on_wake(waking.settle_woken)
