"""The published pages in a real browser: what they show is what Python says, and everything on them works."""

import itertools
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

import hackday
from hackday.api import Run
from tests.browser.conftest import Watched
from tests.publishing.test_site import HOSTILE
from tests.serving import served


def ask(page: Page, a: int, b: int) -> None:
    page.get_by_label("first number, a", exact=True).fill(str(a))
    page.get_by_label("second number, b", exact=True).fill(str(b))


def shown_answers(page: Page) -> list[float]:
    """The answers in the grid, row by row, as the page rounds them."""
    labels = [
        cell.get_attribute("aria-label") or ""
        for cell in page.get_by_role("button", name=re.compile("right|wrong")).all()
    ]
    found = [re.search(r": ([−\-\d.,·⁰¹²³⁴⁵⁶⁷⁸⁹]+), (?:right|wrong)", label) for label in labels]
    assert all(found), labels
    return [float(match[1].replace("−", "-").replace(",", "")) for match in found if match]


def changed_page(pages: Path, target: Path, change: Callable[[dict[str, Any]], None]) -> str:
    """The address of a copy of run.html whose page model `change` has changed."""
    text = (pages / "run.html").read_text()
    match = re.search(r'(id="hackday-page">)(.*?)(</script>)', text, re.DOTALL)
    assert match is not None
    envelope = json.loads(match[2])
    change(envelope["run"])
    content = json.dumps(envelope).replace("<", "\\u003c")
    target.write_text(text[: match.start(2)] + content + text[match.end(2) :])
    return target.as_uri()


@pytest.mark.parametrize(("a", "b"), [(2, 2), (0, 0), (7, 3), (60, 60), (127, 127)])
def test_the_page_answers_what_python_answers(watched: Watched, pages: Path, small_run: Run, a: int, b: int) -> None:
    page = watched.open((pages / "run.html").as_uri())
    ask(page, a, b)
    expected = sorted(answer["answer"] for answer in small_run.sample(f"{a} + {b}"))
    shown = sorted(shown_answers(page))
    assert len(shown) == 4
    assert shown == pytest.approx(expected, abs=0.0051, rel=0.005)


def test_the_single_file_works_from_disk_at_every_width(watched: Watched, pages: Path, size: tuple[int, int]) -> None:
    watched.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = watched.open((pages / "run.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for title in ("Why adding is hard", "hackday train", "Error over every pair", "Validation loss"):
        expect(page.get_by_text(title).first).to_be_attached()
    assert all(address.startswith(("data:", "blob:")) for address in watched.requests[1:]), "one file is one request"


def test_the_site_works_over_http(watched: Watched, pages: Path) -> None:
    with served(pages / "site") as address:
        watched.page.goto(address)
        watched.page.get_by_role("link", name="addition/2 solved").first.click()
        watched.page.get_by_label("Training film").wait_for()
        assert "addition-0002-solved" in watched.page.url
        watched.page.get_by_role("navigation").get_by_role("link", name="hackday").click()
        expect(watched.page.get_by_role("link", name="addition/1 post").first).to_be_visible()


def test_a_chosen_view_is_in_the_address_and_comes_back_from_it(watched: Watched, pages: Path) -> None:
    page = watched.open((pages / "run.html").as_uri())
    ask(page, 3, 5)
    page.get_by_role("button", name=re.compile(r"^1 node.*(right|wrong)")).first.click()
    page.get_by_label("Training film").get_by_role("slider").fill("2")
    page.wait_for_timeout(600)  # the address is written a moment after the last change
    assert "#" in page.url
    address, answers, words = page.url, shown_answers(page), page.get_by_label("Training film").inner_text()
    page.goto("about:blank")
    watched.open(address)
    assert shown_answers(page) == answers
    expect(page.get_by_label("Training film")).to_have_text(words, use_inner_text=True)


def test_a_weight_changed_by_keyboard_moves_the_answer_and_comes_back(watched: Watched, pages: Path) -> None:
    page = watched.open((pages / "run.html").as_uri())
    before = shown_answers(page)
    edge = page.get_by_label(re.compile("^weight ")).last
    edge.focus()
    for _ in range(30):
        page.keyboard.press("ArrowUp")
    expect(page.get_by_role("button", name="Reset weights")).to_be_visible()
    assert shown_answers(page) != before
    page.get_by_role("button", name="Reset weights").click()
    assert shown_answers(page) == before


def test_a_weight_dragged_by_mouse_moves_the_answer(watched: Watched, pages: Path) -> None:
    page = watched.open((pages / "run.html").as_uri())
    before = shown_answers(page)
    edge = page.get_by_label(re.compile("^weight ")).last
    edge.scroll_into_view_if_needed()
    box = edge.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=5)
    page.mouse.up()
    assert shown_answers(page) != before


def test_the_training_film_moves_everything_and_plays(watched: Watched, pages: Path) -> None:
    page = watched.open((pages / "run.html").as_uri())
    film = page.get_by_label("Training film")
    film.get_by_role("slider").fill("0")
    expect(film).to_contain_text("epoch 0 of 5")
    at_start = shown_answers(page)
    film.get_by_role("button", name="Play the training").click()
    expect(film).to_contain_text("epoch 5 of 5", timeout=15_000)
    assert shown_answers(page) != at_start


def test_the_surface_turns_by_keyboard_and_the_map_chooses_a_pair(watched: Watched, pages: Path) -> None:
    page = watched.open((pages / "run.html").as_uri())
    surface = page.get_by_label(re.compile("as a landscape"))
    surface.focus()
    before = surface.screenshot()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(300)
    assert surface.screenshot() != before
    page.get_by_label(re.compile("A map of the error")).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("first number, a", exact=True)).to_have_value("3")


