"""Units, tokens and the figures in force."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from etiquette.norms.api import resolve, resolve_all, token_keys, units
from etiquette.norms.units import worded
from tests.factories.norms import norm_version
from training_site.lib.errors import Refused


@pytest.mark.parametrize(
    ("quantity", "unit", "zh", "en"),
    [
        ("30", "second", "30 秒", "30 seconds"),
        ("1", "second", "1 秒", "1 second"),
        ("1.0", "working-day", "1 个工作日", "1 working day"),
        ("0", "point", "0 分", "0 points"),
        ("90", "percent", "90%", "90%"),
        ("0.5", "hour", "0.5 小时", "0.5 hours"),
        ("5.000", "criterion", "5 项", "5 criteria"),
    ],
)
def test_worded_puts_quantity_and_unit_in_words(quantity, unit, zh, en):
    assert (worded(Decimal(quantity), unit, "zh"), worded(quantity, unit, "en")) == (zh, en)


def test_worded_refuses_an_unknown_unit():
    with pytest.raises(Refused, match="furlong"):
        worded("3", "furlong", "en")


def test_units_are_those_of_the_content_files():
    written = yaml.safe_load((Path(settings.BASE_DIR) / "training_site/demo/content/units.yaml").read_text(encoding="utf-8"))
    assert {code: (unit.zh, [unit.en, unit.en_plural]) for code, unit in units().items()} == {
        code: (words["zh"], words["en"]) for code, words in written.items()
    }


def test_token_keys_names_each_key_once():
    assert token_keys("{{a}} and {{b-2}}, {{a}}; {{ c }} {{D}} {d}") == ["a", "b-2"]


def test_resolve_refuses_an_unknown_key(db):
    with pytest.raises(Refused, match="nothing-here"):
        resolve("{{nothing-here}}", "en")


def test_resolve_all_walks_pairs_in_one_query(db, django_assert_num_queries):
    norm_version("N-2.1-02", values={"answer-time": ("30", "second"), "tries": ("1", "time")})
    body = {
        "stem": {"zh": "{{answer-time}}", "en": "{{answer-time}}, {{tries}}"},
        "options": [{"id": "{{answer-time}}", "text": {"zh": "{{tries}}", "en": "x"}}],
        "accepted": {"1": {"zh": ["{{answer-time}}", "三十秒"]}},
        "points": 2,
    }
    with django_assert_num_queries(1):
        resolved = resolve_all(body)
    assert resolved == {
        "stem": {"zh": "30 秒", "en": "30 seconds, 1 time"},
        "options": [{"id": "{{answer-time}}", "text": {"zh": "1 次", "en": "x"}}],
        "accepted": {"1": {"zh": ["30 秒", "三十秒"]}},
        "points": 2,
    }


def test_resolve_all_without_tokens_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert resolve_all([{"zh": "问好", "en": "Greet"}, None, 1.5]) == [{"zh": "问好", "en": "Greet"}, None, 1.5]


def test_resolve_knows_no_figure_before_its_day(db):
    norm_version("N-2.1-02", values={"answer-time": ("30", "second")}, effective_on=date(2025, 1, 1))
    with pytest.raises(Refused):
        resolve("{{answer-time}}", "zh", date(2024, 12, 31))
    assert resolve("{{answer-time}}", "zh", date(2025, 1, 1)) == "30 秒"
