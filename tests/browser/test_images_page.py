"""The page of an images run in a real browser: it draws, and everything on it works."""

import base64
import io
import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Dialog, Locator, Page, expect

from hackday.publishing.page import compose, envelope, static
from tests.browser.conftest import Watched
from tests.images.page_model import ATTRIBUTES, FRAMES, IMAGES, SIZE, page_model
from tests.publishing.test_site import HOSTILE
from tests.serving import served

Array = np.ndarray[Any, Any]


PATIENCE_MILLISECONDS = 60_000  # a page that draws twenty pictures, on a machine that may be busy


@pytest.fixture(autouse=True)
def _patience(watched: Watched) -> Iterator[None]:
    watched.page.set_default_timeout(PATIENCE_MILLISECONDS)
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="session")
def model() -> dict[str, Any]:
    """The page model of a healthy run. Not to be changed."""
    return page_model()


@pytest.fixture(scope="session")
def address(model: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its page, one file."""
    return write(tmp_path_factory.mktemp("images") / "page.html", model)


def write(path: Path, model: dict[str, Any]) -> str:
    path.write_text(compose("images", envelope("run", [], run=model), assets=None), encoding="utf-8")
    return path.as_uri()


def changed(model: dict[str, Any], path: Path, change: Callable[[dict[str, Any]], None]) -> str:
    copy = json.loads(json.dumps(model))
    change(copy)
    return write(path, copy)


def settled(watched: Watched, address: str) -> Page:
    """The page, when everything has been drawn."""
    page = watched.open(address)
    idle(page)
    return page


def idle(page: Page) -> None:
    """Wait until no picture is left to be drawn."""
    page.wait_for_timeout(100)  # a wish is made after the next frame
    expect(page.locator(".wall-progress")).to_contain_text("ms a picture")


def tiles(page: Page) -> Locator:
    return page.locator(".wall .tile-face")


def pixels(canvas: Locator) -> Array:
    """(height, width, 4), as the canvas holds them."""
    png = canvas.evaluate("canvas => canvas.toDataURL()").removeprefix("data:image/png;base64,")
    return np.array(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA"))


def wall(page: Page) -> list[Array]:
    return [pixels(tile.locator("canvas")) for tile in tiles(page).all()]


def chosen(page: Page) -> Array:
    return pixels(page.locator("#chosen-picture canvas"))


def differ(one: Array, other: Array) -> bool:
    return not np.array_equal(one, other)


def test_the_wall_fills_with_different_pictures_at_every_width(
    watched: Watched, address: str, size: tuple[int, int]
) -> None:
    watched.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = settled(watched, address)
    drawn = wall(page)
    assert len(drawn) == (20 if size[0] > 700 else 12)
    assert all(picture[..., 3].min() == 255 and picture[..., :3].std() > 5 for picture in drawn)
    assert all(differ(one, other) for one, other in itertools.combinations(drawn, 2))
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert all(request.startswith(("data:", "blob:")) for request in watched.requests[1:]), "one file is one request"
    assert "worker" not in page.locator(".wall-progress").inner_text(), "it was drawn in a worker"


def test_asking_for_a_value_changes_every_picture_and_its_words(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    before = wall(page)
    group = page.get_by_role("group", name="All pictures: hair color")
    group.get_by_role("button", name="red").click()
    expect(group.get_by_role("button", name="red")).to_have_attribute("aria-pressed", "true")
    expect(group.get_by_role("button", name="any")).to_have_attribute("aria-pressed", "false")
    idle(page)
    assert all("hair color red" in (tile.get_attribute("aria-label") or "") for tile in tiles(page).all())
    assert sum(itertools.starmap(differ, zip(before, wall(page), strict=True))) > len(before) / 2
    group.get_by_role("button", name="any").click()
    idle(page)
    assert not any(itertools.starmap(differ, zip(before, wall(page), strict=True)))


def test_a_click_looks_closely_and_the_small_button_draws_another(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    before = wall(page)
    tiles(page).nth(6).click()
    idle(page)
    expect(tiles(page).nth(6)).to_have_attribute("aria-pressed", "true")
    assert not differ(chosen(page), before[6])
    tiles(page).nth(6).hover()
    page.get_by_role("button", name="Draw picture 7 anew").click()
    idle(page)
    after = wall(page)
    assert [differ(one, other) for one, other in zip(before, after, strict=True)] == [n == 6 for n in range(20)]
    assert not differ(chosen(page), after[6])
    page.get_by_role("button", name="Draw all anew").click()
    idle(page)
    assert all(itertools.starmap(differ, zip(after, wall(page), strict=True)))


def test_a_direction_moves_the_chosen_picture_and_leads_back(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    before = chosen(page)
    page.get_by_role("slider", name=re.compile("Direction 1")).fill("3.5")
    idle(page)
    assert differ(chosen(page), before)
    page.get_by_role("button", name="Back to how it was drawn").click()
    idle(page)
    assert not differ(chosen(page), before)


def test_the_chosen_picture_alone_can_be_given_another_value(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    before, around = chosen(page), wall(page)
    page.get_by_role("group", name="This picture: skin").get_by_role("button", name="open").click()
    idle(page)
    assert differ(chosen(page), before)
    assert not any(itertools.starmap(differ, zip(around, wall(page), strict=True)))


def test_a_view_is_in_the_address_and_comes_back_from_it(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    page.get_by_role("group", name="All pictures: skin").get_by_role("button", name="tan").click()
    tiles(page).nth(3).click()
    page.get_by_role("slider", name=re.compile("Direction 2")).fill("-2")
    page.get_by_label("Training film").get_by_role("slider").fill("4")
    idle(page)
    page.wait_for_timeout(600)  # the address is written a moment after the last change
    link, drawn, close = page.url, wall(page), chosen(page)
    assert "want=" in link
    page.goto("about:blank")
    settled(watched, link)
    assert not any(itertools.starmap(differ, zip(drawn, wall(page), strict=True)))
    assert not differ(chosen(page), close)
    expect(page.get_by_label("Training film")).to_contain_text(f"{IMAGES[4]:,} of")


def test_the_walk_begins_at_one_picture_and_ends_at_the_other(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    region = page.get_by_role("region", name="From one to another")
    region.scroll_into_view_if_needed()
    slider = region.get_by_role("slider")
    seen = {}
    for share in ("0", "50", "100"):
        slider.fill(share)
        idle(page)
        seen[share] = pixels(region.locator(".walk-between canvas"))
    assert not differ(seen["0"], pixels(region.locator(".walk-end.start canvas")))
    assert not differ(seen["100"], pixels(region.locator(".walk-end.end canvas")))
    assert differ(seen["50"], seen["0"])
    assert differ(seen["50"], seen["100"])
    tiles(page).nth(9).click()
    region.get_by_role("button", name="Use the chosen picture as the end").click()
    idle(page)
    assert not differ(pixels(region.locator(".walk-between canvas")), wall(page)[9])


def test_every_layer_shows_its_maps_and_their_numbers(watched: Watched, address: str, model: dict[str, Any]) -> None:
    page = settled(watched, address)
    region = page.get_by_role("region", name="Layer by layer")
    region.scroll_into_view_if_needed()
    buttons = region.get_by_role("list", name="Layers").get_by_role("button")
    expect(buttons).to_have_count(len(model["generator"]["layers"]))
    shown = set()
    for index in range(buttons.count()):
        buttons.nth(index).click()
        expect(buttons.nth(index)).to_have_attribute("aria-pressed", "true")
        shown.add(region.get_by_role("heading", level=3).inner_text())
    assert len(shown) == buttons.count()
    canvas = region.locator(".maps-canvas")
    canvas.hover(position={"x": 12, "y": 12})
    expect(region.locator(".readout")).to_contain_text("map 1, row")
    region.get_by_role("button", name="As a table").click()
    expect(region.get_by_role("columnheader", name="above zero")).to_be_visible()
    expect(region).to_contain_text("stored in 16 bits")


def test_the_film_follows_its_slider_and_plays(watched: Watched, address: str, model: dict[str, Any]) -> None:
    page = settled(watched, address)
    film, sheet = page.get_by_label("Training film"), page.locator(".film-sheet img")
    film.get_by_role("slider").fill("0")
    expect(film).to_contain_text(f"0 of {IMAGES[-1]:,} pictures")
    expect(sheet).to_have_attribute("src", model["film"]["frames"][0])
    assert sheet.evaluate("image => image.decode().then(() => image.naturalWidth)") == 4 * SIZE
    film.get_by_role("button", name="Play the training").click()
    expect(sheet).to_have_attribute("src", model["film"]["frames"][FRAMES - 1])
    film.get_by_role("button", name="Play the training").click()
    film.get_by_role("button", name="go to the most varied").click()
    expect(film.get_by_role("button", name="most varied here")).to_be_disabled()
    expect(film.get_by_role("button", name="Play the training")).to_be_visible(timeout=300)  # it stays there


def test_a_picture_is_taken_along_once_it_is_the_one_that_was_asked_for(watched: Watched, address: str) -> None:
    watched.page.add_init_script(
        "window.Worker = class extends Worker { set onmessage(hear) {"
        " super.onmessage = (event) => setTimeout(() => hear(event), window.late ?? 0); } };"
    )
    page = settled(watched, address)
    take = [page.get_by_role("button", name=name) for name in ("Keep this one", "Save PNG", "Save 4 × larger")]
    for button in take:
        expect(button).to_be_enabled()
    page.evaluate("window.late = 1500")
    page.get_by_role("button", name="Another", exact=True).click()
    for button in take:
        expect(button).to_be_disabled()
    page.evaluate("window.late = 0")
    for button in take:
        expect(button).to_be_enabled()


def test_pictures_are_saved_as_png_in_both_sizes(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    files = {}
    for name, times in (("Save PNG", 1), ("Save 4 × larger", 4)):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        assert waiting.value.suggested_filename.endswith(f"{SIZE * times}.png")
        files[times] = np.array(Image.open(io.BytesIO(Path(waiting.value.path()).read_bytes())).convert("RGB"))
    assert not differ(files[1], chosen(page)[..., :3])
    assert not differ(files[4], files[1].repeat(4, axis=0).repeat(4, axis=1))


def test_the_figures_stand_beside_those_of_real_pictures(watched: Watched, address: str) -> None:
    page = watched.open(address)
    rows = [row.inner_text() for row in page.get_by_role("region", name="The marks").locator("tbody tr").all()]
    for words in (("skin", "98.1 %", "99.7 %"), ("covered", "23 of 24"), ("KL", "0.0310", "0.0121"),
                  ("memorisation", "does not copy"), ("density", "1.02"), ("angle", "0.0130")):  # fmt: skip
        assert any(all(word in row for word in words) for row in rows), words
    expect(page.get_by_role("region", name="What it does worst")).to_contain_text("61 % right")
    expect(page.get_by_role("region", name="What collapsed")).to_have_count(0)


def test_what_efficientnet_measured_has_rows_of_its_own(
    watched: Watched, model: dict[str, Any], tmp_path: Path
) -> None:
    def measured_twice(copy: dict[str, Any]) -> None:
        figures = {name: {"value": 0.345, "floor": 0.1} for name in ("density", "coverage_share")}
        copy["results"] |= {"by_features": figures, "by_efficientnet": figures}

    page = watched.open(changed(model, tmp_path / "page.html", measured_twice))
    table = page.get_by_role("region", name="The marks")
    names = [row.evaluate("row => row.firstChild.textContent") for row in table.get_by_role("rowheader").all()]
    assert len(set(names)) == len(names)
    for name in ("density", "coverage"):
        assert {name, f"{name} by EfficientNet"} <= set(names)
    expect(table.get_by_role("row", name="density by EfficientNet")).to_contain_text("0.345")


def test_what_could_not_be_measured_and_labels_that_are_missing_leave_a_page(
    watched: Watched, model: dict[str, Any], tmp_path: Path
) -> None:
    def unmeasured(copy: dict[str, Any]) -> None:
        for each in copy["results"]["attribute_accuracy"].values():
            each["generated"] = None  # as of a network that takes no wishes
        copy["results"]["kl"]["value"] = None  # no picture was of a kind that could be counted
        copy["results"]["coverage"]["floor"] = 23.84
        for each in copy["combinations"]:
            each["labels"][0] = -1  # pictures of a folder whose table has gaps

    page = watched.open(changed(model, tmp_path / "page.html", unmeasured))
    marks = page.get_by_role("region", name="The marks")
    expect(marks).to_contain_text("23.8 of 24")
    expect(marks).not_to_contain_text("skin")
    expect(page.get_by_role("img", name=re.compile("^The chosen picture"))).not_to_have_class(re.compile("empty"))


def test_a_collapsed_run_shows_what_happened(watched: Watched, tmp_path: Path) -> None:
    page = watched.open(write(tmp_path / "page.html", page_model(collapsed=True)))
    region = page.get_by_role("region", name="What collapsed")
    expect(region.get_by_role("img")).to_have_count(3)
    expect(region).to_contain_text("Only 2 of 16 pictures differ")
    learned = page.get_by_role("region", name="How it learned")
    learned.get_by_role("button", name="after 12,000 pictures").click()
    expect(page.get_by_label("Training film")).to_contain_text("12,000 of")


def test_it_works_over_http(watched: Watched, model: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    for name in ("show.js", "show.css"):
        (tmp_path / "assets" / name).write_text(static(name), encoding="utf-8")
    (tmp_path / "index.html").write_text(compose("images", envelope("run", [], run=model), assets="assets"), "utf-8")
    with served(tmp_path) as address:
        page = settled(watched, address)
        assert all(picture[..., :3].std() > 5 for picture in wall(page))
        assert "worker" not in page.locator(".wall-progress").inner_text()


@pytest.mark.parametrize(
    "broken",
    [
        "window.Worker = class { constructor() { throw new Error('none'); } };",
        "window.Worker = class { postMessage() { setTimeout(() => this.onerror(new Event('x'))); } terminate() {} };",
    ],
    ids=["no worker", "a worker that dies"],
)
def test_without_a_worker_the_page_draws_the_same_itself(watched: Watched, address: str, broken: str) -> None:
    page = settled(watched, address)
    expected = wall(page)
    page.add_init_script(broken)
    page.goto("about:blank")
    settled(watched, address)
    expect(page.locator(".wall-progress")).to_contain_text("this browser starts no worker")
    assert not any(itertools.starmap(differ, zip(expected, wall(page), strict=True)))


def test_hostile_texts_stay_texts(watched: Watched, model: dict[str, Any], tmp_path: Path) -> None:
    def change(copy: dict[str, Any]) -> None:
        copy["run"].update(summary=HOSTILE, label=HOSTILE, command=HOSTILE, expect=HOSTILE, machine=HOSTILE)
        copy["data"].update(name=HOSTILE, summary=HOSTILE, licence=HOSTILE)
        copy["attributes"][0].update(name=HOSTILE, values=[HOSTILE] * 3)
        copy["alarms"] = [{"images": 1, "kind": HOSTILE, "text": HOSTILE}]
        for part in ("series", "watch"):
            copy["curves"][part][0]["name"] = HOSTILE
        copy["results"]["attribute_accuracy"] = {HOSTILE: {"generated": 0.5, "real": 1}}
        copy["sheets"][0].update(title=HOSTILE, rows=[HOSTILE, "b"])
        copy["generator"]["layers"][0]["name"] = HOSTILE

    shouted: list[str] = []

    def hear(dialog: Dialog) -> None:
        shouted.append(dialog.message)
        dialog.dismiss()

    watched.page.on("dialog", hear)
    page = settled(watched, changed(model, tmp_path / "page.html", change))
    expect(page.get_by_text("<script>alert(1)</script>").first).to_be_attached()
    assert shouted == []
    assert page.evaluate("document.scripts.length") == 2


@pytest.mark.parametrize("damage", [{"latent": 99}, {"generator": {}}, {"film": 7}, {"picture": {"size": 1e9}}])
def test_a_damaged_model_is_a_sentence_and_not_a_blank_page(
    watched: Watched, model: dict[str, Any], tmp_path: Path, damage: dict[str, Any]
) -> None:
    watched.page.goto(changed(model, tmp_path / "page.html", lambda copy: copy.update(damage)))
    assert 5 <= len(watched.page.inner_text("body").split()) < 40


def test_without_a_generator_the_training_and_its_figures_are_there(
    watched: Watched, model: dict[str, Any], tmp_path: Path
) -> None:
    why = "The network has 9,999,999 weights; a page holds fewer."
    path = changed(model, tmp_path / "page.html", lambda copy: copy.update(generator=None, no_generator=why))
    watched.page.goto(path)
    expect(watched.page.get_by_text(why)).to_be_visible()
    expect(watched.page.get_by_label("Training film")).to_be_visible()
    expect(watched.page.get_by_role("heading", name="How it learned")).to_be_visible()
    expect(tiles(watched.page)).to_have_count(0)


def test_the_wall_can_be_used_by_keyboard(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    tiles(page).nth(2).focus()
    page.keyboard.press("Enter")
    expect(tiles(page).nth(2)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    before = wall(page)
    page.keyboard.press("Space")
    idle(page)
    assert differ(wall(page)[2], before[2])
    for name in ATTRIBUTES:
        expect(page.get_by_role("group", name=f"All pictures: {name.replace('_', ' ')}")).to_be_visible()
