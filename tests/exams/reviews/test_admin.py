"""Review cycles in the administration."""

from datetime import date

import pytest
from django.urls import reverse

from exams.reviews.api import Indicator, ReviewCycle
from tests.factories import reviews as make
from tests.factories.norms import norm_version
from tests.factories.people import LoginFactory, StaffFactory

pytestmark = pytest.mark.django_db


def form(weights=(60, 40), **changes):
    """What the editor of a new cycle sends."""
    data = {
        "code": "2027-q1", "title_zh": "2027年第一季度考核", "title_en": "", "period_from": "2027-01-01", "period_to": "2027-03-31",
        "opens_on": "2027-03-20", "closes_on": "2027-04-20", "objection_days": "5",
        "indicators-TOTAL_FORMS": str(len(weights)), "indicators-INITIAL_FORMS": "0", "indicators-MIN_NUM_FORMS": "0",
        "indicators-MAX_NUM_FORMS": "1000",
    }  # fmt: skip
    for index, weight in enumerate(weights):
        row = {"code": f"i{index}", "title_zh": f"指标{index}", "weight": str(weight), "norm_codes": "", "ORDER": str(index + 1), "id": ""}
        data |= {f"indicators-{index}-{name}": value for name, value in row.items()}
        data[f"indicators-{index}-evidence_kinds"] = ["results", "paths"]
    return {**data, **changes}


def test_hr_plans_a_cycle_with_its_indicators(client_of, hr):
    client_of(hr).post(reverse("review_cycles:add"), form())
    cycle = ReviewCycle.objects.get()
    assert (cycle.state, list(cycle.indicators.values_list("weight", "evidence_kinds"))) == (
        "planned",
        [(60, ["results", "paths"]), (40, ["results", "paths"])],
    )


def test_norms_are_tidied(client_of, hr):
    norm_version("N-20.1-02")
    client_of(hr).post(reverse("review_cycles:add"), form(**{"indicators-0-norm_codes": " N-20.1-02，N-20.1-02"}))
    assert Indicator.objects.get(code="i0").norm_codes == "N-20.1-02"


def test_norms_are_chosen_as_in_lessons_and_questions(client_of, hr):
    norm_version("N-20.1-02")
    page = client_of(hr).get(reverse("review_cycles:add")).content.decode()
    assert page.count("<norm-chooser") == 1  # in the row that the page adds for a new indicator
    assert 'src="/static/norms/chooser.js"' in page
    assert client_of(hr).get(reverse("norms:choose"), {"codes": "N-20.1-02"}).status_code == 200  # whom it asks lets HR in
    client_of(hr).post(reverse("review_cycles:add"), form(**{"indicators-0-norm_codes": "N-20.1-02"}))
    page = client_of(hr).get(reverse("review_cycles:edit", args=[ReviewCycle.objects.get().pk])).content.decode()
    assert ">\nN-20.1-02</textarea>" in page


@pytest.mark.parametrize(
    "changes", [{"period_to": "2026-01-01"}, {"closes_on": "2027-01-01"}, {"indicators-0-norm_codes": "N-99.9-99"}, {"indicators-0-weight": "101"}]
)
def test_what_cannot_be_gets_a_sentence(client_of, hr, changes):
    reply = client_of(hr).post(reverse("review_cycles:add"), form(**changes))
    assert (reply.status_code, ReviewCycle.objects.count()) == (200, 0)


def test_weights_that_do_not_add_up_are_kept_with_a_warning(client_of, hr):
    reply = client_of(hr).post(reverse("review_cycles:add"), form((60, 30)), follow=True)
    assert (ReviewCycle.objects.count(), "90%" in reply.content.decode()) == (1, True)


def test_an_opened_cycle_leads_to_its_own_page(client_of, hr):
    made = make.opened(1)
    reply = client_of(hr).get(reverse("review_cycles:edit", args=[made.cycle.pk]))
    assert (reply.status_code, reply["Location"]) == (302, reverse("reviews:cycle", args=[made.cycle.code]))


def test_a_cycle_is_planned_like_another_one(client_of, hr):
    made = make.opened(1)
    client_of(hr).post(reverse("review_cycles:copy_as_new", args=[made.cycle.pk]))
    fresh = ReviewCycle.objects.exclude(pk=made.cycle.pk).get()
    assert (fresh.code, fresh.state, fresh.period_from) == ("2026-q4-2", "planned", date(2027, 1, 1))
    assert list(fresh.indicators.values_list("code", "weight")) == list(made.cycle.indicators.values_list("code", "weight"))


def test_an_auditor_plans_nothing(client_of):
    client = client_of(StaffFactory(login=LoginFactory(roles=["auditor"])))
    client.post(reverse("review_cycles:add"), form())
    assert (client.get(reverse("review_cycles:index")).status_code, ReviewCycle.objects.count()) == (200, 0)


def test_a_trainer_has_no_business_here(client_of, trainer):
    assert client_of(trainer).get(reverse("review_cycles:index")).status_code != 200
