from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScenariosConfig(AppConfig):
    """Branching conversations, their versions, and the runs of people."""

    name = "etiquette.scenarios"
    label = "etiquette_scenarios"
    verbose_name = _("Scenarios")

    def ready(self) -> None:
        from etiquette.norms import impact
        from etiquette.scenarios.impact import touched_by
        from etiquette.scenarios.keeping import contribute
        from etiquette.scenarios.models import ScenarioCitation

        impact.register(ScenarioCitation, touched_by)
        contribute()