def test_every_chart_has_its_numbers_as_a_table(watched: Watched, pages: Path) -> None:
    page = watched.open((pages / "run.html").as_uri())
    buttons = page.get_by_role("button", name="As a table")
    count = buttons.count()
    assert count >= 5
    tables = page.get_by_role("table").count()
    for _ in range(count):
        buttons.first.click()
    assert page.get_by_role("table").count() >= tables + count
    assert page.get_by_role("button", name="As a table").count() == 0


def test_a_network_trained_in_the_page_by_projection_adds_every_pair(watched: Watched, pages: Path) -> None:
    page = watched.open((pages / "run.html").as_uri())
    section = page.get_by_role("region", name="Train it here")
    panel = section.get_by_role("figure").filter(has_text="Variable projection")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(panel).to_contain_text(re.compile(r"100\s?%"), timeout=20_000)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Start over").click()
    expect(panel).not_to_contain_text(re.compile(r"100\s?%"))


def test_networks_of_other_kinds_have_their_page(watched: Watched, pages: Path) -> None:
    page = watched.open((pages / "linear.html").as_uri())
    assert len(shown_answers(page)) == 1
    watched.open((pages / "solved.html").as_uri())
    assert len(shown_answers(page)) == 4


def test_hostile_texts_of_a_run_stay_texts(watched: Watched, small_run: Run, tmp_path: Path) -> None:
    path = Path(shutil.copytree(small_run.path, tmp_path / "copy"))
    model = json.loads((path / "export" / "page.json").read_text())
    model["run"].update(
        summary=HOSTILE, expect=HOSTILE, command=HOSTILE, label=HOSTILE, preset=HOSTILE, machine=HOSTILE
    )
    (path / "export" / "page.json").write_text(json.dumps(model))
    shouted: list[str] = []

    def hear(dialog: Dialog) -> None:
        shouted.append(dialog.message)
        dialog.dismiss()

    watched.page.on("dialog", hear)
    page = watched.open(hackday.load(path).publish(tmp_path / "page.html").resolve().as_uri())
    expect(page.get_by_text("<script>alert(1)</script>").first).to_be_attached()
    assert shouted == []
    assert page.evaluate("document.scripts.length") == 2


@pytest.mark.parametrize("damage", [{"format": 99}, {"networks": []}, {"networks": [{"id": 3}]}, {"run": None}])
def test_a_damaged_model_is_a_sentence_and_not_a_blank_page(
    watched: Watched, pages: Path, tmp_path: Path, damage: dict[str, object]
) -> None:
    watched.page.goto(changed_page(pages, tmp_path / "broken.html", lambda model: model.update(damage)))
    assert len(watched.page.inner_text("body").split()) >= 5


