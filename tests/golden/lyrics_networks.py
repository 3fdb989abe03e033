"""The networks of tests/golden/lyrics.json: every kind with random weights, PyTorch's logits and what Python sampled.

`make_lyrics.py` writes them to the file; `trained_from` makes the PyTorch network of what the file holds.
"""

import base64
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hackday.lyrics.data.corpus import END, LINE, SPECIAL, STANZA, Array
from hackday.lyrics.model import ModelShape, build
from hackday.lyrics.sampling import SamplingSettings
from hackday.lyrics.spec import LyricsSpec
from hackday.lyrics.trained import TrainedWriter
from hackday.lyrics.writing import Length, Reading, write
from tests.golden.make_images import decode
from tests.images.page_model import Blob

Case = dict[str, Any]
Layers = list[dict[str, Any]]

WORDS, EMBEDDING, HIDDEN, VOICES, WINDOW = 43, 7, 10, 3, 5
"""Not multiples of four, on purpose."""
DEFAULT: Case = {}
GREEDY = {"temperature": 0.0}
SETTINGS: tuple[Case, ...] = (
    DEFAULT,
    GREEDY,
    {"temperature": 1.3, "top_k": 12, "top_p": 0.8, "min_p": 0.0},
    {"top_p": 0.9},
    {"typical_p": 0.7, "min_p": 0.0},
    {"typical_p": 0.9, "top_k": 20, "top_p": 0.95, "min_p": 0.02},
    {"mirostat": 2, "mirostat_tau": 3.0, "temperature": 1.1},
    {"dry_multiplier": 0.8, "dry_allowed_length": 1, "temperature": 0.7, "lines_in_row": 0, "lines_in_song": 0},
    {"repetition_penalty": 1.3, "repeat_last_n": 20},
    {"repetition_penalty": 1.2, "repeat_last_n": -1, "min_p": 0.0},
    {"xtc_probability": 0.5, "xtc_threshold": 0.1, "min_p": 0.02},
    {"no_repeat_ngram_size": 2, "temperature": 0.5},
    {"temperature": 0.0, "lines_in_row": 1, "lines_in_song": 2},
    {"temperature": 0.0, "lines_in_row": 0, "lines_in_song": 0},
)


def networks() -> list[Case]:
    """Every kind of network; the first is asked to write with all of SETTINGS."""
    return [
        _network("lstm", SETTINGS, voices=VOICES),
        _network("lstm", (DEFAULT, GREEDY), storage="int8"),
        _network("sequence", (DEFAULT, GREEDY), storage="float16"),
        _network("window", (DEFAULT, GREEDY)),
    ]


def _network(model: str, settings: tuple[Case, ...], *, voices: int = 0, storage: str = "float32") -> Case:
    window = WINDOW if model == "window" else 0
    shape = {"words": WORDS, "voices": voices, "embedding": EMBEDDING, "hidden": HIDDEN, "layers": 2, "window": window}
    blob = Blob(storage, np.random.default_rng(len(model) + voices))
    case: Case = {
        "model": model,
        "window": window,
        "shape": shape,
        "storage": storage,
        "layers": _layers(shape, model, blob),
    }
    case["weights"] = base64.b64encode(blob.bytes()).decode()
    trained = trained_from(case)
    draw = np.random.default_rng(5)
    asked = [(-1, draw.integers(0, WORDS, 7)), (voices - 1, draw.choice([0, *range(2, WORDS)], 9))]
    case["reads"] = [{"voice": voice, "tokens": [0, 2, *map(int, words[words != 1])]} for voice, words in asked]
    for read in case["reads"]:
        read["logits"] = [[round(value, 7) for value in row] for row in logits(trained, read)]
    case["texts"] = [
        {"settings": chosen, "seed": seed, "voice": seed % 4 - 1 if voices else -1, "prompt": [5, 9, 2][: seed % 4],
         "words": 90, "lines": 0}
        for seed, chosen in enumerate(settings)
    ]  # fmt: skip
    case["texts"].append({**case["texts"][0], "seed": 77, "lines": 3})
    for text in case["texts"]:
        text["tokens"] = tokens(trained, text)
    return case


