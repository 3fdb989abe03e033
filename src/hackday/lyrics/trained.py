"""A trained network as a file that others can read: safetensors, with what the numbers mean in its metadata."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch
from torch import Tensor

from hackday.lyrics.data.corpus import LINE, SPECIAL, Corpus
from hackday.lyrics.data.words import join_tokens, normalise, split_words
from hackday.lyrics.model import ModelShape, SongModel, WindowModel, build
from hackday.lyrics.spec import LyricsSpec
from hackday.runs import RunDirectory
from hackday.runs.files import replace_bytes
from hackday.specs import SpecError, nearest
from hackday.training.tensor_files import read_trained_file

Array = np.ndarray[Any, Any]

ENDS_LINE = re.compile(r"\n[ \t]*\Z")


@dataclass(frozen=True)
class TrainedWriter:
    """Enough to write. `words`: the vocabulary; `voices`: whom it can be asked to write as; `cleaning`: the settings by
    which its songs, and so its prompts, were cut into words; `pieces`: those of tokens=bpe as JSON, else empty.
    """

    network: SongModel | WindowModel
    model: str
    words: tuple[str, ...]
    voices: tuple[str, ...]
    cleaning: LyricsSpec
    pieces: str

    def text(self, tokens: Sequence[int] | Array) -> str:
        """Tokens as a person reads them."""
        return join_tokens([self.words[token] for token in tokens], self.cleaning.tokens)

    def cut(self, prompt: str) -> list[str]:
        """A prompt's words (or characters, or pieces), cleaned as the songs were; some may be unknown.

        A line end at its end is meant, and kept: what follows begins a line.
        """
        cut = split_words(normalise(prompt, self.cleaning), self.cleaning)
        if self.pieces:
            from hackday.lyrics.data.pieces import Pieces

            cut = Pieces.from_json(self.pieces).encode(cut)
        return [*cut, self.words[LINE]] if cut and ENDS_LINE.search(prompt) else cut

    def voice(self, artist: str | None) -> int:
        """The number of a voice by its name, in any case; -1 for none. SpecError with the nearest known ones."""
        if not artist:
            return -1
        if not self.voices:
            raise SpecError("this network was not told whose songs it read; train one with --set artist_as_input=true")
        by_name = {name.casefold(): number for number, name in enumerate(self.voices)}
        if artist.casefold() not in by_name:
            raise SpecError(f"there is no voice '{artist[:60]}'{nearest(artist, self.voices)}")
        return by_name[artist.casefold()]


def trained_from(network: SongModel | WindowModel, spec: LyricsSpec, corpus: Corpus) -> TrainedWriter:
    """What a training came to, as it is exported."""
    from hackday.lyrics.data.store import pieces_json

    network.eval()
    voices = corpus.artists if network.shape.voices else ()
    pieces = pieces_json(corpus.key) if spec.tokens == "bpe" else ""
    return TrainedWriter(network, spec.model, corpus.words, voices, spec, pieces)


CLEANING = ("tokens", "keep_punctuation", "keep_headers", "merge_contractions", "max_repeats")


def write_trained(path: Path, trained: TrainedWriter) -> None:
    """Write the weights and all that gives them meaning."""
    about = {
        "model": trained.model,
        "shape": asdict(trained.network.shape),
        "words": list(trained.words),
        "voices": list(trained.voices),
        "cleaning": {name: getattr(trained.cleaning, name) for name in CLEANING},
        "pieces": trained.pieces,
    }
    tensors = {name: tensor.detach().contiguous() for name, tensor in trained.network.state_dict().items()}
    replace_bytes(path, safetensors.torch.save(tensors, metadata={"writer": json.dumps(about)}))


def read_trained(run: RunDirectory) -> TrainedWriter:
    """The network of a finished run. RunError if it is absent or damaged."""
    return read_trained_file(run, "writer", _rebuilt, framework="pt")


def _rebuilt(about: dict[str, Any], tensors: dict[str, Tensor]) -> TrainedWriter:
    shape = ModelShape.read(about["shape"])
    words, voices = tuple(map(str, about["words"])), tuple(map(str, about["voices"]))
    if words[: len(SPECIAL)] != SPECIAL or len(words) == len(SPECIAL) or shape.words != len(words):
        raise ValueError("its vocabulary does not fit")
    if shape.voices != len(voices):
        raise ValueError("its voices do not fit")
    cleaning = LyricsSpec(**{name: about["cleaning"][name] for name in CLEANING})
    with torch.device("meta"):  # only the shapes: a file must not make us claim memory that it does not fill
        network = build(shape, LyricsSpec(model=about["model"]).model)
    expected = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    if {name: tuple(tensor.shape) for name, tensor in tensors.items()} != expected:
        raise ValueError("its numbers are not those of the network that it names")
    if not all(bool(torch.isfinite(tensor).all()) for tensor in tensors.values()):
        raise ValueError("it holds numbers that are not finite")
    network.load_state_dict(tensors, assign=True)
    network.eval()
    return TrainedWriter(network, str(about["model"]), words, voices, cleaning, str(about["pieces"]))
