"""Story 1: from the printed slip to the certificate that anybody can check."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.databases import ROOT
from tests.walks.answering import answer, given_in
from tests.walks.walking import PASSWORD, Walker

pytestmark = pytest.mark.browser

NEWCOMER, LEARNER, READY, FAILED = "J20419", "J20418", "J20402", "J20397"
OWN_PASSWORD = "bamboo-at-the-window-7"
SLOW = 60_000


def code_on_the_slip(stage) -> str:
    """The newcomer's one-time code, as the command of the demo prints it."""
    command = [sys.executable, str(ROOT / "manage.py"), "load_demo", "--accounts"]
    said = subprocess.run(command, env=stage.site.environment(), capture_output=True, text=True, check=True).stdout
    return re.search(rf"{NEWCOMER}.*?([0-9A-Z]{{5}}-[0-9A-Z]{{5}})", said)[1]


def test_newcomer_comes_in_with_the_slip_and_sees_what_comes_next(stage, visitor):
    code = code_on_the_slip(stage)
    walker = visitor()
    page = walker.page
    walker.open("/")
    walker.inspected()
    walker.follow("main a[href='/account/first/']")
    walker.inspected()

    page.fill("input[name=staff_number]", NEWCOMER)
    page.fill("input[name=code]", "AAAAA-AAAAA")
    walker.follow("main form .btn-main")
    walker.sees("#id_code_error .error")
    page.fill("input[name=code]", code.lower())
    walker.follow("main form .btn-main", to="**/account/set-password/")
    walker.inspected()

    page.fill("input[name=new_password1]", "123")
    page.fill("input[name=new_password2]", "123")
    walker.follow("main form .btn-main", to="**/account/set-password/")
    walker.sees(".field .error")
    page.fill("input[name=new_password1]", OWN_PASSWORD)
    page.fill("input[name=new_password2]", OWN_PASSWORD)
    walker.follow("main form .btn-main", to="**/training/")
    walker.inspected()

    facts = page.locator("section[aria-labelledby=next] dl.facts dd")
    expect(facts).to_have_count(4)  # due, how long, how far, why
    assert all(re.search(r"\w", text) for text in facts.all_inner_texts())
    expect(page.locator("section[aria-labelledby=next] progress").first).to_be_visible()
    expect(page.locator("ol.stages > li")).to_have_count(6)
    walker.follow("section[aria-labelledby=next] .btn-main")
    walker.inspected()

    # The slip is worth nothing now, the password of one's own is.
    again = visitor()
    again.open(f"/account/first/?number={NEWCOMER}")
    again.page.fill("input[name=code]", code)
    again.follow("main form .btn-main")
    again.sees("#id_code_error .error")
    again.sign_in(NEWCOMER, OWN_PASSWORD)
    assert again.path == "/training/"


def test_learner_reads_a_lesson_and_answers_its_quick_checks(stage, visitor):
    walker = visitor()
    page = walker.page
    walker.sign_in(LEARNER)
    walker.follow("section[aria-labelledby=next] a.btn-main", to="**/courses/*/")
    walker.inspected()
    walker.follow("main a.btn-main.btn-big", to=re.compile(r"/courses/[\w-]+/[\w-]+/$"))
    walker.inspected()

    _opens_a_clause_by_keyboard(walker)
    checks = page.locator("[data-check]")
    assert checks.count() > 0
    for number in range(checks.count()):
        form = checks.nth(number).locator("form[data-quick]")
        answer(form)
        form.locator("button.btn-main").click()
        walker.sees(checks.nth(number).locator("[data-verdict] .note-done"))
    walker.inspected()

    lesson = walker.path
    walker.follow("form[action$='/finish/'] button", to=lambda address: not address.endswith("/finish/") and lesson not in address)
    walker.open(lesson)
    walker.sees("[data-when-read]")
    course = lesson.rsplit("/", 2)[0] + "/"
    walker.open(course)
    walker.sees(f"main ol a[href='{lesson}'] .st-done")


def _opens_a_clause_by_keyboard(walker: Walker) -> None:
    """A citation is reached, opened and closed without a mouse, and the focus comes back to it."""
    cite = walker.page.locator("a.cite[data-card]").first
    cite.focus()
    walker.page.keyboard.press("Enter")
    card = walker.sees("#cite-card:popover-open")
    expect(card).to_contain_text(re.compile(r"N-\d+\.\d+-\d\d"))
    walker.inspected()
    walker.page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(cite).to_be_focused()


