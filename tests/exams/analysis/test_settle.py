"""What the bank is told: once, again only when something has changed, and taken back when nothing is left."""

from decimal import Decimal

from exams.analysis.api import settle_all
from exams.bank.api import MeasuredDifficulty
from exams.sittings.api import void_attempt
from tests.factories import sittings as make
from tests.factories.people import LoginFactory, StaffFactory


def sat(exam, scores):
    for right_answers in scores:
        make.finished(StaffFactory(login=LoginFactory()), exam, right_answers)


def told():
    return [(row.facility, row.discrimination, row.responses) for row in MeasuredDifficulty.objects.order_by("-facility")]


def test_the_bank_is_told_from_ten_answers_on_and_of_discrimination_from_thirty(db):
    exam = make.published_exam(2)
    sat(exam, [0, 1, 2] * 3)
    assert settle_all() == 0
    sat(exam, [2])
    assert settle_all() == 2
    assert told() == [(Decimal("0.7"), None, 10), (Decimal("0.4"), None, 10)]
    sat(exam, [0, 1, 2] * 6 + [0, 1])
    assert settle_all() == 2
    # Of thirty, twenty have the first and ten the second, all of these the first as well: r = (1/3 - 2/9) / (2/9) = 1/2.
    assert told() == [(Decimal("0.6667"), Decimal("0.5"), 30), (Decimal("0.3333"), Decimal("0.5"), 30)]


def test_a_second_look_changes_nothing_and_voided_attempts_are_taken_back(db, trainer):
    exam = make.published_exam(1)
    sat(exam, [1] * 10)
    assert (settle_all(), settle_all()) == (1, 0)
    void_attempt(exam.attempts.first(), "Fire alarm", trainer.login)
    assert (settle_all(), settle_all()) == (1, 0)
    assert told() == [(None, None, 0)]


def test_answers_of_all_exams_count_together(db):
    version = make.question()
    for share in (1, 0):
        sat(make.published_exam([version]), [share] * 6)
    assert settle_all() == 1
    assert told() == [(Decimal("0.5"), None, 12)]
