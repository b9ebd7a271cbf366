"""Sources that say more than codes have an English of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("etiquette_norms", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="source_en",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="source, in English"),
        )
        for name in ("norm", "normversion")
    ]
