"""A page open in Chromium, and a watch on everything that it does."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import hackday
from hackday import api
from hackday.images.spec import ImagesSpec
from hackday.publishing import publish_site
from tests.browser.chromium import launch
from tests.lyrics.runs import TINY
from tests.serving import served

FACES = ImagesSpec(
    data="avatars:lorelei",
    size=32,
    pictures=150,
    images=160,
    samples=3,
    generator_widths=(10, 8, 6, 6),
    discriminator_widths=(6, 8, 10),
    latent=8,
    measured=100,
    judge_steps=4,
)


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


@pytest.fixture(params=[(1440, 900), (768, 1024), (390, 844)], ids=["wide", "tablet", "phone"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """A wide screen, a tablet and a phone."""
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
    folder = tmp_path_factory.mktemp("pages")
    hackday.load("addition/1", runs=small_runs).publish(folder / "run.html")
    hackday.load("addition/2", runs=small_runs).publish(folder / "solved.html")
    hackday.load("addition/3", runs=small_runs).publish(folder / "linear.html")
    publish_site([hackday.load(f"addition/{n}", runs=small_runs).directory for n in (1, 2, 3)], folder / "site")
    return folder


@pytest.fixture(scope="session")
def three_labs(small_runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A runs directory with three runs that add, one that draws faces and one that writes, all small."""
    runs = tmp_path_factory.mktemp("three-labs") / "runs"
    shutil.copytree(small_runs, runs)
    for domain, preset, spec in (("images", "faces", FACES), ("lyrics", "songbook", TINY)):
        api.go(api.create(domain, spec, preset=preset, seed=0, runs=runs))
    return runs


@pytest.fixture(scope="session")
def site(three_labs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of the runs of `three_labs`, but for the third that adds."""
    names = ("addition/1", "addition/2", "images/1", "lyrics/1")
    chosen = [hackday.load(name, runs=three_labs).directory for name in names]
    return publish_site(chosen, tmp_path_factory.mktemp("site") / "site", onnx=True).parent


@pytest.fixture
def site_address(site: Path) -> Iterator[str]:
    """The site over HTTP, from a sub-path of its host."""
    with served(site.parent) as address:
        yield f"{address}site/"
