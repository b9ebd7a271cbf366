from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "training_site.lib"
    label = "training_site_lib"
