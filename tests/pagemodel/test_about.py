"""What a page says of its run: names of files, never where they lie."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hackday import api
from hackday.images.presets import summary_of as images_summary
from hackday.lyrics.presets import summary_of as lyrics_summary
from hackday.pagemodel.about import about_run, file_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("/home/ann/my songs/all.csv", "all.csv"),
        ("/home/ann/pictures/", "pictures"),
        ("cartoonset:/home/ann/cartoonset100k.tgz", "cartoonset:cartoonset100k.tgz"),
        (r"C:\Users\Ann\songs.csv", "songs.csv"),
        (r"\\server\share\songs.csv", "songs.csv"),
        ("songbook", "songbook"),
        ("avatars:lorelei", "avatars:lorelei"),
        ("labels/mine.csv", "labels/mine.csv"),
        ("/", "/"),
        ("", ""),
    ],
)
def test_a_path_from_the_root_is_told_by_its_name(text: str, name: str) -> None:
    assert file_name(text) == name


@pytest.mark.parametrize(
    ("lab", "summary_of", "settings"),
    [
        (
            "lyrics",
            lyrics_summary,
            ["data={}/ann's secret/songs.csv", "word_vectors={}/ann's secret/glove.txt"],
        ),
        ("images", images_summary, ["data={}/ann's secret/faces", "labels={}/ann's secret/hair.csv"]),
    ],
)
def test_a_page_does_not_tell_where_its_makers_files_lie(
    tmp_path: Path, lab: str, summary_of: Callable[[str, Any], dict[str, Any]], settings: list[str]
) -> None:
    spec, preset = api.plan(lab, settings=[one.format(tmp_path) for one in settings])
    run = api.create(lab, spec, preset=preset, seed=3, runs=tmp_path / "runs")
    assert "secret" in run.directory.record["command"]
    told = about_run(run.directory, spec, summary_of, 12.5)
    text = json.dumps(told)
    assert "secret" not in text
    assert str(tmp_path) not in text
    for setting in settings:
        name, _, path = setting.partition("=")
        assert told["spec"][name] == Path(path).name
        assert f"{name}={Path(path).name}" in told["command"]
    assert told["seconds"] == 12.5
    assert told["preset"] == preset
