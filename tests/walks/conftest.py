"""The stage of the walks: one real site with worker and clockwork for each cast, one Chromium for all of them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests import databases
from tests.browser.driving import chromium, surroundings
from tests.live import site
from tests.walks.walking import PICTURES, Cast, Stage, Walker

CASTS = [Cast("zh-hans", phone=True), Cast("en", phone=False)]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with chromium() as running:
        yield running


# Where two workers share the walks, each has one cast and so one site.
@pytest.fixture(scope="session", params=[pytest.param(cast, id=str(cast), marks=pytest.mark.xdist_group(str(cast))) for cast in CASTS])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A site on a copy of the whole academy; the stories of one cast share it, so each story has people of its own."""
    server = databases.run_server()
    database = server.copy(databases.academy())
    try:
        with site(database, jobs=True) as running:
            yield Stage(request.param, running)
    finally:
        server.drop(database)


@pytest.fixture
def visitor(browser: Browser, stage: Stage, request: pytest.FixtureRequest) -> Iterator[Callable[..., Walker]]:
    """Makes people, each with a browser of their own; at the end nobody may have met an error."""
    walkers: list[Walker] = []

    def enter(*, phone: bool | None = None) -> Walker:
        narrow = stage.cast.phone if phone is None else phone
        context = surroundings(browser, stage.url, phone=narrow, language=stage.cast.language)
        walkers.append(Walker(context.new_page(), stage.url, stage.cast.language))
        return walkers[-1]

    yield enter
    failed = getattr(request.node, "failed_call", False)
    for number, walker in enumerate(walkers):
        if failed and not walker.page.is_closed():
            PICTURES.mkdir(parents=True, exist_ok=True)
            walker.page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png", full_page=True)
        walker.page.context.close()
    if not failed:
        assert [fault for walker in walkers for fault in walker.faults] == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Let `visitor` know whether the walk failed, so that it can keep a picture of where."""
    report = yield
    if report.when == "call" and report.failed:
        item.failed_call = True
    return report
