"""The same people are opened once at a time: of what two began together, the newest goes on, for it opens whoever is still without."""

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def end_doubles(apps, schema_editor):
    """Ends every opening that a newer one of the same people stands beside; nothing that was opened is undone."""
    Opening = apps.get_model("exams_reviews", "Opening")
    seen = set()
    for row in Opening.objects.filter(ended_at__isnull=True).order_by("-pk"):
        scope = (row.cycle_id, "team", row.team_of_id) if row.team_of_id else (row.cycle_id, "units", *row.units)
        if scope in seen:
            Opening.objects.filter(pk=row.pk).update(ended_at=timezone.now())
        seen.add(scope)


class Migration(migrations.Migration):
    dependencies = [
        ("exams_reviews", "0003_opening"),
        ("training_site_people", "0004_corrections_and_erasure"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(end_doubles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("team_of__isnull", True)),
                fields=("cycle", "units"),
                name="review_opening_units_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("cycle", "team_of"), name="review_opening_team_once"
            ),
        ),
    ]
