"""The trained generator as others read it: safetensors, ONNX, and the page model."""

import copy
import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import torch

from hackday.images.card import card, headline
from hackday.images.data.dataset import Dataset
from hackday.images.inspect import IN_A_ROW, curves
from hackday.images.layers import layers_of
from hackday.images.pieces import pieces
from hackday.images.presets import summary_of
from hackday.images.randomness import latents
from hackday.images.results import Measured
from hackday.images.sheets import data_uri, filled, read_picture, sheet
from hackday.images.spec import ImagesSpec
from hackday.images.train import FILM, Trained, film_folder
from hackday.images.trained import TrainedGenerator, write_trained
from hackday.pagemodel.about import about_run
from hackday.pagemodel.onnx_check import check_answers
from hackday.pagemodel.page import TooLarge, write_page_model
from hackday.pagemodel.pictures_onnx import write_layers_onnx
from hackday.pagemodel.storage import Storage, storage_for, stored
from hackday.pagemodel.storage import encode as encode_layers
from hackday.training import Session

Array = np.ndarray[Any, Any]

MOST_FRAMES = 40  # of the film in a page
FRAME_QUALITY, SHEET_QUALITY = 60, 80
PROBES = 64  # pictures by which the loss in storing is measured
CHECKED = 4  # pictures that the ONNX file must draw alike
DIRECTIONS = 8
MOST_COMBINATIONS = 400
MOST_BYTES, FILM_BYTES = 1_500_000, 450_000
"""Of a page's stored weights (a third more as text) and of its film: a page of one file then stays under three
megabytes, with half a megabyte for the script, the gallery and the figures."""
ADVICE = {
    "relativistic": "train narrower networks with --set generator_widths=… to publish one",
    "dcgan": "the post's networks are of one size; train a preset of the default recipe to publish one",
}


def export(
    session: Session, spec: ImagesSpec, dataset: Dataset, learned: Trained, trained: TrainedGenerator,
    measured: Measured, results: dict[str, Any],
) -> str | None:  # fmt: skip
    """Write model.safetensors, model.onnx and page.json; returns what a page cannot hold and why, if anything."""
    folder = session.run.export
    folder.mkdir(exist_ok=True)
    write_trained(folder / "model.safetensors", trained)
    layers = layers_of(trained.network)
    slots = sum(len(one.values) for one in trained.asked)
    write_layers_onnx(folder / "model.onnx", layers, latent=trained.latent, slots=slots, channels=trained.channels)
    check_onnx(folder / "model.onnx", trained, session.seed)
    model = page_model(session, spec, dataset, learned, trained, measured, results)
    why = None
    try:
        storage = storage_for(layers, MOST_BYTES, ADVICE[spec.recipe])
        rounded = through_storage(trained, storage)
        error = storage_error(trained, rounded, session.seed)
        model["generator"] = {**encode_layers(layers, storage), "error": error}
        model["pieces"] = pieces(rounded, MOST_COMBINATIONS)
    except TooLarge as error:  # the page then shows the training and the figures, and draws nothing
        why = str(error)
        model |= {"generator": None, "no_generator": f"{why[0].upper()}{why[1:]}."}
    try:
        write_page_model(folder / "page.json", model)
    except TooLarge as error:
        why = str(error)
    return why


@torch.no_grad()
def check_onnx(path: Path, trained: TrainedGenerator, seed: int) -> None:
    """WrongAnswer unless the file draws what the network draws, to half a level of brightness."""
    latent = latents(seed, "probe", CHECKED, trained.latent)
    asked = trained.conditions(trained.usual_labels(CHECKED, seed))
    drawn = trained.network(latent, asked).clamp(-1, 1).numpy()
    given = {"latent": latent.numpy()} | ({"attributes": asked.numpy()} if asked.shape[1] else {})
    check_answers(path, given, {"pictures": drawn}, {"pictures": 0.5 / 127.5})


def through_storage(trained: TrainedGenerator, storage: Storage) -> TrainedGenerator:
    """The generator with the weights that a page reads back."""
    network = copy.deepcopy(trained.network)
    with torch.no_grad():
        for name, tensor in network.named_parameters():
            if tensor.ndim and "norm" not in name:  # a batch norm is stored as its scale and shift
                tensor.copy_(torch.from_numpy(stored(tensor.contiguous().numpy(), storage)))
    return dataclasses.replace(trained, network=network)


def storage_error(trained: TrainedGenerator, rounded: TrainedGenerator, seed: int) -> dict[str, float]:
    """By how much pictures change through the stored weights, in 1/255: the largest and the mean of all pixels."""
    with torch.no_grad():
        latent = latents(seed, "probe", PROBES, trained.latent)
        asked = trained.conditions(trained.usual_labels(PROBES, seed))
        exact, near = (one.network(latent, asked).clamp(-1, 1) for one in (trained, rounded))
    error = (exact - near).abs() * 127.5
    return {"largest": round(float(error.max()), 3), "mean": round(float(error.mean()), 4)}


