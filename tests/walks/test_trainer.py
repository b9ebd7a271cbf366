"""Story 2: trainers at work in the Wagtail admin: norms, lessons, questions by four eyes, exams, results, courses."""

import re

import pytest
from playwright.sync_api import expect

from tests.walks.walking import Walker

pytestmark = pytest.mark.browser

TRAINER, APPROVER = "J20031", "J20032"
MENU = [
    "/admin/snippets/etiquette_norms/norm/",
    "/admin/training/courses/",
    "/admin/scenarios/",
    "/admin/questions/",
    "/admin/exams/",
    "/admin/results/",
]
STEM = {"zh-hans": "客户问“都办好了吗”，先说哪一句最得当？", "en": "A customer asks “Is it all done?” What do you say first?"}

CITED = {"zh-hans": ("推诿", "N-6.2-07"), "en": ("rise nod", "N-9.2-11")}


def test_trainer_finds_everything_in_one_menu(stage, visitor):
    walker = visitor(phone=False)
    walker.sign_in(TRAINER)
    walker.follow("header nav a[href='/admin/']", to="**/admin/")
    walker.inspected()
    menu = walker.page.locator(".sidebar-menu-item:has(a[href='/admin/questions/'])").first
    menu.locator("button").first.click()
    for address in MENU:
        expect(menu.locator(f"a[href='{address}']")).to_be_visible()
    for address in MENU:
        walker.open(address)
        walker.inspected()
        walker.sees("main table tbody tr")


def test_trainer_reaches_the_work_on_a_phone(stage, visitor):
    walker = visitor(phone=True)
    walker.sign_in(TRAINER)
    walker.open("/account/me/")
    walker.follow("main a[href='/admin/']", to="**/admin/")
    for address in [*MENU, "/admin/questions/new/", "/admin/questions/new/single/", "/admin/questions/waiting/", "/admin/analysis/onboarding/"]:
        walker.open(address)
        assert walker.path == address  # led nowhere else; `open` looks at the language and the width
        walker.inspected()


def test_trainer_edits_a_lesson_and_sees_it_before_it_is_published(stage, visitor):
    walker = visitor(phone=False)
    page = walker.page
    walker.sign_in(TRAINER)
    walker.open("/admin/training/courses/?q=co-05")
    walker.follow("td.title a", to="**/admin/pages/*/**")
    walker.follow("td.title a[href$='/edit/']", to="**/edit/")
    walker.inspected(wagtails_own=True)

    words = "试讲稿：先听完，再开口。"
    page.fill("[name=summary]", words)
    page.click("[data-side-panel-toggle=preview]")
    shown = page.frame_locator("iframe[data-w-preview-target=iframe]").first
    expect(shown.locator(".lead")).to_have_text(words, timeout=30_000)
    with page.expect_navigation():
        page.locator("footer button.action-save:visible").first.click()
    walker.sees(".messages .success")
    walker.open("/courses/co-05/co-05-l1/")  # readers keep the published version
    expect(page.locator("main")).not_to_contain_text(words)


def _tabs_to(walker: Walker, target: str) -> None:
    """Press Tab until the focus stands on it."""
    for _press in range(150):
        walker.page.keyboard.press("Tab")
        if walker.page.evaluate("target => document.activeElement.matches(target)", target):
            return
    raise AssertionError(f"{target} cannot be reached by Tab")


