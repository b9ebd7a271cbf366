from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "exams.reviews"
    label = "exams_reviews"
