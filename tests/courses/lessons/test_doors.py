"""Every door of publishing freezes the next version, and only then."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from courses.lessons.models import Lesson, LessonPage, LessonVersion
from courses.lessons.rules import PublishRefused
from tests.factories import lessons as make
from training_site.lib import clock

pytestmark = pytest.mark.django_db
RULE = {"to_end": "on", "checks_asked": "answered", "watch_percent": "0"}  # as the editor sends it


def numbers(code: str = "co-1-l1", locale: str = "zh") -> list[int]:
    return list(LessonVersion.objects.filter(lesson__code=code, locale=locale).order_by("number").values_list("number", flat=True))


def reworded(code: str = "co-1-l1", language: str = "zh-hans", title: str = "另一个题目") -> Any:
    page = make.lesson_page(code, language)
    page.title = title
    return page


def test_publish_freezes_the_next_version() -> None:
    make.course()
    reworded().save_revision().publish()
    assert numbers() == [1, 2]


def test_publish_of_unchanged_content_makes_no_version() -> None:
    make.course()
    make.lesson_page().save_revision().publish()
    assert numbers() == [1]


def test_button_freezes(trainer: Any, client_of: Any) -> None:
    make.course()
    page = make.lesson_page()
    client: Client = client_of(trainer)
    body = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "b9"}
    body |= {"body-0-value-text": "新的一段。", "body-0-value-cites": ""}
    data = {
        "title": "按钮",
        "slug": page.slug,
        "summary": "",
        "minutes": "7",
        **RULE,
        "action-publish": "1",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **body,
    }
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert answer.status_code == 302
    version = LessonVersion.objects.get(lesson__code="co-1-l1", locale="zh", number=2)
    assert (version.title, version.minutes, [block["id"] for block in version.body]) == ("按钮", 7, ["b9"])


def test_button_says_at_the_block_which_norm_is_unknown(trainer: Any, client_of: Any) -> None:
    make.course()
    page = make.lesson_page()
    body = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "b9"}
    body |= {"body-0-value-text": "见[[N-9.9-99]]。", "body-0-value-cites": ""}
    data = {
        "title": "按钮",
        "slug": page.slug,
        "summary": "",
        "minutes": "7",
        **RULE,
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **body,
    }
    client: Client = client_of(trainer)
    refused = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {**data, "action-publish": "1"})
    assert refused.status_code == 200
    problem = refused.context["form"].errors.as_data()["body"][0].block_errors[0].block_errors["text"]
    assert "N-9.9-99" in str(problem)
    saved = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert saved.status_code == 302  # a draft may be wrong
    assert numbers() == [1]


def test_workflow_freezes_at_its_end(approver: Any, client_of: Any) -> None:
    make.course()
    page = reworded()
    page.save_revision()
    task = GroupApprovalTask.objects.create(name="two eyes more")
    task.groups.set(approver.login.groups.filter(name="approver"))
    workflow = Workflow.objects.create(name="approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=Page.objects.get(depth=2, locale__language_code="zh-hans"))
    state = workflow.start(page, make.writer())
    assert numbers() == [1]
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk])
    client_of(approver).post(address, {"comment": ""})
    assert numbers() == [1, 2]


def test_workflow_that_breaks_the_rules_is_refused_with_a_sentence(approver: Any, client_of: Any) -> None:
    make.course()
    page = make.lesson_page()
    page.minutes = 0
    page.save_revision()
    task = GroupApprovalTask.objects.create(name="two eyes more")
    task.groups.set(approver.login.groups.filter(name="approver"))
    workflow = Workflow.objects.create(name="approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=Page.objects.get(depth=2, locale__language_code="zh-hans"))
    state = workflow.start(page, make.writer())
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk])
    answer = client_of(approver).post(address, {"comment": ""}, follow=True)
    assert answer.status_code == 200
    state.refresh_from_db()
    assert (state.status, numbers()) == ("in_progress", [1])


def test_scheduled_freezes_when_its_moment_comes() -> None:
    make.course()
    page = reworded()
    page.go_live_at = clock.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert numbers() == [1]
    revision = LessonPage.objects.get(pk=page.pk).scheduled_revision
    content = {**revision.content, "go_live_at": (clock.now() - timedelta(hours=1)).isoformat()}
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=clock.now() - timedelta(minutes=1), content=content)
    call_command("publish_scheduled")
    assert numbers() == [1, 2]


def test_scheduled_that_broke_meanwhile_stays_a_draft_and_stops_nobody_else() -> None:
    make.course()
    late = clock.now() - timedelta(minutes=1)
    broken = make.lesson_page("co-1-l1")
    broken.minutes = 0
    wrong = broken.save_revision(approved_go_live_at=late)
    fine = reworded("co-1-l2").save_revision(approved_go_live_at=late)
    type(fine).objects.filter(pk=wrong.pk).update(approved_go_live_at=late - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert (numbers("co-1-l1"), numbers("co-1-l2")) == ([1], [1, 2])
    wrong.refresh_from_db()
    assert wrong.approved_go_live_at is None


def test_bulk_freezes(trainer: Any, client_of: Any) -> None:
    make.course()
    page = reworded()
    page.save_revision()
    client_of(trainer).post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}", {"include_descendants": ""})
    assert numbers() == [1, 2]


def test_bulk_refuses_what_breaks_the_rules_with_a_sentence(trainer: Any, client_of: Any) -> None:
    make.course()
    page = make.lesson_page()
    page.minutes = 0
    page.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}"
    answer = client_of(trainer).post(address, {"include_descendants": ""}, follow=True)
    assert (answer.status_code, numbers()) == (200, [1])
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_alias_is_a_lesson_of_its_own_that_follows_its_original() -> None:
    make.course()
    make.course("co-2", 1)
    alias = make.lesson_page().create_alias(parent=make.course_page("co-2"), update_slug="borrowed")
    code = Lesson.objects.get(translation_key=alias.translation_key).code
    assert (code, numbers(code)) == ("borrowed", [1])
    reworded().save_revision().publish()
    assert numbers("borrowed") == [1, 2]


def test_alias_in_the_other_language_makes_no_version() -> None:
    files = [make.lesson_file("co-1-l1", title={"zh": "只有中文"})]
    make.course("co-1", files)
    english = make.lesson_page().copy_for_translation(make.course_page("co-1", "en").locale, alias=True)
    assert (english.live, numbers(locale="en")) == (True, [])


def test_copy_then_publish_freezes_a_lesson_of_its_own() -> None:
    make.course()
    copy = make.lesson_page().copy(update_attrs={"slug": "co-1-l9"}, keep_live=False)
    assert numbers("co-1-l9") == []
    copy.get_latest_revision().publish()
    assert (numbers("co-1-l9"), numbers("co-1-l1")) == ([1], [1])


def test_live_copy_freezes_at_once() -> None:
    make.course()
    make.lesson_page().copy(update_attrs={"slug": "co-1-l9"}, keep_live=True)
    assert numbers("co-1-l9") == [1]


def test_translation_shares_the_identity_and_freezes_its_own_language() -> None:
    make.course("co-1", [make.lesson_file("co-1-l1", title={"zh": "只有中文"})])
    english = make.lesson_page().copy_for_translation(make.course_page("co-1", "en").locale)
    english.title = "In English"
    english.save_revision().publish()
    row = make.lesson()
    assert (numbers(locale="zh"), numbers(locale="en"), row.en_version.title) == ([1], [1], "In English")


def test_publish_refused_leaves_nothing_published() -> None:
    make.course()
    page = make.lesson_page()
    page.title, page.minutes = "另一个题目", 0
    with pytest.raises(PublishRefused):
        page.save_revision().publish()
    assert (LessonPage.objects.get(pk=page.pk).title, numbers()) == ("第 1 课之题", [1])


def test_english_is_stale_after_the_chinese_page_changed_and_fresh_after_english_was_published() -> None:
    make.course()
    assert make.lesson().english_is_stale is False
    reworded().save_revision().publish()
    assert make.lesson().english_is_stale is True
    make.lesson_page(language="en").save_revision().publish()
    assert (make.lesson().english_is_stale, numbers(locale="en")) == (False, [1])


def test_unpublish_takes_the_version_from_readers_and_publishing_again_gives_it_back() -> None:
    make.course()
    make.lesson_page().unpublish()
    assert make.lesson().zh_version_id is None
    make.lesson_page().get_latest_revision().publish()
    assert (make.lesson().zh_version.number, numbers()) == (1, [1])


def test_expiry_by_the_clock_takes_the_version_from_readers() -> None:
    make.course()
    LessonPage.objects.filter(pk=make.lesson_page().pk).update(expire_at=clock.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert make.lesson().zh_version_id is None
