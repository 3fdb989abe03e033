"""Training: resumed equals uninterrupted, budgets are kept, what is promised is left behind."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from hackday import api
from hackday.api import Run
from hackday.lyrics.data.corpus import END, LINE, STANZA, UNKNOWN, Corpus
from hackday.lyrics.data.prepared import open_corpus
from hackday.lyrics.model import ModelShape, SongModel, State, build
from hackday.lyrics.ngram import cache_distributions, cache_probabilities
from hackday.lyrics.report import tables
from hackday.lyrics.results import unknown_share
from hackday.lyrics.scoring import distributions, score, windows_of
from hackday.lyrics.step import Material, Optimiser, learn
from hackday.lyrics.train import Trainer, train
from hackday.specs import SpecError
from hackday.training import Session, Stopped
from tests.lyrics.runs import TINY, corpus_of, new_run
from tests.lyrics.songs import song, write


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))


def outcome(run: Run) -> dict[str, object]:
    """All of a finished run that must not depend on interruptions."""
    lines = [{k: v for k, v in line.items() if k != "seconds"} for line in run.metrics]
    weights = load_file(run.directory.export / "model.safetensors")
    songs = (run.directory.artifacts / "songs.txt").read_text()
    return {"lines": lines, "weights": {k: v.tobytes() for k, v in weights.items()}, "songs": songs,
            "test": (run.results or {})["test"]}  # fmt: skip


@pytest.mark.parametrize("change", [
    {}, {"artist_as_input": True, "weight_dropout": 0.3}, {"model": "sequence"},
    {"model": "window", "batch_size": 4, "epochs": 0.2},
], ids=["lstm", "voices", "sequence", "window"])  # fmt: skip
def test_a_resumed_run_equals_an_uninterrupted_one_bit_for_bit(
    tmp_path: Path, change: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = replace(TINY, max_songs=20, epochs=1, **change) if "epochs" not in change else replace(TINY, **change)  # type: ignore[arg-type]
    whole = api.go(new_run(tmp_path / "whole", spec))
    broken = new_run(tmp_path / "broken", spec)
    asked = Session.stop_requested
    for stop_at in (1, 4):
        monkeypatch.setattr(Session, "stop_requested", lambda self, at=stop_at: self.step >= at)
        with pytest.raises(Stopped):
            api.go(broken)
    monkeypatch.setattr(Session, "stop_requested", asked)
    api.go(broken)
    assert outcome(broken) == outcome(whole)


def test_a_state_that_comes_in_bfloat16_is_handed_on_so_that_it_can_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does on processors that multiply it fast, which are not at hand everywhere."""
    shape, spec = ModelShape(words=50, voices=0, embedding=8, hidden=8, layers=1), replace(TINY, layers=1, hidden=0)
    network = build(shape, "lstm")
    assert isinstance(network, SongModel)
    forward = network.forward

    def in_bfloat16(*arguments: Any) -> tuple[torch.Tensor, State]:
        features, state = forward(*arguments)
        return features, tuple(tuple(part.bfloat16() for part in layer) for layer in state)

    monkeypatch.setattr(network, "forward", in_bfloat16)
    _, after = learn(network, Optimiser(network, spec), Material.made_up(spec, shape), network.begin(spec.batch_size),
                     spec, 0, 0, 0.01)  # fmt: skip
    for part in after[0]:
        assert np.isfinite(part.detach().numpy()).all()


def test_the_run_leaves_everything_that_is_promised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackday.lyrics.results.MOST_MIXED", 5)
    run = api.go(new_run(tmp_path, replace(TINY, artist_as_input=True)))
    artifacts = {path.name for path in run.directory.artifacts.iterdir()}
    assert {"songs.txt", "neighbours.json", "training-curves.json", "training-curves.png"} <= artifacts
    results = run.results
    assert results is not None
    assert {"seconds", "words_per_second", "epochs", "oov_rate", "test", "train", "samples"} <= set(results)
    assert {"network", "unigram", "kneser_ney", "mixture"} == set(results["test"])
    for one in results["test"].values():
        assert one["perplexity"] > 1
        assert one["bits_per_character"] > 0
    for figure in ("loop_rate", "repeated_lines", "distinct_2", "copied_5grams", "longest_copy"):
        assert {"generated", "human"} <= set(results["samples"][figure])
    guessed = results["test"]["mixture"]["guessed_words"]
    assert 5 <= guessed < results["scored_words"]  # the first song
    assert f"the mixture guessed {guessed} of them, from the beginnings of songs" in tables(results)[0].note
    for row in results["mixture_weights"]:
        assert sum(weight for name, weight in row.items() if name != "recalled") == pytest.approx(1)
    page = json.loads((run.directory.export / "page.json").read_text())
    assert page["domain"] == "lyrics"
    assert "notices" in results
    assert "notices" not in page["results"], "they may name files"
    assert len(page["vocabulary"]) == results["vocabulary"]
    assert page["network"]["error"]["stored"] == pytest.approx(page["network"]["error"]["perplexity"], rel=0.01)


