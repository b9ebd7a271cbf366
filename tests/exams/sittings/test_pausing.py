"""During a pause the clock stands still: no time is lost, nothing is closed, nothing that was sent is thrown away (R4)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.signing import TimestampSigner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.sittings.allowing import allow_minutes, void_attempt
from exams.sittings.closing import GRACE, close_overdue, submit
from exams.sittings.lists import absent
from exams.sittings.models import Admission, Attempt, Pause, PauseEnd
from exams.sittings.pausing import pause, resume
from exams.sittings.pulse import MOST_IN_A_ROOM, pulse_of, token_of
from exams.sittings.room import open_attempts, seats
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, PostingFactory, StaffFactory, SupervisionFactory, unit
from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def sitting(staff):
    return make.attempt(staff, make.published_exam(4, limit_minutes=30))


def test_a_pause_moves_the_deadline_by_as_long_as_it_lasted(sitting, trainer):
    before, at = sitting.deadline, sitting.started_at + timedelta(minutes=5)
    assert pause([sitting], "消防演习", trainer.login, at) == 1
    assert resume([sitting], trainer.login, at + HOUR) == 1
    sitting.refresh_from_db()
    assert (sitting.deadline, sitting.paused_since) == (before + HOUR, None)
    assert list(AuditEvent.objects.filter(deed__startswith="exams.attempt_").order_by("pk").values_list("deed", flat=True))[-2:] == [
        "exams.attempt_paused",
        "exams.attempt_resumed",
    ]


def test_pauses_and_minutes_add_up_in_any_order(sitting, trainer):
    before, at = sitting.deadline, sitting.started_at
    pause([sitting], "断电", trainer.login, at)
    allow_minutes(sitting.exam, sitting.staff, 10, "视力", trainer.login)
    resume([sitting], trainer.login, at + timedelta(minutes=7))
    pause([sitting], "断电", trainer.login, at + timedelta(minutes=8))
    resume([sitting], trainer.login, at + timedelta(minutes=11))
    sitting.refresh_from_db()
    assert sitting.deadline == before + timedelta(minutes=10 + 7 + 3)
    allow_minutes(sitting.exam, sitting.staff, 5, "视力", trainer.login)
    sitting.refresh_from_db()
    assert sitting.deadline == before + timedelta(minutes=10 + 7 + 3 + 5)


def test_voiding_ends_the_pause_that_is_on(sitting, trainer):
    pause([sitting], "断电", trainer.login, sitting.started_at)
    resume([sitting], trainer.login, sitting.started_at + timedelta(minutes=1))
    pause([sitting], "断网", trainer.login, sitting.started_at + timedelta(minutes=2))
    void_attempt(sitting, "考场停电，改期重考", trainer.login)
    sitting.refresh_from_db()
    assert (sitting.state, sitting.paused_since) == ("void", None)
    assert [(row.pause.number, row.by) for row in PauseEnd.objects.order_by("pk")] == [(1, trainer.login), (2, trainer.login)]
    assert resume([sitting], trainer.login) == 0


def test_voiding_a_running_attempt_writes_no_end_of_a_pause(sitting, trainer):
    void_attempt(sitting, "考场停电，改期重考", trainer.login)
    assert not PauseEnd.objects.exists()


def test_a_paused_attempt_is_not_closed_and_cannot_be_handed_in(sitting, trainer, client_of):
    pause([sitting], "断网", trainer.login, sitting.started_at + timedelta(minutes=1))
    assert close_overdue(sitting.deadline + GRACE + HOUR) == 0
    assert submit(sitting, sitting.staff) is None
    reply = client_of(sitting.staff).post(reverse("sittings:submit", args=[sitting.public_id]), "{}", content_type="application/json")
    assert (reply.status_code, reply.json()["error"], reply.json()["why"]) == (409, "paused", "断网")
    sitting.refresh_from_db()
    assert sitting.state == "open"


def test_what_arrives_during_a_pause_is_stored_however_long_it_lasts(sitting, trainer):
    pause([sitting], "断网", trainer.login, sitting.started_at + timedelta(minutes=1))
    kind = sitting.questions.get(position=1).question_version.kind
    saved = make.answer(sitting, 1, make.right(kind), at=sitting.deadline + HOUR)
    assert (saved.status, saved.facts["paused"], saved.facts["left"]) == (200, True, 29 * 60)
    resume([sitting], trainer.login, sitting.deadline + HOUR)
    sitting.refresh_from_db()
    late = make.answer(sitting, 2, make.right(kind), at=sitting.deadline + GRACE + timedelta(seconds=1))
    assert late.status == 410


def test_only_a_running_attempt_is_paused_and_only_a_paused_one_goes_on(sitting, trainer):
    assert resume([sitting], trainer.login) == 0
    assert (pause([sitting], "演习", trainer.login), pause([sitting], "演习", trainer.login)) == (1, 0)
    assert (resume([sitting], trainer.login), resume([sitting], trainer.login)) == (1, 0)
    assert (Pause.objects.count(), PauseEnd.objects.count()) == (1, 1)
    submit(sitting, sitting.staff)
    assert pause([sitting], "演习", trainer.login) == 0
    with pytest.raises(Refused, match="原因"):
        pause([sitting], " ", trainer.login)


def test_the_pulse_asks_one_statement_and_tells_no_more_than_the_clock(sitting, trainer, client):
    address = reverse("sittings:pulse", args=[token_of(sitting)])
    with CaptureQueriesContext(connection) as asked:
        told = client.get(address).json()
    assert len(asked) == 1, [query["sql"] for query in asked]
    assert set(told) == {"state", "deadline", "left", "paused", "now", "every"}
    pause([sitting], "断网", trainer.login)
    assert client.get(address).json() | {"left": 0, "now": ""} == {
        "state": "open", "deadline": sitting.deadline.isoformat(), "left": 0, "paused": True, "now": "", "why": "断网", "every": 30,
    }  # fmt: skip


def test_the_pulse_asks_one_statement_for_a_browser_that_is_signed_in(sitting, client_of):
    address, client = reverse("sittings:pulse", args=[token_of(sitting)]), client_of(sitting.staff)
    with CaptureQueriesContext(connection) as asked:
        told = client.get(address)
    assert (told.status_code, told["Cache-Control"]) == (200, "no-store, private")
    assert len(asked) == 1, [query["sql"] for query in asked]


def test_a_supervised_room_asks_often_up_to_sixty_people(staff):
    exam = make.published_exam(1, supervised=True)
    own, now = make.attempt(staff, exam), clock.now()
    every = lambda: pulse_of(token_of(own))["every"]  # noqa: E731
    beside = [
        Attempt(exam=exam, exam_version=exam.current_version, staff=person, number=1, seed=1, started_at=now, deadline=now + HOUR, public_id=uuid4())
        for person in StaffFactory.create_batch(MOST_IN_A_ROOM)
    ]
    Attempt.objects.bulk_create(beside[1:])
    assert every() == 5
    beside[0].save()
    assert every() == 30


def test_the_pulse_answers_no_forged_and_no_old_token(sitting, client, monkeypatch):
    token = token_of(sitting)
    assert client.get(reverse("sittings:pulse", args=[token[:-1] + ("A" if token[-1] != "A" else "B")])).status_code == 404
    other = TimestampSigner(salt="something else").sign(sitting.public_id.hex)
    assert pulse_of(other) is None
    day_before = clock.now().timestamp() - 25 * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: day_before)
    old = token_of(sitting)
    monkeypatch.undo()
    assert (pulse_of(old), pulse_of(token)["state"]) == (None, "open")


def test_the_room_shows_ones_own_people_and_stops_their_clocks(sitting, supervisor, trainer, client_of):
    shop = unit("S9")
    SupervisionFactory(supervisor=supervisor, unit=shop)
    mine = StaffFactory(login=LoginFactory(), name="自家人")
    PostingFactory(staff=mine, unit=shop)
    own = make.attempt(mine, sitting.exam)
    address = reverse("sittings:room", args=[sitting.exam.code])
    client = client_of(supervisor)
    page = client.get(address)
    assert [seat.attempt.pk for seat in page.context["seats"]] == [own.pk]
    refused = client.post(address, {"act": "pause", "seat": [str(own.public_id)]})
    assert refused.status_code == 422
    assert "请写明原因" in refused.content.decode()
    client.post(address, {"act": "pause", "reason": "断电", "seat": [str(own.public_id), str(sitting.public_id)]})
    assert list(Attempt.objects.filter(paused_since__isnull=False)) == [own]
    client.post(address, {"act": "resume", "who": "all"})
    assert not Attempt.objects.filter(paused_since__isnull=False).exists()
    client_of(trainer).post(address, {"act": "minutes", "minutes": "5", "reason": "迟发卷", "who": "all", "sure": "2"})
    assert Attempt.objects.get(pk=sitting.pk).deadline == sitting.deadline + timedelta(minutes=5)
    assert Attempt.objects.get(pk=own.pk).deadline >= own.deadline + timedelta(minutes=5)


def test_minutes_for_several_people_are_given_after_a_question_that_names_them(sitting, trainer, client_of):
    others = [make.attempt(StaffFactory(login=LoginFactory()), sitting.exam) for _number in range(2)]
    address, client = reverse("sittings:room", args=[sitting.exam.code]), client_of(trainer)
    facts = {"act": "minutes", "minutes": "20", "reason": "迟发卷", "who": "all"}
    question = client.post(address, facts, headers={"Accept-Language": "en"})
    shown = question.content.decode()
    assert question.status_code == 200
    assert "Give more time to 3 people?" in shown
    assert "Give each 20 minutes" in shown
    assert not Admission.objects.exists()
    make.attempt(StaffFactory(login=LoginFactory()), sitting.exam)  # somebody began while the question stood there
    assert client.post(address, {**facts, "sure": "3"}).context["asked"] == 4
    assert not Admission.objects.exists()
    assert client.post(address, {**facts, "sure": "4"}).status_code == 302
    assert Admission.objects.filter(extra_minutes=20).count() == 4
    two = [str(one.public_id) for one in others]
    chosen = client.post(address, {**facts, "who": "", "seat": two})
    assert chosen.context["asked"] == 2
    assert [f'name="seat" value="{seat}"' in chosen.content.decode() for seat in two] == [True, True]


def test_one_person_gets_minutes_at_once(sitting, trainer, client_of):
    address = reverse("sittings:room", args=[sitting.exam.code])
    client_of(trainer).post(address, {"act": "minutes", "minutes": "20", "reason": "迟发卷", "seat": [str(sitting.public_id)]})
    assert Admission.objects.get().extra_minutes == 20


def test_a_refused_act_keeps_the_ticks_and_says_what_is_wrong_at_its_field(sitting, trainer, client_of):
    address, ticked = reverse("sittings:room", args=[sitting.exam.code]), f'value="{sitting.public_id}" form="act" checked'
    page = client_of(trainer).post(address, {"act": "minutes", "minutes": "", "reason": "", "seat": [str(sitting.public_id)]}).content.decode()
    assert ticked in page
    assert [f'id="{field}-error"' in page for field in ("reason", "minutes")] == [True, True]
    assert page.count('aria-invalid="true"') == 2
    assert ticked not in client_of(trainer).get(address).content.decode()


def test_nobody_chosen_is_said(sitting, trainer, client_of):
    reply = client_of(trainer).post(reverse("sittings:room", args=[sitting.exam.code]), {"act": "resume"})
    assert (reply.status_code, "至少选一个人" in reply.content.decode()) == (422, True)


def test_the_room_counts_those_who_have_not_begun_among_the_people_one_sees(sitting, trainer, client_of):
    leader, shop = LoginFactory(roles=["supervisor"]), unit("S-31")
    SupervisionFactory(supervisor=StaffFactory(login=leader), unit=shop)
    PostingFactory(staff=StaffFactory(), unit=shop)
    StaffFactory.create_batch(2)
    everybody = absent(sitting.exam).count()
    address = reverse("sittings:room", args=[sitting.exam.code])
    assert everybody > 2
    assert client_of(trainer).get(address).context["missing"] == everybody
    assert client_of(leader).get(address).context["missing"] == 2  # whoever leads may sit it, too


@pytest.mark.parametrize("count", [3, 300])
def test_the_room_asks_as_often_for_any_number(count, trainer, client_of):
    exam = make.published_exam(1)
    now = clock.now()
    people = [StaffFactory() for _number in range(count)]
    Attempt.objects.bulk_create(
        Attempt(exam=exam, exam_version=exam.current_version, staff=person, number=1, seed=1, started_at=now, deadline=now + HOUR, public_id=uuid4())
        for person in people
    )
    client = client_of(trainer)
    address = reverse("sittings:room_rows", args=[exam.code])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    assert page.content.decode().count("data-seat") == min(count, 60)
    assert len(asked) == 6, [query["sql"][:90] for query in asked]
    assert len(seats(open_attempts(trainer.login, exam))) == count
