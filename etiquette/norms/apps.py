from django.apps import AppConfig


class NormsConfig(AppConfig):
    name = "etiquette.norms"
    label = "etiquette_norms"

    def ready(self) -> None:
        from etiquette.norms.keeping import contribute

        contribute()
