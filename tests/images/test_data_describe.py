"""What is said and shown of a data set is what is in it, and what is written can be read back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hackday.images.data.dataset import UNKNOWN, Attribute, Dataset, Skipped
from hackday.images.data.decoding import Framing
from hackday.images.data.describe import contact_sheet, describe
from hackday.images.data.ellipses import ellipses
from hackday.images.data.folder import read_folder
from hackday.images.data.writing import write_dataset
from hackday.specs import SpecError
from hackday.tables import Table, percent
from tests.images.material import pixels


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))


def labelled(count: int = 100) -> Dataset:
    random = np.random.default_rng(0)
    labels = np.stack([random.integers(-1, 3, count), random.integers(0, 2, count)], 1).astype(np.int16)
    return Dataset(
        name="made",
        summary="made for a test",
        licence="free",
        pictures=random.integers(0, 256, (count, 16, 16, 3), np.uint8),
        key="made",
        attributes=(Attribute("hair", ("red", "dark brown", "1,5")), Attribute("glasses", ("none", "round"))),
        labels=labels,
        parameters={"age": random.random(count), "place": random.random((count, 2))},
        skipped=(*(Skipped(f"f{i}", "broken") for i in range(32)), Skipped("odd", "empty")),
    )


def by_title(tables: list[Table]) -> dict[str, Table]:
    return {table.title: table for table in tables}


def test_the_tables_say_what_is_there() -> None:
    dataset = labelled()
    tables = by_title(describe(dataset))
    said = {row[0]: row[1] for row in tables["Data set"].rows}
    assert (said["pictures"], said["size"], said["licence"], said["skipped"]) == ("100", "16 × 16 pixels", "free", "33")
    rows = tables["Labels"].rows
    counts = {value: int(count) for _, value, count, _ in rows}
    hair = dataset.labels[:, 0].tolist()
    assert [counts[value] for value in ("red", "dark brown", "1,5", "(unknown)")] == [
        hair.count(i) for i in (0, 1, 2, -1)
    ]
    assert counts["none"] + counts["round"] == 100
    assert all(share == percent(int(count) / 100) for _, _, count, share in rows)
    assert [row[0] for row in tables["Exact numbers"].rows] == ["age", "place_1", "place_2"]
    assert tables["Exact numbers"].rows[0][1] == f"{dataset.parameters['age'].min():.4g}"
    assert tables["Skipped"].rows == [("1", "empty", "odd"), ("32", "broken", "f0, f1, f2 and 29 more")]
    assert tables["Skipped"].note == ""
    strange = replace(dataset, skipped=tuple(Skipped(f"f{i}", f"why {i}") for i in range(33)))
    assert len(by_title(describe(strange))["Skipped"].rows) == 20
    assert by_title(describe(strange))["Skipped"].note == "and 13 more reasons"
    assert strange.notices[0].endswith("; 1 why 5 (f5); and 27 more reasons")


def test_a_bare_data_set_has_one_table() -> None:
    bare = Dataset(
        "bare", "nothing", "free", np.zeros((3, 8, 8, 1), np.uint8), "key", labels=np.zeros((3, 0), np.int16)
    )
    assert list(by_title(describe(bare))) == ["Data set"]


def test_the_sheet_shows_evenly_chosen_pictures_on_white() -> None:
    dataset = Dataset("n", "s", "l", np.stack([pixels(i, 64) for i in range(100)]), "k")
    sheet = np.asarray(contact_sheet(dataset, columns=5, rows=2))
    assert sheet.shape == (2 * 66 + 2, 5 * 66 + 2, 3)
    for place, number in enumerate(range(0, 100, 10)):
        top, left = 2 + place // 5 * 66, 2 + place % 5 * 66
        assert np.array_equal(sheet[top : top + 64, left : left + 64], pixels(number, 64))
    covered = np.zeros(sheet.shape[:2], bool)
    for top in (2, 68):
        for left in range(2, 332, 66):
            covered[top : top + 64, left : left + 64] = True
    assert (sheet[~covered] == 255).all()


def test_small_and_grey_and_few_pictures_make_a_sheet_too() -> None:
    few = Dataset("n", "s", "l", np.arange(3 * 28 * 28, dtype=np.uint8).reshape(3, 28, 28, 1), "k")
    sheet = np.asarray(contact_sheet(few))
    assert sheet.shape == (58 + 2, 3 * 58 + 2, 3)
    assert np.array_equal(sheet[2:58:2, 60:116:2], few.pictures[1].repeat(3, 2))


def test_what_is_written_is_read_back_the_same(tmp_path: Path) -> None:
    dataset = labelled()
    calls: list[tuple[int, int]] = []
    out = write_dataset(dataset, tmp_path / "deep" / "out", lambda done, of: calls.append((done, of)))
    assert calls == [(i, 100) for i in range(1, 101)]
    read = read_folder(out, Framing(size=16))
    assert np.array_equal(read.pictures, dataset.pictures)
    names = [one.name for one in read.attributes]
    assert names == ["hair", "glasses"]
    for place, attribute in enumerate(dataset.attributes):
        values = [attribute.values[i] if i != UNKNOWN else None for i in dataset.labels[:, place]]
        again = [read.attributes[place].values[i] if i != UNKNOWN else None for i in read.labels[:, place]]
        assert values == again
    assert {one.name for one in read.skipped} == {"column age", "column place_1", "column place_2"}
    assert "free" in (out / "README.txt").read_text()


def test_the_exact_numbers_of_ellipses_are_written_to_the_last_digit(tmp_path: Path) -> None:
    dataset = ellipses("ellipses-white", count=80)
    out = write_dataset(dataset, tmp_path / "out")
    rows = [line.split(",") for line in (out / "labels.csv").read_text().splitlines()]
    assert rows[0] == ["file", "major", "minor", "angle", "colour_1", "colour_2", "colour_3"]
    assert [float(row[1]) for row in rows[1:]] == dataset.parameters["major"].tolist()
    read = read_folder(out, Framing(size=28, channels=1))
    assert np.array_equal(read.pictures, dataset.pictures)
    assert read.attributes == ()


def test_nothing_is_written_over_and_nothing_half(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "empty").mkdir()
    for there in ("full", "file", "file/below"):
        with pytest.raises(SpecError):
            write_dataset(labelled(), tmp_path / there)

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_dataset(labelled(), tmp_path / "stopped", stop)
    write_dataset(labelled(), tmp_path / "empty")
    assert {path.name for path in tmp_path.iterdir()} == {"full", "file", "empty"}
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"
