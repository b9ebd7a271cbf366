"""Which pages ./dev shots takes, who looks at them, and the way to those whose address is only known on arrival."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Way = Callable[[Page], object]


@dataclass(frozen=True)
class Shot:
    """A page, and who looks at it (None: nobody signed in).

    `way`: what is pressed after arriving at `path`, until the page to be taken is there. `admin`: a page of the Wagtail admin, where
    a part of its own is left to Wagtail; its theme is chosen in its account page, so it is taken in the light only.
    """

    name: str
    path: str
    who: str | None = None
    way: Way | None = None
    admin: bool = False


def follow(*targets: str) -> Way:
    """Press the first visible one of each target, each leading to another page."""

    def way(page: Page) -> None:
        for target in targets:
            with page.expect_navigation():
                page.locator(f"{target}:visible").first.click()

    return way


def play_to_the_end(page: Page) -> None:
    """Start a scenario and take the first choice each time; ends at the debrief."""
    follow("main .btn-main")(page)
    while "/debrief/" not in page.url:
        page.locator("form.decide label.option").first.click()
        follow("form.decide button.btn-main")(page)


def open_submit(page: Page) -> None:
    """The paper in progress, with the summary before handing in."""
    follow("main form .btn-main")(page)
    page.locator("[data-open-submit]:visible").first.click()
    page.locator("dialog#submit[open]").wait_for()


def open_check_page(page: Page) -> None:
    """From a certificate of one's own to what anybody sees of it."""
    follow("main a[href^='/certificates/']:not([href$='/download/'])")(page)
    page.goto(str(page.locator("main a[href*='/verify/']").first.get_attribute("href")))


def third_question(page: Page) -> None:
    """The paper in progress, at its third question, which is flagged."""
    follow("main form .btn-main")(page)
    page.locator("[data-palette]:visible a[data-item='3'], [data-open-list]:visible").first.click()


HIRE, READY, CERTIFIED, FAILED, LEAD = "J20418", "J20402", "J20333", "J20397", "J20105"
TRAINER, HR, AUDITOR = "J20031", "J20021", "J20041"
EXAM = "/exams/onboarding/"

