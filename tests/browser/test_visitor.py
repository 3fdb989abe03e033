"""A visitor uses every part of every page once; nothing complains, nothing is asked of another machine."""

from pathlib import Path

import pytest

from tests.browser.conftest import Watched
from tests.browser.visitor import links_of, use_everything

PAGES = {  # each with the fewest parts that it has
    "index.html": 5, "gallery.html": 1, "addition-0001-post/index.html": 20, "images-0001-faces/index.html": 10,
    "lyrics-0001-songbook/index.html": 10,
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_part_of_a_page_can_be_used(watched: Watched, site: Path, name: str) -> None:
    watched.page.goto((site / name).as_uri())
    watched.page.get_by_role("heading", level=1).first.wait_for()
    visit = use_everything(watched.page, alike=1, of_a_style=4)
    assert visit.nameless == []
    assert visit.stuck == []
    assert len(visit.used) >= PAGES[name], visit.used


def test_every_page_is_linked_and_every_link_leads_somewhere(watched: Watched, site: Path) -> None:
    found, open_ = set(), [(site / "index.html").as_uri()]
    while open_:
        address = open_.pop()
        found.add(address)
        if not address.endswith(".html"):
            continue
        watched.page.goto(address)
        watched.page.get_by_role("heading", level=1).first.wait_for()
        inside = [link for link in links_of(watched.page) if link.startswith("file:")]
        open_ += [link for link in inside if link not in found and link not in open_]
    here = {Path(address.removeprefix("file://")) for address in found}
    assert [path for path in here if not path.exists()] == []
    assert {site / name for name in PAGES} <= here
