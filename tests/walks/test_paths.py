"""A trainer makes a path of one's own from another: a further stage with a step, another order; a newcomer then walks it in that order."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.walks.walking import Walker
from training_site.lib import clock

pytestmark = pytest.mark.browser

TRAINER, HR, NEWCOMER = "J20031", "J20021", "J10001"  # J10001 works in an office, which no path asks for anything
TITLE = {"zh-hans": "轮岗试走路径", "en": "A path for a rotation"}
STAGE = {"zh-hans": "回岗小结", "en": "Looking back"}


def test_trainer_adds_a_stage_changes_the_order_and_a_newcomer_sees_it(stage, visitor):
    trainer = visitor(phone=False)
    trainer.sign_in(TRAINER)
    _copies(trainer, "lp-tech")
    first, added, stages = _edits(trainer.page)
    with trainer.page.expect_navigation():
        trainer.page.locator("footer button[type=submit]:visible").first.click()
    trainer.sees(".messages .success")
    trainer.arrived()

    hr = visitor(phone=False)
    hr.sign_in(HR)
    _enrols(hr, TITLE[stage.cast.language])

    newcomer = visitor()
    newcomer.sign_in(NEWCOMER)
    newcomer.open("/training/")
    newcomer.inspected()
    assert newcomer.page.locator("#next").inner_text() == first
    expect(newcomer.page.locator("ol.stages > li")).to_have_count(stages)
    expect(newcomer.page.locator("ol.stages > li").last).to_contain_text(STAGE[stage.cast.language])
    expect(newcomer.page.locator("main")).to_contain_text(added)


def _copies(walker: Walker, code: str) -> None:
    """From the list to a path, and from there to the form of its copy."""
    walker.open("/admin/learning_paths/")
    walker.inspected()
    walker.follow(walker.page.locator(f"main tbody tr:has(td:text-is('{code}')) td.title a"), to="**/edit/*/")
    walker.inspected(wagtails_own=True)
    walker.open(walker.page.locator("a[href*='/learning_paths/copy/']").first.get_attribute("href"))
    walker.inspected()
    walker.follow("main form button[type=submit]", to="**/edit/*/")


def _edits(page: Page) -> tuple[str, str, int]:
    """Title, a stage at the end with one step, the second step of the first stage before the first.

    Returns the titles of what is to be done first now and of what was added, and the number of stages.
    """
    for name, text in (("zh", TITLE["zh-hans"]), ("en", TITLE["en"])):
        page.fill(f"#id_title_{name}", text)
    last = int(page.input_value("#id_stages-TOTAL_FORMS"))
    days = int(page.input_value("#id_days"))
    page.fill("#id_days", str(days + 5))
    page.click("#id_stages-ADD")
    for name, text in (("title_zh", STAGE["zh-hans"]), ("title_en", STAGE["en"]), ("from_day", days + 1), ("to_day", days + 5)):
        page.fill(f"#id_stages-{last}-{name}", str(text))
    page.click(f"#id_stages-{last}-steps-ADD")
    taken = page.locator("select[name^=stages-][name$=-what]").evaluate_all("selects => selects.map(select => select.value)")
    choice = page.locator(f"#id_stages-{last}-steps-0-what")
    offered = choice.locator("option[value^='scenario:']").evaluate_all("options => options.map(option => option.value)")
    choice.select_option(next(value for value in offered if value not in taken))

    second = page.locator("#id_stages-0-steps-1-what")
    page.locator("#inline_child_stages-0-steps-1 [data-inline-panel-child-move-up]").click()
    expect(page.locator("#id_stages-0-steps-1-ORDER")).to_have_value("1")
    return _chosen(second), _chosen(choice), last + 1


def _chosen(select: Locator) -> str:
    """The title that is chosen, without the kind before it."""
    words: str = select.evaluate("select => select.selectedOptions[0].text")
    return words.replace("：", ": ").partition(": ")[2]


def _enrols(walker: Walker, title: str) -> None:
    page = walker.page
    walker.open("/admin/enrolments/new/")
    page.fill("#id_staff_number", NEWCOMER)
    page.select_option("#id_path", label=title)
    page.fill("#id_started_on", clock.today().isoformat())
    page.keyboard.press("Escape")
    page.fill("#id_reason", "轮岗。")
    walker.follow("form button[type=submit].button:visible, footer button[type=submit]:visible", to="**/inspect/*/")
    walker.inspected()
