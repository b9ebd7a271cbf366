from django.apps import AppConfig


class NormsConfig(AppConfig):
    name = "etiquette.norms"
    label = "etiquette_norms"
