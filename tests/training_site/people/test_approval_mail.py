"""Mails of the approval workflow: owed with the deed, sent after it; text and HTML in the language of whoever reads them."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask
from wagtail.users.models import UserProfile

from tests.factories import lessons
from tests.factories.people import LoginFactory, StaffFactory
from training_site.ledger.models import OwedJob
from training_site.lib import clock
from training_site.logins.models import User
from training_site.people.approval_mail import JOB, send_approval_mail
from training_site.people.models import StaffMember
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


@pytest.fixture
def start(workflow, page, django_capture_on_commit_callbacks):
    """Hand the page in, reading in a language; what is owed is done afterwards."""

    def begin(by, language):
        with django_capture_on_commit_callbacks(execute=True), translation.override(language):
            return workflow.start(page, by)

    return begin


@pytest.mark.parametrize("presses_in", ["en", "zh-hans"])
def test_whoever_approves_is_written_to_in_their_own_language(start, presses_in):
    for language in ("en", "zh-hans"):
        reader(language, "trainer", APPROVER)
    start(reader(presses_in, "trainer"), presses_in)
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
def test_whoever_handed_it_in_is_told_once_in_their_own_language(page, start, client_of, django_capture_on_commit_callbacks, action, said):
    author, approver = reader("en", "trainer"), LoginFactory(roles=["trainer", APPROVER], display_name="Somebody else")
    state = start(author, "zh-hans")
    mail.outbox.clear()
    client = client_of(approver)
    client.cookies["django_language"] = "zh-hans"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.current_task_state.pk]), {"comment": "Look again"})
    (letter,) = mail.outbox
    assert letter.to == [author.email]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert letter.body.startswith("Hello ")
    for part in (letter.subject, *parts_of(letter)):
        assert said in part
        assert not HAN.search(part.replace("礼范", ""))


def test_the_language_of_the_profile_in_the_administration_goes_first(start):
    approver = reader("zh-hans", "trainer", APPROVER)
    profile = UserProfile.get_for_user(approver)
    profile.preferred_language = "en"
    profile.save()
    start(reader("zh-hans", "trainer"), "zh-hans")
    assert not any(HAN.search(part.replace("礼范", "")) for part in parts_of(mail.outbox[0]))


def test_no_mail_is_sent_in_the_transaction_but_one_owed_to_each(page, workflow):
    approvers = [reader(language, "trainer", APPROVER) for language in ("en", "zh-hans")]
    workflow.start(page, reader("en", "trainer"))
    assert mail.outbox == []
    assert set(OwedJob.objects.filter(kind=JOB).values_list("version", "state")) == {(str(login.pk), "waiting") for login in approvers}


def test_of_what_is_taken_back_nobody_is_told(page, workflow):
    reader("en", "trainer", APPROVER)
    with transaction.atomic():
        workflow.start(page, reader("en", "trainer"))
        transaction.set_rollback(True)
    assert (OwedJob.objects.filter(kind=JOB).count(), mail.outbox) == (0, [])


@pytest.mark.parametrize(("days", "told"), [(0, 0), (-1, 0), (1, 1)], ids=["last day has come", "has left", "leaves tomorrow"])
def test_who_has_left_is_told_nothing(start, days, told):
    approver = reader("en", "trainer", APPROVER)
    StaffFactory(login=approver, left_on=clock.today() + timedelta(days=days))
    start(reader("en", "trainer"), "en")
    assert (OwedJob.objects.filter(kind=JOB).count(), len(mail.outbox)) == (told, told)


def leave(approver, page):
    StaffMember.objects.filter(login=approver).update(left_on=clock.today())


def lose_the_address(approver, page):
    User.objects.filter(pk=approver.pk).update(email="")


def take_the_page_away(approver, page):
    Page.objects.get(pk=page.pk).delete()


@pytest.mark.parametrize("happens", [leave, lose_the_address, take_the_page_away])
def test_what_happens_before_the_mail_goes_out_counts(page, workflow, happens):
    approver = reader("en", "trainer", APPROVER)
    StaffFactory(login=approver)
    workflow.start(page, reader("en", "trainer"))
    owed = OwedJob.objects.get(kind=JOB)
    happens(approver, page)
    send_approval_mail(owed.object_id, owed.version)
    assert mail.outbox == []


def test_each_rejection_is_told_with_its_own_comment_even_after_the_next_hand_in(page, workflow):
    author, approver = reader("en", "trainer"), reader("en", "trainer", APPROVER)
    state = workflow.start(page, author)
    for comment in ("Too long", "Too short"):
        state.current_task_state.specific.reject(user=approver, comment=comment)
        state.refresh_from_db()
        state.resume(author)
        state.refresh_from_db()
    for job in OwedJob.objects.filter(kind=JOB, object_id__startswith="rejected:").order_by("pk"):
        send_approval_mail(job.object_id, job.version)
    assert [("Too long" in letter.body, "Too short" in letter.body) for letter in mail.outbox] == [(True, False), (False, True)]
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 2
