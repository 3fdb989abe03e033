"""The tables say what is in a corpus, and what was left out and why."""

from pathlib import Path

import pytest

from hackday.lyrics.data.describe import describe
from hackday.lyrics.data.prepared import open_corpus
from hackday.lyrics.spec import LyricsSpec
from tests.lyrics.songs import song, write


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))


def test_the_tables_count_what_is_there(tmp_path: Path) -> None:
    rows = [
        ("Ann" if i < 15 else "Bob", f"Song {i}", song(i) + "\nhapax" + "abcdefghijklmnopqrstuvwxyz"[i])
        for i in range(20)
    ]
    rows += [("Ann", "Nothing", "NA"), ("Ann", "Again", song(0) + "\nhapaxa")]
    tables = {
        table.title: table for table in describe(open_corpus(LyricsSpec(data=str(write(tmp_path / "s.csv", rows)))))
    }
    assert list(tables) == ["Songs", "Parts", "Lines", "Artists", "Unknown words", "Left out"]
    songs = {row[0]: row[1] for row in tables["Songs"].rows}
    assert songs["songs"] == "20"
    assert songs["artists"] == "2"
    assert songs["words"] == f"{20 * (48 + 1 + 8):,}"
    assert songs["unknown words"] == f"{100 / 49:.1f} %"
    assert songs["left out"] == "2 songs"
    assert [row[:2] for row in tables["Parts"].rows] == [("training", "18"), ("validation", "1"), ("test", "1")]
    assert ("lines", "180") in tables["Lines"].rows
    assert ("half have at most", "6 words") in tables["Lines"].rows
    assert [row[:2] for row in tables["Artists"].rows] == [("Ann", "15"), ("Bob", "5")]
    assert {row[:2] for row in tables["Left out"].rows} == {
        ("no text", "1"),
        ("the same words as an earlier song", "1"),
    }
    assert len(tables["Unknown words"].rows) == 18


def test_songs_without_artists_are_described_too(tmp_path: Path) -> None:
    corpus = open_corpus(
        LyricsSpec(data=str(write(tmp_path / "s.csv", [("", "", song(i)) for i in range(3)])), min_count=1)
    )
    assert "Artists" not in [table.title for table in describe(corpus)]
