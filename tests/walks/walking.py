"""A person who walks through the site in a browser; every page is held against what a machine can see."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

from tests.browser import driving
from tests.databases import ROOT
from tests.live import Site

PICTURES = ROOT / ".cache" / "walks"
PASSWORD = driving.PASSWORD


@dataclass(frozen=True)
class Cast:
    """In which language and at which width a story is walked."""

    language: str
    phone: bool

    def __str__(self) -> str:
        return f"{'en' if self.language == 'en' else 'zh'}-{390 if self.phone else 1280}"


@dataclass(frozen=True)
class Stage:
    """A running site and the cast that walks on it."""

    cast: Cast
    site: Site

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.site.url

    @property
    def english(self) -> bool:
        """Whether this cast reads English."""
        return self.cast.language == "en"


@dataclass
class Walker:
    """One browser of one person. `faults` fills with everything the browser complains about on the way."""

    page: Page
    url: str
    language: str
    faults: list[str] = field(default_factory=list)
    forgiven: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._console)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # What the server refused is told by _response, with its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _response(self, response: Response) -> None:
        asked = response.request
        if response.status == 400 and "/admin/pages/" in asked.url and "application/json" in asked.headers.get("accept", ""):
            return  # the editor's own saving, overtaken by Save: Wagtail refuses to write the older text over the newer
        if response.status >= 400 and response.status not in self.forgiven:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    @contextmanager
    def refused(self, status: int) -> Iterator[None]:
        """A stretch of the way where this answer is the right one."""
        self.forgiven.add(status)
        yield
        self.forgiven.discard(status)

    def open(self, path: str) -> None:
        """Type an address (a path of the site or a whole address)."""
        self.page.goto(path if path.startswith("http") else self.url + path)
        self.arrived()

    def follow(self, target: str | Locator, to: str = "**") -> None:
        """Press (the first of) what leads to another page, and look at that page. `to`: what its address must look like."""
        place = self.page.locator(target) if isinstance(target, str) else target
        with self.page.expect_navigation(url=to):
            place.first.click()
        self.arrived()

    def arrived(self) -> None:
        """What holds on every page: the language asked for, one heading of the first level, nothing wider than the window."""
        where = self.page.url
        assert self.page.evaluate("document.documentElement.lang").lower().split("-")[0] == self.language.split("-")[0], where
        wide = driving.scrolls_sideways(self.page)
        assert wide == 0, f"{where} scrolls sideways by {wide} px"

    def inspected(self, *, wagtails_own: bool = False) -> None:
        """The main pages besides: axe finds nothing, and every character can be drawn.

        `wagtails_own`: a page with Wagtail's editor, where a part of its own is left to Wagtail.
        """
        where = self.page.url
        found = [finding for finding in driving.axe_findings(self.page) if not (wagtails_own and ".w-minimap" in finding)]
        assert not found, f"{where}: {found}"
        glyphs = driving.missing_glyphs(self.page)
        assert not glyphs, f"{where} has no drawing for {''.join(glyphs)}"

    def sign_in(self, number: str, password: str = PASSWORD) -> None:
        """Through the door, then in the language of the cast."""
        self.page.goto(f"{self.url}/account/login/")
        self.page.fill("input[name=login]", number)
        self.page.fill("input[name=password]", password)
        with self.page.expect_navigation(url=lambda address: "/account/login" not in address):
            self.page.click("form[method=post] button.btn-main")
        self.speak()

    def speak(self) -> None:
        """Press the other language where the page is not in the cast's."""
        if self.page.locator(f"html[lang^='{self.language[:2]}']").count() == 0:
            with self.page.expect_navigation():
                self.page.click("button[name=language]")
        self.arrived()

    def sees(self, target: str | Locator) -> Locator:
        """Wait until it is visible; returns it."""
        place = self.page.locator(target) if isinstance(target, str) else target
        expect(place.first).to_be_visible()
        return place

    @property
    def path(self) -> str:
        """The address without the site."""
        return self.page.url.removeprefix(self.url)


def sample(name: str) -> Path:
    """A file of tests/samples."""
    return ROOT / "tests" / "samples" / name