READERS = [
    Shot("login", "/account/login/"),
    Shot("first-sign-in", "/account/first/"),
    Shot("verify", "/verify/"),
    Shot("verify-unknown", "/verify/AAAA-BBBB-CCCC-DDDD/"),
    Shot("my-training", "/training/", HIRE),
    Shot("my-results", "/results/", CERTIFIED),
    Shot("manual", "/norms/", HIRE),
    Shot("chapter", "/norms/chapter/9/", HIRE),
    Shot("clause", "/norms/N-9.2-01/", HIRE),
    Shot("norm-search", "/norms/search/?q=30", HIRE),
    Shot("courses", "/courses/", HIRE),
    Shot("course", "/courses/co-04/", HIRE),
    Shot("lesson", "/courses/co-04/co-04-l3/", HIRE),
    Shot("scenarios", "/scenarios/", HIRE),
    Shot("scenario", "/scenarios/sc-01/", HIRE),
    Shot("scenario-run", "/scenarios/sc-02/", HIRE, way=follow("main .btn-main")),
    Shot("scenario-debrief", "/scenarios/sc-01/", FAILED, way=play_to_the_end),
    Shot("signing", "/signing/", HIRE),
    Shot("signing-set", "/signing/set-ch09/", HIRE),
    Shot("signing-receipt", "/signing/set-ch15/", CERTIFIED, way=follow("main a[href*='/signing/receipt/']")),
    Shot("exam-cover", EXAM, FAILED),
    Shot("exam", EXAM, READY, way=third_question),
    Shot("exam-submit", EXAM, READY, way=open_submit),
    Shot("result", "/results/", CERTIFIED, way=follow("main a[href$='/result/']")),
    Shot("result-failed", "/results/", FAILED, way=follow("main a[href$='/result/']:has(.st-late)")),
    Shot("answers", "/results/", CERTIFIED, way=follow("main a[href$='/result/']", "main a[href$='/answers/']")),
    Shot("certificates", "/certificates/", CERTIFIED),
    Shot("certificate", "/certificates/", CERTIFIED, way=follow("main a[href^='/certificates/']:not([href$='/download/'])")),
    Shot("verify-valid", "/certificates/", CERTIFIED, way=open_check_page),
    Shot("course-search", "/courses/?q=30", HIRE),
    Shot("reviews-mine", "/reviews/", CERTIFIED),
    Shot("review-mine", "/reviews/", CERTIFIED, way=follow("main a[href^='/reviews/']")),
    Shot("signing-ask", "/signing/set-ch09/", HIRE, way=follow("main a.ask")),
    Shot("set-password", "/account/set-password/", HIRE),
    Shot("forgotten", "/account/forgotten/"),
    Shot("my-data", "/account/data/", HIRE),
    Shot("norm-notes", "/norms/notes/", TRAINER),
    Shot("account", "/account/me/", HIRE),
]
LEADERS = [
    Shot("team", "/team/", LEAD),
    Shot("team-results", "/team/results/", LEAD),
    Shot("person", "/team/", LEAD, way=follow("main td a[href^='/team/'], main th a[href^='/team/']")),
    Shot("team-certificates", "/team/certificates/", LEAD),
    Shot("team-scenarios", "/scenarios/team/paths/", LEAD),
    Shot("team-scenario", "/scenarios/team/paths/", LEAD, way=follow("main a[href*='/scenarios/team/paths/']:not([href$='/paths/'])")),
    Shot("team-questions", "/signing/team/questions/", LEAD),
    Shot("reviews", "/reviews/team/", LEAD),
    Shot("review", "/reviews/team/", LEAD, way=follow("main a[href^='/reviews/']:not([href*='team']):not([href*='cycles'])")),
    Shot("exam-room", "/exams/onboarding/room/", TRAINER),
    Shot("review-cycles", "/reviews/cycles/", HR),
    Shot("review-cycle", "/reviews/cycles/", HR, way=follow("main a[href^='/reviews/cycles/']")),
]
DESKS = [
    Shot(f"admin-{name}", f"/admin/{path}", who, admin=True, way=way)
    for name, path, who, way in [
        ("home", "", TRAINER, None),
        ("norms", "snippets/etiquette_norms/norm/", TRAINER, None),
        ("norm", "snippets/etiquette_norms/norm/", TRAINER, follow("main td.title a")),
        ("courses", "training/courses/", TRAINER, None),
        ("files", "lesson_files/", TRAINER, None),
        ("file", "lesson_files/", TRAINER, follow("main td.title a", "a[href*='/inspect/']")),
        ("scenarios", "scenarios/", TRAINER, None),
        ("questions", "questions/", TRAINER, None),
        ("question", "questions/new/single/", TRAINER, None),
        ("exams", "exams/", TRAINER, None),
        ("exam", "exams/", TRAINER, follow("main td.title a[href*='/exams/edit/']")),
        ("results", "results/", TRAINER, None),
        ("analysis", "analysis/onboarding/", TRAINER, None),
        ("analysis-question", "analysis/onboarding/", TRAINER, follow("main td.title a")),
        ("paths", "learning_paths/", TRAINER, None),
        ("signing", "signing/", TRAINER, None),
        ("certificates", "certificates/", HR, None),
        ("staff", "staff/", HR, None),
        ("path", "learning_paths/", TRAINER, follow("main td.title a")),
        ("enrolments", "enrolments/", HR, None),
        ("course", "training/courses/", TRAINER, follow("main a[href*='/edit/']")),
        ("lesson", "training/courses/?q=co-04", TRAINER, follow("main td.title a", "main td.title a")),
        ("scenario", "scenarios/", TRAINER, follow("main td.title a")),
        ("question-queue", "questions/waiting/", TRAINER, None),
        ("question-shown", "questions/", TRAINER, follow("main td.title a")),
        ("editions", "editions/", TRAINER, None),
        ("marking", "results/marking/", TRAINER, None),
        ("signing-set", "signing/", TRAINER, follow("main td.title a")),
        ("signing-questions", "signing/questions/", TRAINER, None),
        ("person", "staff/", HR, follow("main td.title a")),
        ("units", "units/", HR, None),
        ("job-roles", "job_roles/", HR, None),
        ("supervisions", "supervisions/", HR, None),
        ("roster", "roster/", HR, None),
        ("corrections", "correction_requests/", HR, None),
        ("erasures", "erasures/", HR, None),
        ("audit", "audit_log/", AUDITOR, None),
    ]
]
SHOTS = [*READERS, *LEADERS, *DESKS]
