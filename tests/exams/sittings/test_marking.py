"""From answers to a result, and back: every grade can be recomputed (reliability.md R9, P7)."""

from dataclasses import asdict
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from exams.sittings.api import Attempt, Mark, Result, current_result, mark_by_person, recompute, record_history, submit, void_attempt
from exams.sittings.chain import GENESIS, link
from exams.sittings.marking import grade_items, items_of, outcome_from
from exams.sittings.models import AnswerEvent, AttemptQuestion
from exams.sittings.outcome import Piece, outcome_of
from exams.sittings.recomputing import recompute_all
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory
from training_site.ledger import api as ledger
from training_site.ledger.append_only import FROZEN, triggers_of
from training_site.ledger.models import AuditEvent
from training_site.lib import clock
from training_site.lib.errors import Refused


def rules(pass_mark="80.00", strict=()):
    return {
        "pass_mark": pass_mark,
        "sections": [
            {"order": order, "title": make.pair(str(order)), "all_correct": order in strict, "points_each": "1", "rows": [], "fixed": []}
            for order in (1, 2)
        ],
    }


def pieces(right, count, section=1, **changed):
    facts = {"section": section, "chapter": 9, "red_line": False, "points": Decimal(1), **changed}
    return [Piece(score=Decimal(number < right), **facts) for number in range(count)]


@pytest.mark.parametrize(
    ("right", "count", "percent", "passed"),
    [(4, 5, "80.00", True), (3, 5, "60.00", False), (2, 3, "66.67", False), (0, 4, "0.00", False), (5, 5, "100.00", True)],
)
def test_the_pass_mark_is_passed_when_it_is_reached(right, count, percent, passed):
    outcome = outcome_of(pieces(right, count), rules())
    assert (str(outcome.percent), outcome.passed) == (percent, passed)


def test_one_wrong_answer_fails_a_section_that_must_be_all_right():
    outcome = outcome_of(pieces(9, 9) + pieces(0, 1, section=2), rules(strict={2}))
    assert (outcome.percent, outcome.passed) == (Decimal("90.00"), False)
    assert [section["met"] for section in outcome.sections] == [True, False]


def test_chapters_are_summed_in_their_order():
    outcome = outcome_of(pieces(1, 2, chapter=13, red_line=True) + pieces(2, 2, chapter=3), rules())
    assert outcome.chapters == [
        {"chapter": 3, "red_line": False, "score": "2", "out_of": "2", "right": 2, "count": 2},
        {"chapter": 13, "red_line": True, "score": "1", "out_of": "2", "right": 1, "count": 2},
    ]


def test_an_attempt_is_marked_by_what_was_saved(staff):
    exam = make.published_exam([make.question("single"), make.question("multiple"), make.question("numeric"), make.question("truefalse")])
    result = current_result(make.finished(staff, exam, right_answers=3))
    assert (result.score, result.out_of, result.percent, result.passed) == (3, 4, 75, False)
    assert set(Mark.objects.values_list("source", flat=True)) == {"auto"}


def test_nothing_answered_earns_nothing(staff):
    attempt = make.attempt(staff, make.published_exam(3))
    assert (submit(attempt, staff).score, recompute(attempt)) == (0, [])


@pytest.fixture
def waiting(staff):
    """An attempt whose short answer nobody has marked."""
    exam = make.published_exam([make.question("single"), make.question("short")])
    return make.finished(staff, exam)


def test_a_short_answer_waits_for_a_person(waiting):
    assert (waiting.state, Result.objects.count()) == ("submitted", 0)


def test_the_last_mark_makes_the_result(waiting, trainer):
    mark_by_person(waiting.questions.get(position=2), "0.5", trainer.login, "Half of it")
    waiting.refresh_from_db()
    result = current_result(waiting)
    assert (waiting.state, result.score, result.percent) == ("marked", Decimal("1.50"), Decimal("75.00"))
    assert AuditEvent.objects.get(deed="exams.answer_marked").actor == trainer.pseudonym
    assert recompute(waiting) == []


def test_a_person_beats_the_grader_and_the_old_result_stays(waiting, trainer):
    mark_by_person(waiting.questions.get(position=2), "1", trainer.login)
    mark_by_person(waiting.questions.get(position=1), "0.25", trainer.login, "The wording was unclear")
    numbers = list(Result.objects.filter(attempt=waiting).order_by("number").values_list("number", "score", "reason"))
    assert numbers == [(1, Decimal(2), ""), (2, Decimal("1.25"), "The wording was unclear")]
    assert current_result(waiting).number == 2
    assert recompute(waiting) == []


