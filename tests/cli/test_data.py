"""`hackday data describe --set …` shows the data as a training with these settings reads them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hackday import api
from hackday.images.lab import dataset_of
from hackday.lyrics.data.prepared import open_corpus
from tests.conftest import Command
from tests.lyrics.songs import song, write


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the readings are kept."""
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of wide black pictures, with two tables of labels."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(70):
        Image.fromarray(np.full((20, 40, 3), number % 2, np.uint8)).save(folder / f"p{number}.png")
    for name in ("mood", "hat"):
        rows = "".join(f"p{number}.png,{'ab'[number % 2]}\n" for number in range(70))
        (folder / f"{name}.csv").write_text(f"file,{name}\n{rows}")
    return folder


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    """Songs of three artists with 24, 8 and 2 songs, and a column of words that are not theirs."""
    artists = ["Ann"] * 24 + ["Bob"] * 8 + ["Cy"] * 2
    return write(tmp_path / "songs.csv", [(name, f"Song {i}", song(i)) for i, name in enumerate(artists)])


def test_pictures_are_described_as_a_training_reads_them(command: Command, cache: Path, pictures: Path) -> None:
    settings = ["size=32", "pictures=64", "fit=pad", "background=#ff0000", "labels=hat.csv"]
    said = command(
        "data", "describe", "pictures", *(word for one in settings for word in ("--set", one)), "--sheet", "sheet.png"
    )
    assert said.code == 0, said.err
    assert "32 × 32 pixels" in said.out
    assert "hat" in said.out
    assert "mood" not in said.out.replace("mood.csv", "")
    assert " 64 " in said.out
    sheet = np.asarray(Image.open("sheet.png"))
    assert (sheet == (255, 0, 0)).all(axis=2).mean() > 0.4, "half of each padded picture is background"

    (kept,) = (cache / "images").iterdir()
    spec, _ = api.plan("images", data="pictures", settings=settings)
    assert dataset_of(spec).key == kept.name
    assert list((cache / "images").iterdir()) == [kept], "nothing was read a second time"


def test_songs_are_described_as_a_training_reads_them(command: Command, cache: Path, songs: Path) -> None:
    settings = [
        "text_column=text", "artist_column=artist", "title_column=song", "artists=Ann,Bob", "min_songs=10",
        "max_songs=20", "tokens=characters", "min_count=1", "max_repeats=2",
    ]  # fmt: skip
    said = command("data", "describe", "songs.csv", *(word for one in settings for word in ("--set", one)))
    assert said.code == 0, said.err
    assert "Ann" in said.out
    assert "by artists with fewer than 10 songs" in said.out
    assert "unknown characters" in said.out

    (kept,) = (cache / "lyrics").iterdir()
    spec, _ = api.plan("lyrics", data="songs.csv", settings=settings)
    corpus = open_corpus(spec)
    assert (corpus.key, len(corpus)) == (kept.name, 20)
    assert list((cache / "lyrics").iterdir()) == [kept], "nothing was read a second time"


@pytest.mark.usefixtures("pictures", "songs", "cache")
@pytest.mark.parametrize(
    ("name", "setting", "words"),
    [
        ("pictures", "szie=32", "'szie' does not say how the data are read; did you mean 'size'?"),
        ("pictures", "latent=8", "Known: background, fit, labels, pictures, size"),
        ("pictures", "data=elsewhere", "'data' does not say how the data are read"),
        ("pictures", "size=33", "size=33 is not possible"),
        ("pictures", "size", "'size' is not a setting; write NAME=VALUE"),
        ("pictures", "fit=stretch", "choose one of: crop, pad"),
        ("pictures", "background=red", "write it as #ffffff"),
        ("pictures", "pictures=3", "pictures=3 is too few: at least 64 are needed"),
        ("pictures", "labels=gone.csv", "there is no label file 'gone.csv'"),
        ("pictures", "labels=a\0b", "there is no label file 'a?b'"),
        ("avatars:lorelei", "labels=hat.csv", "avatars:lorelei has labels of its own"),
        ("songs.csv", "epochs=3", "Known: artist_column, artists, keep_headers, "),
        ("songs.csv", "text_column=words", "text_column=words is no column of 'songs.csv'. Known: artist, song, text"),
        ("songs.csv", "artists=Zed", "there are no songs by 'Zed'"),
        ("songs.csv", "min_songs=many", "min_songs=many is not a whole number"),
        ("songs.csv", "tokens=lines", "choose one of: words, characters, bpe"),
        ("pairs:16", "pairs=3", "--set is for pictures and songs"),
    ],
)
def test_what_says_nothing_about_the_data_or_cannot_be_is_refused(
    command: Command, name: str, setting: str, words: str
) -> None:
    outcome = command("data", "describe", name, "--set", setting)
    assert outcome.code == 2
    *progress, sentence = outcome.err.splitlines()
    assert words in sentence
    assert all(line.startswith("preparing: ") for line in progress)


@pytest.mark.usefixtures("pictures")
def test_a_training_finds_the_labels_that_the_description_finds(command: Command) -> None:
    inside = command("train", "images", "--data", "pictures", "--set", "labels=hat.csv", "--dry-run")
    assert inside.json["settings"]["labels"] == "hat.csv"
    assert inside.json["settings"]["data"] == str(Path("pictures").absolute())
    gone = command("train", "images", "--data", "pictures", "--set", "labels=gone.csv", "--dry-run")
    assert gone.code == 2
    assert "no label file 'gone.csv', neither in the folder of pictures nor from here" in gone.err


def test_paths_in_settings_hold_from_other_folders(
    pictures: Path, songs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vectors.txt").write_text("the 1 2\n")
    (tmp_path / "more.csv").write_text("file,more\n")
    (tmp_path / "cartoons.tgz").touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    spec, _ = api.plan("lyrics", settings=["data=songs.csv", "word_vectors=~/vectors.txt"])
    assert (spec.data, spec.word_vectors) == (str(songs), str(tmp_path / "vectors.txt"))
    spec, _ = api.plan("images", data="~/pictures", settings=["labels=more.csv"])
    assert (spec.data, spec.labels) == (str(pictures), str(tmp_path / "more.csv"))
    spec, _ = api.plan("images", settings=["data=pictures", "labels=hat.csv"])
    assert (spec.data, spec.labels) == (str(pictures), "hat.csv"), "it moves with the pictures"
    spec, _ = api.plan("images", settings=["data=cartoonset:cartoons.tgz"])
    assert spec.data == f"cartoonset:{tmp_path / 'cartoons.tgz'}"
    spec, _ = api.plan("lyrics", settings=["data=songbook", "word_vectors=gone"])
    assert (spec.data, spec.word_vectors) == ("songbook", "gone")
