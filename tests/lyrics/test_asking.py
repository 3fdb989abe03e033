"""Asking for songs: the same words for the same seed, what is wrong is said with what would work."""

import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from hackday import api
from hackday.api import Run
from hackday.cli.song_options import SONG_OPTIONS
from hackday.lyrics import asking
from hackday.lyrics.asking import OWN_OPTIONS
from hackday.lyrics.data.corpus import END, STANZA, TRAINING, UNKNOWN
from hackday.lyrics.data.prepared import open_corpus
from hackday.lyrics.lab import sample_table
from hackday.lyrics.sampling import SamplingSettings
from hackday.lyrics.trained import read_trained
from hackday.specs import SpecError
from tests.conftest import Command
from tests.lyrics.runs import TINY, new_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HACKDAY_CACHE", str(tmp_path_factory.mktemp("cache")))
        return api.go(new_run(tmp_path_factory.mktemp("runs"), replace(TINY, artist_as_input=True)))


def test_every_setting_of_sampling_is_an_option_of_the_command_line() -> None:
    offered = {names[0].removeprefix("--").replace("-", "_") for names, _, _ in SONG_OPTIONS}
    assert offered == {one.name for one in fields(SamplingSettings)} | set(OWN_OPTIONS)


def test_a_seed_gives_the_same_song_and_another_another(run: Run) -> None:
    one, other = run.sample("the", count=2, seed=7)
    assert run.sample("the", seed=7)[0]["text"] == one["text"] != other["text"]
    assert run.sample("the", seed=8)[0]["text"] == other["text"]
    assert one["text"].startswith("the")


def test_words_that_stream_are_the_words_of_the_song(run: Run) -> None:
    options = {"length": 40}
    pieces = list(asking.stream(run.directory, "the", 2, 3, options, print))
    whole = [one["text"] for one in run.sample("the", count=2, seed=3, options=options)]
    assert "".join(pieces) == asking.BETWEEN.join(whole)
    assert len(pieces) > 20


TOLD_COPIES = re.compile(r"copied: [\d.]+ % of its runs of five words stand in a song that it learned from; "
                         r"[\d.]+ % of its words are in 1 stretch of eight words or more: “")  # fmt: skip


def learned_line(run: Run) -> str:
    """Ten words that the network knows, from a song that it learned from, on two lines."""
    trained = read_trained(run.directory)
    corpus = open_corpus(run.spec)
    for song in corpus.songs_of(TRAINING).tolist():
        words = [token for token in corpus.song(song).tolist() if token > STANZA or token == UNKNOWN][:10]
        if UNKNOWN not in words:
            return f"{trained.text(words[:6])}\n{trained.text(words[6:])}"
    raise AssertionError("every song begins with an unknown word")


