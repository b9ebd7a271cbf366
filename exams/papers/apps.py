from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "exams.papers"
    label = "exams_papers"

    def ready(self) -> None:
        from exams.papers.keeping import contribute

        contribute()
