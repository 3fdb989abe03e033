"""The page of a lyrics run in a real browser: it writes, and everything on it works."""

import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from hackday.publishing.page import compose, envelope
from tests.browser.conftest import Watched
from tests.browser.lyrics_page import SPECIAL, VOICES, page_model
from tests.publishing.test_site import HOSTILE

PATIENCE_MILLISECONDS = 60_000  # a page that writes, on a machine that may be busy


@pytest.fixture(autouse=True)
def _patience(watched: Watched) -> Iterator[None]:
    watched.page.set_default_timeout(PATIENCE_MILLISECONDS)
    watched.page.set_default_navigation_timeout(PATIENCE_MILLISECONDS)
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="session")
def model() -> dict[str, Any]:
    """The page model of a little network that learned invented songs. Not to be changed."""
    return page_model()


@pytest.fixture(scope="session")
def address(model: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its page, one file."""
    return write(tmp_path_factory.mktemp("lyrics") / "page.html", model)


def write(path: Path, model: dict[str, Any]) -> str:
    path.write_text(compose("lyrics", envelope("run", [], run=model), assets=None), encoding="utf-8")
    return path.as_uri()


def changed(model: dict[str, Any], path: Path, change: Callable[[dict[str, Any]], None]) -> str:
    copy = json.loads(json.dumps(model))
    change(copy)
    return write(path, copy)


def settled(watched: Watched, address: str) -> Page:
    """The page, when its song is written."""
    watched.page.goto(address)
    written(watched.page)
    return watched.page


def written(page: Page) -> None:
    page.wait_for_timeout(250)  # a text follows a moment after a change
    expect(page.locator(".song")).to_have_attribute("aria-busy", "false")


def words(page: Page) -> Locator:
    """The words of the song, without line ends."""
    return page.locator(".song .word:not(.line-end)")


def text(page: Page) -> list[str]:
    return page.locator(".song .word").all_inner_texts()


def dial(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


def test_a_song_is_written_at_every_width(watched: Watched, address: str, size: tuple[int, int]) -> None:
    watched.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = settled(watched, address)
    assert words(page).count() > 60
    assert page.locator(".song .song-line").count() > 8
    assert page.locator(".song .stanza").count() > 1
    assert page.locator(".song .prompted").count() == 3, "the prompt's words are marked"
    expect(page.locator(".writer-status")).to_contain_text("a second")
    assert "worker" not in page.locator(".writer-status").inner_text(), "it was written in a worker"
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert all(request.startswith(("data:", "blob:")) for request in watched.requests[1:]), "one file is one request"


def test_another_seed_another_song_and_the_same_dials_the_same_song(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    first = text(page)
    page.get_by_role("button", name="Another one").click()
    written(page)
    assert text(page) != first
    page.get_by_text("More dials").click()
    page.get_by_role("spinbutton", name="Seed").fill("1")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    written(page)
    assert text(page) == first
    page.get_by_role("button", name="Write", exact=True).click()
    written(page)
    assert text(page) == first


def test_a_link_brings_back_the_text(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    page.get_by_label("Begin with").fill("my mother\nthe kettle")
    page.get_by_label("In the voice of").select_option(label=VOICES[1])
    dial(page, "Temperature").fill("1.3")
    page.get_by_text("More dials").click()
    dial(page, "Top-k").fill("30")
    dial(page, "DRY").fill("0.8")
    page.get_by_role("button", name="Another one").click()
    written(page)
    words(page).nth(12).click()
    page.locator(".weighed ol button").nth(3).click()
    written(page)
    page.locator(".keep").nth(1).click()
    page.wait_for_timeout(700)  # the address is written a moment after the last change
    link, song, poem = page.url, text(page), page.locator(".poem-lines").inner_text()
    assert "topk=30" in link
    assert song[:2] == ["my", "mother"]
    page.goto("about:blank")
    settled(watched, link)
    assert text(page) == song
    assert page.locator(".poem-lines").inner_text() == poem
    assert page.locator(".song .picked").count() == 1
    assert page.get_by_label("In the voice of").input_value() == "1"
    assert dial(page, "Temperature").input_value() == "1.3"


def test_nonsense_in_a_link_is_as_the_page_opens(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    usual = text(page)
    page.goto("about:blank")
    settled(watched, address + "#t=99&voice=77&seed=-3&from=zz9.1&length=1e9&topk=x&near=%3Cb%3E&stop=-1&mirostat=")
    assert text(page) == usual


def test_a_word_shows_what_else_it_might_have_been_and_goes_on_from_there(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    before = text(page)
    words(page).nth(10).hover()
    dialog = page.get_by_role("dialog", name="What it weighed here")
    expect(dialog.locator("ol button")).to_have_count(10)
    shares = [float(share.rstrip(" %").lstrip("<> ")) for share in dialog.locator(".weighed-share").all_inner_texts()]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 100.5
    place = int(words(page).nth(10).get_attribute("data-place") or "")
    chosen = dialog.locator("ol button:not([aria-current])").filter(has_not_text="end the").nth(1)
    word = chosen.locator(".weighed-word").inner_text()
    chosen.click()
    written(page)
    after = text(page)
    assert after[:place] == before[:place]
    assert after[place] == word
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Back to the prompt alone").click()
    written(page)
    assert text(page) == before


def test_the_song_can_be_used_by_keyboard(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    words(page).nth(0).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    focused = page.locator(".song .word:focus")
    expect(focused).to_have_count(1)
    place = int(focused.get_attribute("data-place") or "")
    assert place > 4, "the arrow led to the next line"
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".weighed ol button").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    word = page.locator(".weighed ol button:focus .weighed-word").inner_text()
    page.keyboard.press("Escape")
    expect(page.locator(f'.song [data-place="{place}"]')).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".weighed ol button").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    written(page)
    if "end the" not in word:
        assert text(page)[place] == word
    assert page.locator('.song [tabindex="0"]').count() == 1, "one stop for the tab key"


def test_words_can_be_watched_and_stopped(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    whole = text(page)
    page.get_by_role("radio", name="slow").check()
    page.get_by_role("button", name="Write", exact=True).click()
    expect(words(page).nth(5)).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    written(page)
    stopped = text(page)
    assert 3 < len(stopped) < len(whole)
    assert stopped == whole[: len(stopped)]
    expect(page.locator(".writer-status")).to_contain_text("stopped by you")
    page.wait_for_timeout(700)
    link = page.url
    page.goto("about:blank")
    settled(watched, link)
    assert text(page) == stopped


def test_copied_spans_are_underlined_and_counted(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    assert page.locator(".song .copied").count() > 0
    line = page.locator(".copied-words")
    expect(line).to_contain_text("of its runs of five words stand in a song that it learned from")
    expect(line).to_contain_text(re.compile(r"% of its words are in \d+ stretch(es)? of eight words or more"))
    expect(line).to_contain_text("1.2 %")
    page.get_by_label("Begin with").fill("so carry me home before the morning comes")
    written(page)
    assert "carry me home" in " ".join(page.locator(".song .copied").first.inner_text().split())


def test_without_chance_it_runs_in_circles(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    region = page.get_by_role("region", name="Why it takes chances")
    expect(region.locator(".loop-mark")).to_have_count(1)
    expect(region).to_contain_text("for ever")
    assert region.locator(".round").count() > 10
    expect(region.locator("article")).to_have_count(3)
    expect(region).to_contain_text("Held Out")


def test_unknown_words_are_named_with_known_ones(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    page.get_by_label("Begin with").fill("the harbor lampe")
    note = page.locator(".unknown")
    expect(note).to_contain_text("harbor")
    note.get_by_role("button", name="harbour", exact=True).click()
    expect(page.get_by_label("Begin with")).to_have_value("the harbour lampe")
    note.get_by_role("button", name="lamp", exact=True).click()
    expect(page.get_by_label("Begin with")).to_have_value("the harbour lamp")
    expect(note.locator("p")).to_have_count(0)


def test_lines_are_kept_written_and_continued(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    keep = page.locator(".keep").nth(1)
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "true")
    page.get_by_label("A line of your own").fill("and then <b>we</b> danced")
    page.get_by_role("button", name="Add", exact=True).click()
    lines = page.locator(".poem-lines li")
    expect(lines).to_have_count(2)
    expect(lines.nth(1)).to_contain_text("and then <b>we</b> danced")
    page.get_by_role("button", name="Let it write the next line").click()
    expect(lines).to_have_count(3)
    assert len(lines.nth(2).inner_text().split()) > 1
    third = lines.nth(2).inner_text()
    page.get_by_role("button", name="another last line").click()
    expect(lines.nth(2)).not_to_have_text(third)
    expect(lines).to_have_count(3)
    keep.click()
    expect(lines).to_have_count(2)
    page.get_by_role("button", name="Start over").click()
    expect(lines).to_have_count(0)


def test_every_dial_changes_the_song_or_says_that_it_is_off(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    page.get_by_text("More dials").click()
    usual = text(page)
    dial(page, "Length").fill("40")
    written(page)
    assert text(page) == usual[: len(text(page))]
    assert len(text(page)) <= 43
    dial(page, "Length").fill("120")
    for name, value in (("Min-p", "0.5"), ("Top-k", "1"), ("Repetition penalty", "2"), ("No repeated run", "3")):
        dial(page, name).fill(value)
        written(page)
        assert text(page) != usual, name
        page.get_by_role("button", name="All dials as usual").click()
        written(page)
        assert text(page) == usual
    page.get_by_role("checkbox", name="Mirostat").check()
    written(page)
    expect(dial(page, "Min-p")).to_be_disabled()
    expect(dial(page, "Mirostat’s bits")).to_be_enabled()


def test_near_words_lead_to_near_words(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    region = page.get_by_role("region", name="Words it uses alike")
    region.get_by_label("Near to").fill("lamp")
    expect(region.get_by_role("list", name="Nearest to lamp")).to_be_visible()
    first = region.locator(".near-words button").first
    word = first.inner_text()
    first.click()
    expect(region.get_by_role("list", name=re.compile(f"Nearest to {word}"))).to_be_visible()
    region.get_by_label("Near to").fill("lampp")
    expect(region).to_contain_text("No neighbours are kept")


def test_the_figures_stand_beside_those_of_people(watched: Watched, address: str) -> None:
    page = settled(watched, address)
    region = page.get_by_role("region", name="The marks")
    rows = [row.inner_text() for row in region.locator("tbody tr").all()]
    for some in (("this network", "131.2", "1.72"), ("Kneser", "168.4"), ("word counts", "398.1"), ("both", "118.9"),
                 ("held-out", "24.1 %", "40.2 %"), ("training", "33.4 %"), ("copied runs", "3.1 %", "1.2 %"),
                 ("rhymes", "4.1 %", "22.6 %")):  # fmt: skip
        assert any(all(word in row for word in some) for row in rows), some
    assert not any("rare figure" in row for row in rows)
    expect(page.get_by_role("region", name="How it was trained")).to_contain_text(
        "What this experiment is meant to show: Lines that hang together"
    )
    expect(region).to_contain_text("6.1 % of the 6,120 words of these songs are unknown to every model here")
    expect(region).to_contain_text("the first 4,000,000 of 11,500,000 words of the training songs")
    expect(region).to_contain_text("knows by heart")
    learned = page.get_by_role("region", name="How it learned")
    learned.get_by_role("button", name="As a table").click()
    expect(learned.get_by_role("columnheader", name="validation loss")).to_be_visible()


def test_the_film_shows_what_it_wrote_at_each_look(watched: Watched, address: str, model: dict[str, Any]) -> None:
    page = settled(watched, address)
    film, losses = model["film"], model["curves"]["series"][1]["values"]
    region = page.get_by_role("region", name="How it learned")
    slider = region.get_by_role("slider", name="Moment of the training")

    def shows(frame: int) -> None:
        lines = [line.inner_text().strip() for line in region.locator(".verse-film .lyric").all()]
        assert lines == film[frame]["text"].split("\n")
        expect(region.locator(".film-bar-words strong")).to_have_text(f"after {film[frame]['words']:,} words")
        told = region.locator(".film-note").inner_text().split()
        assert float(told[1].replace(",", "")) == pytest.approx(math.exp(losses[frame]), rel=0.01)

    shows(len(film) - 1)
    sheet = region.locator(".verse-film")
    height = sheet.evaluate("element => element.clientHeight")
    for frame in (0, 7):
        slider.fill(str(frame))
        shows(frame)
        assert sheet.evaluate("element => element.clientHeight") == height, "nothing jumps"
    slider.focus()
    page.keyboard.press("ArrowRight")
    shows(8)
    region.get_by_role("button", name="Play the training").click()
    expect(region.locator(".film-bar-words strong")).not_to_have_text(f"after {film[8]['words']:,} words")
    region.get_by_role("button", name="Pause").click()


def test_a_network_of_pieces_takes_prompts_and_counts_in_words(
    watched: Watched, model: dict[str, Any], tmp_path: Path
) -> None:
    def change(copy: dict[str, Any]) -> None:
        known = [word if word in SPECIAL else f"▁{word}" for word in copy["vocabulary"]]
        letters = sorted(set("".join(known[len(SPECIAL) :])))
        copy["vocabulary"] = [*known[: -len(letters)], *letters]
        merges: dict[str, None] = {}
        for word in known[len(SPECIAL) : 60]:
            merges |= {f"{word[:end]} {word[end]}": None for end in range(1, len(word))}
        copy.update(tokens="bpe", merges=list(merges), filter=None)

    page = settled(watched, changed(model, tmp_path / "page.html", change))
    word = model["vocabulary"][20]
    page.get_by_label("Begin with").fill(f"{word} {word}s ß")
    written(page)
    assert text(page)[:4] == [word, word, "s", ""], "a piece that begins a word carries the space before it"
    assert text(page)[4] == "ß", "what it does not know stays as it was typed"
    expect(page.locator(".unknown")).to_contain_text("ß")
    assert page.locator(".song .prompted").count() == 5
    assert page.locator(".song .lyric").first.inner_text().startswith(f"{word} {word}s")
    expect(page.locator(".writer-status")).to_contain_text("pieces")


def test_what_was_not_measured_is_left_out(watched: Watched, model: dict[str, Any], tmp_path: Path) -> None:
    def change(copy: dict[str, Any]) -> None:
        copy.update(results={}, filter=None, human=None, samples=[], voices=[])
        copy["network"]["layers"] = [layer for layer in copy["network"]["layers"] if layer["kind"] != "voices"]
        copy["neighbours"] = {"words": [], "near": []}
        copy["curves"] = {"words": [], "epochs": [], "series": [], "kneser_ney": None}
        copy["film"] = []

    page = settled(watched, changed(model, tmp_path / "page.html", change))
    assert words(page).count() > 20
    expect(page.locator(".copied-words")).to_contain_text("cannot show what is copied")
    expect(page.get_by_label("In the voice of")).to_have_count(0)
    expect(page.get_by_role("region", name="How it learned")).to_have_count(0)
    expect(page.get_by_role("region", name="The marks")).to_contain_text("were not measured")


def test_songs_from_a_file_ask_for_permission(watched: Watched, model: dict[str, Any], tmp_path: Path) -> None:
    page = settled(watched, changed(model, tmp_path / "page.html", lambda copy: copy["data"].update(from_file=True)))
    expect(page.get_by_text("may need their permission")).to_be_visible()


@pytest.mark.parametrize(
    "broken",
    [
        "window.Worker = class { constructor() { throw new Error('none'); } };",
        "window.Worker = class { postMessage() { setTimeout(() => this.onerror(new Event('x'))); } terminate() {} };",
    ],
    ids=["no worker", "a worker that dies"],
)
def test_without_a_worker_the_page_writes_the_same_itself(watched: Watched, address: str, broken: str) -> None:
    page = settled(watched, address)
    expected = text(page)
    page.add_init_script(broken)
    page.goto("about:blank")
    settled(watched, address)
    expect(page.locator(".writer-status")).to_contain_text("this browser starts no worker")
    assert text(page) == expected


def test_hostile_texts_stay_texts(watched: Watched, model: dict[str, Any], tmp_path: Path) -> None:
    def change(copy: dict[str, Any]) -> None:
        copy["run"].update(summary=HOSTILE, label=HOSTILE, command=HOSTILE, expect=HOSTILE, machine=HOSTILE)
        copy["data"].update(name=HOSTILE, summary=HOSTILE, licence=HOSTILE)
        copy["voices"] = [HOSTILE, "\u202eسوق"]
        copy["vocabulary"][4:10] = ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(2)>", "أغنية",
                                    "\u202eevil", "${x}`", "a" * 150]  # fmt: skip
        copy["human"].update(artist=HOSTILE, title=HOSTILE)
        copy["curves"]["series"][0]["name"] = HOSTILE
        copy["results"]["samples"] = {HOSTILE: {"generated": 0.5, "human": 0.4}, "__proto__": {"generated": 1}}

    shouted: list[str] = []

    def hear(dialog: Dialog) -> None:
        shouted.append(dialog.message)
        dialog.dismiss()

    watched.page.on("dialog", hear)
    page = settled(watched, changed(model, tmp_path / "page.html", change))
    expect(page.get_by_text("<script>alert(1)</script>").first).to_be_attached()
    words(page).nth(4).hover()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.locator(".keep").first.click()
    page.get_by_label("Begin with").fill(HOSTILE)
    written(page)
    assert shouted == []
    assert page.evaluate("document.scripts.length") == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


@pytest.mark.parametrize(
    "damage",
    [
        {"vocabulary": []},
        {"network": {}},
        {"filter": "AAAA"},
        {"curves": 7},
        {"film": [{"words": 1}]},
        {"merges": ["x"]},
    ],
)
def test_a_damaged_model_is_a_sentence_and_not_a_blank_page(
    watched: Watched, model: dict[str, Any], tmp_path: Path, damage: dict[str, Any]
) -> None:
    watched.page.goto(changed(model, tmp_path / "page.html", lambda copy: copy.update(damage)))
    assert 5 <= len(watched.page.inner_text("body").split()) < 40