def _cites_by_words(walker: Walker, words: str, code: str) -> None:
    """Type words, go down the list, choose; the focus stands in a chooser already. Escape closes a list without leaving."""
    page = walker.page
    options = page.locator("norm-chooser [role=option]:visible")
    page.keyboard.type(words)
    walker.sees(options)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.press("ArrowDown")
    walker.sees(options)
    walker.inspected(wagtails_own=True)
    listed = options.evaluate_all("rows => rows.map(row => row.dataset.code)")
    for _press in range(listed.index(code)):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_trainer_cites_a_norm_in_a_question_by_words_and_keyboard_alone(stage, visitor):
    walker = visitor(phone=False)
    page = walker.page
    words, code = CITED[stage.cast.language]
    walker.sign_in(TRAINER)
    walker.open("/admin/questions/new/single/")
    _tabs_to(walker, "norm-chooser [role=combobox]")
    _cites_by_words(walker, words, code)
    expect(page.locator("[name=cites]")).to_have_value(code)
    page.keyboard.type("N-9.2-99")  # no such norm: kept, and said
    page.keyboard.press("Enter")
    walker.sees("norm-chooser .nc-bad")
    expect(page.locator("[name=cites]")).to_have_value(f"{code} N-9.2-99")
    page.keyboard.press("Shift+Tab")  # the level, the chapter, and then what is chosen, from its end
    for _press in range(2):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=cites]")).to_have_value(code)
    expect(page.locator(f"norm-chooser [data-code='{code}'] [data-remove]")).to_be_focused()


def test_trainer_cites_a_norm_in_a_lesson_by_words_and_keyboard_alone(stage, visitor):
    walker = visitor(phone=False)
    page = walker.page
    words, code = CITED[stage.cast.language]
    walker.sign_in(TRAINER)
    walker.open("/admin/training/courses/?q=co-05")
    walker.follow("td.title a", to="**/admin/pages/*/**")
    walker.follow(page.locator("td.title a[href$='/edit/']").nth(1), to="**/edit/")
    page.focus("[name=summary]")
    _tabs_to(walker, "norm-chooser [role=combobox]")
    name = page.evaluate("document.activeElement.closest('norm-chooser').querySelector('textarea').name")
    before = page.locator(f"[name='{name}']").input_value()
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/edit/")):  # it saves by itself
        _cites_by_words(walker, words, code)
        expect(page.locator(f"[name='{name}']")).to_have_value(f"{before} {code}".strip())
    walker.open(walker.path)
    expect(page.locator(f"[name='{name}']")).to_have_value(f"{before} {code}".strip())


def test_two_trainers_bring_a_question_into_an_exam(stage, visitor):
    author = visitor(phone=False)
    author.sign_in(TRAINER)
    question = _writes(author, stage)
    author.open("/admin/questions/waiting/")
    author.follow(f"a[href='{question}']")
    expect(author.page.locator("section[aria-labelledby=decide] .btn-main")).to_be_disabled()  # nobody approves an own question

    second = visitor(phone=False)
    second.sign_in(APPROVER)
    second.open("/admin/questions/waiting/")
    second.inspected()
    second.follow(f"a[href='{question}']")
    second.inspected()
    second.follow("section[aria-labelledby=decide] .btn-main")
    second.open(question)
    second.sees("a[href$='/versions/1/']")
    _adds_to_the_onboarding_exam(author, _code_in_the_bank(author, stage))