# The next step of a conversation comes into the same page; the last one leads to the debrief.
MOVED_ON = "(asked) => location.pathname.endsWith('/debrief/') || document.getElementById('ask')?.innerText !== asked"


def test_learner_plays_a_scenario_and_reads_the_debrief(stage, visitor):
    walker = visitor()
    page = walker.page
    walker.sign_in(LEARNER)
    walker.open("/scenarios/")
    walker.follow("a[href='/scenarios/sc-01/']")
    walker.inspected()
    walker.follow("main form .btn-main", to="**/scenarios/run/*/**")
    walker.inspected()

    steps = 0
    while "/debrief/" not in page.url:
        walker.sees("ol.talk li")
        asked = page.locator("#ask").inner_text()
        page.locator("form.decide label.option").first.click()
        page.click("form.decide button.btn-main")
        page.wait_for_function(MOVED_ON, arg=asked)
        steps += 1
        assert steps < 12
    walker.arrived()
    walker.inspected()
    expect(page.locator("ol.path > li")).to_have_count(steps)
    for step in range(steps):
        assert page.locator("ol.path > li").nth(step).locator("a.cite").count() > 0
    walker.sees("svg.moodline")


def test_learner_signs_a_set_of_norms_at_once(stage, visitor):
    walker = visitor()
    page = walker.page
    walker.sign_in(LEARNER)
    walker.open("/signing/")
    walker.inspected()
    walker.follow("main a[href='/signing/set-ch09/']")
    walker.inspected()
    walker.sees("section[aria-labelledby=matters] li")

    page.locator("#clauses input[name=read]").first.check()
    page.locator("#clauses a[href*='/ask/']").first.click()
    page.wait_for_url("**/ask/*/")
    walker.inspected()
    page.fill("#id_text", "夜班也适用吗？")
    page.click("main form .btn-main")
    page.wait_for_url("**/signing/set-ch09/#c-*")
    expect(page.locator("#clauses input[name=read]").first).to_be_checked()  # kept on the device meanwhile
    walker.sees("#clauses .note")
    walker.inspected()

    with walker.refused(400):  # not all read, no name: said where it is
        walker.follow("main form .btn-main")
    walker.sees("#errors")
    for box in page.locator("input[name=read]").all():
        box.check()
    page.fill("#id_typed_name", "林晓禾")
    walker.follow("main form .btn-main", to="**/signing/receipt/*/")
    walker.inspected()
    walker.sees("table.table tbody tr")
    walker.open("/signing/set-ch09/")
    walker.sees("main a[href*='/signing/receipt/']")


def test_ready_hire_sits_the_exam_passes_and_holds_a_certificate(stage, visitor):
    first = visitor()
    first.sign_in(READY)
    paper = _starts(first)
    given = _answers_some_and_flags_one(first)
    first.page.context.close()

    second = visitor()
    second.sign_in(READY)
    _resumes(second, paper, given)
    blank = _answers_the_rest(second)
    _hands_in(second, blank)
    code = _holds_the_certificate(second)

    stranger = visitor()
    stranger.open(f"/verify/{code}/")
    expect(stranger.page.locator("[data-status=valid]")).to_be_visible()
    stranger.inspected()


def _starts(walker: Walker) -> str:
    """From the cover with its rules to the paper; returns the paper's address."""
    walker.open("/exams/onboarding/")
    walker.inspected()
    expect(walker.page.locator("section[aria-labelledby=rules] dd")).to_have_count(5)
    walker.follow("main form .btn-main", to="**/exams/attempt/*/")
    walker.inspected()
    walker.sees("[data-timer-text]")
    return walker.path


def _shown(page: Page) -> Locator:
    return page.locator("form.q:not([hidden])")


def _to(walker: Walker, item: int) -> Locator:
    """To a question, by its number in the palette."""
    walker.page.locator(f"[data-palette]:visible a[data-item='{item}']").click()
    form = walker.page.locator(f"#q-{item}")
    expect(form).to_be_visible()
    return form


