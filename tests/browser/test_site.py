"""A site of all three labs in a real browser: its networks work, its gallery shows what its links bring back."""

import base64
import io
import re
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

import hackday
from hackday.publishing import publish_site
from tests.browser.conftest import Watched


def front(watched: Watched, address: str) -> Page:
    """Go to a front page and wait until it stands."""
    watched.page.goto(address)
    watched.page.get_by_role("heading", name="Can a network learn to add?").wait_for()
    return watched.page


def stage(page: Page, question: str) -> Locator:
    """The part of the front page with this question."""
    return page.get_by_role("region", name=question)


def test_the_front_page_adds_draws_and_writes_from_disk(watched: Watched, site: Path, small_runs: Path) -> None:
    page = front(watched, (site / "index.html").as_uri())
    adding = stage(page, "Can a network learn to add?")
    adding.get_by_label("first number", exact=True).fill("3")
    adding.get_by_label("second number", exact=True).fill("5")
    adding.get_by_role("radio", name="2").check(force=True)
    shown = [cell.inner_text().split()[0] for cell in adding.locator(".adder-answer").all()]
    expected = [
        f"{answer['answer']:.2f}"
        for number in (1, 2)
        for answer in hackday.load(f"addition/{number}", runs=small_runs).sample("3 + 5")
        if answer["network"].startswith("hidden-2-")
    ]
    assert sorted(text.replace("−", "-") for text in shown) == sorted(expected)

    drawing = stage(page, "Can a network learn to draw?")
    drawing.get_by_role("button", name="Draw a new one").click()
    expect(drawing.locator("canvas")).to_have_count(1)
    drawing.get_by_role("button", name="Draw another in place 5").click()
    expect(drawing.locator("canvas")).to_have_count(2)

    writing = stage(page, "Can a network write a song?")
    writing.get_by_role("button", name="Write a line").click()
    writing.get_by_role("button", name=re.compile("Write the next line|Write another song")).wait_for()
    scripts = [address for address in watched.requests if "/live/" in address]
    assert len(scripts) == 2, "a network was fetched twice, or not at all"


def test_a_front_page_tells_the_stories_of_its_own_networks_alone(
    watched: Watched, three_labs: Path, tmp_path: Path
) -> None:
    chosen = [hackday.load(name, runs=three_labs).directory for name in ("images/1", "lyrics/1")]
    watched.page.goto(publish_site(chosen, tmp_path / "site").as_uri())
    questions = watched.page.locator(".story").get_by_role("heading", level=2)
    expect(questions).to_have_text(["Can a network learn to draw?", "Can a network write a song?"])
    expect(watched.page.get_by_text("Two simple questions")).to_be_visible()


def test_nothing_heavy_is_fetched_before_somebody_asks(watched: Watched, site: Path) -> None:
    page = front(watched, (site / "index.html").as_uri())
    writing, drawing = stage(page, "Can a network write a song?"), stage(page, "Can a network learn to draw?")
    drawing.get_by_role("button", name="Draw a new one").hover()
    drawing.get_by_role("button", name="Draw a new one").focus()
    expect(drawing.get_by_role("status")).to_contain_text("The network comes with the first click")
    writing.get_by_label("Begin with").fill("the road")
    page.wait_for_timeout(1000)
    assert not [address for address in watched.requests if "/live/" in address]
    assert (site / "index.html").stat().st_size < 300_000


