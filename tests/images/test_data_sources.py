"""One name or path finds its pictures; a wrong one is told what there is."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hackday.images.data import avatars
from hackday.images.data.ellipses import ellipses
from hackday.images.data.sources import DATASETS, check_data, open_data
from hackday.specs import SpecError
from tests.images.material import faces, fill, pack, unpack


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))


def test_the_names_are_there_without_torch_pillow_or_the_makers() -> None:
    program = (
        "import sys; import hackday.images.data.sources as s; assert len(s.DATASETS) == 5;"
        "print(*sorted({'torch', 'PIL', 'dicebear', 'resvg_py', 'matplotlib'} & set(sys.modules)))"
    )
    outcome = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert outcome.stdout.strip() == ""


def test_built_in_names_make_what_their_makers_make(tmp_path: Path) -> None:
    for name in ("ellipses-outline", "ellipses-white", "ellipses-color"):
        assert name in DATASETS
        check_data(name)
        assert np.array_equal(
            open_data(name, count=70, seed=3, size=24).pictures, ellipses(name, seed=3, count=70, size=24).pictures
        )
    assert len(open_data("ellipses-outline")) == 300
    assert open_data("ellipses-color", count=9).size == 32


def test_avatars_are_asked_for_as_said(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(avatars, "avatars", lambda name, **settings: asked.append((name, settings)))

    def progress(done: int, of: int) -> None:
        pass

    open_data("avatars:pixel-art", count=4, size=16, seed=2, progress=progress)
    open_data("avatars:lorelei", progress=progress)
    assert asked == [
        ("avatars:pixel-art", {"seed": 2, "count": 4, "size": 16, "progress": progress}),
        ("avatars:lorelei", {"seed": 0, "count": 10_000, "size": 64, "progress": progress}),
    ]


def test_paths_are_known_by_what_lies_there(tmp_path: Path) -> None:
    files = faces(64)
    fill(tmp_path / "set", 64)
    unpack(tmp_path, files)
    pack(tmp_path / "a.tgz", files)
    for path in ("set", "cartoonset10k", "a.tgz", "cartoonset:cartoonset10k", "cartoonset:a.tgz"):
        check_data(path)
        dataset = open_data(path, size=16)
        assert len(dataset) == 64
        assert ("Google" in dataset.licence) == (path != "set")
    assert open_data("set", size=16, channels=1).channels == 1


@pytest.mark.parametrize("opened", [check_data, open_data])
def test_a_wrong_name_or_path_is_told_what_there_is(opened: Any, tmp_path: Path) -> None:
    fill(tmp_path / "set", 64)
    (tmp_path / "few").mkdir()
    (tmp_path / "page.html").write_text("x")
    (tmp_path / "a.tgz").write_text("x")
    for wrong, message in {
        "ellipses-colour": "did you mean 'ellipses-color'.*avatars:lorelei.*cartoonset:PATH.*a folder of pictures",
        "nowhere/at/all": "no data set, no folder and no archive 'nowhere/at/all'",
        "": "no data set",
        "a\0b": "no data set",
        "x" * 5000: "no data set",
        "~nobody-of-this-name/x": "no data set",
        "page.html": "neither a folder of pictures nor the Cartoon Set's .tgz",
        "a.tgz": "not a.*tgz archive",
        "few": "0 usable pictures and at least 64 are needed",
        "cartoonset": "download cartoonset10k.tgz",
        "cartoonset:": "download cartoonset10k.tgz",
        "cartoonset:gone": "no Cartoon Set 'gone'",
        "cartoonset:set": "is not the Cartoon Set",
    }.items():
        with pytest.raises(SpecError, match=message):
            opened(wrong)


def test_settings_that_do_not_fit_the_source_are_refused(tmp_path: Path) -> None:
    pack(tmp_path / "a.tgz", faces(2))
    for data, settings, message in (
        ("ellipses-white", {"labels_file": "a.csv"}, "labels of its own"),
        ("ellipses-white", {"channels": 1}, "colours of its own"),
        ("ellipses-white", {"count": 0}, "count=0"),
        ("ellipses-white", {"count": 10**9}, "too many"),
        ("ellipses-white", {"size": 2}, "size=2"),
        ("a.tgz", {"labels_file": "a.csv"}, "labels of its own"),
    ):
        with pytest.raises(SpecError, match=message):
            open_data(data, **settings)
