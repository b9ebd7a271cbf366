from django.apps import AppConfig


class SittingsConfig(AppConfig):
    name = "exams.sittings"
    label = "exams_sittings"

    def ready(self) -> None:
        from exams.sittings.keeping import contribute
        from exams.sittings.quiet import papers_are_open
        from training_site.transfers import quiet

        contribute()
        quiet.register(papers_are_open)
