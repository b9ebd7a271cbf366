"""Films, recordings and documents of lessons, as a reader plays and downloads them."""

import hashlib
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.databases import ROOT
from tests.walks.walking import Walker

pytestmark = pytest.mark.browser

READER = "J20211"
MEDIA = ROOT / "training_site" / "demo" / "content" / "media"
FILM, RECORDING = "/courses/co-04/co-04-l3/", "/courses/co-05/co-05-l1/"
CUES = {
    FILM: {"zh-hans": "2 问：放下手里的事，听客户说完", "en": "2 Ask: put everything down and hear them out"},
    RECORDING: {"zh-hans": "铃声第一声", "en": "First ring"},
}
DOCUMENTS = [
    (FILM, "counter-checklist", "pdf", {"zh-hans": "柜台六步自查表.pdf", "en": "counter-checklist-six-steps.pdf"}),
    ("/courses/co-05/co-05-l4/", "work-order", "docx", {"zh-hans": "工单记录模板.docx", "en": "work-order-template.docx"}),
    (
        "/courses/co-04/co-04-l6/",
        "briefing",
        "pptx",
        {"zh-hans": "班前会五分钟确认与送别.pptx", "en": "five-minutes-before-opening-confirming-and-seeing-off.pptx"},
    ),
]


def _reader(visitor) -> Walker:
    walker = visitor()
    walker.sign_in(READER)
    return walker


def _play(page: Page, player: Locator, until: float, start: float = 0) -> None:
    """Play, muted, from a place to another."""
    player.scroll_into_view_if_needed()
    player.evaluate("(one, start) => { one.muted = true; one.currentTime = start; return one.play(); }", start)
    page.wait_for_function("([one, until]) => one.currentTime >= until", arg=[player.element_handle(), until], timeout=60_000)


def test_film_plays_with_captions_in_the_readers_language(stage, visitor):
    walker = _reader(visitor)
    page = walker.page
    answers: list[tuple[int, str | None]] = []
    page.on("response", lambda answer: answers.append((answer.status, answer.headers.get("content-range"))) if "/files/" in answer.url else None)
    walker.open(FILM)
    film = page.locator("video[data-played]")
    walker.inspected()
    assert [film.get_attribute(name) for name in ("controls", "preload", "autoplay")] == ["", "metadata", None]
    assert film.get_attribute("poster").startswith("data:image/svg+xml;base64,")
    page.wait_for_function("one => one.readyState >= 1", arg=film.element_handle())
    assert film.evaluate("one => one.duration") == 26
    track = film.evaluate("one => ({mode: one.textTracks[0].mode, language: one.textTracks[0].language})")
    assert track == {"mode": "showing", "language": "en" if stage.english else "zh-Hans"}

    _play(page, film, until=7.5, start=6.2)
    assert film.evaluate("one => one.textTracks[0].activeCues[0].text") == CUES[FILM][stage.cast.language]
    assert (206, f"bytes 0-{_size('counter-six-steps.webm') - 1}/{_size('counter-six-steps.webm')}") in answers
    expect(page.locator("figure:has(video) details.transcript")).to_have_count(1)


def _size(name: str) -> int:
    return (MEDIA / name).stat().st_size


def test_only_what_was_played_of_a_film_counts(stage, visitor):
    walker = _reader(visitor)
    page = walker.page
    walker.open(FILM)
    walker.sees("[data-conditions]")
    far = page.locator("[data-far-words]")
    before = int(far.inner_text())
    film = page.locator("video[data-played]")
    with page.expect_response(lambda answer: "/watched/" in answer.url and "[[" in (answer.request.post_data or "")):
        _play(page, film, until=6)
    expect(far).not_to_have_text(str(before))
    counted = int(far.inner_text())
    with page.expect_response(lambda answer: "/watched/" in answer.url):
        _play(page, film, until=25, start=24.5)
    film.evaluate("one => one.pause()")
    assert 15 <= counted <= 40
    expect(page.locator("[data-lesson]")).to_have_attribute("data-read", "no")

    walker.open(FILM)
    assert counted <= int(page.locator("[data-far-words]").inner_text()) < 60


def test_recording_plays_with_its_words_below(stage, visitor):
    walker = _reader(visitor)
    page = walker.page
    walker.open(RECORDING)
    sound = page.locator("audio[data-played]")
    page.wait_for_function("one => one.readyState >= 1", arg=sound.element_handle())
    assert sound.evaluate("one => one.duration") == 31.5
    assert sound.evaluate("one => one.textTracks[0].language") == ("en" if stage.english else "zh-Hans")
    _play(page, sound, until=1)
    expect(page.locator("[data-cue]")).to_have_text(CUES[RECORDING][stage.cast.language])
    sound.evaluate("one => one.pause()")
    page.locator("figure:has(audio) details.transcript summary").click()
    expect(page.locator("figure:has(audio) details.transcript")).to_contain_text("30 seconds" if stage.english else "30 秒")


@pytest.mark.parametrize(("lesson", "name", "ending", "said"), DOCUMENTS, ids=["pdf", "word", "powerpoint"])
def test_document_downloads_under_its_own_name(stage, visitor, lesson, name, ending, said):
    walker = _reader(visitor)
    walker.open(lesson)
    with walker.page.expect_download() as started:
        walker.page.locator("a[download]").click()
    content = (MEDIA / f"{name}.{'en' if stage.english else 'zh'}.{ending}").read_bytes()
    got = started.value.path().read_bytes()
    assert (started.value.suggested_filename, hashlib.sha256(got).digest()) == (said[stage.cast.language], hashlib.sha256(content).digest())


def test_film_is_sought_by_ranges_and_given_to_nobody_else(stage, visitor):
    walker = _reader(visitor)
    walker.open(FILM)
    address = stage.url + walker.page.locator("video source").get_attribute("src")
    whole, size = (MEDIA / "counter-six-steps.webm").read_bytes(), _size("counter-six-steps.webm")
    ask = walker.page.context.request

    middle = ask.get(address, headers={"Range": "bytes=1000-1999"})
    assert (middle.status, middle.headers["content-range"], middle.body() == whole[1000:2000]) == (206, f"bytes 1000-1999/{size}", True)
    last = ask.get(address, headers={"Range": "bytes=-500"})
    assert (last.status, last.headers["content-range"], last.body() == whole[-500:]) == (206, f"bytes {size - 500}-{size - 1}/{size}", True)
    beyond = ask.get(address, headers={"Range": f"bytes={size}-"})
    assert (beyond.status, beyond.headers["content-range"], beyond.body()) == (416, f"bytes */{size}", b"")
    for answer in (middle, last, beyond):
        assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store, private", "nosniff")
    assert re.match(r"attachment; filename\*=utf-8''%E5%85%AD%E6%AD%A5", middle.headers["content-disposition"])

    stranger = visitor().page.context.request.get(address, headers={"Range": "bytes=0-99"}, max_redirects=0)
    assert (stranger.status, stranger.headers["location"].startswith("/account/login/"), stranger.body()) == (302, True, b"")
