"""What this room adds to the Wagtail admin, and the doors it closes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from courses.lessons import admin_views, identities, lifecycle, rules
from courses.lessons.choosing import attachment_chooser
from courses.lessons.file_viewset import POLICY, lesson_files
from courses.lessons.frozen_page import FrozenOnPublish
from courses.lessons.languages import language_of
from courses.lessons.models import Attachment, CourseIndexPage
from training_site.people.api import APPROVER, AUDITOR, ORDER, TRAINER, TRAINING_MENU, has_role

register_permission_policy(Attachment, POLICY)


@hooks.register("register_admin_viewset")
def file_desks() -> list[Any]:
    """Choosing and uploading lesson files inside the editor, and the list of them all."""
    return [attachment_chooser, lesson_files]


@hooks.register("register_admin_urls")
def admin_addresses() -> list[Any]:
    """The list of courses and its deeds."""
    patterns = [
        path("", admin_views.course_list, name="courses"),
        path("<slug:code>/archive/", admin_views.archive, name="archive"),
        path("<slug:code>/restore/", admin_views.restore, name="restore"),
        path("<slug:code>/copy/", admin_views.copy, name="copy"),
    ]
    return [path("training/courses/", include((patterns, "lessons_admin")))]


class CoursesItem(MenuItem):
    """For those who write or check lessons."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, TRAINER, APPROVER, AUDITOR)


@hooks.register(TRAINING_MENU)
def courses_item() -> MenuItem:
    return CoursesItem(_("Courses"), reverse("lessons_admin:courses"), name="courses", icon_name="list-ul", order=ORDER["courses"])


@hooks.register("before_serve_page")
def readers_get_versions(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
    """No page is ever served as such: its readers' address answers, and everything else is not there."""
    specific = page.specific
    if isinstance(specific, CourseIndexPage):
        return HttpResponseRedirect(reverse("lessons:catalogue"))
    address = identities.address_of(specific) if isinstance(specific, FrozenOnPublish) else None
    if address is None:
        raise Http404
    return HttpResponseRedirect(address)


@hooks.register("before_delete_page")
def keep_what_was_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The single door of deletion."""
    sentence = lifecycle.why_not_delete([page])
    if not sentence:
        return None
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.depth > 1 else reverse("wagtailadmin_home"))


@hooks.register("before_bulk_action")
def bulk_doors(request: HttpRequest, action_type: str, objects: Any, action: Any) -> HttpResponse | None:
    """The bulk doors of deletion and of publishing: refused with sentences before anything has happened."""
    pages = [item for item in objects if isinstance(item, Page)]
    sentences: list[str] = []
    if pages and action_type == "delete":
        sentences = [lifecycle.why_not_delete(pages)]
    elif pages and action_type == "publish":
        below = bool(action.cleaned_form.cleaned_data.get("include_descendants")) if hasattr(action, "cleaned_form") else False
        sentences = publish_problems(pages, below)
    sentences = [sentence for sentence in sentences if sentence]
    if not sentences:
        return None
    for sentence in sentences[:5]:
        messages.error(request, sentence)
    parent = pages[0].get_parent()
    return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[parent.pk]))


def publish_problems(pages: list[Page], below: bool) -> list[str]:
    """Why these pages (and those below them that are not live) may not be published, one sentence for each page."""
    found = list(pages)
    if below:
        found += [child for page in pages for child in page.get_descendants().not_live()]
    sentences = []
    for page in found:
        specific: Any = page.specific
        if not isinstance(specific, FrozenOnPublish):
            continue
        draft: Any = page.specific.get_latest_revision_as_object()
        press, _content = rules.press_page(draft, language_of(specific))
        if press.problems:
            sentences.append(str(rules.PublishRefused(draft.title, press.problems)))
    return sentences