@pytest.mark.parametrize("points", ["-0.01", "1.01", "0.005", "NaN", "much", ""])
def test_points_outside_the_question_are_refused(waiting, trainer, points):
    with pytest.raises(Refused):
        mark_by_person(waiting.questions.get(position=2), points, trainer.login)
    assert Mark.objects.filter(source="person").count() == 0


def test_a_changed_mark_needs_a_reason(waiting, trainer):
    mark_by_person(waiting.questions.get(position=2), "1", trainer.login)
    with pytest.raises(Refused):
        mark_by_person(waiting.questions.get(position=2), "0", trainer.login, " ")


def test_nobody_marks_their_own_answer(db):
    own = StaffFactory(login=LoginFactory(roles=["trainer"]))
    sitting = make.finished(own, make.published_exam([make.question("short")]))
    with pytest.raises(Refused):
        mark_by_person(sitting.questions.get(), "1", own.login)


@pytest.mark.parametrize("marked", [False, True])
def test_an_attempt_voided_a_moment_before_takes_no_mark(waiting, trainer, marked):
    if marked:
        mark_by_person(waiting.questions.get(position=2), "1", trainer.login)
    before, done = (Mark.objects.count(), Result.objects.count()), []

    def void_first(execute, sql, params, many, context):
        """Somebody voids the attempt just before marking looks at it for itself, to hold it."""
        if not done and sql.startswith("SELECT") and f'FROM "{Attempt._meta.db_table}"' in sql:
            done.append(True)
            void_attempt(waiting, "Wrong person at the desk", trainer.login)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(void_first), pytest.raises(Refused):
        mark_by_person(waiting.questions.get(position=1), "0", trainer.login, "The wording was unclear")
    assert (done, (Mark.objects.count(), Result.objects.count())) == ([True], before)


def test_an_empty_short_answer_needs_no_person(staff):
    sitting = make.attempt(staff, make.published_exam([make.question("short")]))
    assert submit(sitting, staff).score == 0


def test_a_void_attempt_has_no_result_any_more(staff, trainer):
    sitting = make.finished(staff, make.published_exam(2))
    void_attempt(sitting, "Wrong person at the desk", trainer.login)
    assert current_result(sitting) is None
    assert sitting.results.count() == 1


