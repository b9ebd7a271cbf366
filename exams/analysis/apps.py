from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "exams.analysis"
    label = "exams_analysis"

    def ready(self) -> None:
        from exams.analysis.panels import exam_panel
        from training_site.lib import slots

        slots.fill("results.exam", exam_panel, order=20, queries=2)
