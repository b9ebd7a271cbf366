from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Reviews: weighted indicators, frozen evidence, ratings, and statements that people sign."""

    name = "exams.reviews"
    label = "exams_reviews"

    def ready(self) -> None:
        from etiquette.norms import impact
        from exams.reviews.citing import touched_by
        from exams.reviews.models import IndicatorCitation

        impact.register(IndicatorCitation, touched_by)