def directions(trained: TrainedGenerator) -> list[dict[str, Any]]:
    """The latent's directions that move the first layer most: its right singular vectors (Shen and Zhou 2021, SeFa)."""
    first: Any = trained.network.first
    weights = first.weight.detach().numpy()[:, : trained.latent].astype(np.float64)
    _, strengths, vectors = np.linalg.svd(weights, full_matrices=False)
    return [
        {"vector": [float(f"{value:.6g}") for value in vector], "strength": float(f"{strength:.6g}")}
        for vector, strength in zip(vectors[:DIRECTIONS], strengths[:DIRECTIONS], strict=True)
    ]


def page_model(
    session: Session, spec: ImagesSpec, dataset: Dataset, learned: Trained, trained: TrainedGenerator,
    measured: Measured, results: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """docs/formats/page-model.md, for an images run; all but the generator."""
    return {
        "domain": "images",
        "headline": headline(results),
        "card": card(spec, dataset, results).plain(),
        "run": about_run(session.run, spec, summary_of, results["seconds"]),
        "data": {"name": dataset.name, "summary": dataset.summary, "licence": dataset.licence, "count": len(dataset)},
        "picture": {"size": trained.size, "channels": trained.channels},
        "latent": trained.latent,
        "attributes": attribute_shares(trained, dataset),
        "combinations": [
            {"labels": row.tolist(), "share": float(f"{share:.6g}")}
            for row, share in zip(trained.combinations, trained.shares, strict=True)
        ][:MOST_COMBINATIONS] if trained.asked else [],
        "directions": directions(trained),
        "film": film(session),
        "curves": page_curves(session, learned),
        "alarms": curves(session, learned)["alarms"],
        "results": results,
        "sheets": sheets(measured),
    }  # fmt: skip


def attribute_shares(trained: TrainedGenerator, dataset: Dataset) -> list[dict[str, Any]]:
    """Each attribute that can be asked for, with how often each value occurs among the labelled pictures."""
    shown = []
    for column, one in enumerate(trained.asked):
        known = dataset.labels[dataset.labels[:, column] >= 0, column]
        counts = np.bincount(known, minlength=len(one.values)) / max(len(known), 1)
        shown.append({"name": one.name, "values": list(one.values), "shares": [round(float(x), 5) for x in counts]})
    return shown


def film(session: Session) -> dict[str, Any]:
    """The frames of the training, evenly thinned, the last one kept."""
    files = sorted(film_folder(session.run.artifacts).glob("*.png"))
    seen = [line["images"] for line in session.run.metrics()[0] if "images" in line]
    count = min(len(files), len(seen))
    chosen = _spread(count, MOST_FRAMES)
    while True:
        frames = [data_uri(read_picture(files[place]), FRAME_QUALITY) for place in chosen]
        fitting = max(2, int(len(frames) * FILM_BYTES / max(sum(map(len, frames)), 1)))
        if fitting >= len(frames):
            break
        chosen = _spread(count, fitting)
    return {
        "images": [seen[place] for place in chosen],
        "frames": frames,
        "rows": FILM // 4,
        "columns": 4,
    }


def _spread(count: int, most: int) -> Array:
    """At most `most` places of `count`, spread evenly, the first and the last among them."""
    return np.unique(np.round(np.linspace(0, count - 1, min(count, most))).astype(int))


def page_curves(session: Session, learned: Trained) -> dict[str, Any]:
    """The curves in the page's words."""
    shown = curves(session, learned)
    series = {
        "discriminator loss": "discriminator_loss",
        "generator loss": "generator_loss",
        "slope penalty": "penalty",
    }
    watch = {"distinct pictures": "distinct", "coverage": "coverage", "pairs told apart": "pairs_told_apart"}
    return {
        "images": shown["images"],
        "series": [{"name": name, "values": _compact(shown[key])} for name, key in series.items()],
        "watch": [{"name": name, "values": _compact(shown[key])} for name, key in watch.items()],
    }


def sheets(measured: Measured) -> list[dict[str, Any]]:
    """Pictures of the figures: the five worst combinations, a row each."""
    if not measured.worst:
        return []
    whole = sheet(np.concatenate([filled(pictures, IN_A_ROW) for _, pictures in measured.worst]), IN_A_ROW)
    return [{
        "name": "worst-combinations",
        "title": "The combinations that come out worst",
        "picture": data_uri(whole, SHEET_QUALITY),
        "rows": [text for text, _ in measured.worst],
    }]  # fmt: skip


def _compact(values: list[float | None]) -> list[float | None]:
    return [None if value is None else float(f"{value:.4g}") for value in values]
