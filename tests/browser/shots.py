"""./dev shots: the main pages at 390 and 1280 px, zh and en, light and dark, each held against what a machine can see."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from tests import databases
from tests.browser import driving
from tests.live import site

FOLDER = databases.ROOT / ".cache" / "shots"


@dataclass(frozen=True)
class Shot:
    """A page, who looks at it (None: nobody signed in), and whether it is taken in the dark as well."""

    name: str
    path: str
    who: str | None = None
    dark: bool = False


HIRE, CERTIFIED, FAILED, LEAD, TRAINER, HR = "J20418", "J20333", "J20397", "J20105", "J20031", "J20021"
SHOTS = [
    Shot("login", "/account/login/", dark=True),
    Shot("verify", "/verify/"),
    Shot("my-training", "/training/", HIRE, dark=True),
    Shot("my-results", "/results/", CERTIFIED),
    Shot("manual", "/norms/", HIRE),
    Shot("chapter", "/norms/chapter/9/", HIRE),
    Shot("clause", "/norms/N-9.2-01/", HIRE),
    Shot("courses", "/courses/", HIRE),
    Shot("course", "/courses/co-04/", HIRE),
    Shot("lesson", "/courses/co-04/co-04-l3/", HIRE, dark=True),
    Shot("scenarios", "/scenarios/", HIRE),
    Shot("scenario", "/scenarios/sc-01/", HIRE),
    Shot("signing", "/signing/", HIRE),
    Shot("signing-set", "/signing/set-ch15/", HIRE),
    Shot("exam-cover", "/exams/onboarding/", HIRE, dark=True),
    Shot("certificates", "/certificates/", CERTIFIED),
    Shot("team", "/team/", LEAD, dark=True),
    Shot("team-results", "/team/results/", LEAD),
    Shot("reviews", "/reviews/team/", LEAD),
    Shot("account", "/account/me/", HIRE),
]


def main(arguments: list[str]) -> int:
    """Take all pictures (or those whose names are given); returns 1 when a page has a fault."""
    parser = argparse.ArgumentParser(prog="./dev shots")
    parser.add_argument("names", nargs="*")
    chosen = parser.parse_args(arguments).names
    shots = [shot for shot in SHOTS if not chosen or shot.name in chosen]
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = databases.run_server()
    database = server.copy(databases.academy())
    faults: list[str] = []
    try:
        with site(database) as running, driving.chromium() as browser:
            for language in ("zh-hans", "en"):
                for phone in (True, False):
                    for dark in (False, True):
                        for who in dict.fromkeys(shot.who for shot in shots):
                            todo = [shot for shot in shots if shot.who == who and (shot.dark or not dark)]
                            faults += _round(browser, running.url, todo, who, language, phone, dark)
    finally:
        server.drop(database)
    print(f"Pictures in {FOLDER.relative_to(databases.ROOT)}")
    for fault in faults:
        print(f"✗ {fault}")
    return 1 if faults else 0


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
        answer = page.goto(url + shot.path)
        page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
        if answer is None or answer.status != 200:
            faults.append(f"{name}: status {answer.status if answer else 'none'}")
            continue
        faults += _faults(page, name)
    context.close()
    return faults


def _faults(page: driving.Page, name: str) -> list[str]:
    found = [f"{name}: {finding}" for finding in driving.axe_findings(page)]
    if wide := driving.scrolls_sideways(page):
        found.append(f"{name}: scrolls sideways by {wide} px")
    if glyphs := driving.missing_glyphs(page):
        found.append(f"{name}: no drawing for {''.join(glyphs)}")
    return found


if __name__ == "__main__":
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    sys.exit(main(sys.argv[1:]))
