from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "etiquette.signing"
    label = "etiquette_signing"