def test_a_network_that_did_not_come_is_asked_for_again_with_the_next_click(watched: Watched, site: Path) -> None:
    watched.page.route("**/live/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = front(watched, (site / "index.html").as_uri())
    writing, drawing = stage(page, "Can a network write a song?"), stage(page, "Can a network learn to draw?")
    writing.get_by_role("button", name="Write a line").click()
    expect(writing.get_by_role("status")).to_contain_text("publish the site again")
    drawing.get_by_role("button", name="Draw a new one").click()
    expect(drawing.get_by_role("status")).to_contain_text("publish the site again")
    page.unroute("**/live/*.js")
    writing.get_by_role("button", name="Write a line").click()
    writing.get_by_role("button", name=re.compile("Write the next line|Write another song")).wait_for()
    drawing.get_by_role("button", name="Draw a new one").click()
    expect(drawing.locator("canvas")).to_have_count(1)


def test_a_line_that_was_written_on_the_front_page_goes_on_on_its_own_page(watched: Watched, site: Path) -> None:
    page = front(watched, (site / "index.html").as_uri())
    writing = stage(page, "Can a network write a song?")
    writing.get_by_label("Begin with").fill("the road")
    writing.get_by_role("button", name="Write a line").click()
    onward = writing.get_by_role("link", name="Go on with it on its page")
    onward.wait_for()
    page.wait_for_timeout(2500)  # the words come one by one
    text = writing.locator(".sheet-of-words").inner_text().split()
    assert text[:2] == ["the", "road"] or "…" in text[:2]
    onward.click()
    page.get_by_role("heading", name="Written here, just now").wait_for()
    expect(page.get_by_role("status").filter(has_text="asked for no more")).to_be_visible()
    assert song_words(page) == text


def test_a_line_that_comes_late_does_not_stand_under_another_beginning(watched: Watched, site: Path) -> None:
    page = watched.page
    page.add_init_script(
        "window.Worker = class extends Worker { set onmessage(hear) {"
        " super.onmessage = (event) => setTimeout(() => hear(event), 2000); } };"
    )
    front(watched, (site / "index.html").as_uri())
    writing = stage(page, "Can a network write a song?")
    write, beginning = writing.locator("button.primary"), writing.get_by_label("Begin with")
    beginning.fill("the road")
    write.click()
    expect(write).to_have_text(re.compile("Write the next line|Write another song"))
    expect(writing.locator(".sheet-of-words")).to_have_attribute("aria-busy", "false")
    beginning.fill("the sea")
    write.click()
    page.wait_for_timeout(500)
    expect(write).to_be_disabled()
    beginning.fill("the moon")
    expect(write).to_be_enabled()
    page.wait_for_timeout(3000)
    expect(write).to_have_text("Write a line")
    write.click()
    expect(write).to_have_text(re.compile("Write the next line|Write another song"))


def song_words(page: Page) -> list[str]:
    """The words of the song on its page, without the signs for its line ends."""
    return page.locator(".song").first.locator(".word:not(.line-end)").all_inner_texts()


def test_the_site_works_from_a_sub_path(watched: Watched, site_address: str) -> None:
    page = front(watched, site_address)
    stage(page, "Can a network learn to draw?").get_by_role("button", name="Draw a new one").click()
    expect(page.locator(".drawer-wall canvas")).to_have_count(1)
    page.get_by_role("navigation").get_by_role("link", name="Gallery").click()
    expect(page.get_by_role("heading", name="The gallery")).to_be_visible()
    page.get_by_role("link", name="images/1 faces").last.click()
    page.get_by_role("heading", name="Model card").wait_for()
    for name in ("MODEL_CARD.md", "model.onnx"):
        href = page.get_by_role("link", name=name).get_attribute("href")
        assert page.request.get(urljoin(page.url, href)).status == 200


def pixels(address: str) -> np.ndarray:
    """The picture in a data: address, (height, width, 3)."""
    with Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def test_a_face_of_the_gallery_is_what_its_link_draws(watched: Watched, site: Path) -> None:
    gallery = watched.page
    gallery.goto((site / "gallery.html").as_uri())
    hung = gallery.get_by_label("images/1 faces").locator(".piece a")
    expect(hung).to_have_count(16)
    for place in (0, 3, 11):
        hung.nth(place).wait_for()
        picture = hung.nth(place).locator("img").get_attribute("src") or ""
        words = hung.nth(place).get_attribute("title") or ""
        href = hung.nth(place).get_attribute("href") or ""
        page = watched.page.context.new_page()
        page.goto(urljoin(gallery.url, href))
        chosen = page.get_by_role("img", name=re.compile("^The chosen picture"))
        expect(chosen).not_to_have_class(re.compile("empty"))
        drawn = page.evaluate("document.querySelector('#chosen-picture canvas').toDataURL()")
        # Python and the page add in another order: a pixel may round to its neighbour.
        assert np.abs(pixels(picture) - pixels(drawn)).max() <= 2
        assert words
        assert words in (chosen.get_attribute("aria-label") or "")
        page.close()


def test_a_verse_of_the_gallery_is_what_its_link_writes(watched: Watched, site: Path) -> None:
    gallery = watched.page
    gallery.goto((site / "gallery.html").as_uri())
    hung = gallery.get_by_label("lyrics/1 songbook").locator(".piece a")
    hung.first.wait_for()
    for place in range(min(3, hung.count())):
        text = hung.nth(place).locator(".verse-text").inner_text().split()
        page = watched.page.context.new_page()
        page.goto(urljoin(gallery.url, hung.nth(place).get_attribute("href") or ""))
        expect(page.get_by_role("status").filter(has_text="asked for no more")).to_be_visible()
        assert song_words(page) == text
        page.close()


def test_what_a_visitor_keeps_hangs_in_the_gallery_comes_back_and_can_go(watched: Watched, site: Path) -> None:
    page = watched.page
    page.goto((site / "gallery.html").as_uri())
    yours = page.get_by_role("region", name="Kept by you")
    expect(yours).to_contain_text("Nothing yet")
    page.get_by_role("navigation").get_by_role("link", name="images/1 faces").click()
    page.get_by_role("button", name="Draw picture 1 anew").click()
    page.get_by_role("button", name="Keep this one").click()
    here = page.get_by_role("region", name="Kept by you")
    expect(here.get_by_role("img")).to_have_count(1)
    drawn = page.evaluate("document.querySelector('#chosen-picture canvas').toDataURL()")
    page.get_by_role("navigation").get_by_role("link", name="Gallery").click()
    expect(yours.get_by_role("img")).to_have_attribute("src", drawn)
    yours.get_by_role("link").click()
    expect(page.get_by_role("img", name=re.compile("^The chosen picture"))).not_to_have_class(re.compile("empty"))
    assert page.evaluate("document.querySelector('#chosen-picture canvas').toDataURL()") == drawn
    page.get_by_role("region", name="Kept by you").get_by_role("button", name="Let it go").click()
    expect(page.get_by_role("region", name="Kept by you")).to_have_count(0)


def test_a_browser_without_storage_keeps_pieces_as_long_as_the_page_is_open(watched: Watched, site: Path) -> None:
    page = watched.page
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page.goto((site / "images-0001-faces" / "index.html").as_uri())
    page.get_by_role("button", name="Keep this one").click()
    here = page.get_by_role("region", name="Kept by you")
    expect(here.get_by_role("img")).to_have_count(1)
    expect(here).to_contain_text("stores nothing")


def test_every_page_fits_every_width_in_light_and_dark(watched: Watched, site: Path, size: tuple[int, int]) -> None:
    watched.page.set_viewport_size({"width": size[0], "height": size[1]})
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        watched.page.emulate_media(color_scheme=scheme)
        for page in sorted(site.rglob("*.html")):
            watched.page.goto(page.as_uri())
            watched.page.get_by_role("heading").first.wait_for()
            assert watched.page.evaluate("document.documentElement.scrollWidth") <= size[0], page
            assert watched.page.evaluate("document.documentElement.dataset.theme") == scheme


def test_a_site_of_one_lab_asks_one_question(watched: Watched, pages: Path) -> None:
    page = front(watched, (pages / "site" / "index.html").as_uri())
    expect(page.locator(".story")).to_have_count(1)
    expect(page.get_by_text("A simple question")).to_be_visible()
    expect(stage(page, "Can a network learn to add?").locator(".adder-answer").first).to_be_visible()
