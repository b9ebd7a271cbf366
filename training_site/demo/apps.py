from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "training_site.demo"
    label = "training_site_demo"
