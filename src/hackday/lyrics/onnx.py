"""The network as ONNX, checked against the network itself."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from hackday.lyrics.model import SongModel, WindowModel
from hackday.pagemodel.onnx_check import check_answers
from hackday.pagemodel.storage import StoredLayer
from hackday.pagemodel.words_onnx import write_words_onnx

STEPS = 5  # words that it is tried with
OFF = 1e-4  # of the largest score, in which both round


@torch.no_grad()
def write_onnx(path: Path, network: SongModel | WindowModel, layers: Sequence[StoredLayer]) -> None:
    """Write `layers`, those of `network`, and run them on a few words. WrongAnswer if they do not score as it does."""
    write_words_onnx(path, layers)
    if isinstance(network, SongModel):
        shape = network.shape
        words = (torch.arange(STEPS)[:, None] * 7) % shape.words
        voice = torch.zeros(1, dtype=torch.int64)
        state = network.begin(1)
        features, _ = network(words, voice, state)
        scores = network.logits(features).numpy()
        given = {"words": words.numpy()} | ({"voice": voice.numpy()} if shape.voices else {})
        for number, parts in enumerate(state, start=1):
            given |= {f"{name}{number}": part.numpy() for name, part in zip("hc", parts, strict=False)}
    else:
        words = (torch.arange(network.shape.window)[None] * 7) % network.shape.words
        scores, given = network(words).numpy(), {"words": words.numpy()}
    check_answers(path, given, {"logits": scores}, {"logits": OFF * (1 + np.abs(scores).max())})
