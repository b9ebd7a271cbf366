from django.apps import AppConfig


class ClockworkConfig(AppConfig):
    name = "training_site.clockwork"
    label = "training_site_clockwork"