@pytest.fixture(scope="module")
def known(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HACKDAY_CACHE", str(tmp_path_factory.mktemp("cache")))
        return learned_line(run)


def test_what_is_copied_stands_beside_a_song(run: Run, known: str) -> None:
    (answer,) = run.sample(known, options={"length": 10, "temperature": 2.0, "min_p": 0.0, "lines_in_row": 0}, seed=5)
    (span,) = answer["copied"]["spans"]
    assert span.startswith(known)
    words = [len(re.findall(r"[^ \n]+", text)) for text in (span, answer["text"])]
    assert answer["copied"]["share"] == pytest.approx(words[0] / words[1])
    fives = words[1] - 4
    assert answer["copied"]["runs_of_five"] == pytest.approx((words[0] - 4) / fives, abs=1.1 / fives)  # one by chance
    (new,) = run.sample(" ".join(reversed(known.split())), options={"length": 1}, seed=5)
    assert new["copied"] == {"runs_of_five": 0.0, "share": 0.0, "spans": []}
    shares = [row[2] for row in sample_table([answer, new, new | {"copied": None}]).rows]
    assert shares == [f"{words[0] / words[1]:.3f}", "0.000", ""]


def test_the_command_line_tells_what_is_copied_apart_from_the_song(command: Command, run: Run, known: str) -> None:
    asked = ("sample", str(run.path), known, "--length", "3", "-n", "2")
    outcome = command(*asked)
    first_words = " / ".join(known.split("\n"))
    lines = [line for line in outcome.err.splitlines() if line]
    assert len(lines) == 2, "one for each song"
    assert all(TOLD_COPIES.match(line) for line in lines)
    assert all(first_words in line for line in lines)
    assert "copied" not in outcome.out
    assert [one["copied"]["spans"][0].startswith(known) for one in command(*asked, "--json").json] == [True, True]
    assert "copied: nothing to look for" in command("sample", str(run.path), "the", "--length", "3").err


def test_what_is_copied_is_told_beside_a_file_of_songs(command: Command, run: Run, known: str, tmp_path: Path) -> None:
    asked = ["sample", str(run.path), known, "--length", "3", "-n", "2", "--seed", "5"]
    told = command(*asked, "-o", str(tmp_path / "songs.txt")).err
    assert re.findall(r"^seed (\d): copied: [\d.]+ %", told, re.MULTILINE) == ["5", "6"]
    assert "copied" not in (tmp_path / "songs.txt").read_text()
    assert "remark" not in command(*asked, "--json").json[0]


def test_what_is_copied_is_told_without_a_page_and_of_a_run_that_has_its_list_in_the_page(
    run: Run, known: str, tmp_path: Path
) -> None:
    answer = run.sample(known, options={"length": 3})
    assert answer[0]["copied"]["spans"]
    for absent in ("page.json", "copies.bin"):
        copy = Path(shutil.copytree(run.path, tmp_path / absent))
        (copy / "export" / absent).unlink()
        assert api.load(copy).sample(known, options={"length": 3}) == answer


@pytest.mark.parametrize("page", [None, b"", b"[]", b'{"filter": null}', b'{"filter": 7}', b'{"filter": "AAAA"}'])
def test_a_song_is_written_also_where_nothing_tells_what_is_copied(
    run: Run, known: str, tmp_path: Path, page: bytes | None
) -> None:
    copy = Path(shutil.copytree(run.path, tmp_path / "copy"))
    (copy / "export" / "page.json").unlink()
    (copy / "export" / "copies.bin").write_bytes(page or b"")
    if page is not None:
        (copy / "export" / "page.json").write_bytes(page)
    told: list[str] = []
    (answer,) = api.load(copy).sample(known, options={"length": 3})
    text = "".join(asking.stream(api.load(copy).directory, known, 1, 0, {"length": 3}, told.append))
    assert answer["text"] == text
    assert answer["copied"] is None
    assert told[0].strip().startswith("copied: not known")


def test_length_and_lines_end_a_song(run: Run) -> None:
    song = run.sample(None, seed=1, options={"length": 12, "min_p": 0})[0]
    assert len(song["tokens"]) <= 12
    assert END not in song["tokens"]
    text = run.sample(None, seed=2, options={"lines": 3, "lines_in_row": 1})[0]["text"]
    assert len([line for line in text.split("\n") if line]) <= 3
    assert not text.endswith("\n")


def test_temperature_zero_needs_no_luck(run: Run) -> None:
    options = {"temperature": 0.0, "length": 30}
    assert (
        run.sample("the", seed=1, options=options)[0]["text"] == run.sample("the", seed=2, options=options)[0]["text"]
    )


@pytest.mark.parametrize(("prompt", "options", "said"), [
    ("the moon", {"artist": "Nobody"}, "Nobody"),
    ("the", {"temperature": -1.0}, "temperature"),
    ("the", {"artist": "mother thimbel"}, "there is no voice"),
    ("the", {"length": 0}, "length=0"),
    ("the", {"warmth": 1}, "warmth"),
])  # fmt: skip
def test_what_cannot_be_is_said(run: Run, prompt: str, options: dict[str, object], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        run.sample(prompt, options=options)


def test_unknown_words_of_a_prompt_are_read_kept_and_told(run: Run) -> None:
    told: list[str] = []
    text = "".join(asking.stream(run.directory, "zzyzx the mooon", 1, 3, {"length": 9}, told.append))
    assert text.startswith("zzyzx the mooon")
    assert "'zzyzx'" in told[0]
    assert "'mooon' (did you mean 'moon'" in told[0]
    answer = run.sample("zzyzx the mooon")[0]
    assert answer["unknown"] == ["zzyzx", "mooon"]
    assert "'mooon' (did you mean 'moon'" in answer["notice"]


def test_a_person_chooses_the_words(run: Run) -> None:
    answers = iter(["0", "nonsense word", "", "."])
    told: list[str] = []
    asking.interactive(run.directory, "the", 0, {}, lambda _question: next(answers), told.append)
    assert any("no number from 0 to" in text for text in told)
    (choices, *_) = (text for text in told if text.startswith("0 "))
    shares = re.findall(r"\S+ (<?[\d.]+)%(?:  |$)", choices)
    assert len(shares) == asking.CHOICES
    assert "0" not in shares, "nothing that can be chosen is told as impossible"
    song, copied = told[-2:]
    assert song.strip().startswith("the")
    assert len(song.split()) <= 3
    assert copied.strip().startswith("copied: nothing to look for")


@pytest.mark.parametrize("ending", [".txt", ".json", ".csv"])
def test_songs_are_written_as_files(run: Run, tmp_path: Path, ending: str) -> None:
    answers = run.sample("the", count=2, options={"length": 9})
    (file,) = asking.write_sample(answers, tmp_path / f"songs{ending}", each=False)
    assert answers[0]["text"].split("\n")[0] in file.read_text()
    each = asking.write_sample(answers, tmp_path / f"song{ending}", each=True)
    assert len(each) == 2
    with pytest.raises(SpecError, match=r"\.txt"):
        asking.write_sample(answers, tmp_path / "songs.png", each=False)


def test_the_command_line_writes_songs(command: Command, run: Run) -> None:
    where = ("--runs", str(run.path.parents[1]))
    outcome = command("sample", "lyrics", "the", "--temp", "0.7", "--length", "20", "--seed", "3", *where)
    assert outcome.code == 0
    assert outcome.out.startswith("the")
    again = command(
        "sample", "lyrics", "the", "--temperature", "0.7", "--length", "20", "--seed", "3", "--json", *where
    )
    assert json.loads(again.out)[0]["text"] == outcome.out.rstrip("\n")
    wrong = command("sample", "lyrics", "the", "--artist", "Nobody", *where)
    assert wrong.code == 2
    assert "Known:" in wrong.err
    mistyped = command("sample", "lyrics", "the", "--temprature", "0.7", *where)
    assert mistyped.code == 2
    assert "--temperature" in mistyped.err
    walk = command("sample", "lyrics", "--walk", "3", *where)
    assert (walk.code, "pictures" in walk.err) == (2, True)


@pytest.fixture(scope="module", params=["characters", "bpe"])
def parts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A network of letters or of pieces."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HACKDAY_CACHE", str(tmp_path_factory.mktemp("cache")))
        spec = replace(TINY, tokens=request.param, pieces=400, epochs=0.3, sampled=0, stretch=32)
        return api.go(new_run(tmp_path_factory.mktemp("runs"), spec))


def test_letters_and_pieces_have_lengths_in_words_and_figures_in_words(parts: Run) -> None:
    options = {"length": 15, "temperature": 1.0, "min_p": 0.0, "lines_in_row": 0, "lines_in_song": 0}
    for song in parts.sample("the moon", count=8, seed=1, options=options):
        prompt, *rest = re.findall(r"\n+|[^ \n]+", song["text"].removeprefix("the"))
        assert prompt.startswith("moon"), "the prompt's last word may go on"
        assert len(rest) <= 15
    assert parts.results is not None
    compared = parts.results["songs_compared"]
    assert compared["written"] == parts.spec.measured
    assert 2 <= compared["human"] == compared["greedy"] <= parts.spec.measured
    figures = parts.results["samples"]
    assert 3 < figures["words_per_line"]["human"] < 12
    assert 2 < figures["longest_copy"]["human"] < 30
    model = json.loads((parts.directory.export / "page.json").read_text())
    assert model["filter"] is not None
    assert (model["merges"] is None) == (model["tokens"] == "characters")
    assert model["film"][0]["words"] == model["curves"]["words"][0]


def test_what_letters_and_pieces_copy_is_told_in_words(
    parts: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path))
    corpus = open_corpus(parts.spec)
    text = read_trained(parts.directory).text(corpus.song(int(corpus.songs_of(TRAINING)[0])))
    known = " ".join(text.split()[:10])
    (answer,) = parts.sample(known, options={"length": 4}, seed=1)
    (span,) = answer["copied"]["spans"]
    assert span.split()[:9] == known.split()[:9], "all but the last word, which may go on"


