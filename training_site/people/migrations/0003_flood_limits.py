from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    """The table of every cache that the settings keep in this database; a second time it finds them there."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("training_site_people", "0002_roles")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
