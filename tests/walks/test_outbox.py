"""What the exam page promises when the network, the server, the session or another window gets in the way (reliability.md P1, P2, R5)."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import databases
from tests.browser.driving import sign_in, surroundings
from tests.live import Site, site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("outbox")]

SLOW = 60_000


@dataclass
class Backstage:
    """A process beside the site, in which things are done or looked up behind the scenes (tests/browser/backstage.py)."""

    process: subprocess.Popen[str]

    def ask(self, deed: str, number: int = 0) -> dict:
        """One deed on the site's database."""
        asking, answering = self.process.stdin, self.process.stdout
        asking.write(f"{deed} {number}\n")
        asking.flush()
        answer = answering.readline()
        assert answer, f"{deed} failed: what went wrong stands above"
        return json.loads(answer)


@dataclass
class Room:
    """One taker with a paper."""

    running: Site
    context: BrowserContext
    backstage: Backstage
    path: str
    number: str

    def open(self) -> Page:
        """The paper in a further tab; the page's timers obey `page.clock`."""
        page = self.context.new_page()
        page.clock.install()
        page.goto(self.running.url + self.path)
        expect(page.locator("[data-timer-text]")).to_have_text(re.compile(r"\d"))
        return page

    def behind(self, deed: str, number: int = 0) -> dict:
        """Something done or looked up behind the scenes."""
        return self.backstage.ask(deed, number)


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    """A site for the tests of this module, each of which has a taker of its own; no clockwork closes a paper."""
    server = databases.run_server()
    database = server.copy(databases.migrated())
    try:
        with site(database) as started:
            yield started
    finally:
        server.drop(database)


@pytest.fixture(scope="module")
def behind(running: Site) -> Iterator[Backstage]:
    """Behind the scenes of that site."""
    command = [sys.executable, "-m", "tests.browser.backstage"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=running.environment(), cwd=databases.ROOT, text=True, **pipes) as process:
        yield Backstage(process)
        process.communicate()


@pytest.fixture
def room(browser: Browser, running: Site, behind: Backstage, request: pytest.FixtureRequest) -> Iterator[Room]:
    """A signed-in taker, with three questions or as many as the test asks for."""
    facts = behind.ask("paper", getattr(request, "param", 3))
    context = surroundings(browser, running.url, phone=False, language="en")
    context.set_default_timeout(SLOW)
    door = context.new_page()
    sign_in(door, running.url, facts["number"])
    door.close()
    yield Room(running, context, behind, **facts)
    context.close()


def choose(page: Page, item: int, option: str) -> None:
    """Answer a question of the paper, wherever it is on the screen."""
    page.locator(f"aside [data-palette] a[data-item='{item}']").click()
    page.locator(f"#q-{item} input[value='{option}']").check()


def saved(page: Page) -> None:
    """Wait until the page says that everything is on the server."""
    expect(page.locator("[data-save-all]")).not_to_have_attribute("data-state", "unsaved", timeout=SLOW)
    expect(page.locator("aside [data-palette] .is-unsaved")).to_have_count(0, timeout=SLOW)


def close(room: Room, page: Page) -> None:
    """Let the minute pass that a paper stays open after its end, and see the page go to the result."""
    room.behind("time_over", 60)
    page.clock.run_for(6_000)
    page.wait_for_url("**/result/", timeout=SLOW)


def next_try(page: Page) -> None:
    """Let the page's own waiting pass: the longest wait between two tries is twenty seconds and a quarter."""
    page.clock.run_for(26_000)


def test_a_server_that_is_killed_and_started_again_loses_nothing(room):
    page = room.open()
    choose(page, 1, "a")
    saved(page)
    assert room.running.kill() == -9
    choose(page, 1, "c")
    choose(page, 2, "d")
    expect(page.locator("aside [data-palette] .is-unsaved")).to_have_count(2)
    page.close()  # and the tab is closed besides: what was not saved waits on the device

    room.running.start_server()
    again = room.open()
    saved(again)
    expect(again.locator("#q-1 input[value='c']")).to_be_checked()
    assert room.behind("stored") == {"counts": {"1": "c", "2": "d"}, "kept": [], "faults": []}


