"""Songs, bands, pictures' names and labels that somebody made to break pages go through training and stay text."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from hackday import api
from hackday.dashboard.serve import watch_server
from hackday.domains import LABS
from hackday.publishing import publish_file, publish_site
from hackday.runs import RunDirectory
from tests.browser.conftest import FACES, Watched
from tests.images.material import pixels
from tests.lyrics.runs import TINY

ATTACK = '<script>window.harmed = 1</script><img src=x onerror="window.harmed = 2">'
BANDS = (
    f"{ATTACK}",
    "'\"><svg onload='window.harmed = 3'>",
    "\u202eTxen\u202c 😀 &lt;b&gt;",
    "{{7*7}} ${window.harmed=4}",
)
CLASSES = ("<img src=x onerror=window.harmed=5>", "\u202ered'\"& 😀")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> list[RunDirectory]:
    """A run on songs and a run on pictures, both from strangers, trained for real."""
    folder = tmp_path_factory.mktemp("strangers")
    with (folder / "songs.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["artist", "title", "lyrics"])
        for number in range(60):
            words = " ".join(f"word{(number * 7 + i) % 23}" for i in range(9))
            lines = [words, f"\x00javascript:window.harmed=6 </script> {words}", f"{ATTACK} 😀 \u202e{words}"] * 3
            rows.writerow([BANDS[number % 4], f"{ATTACK} {number}", "\n".join(lines)])
    for place, name in enumerate(CLASSES):
        (folder / "pictures" / name).mkdir(parents=True)
        for number in range(40):
            Image.fromarray(pixels(number + 40 * place)).save(folder / "pictures" / name / f"{number}'\"><b>.png")
    songs = replace(TINY, data=str(folder / "songs.csv"), artist_as_input=True, keep_punctuation=True)
    pictures = replace(FACES, data=str(folder / "pictures"), pictures=0, measured=100)
    made = []
    for domain, preset, spec in (("lyrics", "songbook", songs), ("images", "faces", pictures)):
        run = api.create(domain, spec, preset=preset, seed=0, runs=folder / "runs")
        made.append(api.go(run).directory)
    return made


def unharmed(page: Page) -> None:
    """Nothing of the data became a script, a tag or an attribute."""
    assert page.evaluate("window.harmed") is None
    assert page.locator("img[src=x], svg[onload], [onerror], [onload]").count() == 0
    assert page.locator("script:not([src]):not([type='application/json'])").count() <= 1


def visible(page: Page) -> str:
    text = "document.body.innerText + [...document.querySelectorAll('option')].map(o => o.text).join()"
    return str(page.evaluate(text))


def test_in_the_site(watched: Watched, hostile: list[RunDirectory], tmp_path: Path) -> None:
    site = publish_site(hostile, tmp_path / "site").parent
    seen = ""
    for page in sorted(site.rglob("*.html")):
        watched.page.goto(page.as_uri())
        watched.page.get_by_role("heading", level=1).first.wait_for()
        watched.page.wait_for_timeout(700)
        unharmed(watched.page)
        seen += visible(watched.page)
    assert "onerror" in seen, "the names of bands and classes are to be seen as they are"


@pytest.mark.parametrize("place", [0, 1], ids=["lyrics", "images"])
def test_in_one_file(watched: Watched, hostile: list[RunDirectory], tmp_path: Path, place: int) -> None:
    watched.page.goto(publish_file(hostile[place], tmp_path / "page.html").as_uri())
    watched.page.get_by_role("heading", level=1).first.wait_for()
    watched.page.wait_for_timeout(700)
    unharmed(watched.page)
    assert "onerror" in visible(watched.page)


def test_in_the_live_view(watched: Watched, hostile: list[RunDirectory]) -> None:
    live = watch_server(hostile[0].path.parents[1], LABS)
    seen = ""
    with live.in_background():
        for place in ("", *(f"#run={run.path.parent.name}/{run.path.name}" for run in hostile)):
            watched.page.goto("about:blank")
            watched.page.goto(live.address + place)
            watched.page.get_by_role("heading", level=1).first.wait_for()
            watched.page.wait_for_timeout(700)
            unharmed(watched.page)
            seen += visible(watched.page)
        watched.page.goto("about:blank")
    assert re.search(r"\bword\d", seen), "verses of the strangers' songs are to be seen"


def test_the_policy_stops_a_script_that_got_in_all_the_same(site: Path, watched: Watched) -> None:
    """The second lock: even if a page had a hole, nothing but its own script runs and nothing is fetched."""
    page = watched.page
    page.goto((site / "index.html").as_uri())
    page.get_by_role("heading", level=1).first.wait_for()
    page.evaluate(
        """() => {
          const script = document.createElement('script')
          script.textContent = 'window.harmed = 7'
          document.body.append(script)
          document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.harmed = 8">')
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.harmed") is None
    assert page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')") == "refused"
    refused = [line for line in watched.complaints if re.search("Content Security Policy", line)]
    assert len(refused) >= 3, watched.complaints
    watched.complaints.clear()
