from django.apps import AppConfig


class SittingsConfig(AppConfig):
    name = "exams.sittings"
    label = "exams_sittings"
