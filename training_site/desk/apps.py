from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "training_site.desk"
    label = "training_site_desk"
