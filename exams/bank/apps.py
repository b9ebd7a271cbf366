from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "exams.bank"
    label = "exams_bank"