def _saved(form: Locator) -> None:
    """The state beside the question says that the server has the answer."""
    expect(form.locator("[data-save]")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    expect(form.locator("[data-save]")).not_to_have_attribute("data-state", "unsaved")


def _answers_some_and_flags_one(walker: Walker) -> dict[int, list[str]]:
    """Three answers, the first held up on its way so that one can see what the page says meanwhile.

    Returns what stands in each."""
    page, held = walker.page, []

    def hold(route: Route) -> None:
        """The first request waits for us."""
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/save/", hold)
    form = _shown(page)
    answer(form)
    expect(form.locator("[data-save]")).to_have_attribute("data-state", "unsaved")
    expect(page.locator("[data-palette]:visible a[data-item='1']")).to_have_class(re.compile("is-unsaved"))
    held[0].continue_()
    _saved(form)
    page.unroute("**/save/", hold)
    expect(page.locator("[data-palette]:visible a[data-item='1']")).to_have_class(re.compile("is-answered"))

    given = {1: given_in(form)}
    for item in (2, 3):
        form = _to(walker, item)
        answer(form)
        _saved(form)
        given[item] = given_in(form)
    with page.expect_response("**/flag/"):
        form.locator("[data-flag]").click()
    expect(form.locator("[data-flag]")).to_have_attribute("aria-pressed", "true")
    return given


def _resumes(walker: Walker, paper: str, given: dict[int, list[str]]) -> None:
    """On another browser everything is there."""
    walker.open("/exams/onboarding/")
    walker.follow("main form .btn-main", to=f"**{paper}")
    page = walker.page
    for item, answered in given.items():
        expect(page.locator(f"[data-palette]:visible a[data-item='{item}']")).to_have_class(re.compile("is-answered"))
        assert given_in(_to(walker, item)) == answered
    expect(page.locator("form.q:not([hidden]) [data-flag]")).to_have_attribute("aria-pressed", "true")


def _answers_the_rest(walker: Walker) -> list[int]:
    """Every open question but two that touch no red line; returns these two."""
    page, blank = walker.page, []
    for item in range(4, page.locator("form.q").count() + 1):
        form = _to(walker, item)
        if len(blank) < 2 and form.locator(".q-head .st-late").count() == 0:
            blank.append(item)
            continue
        answer(form)
    expect(page.locator("[data-palette]:visible a.is-answered")).to_have_count(page.locator("form.q").count() - 2)
    return blank


def _hands_in(walker: Walker, blank: list[int]) -> None:
    """The summary names what is empty; then the paper goes."""
    page = walker.page
    page.locator("[data-open-submit]:visible").first.click()
    sheet = walker.sees("dialog#submit[open]")
    walker.inspected()
    for item in blank:
        expect(sheet.locator("[data-list=blank]")).to_contain_text(str(item))
    walker.follow(sheet.locator("[data-submit]"), to="**/result/")
    walker.inspected()
    expect(page.locator(".score .figure")).to_have_text(re.compile("95"))
    assert page.locator("ul.bars > li").count() >= 8
    walker.sees("section[aria-labelledby=about] dl")


def _holds_the_certificate(walker: Walker) -> str:
    """The result page names the certificate; its page turns from “being prepared” to a file. Returns the check code."""
    page = walker.page
    walker.sees("section[aria-labelledby=cert]")
    result = walker.path
    walker.follow("main a[href$='/answers/']")
    walker.inspected()
    walker.open(result)
    walker.follow("section[aria-labelledby=cert] a[href^='/certificates/']:not([href$='/download/'])", to="**/certificates/*/")
    walker.inspected()
    file = page.locator("a[href$='/download/']")
    file.wait_for(timeout=SLOW)
    walker.arrived()
    with page.expect_download() as waiting:
        file.click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
    return walker.path.strip("/").split("/")[-1]


def test_failed_hire_reads_when_to_sit_again(stage, visitor):
    walker = visitor()
    walker.sign_in(FAILED, PASSWORD)
    walker.open("/results/")
    walker.inspected()
    walker.follow("main a.row[href*='/result/']:has(.st-late)")
    walker.inspected()
    walker.sees("section[aria-labelledby=weak] li")
    assert re.search(r"\d", walker.page.locator("section[aria-labelledby=about] dd").first.inner_text())
    walker.follow("main aside a[href='/exams/onboarding/']")
    walker.sees("section[aria-labelledby=past] li")
