"""Settings and data that cannot be used end in a sentence and exit code 2, before anything is trained."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hackday import api
from hackday.images.data.ellipses import COUNTS
from hackday.images.presets import PRESETS, summary_of
from hackday.images.spec import ImagesSpec
from hackday.images.split import split
from tests.conftest import Command


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--preset", "face"], "did you mean 'faces'"),
        (["--set", "sizes=64"], "did you mean 'size'"),
        (["--set", "size=30"], "one of 16, 20, 24, 28, 32"),
        (["--set", "size=100"], "56, 64, 80, 96, 112, 128"),
        (["--set", "labels=mine.csv"], "a label file is for a folder of pictures"),
        (["--set", "data=~nobody-of-that-name/x"], "no folder"),
        (["--set", "background=white"], "write it as #ffffff"),
        (["--set", "beta2=1"], "below 1"),
        (["--set", "pictures=9"], "at least 64 are needed"),
        (["--set", "recipe=gan"], "choose one of: relativistic, dcgan"),
        (["--preset", "dcgan", "--set", "generator_widths=8,8,8"], "the post's"),
        (["--set", "generator_widths=0,4"], "between 1 and 1024"),
        (["--preset", "ellipses-white", "--set", "generator_widths=8,8", "--set", "pictures=100"], "need 3"),
        (["--data", "avatars:lorelai"], "did you mean 'avatars:lorelei'"),
        (["--data", "nowhere/pictures"], "nowhere/pictures"),
        (["--minutes", "0"], "minutes=0"),
    ],
)
def test_wrong_settings_are_told(command: Command, arguments: list[str], said: str) -> None:
    outcome = command("train", "images", *arguments)
    assert outcome.code == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_a_folder_with_too_few_pictures_says_how_many_are_needed(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "few"
    folder.mkdir()
    for number in range(5):
        Image.fromarray(np.full((8, 8, 3), number, np.uint8)).save(folder / f"{number}.png")
    outcome = command("train", "images", "--data", str(folder))
    assert outcome.code == 2
    assert "64" in outcome.err
    assert not (tmp_path / "runs").exists()


def test_a_run_with_the_presets_settings_has_its_words_and_another_says_what_changed() -> None:
    assert summary_of("faces", PRESETS["faces"].spec)["summary"] == PRESETS["faces"].summary
    other = summary_of("faces", ImagesSpec(latent=8))
    assert (other["summary"], other["changed"]) == (PRESETS["faces"].summary, ["latent: 8 instead of 64"])
    mine = summary_of("faces", ImagesSpec(data="/home/me/my pictures"))["summary"]
    assert "my pictures" in mine
    assert "/home" not in mine
    assert "faces" not in mine


def test_data_are_kept_as_an_absolute_path_and_the_command_makes_the_same_run(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(70):
        Image.fromarray(np.full((8, 8, 3), number, np.uint8)).save(folder / f"{number}.png")
    spec, name = api.plan("images", data="pictures", settings=["size=16"])
    assert (spec.data, spec.size, name) == (str(folder), 16, "faces")
    said = api.command_for("images", spec, preset=name, seed=0, minutes=2.0)
    assert f"--set data={folder}" in said
    assert "--minutes 2" in said


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_says_what_it_is_and_what_to_expect(name: str) -> None:
    assert PRESETS[name].summary.endswith(".")
    assert PRESETS[name].expect.endswith(".")


@pytest.mark.parametrize(("name", "said"), [("dcgan", "9,000 of 10,000"), ("dcgan-outline", "270 of 300")])
def test_the_posts_presets_go_as_often_through_the_pictures_as_they_say(name: str, said: str) -> None:
    spec = PRESETS[name].spec
    learned, _ = split(COUNTS[spec.data], seed=0)
    assert f"50 times through {said}" in PRESETS[name].summary
    assert said.startswith(f"{len(learned):,} of")
    assert spec.images == 50 * len(learned)
