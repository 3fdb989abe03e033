"""The trained network as others read it: safetensors, ONNX, and the page model."""

import base64
import copy
import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from hackday.lyrics.card import card, headline
from hackday.lyrics.copying import KEPT_FILTER, MOST_KEPT_FILTER
from hackday.lyrics.data.corpus import LINE, STANZA, TEST, VALIDATION, Array, Corpus
from hackday.lyrics.data.words import ELISIONS, MARK, WORD
from hackday.lyrics.film import film
from hackday.lyrics.inspect import curves, neighbours, without_end
from hackday.lyrics.layers import NARROWER, layers_of, page_storage
from hackday.lyrics.metrics.copies import LEAST_BITS, NgramFilter, Room, TrainingSongs, copied
from hackday.lyrics.metrics.wording import Wording, in_words
from hackday.lyrics.onnx import write_onnx
from hackday.lyrics.pieces import pieces
from hackday.lyrics.presets import summary_of
from hackday.lyrics.results import Measured
from hackday.lyrics.scoring import score
from hackday.lyrics.spec import SONGBOOK, LyricsSpec
from hackday.lyrics.trained import TrainedWriter, write_trained
from hackday.pagemodel.about import about_run
from hackday.pagemodel.page import TooLarge, write_page_model
from hackday.pagemodel.storage import Storage, encode, stored
from hackday.runs.files import replace_bytes
from hackday.training import Session

MOST_FILTER = 900_000  # bytes of the filter of training n-grams; larger ones stay out of the page, beside it
LEAST_KEPT_BITS = 5  # a run; one in ten of the others is then found, and one in 10,000 stretches of eight words
MOST_LOST = 0.01  # of the perplexity, by storing the weights in 8 bits
PROBED = 20_000  # words of validation songs by which the loss in storing is measured
SHOWN = 8  # songs in a page
HUMAN_LINES = 8


def export(
    session: Session, spec: LyricsSpec, corpus: Corpus, trained: TrainedWriter, measured: Measured,
    results: dict[str, Any],
) -> str | None:  # fmt: skip
    """Write model.safetensors, model.onnx and, if a page can hold it, page.json; else returns why not."""
    folder = session.run.export
    folder.mkdir(exist_ok=True)
    write_trained(folder / "model.safetensors", trained)
    layers = layers_of(trained.network)
    write_onnx(folder / "model.onnx", trained.network, layers)
    listed = write_filter(folder / KEPT_FILTER, measured.training)
    try:
        least = page_storage(layers)
        exact = perplexity_of(trained, corpus)
        storage, rounded, through = best_storage(trained, corpus, exact, least)
        network = {
            "model": trained.model,
            "window": trained.network.shape.window if trained.model == "window" else 0,
            **encode(layers, storage),
            "error": {"perplexity": exact, "stored": through},
        }
        model = page_model(session, spec, corpus, trained, measured, results, listed)
        write_page_model(folder / "page.json", {**model, "network": network, "pieces": pieces(rounded)})
    except TooLarge as error:
        return str(error)
    return None


def best_storage(
    trained: TrainedWriter, corpus: Corpus, exact: float, widest: Storage
) -> tuple[Storage, TrainedWriter, float]:
    """8 bits where they raise the perplexity by at most MOST_LOST, else `widest`; the network through them, and its
    perplexity. TooLarge if only 8 bits fit into a page and they lose more."""
    rounded = through_storage(trained, "int8")
    through = perplexity_of(rounded, corpus)
    if through <= exact * (1 + MOST_LOST):
        return "int8", rounded, through
    if widest == "int8":
        raise TooLarge(f"in 8 bits the network loses {through / exact - 1:.1%} of its perplexity, and in 16 a page "
                       f"cannot hold it; {NARROWER}")  # fmt: skip
    rounded = through_storage(trained, widest)
    return widest, rounded, perplexity_of(rounded, corpus)


def through_storage(trained: TrainedWriter, storage: Storage) -> TrainedWriter:
    """The network with the weights that a page reads back."""
    network = copy.deepcopy(trained.network)
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, nn.LSTM):  # a page has one bias, the sum (layers.py), which is rounded as one
                layer.get_parameter("bias_ih_l0").add_(layer.get_parameter("bias_hh_l0"))
                layer.get_parameter("bias_hh_l0").zero_()
        for tensor in network.parameters():
            tensor.copy_(torch.from_numpy(stored(tensor.contiguous().numpy(), storage)))
    return dataclasses.replace(trained, network=network)


def perplexity_of(trained: TrainedWriter, corpus: Corpus) -> float:
    """Of some validation songs."""
    songs = corpus.first(corpus.songs_of(VALIDATION), PROBED)
    return round(score(trained.network, corpus, songs).perplexity, 4)


