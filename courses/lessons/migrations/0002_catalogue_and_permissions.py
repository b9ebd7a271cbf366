"""The two trees of the catalogue, Chinese and English, and what trainers and approvers may do in them."""

import uuid

from django.db import migrations

SLUG = "catalogue"
PAGE_RIGHTS = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]
IMAGE_RIGHTS = ["add_image", "change_image", "choose_image"]
GROUPS = ["trainer", "approver"]


def plant(apps, schema_editor):
    """Replace Wagtail's welcome page by the roots of the catalogue, joined as translations of each other."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Index = apps.get_model("courses_lessons", "CourseIndexPage")
    content_type, _ = ContentType.objects.get_or_create(app_label="courses_lessons", model="courseindexpage")
    Site.objects.filter(hostname="localhost").delete()
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    key = uuid.uuid4()
    pages = []
    for number, (code, title, slug) in enumerate([("zh-hans", "课程", SLUG), ("en", "Courses", f"{SLUG}-en")], start=1):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        pages.append(
            Index.objects.create(
                title=title, draft_title=title, slug=slug, content_type=content_type, path=f"{root.path}000{number}", depth=2,
                numchild=0, url_path=f"/{slug}/", locale=locale, translation_key=key, live=True,
            )
        )
    Page.objects.filter(pk=root.pk).update(numchild=len(pages), locale=pages[0].locale)
    Site.objects.create(hostname="localhost", port=80, site_name="Decorum", root_page_id=pages[0].pk, is_default_site=True)


def permit(apps, schema_editor):
    """Trainers and approvers write, publish and lock in both trees, and use pictures."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Collection = apps.get_model("wagtailcore", "Collection")
    Group = apps.get_model("auth", "Group")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    Index = apps.get_model("courses_lessons", "CourseIndexPage")
    Permission = apps.get_model("auth", "Permission")

    def permission(app, model, codename):
        content_type, _ = ContentType.objects.get_or_create(app_label=app, model=model)
        return Permission.objects.get_or_create(content_type=content_type, codename=codename, defaults={"name": codename.replace("_", " ").capitalize()})[0]

    root_collection = Collection.objects.get(depth=1)
    for group in Group.objects.filter(name__in=GROUPS):
        for page in Index.objects.all():
            for codename in PAGE_RIGHTS:
                GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission("wagtailcore", "page", codename))
        for codename in IMAGE_RIGHTS:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root_collection, permission=permission("wagtailimages", "image", codename))


class Migration(migrations.Migration):
    dependencies = [
        ("courses_lessons", "0001_initial"),
        ("training_site_people", "0002_roles"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop), migrations.RunPython(permit, migrations.RunPython.noop)]
