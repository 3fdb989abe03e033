"""The live view in a real browser, while runs train, alarm, stop, go and come, and while its server does."""

import base64
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Page, expect

from hackday.dashboard.serve import LiveView, watch_server
from hackday.domains import LABS
from hackday.runs import RunDirectory
from hackday.tables import percent
from tests.browser.conftest import Watched
from tests.dashboard.asking import MEASURED, RESULTS, append, make_run
from tests.publishing.test_site import HOSTILE

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg=="
)


@pytest.fixture
def runs(tmp_path: Path, small_runs: Path) -> Path:
    """Two finished addition runs, trained for real, and an images run that is about to train."""
    shutil.copytree(small_runs, tmp_path / "runs")
    make_run(tmp_path / "runs", "images/0001-faces", lines=3)
    return tmp_path / "runs"


@pytest.fixture
def view(watched: Watched, runs: Path) -> Iterator[LiveView]:
    live = watch_server(runs, LABS)
    with live.in_background():
        yield live
        watched.page.goto("about:blank")  # a page that goes on asking would complain of a server that is gone


def open_view(watched: Watched, view: LiveView, place: str = "") -> Page:
    watched.page.goto(view.address + place)
    watched.page.get_by_role("heading", level=1).wait_for()
    return watched.page


def say(run: RunDirectory, step: int, message: str = "", state: str = "training") -> None:
    run.write_status(
        {"state": state, "step": step, "steps": 100, "seconds": step / 2, "seconds_left": 61.0, "message": message}
    )


def test_a_training_is_seen_from_its_start_to_its_stop(watched: Watched, view: LiveView, runs: Path) -> None:
    run = RunDirectory(runs / "images" / "0001-faces")
    page = open_view(watched, view)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is training.")
    expect(page.get_by_role("list", name="Runs").get_by_role("listitem")).to_have_count(4)
    with run.claim():
        say(run, 10, "640 images, 31 a second")
        card = page.get_by_role("list", name="Training now").get_by_role("listitem")
        expect(card).to_contain_text("640 images, 31 a second · at most 1 min 1 s left")
        expect(page.get_by_role("heading", level=1)).to_have_text("One run is training.")
        expect(card.get_by_role("progressbar")).to_have_attribute("aria-valuetext", "10 of 100 steps")
        expect(page).to_have_title("1 training · hackday")

        film = run.artifacts / "film"
        film.mkdir(parents=True)
        (film / "0000.png").write_bytes(PICTURE)
        picture = card.get_by_role("img", name="The newest pictures of images/1")
        expect(picture).to_have_attribute("src", "files/images/0001-faces/artifacts/film/0000.png")
        assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 2

        append(run.path, [{"step": 11, "seconds": 5.5, "warning": "Collapse: 80% of the pictures are near copies."}])
        expect(card).to_contain_text("Collapse: 80% of the pictures are near copies.")
        expect(page.locator("[aria-live=polite]", has_text="Warning from images/1: Collapse")).to_have_count(1)

        stop, really = (card.get_by_role("button", name=f"Stop images/1{rest}") for rest in (" …", ", saved"))
        stop.click()
        expect(really).to_be_focused()
        page.keyboard.press("Tab")
        say(run, 12, "news while the question stands")
        expect(card).to_contain_text("news while the question stands")
        keep = card.get_by_role("button", name="Keep training")
        expect(keep).to_be_focused()  # the question does not pull the focus back
        keep.press("Enter")
        expect(stop).to_be_focused()
        stop.click()
        assert not run.stop_requested()
        really.click()
        expect(card).to_contain_text("stops at its next step, saved")
        assert run.stop_requested()
        say(run, 12, "stopped on request", state="stopped")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is training.")
    row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="images/1"))
    expect(row).to_contain_text("stopped")


def test_curves_grow_while_they_are_looked_at(watched: Watched, view: LiveView, runs: Path) -> None:
    page = open_view(watched, view, "#run=images/0001-faces")
    chart = page.get_by_role("figure").filter(has=page.get_by_role("heading", name="What the pictures are like"))
    chart.get_by_role("button", name="As a table").click()
    rows = chart.get_by_role("row")
    expect(rows).to_have_count(4)
    append(runs / "images" / "0001-faces", [{"step": 4, "seconds": 9, "coverage": 0.75, "loss_of_another_kind": 2}])
    expect(rows).to_have_count(5)
    expect(rows.last).to_contain_text("0.7500")
    expect(page.get_by_role("heading", name="loss of another kind")).to_be_visible()
    page.get_by_role("radio", name="seconds").first.check()
    expect(rows.last.get_by_role("rowheader")).to_have_text("9")
    with (runs / "images" / "0001-faces" / "metrics.jsonl").open("a") as file:
        file.write('{"step": 5, "seconds": 10, "cov')
        file.flush()
        page.wait_for_timeout(1500)
        expect(rows).to_have_count(5)
        file.write('erage": 0.5}\n')
    expect(rows).to_have_count(6)


