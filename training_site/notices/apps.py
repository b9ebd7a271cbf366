from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "training_site.notices"
    label = "training_site_notices"
