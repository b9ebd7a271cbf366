from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "training_site.roster"
    label = "training_site_roster"