def test_an_addition_run_shows_its_surfaces_figures_settings_and_files(
    watched: Watched, view: LiveView, runs: Path
) -> None:
    page = open_view(watched, view, "#run=addition/0001-post")
    page.get_by_role("button", name="2 nodes, sums up to 16").click()
    errors = json.loads((runs / "addition/0001-post/artifacts/error-surface-hidden-2-16.json").read_text())["errors"]
    readout = page.locator(".surface .readout")
    shown = f"{errors[0][0]:+.2f}".replace("-", "−")
    expect(readout).to_have_text(f"2 nodes, sums up to 16 · 0 + 0: off by {shown}")
    landscape = page.get_by_label(re.compile("as a landscape"))
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowLeft"):
        landscape.press(key)
    expect(readout).to_contain_text("1 + 1: off by")
    accuracy = json.loads((runs / "addition/0001-post/results.json").read_text())["cells"][0]["accuracy"]["median"]
    figure = page.locator(".figure-list div").filter(has_text="right answers, 1 node, sums up to 16")
    expect(figure.locator("dd")).to_have_text(percent(accuracy))
    with page.expect_download() as download:
        page.get_by_role("link", name="results.json").click()
    assert Path(download.value.path()).read_bytes() == (runs / "addition/0001-post/results.json").read_bytes()


