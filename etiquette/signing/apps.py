from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "etiquette.signing"
    label = "etiquette_signing"

    def ready(self) -> None:
        from etiquette.signing.keeping import contribute
        from etiquette.signing.panels import team_panel, to_sign_panel
        from training_site.lib import slots

        slots.fill("desk.my_training", to_sign_panel, order=10, queries=6)
        slots.fill("desk.team", team_panel, order=25, queries=3)
        contribute()
