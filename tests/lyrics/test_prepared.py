"""A file of songs becomes the same corpus each time: split without leaks, numbered, kept, and whole or made anew."""

import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hackday import api
from hackday.lyrics.data.corpus import END, LINE, SPECIAL, STANZA, TEST, TRAINING, UNKNOWN, VALIDATION, Corpus
from hackday.lyrics.data.pieces import Pieces
from hackday.lyrics.data.prepared import open_corpus, open_source, songs_path
from hackday.lyrics.data.spelling import spelling_bits
from hackday.lyrics.data.store import corpora, pieces_json
from hackday.lyrics.data.words import join_tokens, normalise
from hackday.lyrics.presets import PRESETS, summary_of
from hackday.lyrics.spec import LyricsSpec
from hackday.specs import SpecError
from tests.conftest import Command
from tests.lyrics.songs import song, write, write_songs


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_songs(tmp_path / "songs.csv")


def text(corpus: Corpus, index: int) -> str:
    tokens = corpus.song(index)
    assert tokens[-1] == END
    return join_tokens([corpus.words[i] for i in tokens[:-1]], corpus.kind)


@pytest.mark.parametrize("tokens", ["words", "characters", "bpe"])
def test_songs_come_back_from_their_numbers(file: Path, tokens: str) -> None:
    spec = LyricsSpec(data=str(file), tokens=tokens, min_count=1, pieces=300)  # type: ignore[arg-type]
    corpus = open_corpus(spec)
    assert corpus.words[:4] == SPECIAL
    assert len(set(corpus.words)) == len(corpus.words)
    assert corpus.tokens.dtype == np.uint16
    assert corpus.offsets[-1] == len(corpus.tokens)
    assert len(corpus) == 40
    for i in range(40):
        assert text(corpus, i) == normalise(song(i), spec)
        assert corpus.characters[i] == len(normalise(song(i), spec))
        assert (corpus.titles[i], corpus.artists[corpus.artist[i]]) == (f"Song {i}", f"Artist {i % 3}")
        assert (corpus.song(i) == STANZA).sum() == 1
        assert (corpus.song(i) == LINE).sum() == 6
    assert not corpus.spelling_bits.any()
    held_out = [len(corpus.songs_of(part)) for part in (VALIDATION, TEST)]
    assert min(held_out) >= 1
    assert len(corpus.songs_of(TRAINING)) == 40 - sum(held_out) > 25


def test_the_vocabulary_is_the_training_songs_alone(file: Path) -> None:
    rows = [
        (f"A{i}", "", song(i) + f"\nonly{'abcdefghij'[i % 10]}{'abcdefghij'[i // 10]} unter unter") for i in range(40)
    ]
    corpus = open_corpus(LyricsSpec(data=str(write(file, rows))))
    counts: dict[int, int] = {}
    for i in corpus.songs_of(TRAINING):
        for token in corpus.song(int(i)).tolist():
            counts[token] = counts.get(token, 0) + 1
    order = [counts.get(i, 0) for i in range(4, len(corpus.words))]
    assert order == sorted(order, reverse=True)
    assert min(order) >= 2
    assert counts[UNKNOWN] == len(corpus.songs_of(TRAINING))
    assert (corpus.spelling_bits > 20).all()
    assert set(corpus.unknown_examples.values()) == {1}
    assert all(word.startswith("only") for word in corpus.unknown_examples)
    few = open_corpus(replace(LyricsSpec(data=str(file)), max_words=100, min_count=1))
    assert len(few.words) <= 104


def test_duplicates_are_dropped_and_versions_stay_in_one_part(tmp_path: Path) -> None:
    rows = [("A", f"s{i}", song(i, 24)) for i in range(60)]
    rows += [("B", f"copy{i}", song(i, 24).upper().replace(",", " !")) for i in range(5)]
    rows += [("B", f"version{i}", song(i, 24) + "\none more line") for i in range(60)]
    corpus = open_corpus(LyricsSpec(data=str(write(tmp_path / "songs.csv", rows))))
    assert len(corpus) == 120
    assert [(one.reason, one.count) for one in corpus.dropped] == [("the same words as an earlier song", 5)]
    assert corpus.dropped[0].examples[0] == "copy0 (line 1802)"
    assert (corpus.part[:60] == corpus.part[60:]).all()
    assert {TRAINING, VALIDATION, TEST} == set(corpus.part.tolist())
    assert "60 songs are versions of others" in corpus.notices[0]


