"""Asking for pictures: prompts, sheets, single files, walks."""

import json
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
import torch
from PIL import Image

from hackday.images.data.dataset import UNKNOWN, Attribute
from hackday.images.model import Generator
from hackday.images.sampling import asked_labels, read_prompt, slerp, walk_frames
from hackday.images.sheets import sheet
from hackday.images.trained import TrainedGenerator
from hackday.specs import SpecError
from tests.conftest import Command
from tests.images.runs import TINY, new_run

ATTRIBUTES = (Attribute("hair_color", ("red", "black")), Attribute("class", ("a cat", "dog")))


def trained() -> TrainedGenerator:
    """A generator of two attributes whose data has three of the four combinations."""
    torch.manual_seed(0)
    network = Generator(latent=5, slots=4, widths=(8, 6, 4), size=16, channels=3).eval()
    combinations = np.array([[0, 0], [0, 1], [1, 1]], np.int16)
    return TrainedGenerator(network, 5, 16, 3, "relativistic", "nearest", (8, 6, 4), ATTRIBUTES, combinations,
                            np.array([0.5, 0.25, 0.25]))  # fmt: skip


def test_a_prompt_names_attributes_and_values() -> None:
    assert read_prompt('hair_color=red class="a cat"', ATTRIBUTES) == {0: 0, 1: 0}
    assert read_prompt("hair_color=any", ATTRIBUTES) == {0: UNKNOWN}
    assert read_prompt("", ATTRIBUTES) == {}
    assert read_prompt("class=a cat hair_color=red", ATTRIBUTES) == {0: 0, 1: 0}, "as a shell hands it on"


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("hair_colour=red", "did you mean 'hair_color'"),
        ("hair_color=rad", "did you mean 'red'"),
        ("red", "not name=value"),
        ('class="a', "cannot be read"),
        ("class=dog class=any", "class is asked for twice"),
        ("class=a wolf", "no value 'a wolf'"),
    ],
)
def test_what_a_prompt_gets_wrong_is_told_with_what_is_known(prompt: str, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        read_prompt(prompt, ATTRIBUTES)


def test_what_the_prompt_leaves_open_follows_the_data() -> None:
    labels = asked_labels(trained(), "hair_color=black", 200, seed=0)
    assert (labels == [1, 1]).all()  # the data has black hair on dogs alone
    impossible = asked_labels(trained(), 'hair_color=black class="a cat"', 3, seed=0)
    assert (impossible == [1, 0]).all()  # asked for all the same
    rare = replace(trained(), shares=np.array([1.0, 0.0, 0.0]))
    assert (asked_labels(rare, "hair_color=black", 3, seed=0)[:, 0] == 1).all(), "what the data have a share of 0 of"
    free = asked_labels(trained(), None, 4000, seed=0)
    assert np.mean((free == [0, 0]).all(axis=1)) == pytest.approx(0.5, abs=0.05)


def test_the_same_seed_draws_the_same_pictures() -> None:
    made, labels = trained(), np.array([[0, 0], [1, 1]], np.int16)
    assert np.array_equal(made.draw(labels, 1), made.draw(labels, 1))
    assert not np.array_equal(made.draw(labels, 1), made.draw(labels, 2))


def test_a_walk_passes_its_stops_and_keeps_its_length() -> None:
    start, end = torch.tensor([[3.0, 0.0]]), torch.tensor([[0.0, 3.0]])
    assert torch.allclose(slerp(start, end, 0.0), start)
    assert torch.allclose(slerp(start, end, 1.0), end, atol=1e-6)
    assert torch.allclose(slerp(start, end, 0.5), torch.full((1, 2), 3 / 2**0.5))
    frames = walk_frames(trained(), np.array([[0, 0]], np.int16), 2, seed=0)
    assert len(frames) == 30
    assert frames[0].shape == frames[-1].shape


def test_a_sheet_holds_its_pictures_in_rows() -> None:
    pictures = np.arange(3 * 4 * 4, dtype=np.uint8).reshape(3, 4, 4, 1)
    made = sheet(pictures, 2, gap=1, enlarge=2)
    assert made.shape == (19, 19, 3)
    assert (made[1:9:2, 1:9:2, 0] == pictures[0, :, :, 0]).all()
    assert (made[10:18:2, 1:9:2, 2] == pictures[2, :, :, 0]).all()
    assert (made[10:, 10:] == 255).all()


def test_the_command_writes_sheets_files_films_and_words(command: Command, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    from hackday import api

    api.go(new_run(runs, TINY))
    where = ("--runs", str(runs))
    assert command("sample", "images", "-n", "4", *where).out.strip() == "sheet.png"
    with Image.open("sheet.png") as picture:
        assert picture.size == (2 * 56 + 6, 2 * 56 + 6)
    each = command("sample", "images", "-n", "3", "--each", "-o", "one.png", *where)
    assert each.out.split() == ["one-001.png", "one-002.png", "one-003.png"]
    with Image.open("one-002.png") as picture:
        assert picture.size == (28, 28)
    answers = command("sample", "images", "--json", *where).json
    assert len(answers) == 16
    assert answers[0] == {"attributes": {}, "seed": 0, "place": 0}
    assert command("sample", "images", "-o", "words.json", *where).code == 0
    assert len(json.loads(Path("words.json").read_text())) == 16
    words = command("sample", "images", "-n", "2", "--each", "-o", "new/words.json", *where)
    assert words.out.split() == ["new/words-001.json", "new/words-002.json"]
    assert [one["place"] for one in json.loads(Path("new/words-002.json").read_text())] == [1]
    assert command("sample", "images", "--walk", "2", "-o", "walk.mp4", *where).code == 0
    with av.open("walk.mp4") as film:
        assert sum(1 for _ in film.decode(video=0)) == 30
    for wrong, said in (
        (["hair=red"], "knows no attributes"),
        (["-o", "x.bmp"], "ends in .png"),
        (["--walk", "1"], "2 to 100"),
        (["--walk", "3", "--temperature", "1"], "--temperature is for songs"),
        (["--walk", "3", "-o", "x.png"], "ends in .mp4"),
    ):
        told = command("sample", "images", *wrong, *where)
        assert told.code == 2
        assert said in told.err
    shown = command("show", "images", *where)
    assert "valid ellipses" in shown.out
    assert command("compare", "images", "images", *where).code == 0
    assert command("publish", "images", "--single-file", "page.html", *where).code == 0
    assert Path("page.html").stat().st_size < 3_000_000