def _writes(walker: Walker, stage) -> str:
    """A question in both languages that cites a norm, first with what is missing; returns its address."""
    page = walker.page
    walker.open("/admin/questions/new/")
    walker.follow("a[href='/admin/questions/new/single/']")
    walker.inspected()
    page.fill("[name=stem_zh]", STEM["zh-hans"])
    page.fill("[name=stem_en]", STEM["en"])
    for index, (zh, en) in enumerate(
        [
            ("办好了，请您核对费用", "It is done, please check the fees"),
            ("下一位请上前来", "Next, please step up"),
            ("您自己看看单子", "Look at the slip yourself"),
        ]
    ):
        page.locator("[name=option_zh]").nth(index).fill(zh)
        page.locator("[name=option_en]").nth(index).fill(en)
    while page.locator("[data-row-remove]:visible").count() > 3:
        page.locator("[data-row-remove]:visible").last.click()
    page.locator("[data-row-pick]").first.check()
    page.fill("[name=feedback_zh]", "先说结果，再请客户确认。")
    page.fill("[name=feedback_en]", "Say the result first, then ask the customer to confirm.")
    page.select_option("#chapter", "9")
    page.locator("button[value=submit]").click()
    walker.sees("[data-summary] a[href='#f-cites']")  # a question without a norm goes nowhere
    walker.arrived()

    page.fill("#id_cites", "N-9.2-0")
    walker.sees("norm-chooser [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    walker.sees("norm-chooser .nc-chosen [data-code]")
    walker.follow("button[value=submit]", to=re.compile(r"/admin/questions/\d+/$"))
    walker.inspected()
    return walker.path


def _code_in_the_bank(walker: Walker, stage) -> str:
    """The question stands in the bank; returns its code."""
    walker.open("/admin/questions/?q=" + STEM["zh-hans"][4:10])
    row = walker.sees(walker.page.locator("main table tbody tr").filter(has_text=STEM[stage.cast.language][:8]))
    return re.search(r"\bq-[\w-]+", row.first.inner_text())[0]


def _adds_to_the_onboarding_exam(walker: Walker, code: str) -> None:
    """As a fixed question; the blueprint is counted again before anything is saved."""
    page = walker.page
    walker.open("/admin/exams/")
    walker.follow("main table td.title a[href*='/exams/edit/']", to="**/exams/edit/*/")
    walker.inspected(wagtails_own=True)
    rows = page.locator("[data-fill-url] tbody tr")
    before = rows.count()
    assert before >= 20
    with page.expect_response("**/exams/fill/*/"):
        page.click("#id_sections-1-fixed_questions-ADD")
    page.fill("[name='sections-1-fixed_questions-0-question']", code)
    expect(rows).to_have_count(before + 1)
    with page.expect_navigation():
        page.locator("footer button.action-save:visible, footer button[type=submit]:visible").first.click()
    walker.arrived()
    walker.sees(".messages .success")
    walker.follow("main table td.title a[href*='/exams/edit/']", to="**/exams/edit/*/")
    expect(page.locator("[name='sections-1-fixed_questions-0-question']")).to_have_value(code)


def test_trainer_reads_results_and_the_three_worst_questions(stage, visitor):
    walker = visitor(phone=False)
    walker.sign_in(TRAINER)
    walker.open("/admin/results/exams/")
    walker.inspected()
    walker.follow("main td.title a")
    walker.inspected()
    expect(walker.page.locator("main ol.an-worst > li")).to_have_count(3)
    walker.open("/admin/analysis/")
    walker.follow("main a[href='/admin/analysis/onboarding/']")
    walker.inspected()
    expect(walker.page.locator("main ol.an-worst > li")).to_have_count(3)
    walker.sees("main table tbody tr")
    walker.page.select_option("#id_tries", "first")
    walker.follow("main form:has(#id_tries) button")
    expect(walker.page.locator("#id_tries")).to_have_value("first")
    worst = walker.page.locator("main ol.an-worst > li a").first.inner_text()
    walker.follow("main ol.an-worst > li a")
    walker.inspected()
    walker.sees("main table tbody tr")
    walker.sees(f"h1:has-text('{worst}')")
    expect(walker.page.locator("#id_tries")).to_have_value("first")


def test_trainer_copies_archives_and_restores_a_course(stage, visitor):
    walker = visitor(phone=False)
    page = walker.page
    walker.sign_in(TRAINER)
    courses = "/admin/training/courses/"
    walker.open(courses)
    walker.follow(f"form[action='{courses}co-10/copy/'] button")
    walker.sees(".messages .success")
    walker.open(f"{courses}?q=co-10-copy")
    expect(page.locator("main tbody tr")).to_have_count(1)

    walker.open(courses)
    walker.follow(f"a[href='{courses}co-10/archive/']")
    walker.inspected()
    walker.follow("main form button.serious")
    walker.sees(".messages .success")
    with walker.refused(404):
        walker.page.goto(walker.url + "/courses/co-10/")
    walker.open(f"{courses}?state=archived")
    walker.follow(f"form[action='{courses}co-10/restore/'] button")
    walker.sees(".messages .success")
    walker.open("/courses/co-10/")
    walker.sees("main ol a")
