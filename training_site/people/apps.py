from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "training_site.people"
    label = "training_site_people"