@pytest.mark.parametrize("room", [40], indirect=True)
def test_five_minutes_without_a_network_lose_none_of_forty_answers(room):
    page = room.open()
    room.context.set_offline(True)
    given = {str(item): "abcd"[item % 4] for item in range(1, 41)}
    for item, option in given.items():
        choose(page, int(item), option)
        expect(page.locator("[data-save-all]")).to_contain_text(f"Not saved: {item}")
        if int(item) % 4 == 0:
            page.clock.run_for(30_000)  # ten times half a minute are five minutes
    expect(page.locator("aside [data-palette] .is-unsaved")).to_have_count(40)
    expect(page.locator("[data-unsaved-note]")).to_contain_text("1 to 40")

    room.context.set_offline(False)
    saved(page)
    expect(page.locator("[data-unsaved-note]")).to_be_hidden()
    assert room.behind("stored") == {"counts": given, "kept": [], "faults": []}


def test_a_request_that_hangs_when_the_network_returns_is_not_waited_for(room):
    page = room.open()
    hanging = []
    page.route("**/save/", lambda route: hanging.append(route), times=1)
    choose(page, 1, "c")
    expect(page.locator("[data-save-all]")).to_contain_text("Not saved: 1")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("aside [data-palette] .is-unsaved")).to_have_count(0, timeout=10_000)
    assert len(hanging) == 1
    assert room.behind("stored") == {"counts": {"1": "c"}, "kept": [], "faults": []}


def test_two_tabs_that_disagree_are_asked_and_nothing_is_chosen_silently(room):
    first, second = room.open(), room.open()
    choose(first, 1, "a")
    saved(first)
    choose(second, 1, "b")
    dialog = second.locator("#conflict")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-theirs]")).to_contain_text("option a (en)")
    expect(dialog.locator("[data-mine]")).to_contain_text("option b (en)")
    for _press in range(3):
        second.keyboard.press("Escape")
        expect(dialog).to_be_visible()
    assert room.behind("stored")["counts"] == {"1": "a"}

    dialog.locator("[data-keep=mine]").click()
    saved(second)
    expect(dialog).to_be_hidden()
    assert room.behind("stored")["counts"] == {"1": "b"}

    choose(first, 1, "d")  # now the first tab is the one that knows less
    first.locator("#conflict [data-keep=theirs]").click()
    saved(first)
    expect(first.locator("#q-1 input[value='b']")).to_be_checked()
    found = room.behind("stored")
    assert (found["counts"], found["kept"], found["faults"]) == ({"1": "b"}, [[1, "stale", "b"], [1, "stale", "d"]], [])


def test_the_newest_answer_of_this_page_is_what_is_decided_about(room):
    first, second = room.open(), room.open()
    choose(first, 1, "a")
    saved(first)
    held = []
    second.route("**/save/", lambda route: held.append(route), times=1)
    choose(second, 1, "b")
    expect(second.locator("[data-save-all]")).to_contain_text("Not saved: 1")
    choose(second, 1, "c")  # while the one before is on its way
    held[0].continue_()
    dialog = second.locator("#conflict")
    expect(dialog.locator("[data-mine]")).to_contain_text("option c (en)")
    dialog.locator("[data-keep=mine]").click()
    saved(second)
    expect(second.locator("#q-1 input[value='c']")).to_be_checked()
    assert room.behind("stored") == {"counts": {"1": "c"}, "kept": [[1, "stale", "b"]], "faults": []}


def test_answers_that_wait_when_time_is_over_have_the_grace_to_arrive(room):
    page, tries = room.open(), []

    def lose_four(route):
        tries.append(route.request.post_data_json["client_key"])
        if len(tries) < 5:
            route.abort()
        else:
            route.continue_()

    page.route("**/save/", lose_four)
    choose(page, 1, "b")
    expect(page.locator("[data-save-all]")).to_contain_text("Not saved: 1")
    room.behind("time_over", 1)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # the page asks for the state, and hears that no time is left
    expect(page.locator("[data-over]")).to_be_visible()
    saved(page)
    close(room, page)
    assert (len(tries), len(set(tries))) == (5, 1)
    assert room.behind("stored") == {"counts": {"1": "b"}, "kept": [], "faults": []}


