from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BankConfig(AppConfig):
    """Questions, their versions, keys and approval."""

    name = "exams.bank"
    label = "exams_bank"
    verbose_name = _("Question bank")

    def ready(self) -> None:
        from etiquette.norms import impact
        from exams.bank.keeping import contribute
        from exams.bank.models import QuestionCitation
        from exams.bank.queries import touched_by

        impact.register(QuestionCitation, touched_by)
        contribute()
