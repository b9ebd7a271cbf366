"""A form of a review that was refused: the sentence stands at its field, and what was typed is still there."""

from datetime import timedelta

import pytest
import time_machine

from exams.reviews.api import Indicator, Rating, decide, object_to
from tests.exams.reviews.test_pages import form
from tests.factories import reviews as make
from training_site.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return make.opened(1)


def sent(client, made, **data):
    return client.post(make.review_of(made).get_absolute_url(), data)


def indicator(made, code="quality"):
    return Indicator.objects.get(cycle=made.cycle, code=code).pk


def named(text, field):
    """Whether a control is marked as wrong and leads to a sentence that is there."""
    return 'aria-invalid="true"' in text and f'id="{field}-error"' in text and f'{field}-error"' in text.replace(f'id="{field}-error"', "")


def test_a_rating_that_is_none_is_named_at_its_indicator_and_every_comment_stays(made, client_of):
    pk = indicator(made)
    response = sent(client_of(made.supervisor), made, **form(made, **{f"value-{pk}": "6", "deed": "save"}))
    text = response.content.decode()
    assert (response.status_code, named(text, f"value-{pk}"), f'href="#value-{pk}"' in text) == (422, True, True)
    assert (text.count(">原因</textarea>"), text.count('value="4" checked')) == (5, 4)


@pytest.mark.parametrize(("who", "deed"), [("supervisor", "save"), ("person", "save")])
def test_a_comment_that_is_too_long_is_named_and_kept(made, client_of, who, deed):
    pk = indicator(made)
    login = made.supervisor if who == "supervisor" else made.people[0]
    response = sent(client_of(login), made, **form(made, **{f"comment-{pk}": "长" * 2001, "deed": deed}))
    text = response.content.decode()
    assert (response.status_code, named(text, f"comment-{pk}"), f">{'长' * 2001}</textarea>" in text) == (422, True, True)


def test_everything_that_a_signature_lacks_is_named_at_once(made, client_of):
    quality, conduct = indicator(made), indicator(made, "conduct")
    typed = form(made, **{f"value-{quality}": "", f"value-{conduct}": "5", f"comment-{conduct}": "", "deed": "sign"})
    text = sent(client_of(made.supervisor), made, **typed).content.decode()
    assert [named(text, field) for field in (f"value-{quality}", f"comment-{conduct}")] == [True, True]
    assert text.count('href="#value-') + text.count('href="#comment-') == 2


def test_the_tick_of_the_signature_is_named_at_itself(made, client_of):
    text = sent(client_of(made.supervisor), made, **form(made, deed="sign")).content.decode()
    assert (named(text, "agreed"), 'href="#agreed"' in text) == (True, True)


def test_ratings_typed_while_somebody_else_signed_stay_to_be_copied(made, client_of):
    make.signed(made)
    response = sent(client_of(made.supervisor), made, **form(made, "2", deed="save"))
    text = response.content.decode()
    assert (response.status_code, text.count("readonly>2 原因</textarea>"), Rating.objects.filter(value=2).count()) == (422, 5, 0)


@pytest.mark.parametrize("deed", ["sign", "hand-in"])
def test_a_form_that_comes_after_the_signature_is_told_that_and_not_what_it_lacks(made, client_of, deed):
    make.signed(made)
    client = client_of(made.supervisor if deed == "sign" else made.people[0])
    client.cookies["django_language"] = "en"
    response = sent(client, made, **form(made, **{f"value-{indicator(made)}": "", "agreed": "on", "deed": deed}))
    refused = response.content.decode().split('id="refused"')[1].split("</div>")[0]
    assert (response.status_code, "This part of the review cannot be changed any more." in refused, "<li>" in refused) == (422, True, False)


@pytest.mark.parametrize("reason", ["", "长" * 2001])
def test_an_objection_that_will_not_do_is_named_and_kept(made, client_of, reason):
    make.signed(made)
    response = sent(client_of(made.people[0]), made, deed="object", reason=reason)
    text = response.content.decode()
    assert (response.status_code, named(text, "reason"), f">{reason}</textarea>" in text) == (422, True, True)


def test_an_objection_after_its_last_day_stays_to_be_copied(made, client_of):
    row = make.signed(made)
    with time_machine.travel(clock.now() + timedelta(days=60), tick=False):
        assert clock.today() > row.object_until
        text = sent(client_of(made.people[0]), made, deed="object", reason="投诉不是我的").content.decode()
    assert ("readonly>投诉不是我的</textarea>" in text, 'name="reason"' in text) == (True, False)


def test_a_decision_keeps_its_reason_and_the_corrections_that_were_chosen(made, client_of, hr):
    row = make.signed(made, quality=2)
    object_to(row, made.people[0], "投诉不是我的")
    pk = indicator(made)
    response = sent(client_of(hr), made, deed="decide", reason=" ", **{f"change-{pk}": "4"})
    text = response.content.decode()
    assert (response.status_code, named(text, "decision"), '<option value="4" selected>' in text) == (422, True, True)
    response = sent(client_of(hr), made, deed="decide", reason="归属有误", **{f"change-{pk}": "9"})
    text = response.content.decode()
    assert (named(text, f"change-{pk}"), ">归属有误</textarea>" in text) == (True, True)


def test_a_decision_that_came_second_stays_to_be_copied(made, client_of, hr):
    row = make.signed(made)
    object_to(row, made.people[0], "投诉不是我的")
    decide(make.review_of(made), hr.login, "归属有误")
    text = sent(client_of(hr), made, deed="decide", reason="我也这样看", **{f"change-{indicator(made)}": "3"}).content.decode()
    assert ("readonly>我也这样看</textarea>" in text, "readonly>3</textarea>" in text) == (True, True)


@pytest.mark.parametrize("reason", ["", "长" * 401])
def test_a_reason_for_freezing_again_is_named_and_kept_and_never_cut(made, client_of, reason):
    response = sent(client_of(made.supervisor), made, deed="freeze", reason=reason)
    text = response.content.decode()
    assert (response.status_code, named(text, "freeze"), f">{reason}</textarea>" in text) == (422, True, True)
    assert make.review_of(made).evidence.count() == 1