def test_chosen_runs_stand_side_by_side(watched: Watched, view: LiveView) -> None:
    page = open_view(watched, view)
    page.get_by_role("checkbox", name="Compare addition/1").check()
    expect(page.get_by_role("checkbox", name="Compare images/1")).to_be_disabled()
    page.get_by_role("checkbox", name="Compare addition/2").check()
    page.get_by_role("link", name="Compare them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("addition/1 and addition/2")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    settings = page.get_by_role("region", name="Settings that differ")
    expect(settings.get_by_role("row", name="method adam projection")).to_be_visible()
    expect(settings.get_by_role("row").filter(has_text="max sum")).to_have_count(0)
    figures = page.get_by_role("region", name="Figures side by side")
    expect(figures.get_by_role("row").filter(has_text="right answers, 2 nodes, sums up to 16")).to_have_count(1)
    expect(page.locator(".legend li").first).to_contain_text("addition/1")
    page.go_back()
    expect(page.get_by_role("checkbox", name="Compare addition/2")).to_be_checked()


def test_a_run_is_deleted_while_it_is_looked_at(watched: Watched, view: LiveView, runs: Path) -> None:
    page = open_view(watched, view, "#run=images/0001-faces")
    expect(page.get_by_role("heading", level=1)).to_have_text("faces")
    shutil.rmtree(runs / "images" / "0001-faces")
    expect(page.get_by_role("heading", level=1)).to_have_text("images/0001-faces is gone.")
    page.get_by_role("link", name="All runs").click()
    expect(page.get_by_role("list", name="Runs").get_by_role("listitem")).to_have_count(3)


def test_the_page_survives_its_server(watched: Watched, runs: Path) -> None:
    first = watch_server(runs, LABS)
    with first.in_background():
        page = open_view(watched, first)
    trouble = page.get_by_text("The live view does not answer")
    expect(trouble).to_be_visible(timeout=30_000)  # a busy machine may hold up the last answer
    expect(page.get_by_role("link", name="addition/1")).to_be_visible()
    make_run(runs, "lyrics/0001-songbook")
    shutil.rmtree(runs / "addition" / "0003-linear")
    again = watch_server(runs, LABS, port=urlsplit(first.address).port)
    with again.in_background():
        page.get_by_role("button", name="Try now").click()
        expect(trouble).to_have_count(0)
        expect(page.locator("[aria-live=polite]", has_text="The live view is back.")).to_have_count(1)
        expect(page.get_by_role("link", name="lyrics/1")).to_be_visible()
        expect(page.get_by_role("link", name="addition/3")).to_have_count(0)
        page.goto("about:blank")
    refused = [one for one in watched.complaints if "Failed to load resource: net::ERR" in one]
    assert refused == watched.complaints  # the browser says so itself; nothing else did
    watched.complaints.clear()


def test_what_could_not_be_read_says_so_and_is_asked_for_again(watched: Watched, view: LiveView) -> None:
    page = watched.page
    page.route("**/api/runs/**", lambda route: route.abort())
    open_view(watched, view, "#run=addition/0001-post")
    samples = page.get_by_role("region", name="What it made")
    expect(samples).to_contain_text("Its files and settings could not be read.")
    page.goto(f"{view.address}#compare=addition/0001-post,addition/0002-solved")
    expect(page.get_by_text("addition/2: Its files and settings could not be read.")).to_be_visible()
    page.go_back()
    expect(samples).to_contain_text("Its files and settings could not be read.")
    page.route("**/api/changes*", lambda route: route.abort())
    expect(page.get_by_text("The live view does not answer")).to_be_visible()
    page.unroute("**/api/runs/**")
    page.unroute("**/api/changes*")
    expect(page.get_by_role("heading", name="Its files")).to_be_visible()
    assert all("net::ERR_FAILED" in one for one in watched.complaints)
    watched.complaints.clear()


def test_an_empty_place_says_what_to_type(watched: Watched, tmp_path: Path) -> None:
    view = watch_server(tmp_path / "missing", LABS)
    with view.in_background():
        page = open_view(watched, view)
        expect(page.get_by_role("heading", level=1)).to_have_text("There are no runs yet.")
        expect(page.get_by_text("The folder of runs does not exist yet.")).to_be_visible()
        expect(page.get_by_text("hackday train addition", exact=True)).to_be_visible()
        make_run(tmp_path / "missing")
        expect(page.get_by_role("link", name="images/1")).to_be_visible()
        page.goto("about:blank")


def test_nothing_in_a_run_is_more_than_text(watched: Watched, view: LiveView, runs: Path) -> None:
    path = runs / "images" / "0001-faces"
    record = json.loads((path / "run.json").read_text())
    record |= {"command": HOSTILE, "machine": HOSTILE, "spec": {HOSTILE: HOSTILE}, "versions": {HOSTILE: HOSTILE}}
    (path / "run.json").write_text(json.dumps(record))
    (path / "results.json").write_text(json.dumps(RESULTS | {"ks": {HOSTILE: MEASURED}}))
    status = {"state": "stopped", "step": 1, "steps": 2, "seconds": 1, "message": HOSTILE, "at": HOSTILE}
    (path / "status.json").write_text(json.dumps(status))
    append(path, [{"step": 4, "seconds": 1, HOSTILE: 1, "__proto__": 2, "warning": HOSTILE}])
    verses = path / "artifacts" / "verses"
    verses.mkdir(parents=True)
    (verses / "0001.txt").write_text(HOSTILE)
    (path / "artifacts" / "it's <b>.txt").write_text("x")
    alerts: list[Dialog] = []
    watched.page.on("dialog", lambda dialog: alerts.append(dialog))
    page = open_view(watched, view)
    expect(page.get_by_role("link", name="images/1")).to_be_visible()
    page.goto(f"{view.address}#run=images/0001-faces")
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    expect(page.locator("blockquote")).to_have_text(HOSTILE)
    expect(page.locator(".figure-list dt").filter(has_text=f"KS of {HOSTILE}")).to_have_count(1)
    page.get_by_text("All settings").click()
    page.wait_for_timeout(1200)
    assert alerts == []
    assert page.evaluate("document.querySelectorAll('#page script, #page iframe, #page b').length") == 0


def test_the_token_opens_the_page_and_leaves_the_address(watched: Watched, runs: Path) -> None:
    view = watch_server(runs, LABS, host="0.0.0.0")
    token = view.address.partition("?token=")[2]
    address = f"http://127.0.0.1:{view.listener.getsockname()[1]}/"
    with view.in_background():
        page = watched.page
        page.goto(f"{address}?token={token}")
        expect(page.get_by_role("link", name="addition/1")).to_be_visible()
        assert page.url == address
        page.reload()
        expect(page.get_by_role("link", name="addition/1")).to_be_visible()
        page.context.clear_cookies()
        expect(page.get_by_text("The live view wants its token")).to_be_visible()
        page.goto("about:blank")
    watched.complaints[:] = [one for one in watched.complaints if "401 (Unauthorized)" not in one]


def test_it_fits_every_width(watched: Watched, view: LiveView, size: tuple[int, int]) -> None:
    watched.page.set_viewport_size({"width": size[0], "height": size[1]})
    for place in (
        "",
        "#run=addition/0001-post",
        "#run=images/0001-faces",
        "#compare=addition/0001-post,addition/0002-solved",
    ):
        page = open_view(watched, view, place)
        page.wait_for_timeout(800)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.alone
def test_two_hundred_runs_are_scrolled_without_a_long_wait(watched: Watched, tmp_path: Path) -> None:
    runs = tmp_path / "many"
    for number in range(1, 201):
        make_run(runs, f"images/{number:04d}-faces", lines=30)
    view = watch_server(runs, LABS)
    with view.in_background():
        page = open_view(watched, view)
        expect(page.get_by_role("list", name="Runs").get_by_role("listitem")).to_have_count(200)
        page.get_by_placeholder("name, preset or state").fill("images/17")
        expect(page.get_by_role("list", name="Runs").get_by_role("listitem")).to_have_count(11)
        page.get_by_placeholder("name, preset or state").fill("")
        # What a change in one run costs the page: half a frame's worth of blocking would be felt as a stutter.
        page.evaluate("""() => { window.longest = 0; new PerformanceObserver((list) => {
            for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration);
        }).observe({ type: 'longtask' }); }""")
        for step in range(3):
            append(runs / "images" / "0007-faces", [{"step": 31 + step, "seconds": 1, "coverage": 1}])
            page.wait_for_timeout(2600)
        assert page.evaluate("window.longest") < 400
        page.goto("about:blank")
