from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "training_site.search"
    label = "training_site_search"
