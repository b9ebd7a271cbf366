"""Nobody decides about an exam of their own: not by the verbs, not in the exam room, not in the administration (P6)."""

import pytest
from django.urls import reverse

from exams.sittings.allowing import allow_minutes, grant_try, void_attempt
from exams.sittings.models import Admission, Attempt, Pause, Voiding
from exams.sittings.pausing import pause, resume
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from training_site.lib.errors import Refused

VERBS = {
    "minutes": lambda own: allow_minutes(own.exam, own.staff, 30, "补时", own.staff.login),
    "try": lambda own: grant_try(own.exam, own.staff, "补考", own.staff.login),
    "void": lambda own: void_attempt(own, "作废", own.staff.login),
    "pause": lambda own: pause([own], "断电", own.staff.login),
    "resume": lambda own: resume([own], own.staff.login),
}


@pytest.fixture
def own(trainer):
    """A trainer's own attempt."""
    return make.attempt(trainer, make.published_exam(2))


def unchanged(attempt):
    before = attempt.deadline
    attempt.refresh_from_db()
    rows = [table.objects.count() for table in (Admission, Pause, Voiding)]
    return (attempt.deadline, attempt.state, attempt.paused_since, rows) == (before, "open", None, [0, 0, 0])


@pytest.mark.parametrize("verb", VERBS)
def test_the_verbs_refuse_an_attempt_of_ones_own(own, verb):
    with pytest.raises(Refused, match="您自己的考试"):
        VERBS[verb](own)
    assert unchanged(own)


def test_another_trainer_decides(own, approver):
    allow_minutes(own.exam, own.staff, 30, "补时", approver.login)
    assert pause([own], "断电", approver.login) == 1
    assert resume([own], approver.login) == 1


@pytest.mark.parametrize("act", [{"act": "pause", "reason": "断电"}, {"act": "minutes", "minutes": 60, "reason": "补时", "sure": "1"}])
def test_ones_own_seat_is_not_in_the_room_one_invigilates(own, client_of, act):
    leader, shop = LoginFactory(roles=["supervisor"]), unit("S-41")
    person = StaffFactory(login=leader)
    SupervisionFactory(supervisor=person, unit=shop)
    PostingFactory(staff=person, unit=shop)
    mine = make.attempt(person, own.exam)
    room = reverse("sittings:room", args=[own.exam.code])
    assert str(mine.public_id) not in client_of(leader).get(room).content.decode()
    client_of(leader).post(room, {"who": "all", "chosen": [str(mine.public_id)], "seat": [str(mine.public_id)], **act})
    assert unchanged(mine)


def test_the_administration_says_why_it_refuses(own, client_of):
    client = client_of(own.staff)
    for address, facts in (
        (reverse("results:void", args=[own.pk]), {"reason": "作废"}),
        (reverse("results:grant", args=[own.exam.pk, own.staff.public_id]), {"minutes": 60, "tries": 1, "reason": "补时"}),
    ):
        assert "您自己的考试" in client.post(address, facts, follow=True).content.decode()
    assert Attempt.objects.get().state == "open"
    assert unchanged(own)
