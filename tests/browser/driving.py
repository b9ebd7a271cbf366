"""Driving Chromium: sign in, choose a language, take a picture, ask axe, look for sideways scrolling and missing glyphs."""

import contextlib
import os
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from axe_core_python.sync_playwright import Axe
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from training_site.devtools.setup import FONT_PACKAGES
from training_site.devtools.setup import browser as browser_program

PASSWORD = "counter-six-steps"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
SETTLED = "document.getAnimations().forEach((one) => { if (one.effect?.getComputedTiming().endTime !== Infinity) one.finish(); })"
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    program = browser_program()
    if program is None:
        raise RuntimeError("Chromium is not installed. Run ./dev setup.")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*arguments, "--font-render-hinting=none"])
        try:
            yield browser
        finally:
            browser.close()


def surroundings(browser: Browser, url: str, *, phone: bool, language: str, dark: bool = False) -> BrowserContext:
    """A fresh visitor: width, language ("zh-hans" or "en") and colour scheme."""
    context = browser.new_context(
        viewport=PHONE if phone else DESKTOP, device_scale_factor=1, color_scheme="dark" if dark else "light",
        locale="en-GB" if language == "en" else "zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", has_touch=phone,
    )  # fmt: skip
    context.add_cookies([{"name": "django_language", "value": language, "url": url}])
    context.set_default_timeout(15_000)
    return context


def sign_in(page: Page, url: str, number: str, password: str = PASSWORD) -> None:
    """Through the door, as a person does. The language the visitor came with stays: signing in sets the login's own."""
    chosen = [cookie for cookie in page.context.cookies(url) if cookie["name"] == "django_language"]
    page.goto(f"{url}/account/login/")
    page.fill("input[name=login]", number)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit], main form button.btn-main")
    page.wait_for_url(lambda address: "/account/login" not in address)
    page.context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": url} for cookie in chosen])


def scrolls_sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window; 0 is right."""
    return int(page.evaluate("Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"))


def raw_marks(page: Page) -> list[str]:
    """Marks of author texts that should have been set as links, figures or bold: `[[N-…]]`, `{{…}}`, `**…**`."""
    return sorted(set(page.evaluate(r"document.body.innerText.match(/\[\[[^\]]+\]\]|\{\{[^}]+\}\}|\*\*[^*\n]+\*\*/g) || []")))


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds, one line each: rule, and where first."""
    page.evaluate(SETTLED)  # half a fade-in has half the contrast
    found = Axe().run(page, options=AXE_RULES)
    return [f"{row['id']}: {row['nodes'][0]['target'][0]} ({len(row['nodes'])}×)" for row in found["violations"]]


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Every character that the bundled sans or the font for rare names has a drawing for."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    folder = Path(next(iter(spec.submodule_search_locations or []))) if spec else Path()
    files = [folder / "NotoSansSC-Regular.otf", *(Path(file) for file in FONT_PACKAGES)]
    return frozenset().union(*(TTFont(file, lazy=True).getBestCmap() for file in files))


def missing_glyphs(page: Page) -> list[str]:
    """Characters of the page that no bundled font can draw."""
    text: Any = page.evaluate("document.body.innerText")
    return sorted({character for character in text if not character.isspace() and ord(character) not in drawable() and ord(character) > 0x7F})
