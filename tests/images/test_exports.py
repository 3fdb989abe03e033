"""One generator, three engines: PyTorch, ONNX, and the numbers that a page reads."""

import base64
import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from torch import nn

from hackday import api
from hackday.errors import HackdayError
from hackday.images.data.dataset import Attribute, Dataset
from hackday.images.layers import layers_of
from hackday.images.networks import PictureShape, Widths, build_generator
from hackday.images.spec import ImagesSpec, Resampling
from hackday.images.trained import combinations_of, read_trained
from hackday.pagemodel.page import TooLarge
from hackday.pagemodel.pictures_onnx import write_layers_onnx
from hackday.pagemodel.storage import Storage, StoredLayer, encode, storage_for, stored
from hackday.runs import RunError
from tests.images.runs import TINY, new_run

Array = np.ndarray[Any, Any]


def test_of_many_combinations_a_sample_is_kept_and_not_the_first_of_the_alphabet() -> None:
    """As in the Cartoon Set, where nearly every picture has a combination of its own."""
    labels = np.array(list(itertools.product(range(6), repeat=5)), np.int16)
    pictures = np.zeros((len(labels), 1, 1, 3), np.uint8)
    attributes = tuple(Attribute(f"a{i}", tuple("012345")) for i in range(5))
    data = Dataset("many", "", "", pictures, "key", attributes, labels)
    kept, shares = combinations_of(data, seed=0)
    assert len(kept) == 2000
    assert shares.sum() == pytest.approx(1)
    for some in (kept, kept[:400]):  # a page takes the first 400
        for column in range(5):
            counts = np.bincount(some[:, column], minlength=6) / len(some)
            assert np.abs(counts - 1 / 6).max() < 0.08


def generator(recipe: str, size: int, channels: int, slots: int, resampling: Resampling = "nearest") -> nn.Module:
    """A generator with weights that are not all alike, its batch norms with statistics of their own."""
    torch.manual_seed(0)
    spec = replace(ImagesSpec(), recipe=recipe, latent=7, resampling=resampling)  # type: ignore[arg-type]
    made = build_generator(
        spec,
        PictureShape(size, channels, (slots,) if slots else ()),
        Widths((12, 10, 8, 6)[: 3 if size == 28 else 4], ()),
    )
    for module in made.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            assert module.running_mean is not None
            assert module.running_var is not None
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
    return made.eval()


@pytest.mark.parametrize(
    ("recipe", "size", "channels", "slots", "resampling"),
    [("relativistic", 28, 1, 0, "nearest"), ("relativistic", 32, 3, 5, "nearest"),
     ("relativistic", 28, 1, 5, "bilinear"), ("relativistic", 32, 3, 0, "bilinear"),
     ("dcgan", 28, 1, 0, "nearest"), ("dcgan", 32, 3, 0, "nearest")],
)  # fmt: skip
def test_onnx_draws_what_pytorch_draws(
    tmp_path: Path, recipe: str, size: int, channels: int, slots: int, resampling: Resampling
) -> None:
    made = generator(recipe, size, channels, slots, resampling)
    path = tmp_path / "model.onnx"
    write_layers_onnx(path, layers_of(made), latent=7, slots=slots, channels=channels)
    latent, asked = torch.randn(5, 7), torch.randn(5, slots)
    inputs = {"latent": latent.numpy()} | ({"attributes": asked.numpy()} if slots else {})
    (drawn,) = onnxruntime.InferenceSession(path).run(None, inputs)
    with torch.no_grad():
        expected = made(latent, asked).clamp(-1, 1).numpy()
    assert drawn.shape == (5, channels, size, size)
    assert np.abs(drawn - expected).max() < 1e-4  # of 2: a hundredth of a level of brightness


def test_stored_weights_come_back_within_half_a_step() -> None:
    array = np.random.default_rng(0).normal(size=(4, 3, 3, 3)).astype(np.float32)
    assert np.abs(stored(array, "float16") - array).max() <= np.abs(array).max() / 2**11
    steps = np.abs(array).reshape(4, -1).max(axis=1) / 127
    assert (np.abs(stored(array, "int8") - array).reshape(4, -1).max(axis=1) <= steps / 2 + 1e-7).all()


def test_the_blob_holds_what_stored_says() -> None:
    array = np.random.default_rng(1).normal(size=(3, 5)).astype(np.float32)
    layer = StoredLayer("dense", "first", {"inputs": 5, "outputs": 3}, {"weights": array, "bias": None})
    storages: tuple[Storage, ...] = ("float16", "int8")
    for storage in storages:
        encoded = encode([layer, layer], storage)
        blob, where = base64.b64decode(encoded["weights"]), encoded["layers"][1]["weights"]
        assert where["offset"] % 4 == 0
        if storage == "float16":
            read: Array = np.frombuffer(blob, "<f2", 15, where["offset"]).astype(np.float32).reshape(3, 5)
        else:
            scales = np.frombuffer(blob, "<f4", 3, where["offset"])
            read = scales[:, None] * np.frombuffer(blob, np.int8, 15, where["offset"] + 12).reshape(3, 5)
        assert np.array_equal(read, stored(array, storage))


def test_what_a_page_cannot_hold_is_refused_with_the_limit() -> None:
    def of(count: int) -> list[StoredLayer]:
        return [StoredLayer("dense", "first", {}, {"weights": np.zeros((1, count), np.float32)})]

    assert storage_for(of(1_000_000), 2_000_000, "train a narrower one") == "float16"
    assert storage_for(of(2_000_000), 2_000_000, "train a narrower one") == "int8"
    with pytest.raises(TooLarge, match="2,000,000"):
        storage_for(of(2_000_001), 2_000_000, "train a narrower one")


def test_a_generator_too_large_for_a_page_leaves_a_page_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hackday.images.export.MOST_BYTES", 100)
    run = api.go(new_run(tmp_path, replace(TINY, images=32)))
    page = json.loads((run.directory.export / "page.json").read_text())
    assert page["generator"] is None
    assert "at most 100" in page["no_generator"]
    assert len(page["film"]["frames"]) >= 2
    results = run.results
    assert results is not None
    assert "at most 100" in results["no_page"]
    assert (run.directory.export / "model.onnx").exists()


def test_a_damaged_or_foreign_model_file_is_a_message(tmp_path: Path) -> None:
    run = api.go(new_run(tmp_path, replace(TINY, images=32)))
    path = run.directory.export / "model.safetensors"
    whole = path.read_bytes()
    assert read_trained(run.directory).size == 28
    for content in (
        b"",
        whole[:100],
        whole[:-50],
        b"\xff" * 500,
        whole.replace(b'\\"latent\\": 8', b'\\"latent\\": 9'),
    ):
        path.write_bytes(content)
        with pytest.raises(RunError, match="damaged"):
            read_trained(run.directory)
    path.unlink()
    with pytest.raises(HackdayError, match="no trained network"):
        read_trained(run.directory)
