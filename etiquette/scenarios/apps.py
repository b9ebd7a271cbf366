from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    name = "etiquette.scenarios"
    label = "etiquette_scenarios"
