from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "exams.analysis"
    label = "exams_analysis"