def _layers(shape: Case, model: str, blob: Blob) -> Layers:
    """The page model's layers with random weights. Logits spread over some units, and line ends are likely."""
    draw = np.random.default_rng(11)
    embedding, hidden, words = shape["embedding"], shape["hidden"], shape["words"]

    def tensor(*lengths: int, spread: float) -> Case:
        return blob.add(np.asarray(draw.normal(0, spread, lengths)), "float32" if len(lengths) == 1 else None)

    def recurrent(kind: str, inputs: int, outputs: int) -> Case:
        gates = 4 if kind == "lstm" else 3
        weights = {"input_weights": tensor(gates * outputs, inputs, spread=1.2 / inputs**0.5 * 2),
                   "hidden_weights": tensor(gates * outputs, outputs, spread=1.0 / outputs**0.5 * 2)}  # fmt: skip
        names = ("bias",) if kind == "lstm" else ("input_bias", "hidden_bias")
        biases = {name: tensor(gates * outputs, spread=0.5) for name in names}
        return {"kind": kind, "inputs": inputs, "hidden": outputs, **weights, **biases}

    def logits(inputs: int, *, tied: bool) -> Case:
        bias: Array = np.asarray(draw.normal(0, 0.7, words))
        bias[LINE] += 3.0
        bias[STANZA] += 1.0
        bias[END] += -0.5 if shape["voices"] else 0.5
        weights = None if tied else tensor(words, inputs, spread=1.5)
        return {
            "kind": "logits",
            "inputs": inputs,
            "words": words,
            "weights": weights,
            "bias": blob.add(bias, "float32"),
        }

    layers: Layers = [{"kind": "embedding", "words": words, "width": embedding,
                       "weights": tensor(words, embedding, spread=1.3)}]  # fmt: skip
    if shape["voices"]:
        layers.append({"kind": "voices", "count": shape["voices"], "width": embedding,
                       "weights": tensor(shape["voices"], embedding, spread=0.8)})  # fmt: skip
    if model == "lstm":
        return [*layers, recurrent("lstm", embedding, hidden), recurrent("lstm", hidden, embedding),
                logits(embedding, tied=True)]  # fmt: skip
    if model == "sequence":
        grus = [{**recurrent("gru", inputs, hidden), "reverse": False} for inputs in (embedding, hidden)]
        return [*layers, *grus, logits(hidden, tied=False)]
    widths = (embedding, embedding, 2 * hidden, 2 * hidden)
    grus = [{**recurrent("gru", inputs, hidden), "reverse": place % 2 == 1} for place, inputs in enumerate(widths)]
    dense = {"kind": "dense", "inputs": 2 * hidden, "outputs": hidden, "activation": "relu",
             "weights": tensor(hidden, 2 * hidden, spread=0.5), "bias": tensor(hidden, spread=0.3)}  # fmt: skip
    return [*layers, *grus, dense, logits(hidden, tied=False)]


def trained_from(case: Case) -> TrainedWriter:
    """The network as PyTorch runs it, from a case's layers and stored weights."""
    shape, stored = ModelShape(**case["shape"]), base64.b64decode(case["weights"])
    network = build(shape, case["model"])
    names: dict[str, Tensor] = {}
    recurrent = [layer for layer in case["layers"] if layer["kind"] in ("lstm", "gru")]
    for layer in case["layers"]:
        held = {name: decode(entry, stored) for name, entry in layer.items() if isinstance(entry, dict)}
        match layer["kind"]:
            case "embedding":
                names["embedding.weight"] = held["weights"]
            case "voices":
                names["voice.weight"] = held["weights"]
            case "dense":
                names.update({"dense.weight": held["weights"], "dense.bias": held["bias"]})
            case "logits" if layer["weights"] is None:
                names["bias"] = held["bias"]
            case "logits":
                names.update({"output.weight": held["weights"], "output.bias": held["bias"]})
            case _:
                place = next(place for place, other in enumerate(recurrent) if other is layer)
                start, end = f"recurrent.{place}.", "_l0"
                if shape.window:
                    start, end = "recurrent.", f"_l{place // 2}" + "_reverse" * (place % 2)
                names[f"{start}weight_ih{end}"] = held["input_weights"]
                names[f"{start}weight_hh{end}"] = held["hidden_weights"]
                names[f"{start}bias_ih{end}"] = held["input_bias"] if "input_bias" in held else held["bias"]
                names[f"{start}bias_hh{end}"] = held.get("hidden_bias", torch.zeros(len(held["hidden_weights"])))
    network.load_state_dict(names)
    network.eval()
    words = (*SPECIAL, *(f"word{place}" for place in range(len(SPECIAL), shape.words)))
    voices = tuple(f"voice {place}" for place in range(shape.voices))
    return TrainedWriter(network, case["model"], words, voices, LyricsSpec(), "")


def logits(trained: TrainedWriter, read: Case) -> list[list[float]]:
    """Before each token of `read`, and after the last."""
    reading = Reading(trained, [read["voice"]])
    rows = [reading.logits[0].tolist()]
    for token in read["tokens"]:
        reading.read([token])
        rows.append(reading.logits[0].tolist())
    return rows


def tokens(trained: TrainedWriter, text: Case) -> list[int]:
    """What Python writes."""
    settings, length = SamplingSettings(**text["settings"]), Length(text["words"], text["lines"])
    return list(write(trained, text["prompt"], settings, text["seed"], voice=text["voice"], length=length))
