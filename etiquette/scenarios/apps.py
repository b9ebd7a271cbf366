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
        from etiquette.scenarios.panels import team_panel
        from training_site.lib import slots

        slots.fill("desk.team", team_panel, order=30, queries=3)
        impact.register(ScenarioCitation, touched_by)
        contribute()