def answers_of(answers: list[str]) -> Callable[[str], str]:
    """A person who gives these answers, the last one first."""
    return lambda _question: answers.pop()


def test_letters_and_pieces_can_be_chosen_as_they_are_shown(parts: Run) -> None:
    trained = read_trained(parts.directory)
    for typed in ("␣", "m", "⏎") if trained.cleaning.tokens == "characters" else ("the", "…e", "⏎"):
        told: list[str] = []
        asking.interactive(parts.directory, "the", 0, {}, answers_of([".", typed]), told.append)
        assert not any("no number" in text for text in told), typed


def test_songs_never_steer_a_terminal(
    command: Command, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words are in a file that a stranger may have made."""
    trained = read_trained(run.directory)
    words = (*trained.words[: STANZA + 1], *(f"\x1b]0;owned\x07{word}" for word in trained.words[STANZA + 1 :]))
    monkeypatch.setattr(asking, "read_trained", lambda _run: replace(trained, words=words))
    monkeypatch.setattr("sys.stdin", io.StringIO("zz\n\n.\n"))
    for more in ([], ["--json"], ["-o", str(tmp_path / "songs.txt")], ["--interactive"]):
        outcome = command("sample", str(run.path), "\x1b[31mthe", "--length", "5", *more)
        assert outcome.code == 0
        assert "\x1b" not in outcome.out + outcome.err
        assert "\x07" not in outcome.out + outcome.err


def test_each_song_needs_a_file_to_be_written_to(command: Command, run: Run, tmp_path: Path) -> None:
    nowhere = command("sample", str(run.path), "the", "--each", "-n", "2")
    assert nowhere.code == 2
    assert "say with -o" in nowhere.err
    out = tmp_path / "new" / "songs.json"
    assert command("sample", str(run.path), "the", "--each", "-n", "2", "-o", str(out)).code == 0
    assert sorted(path.name for path in out.parent.iterdir()) == ["songs-001.json", "songs-002.json"]


def test_near_words_are_looked_for_only_where_they_are_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def near(word: str, _known: object) -> str:
        asked.append(word)
        return ""

    monkeypatch.setattr(asking, "near_words", near)
    wish = asking.read_wish(run.directory, " ".join(f"zz{letter} zza" for letter in "abcdefghij"), {})
    assert list(wish.unknown) == [f"zz{letter}" for letter in "abcdefghij"]
    assert asked == list(wish.unknown)[: asking.TOLD]
