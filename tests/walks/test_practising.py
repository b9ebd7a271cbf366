"""A conversation played with the keyboard alone, again from a step of its debrief, and with a clock. Imports no models."""

import pytest
from playwright.sync_api import expect

from tests.walks.test_new_hire import MOVED_ON

pytestmark = pytest.mark.browser

LEARNER = "J20418"


def press(page, key: str) -> None:
    """Choose with a digit, say it with Enter, wait for what comes."""
    asked = page.locator("#ask").inner_text()
    page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_function(MOVED_ON, arg=asked)


def test_conversation_is_played_with_the_keyboard_alone(stage, visitor):
    walker = visitor()
    page = walker.page
    walker.sign_in(LEARNER)
    walker.open("/scenarios/sc-02/")
    page.locator("main form input[name=untimed]").focus()
    page.keyboard.press("Space")
    page.locator("main form .btn-main").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/scenarios/run/*/#now")

    expect(page.locator("#ask")).to_be_focused()
    press(page, "2")  # cuts in: the customer gets louder, and there is a second chance
    expect(page.locator("#ask")).to_be_focused()
    expect(page.locator("#heard")).not_to_be_empty()
    assert page.locator("ol.talk li[data-new]").count() >= 2
    walker.inspected()
    steps = 1
    while "/debrief/" not in page.url:
        press(page, "1")
        steps += 1
        assert steps < 12
    walker.arrived()
    walker.inspected()
    expect(page.locator("ol.path > li")).to_have_count(steps)
    assert page.locator(".dims progress").count() >= 3


def test_step_is_played_again_from_the_debrief(stage, visitor):
    walker = visitor()
    page = walker.page
    walker.sign_in(LEARNER)
    walker.open("/scenarios/sc-08/")
    page.click("main form .btn-main")
    page.wait_for_url("**/scenarios/run/*/#now")
    press(page, "2")
    while "/debrief/" not in page.url:
        press(page, "1")
    walker.arrived()

    page.locator("#step-1 form button").click()
    page.wait_for_url("**/scenarios/run/*/#now")
    walker.sees("main .note")
    walker.inspected()
    press(page, "1")
    while "/debrief/" not in page.url:
        press(page, "1")
    walker.arrived()
    walker.sees("main .note a[href*='/debrief/']")
    walker.open("/scenarios/sc-08/")
    expect(page.locator("section[aria-labelledby=past] li")).to_have_count(1)


def test_timed_step_shows_the_clock(stage, visitor):
    walker = visitor()
    page = walker.page
    walker.sign_in(LEARNER)
    walker.open("/scenarios/sc-02/")
    page.click("main form .btn-main")
    page.wait_for_url("**/scenarios/run/*/#now")
    press(page, "1")
    press(page, "2")

    walker.sees("form.decide [data-clock]")
    before = page.locator("[data-seconds]").inner_text()
    expect(page.locator("[data-seconds]")).not_to_have_text(before)
    walker.inspected()
