"""./dev shots: the main pages at 390 and 1280 px, zh and en, light and dark, each held against what a machine can see."""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Error

from tests import databases
from tests.browser import driving
from tests.browser.shot_list import SHOTS, Shot
from tests.live import site

FOLDER = databases.ROOT / ".cache" / "shots"


def main(arguments: list[str]) -> int:
    """Take all pictures (or those whose names are given); returns 1 when a page has a fault."""
    parser = argparse.ArgumentParser(prog="./dev shots")
    parser.add_argument("names", nargs="*", help="names of pages, such as exam result; a name's beginning with * at its end stands for all of these")
    chosen = parser.parse_args(arguments).names
    shots = [shot for shot in SHOTS if not chosen or any(_meant(shot.name, name) for name in chosen)]
    if not shots:
        parser.error(f"there are: {' '.join(shot.name for shot in SHOTS)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = databases.run_server()
    database = server.copy(databases.academy())
    faults: list[str] = []
    try:
        with site(database, jobs=True) as running, driving.chromium() as browser:
            for language in ("zh-hans", "en"):
                for phone in (True, False):
                    for dark in (False, True):
                        for who in dict.fromkeys(shot.who for shot in shots):
                            todo = [shot for shot in shots if shot.who == who and not (dark and shot.admin)]
                            faults += _round(browser, running.url, todo, who, language, phone, dark)
    finally:
        server.drop(database)
    print(f"Pictures in {FOLDER.relative_to(databases.ROOT)}")
    for fault in faults:
        print(f"✗ {fault}")
    return 1 if faults else 0


def _meant(name: str, wanted: str) -> bool:
    return name.startswith(wanted[:-1]) if wanted.endswith("*") else name == wanted


def _round(browser: driving.Browser, url: str, shots: list[Shot], who: str | None, language: str, phone: bool, dark: bool) -> list[str]:
    if not shots:
        return []
    context = driving.surroundings(browser, url, phone=phone, language=language, dark=dark)
    page = context.new_page()
    if who:
        driving.sign_in(page, url, who)
    faults = []
    for shot in shots:
        name = f"{shot.name}-{'390' if phone else '1280'}-{'en' if language == 'en' else 'zh'}{'-dark' if dark else ''}"
        faults += _take(page, url, shot, name)
    context.close()
    return faults


def _take(page: driving.Page, url: str, shot: Shot, name: str) -> list[str]:
    """One picture; returns what is wrong with the page."""
    try:
        answer = page.goto(url + shot.path)
        if answer is None or answer.status != 200:
            return [f"{name}: status {answer.status if answer else 'none'}"]
        if shot.way:
            shot.way(page)
    except Error as error:
        page.screenshot(path=FOLDER / f"{name}-lost.png", full_page=True)
        return [f"{name}: the way ended at {page.url}: {error.message.splitlines()[0]}"]
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
    return _faults(page, shot, name)


def _faults(page: driving.Page, shot: Shot, name: str) -> list[str]:
    found = [f"{name}: {finding}" for finding in driving.axe_findings(page) if not (shot.admin and ".w-minimap" in finding)]
    if wide := driving.scrolls_sideways(page):
        found.append(f"{name}: scrolls sideways by {wide} px")
    if not shot.admin and (marks := driving.raw_marks(page)):
        found.append(f"{name}: raw marks {' '.join(marks)}")
    if glyphs := driving.missing_glyphs(page):
        found.append(f"{name}: no drawing for {''.join(glyphs)}")
    return found


if __name__ == "__main__":
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    sys.exit(main(sys.argv[1:]))
