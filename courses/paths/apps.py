from django.apps import AppConfig


class PathsConfig(AppConfig):
    """What a job role has to learn and by when."""

    name = "courses.paths"
    label = "courses_paths"

    def ready(self) -> None:
        """Hold the order of paths at the exam's door; tell what is held of people."""
        from courses.paths.keeping import contribute
        from courses.paths.order import gate
        from exams.sittings.api import register_gate

        register_gate(gate)
        contribute()
