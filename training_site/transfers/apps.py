from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "training_site.transfers"
    label = "training_site_transfers"
