"""No key to a person or a login is left out of what a person is told; what is left out is named here with its reason."""

import pytest
from django.apps import apps
from django.utils import translation

from training_site.logins.models import User
from training_site.people.models import StaffMember
from training_site.people.personal_data import Table, parts
from training_site.people.retention import kept_kinds

# Written by hand: model, key, why a copy of somebody's data does without it.
LEFT_OUT = {
    ("training_site_people.StaffMember", "login"): "leads to the login, which is told as a table of its own",
    ("training_site_logins.User_user_permissions", "user"): "nobody is given single permissions; tasks are groups",
    ("etiquette_norms.Norm", "locked_by"): "a lock that lasts while somebody edits",
    ("courses_lessons.CourseIndexPage", "locked_by"): "a lock that lasts while somebody edits",
    ("courses_lessons.CourseIndexPage", "owner"): "who made a page stands in the page's log, which is told",
    ("courses_lessons.CoursePage", "locked_by"): "a lock that lasts while somebody edits",
    ("courses_lessons.CoursePage", "owner"): "who made a page stands in the page's log, which is told",
    ("courses_lessons.LessonPage", "locked_by"): "a lock that lasts while somebody edits",
    ("courses_lessons.LessonPage", "owner"): "who made a page stands in the page's log, which is told",
    ("wagtailcore.Page", "locked_by"): "a lock that lasts while somebody edits",
    ("wagtailcore.Page", "owner"): "who made a page stands in the page's log, which is told",
    ("wagtailcore.Revision", "user"): "who edited stands in the logs, which are told; the text is course content",
    ("wagtailcore.WorkflowState", "requested_by"): "who asked for a review stands in the logs, which are told",
    ("wagtailcore.TaskState", "finished_by"): "who finished a review stands in the logs, which are told",
    ("wagtailcore.Comment", "user"): "comments on pages are closed on this site",
    ("wagtailcore.Comment", "resolved_by"): "comments on pages are closed on this site",
    ("wagtailcore.CommentReply", "user"): "comments on pages are closed on this site",
    ("wagtailcore.PageSubscription", "user"): "notices about comments, which are closed on this site",
    ("wagtailcore.UploadedFile", "uploaded_by_user"): "a file that waits a moment until it becomes a picture",
    ("wagtailcore.APIToken", "user"): "the API is closed on this site",
    ("wagtaildocs.Document", "uploaded_by_user"): "documents of Wagtail are closed on this site; attachments are told",
    ("wagtailimages.Image", "uploaded_by_user"): "a picture of a course; who brought it in stands in the log",
    ("wagtailadmin.EditingSession", "user"): "lasts while an editor is open",
    ("wagtailadmin.FormState", "user"): "a half-filled form, gone within days",
    ("wagtailusers.UserProfile", "user"): "how the administration looks to somebody; no fact about them",
    ("account.EmailAddress", "user"): "not used: addresses stand in the login",
    ("mfa.Authenticator", "user"): "a secret, which must not leave the system",
}


def keys_to_people():
    return {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model in {StaffMember, User}
    }


def told(tables):
    return {(table.model._meta.label, table.owner) for table in tables if isinstance(table.owner, str)}


def test_every_key_to_a_person_is_told_or_left_out_for_a_reason():
    known = told(table for part in parts() for table in part.tables)
    assert sorted(keys_to_people() - known - set(LEFT_OUT)) == []


def test_nothing_is_both_told_and_left_out_and_no_reason_has_lost_its_key():
    known = told(table for part in parts() for table in part.tables)
    assert set(LEFT_OUT) & known == set()
    assert set(LEFT_OUT) - keys_to_people() == set()


def test_a_key_that_no_room_tells_would_be_seen():
    known = told(table for part in parts() if part.room != "exams.sittings" for table in part.tables)
    assert ("exams_sittings.Attempt", "staff") in keys_to_people() - known - set(LEFT_OUT)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_heading_speaks_the_readers_language(language):
    with translation.override(language):
        headings = [heading for part in parts() for table in part.tables for heading in [str(part.title), table.heading(), *table.columns()]]
        headings += [str(text) for kind in kept_kinds() for text in (kind.title, kind.basis)]
    assert len(headings) > 200
    assert [heading for heading in headings if heading.isascii() == (language == "zh-hans") and "’" not in heading and heading != "ID"] == []


def test_every_lookup_can_be_read(staff):
    assert [list(table.rows(staff)) is None for part in parts() for table in part.tables if isinstance(table, Table)].count(True) == 0
