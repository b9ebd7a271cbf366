"""Results, lists, allowances and marking in the Wagtail admin."""

import csv
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from exams.papers.api import archive
from exams.sittings.api import Admission, Attempt, absent, current_result, mark_by_person, may_start, pause, recompute, resits
from tests.factories import sittings as make
from tests.factories.people import JobRoleFactory, LoginFactory, PostingFactory, StaffFactory, unit
from training_site.ledger.models import AuditEvent
from training_site.people.models import Posting


def person(**fields):
    return StaffFactory(login=LoginFactory(), **fields)


@pytest.fixture
def exam(db):
    JobRoleFactory(code="counter")
    return make.published_exam(2, job_roles=["counter"])


@pytest.fixture
def people(exam):
    """Somebody who passed, somebody who failed, somebody who never came; all in the exam's job role."""
    passed, failed, away = (person() for _number in range(3))
    for one in (passed, failed, away):
        PostingFactory(staff=one, job_role=JobRoleFactory(code="counter"))
    make.finished(passed, exam)
    make.finished(failed, exam, right_answers=0)
    return passed, failed, away


def test_the_absent_are_those_who_were_expected_and_never_sat(exam, people):
    outsider = person()
    assert outsider not in absent(exam)
    assert list(absent(exam)) == [people[2]]


def test_the_resit_list_has_those_who_failed_with_what_is_left(exam, people):
    rows = resits(exam)
    assert [(row.staff, row.used, row.left, row.best) for row in rows] == [(people[1], 1, 2, 0)]


def test_the_list_filters_by_outcome_and_finds_by_name(exam, people, trainer, client_of):
    client = client_of(trainer)
    index = reverse("results:index")
    asked = [
        ({"outcome": "passed"}, [people[0]]),
        ({"outcome": "failed"}, [people[1]]),
        ({"q": people[0].staff_number}, [people[0]]),
        ({"outcome": "open"}, []),
    ]
    for query, expected in asked:
        assert [row.staff for row in client.get(index, query).context["object_list"]] == expected


