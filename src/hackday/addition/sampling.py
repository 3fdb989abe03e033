"""Asking the networks: `2 + 2`, and every network of a run answers."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from hackday.addition.export import Exported, read_exported
from hackday.addition.model import trace
from hackday.addition.report import network_name
from hackday.runs import RunDirectory
from hackday.runs.files import replace_bytes
from hackday.sample_files import shared_out
from hackday.specs import SpecError, require
from hackday.tables import Table
from hackday.training import stream

SUM = re.compile(r"\s*([+-]?\d{1,15})\s*\+\s*([+-]?\d{1,15})\s*(=\s*\??\s*)?", re.ASCII)


def read_sum(prompt: str) -> tuple[int, int]:
    """The two numbers of a typed sum. SpecError says what a sum looks like."""
    match = SUM.fullmatch(prompt)
    if not match:
        shown = prompt if len(prompt) <= 40 else prompt[:37] + "…"
        raise SpecError(
            f"'{shown}' is not a sum of two whole numbers of at most 15 digits; write for example \"2 + 2\""
        )
    return int(match[1]), int(match[2])


def sample(run: RunDirectory, prompt: str | None, count: int | None, seed: int) -> list[dict[str, Any]]:
    """Every network's answer to the sum, or to `count` sums (usually one) drawn from `seed` within each network's
    own range.

    One entry an answer: network, seed, a, b, sum, answer, error, hidden (a list). Networks of the run's first seed
    answer.
    """
    networks = read_exported(run)
    networks = [network for network in networks if network.seed == networks[0].seed]
    return [
        _answer(network, a, b)
        for network in networks
        for a, b in ([read_sum(prompt)] if prompt is not None else _draw(network, count or 1, seed))
    ]


def _draw(network: Exported, count: int, seed: int) -> list[tuple[int, int]]:
    pairs = stream(seed, "sample", network.max_sum).integers(0, network.max_sum // 2, size=(count, 2))
    return [(int(a), int(b)) for a, b in pairs]


def _answer(network: Exported, a: int, b: int) -> dict[str, Any]:
    with np.errstate(over="ignore", invalid="ignore"):
        seen = trace(network.shape, network.weights, np.array([a]), np.array([b]))
    answer = float(seen.output[0])
    known = bool(np.isfinite(answer))
    return {
        "network": network.id,
        "name": network_name(network.kind, network.shape.nodes),
        "max_sum": network.max_sum,
        "seed": network.seed,
        "a": a,
        "b": b,
        "sum": a + b,
        "answer": answer if known else None,
        "error": answer - (a + b) if known else None,
        "right": known and abs(answer - (a + b)) < 0.5,
        "hidden": [float(value) for value in seen.hidden[0]],
    }


def write_sample(answers: list[dict[str, Any]], out: Path, *, each: bool) -> list[Path]:
    """The answers as .csv or .json. SpecError for another ending."""
    require(not each, "answers in numbers go into one file; leave out --each")
    require(out.suffix in (".csv", ".json"), f"-o {out} is neither a .csv nor a .json file")
    ((file, answers),) = shared_out(answers, out, each=False)
    text = sample_table(answers).as_csv() if out.suffix == ".csv" else json.dumps(answers, indent=2) + "\n"
    replace_bytes(file, text.encode())
    return [file]


def sample_table(answers: list[dict[str, Any]]) -> Table:
    """The answers as people read them."""
    sums = {(one["a"], one["b"]) for one in answers}
    title = (
        f"{answers[0]['a']} + {answers[0]['b']} = {answers[0]['sum']}, says:" if len(sums) == 1 else "The networks say"
    )
    rows = [
        (
            one["name"],
            str(one["max_sum"]),
            f"{one['a']} + {one['b']}",
            "–" if one["answer"] is None else f"{one['answer']:.6g}",
            "–" if one["error"] is None else f"{one['error']:+.4g}",
            "right" if one["right"] else "wrong",
            _hidden_text(one["hidden"]),
        )
        for one in answers
    ]
    note = "right: rounds to the sum; hidden: what each hidden node says for this pair"
    return Table(title, ("network", "max sum", "asked", "answer", "error", "", "hidden"), rows, note)


def _hidden_text(hidden: list[float]) -> str:
    return " ".join(f"{value:.3f}" for value in hidden)
