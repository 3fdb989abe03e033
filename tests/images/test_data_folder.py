"""A folder as people have it comes out as pictures with labels, and all that is of no use is named."""

import os
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hackday.images.data.cartoonset import read_cartoonset
from hackday.images.data.dataset import Dataset, Skipped
from hackday.images.data.decoding import Framing
from hackday.images.data.folder import list_folder, read_folder
from hackday.images.data.labels import read_labels
from hackday.images.data.sources import open_data
from hackday.specs import SpecError
from tests.images.material import fill, pixels, png

SMALL = Framing(size=16)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))


def reasons(dataset: Dataset) -> dict[str, str]:
    return {one.name: one.reason for one in dataset.skipped}


def texts(dataset: Dataset, name: str) -> list[str | None]:
    """The values of an attribute, a picture each, as words; None for unknown."""
    place = [one.name for one in dataset.attributes].index(name)
    values = dataset.attributes[place].values
    return [values[label] if label >= 0 else None for label in dataset.labels[:, place]]


def test_pictures_come_in_the_order_of_their_names_and_from_the_disk(tmp_path: Path) -> None:
    fill(tmp_path / "set", 300)
    calls: list[tuple[int, int]] = []
    dataset = read_folder(tmp_path / "set", SMALL, progress=lambda done, of: calls.append((done, of)))
    assert isinstance(dataset.pictures, np.memmap)
    assert np.array_equal(dataset.pictures, np.stack([pixels(i) for i in range(300)]))
    assert (dataset.name, dataset.labels.shape, dataset.skipped) == ("set", (300, 0), ())
    assert calls[-1] == (300, 300)
    assert calls == sorted(calls)


def test_what_is_of_no_use_is_reported_and_hidden_files_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    fill(folder, 70)
    whole = png(Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)))
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.png").touch()
    (folder / "text.jpg").write_text("no picture")
    (folder / "bad\nname.png").write_bytes(b"x")
    Image.new("1", (11_000, 11_000)).save(folder / "huge.png")
    (folder / ".hidden.png").write_bytes(b"x")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "a.png").write_bytes(b"x")
    (folder / "README.md").write_text("about")
    os.mkfifo(folder / "pipe.png")
    dataset = read_folder(folder, SMALL)
    assert len(dataset) == 70
    assert reasons(dataset) == {
        "cut.png": "damaged: the file ends too early",
        "empty.png": "empty",
        "text.jpg": "not a PNG, JPEG, WebP, GIF or BMP picture",
        "bad?name.png": "not a PNG, JPEG, WebP, GIF or BMP picture",
        "huge.png": "11000 × 11000 pixels, more than 100 million",
        "pipe.png": "not a file",
    }
    assert reasons(read_folder(folder, SMALL)) == reasons(dataset)  # from the cache


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipes_in_the_place_of_labels_and_archives_are_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "cartoonset10k.tgz"
    os.mkfifo(pipe)
    for read_it in (read_labels, lambda path: read_cartoonset(path, SMALL)):
        with pytest.raises(SpecError, match="it is no file"):
            read_it(pipe)
    for data in (str(pipe), f"cartoonset:{pipe}"):
        with pytest.raises(SpecError, match="is neither a folder of pictures nor"):
            open_data(data)


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    fill(folder, 64)
    fill(tmp_path / "secret", 1)
    fill(tmp_path / "set-beside", 1)
    (folder / "out.png").symlink_to(tmp_path / "secret" / "p000.png")
    (folder / "beside.png").symlink_to("../set-beside/p000.png")
    (folder / "outside").symlink_to(tmp_path / "secret")
    (folder / "loop").symlink_to(".")
    (folder / "self.png").symlink_to("self.png")
    (folder / "nothing.png").symlink_to("gone.png")
    (folder / "z.png").symlink_to("p003.png")
    (tmp_path / "link").symlink_to(folder)
    dataset = read_folder(tmp_path / "link", SMALL)
    assert len(dataset) == 65
    assert np.array_equal(dataset.pictures[64], pixels(3))
    assert reasons(dataset) == {
        "out.png": "a link that leaves the folder",
        "beside.png": "a link that leaves the folder",
        "outside": "a link that leaves the folder",
        "loop": "a link, and not to a file",
        "self.png": "a link to nothing",
        "nothing.png": "a link to nothing",
    }


