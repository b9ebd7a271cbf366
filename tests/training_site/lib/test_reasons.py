"""A reason that has to be given: trimmed, asked for, and never cut."""

import pytest
from django.utils import translation

from training_site.lib.errors import Refused
from training_site.lib.reasons import LONGEST_REASON, reason_of


def test_a_reason_loses_the_blanks_around_it_and_the_line_ends_of_a_form():
    assert reason_of("  网络中断，\r\n已核实 \n") == "网络中断，\n已核实"


def test_the_longest_reason_is_kept_whole():
    assert reason_of("字" * LONGEST_REASON) == "字" * LONGEST_REASON
    assert reason_of("字\r\n字", most=3) == "字\n字"


@pytest.mark.parametrize("text", ["", " \r\n "])
def test_without_a_reason_it_is_asked_for(text):
    with translation.override("en"):
        with pytest.raises(Refused) as refused:
            reason_of(text)
        assert str(refused.value) == "Give the reason. It stands in the audit log."
    with pytest.raises(Refused) as refused:
        reason_of(text, "Say why.")
    assert str(refused.value) == "Say why."


def test_a_reason_that_is_too_long_is_refused_with_the_number():
    with translation.override("en"), pytest.raises(Refused) as refused:
        reason_of("字" * 21, most=20)
    assert str(refused.value) == "Shorten the reason to at most 20 characters."