def test_a_window_with_nothing_to_save_leaves_the_grace_to_the_other(room):
    first, second, held = room.open(), room.open(), []
    second.route("**/save/", lambda route: held.append(route), times=1)
    choose(second, 1, "b")
    expect(second.locator("[data-save-all]")).to_contain_text("Not saved: 1")
    room.behind("time_over", 1)
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(first.locator("[data-over]")).to_be_visible()
    expect(first.locator("[data-questions]")).to_have_attribute("inert", "")
    held[0].continue_()
    saved(second)
    close(room, first)
    assert room.behind("stored") == {"counts": {"1": "b"}, "kept": [], "faults": []}


def test_an_answer_that_a_busy_server_refused_is_repeated_with_its_stamp(room):
    page, sent = room.open(), []

    def busy_once(route):
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            facts = {"error": "busy", "stamp": "as the server signed it"}
            route.fulfill(status=503, content_type="application/json", headers={"Retry-After": "2"}, body=json.dumps(facts))
        else:
            route.continue_()

    page.route("**/save/", busy_once)
    choose(page, 1, "b")
    expect(page.locator("[data-save-all]")).to_contain_text("Not saved: 1")
    next_try(page)
    saved(page)
    assert ("stamp" in sent[0], sent[1]) == (False, {**sent[0], "stamp": "as the server signed it"})


def test_a_clock_in_doubt_gives_the_page_no_time(room):
    page = room.open()
    facts = {"error": "clock", "state": "open", "paused": False, "deadline": "2030-01-01T00:00:00+00:00", "now": "2030-01-01T00:00:00+00:00"}
    page.route(re.compile(r"/state/|/pulse/"), lambda route: route.fulfill(status=503, content_type="application/json", body=json.dumps(facts)))

    def seconds() -> int:
        minutes, rest = page.locator("[data-timer-text]").text_content().split(":")[-2:]
        return int(minutes) * 60 + int(rest)

    before = seconds()
    for _look in range(20):
        page.clock.run_for(900)
        with page.expect_response("**/state/"):
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(500)
    assert (before - seconds()) % 3600 >= 18


def test_a_supervised_paper_feels_the_pulse_without_its_session(room):
    page = room.open()
    with page.expect_response("**/exams/pulse/**") as felt:
        page.clock.run_for(6_000)
    assert (felt.value.status, felt.value.json()["every"]) == (200, 5)
    assert "cookie" not in felt.value.request.all_headers()


def test_a_session_ended_elsewhere_is_told_and_signing_in_again_empties_the_outbox(room):
    page, other = room.open(), room.context.new_page()
    other.goto(f"{room.running.url}/account/logout/")
    other.locator("main form[action$='/account/logout/'] button.btn-main").click()
    other.wait_for_url(lambda address: "/logout/" not in address)
    with page.expect_response(lambda answer: answer.url.endswith("/save/")) as told:
        choose(page, 1, "c")
    assert (told.value.status, told.value.json()) == (401, {"error": "signed-out"})
    expect(page.locator("[data-signed-out]")).to_be_visible()
    expect(page.locator("aside [data-palette] .is-unsaved")).to_have_count(1)
    assert room.behind("stored")["counts"] == {}

    sign_in(other, room.running.url, room.number)
    next_try(page)
    saved(page)
    expect(page.locator("[data-signed-out]")).to_be_hidden()
    assert room.behind("stored") == {"counts": {"1": "c"}, "kept": [], "faults": []}


@pytest.mark.parametrize(("seconds", "counts", "kept"), [(5, {"1": "b"}, []), (120, {}, [[1, "late", "b"]])])
def test_what_arrives_within_the_grace_counts_and_what_comes_later_is_kept_and_told(room, seconds, counts, kept):
    page = room.open()
    room.context.set_offline(True)
    choose(page, 1, "b")
    expect(page.locator("[data-save-all]")).to_contain_text("Not saved: 1")
    room.behind("time_over", seconds)
    room.context.set_offline(False)
    if counts:
        expect(page.locator("[data-over]")).to_be_visible()
        saved(page)
        close(room, page)
    page.wait_for_url("**/result/", timeout=SLOW)
    expect(page.locator("h1")).to_be_visible()
    late = page.locator("[data-late]")
    expect(late).to_have_count(len(kept))
    if kept:
        expect(late).to_contain_text("Question 1")
    assert room.behind("stored") == {"counts": counts, "kept": kept, "faults": []}