def test_sub_folders_are_classes_when_there_is_more_than_one(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    fill(folder / "dogs" / "large", 20)
    fill(folder / "dogs", 10)
    assert not list_folder(folder).skipped
    with pytest.raises(SpecError, match="30 usable pictures and at least 64 are needed"):
        read_folder(folder, SMALL)
    fill(folder / "dogs", 50)
    assert read_folder(folder, SMALL).attributes == ()
    fill(folder / "cats", 40)
    fill(folder, 5)
    (folder / "broken").mkdir()
    (folder / "broken" / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    dataset = read_folder(folder, SMALL)
    assert [one.name for one in dataset.attributes] == ["class"]
    assert dataset.attributes[0].values == ("cats", "dogs")
    assert Counter(texts(dataset, "class")) == {"dogs": 70, "cats": 40, None: 5}


def test_labels_come_from_a_table_and_stay_with_their_pictures(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    names = fill(folder, 80)
    (folder / names[7]).write_bytes(b"broken")
    colours = [("red", "green", "blue")[i % 3] for i in range(80)]
    rows = [f"{colours[i]},{names[i]},{i % 12},{i},same" for i in range(79, -1, -1)]
    (folder / "labels.csv").write_text("colour,File,how many,id,kind\n" + "\n".join(rows) + "\nred,gone.png,1,1,same\n")
    dataset = read_folder(folder, SMALL)
    assert len(dataset) == 79
    assert [(one.name, one.values) for one in dataset.attributes] == [
        ("colour", ("blue", "green", "red")),
        ("how_many", tuple(map(str, range(12)))),
    ]
    kept = [i for i in range(80) if i != 7]
    assert texts(dataset, "colour") == [colours[i] for i in kept]
    assert texts(dataset, "how_many") == [str(i % 12) for i in kept]
    assert Skipped("column id", "79 values; an attribute may have 64") in dataset.skipped
    assert Skipped("column kind", "the same for all pictures") in dataset.skipped
    assert Skipped("labels.csv", "table with 1 row for no picture, the first for gone.png") in dataset.skipped


def test_the_only_table_counts_and_one_of_several_must_be_chosen(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    names = fill(folder, 64)
    (folder / "about.csv").write_text(
        "image;size\n" + "".join(f"{name};{'SL'[i % 2]}\n" for i, name in enumerate(names))
    )
    assert [one.name for one in read_folder(folder, SMALL).attributes] == ["size"]
    (folder / "other.csv").write_text("image,mood\n" + "".join(f"{name},{i % 3}\n" for i, name in enumerate(names)))
    both = read_folder(folder, SMALL)
    assert both.attributes == ()
    assert "one of 2 CSV files" in reasons(both)["about.csv"]
    assert [one.name for one in read_folder(folder, SMALL, labels_file="other.csv").attributes] == ["mood"]
    elsewhere = shutil.move(folder / "other.csv", tmp_path / "far.csv")
    assert [one.name for one in read_folder(folder, SMALL, labels_file=str(elsewhere)).attributes] == ["mood"]


def test_label_files_that_cannot_be_meant_are_errors(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    fill(folder, 64)
    with pytest.raises(SpecError, match=r"no label file 'gone\.csv'"):
        read_folder(folder, SMALL, labels_file="gone.csv")
    (tmp_path / "wrong.csv").write_text("file,a\nx.png,1\n")
    with pytest.raises(SpecError, match=r"names none of the 64 pictures; its first row is x\.png"):
        read_folder(folder, SMALL, labels_file=str(tmp_path / "wrong.csv"))
    (tmp_path / "narrow.csv").write_text("file\np000.png\n")
    with pytest.raises(SpecError, match="no columns of labels"):
        read_folder(folder, SMALL, labels_file=str(tmp_path / "narrow.csv"))


def test_too_few_pictures_say_how_many_and_why(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    fill(folder, 63)
    (folder / "z.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    with pytest.raises(SpecError, match=r"63 usable pictures and at least 64 are needed; skipped: 1, the first z\.png"):
        read_folder(folder, SMALL)
    assert list((tmp_path / "cache" / "images").iterdir()) == []  # nothing half-made stays
    fill(folder, 70)
    with pytest.raises(SpecError, match="count=63 is too few"):
        read_folder(folder, SMALL, count=63)


def test_a_count_takes_pictures_from_all_over_the_folder(tmp_path: Path) -> None:
    fill(tmp_path / "set", 192)
    dataset = read_folder(tmp_path / "set", SMALL, count=64)
    assert np.array_equal(dataset.pictures, np.stack([pixels(3 * i) for i in range(64)]))
    assert len(read_folder(tmp_path / "set", SMALL, count=1000)) == 192


def test_the_cache_knows_a_folder_by_its_content_alone(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    names = fill(folder, 64)
    first = read_folder(folder, SMALL)
    decoded: list[int] = []

    def again(path: Path, framing: Framing = SMALL) -> Dataset:
        decoded.clear()
        return read_folder(path, framing, progress=lambda done, of: decoded.append(done))

    for name in names:
        os.utime(folder / name, ns=(1, 1))
    assert again(folder).key == first.key
    copy = again(Path(shutil.copytree(folder, tmp_path / "copy")))
    assert (copy.key, copy.name, decoded) == (first.key, "copy", [])
    status = (folder / names[5]).stat()
    changed = bytearray((folder / names[5]).read_bytes())
    Image.fromarray(pixels(200)).save(folder / names[5])
    replaced = (folder / names[5]).read_bytes().ljust(len(changed), b"\0")  # the same size and date, another picture
    (folder / names[5]).write_bytes(replaced)
    os.utime(folder / names[5], ns=(status.st_atime_ns, status.st_mtime_ns))
    other = again(folder)
    assert decoded
    assert other.key != first.key
    assert np.array_equal(other.pictures[5], pixels(200))
    assert again(folder, Framing(size=16, fit="pad")).key != other.key
    assert decoded
    (folder / "labels.csv").write_text("file,a\np000.png,x\np001.png,y\n")
    assert [one.name for one in again(folder).attributes] == ["a"]


def test_pictures_of_all_formats_and_sizes_stand_side_by_side(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for ending in ("png", "jpg", "webp", "gif", "bmp"):
        fill(folder / ending, 13, ending)
    Image.fromarray(pixels(3, 250)).convert("CMYK").save(folder / "jpg" / "z.JPEG", quality=95)
    dataset = read_folder(folder, SMALL)
    assert len(dataset) == 66
    assert dataset.skipped == ()
    order = sorted(
        [f"{ending}/{i:02d}" for ending in ("bmp", "gif", "jpg", "png", "webp") for i in range(13)] + ["jpg/99"]
    )
    numbers = [int(name[-2:]) if name != "jpg/99" else 3 for name in order]
    expected = np.stack([pixels(number) for number in numbers]).astype(int)
    assert np.abs(dataset.pictures - expected).max() <= 12  # what JPEG and WebP lose


def test_a_folder_that_cannot_be_read_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="cannot be read: No such file"):
        read_folder(tmp_path / "gone", SMALL)