def page_model(
    session: Session, spec: LyricsSpec, corpus: Corpus, trained: TrainedWriter, measured: Measured,
    results: dict[str, Any], listed: NgramFilter | None,
) -> dict[str, Any]:  # fmt: skip
    """docs/formats/page-model.md, for a lyrics run; all but the network. `listed`: what `write_filter` wrote."""
    near = neighbours(trained)
    return {
        "domain": "lyrics",
        "headline": headline(results, corpus),
        "card": card(spec, corpus, len(trained.voices), results).plain(),
        "run": about_run(session.run, spec, summary_of, results["seconds"]),
        "data": {
            "name": corpus.name, "summary": corpus.summary, "licence": corpus.licence, "songs": len(corpus),
            "words": len(corpus.tokens), "from_file": spec.data != SONGBOOK,
        },
        "tokens": corpus.kind,
        "cleaning": {
            "pattern": rf"{WORD}|{MARK}|\n\n?" if spec.keep_punctuation else rf"{WORD}|\n\n?",
            "elisions": ELISIONS,
            "keep_punctuation": spec.keep_punctuation,
            "merge_contractions": spec.merge_contractions,
            "keep_headers": spec.keep_headers,
            "max_repeats": spec.max_repeats,
        },
        "vocabulary": list(trained.words),
        "merges": merges(trained),
        "voices": list(trained.voices),
        "filter": filter_text(listed),
        "samples": samples(measured, corpus, session.seed),
        "human": human_lines(corpus, results) if spec.data == SONGBOOK else None,
        "neighbours": {"words": list(near), "near": list(near.values())},
        "curves": page_curves(session, measured),
        "film": film(session.run),
        "results": results,
    }  # fmt: skip


def write_filter(path: Path, training: TrainingSongs) -> NgramFilter | None:
    """Keep the filter of the training songs' runs of five words: one that a page can hold, else a larger one.

    `training`: in words, so that of letters and pieces one asks with the numbers of `word_number`. None, and no file,
    for more than some fifty million distinct runs.
    """
    large = Room(MOST_KEPT_FILTER, least=LEAST_KEPT_BITS, most=LEAST_BITS)
    made = NgramFilter.within(training, Room(MOST_FILTER), large)
    if made is not None:
        replace_bytes(path, made.to_bytes())
    return made


def filter_text(listed: NgramFilter | None) -> str | None:
    """The filter in base64; None where it is too large for a page."""
    packed = listed.to_bytes() if listed is not None else b""
    return base64.b64encode(packed).decode() if 0 < len(packed) <= MOST_FILTER else None


def merges(trained: TrainedWriter) -> list[str] | None:
    """By which steps a page cuts a prompt's words into pieces; None where it needs none."""
    if not trained.pieces:
        return None
    from hackday.lyrics.data.pieces import Pieces

    return Pieces.from_json(trained.pieces).merges()


def samples(measured: Measured, corpus: Corpus, seed: int) -> list[dict[str, Any]]:
    """Some songs as they were written, and one without chance, with the spans that are copied."""
    chosen = [*measured.songs[:SHOWN], *measured.greedy[:1]]
    wording = Wording(corpus.words, corpus.kind)
    worded = in_words([chosen], corpus, measured.training, max(map(len, chosen), default=0))
    shown = []
    for place, (song, copies) in enumerate(zip(chosen, copied(worded.groups[0], worded.training), strict=True)):
        greedy = place >= len(measured.songs[:SHOWN])
        voice = -1 if greedy else measured.voices[place]
        shown.append({
            "kind": "greedy" if greedy else "sampled",
            "voice": None if voice < 0 else voice,
            "seed": seed + (0 if greedy else place),
            "tokens": without_end(song),
            "copied": [list(wording.stretch(song, span.start, span.length)) for span in copies.spans],
        })  # fmt: skip
    return shown


def human_lines(corpus: Corpus, results: dict[str, Any]) -> dict[str, Any] | None:
    """The first lines of one held-out song."""
    held_out = corpus.songs_of(TEST)
    if not len(held_out) or "samples" not in results:
        return None
    song = int(held_out[0])
    tokens: Array = corpus.song(song)
    ends = np.flatnonzero(np.isin(tokens, (LINE, STANZA)))
    cut = int(ends[min(HUMAN_LINES, len(ends)) - 1]) if len(ends) else len(tokens) - 1
    title = corpus.titles[song] if corpus.titles else ""
    return {"tokens": [int(token) for token in tokens[:cut]], "artist": corpus.artists[int(corpus.artist[song])],
            "title": title}  # fmt: skip


def page_curves(session: Session, measured: Measured) -> dict[str, Any]:
    """The curves in the page's words."""
    shown = curves(session, measured)
    series = {"training loss": "training_loss", "validation loss": "validation_loss"}
    return {
        "words": shown["words"],
        "epochs": shown["epochs"],
        "series": [{"name": name, "values": shown[key]} for name, key in series.items()],
        "kneser_ney": shown["kneser_ney"],
    }
