"""The golden networks that write say what PyTorch says today; web/src/engine/words is held to the same file."""

import json
from typing import Any

import numpy as np
import pytest

from hackday.lyrics.data.corpus import LINE
from tests.golden.lyrics_networks import SETTINGS, logits, networks, tokens, trained_from
from tests.golden.make_lyrics import PATH, joined, near, prompts, random_numbers, word_runs, worded

FILE: dict[str, Any] = json.loads(PATH.read_text())
NETWORKS: list[dict[str, Any]] = FILE["networks"]


@pytest.mark.parametrize("case", NETWORKS, ids=lambda case: f"{case['model']}-{case['storage']}")
def test_every_network_scores_and_writes_what_the_file_says(case: dict[str, Any]) -> None:
    trained = trained_from(case)
    for read in case["reads"]:
        np.testing.assert_allclose(logits(trained, read), read["logits"], atol=2e-5, rtol=2e-5)
    for text in case["texts"]:
        assert tokens(trained, text) == text["tokens"], text["settings"]


def test_the_file_has_the_networks_of_make_lyrics() -> None:
    for kept, made in zip(NETWORKS, networks(), strict=True):
        for part in ("model", "window", "shape", "layers", "weights"):
            assert kept[part] == made[part]


@pytest.mark.parametrize(
    ("part", "make"),
    [
        ("random", random_numbers),
        ("filter", word_runs),
        ("prompts", prompts),
        ("joined", joined),
        ("worded", worded),
        ("near", near),
    ],
)
def test_the_other_parts_are_those_of_make_lyrics(part: str, make: Any) -> None:
    assert FILE[part] == json.loads(json.dumps(make()))


def test_the_cases_are_as_hard_as_they_should_be() -> None:
    """Every kind of network, layer and storage; texts that differ with their settings; guarded loops; an early end."""
    assert {case["model"] for case in NETWORKS} == {"lstm", "sequence", "window"}
    assert {case["storage"] for case in NETWORKS} == {"float32", "float16", "int8"}
    kinds = {layer["kind"] for case in NETWORKS for layer in case["layers"]}
    assert kinds == {"embedding", "voices", "lstm", "gru", "dense", "logits"}
    assert all(np.std(read["logits"]) > 0.5 for case in NETWORKS for read in case["reads"])
    texts = [text for case in NETWORKS for text in case["texts"]]
    assert len({tuple(text["tokens"]) for text in texts[: len(SETTINGS)]}) == len(SETTINGS)
    assert any(len(text["tokens"]) < text["words"] and not text["lines"] for text in texts)
    assert any(text["lines"] and text["tokens"].count(LINE) for text in texts)
    assert FILE["filter"]["spans"]
    assert any(FILE["filter"]["contained"][60:])
    assert not all(FILE["filter"]["contained"])
