from django.apps import AppConfig


class KindsConfig(AppConfig):
    name = "exams.kinds"
    label = "exams_kinds"