@pytest.mark.alone
def test_a_budget_of_seconds_is_kept(tmp_path: Path) -> None:
    run = new_run(tmp_path, minutes=0.1)
    corpus = open_corpus(TINY)
    with Session(run.directory, steps=1, minutes=0.1) as session:
        learned = train(session, TINY, corpus)
    assert 3 < learned.seconds < 9


def test_word_vectors_of_others_are_where_the_words_begin(tmp_path: Path) -> None:
    corpus = corpus_of([[4, 5, 2, 6] * 4, [7, 8, 9], [5, 4, 3, 9], [4, 4, 4]], 10)
    (tmp_path / "vectors.txt").write_text("w4 1 2 3\nw7 -1 0 1\nelsewhere 5 5 5\n")
    spec = replace(TINY, word_vectors=str(tmp_path / "vectors.txt"), embedding=0, epochs=0.01)
    run = new_run(tmp_path, spec)
    with Session(run.directory, steps=1) as session:
        trainer = Trainer(session, spec, corpus, None)
    first = trainer.network.embedding.weight[4].tolist()
    assert first[1] / first[0] == pytest.approx(2)
    assert len(first) == 3
    told = [line["warning"] for line in run.metrics if "warning" in line]
    assert told == ["2 of the 6 different words (33.3%) are in the file of word vectors; all others begin at random"]


def test_word_vectors_of_another_language_are_refused(tmp_path: Path) -> None:
    corpus = corpus_of([[4, 5, 2, 6] * 4, [7, 8, 9], [5, 4, 3, 9], [4, 4, 4]], 10)
    (tmp_path / "vectors.txt").write_text("ailleurs 5 5 5\n")
    spec = replace(TINY, word_vectors=str(tmp_path / "vectors.txt"), embedding=0)
    run = new_run(tmp_path, spec)
    with Session(run.directory, steps=1) as session, pytest.raises(SpecError, match="none of the 6 words"):
        train(session, spec, corpus)


def test_it_stops_early_when_nothing_gets_better(tmp_path: Path) -> None:
    """Random words cannot be learned: the first scores are the best."""
    random = np.random.default_rng(0)
    corpus = corpus_of([random.integers(4, 50, 40).tolist() for _ in range(30)], 50)
    spec = replace(TINY, epochs=400, validations=100, patience=2, learning_rate=0.02)
    run = new_run(tmp_path, spec)
    with Session(run.directory, steps=1) as session:
        learned = train(session, spec, corpus)
    assert learned.epochs < 300
    assert learned.progress.best_step < session.step


def test_the_last_network_is_kept_where_songs_are_to_be_known_by_heart(tmp_path: Path) -> None:
    known = replace(TINY, max_songs=20, epochs=30, validations=6, patience=0, weight_decay=0, embedding=64, sampled=0,
                    ema_half_life_steps=5, input_dropout=0, hidden_dropout=0, output_dropout=0,
                    word_dropout=0)  # fmt: skip
    right = {}
    for keep in ("best", "last"):
        run = api.go(new_run(tmp_path / keep, replace(known, keep=keep)))
        assert run.results is not None
        assert run.results["best_epoch"] < run.results["epochs"]  # else both would keep the same network
        right[keep] = run.results["train"]["network"]["accuracy"]
    assert right["last"] > right["best"]


