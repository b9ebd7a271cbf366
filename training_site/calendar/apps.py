from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "training_site.calendar"
    label = "training_site_calendar"
