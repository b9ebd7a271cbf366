"""The first page of the administration: what waits for this person, and the way to every place they work in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.lessons.api import LessonPage
from etiquette.norms.api import Edition
from etiquette.scenarios.api import Scenario
from etiquette.signing.api import ClauseQuestion
from exams.bank.api import Question, awaiting, sent_back_to
from exams.certificates import api as certificates
from exams.certificates.api import Certificate
from exams.reviews.api import Review
from exams.sittings.api import waiting_for_marks
from training_site.lib import clock
from training_site.people.api import ADMINISTRATOR, APPROVER, HR, TRAINER, employed, roles_of
from training_site.people.menu import training_menu
from training_site.people.roles import AnyUser
from training_site.privacy.api import CorrectionRequest
from training_site.transfers.api import ImportRun


@dataclass(frozen=True)
class Waiting:
    """One line of work: a sentence with its number, what it is about, and where it is done."""

    icon: str
    sentence: str
    about: str
    url: str
    urgent: bool = False


@dataclass(frozen=True)
class Place:
    """A place of the menu."""

    label: str
    icon: str
    url: str


def _questions(user: AnyUser) -> Iterable[Waiting]:
    if count := awaiting(user).count():
        said = ngettext("%(count)d question waits for your approval", "%(count)d questions wait for your approval", count) % {"count": count}
        yield Waiting("tasks", said, _("written by somebody else, as four eyes want it"), reverse("questions:queue"), urgent=True)
    returned = sent_back_to(user)
    if count := returned.count():
        said = ngettext("%(count)d question was sent back to you", "%(count)d questions were sent back to you", count) % {"count": count}
        yield Waiting("resubmit", said, _("with a comment on what is to be changed"), reverse("questions:index") + "?state=draft", urgent=True)
    if count := Question.objects.filter(state="draft", edited_by=user).exclude(pk__in=returned.values("pk")).count():
        said = ngettext("%(count)d question of yours is a draft", "%(count)d questions of yours are drafts", count) % {"count": count}
        yield Waiting("edit", said, _("a draft is never drawn"), reverse("questions:index") + "?state=draft")


def _marking(_user: AnyUser) -> Iterable[Waiting]:
    if count := waiting_for_marks().count():
        said = ngettext("%(count)d answer waits for a mark", "%(count)d answers wait for a mark", count) % {"count": count}
        yield Waiting("edit", said, _("people learn their result when the last one is marked"), reverse("results:marking"), urgent=True)


def _clauses(_user: AnyUser) -> Iterable[Waiting]:
    if count := ClauseQuestion.objects.filter(answer__isnull=True).count():
        said = ngettext("%(count)d question about a clause waits for an answer", "%(count)d questions about clauses wait for an answer", count)
        place = reverse("signing_admin:questions") + "?state=open"
        yield Waiting("help", said % {"count": count}, _("asked by people who are to sign"), place, urgent=True)


def _corrections(_user: AnyUser) -> Iterable[Waiting]:
    if count := CorrectionRequest.objects.filter(state="asked").count():
        said = ngettext("%(count)d request to correct data waits for an answer", "%(count)d requests to correct data wait for an answer", count)
        place = reverse("correction_requests:index") + "?state=asked"
        yield Waiting("edit", said % {"count": count}, _("corrected, or refused with the reason"), place, urgent=True)


def _editions(_user: AnyUser) -> Iterable[Waiting]:
    for edition in Edition.objects.filter(state="open").order_by("number")[:3]:
        said = _("Edition %(number)d of the manual is open") % {"number": edition.number}
        yield Waiting("folder-open-inverse", said, _("its drafts come into force together, when it is published"), reverse("editions:index"))


def _lessons(_user: AnyUser) -> Iterable[Waiting]:
    if count := LessonPage.objects.filter(live=True, has_unpublished_changes=True).count():
        said = ngettext("%(count)d lesson has unpublished changes", "%(count)d lessons have unpublished changes", count) % {"count": count}
        yield Waiting("doc-full-inverse", said, _("readers still see the version before"), reverse("lessons_admin:courses"))


def _scenarios(_user: AnyUser) -> Iterable[Waiting]:
    if count := Scenario.objects.filter(state="draft").count():
        said = ngettext("%(count)d scenario is a draft", "%(count)d scenarios are drafts", count) % {"count": count}
        yield Waiting("comment", said, _("learners do not see it yet"), reverse("scenarios_admin:index") + "?state=draft")


def _imports(_user: AnyUser) -> Iterable[Waiting]:
    for run in ImportRun.objects.filter(state="planned").order_by("-at")[:3]:
        said = _("The roster “%(file)s” waits for confirmation") % {"file": run.file_name}
        yield Waiting("upload", said, _("nothing has been changed yet"), reverse("roster:index"), urgent=True)


def _objections(_user: AnyUser) -> Iterable[Waiting]:
    if count := Review.objects.filter(state="objected").count():
        said = ngettext("%(count)d review has an objection to decide", "%(count)d reviews have an objection to decide", count) % {"count": count}
        yield Waiting("warning", said, _("somebody else than the reviewer decides"), reverse("reviews:cycles"), urgent=True)


def _certificates(_user: AnyUser) -> Iterable[Waiting]:
    today, days = clock.today(), certificates.RENEWAL_DAYS
    ending = Certificate.objects.filter(expires_on__range=(today, today + timedelta(days=days)), revocation__isnull=True, superseded_by__isnull=True)
    if count := ending.filter(staff__in=employed()).count():
        said = ngettext("%(count)d certificate runs out within %(days)d days", "%(count)d certificates run out within %(days)d days", count) % {
            "count": count,
            "days": days,
        }
        yield Waiting("date", said, _("their holders renew them by passing again"), reverse("certificates_admin:index") + f"?expires_within={days}")


# Who is told of what, in the order of the page.
KINDS: list[tuple[frozenset[str], Callable[[AnyUser], Iterable[Waiting]]]] = [
    (frozenset({TRAINER, APPROVER}), _questions),
    (frozenset({TRAINER}), _marking),
    (frozenset({TRAINER}), _clauses),
    (frozenset({HR, ADMINISTRATOR}), _imports),
    (frozenset({HR, ADMINISTRATOR}), _corrections),
    (frozenset({HR}), _objections),
    (frozenset({TRAINER, APPROVER}), _editions),
    (frozenset({TRAINER}), _lessons),
    (frozenset({TRAINER}), _scenarios),
    (frozenset({HR}), _certificates),
]


def waiting_for(user: AnyUser) -> list[Waiting]:
    """What waits for a login with these roles, the urgent first."""
    roles = roles_of(user)
    found = [line for told, kind in KINDS if roles & told for line in kind(user)]
    return sorted(found, key=lambda line: not line.urgent)


def places_of(request: HttpRequest) -> list[Place]:
    """Every place of the training menu that this person sees, in its order."""
    items = sorted(training_menu.menu_items_for_request(request), key=lambda item: item.order)
    return [Place(str(item.label), item.icon_name, item.url) for item in items]