def test_a_link_pasted_over_an_open_page_shows_what_it_shows_on_a_fresh_one(watched: Watched, pages: Path) -> None:
    address = (pages / "run.html").as_uri()
    page = watched.open(f"{address}#network=hidden-1-16&a=3&b=5&frame=1&weights=0:0.5&sum=4&loss=256&train=4,256,7")
    before = page.inner_text("main")
    page.evaluate("location.hash = 'a=6'")
    expect(page.get_by_label("first number, a", exact=True)).to_have_value("6")
    followed = page.inner_text("main")
    page.goto("about:blank")
    watched.open(f"{address}#a=6")
    assert followed == page.inner_text("main") != before


def test_a_weight_is_shown_kept_and_shared_exactly(watched: Watched, pages: Path) -> None:
    page = watched.open((pages / "run.html").as_uri())
    envelope = json.loads(page.locator("#hackday-page").text_content() or "")
    shown = next(network for network in envelope["run"]["networks"] if network["id"] == "hidden-2-16")
    page.get_by_label("weight a → h1", exact=True).focus()
    field = page.get_by_label("Weight a → h1", exact=True)
    assert float(field.input_value()) == shown["weights"][0]
    assert field.input_value() in page.locator("figure.weights .readout").inner_text()
    field.fill("")
    field.press_sequentially("-1.0500000000000003")
    assert field.input_value() == "-1.0500000000000003"
    page.wait_for_timeout(600)  # the address is written a moment after the last change
    address = page.url
    page.goto("about:blank")
    watched.open(address)
    assert page.get_by_label("Weight a → h1", exact=True).input_value() == "-1.0500000000000003"


def test_a_page_without_yardsticks_and_with_thinned_curves_looks_right(
    watched: Watched, pages: Path, tmp_path: Path
) -> None:
    def change(model: dict[str, Any]) -> None:
        model["yardsticks"] = []
        for cell in model["cells"]:
            cell["stuck_share"] = None
        for network in model["networks"]:
            network["result"].update(stuck=None, all_pairs_accuracy=None)
            network.update(validation_loss=[16.0, 4.0], loss_epochs=[1, 5])

    marks = watched.open((pages / "run.html").as_uri()).get_by_role("region", name="The marks")
    for heading in ("one node, at best", "got stuck", "right, all pairs"):
        expect(marks.get_by_role("columnheader", name=heading).first).to_be_visible()
    watched.open(changed_page(pages, tmp_path / "changed.html", change))
    assert "one node" not in marks.inner_text()
    for heading in ("got stuck", "right, all pairs"):
        expect(marks.get_by_role("columnheader", name=heading)).to_have_count(0)
    losses = watched.page.get_by_role("figure").filter(has_text="Validation loss")
    losses.get_by_role("button", name="As a table").click()
    assert [row.inner_text() for row in losses.locator("tbody th").all()] == ["0", "1", "5"]


def test_the_weights_of_a_diagram_do_not_lie_on_each_other(
    watched: Watched, pages: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    def change(model: dict[str, Any]) -> None:
        network = next(network for network in model["networks"] if network["id"] == "hidden-2-16")
        weights = [-0.00255, 0.151, 0.0731, -0.0882, -0.153, 0.00514, 0.0842, -0.0681, -14.1, 13.2, 15.3, -1444.4]
        network.update(nodes=4, weights=weights, best_frame=0)
        network["frames"] = {"epochs": [0], "weights": [weights], "validation_loss": [1.0]}

    watched.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = watched.open(changed_page(pages, tmp_path / "four.html", change) + "#network=hidden-2-16")
    page.get_by_label("weight a → h1", exact=True).focus()
    # Without the white rim around the digits, which may touch a neighbour's.
    boxes = page.locator(".edge-weight").evaluate_all(
        """labels => labels.map(label => {
            const { x, y, width, height } = label.getBBox();
            return { x, y, width, height };
        })"""
    )
    assert len(boxes) == 12
    for one, other in itertools.combinations(boxes, 2):
        apart_across = max(one["x"], other["x"]) - min(one["x"] + one["width"], other["x"] + other["width"])
        apart_down = max(one["y"], other["y"]) - min(one["y"] + one["height"], other["y"] + other["height"])
        assert max(apart_across, apart_down) >= 0
