"""Story 3: a shop manager looks after the own team, helps with a forgotten password, and signs a review that its person answers."""

import re

import pytest
from playwright.sync_api import expect

from tests.walks.walking import Walker

pytestmark = pytest.mark.browser

SUPERVISOR, OTHER_SUPERVISOR = "J20105", "J20211"
SHOP = {"zh-hans": "滨河路营业厅", "en": "Binhe Road outlet"}
TEAM_ROWS = "table.heat tbody tr"


def test_supervisor_sees_the_own_team_and_nobody_else(stage, visitor):
    walker = visitor()
    page = walker.page
    walker.sign_in(SUPERVISOR)
    walker.follow("a[href='/team/']:visible", to="**/team/")
    walker.inspected()
    expect(page.locator("#unit option")).to_have_count(2)  # all of them, and the one shop
    team = page.locator(f"{TEAM_ROWS} th a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(team) == 11  # twelve in the shop, the supervisor is one of them

    walker.follow(".chip[href*='status=late']")
    late = page.locator(TEAM_ROWS)
    assert 0 < late.count() < 11
    expect(late.filter(has=page.locator(".cell-late"))).to_have_count(late.count())
    walker.inspected()
    walker.follow(f"{TEAM_ROWS} th a")
    walker.inspected()
    expect(page.locator("main header")).to_contain_text(SHOP[stage.cast.language])
    walker.open("/team/results/")
    walker.inspected()
    walker.open("/team/?q=%E4%B8%8D%E5%AD%98%E5%9C%A8")
    walker.sees("main .empty")
    walker.inspected()

    other = visitor()
    other.sign_in(OTHER_SUPERVISOR)
    other.open("/team/")
    stranger = other.page.locator(f"{TEAM_ROWS} th a").first.get_attribute("href")
    assert stranger not in team
    with walker.refused(404):
        page.goto(walker.url + stranger)
        walker.arrived()
        walker.sees("main h1")


def _somebody(walker: Walker, place: int) -> str:
    """The staff number of somebody of the team who is in no other story; the page is then that person's."""
    walker.open("/team/?q=J1")
    walker.follow(walker.page.locator(f"{TEAM_ROWS} th a").nth(place))
    return re.search(r"J1\d{4}", walker.page.locator("main header").inner_text())[0]


def test_supervisor_helps_with_a_forgotten_password(stage, visitor):
    walker = visitor()
    page = walker.page
    walker.sign_in(SUPERVISOR)
    number = _somebody(walker, 0)
    person = walker.path
    page.click("section[aria-labelledby=sign-in] summary")
    walker.follow("section[aria-labelledby=sign-in] button.btn-grave")
    walker.inspected()
    code = page.locator(".figure").inner_text()
    walker.open(person)
    expect(page.locator("main")).not_to_contain_text(code)

    hire = visitor()
    hire.open("/account/first/")
    hire.page.fill("input[name=staff_number]", number)
    hire.page.fill("input[name=code]", code)
    hire.page.click("main form .btn-main")
    hire.page.wait_for_url("**/account/set-password/")
    hire.speak()
    hire.page.fill("input[name=new_password1]", "cinnabar-and-paper-9")
    hire.page.fill("input[name=new_password2]", "cinnabar-and-paper-9")
    hire.follow("main form .btn-main", to="**/training/")


def test_supervisor_signs_a_review_and_the_person_acknowledges_it(stage, visitor):
    walker, number = _signed_review(visitor, 1)
    hire = visitor()
    hire.sign_in(number)
    hire.open("/reviews/")
    hire.inspected()
    hire.follow("main a.row:has(.st-now)")
    hire.inspected()
    hire.page.check("#read")
    hire.follow("section[aria-labelledby=answer] button[value=acknowledge]")
    hire.sees("section[aria-labelledby=sg] .sign >> nth=1")
    expect(hire.page.locator("section[aria-labelledby=answer]")).to_have_count(0)
    walker.page.reload()
    expect(walker.page.locator("section[aria-labelledby=sg] .sign")).to_have_count(2)


def test_a_person_objects_to_a_review_with_a_reason(stage, visitor):
    walker, number = _signed_review(visitor, 2)
    reason = "那天的投诉不在我的班上，请复核。"
    hire = visitor()
    hire.sign_in(number)
    hire.open("/reviews/")
    hire.follow("main a.row:has(.st-now)")
    hire.page.click("section[aria-labelledby=answer] summary")
    hire.page.fill("#reason", reason)
    hire.follow("button[value=object]")
    walker.page.reload()
    expect(walker.page.locator("section[aria-labelledby=sg]")).to_contain_text(reason)
    walker.inspected()


def _signed_review(visitor, place: int) -> tuple[Walker, str]:
    """Open the review of somebody, rate every indicator on its evidence, sign; returns the supervisor's browser and the staff number."""
    walker = visitor()
    page = walker.page
    walker.sign_in(SUPERVISOR)
    number = _somebody(walker, place)
    walker.open("/team/")
    walker.follow("main a[href^='/reviews/team/']")
    walker.inspected()
    walker.follow(page.locator("main a.row").filter(has_text=number))
    walker.inspected()
    assert page.locator(".ind").count() == 5
    assert page.locator(".ind .evid li").count() > 0

    with walker.refused(422):
        walker.follow("button[value=sign]")
    walker.sees("main .note-late[role=alert]")  # nothing rated, nothing agreed
    for indicator in page.locator(".ind").all():
        indicator.locator("label:has(input[type=radio][value='4'])").click()
        indicator.locator("textarea").fill("按规范办理，交接清楚。")
    page.check("input[name=agreed]")
    walker.follow("button[value=sign]")
    expect(page.locator("section[aria-labelledby=sg] .sign")).to_have_count(1)
    walker.inspected()
    return walker, number
