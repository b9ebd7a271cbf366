from django.apps import AppConfig


class SittingsConfig(AppConfig):
    name = "exams.sittings"
    label = "exams_sittings"

    def ready(self) -> None:
        from exams.sittings.keeping import contribute

        contribute()
