from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Reviews: weighted indicators, frozen evidence, ratings, and statements that people sign."""

    name = "exams.reviews"
    label = "exams_reviews"

    def ready(self) -> None:
        from etiquette.norms import impact
        from exams.reviews import owing  # noqa: F401  (its job is known to the worker)
        from exams.reviews.citing import touched_by
        from exams.reviews.keeping import contribute
        from exams.reviews.models import IndicatorCitation
        from exams.reviews.panels import person_panel, team_panel, waiting_panel
        from training_site.lib import slots

        impact.register(IndicatorCitation, touched_by)
        slots.fill("desk.my_training", waiting_panel, order=20, queries=1)
        slots.fill("desk.team", team_panel, order=20, queries=4)
        slots.fill("desk.person_aside", person_panel, order=20, queries=4)
        contribute()