def test_the_list_is_exported_with_its_filters(exam, people, hr, client_of):
    answer = client_of(hr).get(reverse("results:index"), {"outcome": "failed", "export": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert people[1].staff_number in lines[1]


def test_a_marking_that_comes_in_between_leaves_the_resit_list_whole(approver):
    late = person()
    sitting = make.finished(late, make.published_exam([make.question("short")]))
    item = sitting.questions.get()

    def mark_first(execute, sql, params, many, context):
        """Somebody marks the answer just when the list has looked at the attempts and asks what was granted."""
        if Admission._meta.db_table in sql and not item.marks.exists():
            mark_by_person(item, "0", approver.login)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(mark_first):
        before = resits(sitting.exam)
    assert [row.staff for row in before] == []
    assert [row.staff for row in resits(sitting.exam)] == [late]


def test_the_figures_name_papers_whose_pause_was_forgotten(exam, trainer, client_of):
    taker, room = person(name="林久停"), reverse("sittings:room", args=[exam.code])
    PostingFactory(staff=taker, job_role=JobRoleFactory(code="counter"))
    sitting = make.attempt(taker, exam)
    client, page = client_of(trainer), reverse("results:exam", args=[exam.pk])
    pause([sitting], "断电", trainer.login, sitting.started_at)
    fresh = client.get(page)
    assert (fresh.context["forgotten"], taker.name in fresh.content.decode()) == ([], False)
    Attempt.objects.update(paused_since=sitting.started_at - timedelta(hours=1, minutes=1))
    shown = client.get(page).content.decode()
    assert (taker.name in shown, shown.count(f'href="{room}"')) == (True, 2)


@pytest.mark.parametrize("which", ["absent", "resits"])
def test_the_lists_are_shown_searched_and_exported(exam, people, hr, client_of, which):
    client = client_of(hr)
    url = reverse("results:people", args=[exam.pk, which])
    wanted = people[2] if which == "absent" else people[1]
    assert wanted.staff_number in client.get(url).content.decode()
    assert wanted.staff_number not in client.get(url, {"q": "nobody"}).content.decode()
    assert wanted.staff_number in client.get(url, {"export": "csv"}).content.decode("utf-8-sig")


@pytest.mark.parametrize("which", ["absent", "resits"])
def test_the_lists_name_unit_and_job_role_and_narrow_by_unit(exam, people, hr, client_of, which):
    wanted = people[2] if which == "absent" else people[1]
    Posting.objects.filter(staff=wanted).update(unit=unit("S-8", unit("R-8", kind="region")))
    client, url = client_of(hr), reverse("results:people", args=[exam.pk, which])
    english = {"headers": {"Accept-Language": "en"}}
    for shown in (client.get(url, **english).content.decode(), client.get(url, {"export": "csv"}, **english).content.decode("utf-8-sig")):
        assert "Unit S-8" in shown
        assert "Counter staff" in shown
    assert wanted.staff_number in client.get(url, {"unit": "R-8"}).content.decode()
    other = unit("S-9")
    for query in ({"unit": other.code}, {"unit": other.code, "export": "csv"}):
        assert wanted.staff_number not in client.get(url, query).content.decode()


def test_the_exported_results_name_unit_and_job_role(exam, people, hr, client_of):
    answer = client_of(hr).get(reverse("results:index"), {"outcome": "passed", "export": "csv"}, headers={"Accept-Language": "en"})
    header, line = csv.reader(answer.content.decode("utf-8-sig").splitlines())
    row = dict(zip(header, line, strict=True))
    assert (row["Staff number"], row["Unit"], row["Job role"]) == (people[0].staff_number, "Unit HQ", "Counter staff")


def test_exams_are_found_by_title_and_code_and_archived_ones_say_so(exam, hr, trainer, client_of):
    old = make.published_exam(1, code="refresher-2025")
    archive(old, trainer.login)
    client, url = client_of(hr), reverse("results:exams")
    for wanted in ("REFRESHER", "refresher-2025"):
        page = client.get(url, {"q": wanted}, headers={"Accept-Language": "en"}).content.decode()
        assert (f">{old.code}<" in page, f">{exam.code}<" in page, "(archived)" in page) == (True, False, True)
    assert len(client.get(url, {"q": "Exam (en)"}).context["page_obj"]) == 2
    assert "No published exam has this title or code." in client.get(url, {"q": "nothing"}, headers={"Accept-Language": "en"}).content.decode()


def test_what_was_granted_is_paged_and_exported_whole(exam, people, trainer, hr, client_of):
    Admission.objects.bulk_create(
        Admission(exam=exam, staff=people[1], extra_minutes=5, reason=f"reason {number:03}", granted_by=trainer.login) for number in range(53)
    )
    client, url = client_of(hr), reverse("results:exam", args=[exam.pk])
    pages = [client.get(url, {"page": number}).content.decode() for number in (1, 2)]
    assert [page.count("reason 0") for page in pages] == [50, 3]
    lines = client.get(url, {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 54


def test_an_attempt_is_voided_with_a_reason_only(exam, people, trainer, client_of):
    client = client_of(trainer)
    attempt = Attempt.objects.get(staff=people[1])
    url = reverse("results:void", args=[attempt.pk])
    assert client.post(url, {"reason": " "}).status_code == 422
    client.post(url, {"reason": "Fire alarm"})
    attempt.refresh_from_db()
    assert (attempt.state, attempt.voiding.reason, attempt.voiding.by) == ("void", "Fire alarm", trainer.login)
    assert AuditEvent.objects.filter(deed="exams.attempt_voided").count() == 1


def test_a_void_attempt_is_not_voided_again_and_the_reason_stays(exam, people, trainer, client_of):
    attempt = Attempt.objects.get(staff=people[1])
    url = reverse("results:void", args=[attempt.pk])
    client_of(trainer).post(url, {"reason": "Fire alarm"})
    again = client_of(trainer).post(url, {"reason": "Typed with care"})
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["reason"])
    assert "Typed with care" in again.content.decode()


def test_a_refused_grant_keeps_what_was_typed_and_grants_nothing(trainer, client_of, exam):
    url = reverse("results:grant", args=[exam.pk, trainer.public_id])  # nobody grants themselves anything
    answer = client_of(trainer).post(url, {"minutes": 15, "tries": 1, "reason": "Typed with care"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert "Typed with care" in answer.content.decode()
    assert not Admission.objects.exists()
    empty = client_of(trainer).post(url, {"reason": "Typed with care"})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["minutes"])


def test_minutes_and_tries_are_granted_and_audited(exam, people, trainer, client_of):
    client = client_of(trainer)
    url = reverse("results:grant", args=[exam.pk, people[1].public_id])
    assert client.post(url, {"reason": "Nothing asked"}).status_code == 422
    assert client.post(url, {"minutes": 15, "tries": 1, "reason": "Was ill"}).status_code == 302
    standing = may_start(exam, people[1])
    assert (standing.extra_minutes, standing.tries_left) == (15, 3)
    deeds = AuditEvent.objects.filter(deed__in=["exams.minutes_allowed", "exams.try_granted"])
    assert set(deeds.values_list("actor", "facts__person")) == {(trainer.pseudonym, people[1].pseudonym)}


def test_an_attempts_page_leads_to_granting_and_back(exam, people, trainer, hr, client_of):
    attempt = Attempt.objects.get(staff=people[1])
    page, grant = reverse("results:inspect", args=[attempt.pk]), reverse("results:grant", args=[exam.pk, people[1].public_id])
    client = client_of(trainer)
    assert f'href="{grant}?next={page}"' in client.get(page).content.decode()
    assert client.post(f"{grant}?next={page}", {"tries": 1, "reason": "Was ill"}).headers["Location"] == page
    away = client.post(f"{grant}?next=https://example.org/", {"tries": 1, "reason": "Was ill"}).headers["Location"]
    assert away == reverse("results:exam", args=[exam.pk])


def test_no_way_to_granting_for_readers_or_for_ones_own_attempt(exam, trainer, client_of):
    page = reverse("results:inspect", args=[make.finished(trainer, make.published_exam(1)).pk])
    auditor = StaffFactory(login=LoginFactory(roles=["auditor"]))
    for who in (trainer, auditor):
        shown = client_of(who).get(page).content.decode()
        assert "/grant/" not in shown
        assert "/void/" not in shown


@pytest.mark.parametrize("name", ["exams", "exam", "inspect", "people"])
def test_the_pages_open_for_readers(exam, people, hr, client_of, name):
    arguments = {"exams": [], "exam": [exam.pk], "inspect": [Attempt.objects.first().pk], "people": [exam.pk, "absent"]}[name]
    assert client_of(hr).get(reverse(f"results:{name}", args=arguments)).status_code == 200


def test_an_auditor_reads_but_decides_nothing(exam, people, client_of):
    auditor = StaffFactory(login=LoginFactory(roles=["auditor"]))
    client = client_of(auditor)
    assert client.get(reverse("results:index")).status_code == 200
    attempt = Attempt.objects.get(staff=people[1])
    client.post(reverse("results:void", args=[attempt.pk]), {"reason": "No right to"})
    attempt.refresh_from_db()
    assert attempt.state == "marked"


@pytest.fixture
def waiting(db):
    """Two answers of two people that wait for a person's mark."""
    exam = make.published_exam([make.question("short")])
    takers = [person(name="林待评"), person(name="陈待评")]
    return [make.finished(one, exam).questions.get() for one in takers]


def test_the_queue_and_the_mark_page_name_nobody(waiting, trainer, client_of):
    client = client_of(trainer)
    pages = [client.get(reverse("results:marking")), client.get(reverse("results:mark", args=[waiting[0].pk]))]
    for page in pages:
        text = page.content.decode()
        for item in waiting:
            assert item.attempt.staff.name not in text
            assert item.attempt.staff.staff_number not in text
    assert make.CANARY in pages[1].content.decode()


def test_marking_leads_to_the_next_answer_and_then_back(waiting, trainer, client_of):
    client = client_of(trainer)
    first = client.post(reverse("results:mark", args=[waiting[0].pk]), {"score": "1", "comment": "Good"})
    assert first.headers["Location"] == reverse("results:mark", args=[waiting[1].pk])
    last = client.post(reverse("results:mark", args=[waiting[1].pk]), {"score": "0.5", "comment": ""})
    assert last.headers["Location"] == reverse("results:marking")
    assert set(Attempt.objects.values_list("state", flat=True)) == {"marked"}


@pytest.mark.parametrize("score", ["", "2", "-1", "much"])
def test_a_wrong_score_is_said_at_its_field(waiting, trainer, client_of, score):
    answer = client_of(trainer).post(reverse("results:mark", args=[waiting[0].pk]), {"score": score})
    assert answer.status_code == 200
    assert "score" in answer.context["form"].errors


def test_hr_does_not_mark(waiting, hr, client_of):
    client_of(hr).post(reverse("results:mark", args=[waiting[0].pk]), {"score": "1"})
    assert waiting[0].marks.count() == 0


def test_a_trainer_sits_an_exam_as_a_preview(exam, trainer, client_of):
    client = client_of(trainer)
    answer = client.post(reverse("results:preview", args=[exam.pk]))
    attempt = Attempt.objects.get()
    assert (attempt.purpose, answer.headers["Location"]) == ("preview", reverse("sittings:paper", args=[attempt.public_id]))
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.fixture
def marked(waiting, approver):
    """An answer that a person marked, with its result."""
    mark_by_person(waiting[0], "0", approver.login, "Nothing of the rubric")
    return waiting[0]


def change_of(marked, **changes):
    mark = marked.marks.get(superseded_by__isnull=True)
    return {"mark": mark.pk, "score": "1", "comment": "The second half is right", **changes}


def test_an_attempts_page_names_marks_of_people_and_leads_markers_to_changing_them(marked, trainer, hr, approver, client_of):
    page, change = reverse("results:inspect", args=[marked.attempt_id]), reverse("results:change_mark", args=[marked.pk])
    shown = client_of(trainer).get(page).content.decode()
    assert "Nothing of the rubric" in shown
    assert str(approver.login) in shown
    assert f'href="{change}"' in shown
    assert change not in client_of(hr).get(page).content.decode()
    form = client_of(trainer).get(change).content.decode()
    assert make.CANARY in form  # the rubric stands beside the answer
    assert str(approver.login) in form
    assert "Nothing of the rubric" in form


def test_a_changed_mark_replaces_the_result_and_is_audited(marked, trainer, client_of):
    before = current_result(marked.attempt)
    answer = client_of(trainer).post(reverse("results:change_mark", args=[marked.pk]), change_of(marked))
    assert answer.headers["Location"] == reverse("results:inspect", args=[marked.attempt_id])
    after = current_result(marked.attempt)
    assert (before.passed, after.passed, after.replaces, after.reason) == (False, True, before, "The second half is right")
    deed = AuditEvent.objects.get(deed="exams.mark_changed")
    assert (deed.actor, deed.facts["before"], deed.facts["score"]) == (trainer.pseudonym, "0.00", "1")
    assert recompute(marked.attempt) == []
    told = client_of(marked.attempt.staff).get(reverse("sittings:result", args=[marked.attempt.public_id])).content.decode()
    assert "The second half is right" in told


@pytest.mark.parametrize(
    ("changes", "field"), [({"comment": " "}, "comment"), ({"comment": "x" * 401}, "comment"), ({"score": "2"}, "score"), ({"score": ""}, "score")]
)
def test_what_is_wrong_with_a_changed_mark_is_said_at_its_field(marked, trainer, client_of, changes, field):
    answer = client_of(trainer).post(reverse("results:change_mark", args=[marked.pk]), change_of(marked, **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert marked.marks.count() == 1


REPLACES, READS_RESULT, KEPT = "新成绩取代", "考生在成绩页看到", "原成绩都保留"


def test_the_page_for_changing_a_mark_speaks_of_a_result_only_where_there_is_one(marked, trainer, approver, client_of):
    client, change = client_of(trainer), reverse("results:change_mark", args=[marked.pk])
    form = client.get(change).content.decode()
    assert (REPLACES in form, READS_RESULT in form) == (True, True)
    assert KEPT in client.post(change, change_of(marked), follow=True).content.decode()

    exam = make.published_exam([make.question("short"), make.question("short")])
    first = make.finished(person(), exam).questions.get(position=1)
    mark_by_person(first, "0", approver.login)
    change = reverse("results:change_mark", args=[first.pk])
    form = client.get(change).content.decode()
    assert (REPLACES in form, READS_RESULT in form, "全部评完" in form) == (False, False, True)
    told = client.post(change, change_of(first), follow=True).content.decode()
    assert (KEPT in told, "原得分保留" in told) == (False, True)


def test_a_mark_that_somebody_changed_meanwhile_is_not_overwritten(marked, trainer, approver, client_of):
    looked_at = change_of(marked)
    mark_by_person(marked, "0.5", approver.login, "Half of it")
    answer = client_of(trainer).post(reverse("results:change_mark", args=[marked.pk]), looked_at)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["score"])
    assert "The second half is right" in answer.content.decode()
    assert current_result(marked.attempt).score == Decimal("0.5")


def test_only_marks_of_people_are_changed_and_never_by_the_taker(trainer, client_of, approver):
    exam = make.published_exam([make.question("single"), make.question("short")])
    own = make.finished(trainer, exam)
    auto, short = own.questions.order_by("position")
    mark_by_person(short, "0", approver.login)
    client = client_of(trainer)
    assert client.get(reverse("results:change_mark", args=[auto.pk])).status_code == 404
    assert "/change/" not in client.get(reverse("results:inspect", args=[own.pk])).content.decode()
    assert client.post(reverse("results:change_mark", args=[short.pk]), change_of(short)).status_code == 422
    assert short.marks.count() == 1


def test_hr_changes_no_mark(marked, hr, client_of):
    client_of(hr).post(reverse("results:change_mark", args=[marked.pk]), change_of(marked))
    assert marked.marks.count() == 1
