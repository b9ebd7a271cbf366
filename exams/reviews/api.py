"""What other rooms use of reviews."""

from exams.reviews.models import Evidence, Indicator, Rating, Review, ReviewCycle, Statement

__all__ = ["Evidence", "Indicator", "Rating", "Review", "ReviewCycle", "Statement"]
