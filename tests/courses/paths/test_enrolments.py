"""HR enrols, moves and ends by hand: with a reason, dated, audited; everybody else reads."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.paths.api import Enrolment, admit_early, change_due, end, enrol_by_hand, journeys_of, reopen, settle_all, settle_people
from courses.paths.models import EnrolmentChange
from etiquette.signing.api import SigningSet
from tests.factories import paths as make
from tests.factories.people import unit
from tests.factories.sittings import Exam
from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.lib.errors import Refused


@pytest.fixture
def enrolment(db):
    """Somebody on a path of three stages since yesterday."""
    make.three_stages()
    person = make.hired()
    settle_all()
    return Enrolment.objects.get(staff=person)


def test_hr_enrols_somebody_with_a_first_day_and_a_reason(hr, client_of):
    path, person = make.three_stages(), make.hired(400)
    make.sign(person, "set-a")
    start = clock.today() - timedelta(days=1)
    form = {"staff_number": person.staff_number.lower(), "path": path.pk, "started_on": start.isoformat(), "reason": "Back from another branch."}
    assert client_of(hr).post(reverse("enrolments:add"), form).status_code == 302
    row = Enrolment.objects.get(staff=person)
    assert (row.started_on, row.due_on) == (start, start + timedelta(days=29))
    assert journeys_of(person)[0].done == 1
    assert EnrolmentChange.objects.get().reason == "Back from another branch."
    assert AuditEvent.objects.filter(deed="paths.enrolled", subject_id=str(row.pk)).exists()


@pytest.mark.parametrize(
    ("changed", "field"), [({"staff_number": "J-none"}, "staff_number"), ({"reason": ""}, "reason"), ({"started_on": ""}, "started_on"), ({}, "path")]
)
def test_what_does_not_fit_is_said_at_its_field(enrolment, hr, client_of, changed, field):
    form = {"staff_number": enrolment.staff.staff_number, "path": enrolment.path_id, "started_on": "2026-11-01", "reason": "Why", **changed}
    answer = client_of(hr).post(reverse("enrolments:add"), form)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert Enrolment.objects.count() == 1


def test_a_moved_due_date_moves_the_days_of_the_stages_and_is_kept(enrolment, hr):
    before = [todo.due_on for todo in journeys_of(enrolment.staff)[0].todos]
    change_due(enrolment, enrolment.due_on + timedelta(days=98), "Parental leave.", hr.login)
    assert [todo.due_on for todo in journeys_of(enrolment.staff)[0].todos] == [day + timedelta(days=98) for day in before]
    note = EnrolmentChange.objects.get()
    assert (note.before, note.after, note.reason) == (enrolment.due_on, enrolment.due_on + timedelta(days=98), "Parental leave.")
    with pytest.raises(DatabaseError), transaction.atomic():
        EnrolmentChange.objects.update(reason="Something else.")


def test_a_due_date_is_not_moved_without_reason_before_the_first_day_or_to_itself(enrolment, hr):
    for day, reason in (
        (enrolment.due_on + timedelta(days=1), ""), (enrolment.started_on - timedelta(days=1), "Why"), (enrolment.due_on, "Why"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            change_due(enrolment, day, reason, hr.login)
    assert Enrolment.objects.get().due_on == enrolment.due_on


def test_an_ended_enrolment_asks_for_nothing_and_can_be_taken_up_again(enrolment, hr):
    person = enrolment.staff
    end(enrolment, "Changed jobs.", hr.login)
    assert journeys_of(person) == []
    assert settle_people([person.pk]) == 0
    with pytest.raises(Refused, match="ended already"):
        end(enrolment, "Again.", hr.login)
    make.sign(person, "set-a")
    reopen(enrolment, "Came back.", hr.login)
    assert journeys_of(person)[0].done == 1
    assert [change.deed for change in EnrolmentChange.objects.all()] == ["ended", "reopened"]


def test_the_deeds_stand_on_pages_of_their_own(enrolment, hr, client_of):
    client = client_of(hr)
    later = (enrolment.due_on + timedelta(days=7)).isoformat()
    for deed, form in (("due", {"due_on": later}), ("end", {}), ("reopen", {})):
        url = reverse(f"enrolments:{deed}", args=[enrolment.pk])
        assert client.get(url).status_code == 200
        assert "reason" in client.post(url, {**form, "reason": ""}).context["form"].errors
        assert client.post(url, {**form, "reason": "Because."}).status_code == 302
    assert EnrolmentChange.objects.count() == 3


def test_one_persons_enrolment_shows_every_step_with_its_evidence_and_what_was_decided(enrolment, hr, client_of):
    make.sign(enrolment.staff, "set-a")
    settle_all()
    change_due(enrolment, enrolment.due_on + timedelta(days=1), "Parental leave.", hr.login)
    SigningSet.objects.filter(code="set-a").update(title_en="Chapter 3 signed")
    page = client_of(hr).get(reverse("enrolments:inspect", args=[enrolment.pk])).content.decode()
    assert "Read and sign: Chapter 3 signed<br>" in page  # the evidence, in words
    assert "signing set-a" not in page
    assert "Parental leave." in page
    assert reverse("enrolments:admit", args=[enrolment.pk, enrolment.path.stages.get(order=2).steps.get(kind="exam").pk]) in page


def test_an_exam_opened_before_its_turn_is_named_by_its_title(enrolment, hr, client_of):
    Exam.objects.filter(code="exam-path").update(title_en="Final exam")
    admit_early(enrolment, enrolment.path.stages.get(order=2).steps.get(kind="exam"), "Covers the counter alone.", hr.login)
    page = client_of(hr).get(reverse("enrolments:inspect", args=[enrolment.pk])).content.decode()
    assert "“Final exam”" in page
    assert "“exam-path”" not in page


def test_enrolling_a_leaver_or_on_an_archived_path_is_refused(enrolment, hr):
    gone = make.hired(60, left_on=clock.today() - timedelta(days=2))
    with pytest.raises(Refused, match="has left"):
        enrol_by_hand(gone, enrolment.path, clock.today(), "Why", hr.login)
    enrolment.path.archived_at = clock.now()
    with pytest.raises(Refused, match="archived"):
        enrol_by_hand(enrolment.staff, enrolment.path, clock.today(), "Why", hr.login)


def test_the_list_is_filtered_searched_and_exported(enrolment, hr, client_of):
    late = make.hired(40)
    Enrolment.objects.create(staff=late, path=enrolment.path, started_on=late.hired_on, due_on=clock.today() - timedelta(days=3))
    client, url = client_of(hr), reverse("enrolments:index")

    def listed(query):
        return {row.staff for row in client.get(url + query).context["object_list"]}

    assert listed("?state=overdue") == {late}
    assert listed("?state=ended") == set()
    assert listed(f"?path={enrolment.path_id}") == {late, enrolment.staff}
    assert listed(f"?q={late.staff_number}") == {late}
    assert listed(f"?unit={late.postings.get().unit_id}") == {late, enrolment.staff}
    end(enrolment, "Why", hr.login)
    assert listed("?state=ended") == {enrolment.staff}
    assert f'href="{reverse("enrolments:inspect", args=[enrolment.pk])}"' in client.get(url).content.decode()
    assert late.staff_number in client.get(url + "?export=csv&state=overdue").content.decode("utf-8-sig")


def test_the_list_takes_the_same_statements_at_three_and_three_hundred(hr, client_of):
    where = unit("S9")
    path = make.path()
    client, counts = client_of(hr), []
    for first, number in ((0, 3), (3, 297)):
        make.crowd(number, where, path, first)
        client.get(reverse("enrolments:index"))
        with CaptureQueriesContext(connection) as context:
            assert client.get(reverse("enrolments:index")).status_code == 200
        counts.append(len(context))
    assert counts[0] == counts[1] <= 20
