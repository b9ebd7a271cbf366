from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "exams.papers"
    label = "exams_papers"
