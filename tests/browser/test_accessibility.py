"""Every kind of page can be used by everybody: axe-core finds nothing serious, and the keyboard reaches every part."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from hackday.dashboard.serve import watch_server
from hackday.domains import LABS
from tests.browser.conftest import Watched

SERIOUS = ("serious", "critical")
PAGES = (
    "index.html", "gallery.html", "addition-0001-post/index.html", "images-0001-faces/index.html",
    "lyrics-0001-songbook/index.html",
)  # fmt: skip
LOOKS = {"wide and light": (1440, "light"), "narrow and dark": (390, "dark")}


def findings(page: Page) -> list[str]:
    """What axe-core calls serious or critical on the open page, one line for each element."""
    violations = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} – {node['failureSummary'][:300]}"
        for one in violations
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


@pytest.fixture(params=list(LOOKS.values()), ids=list(LOOKS))
def looked_at(watched: Watched, request: pytest.FixtureRequest) -> Callable[[str], Page]:
    """Open an address in a look, and wait until it stands."""
    width, scheme = request.param

    def opened(address: str) -> Page:
        watched.page.set_viewport_size({"width": width, "height": 900})
        watched.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        watched.page.goto(address)
        watched.page.get_by_role("heading", level=1).first.wait_for()
        watched.page.wait_for_timeout(500)
        return watched.page

    return opened


@pytest.mark.parametrize("name", PAGES)
def test_nothing_serious_is_found_in_a_site(looked_at: Callable[[str], Page], site: Path, name: str) -> None:
    assert findings(looked_at((site / name).as_uri())) == []


@pytest.mark.parametrize("place", ["", "#run=images/0001-faces", "#compare=addition/0001-post,addition/0002-solved"])
def test_nothing_serious_is_found_in_the_live_view(
    looked_at: Callable[[str], Page], three_labs: Path, place: str
) -> None:
    live = watch_server(three_labs, LABS)
    with live.in_background():
        page = looked_at(live.address + place)
        page.wait_for_timeout(500)
        found = findings(page)
        page.goto("about:blank")
    assert found == []


def test_nothing_serious_is_found_in_the_live_view_before_the_first_run(
    looked_at: Callable[[str], Page], tmp_path: Path
) -> None:
    live = watch_server(tmp_path / "runs", LABS)
    with live.in_background():
        page = looked_at(live.address)
        page.get_by_role("heading", name="There are no runs yet.").wait_for()
        found = findings(page)
        page.goto("about:blank")
    assert found == []


def test_the_finder_finds(watched: Watched) -> None:
    """Or it would say nothing about pages in which it finds nothing."""
    watched.page.set_content(
        "<html lang=en><title>x</title><main><h1>x</h1><img src=''><button></button></main></html>"
    )
    assert {line.partition(":")[0] for line in findings(watched.page)} >= {"image-alt", "button-name"}


REACHED = """() => {
  const one = document.activeElement
  if (one === null || one === document.body) return null
  const style = getComputedStyle(one)
  const inside = () => [...one.children].map(child => getComputedStyle(child).stroke).join()
  const focused = inside()
  one.blur()
  const left = inside()
  one.focus()
  return { name: `${one.localName} ${one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 60)}`,
           marked: style.outlineStyle !== 'none' || style.boxShadow !== 'none' || focused !== left
             || one.matches('input[type=radio], input[type=checkbox]') }
}"""


@pytest.mark.parametrize("name", PAGES)
def test_the_tab_key_goes_through_the_page_and_shows_where_it_is(watched: Watched, site: Path, name: str) -> None:
    watched.page.goto((site / name).as_uri())
    watched.page.get_by_role("heading", level=1).first.wait_for()
    stops = []
    for _ in range(40):
        watched.page.keyboard.press("Tab")
        stop = watched.page.evaluate(REACHED)
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) >= 5
    assert [stop["name"] for stop in stops if not stop["marked"]] == []
