from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "etiquette.signing"
    label = "etiquette_signing"

    def ready(self) -> None:
        from etiquette.signing.keeping import contribute

        contribute()
