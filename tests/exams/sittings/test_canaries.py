"""No key, no reason, no rubric reaches anybody's browser before release, by whatever page, answer or file (P5, R7)."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from exams.sittings.api import start
from exams.sittings.marking import mark_by_person
from tests.factories import sittings as make
from tests.factories.people import PostingFactory, SupervisionFactory
from tests.listening import PLACES, heard_in, key_statements
from training_site.privacy.models import DataExport

COPIES, TURNS = 3, 30  # a look round every fourth turn
OWN = [
    "desk:home",
    "desk:my_training",
    "desk:my_results",
    "people:account",
    "privacy:mine",
    "norms:manual",
    "scenarios:list",
    "signing:list",
    "certificates:mine",
    "reviews:mine",
]
TEAM = ["desk:team", "desk:results", "scenarios:team_paths", "signing:team_questions", "reviews:team"]


class Ear:
    """Hears every response, and keeps where a secret was said."""

    def __init__(self):
        self.heard = self.pages = self.touched = 0
        self.leaks = {}

    def take(self, where, response, page=False):
        self.heard += 1
        self.pages += page
        for place in heard_in(response):
            self.leaks.setdefault(place, set()).add(where)
        return response

    def look(self, client, addresses):
        """Ask for pages, and count the statements on the tables of keys."""
        with key_statements() as found:
            for address in addresses:
                self.take(address, client.get(address), page=True)
        self.touched += len(found)


def address(name, sitting):
    return reverse(f"sittings:{name}", args=[sitting.public_id])


def own_pages(exam, sitting):
    """What a taker may ask for, in passing and on purpose."""
    found = [exam.get_absolute_url(), *map(reverse, OWN)]
    found += [f"{reverse('norms:search')}?q=question", f"{reverse('lessons:catalogue')}?q=question"]
    return found + [address(name, sitting) for name in ("paper", "state", "result", "answers") if sitting]


def team_pages(exam, sitting, person):
    """What their supervisor may, with the exports."""
    results = reverse("desk:results")
    found = [*map(reverse, TEAM), f"{results}?export=csv", f"{results}?export=xlsx", f"{reverse('desk:team')}?q={person.name}"]
    found += [reverse("desk:person", args=[person.public_id])]
    found += [reverse(f"sittings:{name}", args=[exam.code]) for name in ("room", "room_rows")]
    return found + [address(name, sitting) for name in ("result", "answers") if sitting]


@pytest.fixture
def watch(staff, supervisor, client_of):
    """One look round of the taker and of their supervisor, in the language given."""
    SupervisionFactory(supervisor=supervisor, unit=PostingFactory(staff=staff).unit)
    taker, lead = client_of(staff), client_of(supervisor)

    def look_round(ear, exam, sitting, language):
        for client, addresses in ((taker, own_pages(exam, sitting)), (lead, team_pages(exam, sitting, staff))):
            client.cookies["django_language"] = language
            ear.look(client, addresses)

    look_round.taker = taker
    return look_round


def save_everything(ear, client, sitting, turn):
    """A wrong answer to every question, and what no browser of ours sends."""
    with key_statements() as found:
        for item in sitting.questions.select_related("question_version").order_by("position"):
            wrong = make.wrong(item.question_version.kind)
            facts = {"item": item.position, "revision": turn, "client_key": uuid4().hex, "response": wrong}
            saved = ear.take("save", client.post(address("save", sitting), json.dumps(facts), content_type="application/json"))
            assert saved.status_code == 200
        ear.take("save", client.post(address("save", sitting), "nonsense", content_type="application/json"))
        ear.take("flag", client.post(address("flag", sitting), json.dumps({"item": 1, "flagged": True}), content_type="application/json"))
    ear.touched += len(found)


@pytest.mark.parametrize("release", ["score", "after_close"])
def test_no_canary_reaches_a_taker_before_release(release, watch, staff, trainer, django_capture_on_commit_callbacks):
    """All kinds, before the paper, while it is open, while it waits for a person's mark and after it."""
    ear = Ear()
    exam = make.published_exam([make.question(kind) for kind in make.BODIES for _copy in range(COPIES)], release=release)
    watch(ear, exam, None, "zh-hans")
    sitting = start(exam, staff)
    for turn in range(TURNS):
        save_everything(ear, watch.taker, sitting, turn)
        if turn % 4 == 0:
            watch(ear, exam, sitting, ("zh-hans", "en")[turn // 4 % 2])
    ear.take("submit", watch.taker.post(address("submit", sitting)))
    watch(ear, exam, sitting, "en")
    for item in sitting.questions.filter(question_version__kind="short"):
        mark_by_person(item, "0", trainer.login, "Read the clause again")
    watch(ear, exam, sitting, "zh-hans")
    with django_capture_on_commit_callbacks(execute=True):
        ear.take("order a copy", watch.taker.post(reverse("privacy:order")))
    ear.look(watch.taker, [reverse("privacy:fetch", args=[DataExport.objects.get().public_id])])
    assert ear.leaks == {}
    assert ear.touched == 0
    assert ear.heard >= 1000  # two releases: 2,000 (P5)
    assert ear.pages >= 0.25 * ear.heard


def test_every_secret_place_is_heard_when_it_is_opened(staff, client_of):
    """What the test above listens for is really there: after release the taker reads all of it."""
    sitting = make.attempt(staff, make.published_exam([make.question(kind) for kind in make.BODIES], release="feedback"))
    client, ear = client_of(staff), Ear()
    client.post(address("submit", sitting))
    for item in sitting.questions.filter(question_version__kind="short"):
        mark_by_person(item, "0", make.LoginFactory(), "0 again")
    ear.look(client, [address("answers", sitting)])
    assert set(ear.leaks) == set(PLACES)
    assert ear.touched == 1
