"""Exports: ONNX scores as PyTorch does, a damaged model file is a message, a page is refused what it cannot hold."""

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from hackday import api
from hackday.api import Run
from hackday.lyrics import export
from hackday.lyrics.data.corpus import SPECIAL
from hackday.lyrics.export import through_storage
from hackday.lyrics.layers import layers_of
from hackday.lyrics.model import ModelShape, SongModel, WindowModel, build
from hackday.lyrics.spec import LyricsSpec
from hackday.lyrics.trained import TrainedWriter, read_trained
from hackday.pagemodel.page import TooLarge
from hackday.pagemodel.storage import Storage, encode
from hackday.pagemodel.words_onnx import write_words_onnx
from hackday.runs import RunError
from tests.golden.lyrics_networks import logits, trained_from
from tests.lyrics.runs import TINY, corpus_of, new_run

SHAPE = ModelShape(words=23, voices=0, embedding=6, hidden=9, layers=2, window=5)


@pytest.mark.parametrize(("model", "voices"), [("lstm", 0), ("lstm", 3), ("sequence", 0)])
def test_onnx_scores_word_after_word_as_pytorch_does(tmp_path: Path, model: str, voices: int) -> None:
    torch.manual_seed(1)
    network = build(replace(SHAPE, voices=voices), model).eval()
    assert isinstance(network, SongModel)
    for weights in network.parameters():
        weights.data.uniform_(-0.5, 0.5)
    write_words_onnx(tmp_path / "model.onnx", layers_of(network))
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    words = torch.randint(0, 23, (7, 2))
    voice = torch.tensor([2, -1])
    features, _ = network(words, voice, network.begin(2))
    expected = network.logits(features).detach().numpy()
    state = {one.name: np.zeros((1, 2, one.shape[2]), np.float32)
             for one in session.get_inputs() if one.name[0] in "hc"}  # fmt: skip
    fixed = {"voice": voice.numpy()} if voices else {}
    for step in range(7):  # one word at a time, the states handed on
        names = [one.name for one in session.get_outputs()]
        said = dict(
            zip(names, session.run(None, {"words": words[step : step + 1].numpy(), **fixed, **state}), strict=True)
        )
        assert np.allclose(said["logits"][0], expected[step], atol=1e-5)
        state = {name.removesuffix("_next"): value for name, value in said.items() if name != "logits"}
    whole = session.run(
        ["logits"], {"words": words.numpy(), **fixed, **{k: np.zeros_like(v) for k, v in state.items()}}
    )
    assert np.allclose(whole[0], expected, atol=1e-5)


def test_onnx_scores_windows_as_pytorch_does(tmp_path: Path) -> None:
    torch.manual_seed(1)
    network = build(SHAPE, "window").eval()
    assert isinstance(network, WindowModel)
    write_words_onnx(tmp_path / "model.onnx", layers_of(network))
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    words = torch.randint(0, 23, (4, 5))
    (said,) = session.run(None, {"words": words.numpy()})
    assert np.allclose(said, network(words).detach().numpy(), atol=1e-5)


@pytest.mark.parametrize(("model", "voices"), [("lstm", 3), ("sequence", 0), ("window", 0)])
@pytest.mark.parametrize("storage", ["int8", "float16"])
def test_through_storage_is_what_a_page_reads(model: str, voices: int, storage: Storage) -> None:
    torch.manual_seed(2)
    shape = replace(SHAPE, voices=voices, window=SHAPE.window if model == "window" else 0)
    network = build(shape, model).eval()
    for weights in network.parameters():
        weights.data.uniform_(-0.5, 0.5)
    words = (*SPECIAL, *(f"w{number}" for number in range(len(SPECIAL), shape.words)))
    trained = TrainedWriter(network, model, words, ("a",) * voices, LyricsSpec(), "")
    page = encode(layers_of(network), storage)
    reader = trained_from({**page, "shape": asdict(shape), "model": model})  # decodes the page's bytes by itself
    read = {"voice": voices - 1, "tokens": [5, 2, 9, 11, 3, 0, 7]}
    there = np.array(logits(reader, read))
    assert np.abs(np.array(logits(through_storage(trained, storage), read)) - there).max() < 1e-5
    assert np.abs(np.array(logits(trained, read)) - there).max() > 1e-5, "something was rounded"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HACKDAY_CACHE", str(tmp_path_factory.mktemp("cache")))
        return api.go(new_run(tmp_path_factory.mktemp("runs"), replace(TINY, epochs=0.5, artist_as_input=True)))


@pytest.mark.parametrize("damage", ["cut", "noise", "empty", "absent"])
def test_a_damaged_model_file_is_a_message(run: Run, damage: str) -> None:
    path = run.directory.export / "model.safetensors"
    whole = path.read_bytes()
    try:
        if damage == "absent":
            path.unlink()
        else:
            content = {"cut": whole[: len(whole) // 2], "noise": bytes(500) + whole[500:], "empty": b""}[damage]
            path.write_bytes(content)
        with pytest.raises(RunError):
            read_trained(run.directory)
    finally:
        path.write_bytes(whole)


def test_the_file_holds_all_that_a_song_needs(run: Run) -> None:
    trained = read_trained(run.directory)
    assert len(trained.voices) >= 1
    assert trained.cut("Hello, the MOON!\nzzyzx") == ["hello", "the", "moon", "\n", "zzyzx"]
    assert trained.cut("hello\n \t") == ["hello", "\n"], "a line end at the end is meant"
    assert trained.cut("\n") == []
    assert trained.words.index("the") < 20


@pytest.mark.parametrize(("widest", "lost", "stored_as"), [
    ("float16", 0.005, "int8"), ("float16", 0.05, "float16"), ("int8", 0.005, "int8"), ("int8", 0.05, None),
])  # fmt: skip
def test_weights_are_stored_in_8_bits_only_where_that_costs_little(
    run: Run, widest: Storage, lost: float, stored_as: Storage | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = read_trained(run.directory)
    monkeypatch.setattr(export, "perplexity_of", lambda _trained, _corpus: 100 * (1 + lost))
    corpus = corpus_of([[4, 5]] * 3, 8)
    if stored_as is None:
        with pytest.raises(TooLarge, match=r"loses 5\.0% .*--set embedding"):
            export.best_storage(trained, corpus, 100.0, widest)
    else:
        assert export.best_storage(trained, corpus, 100.0, widest)[0] == stored_as


def test_more_weights_than_a_page_holds_are_refused_with_the_limit(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackday.lyrics.layers.MOST_BYTES", 1000)
    again = api.go(new_run(run.path.parents[1], replace(TINY, epochs=0.1)))
    results = again.results
    assert results is not None
    assert "1,000" in results["no_page"]
    told = [line["warning"] for line in again.metrics if "warning" in line]
    assert told == [f"there will be no page: {results['no_page']}"]  # before the training
    assert not (again.directory.export / "page.json").exists()
    assert (again.directory.export / "model.onnx").exists()