def test_the_same_content_opens_from_the_cache(file: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    spec = LyricsSpec(data=str(file))
    first = open_corpus(spec, lambda *progress: told.append(progress))
    assert told[-1] == (100, 100)
    assert told == sorted(told)
    copy = tmp_path / "copy.csv"
    copy.write_bytes(file.read_bytes())
    told.clear()
    again = open_corpus(replace(spec, data=str(copy), embedding=7), lambda *progress: told.append(progress))
    assert not told
    assert again.key == first.key
    assert again.name == copy.name
    assert open_corpus(replace(spec, min_count=3)).key != first.key
    assert [one.name for one in corpora().iterdir() if one.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["tokens.u2", "offsets.i8", "corpus.json", "part.u1", "artist.i4"])
def test_a_damaged_cache_is_made_anew(file: Path, name: str) -> None:
    spec = LyricsSpec(data=str(file))
    first = open_corpus(spec)
    expected = np.array(first.tokens)
    damaged = corpora() / first.key / name
    del first
    damaged.write_bytes(damaged.read_bytes()[:-3])
    assert np.array_equal(open_corpus(spec).tokens, expected)
    damaged.unlink()
    assert np.array_equal(open_corpus(spec).tokens, expected)


def test_songs_can_be_chosen_by_artist_and_number(file: Path) -> None:
    spec = LyricsSpec(data=str(file))
    some = open_corpus(replace(spec, artists=("artist 1", "ARTIST 2")))
    assert some.artists == ("Artist 1", "Artist 2")
    assert [one.count for one in some.dropped] == [14]
    assert len(open_corpus(replace(spec, max_songs=7))) == 7
    enough = open_corpus(replace(spec, min_songs=14, max_songs=9))
    assert (len(enough), enough.artists) == (9, ("Artist 0",))
    with pytest.raises(SpecError, match="no songs by 'Artits 1'; did you mean 'Artist 1'"):
        open_corpus(replace(spec, artists=("Artits 1",)))


def test_songs_enough_hide_no_misspelt_artist_and_no_notice(tmp_path: Path) -> None:
    """A reading that ends early still says what it met, and who is not there."""
    rows = [(f"Artist {i % 3}", f"s{i}", song(i, 24).replace("\n", " ")) for i in range(40)]
    spec = LyricsSpec(data=str(write(tmp_path / "songs.csv", rows)), max_songs=6)
    with pytest.raises(SpecError, match="no songs by 'Artits 1'; did you mean 'Artist 1'"):
        open_corpus(replace(spec, artists=("Artist 0", "Artits 1")))
    assert len(open_corpus(replace(spec, artists=("Artist 0", "Artist 1")))) == 6
    assert any("have no line breaks" in notice for notice in open_corpus(spec).notices)


@pytest.mark.parametrize("first", ["songbook", "copy"])
def test_a_copy_of_the_songbook_has_a_name_and_a_licence_of_its_own(tmp_path: Path, first: str) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_bytes(songs_path("songbook").read_bytes())
    specs = {"songbook": LyricsSpec(max_songs=30), "copy": LyricsSpec(data=str(copy), max_songs=30)}
    corpora = {name: open_corpus(specs[name]) for name in sorted(specs, key=lambda name: name != first)}
    assert corpora["songbook"].key == corpora["copy"].key
    assert corpora["songbook"].licence.startswith("CC0")
    assert corpora["copy"].licence.startswith("not known")
    assert corpora["copy"].summary.startswith("30 songs, ")


def test_what_is_too_short_is_dropped(tmp_path: Path) -> None:
    rows = [("", "", song(i)) for i in range(5)] + [("", "short", "love me\ndo"), ("", "short", "a\nb\nc")]
    corpus = open_corpus(LyricsSpec(data=str(write(tmp_path / "songs.csv", rows))))
    assert len(corpus) == 6
    assert corpus.artists == ("",)
    assert [(one.reason, one.count) for one in corpus.dropped] == [("too short", 1)]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_songs_are_an_error_that_says_so(tmp_path: Path, count: int) -> None:
    rows = [("", "", song(i)) for i in range(count)] + [("", "", "NA")] * 2
    with pytest.raises(SpecError, match=f"has {count} usable songs? and at least 3 are needed; left out: 2"):
        open_corpus(LyricsSpec(data=str(write(tmp_path / "songs.csv", rows))))


def test_three_songs_are_one_for_each_part(tmp_path: Path) -> None:
    path = write_songs(tmp_path / "songs.csv", 3)
    assert sorted(open_corpus(LyricsSpec(data=str(path))).part.tolist()) == [0, 1, 2]


@pytest.mark.parametrize("tokens", ["words", "characters", "bpe"])
def test_swear_words_are_unknown_if_masked(tmp_path: Path, tokens: str) -> None:
    rows = [("", "", song(i) + "\n\nshit happens") for i in range(9)]
    path = write(tmp_path / "songs.csv", rows)
    spec = LyricsSpec(data=str(path), tokens=tokens, pieces=300, mask_profanity=True)  # type: ignore[arg-type]
    corpus = open_corpus(spec)
    assert all(text(corpus, i).replace(" ", "").endswith("\n\n<unk>happens") for i in range(9))
    assert (corpus.spelling_bits > 0).all()


@pytest.mark.parametrize(
    ("setting", "package"), [({"tokens": "bpe"}, "tokenizers"), ({"mask_profanity": True}, "badwords-py")]
)
def test_a_package_that_is_not_there_is_named(
    file: Path, monkeypatch: pytest.MonkeyPatch, setting: dict[str, Any], package: str
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SpecError, match=f"{next(iter(setting))}.* needs a package .*pip install {package}$"):
        open_corpus(LyricsSpec(data=str(file), **setting))


def test_prompts_are_cut_into_the_pieces_of_the_corpus(file: Path) -> None:
    corpus = open_corpus(LyricsSpec(data=str(file), tokens="bpe", pieces=300))
    found = Pieces.from_json(pieces_json(corpus.key)).encode(["love", "\n", "lovely"])
    assert set(found) <= set(corpus.words)


def test_a_folder_is_a_corpus_too(tmp_path: Path) -> None:
    for i in range(4):
        (tmp_path / "texts" / f"Band {i % 2}").mkdir(parents=True, exist_ok=True)
        (tmp_path / "texts" / f"Band {i % 2}" / f"{i}.txt").write_text(song(i))
    spec = LyricsSpec(data=str(tmp_path / "texts"))
    corpus = open_corpus(spec)
    assert corpus.artists == ("Band 0", "Band 1")
    (tmp_path / "texts" / "Band 0" / "0.txt").write_text(song(9))
    assert open_corpus(spec).key != corpus.key


def test_data_is_checked_at_a_glance(file: Path, tmp_path: Path) -> None:
    open_source(LyricsSpec(data=str(file)))
    with pytest.raises(SpecError, match="did you mean 'songbook'"):
        open_source(LyricsSpec(data="songbok"))
    (tmp_path / "no.csv").write_text("a,b\n1,2\n")
    with pytest.raises(SpecError, match="no column of lyrics"):
        open_source(LyricsSpec(data=str(tmp_path / "no.csv")))


def test_a_column_that_is_not_there_is_told_before_there_is_a_run(command: Command, file: Path, tmp_path: Path) -> None:
    wish = ("train", "lyrics", "--data", str(file), "--set", "text_column=poem", "--runs", str(tmp_path / "runs"))
    outcome = command(*wish)
    assert outcome.code == 2
    assert "poem" in outcome.err
    with pytest.raises(SpecError, match="poem"):
        api.train("lyrics", data=file, settings={"text_column": "poem"}, runs=tmp_path / "runs")
    assert not (tmp_path / "runs").exists()


def test_an_unusual_column_needs_only_its_name(command: Command, tmp_path: Path) -> None:
    table = tmp_path / "odd.csv"
    table.write_text("one,two\n" + "".join(f'{i},"{song(i)}"\n' for i in range(9)))
    wish = ("train", "lyrics", "--data", str(table), "--dry-run")
    assert command(*wish, "--set", "text_column=two").code == 0


def test_spelling_costs_more_for_longer_and_stranger_words() -> None:
    known = ["love", "lover", "loves", "leave", "live"]
    bits = spelling_bits(known, ["love", "xqz", "lovelove", ""])
    assert bits[0] < bits[2] < bits[1]
    # All the words that can be spelt share one bit of probability, here by the rule itself: (2+1)/(5+7) at the start.
    assert spelling_bits(["a"], ["a"])[0] == pytest.approx(2 * -np.log2(2 / 4))


def test_artists_of_a_table_that_does_not_tell_them_are_not_chosen(command: Command, tmp_path: Path) -> None:
    table = tmp_path / "odd.csv"
    table.write_text("who,text\n" + "".join(f'"Earth, Wind & Fire","{song(i)}"\n' for i in range(9)))
    for setting in ("min_songs=5", "artists=Queen"):
        outcome = command("train", "lyrics", "--data", str(table), "--set", setting, "--dry-run")
        assert outcome.code == 2
        assert "no column of artists" in outcome.err
        assert "artist_column" in outcome.err
        assert "who, text" in outcome.err
    told = ["--set", "artist_column=who", "--artists", "Earth, Wind & Fire"]
    assert command("train", "lyrics", "--data", str(table), *told, "--dry-run").code == 0
    band = tmp_path / "band.csv"
    band.write_text(table.read_text().replace("who", "Band Name"))
    assert open_corpus(LyricsSpec(data=str(band))).artists == ("Earth, Wind & Fire",)


def test_a_page_tells_whose_songs_were_chosen() -> None:
    spec = LyricsSpec(artists=("Earth, Wind & Fire", "Queen", "a", "b", "c", "d"))
    assert "only songs by Earth, Wind & Fire; Queen; a; b; c and 1 more" in summary_of("songbook", spec)["changed"]
    assert summary_of("songbook", PRESETS["songbook"].spec)["changed"] == []


def test_names_of_artists_beside_a_table_are_part_of_what_is_prepared(tmp_path: Path) -> None:
    path = write(tmp_path / "lyrics-data.csv", [("/ac-dc/", f"Song {i}", song(i)) for i in range(6)])
    first = open_corpus(LyricsSpec(data=str(path), min_count=1))
    (tmp_path / "artists-data.csv").write_text("Artist,Songs,Popularity,Link,Genre(s)\nAC/DC,192,10.8,/ac-dc/,Rock\n")
    second = open_corpus(LyricsSpec(data=str(path), min_count=1))
    assert (first.artists, second.artists) == (("Ac Dc",), ("AC/DC",))
    assert second.key != first.key


@pytest.mark.parametrize("preset", [name for name, one in PRESETS.items() if one.needs])
def test_a_preset_for_songs_of_ones_own_asks_for_them(command: Command, file: Path, preset: str) -> None:
    asked = command("train", "lyrics", "--preset", preset, "--dry-run")
    assert asked.code == 2
    assert f"the preset {preset} is for {PRESETS[preset].needs}; give yours with --data" in asked.err
    for given in (["--data", str(file)], ["--set", f"data={file}"], ["--data", "songbook"]):
        assert command("train", "lyrics", "--preset", preset, *given, "--dry-run").code == 0
    spec, _ = api.plan("lyrics", preset=preset, data="songbook", settings=[])
    said = api.command_for("lyrics", spec, preset=preset, seed=0, minutes=None)
    assert said == f"hackday train lyrics --preset {preset} --set data=songbook"