def test_perplexity_of_an_untrained_even_network_is_the_number_of_words() -> None:
    corpus = corpus_of([[4, 5, 2, 6], [7, 8, 9], [5, 4, 3, 9], [4, 4, 4]], 10)
    network = build(ModelShape(words=10, voices=0, embedding=6, hidden=8, layers=2), "lstm").eval()
    for weights in network.parameters():
        weights.data.zero_()
    scores = score(network, corpus, np.arange(4))
    assert scores.perplexity == pytest.approx(10)
    assert scores.accuracy() == 0, "a tie is no guess"


def test_scores_do_not_depend_on_the_songs_beside(tmp_path: Path) -> None:
    corpus = corpus_of([[4, 5, 2, 6] * 40, [7, 8, 9], [5, 4, 3, 9] * 9, [4, 4, 4]], 10)
    for model in ("lstm", "sequence", "window"):
        network = build(ModelShape(words=10, voices=0, embedding=6, hidden=8, layers=2, window=5), model).eval()
        together = score(network, corpus, np.array([0, 2, 3]))
        alone = np.concatenate([score(network, corpus, np.array([song])).log_probability for song in (0, 2, 3)])
        assert np.allclose(together.log_probability, alone, atol=1e-5)


def test_windows_hold_the_words_before_each_word() -> None:
    assert windows_of(np.array([4, 5, 6, 1]), 3).tolist() == [[1, 1, 1], [1, 1, 4], [1, 4, 5], [4, 5, 6]]


def test_the_songbook_is_as_large_as_is_promised() -> None:
    corpus: Corpus = open_corpus(replace(TINY, max_songs=0))
    assert len(corpus) >= 240
    assert len(corpus.artists) == 20
    assert (corpus.tokens > 3).sum() >= 30_000
    assert not corpus.dropped


def test_whole_distributions_agree_with_the_scores() -> None:
    corpus = corpus_of([[4, 5, 2, 6] * 40, [7, 8, 9], [5, 4, 3, 9] * 9, [4, 4, 4]], 10)
    for model in ("lstm", "window"):
        network = build(ModelShape(words=10, voices=0, embedding=6, hidden=8, layers=2, window=5), model).eval()
        whole = distributions(network, corpus, 0)
        tokens = corpus.song(0).astype(int)
        assert np.allclose(whole.sum(axis=1), 1, atol=1e-5)
        scored = score(network, corpus, np.array([0])).log_probability
        assert np.allclose(np.log(whole[np.arange(len(tokens)), tokens]), scored, atol=1e-4)


def test_the_caches_distributions_agree_with_its_probabilities() -> None:
    song, base = np.array([4, 5, 4, 2, 7, 4, 1]), np.full(10, 0.1)
    whole = cache_distributions(song, base)
    assert np.allclose(whole.sum(axis=1), 1)
    assert np.allclose(whole[np.arange(len(song)), song], cache_probabilities(song, base))


def test_what_is_odd_about_the_file_stands_among_the_metrics_once_also_after_a_resume(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(f"Artist {i % 3}", f"Song {i}", f"{song(i)}\0" if i == 5 else song(i)) for i in range(20)]
    file = write(tmp_path / "odd.csv", rows)
    run = new_run(tmp_path / "runs", replace(TINY, data=str(file), epochs=1))
    asked = Session.stop_requested
    monkeypatch.setattr(Session, "stop_requested", lambda self: self.step >= 1)
    with pytest.raises(Stopped):
        api.go(run)
    monkeypatch.setattr(Session, "stop_requested", asked)
    api.go(run)
    warnings = [line["warning"] for line in run.metrics if "warning" in line]
    assert warnings == ["null bytes were removed from 1 song"]


def test_unknown_words_are_a_share_of_the_words_alone() -> None:
    tokens = np.array([UNKNOWN, 9, LINE, 8, UNKNOWN, STANZA, 7, 7, END])
    assert unknown_share(tokens) == 2 / 6
    assert unknown_share(tokens[[2, 5, 8]]) == 0


@pytest.mark.parametrize(
    ("tokens", "units"), [("words", "words"), ("characters", "characters"), ("bpe", "pieces of words")]
)
def test_a_corpus_is_told_in_what_it_is_made_of(tokens: Any, units: str) -> None:
    corpus = open_corpus(replace(TINY, tokens=tokens, pieces=300))
    assert corpus.summary.endswith(f" {units} with their line ends")
