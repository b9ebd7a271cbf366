"""Mails of the approval workflow: text and HTML, both in the language of whoever reads them, whoever pressed the button."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import translation
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail.users.models import UserProfile

from tests.factories import lessons
from tests.factories.people import LoginFactory
from training_site.people.roles import APPROVER

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def page():
    """A lesson with an open draft."""
    lessons.course()
    found = lessons.lesson_page()
    found.title = "Lesson 1"
    found.save_revision()
    return found


@pytest.fixture
def workflow(page):
    """What approvers end, over all pages."""
    task = GroupApprovalTask.objects.create(name="Second pair of eyes")
    task.groups.set(Group.objects.filter(name=APPROVER))
    made = Workflow.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=made, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=made, page=Page.objects.get(depth=2, locale__language_code="zh-hans"))
    return made


def reader(language, *roles):
    return LoginFactory(roles=roles, email=f"{language}-{len(roles)}@example.org", preferred_language=language, display_name="Reader")


def parts_of(letter):
    """The text and the HTML of a mail."""
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    return letter.body, html


def start(workflow, page, by, language):
    with translation.override(language):
        return workflow.start(page, by)


@pytest.mark.parametrize("presses_in", ["en", "zh-hans"])
def test_whoever_approves_is_written_to_in_their_own_language(page, workflow, presses_in):
    for language in ("en", "zh-hans"):
        reader(language, "trainer", APPROVER)
    start(workflow, page, reader(presses_in, "trainer"), presses_in)
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {"en-2@example.org", "zh-hans-2@example.org"}
    for part in (letters["en-2@example.org"].subject, *parts_of(letters["en-2@example.org"])):
        assert not HAN.search(part.replace("礼范", ""))
        assert "Lesson 1" in part
    for part in (letters["zh-hans-2@example.org"].subject, *parts_of(letters["zh-hans-2@example.org"])):
        assert HAN.search(part.replace("礼范", ""))
    assert '<html lang="en">' in parts_of(letters["en-2@example.org"])[1]
    assert '<html lang="zh-Hans">' in parts_of(letters["zh-hans-2@example.org"])[1]


@pytest.mark.parametrize(("action", "said"), [("approve", "approved"), ("reject", "rejected")])
def test_whoever_handed_it_in_is_told_once_in_their_own_language(page, workflow, client_of, action, said):
    author, approver = reader("en", "trainer"), LoginFactory(roles=["trainer", APPROVER], display_name="Somebody else")
    state = start(workflow, page, author, "zh-hans")
    mail.outbox.clear()
    client = client_of(approver)
    client.cookies["django_language"] = "zh-hans"
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.current_task_state.pk]), {"comment": "Look again"})
    (letter,) = mail.outbox
    assert letter.to == [author.email]
    for part in (letter.subject, *parts_of(letter)):
        assert said in part
        assert not HAN.search(part.replace("礼范", ""))


def test_the_language_of_the_profile_in_the_administration_goes_first(page, workflow):
    approver = reader("zh-hans", "trainer", APPROVER)
    profile = UserProfile.get_for_user(approver)
    profile.preferred_language = "en"
    profile.save()
    start(workflow, page, reader("zh-hans", "trainer"), "zh-hans")
    assert not any(HAN.search(part.replace("礼范", "")) for part in parts_of(mail.outbox[0]))
