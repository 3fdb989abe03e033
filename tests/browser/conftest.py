"""A page open in Chromium, and a watch on everything that it does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import hackday
from tests.browser.chromium import launch


@dataclass
class Watched:
    """A page with all that it said and asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Go there and wait until the page has drawn itself."""
        self.page.goto(address)
        self.page.get_by_label("Training film").wait_for()
        return self.page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["wide", "phone"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """A wide screen and a phone."""
    width, height = request.param
    return width, height


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A fresh page; at the end it must not have complained, nor asked any other machine for anything."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(20_000)
    one = Watched(context.new_page())
    one.page.on(
        "console", lambda message: one.complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
    one.page.on("request", lambda request: one.requests.append(request.url))
    yield one
    context.close()
    assert one.complaints == []
    for address in one.requests:
        parts = urlsplit(address)
        assert parts.scheme in ("file", "data", "blob") or parts.hostname == "127.0.0.1", address


@pytest.fixture(scope="session")
def pages(small_runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with run.html, linear.html (single files) and site/ (all runs)."""
    from hackday.publishing import publish_site

    folder = tmp_path_factory.mktemp("pages")
    hackday.load("addition/1", runs=small_runs).publish(folder / "run.html")
    hackday.load("addition/2", runs=small_runs).publish(folder / "solved.html")
    hackday.load("addition/3", runs=small_runs).publish(folder / "linear.html")
    publish_site([hackday.load(f"addition/{n}", runs=small_runs).directory for n in (1, 2, 3)], folder / "site")
    return folder
