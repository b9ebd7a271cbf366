"""What touches the norms of an indicator is found, dated, told from before the period, and frozen."""

from datetime import UTC, date, datetime

import pytest

from etiquette.norms.api import Chapter
from etiquette.scenarios.api import record_run
from etiquette.signing.api import SigningSet, record_signatures
from exams.reviews.api import Evidence, Indicator, Review, facts_of, open_cycle
from exams.reviews.presenting import items_of
from tests.factories import certificates as certs
from tests.factories import reviews as make
from tests.factories import scenarios as scene
from tests.factories.norms import norm_version
from tests.factories.signing import signing_set

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 1)
BEFORE, WITHIN, LATER = (datetime(*day, 2, tzinfo=UTC) for day in ((2025, 11, 3), (2026, 3, 2), (2026, 12, 9)))


def chapter(number, right, count):
    return {"chapter": number, "score": str(right), "out_of": str(count), "right": right, "count": count, "red_line": False}


@pytest.fixture
def made():
    """An open cycle whose first indicator cites N-9.2-01 and shows what touches it; nobody has a review yet."""
    norm_version("N-9.2-01")
    norm_version("N-6.1-05")
    Chapter.objects.filter(number=9).update(title_zh="营业厅服务规范", title_en="Counter service")
    house = make.house(2)
    Indicator.objects.filter(code="quality").update(norm_codes="N-9.2-01", evidence_kinds=["norms"])
    Indicator.objects.filter(code="conduct").update(norm_codes="N-6.1-05")
    open_cycle(house.cycle, None, units=[])
    house.cycle.refresh_from_db()
    return house


def about(made, day=DAY):
    person = made.people[0]
    return facts_of(made.cycle, [person.pk], day)[person.pk]["norms"]


def test_the_last_attempt_with_the_chapter_counts_also_from_before_the_period(made):
    certs.result(made.people[0], at=BEFORE, chapters=[chapter(9, 3, 5), chapter(2, 1, 1)])
    assert [(row["right"], row["count"], row["on"], row["before"]) for row in about(made)["quality"]["chapters"]] == [(3, 5, "2025-11-03", True)]
    certs.result(made.people[0], at=WITHIN, chapters=[chapter(9, 4, 5)], passed=False)
    certs.result(made.people[0], at=LATER, chapters=[chapter(9, 5, 5)])
    assert [(row["right"], row["on"], row["before"]) for row in about(made)["quality"]["chapters"]] == [(4, "2026-03-02", False)]


def test_signatures_of_the_chapter_are_counted_with_those_that_are_cited(made):
    signing_set(norms=["N-9.2-01", "N-9.2-02", "N-15.1-01"])
    record_signatures(SigningSet.objects.get(), made.people[0], WITHIN)
    row = about(made)["quality"]["signed"]
    assert [(one["chapter"]["number"], one["norms"], one["cited"], one["on"], one["before"]) for one in row] == [(9, 2, 1, "2026-03-02", False)]
    assert about(made, date(2026, 2, 1)) == {}


def test_scenarios_count_where_they_cite_the_chapter_and_were_passed(made):
    one = scene.scenario()
    record_run(one.current_version, made.people[0], ["d1-b", "d2-b"], BEFORE)
    assert about(made) == {}  # how a run went is practice
    record_run(one.current_version, made.people[0], ["d1-a", "d2-a"], BEFORE)
    assert [(row["on"], row["before"]) for row in about(made)["quality"]["scenarios"]] == [("2025-11-03", True)]
    Indicator.objects.filter(code="conduct").update(evidence_kinds=["norms"])
    assert set(about(made)) == {"quality"}  # chapter 6 stands in no choice


def test_an_indicator_shows_it_only_where_it_was_asked_for(made):
    certs.result(made.people[0], at=WITHIN, chapters=[chapter(6, 2, 2), chapter(9, 2, 2)])
    assert set(about(made)) == {"quality"}


def test_the_page_says_what_lies_before_the_period_and_stays_when_facts_change(made, client_of):
    certs.result(made.people[0], at=BEFORE, chapters=[chapter(9, 3, 5)])
    open_cycle(made.cycle, None, team_of=made.supervisor)
    certs.result(made.people[0], at=WITHIN, chapters=[chapter(9, 5, 5)])
    page = client_of(made.supervisor).get(Review.objects.get(staff=made.people[0]).get_absolute_url()).content.decode()
    assert "第 9 章 营业厅服务规范" in page
    assert "2025年11月3日，考核期之前" in page
    assert "5 题答对 3 题" in page


def test_evidence_of_the_first_schema_is_shown_as_ever():
    facts = {"schema": 1, "scenarios": [{"title": {"zh": "柜台老人办卡", "en": ""}, "on": "2026-03-02"}]}
    assert [item.title for item in items_of(Evidence(facts=facts), ["norms", "scenarios"], "quality")] == ["柜台老人办卡"]


@pytest.mark.parametrize("count", [3, 300])
def test_it_takes_the_same_statements_for_few_and_many(count, django_assert_num_queries):
    norm_version("N-9.2-01")
    made = make.house(count)
    Indicator.objects.filter(code="quality").update(norm_codes="N-9.2-01", evidence_kinds=["norms"])
    open_cycle(made.cycle, None, units=[])
    for person in made.people:
        certs.result(person, at=WITHIN, chapters=[chapter(9, 4, 5)])
    with django_assert_num_queries(15):
        facts = facts_of(made.cycle, [person.pk for person in made.people], DAY)
    assert sum(len(one["norms"]) for one in facts.values()) == count
