from django.apps import AppConfig


class RosterConfig(AppConfig):
    """People, posts and supervisors from a spreadsheet; slips with one-time codes for the new ones."""

    name = "training_site.roster"
    label = "training_site_roster"

    def ready(self) -> None:
        from training_site.roster.kind import RosterKind
        from training_site.transfers.api import register

        register(RosterKind())
