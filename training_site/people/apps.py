from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, units, jobs and roles; the doors; the guard at every view."""

    name = "training_site.people"
    label = "training_site_people"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from training_site.people import tasks  # noqa: F401  (registers its handlers)
        from training_site.people.access import check_policies
        from training_site.people.approval_mail import take_over
        from training_site.people.keeping import contribute
        from training_site.people.limits import lead_allauth_to_the_table

        lead_allauth_to_the_table()
        contribute()
        take_over()
        register(check_policies, Tags.urls)
