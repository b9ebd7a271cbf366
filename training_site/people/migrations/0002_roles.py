from django.db import migrations

NAMES = ["trainer", "approver", "supervisor", "hr", "auditor", "administrator"]
ADMIN_NAMES = ["trainer", "approver", "hr", "auditor", "administrator"]


def create(apps, schema_editor):
    """The groups of the six roles; those who work in the Wagtail admin may open its door."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _ = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    permission, _ = Permission.objects.get_or_create(content_type=content_type, codename="access_admin", defaults={"name": "Can access Wagtail admin"})
    for name in NAMES:
        group, _ = Group.objects.get_or_create(name=name)
        if name in ADMIN_NAMES:
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("training_site_people", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
