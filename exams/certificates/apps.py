from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Certificates: issued once, frozen, checked in public, withdrawn by a person only."""

    name = "exams.certificates"
    label = "exams_certificates"

    def ready(self) -> None:
        from exams.certificates import tasks  # noqa: F401  registers the worker's part
        from exams.certificates.keeping import contribute
        from exams.certificates.panels import my_results_panel, my_training_panel, person_panel, result_panel
        from exams.certificates.renewing import renewals
        from exams.sittings.api import register_renewals
        from training_site.lib import slots

        slots.fill("result.after", result_panel, order=10, queries=5)
        slots.fill("desk.my_training", my_training_panel, order=10, queries=1)
        slots.fill("desk.my_results", my_results_panel, order=10, queries=1)
        slots.fill("desk.person_aside", person_panel, order=10, queries=1)
        register_renewals(renewals)
        contribute()
