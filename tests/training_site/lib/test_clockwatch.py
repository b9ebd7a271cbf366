"""A clock that moves otherwise than time passes is not believed until it is right again."""

from datetime import timedelta

from training_site.lib.clockwatch import JUMP, ClockWatch

FIVE = JUMP.total_seconds()


def test_a_clock_that_jumps_is_in_doubt_until_it_is_right_again():
    watch = ClockWatch()
    assert watch.ahead(1_000, 0) == timedelta()
    assert watch.ahead(1_010, 10) == timedelta()
    assert watch.ahead(1_020 + 2 * FIVE, 20) == 2 * JUMP
    assert watch.ahead(1_030 - 2 * FIVE, 30) == -2 * JUMP
    assert watch.ahead(1_040, 40) == timedelta()


def test_small_steps_are_taken_over_one_by_one():
    watch = ClockWatch()
    assert [watch.ahead(turn * (10 + FIVE), turn * 10) for turn in range(4)] == [timedelta()] * 4
