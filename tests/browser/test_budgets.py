"""The pages keep their budgets: little to fetch, there at once, nothing jumps, nothing holds up the hand.

The bounds are for a machine that is busy with other tests: of several visits the best one counts, since other programs
can only make a visit slower. docs/results.md says what was measured on a quiet one.
"""

import gzip
from pathlib import Path

import pytest

from hackday.dashboard.serve import watch_server
from hackday.domains import LABS
from hackday.front import static
from tests.browser.budgets import (
    LAYOUT_SHIFT,
    LONG_TASK_SECONDS,
    SCRIPTS_BYTES,
    USABLE_SECONDS,
    WATCH,
    visit,
)
from tests.browser.conftest import Watched

VISITS = 3
PAGES = ("index.html", "gallery.html", "addition-0001-post/index.html", "images-0001-faces/index.html",
         "lyrics-0001-songbook/index.html")  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_there_at_once_and_lies_still(watched: Watched, site_address: str, name: str) -> None:
    watched.page.add_init_script(WATCH)
    visits = [visit(watched.page, site_address + name) for _ in range(VISITS)]
    assert min(one.usable for one in visits) < USABLE_SECONDS, visits
    assert min(one.longest for one in visits) < LONG_TASK_SECONDS, visits
    assert max(one.shift for one in visits) < LAYOUT_SHIFT, visits


@pytest.mark.parametrize("place", ["", "#run=addition/0001-post", "#run=images/0001-faces", "#run=lyrics/0001-songbook",
                                   "#compare=addition/0001-post,addition/0002-solved"])  # fmt: skip
def test_the_live_view_is_there_at_once_and_lies_still(watched: Watched, three_labs: Path, place: str) -> None:
    watched.page.add_init_script(WATCH)
    live = watch_server(three_labs, LABS)
    with live.in_background():
        visits = [visit(watched.page, live.address + place) for _ in range(VISITS)]
        watched.page.goto("about:blank")
    assert min(one.longest for one in visits) < 2 * LONG_TASK_SECONDS, visits  # it asks and draws at the same time
    assert max(one.shift for one in visits) < LAYOUT_SHIFT, visits
    assert len(gzip.compress(static("watch.js").encode(), 9)) <= SCRIPTS_BYTES


def test_the_watch_sees_what_jumps_and_what_holds_up(watched: Watched, tmp_path: Path) -> None:
    """Or the test above would say nothing about pages in which it sees nothing."""
    (tmp_path / "bad.html").write_text(
        "<!doctype html><title>x</title><h1>x</h1><p style='height: 300px'>text</p><script>"
        "const painted = then => requestAnimationFrame(() => requestAnimationFrame(then));"
        "painted(() => setTimeout(() => { document.querySelector('h1').style.height = '400px' }, 100));"
        "painted(() => setTimeout(() => { const end = performance.now() + 400;"
        " while (performance.now() < end); }, 300))</script>"
    )
    watched.page.add_init_script(WATCH)
    seen = visit(watched.page, (tmp_path / "bad.html").as_uri())
    assert seen.shift > LAYOUT_SHIFT
    assert seen.longest > LONG_TASK_SECONDS


def test_the_scripts_of_a_site_stay_below_their_budget(site: Path) -> None:
    scripts = [file.read_bytes() for file in (site / "assets").glob("*.js")]
    assert 10_000 < sum(len(gzip.compress(script, 9)) for script in scripts) <= SCRIPTS_BYTES