@pytest.mark.parametrize("table", [Mark, Result])
def test_marks_and_results_refuse_change(staff, table):
    make.finished(staff, make.published_exam(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        table.objects.update(score=0)


def unguarded(model):
    """Somebody who owns the database takes a table's triggers away."""
    with connection.cursor() as cursor:
        for trigger in triggers_of(model, connection.vendor):
            cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}"' + (f" ON {model._meta.db_table}" if connection.vendor == "postgresql" else ""))


def tampered(model, **changes):
    if model in FROZEN:
        unguarded(model)
    model.objects.update(**changes)


@pytest.mark.parametrize(
    ("model", "changes", "sentence"),
    [
        (Result, {"percent": 99}, "percent is 99.00, recomputed 0.00."),
        (Result, {"passed": True}, "passed is True, recomputed False."),
        (Mark, {"score": 1}, "question 2 is marked 1.00, the grader says 0.00."),
        (AttemptQuestion, {"response": {"option": "b"}}, "the answer to question 2 is not the last one that was accepted."),
    ],
)
def test_a_tampered_grade_is_named(staff, model, changes, sentence):
    sitting = make.finished(staff, make.published_exam(2), right_answers=0)
    assert recompute(sitting) == []
    tampered(model, **changes)
    assert f"{sitting.reference}: {sentence}" in recompute(Attempt.objects.get())
    with pytest.raises(CommandError):
        call_command("recompute_grades", "--check")


def rewritten(sitting, response):
    """All that is stored of an attempt written anew with this one answer, so that it fits together: events, hashes, answers, marks, result."""
    for model in (AnswerEvent, Mark, Result):
        unguarded(model)
    previous = GENESIS
    for event in sitting.events.select_related("attempt_question").order_by("seq"):
        position = event.attempt_question.position
        chained = link(previous, sitting.public_id, event.seq, position, event.client_key, event.revision, response, event.reason, event.arrived_at)
        AnswerEvent.objects.filter(pk=event.pk).update(response=response, previous_hash=previous, hash=chained)
        AttemptQuestion.objects.filter(pk=event.attempt_question_id).update(response=response)
        previous = chained
    items = items_of(sitting)
    graded = {one.item.pk: one.share * one.item.points for one in grade_items(items)}
    for pk, score in graded.items():
        Mark.objects.filter(attempt_question=pk).update(score=score, share=score)
    outcome = outcome_from(items, graded, sitting.exam_version.settings)
    Result.objects.filter(attempt=sitting).update(**asdict(outcome))


@pytest.mark.parametrize("past", [False, True])
def test_answers_rewritten_so_that_everything_fits_are_named_by_the_audit_log(staff, past):
    exam = make.published_exam(2)
    if past:
        sitting, _result = record_history(exam.current_version, staff, clock.now(), lambda item: make.wrong("single"), seed=7)
    else:
        sitting = make.finished(staff, exam, right_answers=0)
    assert recompute(sitting) == []
    rewritten(sitting, make.right("single"))
    assert current_result(sitting).passed is True
    assert recompute(sitting) == [f"{sitting.reference}: the answers are not the 2 that the audit log recorded when it was closed."]
    assert ledger.verify() == []  # the log itself is whole: it is the witness
    with pytest.raises(CommandError):
        call_command("recompute_grades", "--check")


def test_answers_that_are_cut_off_at_the_end_are_named(staff):
    sitting = make.finished(staff, make.published_exam(2), right_answers=0)
    for model in (AnswerEvent, Mark, Result):
        unguarded(model)
    last = sitting.events.order_by("seq").last()
    AttemptQuestion.objects.filter(pk=last.attempt_question_id).update(response=None, revision=0)
    last.delete()
    assert recompute(sitting) == [f"{sitting.reference}: the answers are not the 2 that the audit log recorded when it was closed."]


def test_an_answer_slipped_in_after_the_closing_is_named(staff):
    sitting = make.finished(staff, make.published_exam(2), right_answers=1)
    item, before = sitting.questions.get(position=2), sitting.events.get(seq=2)
    facts = {"client_key": "slipped-in", "revision": 2, "response": make.wrong("single"), "arrived_at": before.arrived_at}
    chained = link(before.hash, sitting.public_id, 3, 2, "slipped-in", 2, facts["response"], "", before.arrived_at)
    AnswerEvent.objects.create(attempt=sitting, seq=3, attempt_question=item, accepted=True, previous_hash=before.hash, hash=chained, **facts)
    AttemptQuestion.objects.filter(pk=item.pk).update(revision=2)
    assert recompute(sitting) == [f"{sitting.reference}: answer event 3 was accepted after it was closed."]


def test_a_closed_attempt_that_the_audit_log_does_not_know_is_named(staff):
    sitting = make.finished(staff, make.published_exam(1))
    unguarded(AuditEvent)
    AuditEvent.objects.filter(deed="exams.attempt_submitted").delete()
    assert recompute(sitting) == [f"{sitting.reference}: it is closed, and the audit log knows nothing of it."]


def test_what_came_too_late_and_what_was_voided_while_open_are_no_faults(staff, trainer):
    sitting = make.finished(staff, make.published_exam(1))
    assert make.answer(sitting, 1, make.wrong("single"), revision=1).status == 410
    voided = make.attempt(staff, make.published_exam(1))
    void_attempt(voided, "Wrong person at the desk", trainer.login)
    voided.refresh_from_db()
    assert (recompute(sitting), recompute(voided)) == ([], [])


@pytest.mark.parametrize("count", [3, 30])
def test_the_audit_log_is_asked_once_for_many_attempts(db, count):
    exam = make.published_exam(1)
    for _number in range(count):
        record_history(exam.current_version, StaffFactory(), clock.now(), {}, seed=3)
    with CaptureQueriesContext(connection) as context:
        assert list(recompute_all(Attempt.objects.select_related("exam_version").order_by("pk"))) == [[]] * count
    assert sum(AuditEvent._meta.db_table in query["sql"] for query in context.captured_queries) == 1


def test_history_stands_every_recomputation(staff, capsys):
    exam = make.published_exam([make.question(kind) for kind in ("single", "multiple", "truefalse", "numeric", "short")], release="feedback")
    login = LoginFactory()
    began = clock.now()
    attempt, result = record_history(
        exam.current_version,
        staff,
        began,
        lambda item: make.right(item.question_version.kind) if item.position != 2 else None,
        seed=7,
        minutes=12,
        marks={5: "1"},
        by=login,
    )
    assert (result.score, attempt.events.count(), attempt.state) == (4, 4, "marked")
    call_command("recompute_grades", "--check")
    assert capsys.readouterr().out == "1 attempts recomputed, 0 differences.\n"


def test_the_same_seed_records_the_same_paper(db):
    exam = make.published_exam(6, shuffle_questions=True)
    first, second = (record_history(exam.current_version, StaffFactory(), clock.now(), {}, seed=11)[0] for _round in range(2))
    order = lambda attempt: list(attempt.questions.order_by("position").values_list("question_version", "option_order"))  # noqa: E731
    assert order(first) == order(second)
