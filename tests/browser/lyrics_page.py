"""A small but complete page model of a lyrics run, with a network that really learned: for the tests of the page.

Its songs are made of a few phrases, written for this file, and a little LSTM reads them for some seconds, so that it
writes lines, knows two voices by heart and runs in circles without chance. Figures are invented where measuring them
would take time. It is the same at every call.
"""

import base64
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from hackday.lyrics.data.words import ELISIONS, WORD, join_words
from hackday.lyrics.metrics.copies import NgramFilter, TrainingSongs, copied
from hackday.lyrics.sampling import Sampler, SamplingSettings
from tests.images.page_model import Blob

Array = np.ndarray[Any, Any]

SPECIAL = ("<unk>", "<song>", "\n", "\n\n")
UNKNOWN, END, LINE, STANZA = range(4)
PATTERN = rf"{WORD}|\n\n?"
NEUTRAL = {"min_p": 0.0, "lines_in_row": 0, "lines_in_song": 0}

VOICES = ("The Harbour Lamps", "Kettle & Crow")
_THINGS = (
    ("lamp", "tide", "rope", "harbour", "gull", "lantern", "net", "pier", "sail", "bell"),
    ("kettle", "crow", "garden", "ladder", "teapot", "fence", "window", "apple", "spoon", "stair"),
)
_LINES = (
    (
        "the {a} is in the {b} tonight", "i left the {a} burning by the {b}", "and the {a} goes out with the {b}",
        "don't wait for me beside the {a}", "there is no {a} that can hold the {b}", "oh the {a} the {a} and the {b}",
    ),
    (
        "the {a} is on the {b} again", "my mother hid the {a} behind the {b}", "and nobody mended the {a}",
        "you can't sing to a {a} about a {b}", "we laughed until the {a} fell from the {b}", "la la la said the {a}",
    ),
)  # fmt: skip
_CHORUS = (
    "so carry me home before the morning comes / carry me home before the morning comes"
    " / the sea keeps what it is given",
    "put the water on and sit with me a while / put the water on and sit with me a while"
    " / the day is only half as long",
)


@dataclass(frozen=True)
class Songs:
    """What is learned from: token numbers, song by song, whose each is, and what the numbers mean."""

    vocabulary: tuple[str, ...]
    songs: tuple[Array, ...]
    voice: tuple[int, ...]
    voices: tuple[str, ...]


def tokenise(text: str) -> list[str]:
    """Words and line ends of clean, lower-case text."""
    return re.findall(PATTERN, text)


def number(texts: Sequence[str], voice: Sequence[int], voices: Sequence[str], least: int = 1) -> Songs:
    """Texts of songs as numbers; words seen less than `least` times are unknown."""
    cut = [tokenise(text) for text in texts]
    counts = Counter(word for song in cut for word in song)
    frequent = sorted((-count, word) for word, count in counts.items() if count >= least and word not in SPECIAL)
    vocabulary = (*SPECIAL, *(word for _, word in frequent))
    place = {word: index for index, word in enumerate(vocabulary)}
    songs = tuple(np.array([place.get(word, UNKNOWN) for word in song] + [END], np.int64) for song in cut)
    return Songs(vocabulary, songs, tuple(voice), tuple(voices))


def invented_songs(count: int = 48) -> Songs:
    """Songs of two bands: verses of a few kinds of lines, and each band's own chorus."""
    draw = np.random.default_rng(4)
    texts, voices = [], []
    for song in range(count):
        voice = song % 2
        stanzas = []
        for _ in range(2):
            lines = [
                line.format(a=one, b=other)
                for line, (one, other) in zip(
                    draw.choice(_LINES[voice], 4, replace=False),
                    (draw.choice(_THINGS[voice], 2, replace=False) for _ in range(4)),
                    strict=True,
                )
            ]
            stanzas += ["\n".join(lines), _CHORUS[voice].replace(" / ", "\n")]
        texts.append("\n\n".join(stanzas))
        voices.append(voice)
    return number(texts, voices, VOICES)


class Singer(nn.Module):
    """Words and a voice → LSTM layers → the word vectors once more as the softmax's weights."""

    def __init__(self, words: int, voices: int, width: int, layers: int, hide: float = 0.0) -> None:
        super().__init__()
        torch.manual_seed(11)
        self.embedding = nn.Embedding(words, width)
        nn.init.normal_(self.embedding.weight, std=0.3)
        self.voices = nn.Embedding(max(1, voices), width)
        nn.init.normal_(self.voices.weight, std=0.1)
        self.recurrent = nn.LSTM(width, width, layers, dropout=hide if layers > 1 else 0.0)
        self.bias = nn.Parameter(torch.zeros(words))
        self.hide = hide

    def forward(self, words: Tensor, voice: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        """(steps, batch) → (steps, batch, words)."""
        read = self.embedding(words) + self.voices(voice)
        read, state = self.recurrent(nn.functional.dropout(read, self.hide, self.training), state)
        read = nn.functional.dropout(read, self.hide, self.training)
        return read @ self.embedding.weight.T + self.bias, state


@dataclass(frozen=True)
class Learned:
    """A network and how its training went."""

    singer: Singer
    steps: tuple[int, ...]
    training: tuple[float, ...]
    validation: tuple[float, ...]


def learn(
    songs: Songs, held_out: Songs, *, width: int, layers: int = 1, steps: int = 90, hide: float = 0.0, batch: int = 6
) -> Learned:
    """Read songs over and over, `batch` at a time. At last it is kept from ending songs, so that it must go round."""
    singer = Singer(len(songs.vocabulary), len(songs.voices), width, layers, hide)
    adam = torch.optim.Adam(singer.parameters(), lr=0.02 if width < 64 else 0.004)
    draw = np.random.default_rng(5)
    seen, training, validation = [0], [], []
    recent: list[float] = []
    words = 0
    for step in range(steps + 1):
        if step % max(1, steps // 20) == 0:
            singer.eval()
            with torch.no_grad():
                validation.append(_loss(singer, held_out, range(min(12, len(held_out.songs)))).item())
            singer.train()
            if step > 0:
                seen.append(words)
            training.append(float(np.mean(recent)) if recent else float("nan"))
            recent = []
        if step == steps:
            break
        chosen = draw.choice(len(songs.songs), min(batch, len(songs.songs)), replace=False)
        loss = _loss(singer, songs, chosen)
        for group in adam.param_groups:
            group["lr"] = (0.02 if width < 64 else 0.004) * (1 - step / (steps + 1))
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(singer.parameters(), 1.0)
        adam.step()
        recent.append(loss.item())
        words += sum(len(songs.songs[int(song)]) for song in chosen)
    with torch.no_grad():
        singer.bias[END] -= 6
    return Learned(singer.eval(), tuple(seen), tuple(training), tuple(validation))


def _loss(singer: Singer, songs: Songs, chosen: Any) -> Tensor:
    parts = [songs.songs[int(song)] for song in chosen]
    longest = max(map(len, parts))
    read, asked = np.full((longest, len(parts)), END), np.full((longest, len(parts)), -100)
    for row, song in enumerate(parts):
        read[1 : len(song), row], asked[: len(song), row] = song[:-1], song
    voice = torch.tensor([songs.voice[int(song)] for song in chosen])
    logits, _ = singer(torch.from_numpy(read), voice)
    return nn.functional.cross_entropy(logits.flatten(0, 1), torch.from_numpy(asked).flatten())


@torch.no_grad()
def write(
    singer: Singer, settings: SamplingSettings, seed: int, voice: int, length: int, prompt: Sequence[int] = ()
) -> list[int]:
    """A song of at most so many tokens, the prompt among them, and END not."""
    sampler = Sampler(settings, seed, singer.embedding.num_embeddings)
    tokens: list[int] = []
    logits, state = singer(torch.tensor([[END]]), torch.tensor([voice]))
    for place in range(length):
        if place < len(prompt):
            token = prompt[place]
            sampler.accept(token)
        else:
            token = sampler.choose(logits[0, 0].numpy())
        if token == END:
            break
        tokens.append(token)
        logits, state = singer(torch.tensor([[token]]), torch.tensor([voice]), state)
    return tokens


def network_model(singer: Singer, voices: int) -> dict[str, Any]:
    """The network as the page reads it."""
    blob = Blob("float16", np.random.default_rng(0))
    words, width = singer.embedding.weight.shape

    def put(weights: Tensor, storage: str | None = None) -> dict[str, Any]:
        return blob.add(weights.detach().numpy(), storage)

    layers: list[dict[str, Any]] = [
        {"kind": "embedding", "name": "words", "words": words, "width": width, "weights": put(singer.embedding.weight)}
    ]
    if voices:
        layers.append(
            {"kind": "voices", "name": "voices", "count": voices, "width": width,
             "weights": put(singer.voices.weight)}
        )  # fmt: skip
    for layer in range(singer.recurrent.num_layers):
        sides = {name: getattr(singer.recurrent, f"{name}_l{layer}") for name in ("weight_ih", "weight_hh")}
        bias = getattr(singer.recurrent, f"bias_ih_l{layer}") + getattr(singer.recurrent, f"bias_hh_l{layer}")
        layers.append(
            {"kind": "lstm", "name": f"lstm {layer + 1}", "inputs": width, "hidden": width,
             "input_weights": put(sides["weight_ih"]), "hidden_weights": put(sides["weight_hh"]),
             "bias": put(bias, "float32")}
        )  # fmt: skip
    layers.append(
        {"kind": "logits", "name": "next word", "inputs": width, "words": words, "weights": None,
         "bias": put(singer.bias, "float32")}
    )  # fmt: skip
    stored = blob.bytes()
    return {
        "model": "lstm", "window": 0, "layers": layers, "weights": base64.b64encode(stored).decode(),
        "bytes": len(stored), "parameters": sum(weights.numel() for weights in singer.parameters()),
        "storage": "float16", "error": {"perplexity": 131.2, "stored": 131.5},
    }  # fmt: skip


def near_words(singer: Singer, words: int) -> dict[str, Any]:
    """For the frequent words the eight nearest by angle."""
    vectors = singer.embedding.weight.detach().numpy()
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    angles = vectors @ vectors.T
    np.fill_diagonal(angles, -2)
    angles[:, : len(SPECIAL)] = -2
    chosen = list(range(len(SPECIAL), min(len(vectors), len(SPECIAL) + words)))
    return {"words": chosen, "near": [np.argsort(-angles[word], kind="stable")[:8].tolist() for word in chosen]}


def page_model(*, from_file: bool = False) -> dict[str, Any]:
    """The page model; not to be changed, but for a copy."""
    songs, singer = _material()
    return model_of(songs, songs, singer, from_file=from_file)


@cache
def _material() -> tuple[Songs, Learned]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    songs = invented_songs()
    try:
        return songs, learn(songs, songs, width=40)
    finally:
        torch.set_num_threads(threads)


def model_of(songs: Songs, held_out: Songs, learned: Learned, *, from_file: bool = False) -> dict[str, Any]:
    """The page model of a network that learned from `songs`."""
    singer = learned.singer
    voices = len(songs.voices)
    training = TrainingSongs(
        np.concatenate(songs.songs).astype(np.uint16),
        np.concatenate([[0], np.cumsum([len(song) for song in songs.songs])]),
        np.arange(len(songs.songs)),
    )
    written = [
        ("sampled", voice, seed, write(singer, SamplingSettings(), seed, voice, 150))
        for seed in (1, 2)
        for voice in range(min(2, voices))
    ]
    written.append(("greedy", 0, 0, write(singer, SamplingSettings(temperature=0.0, **NEUTRAL), 0, 0, 150)))  # type: ignore[arg-type]
    copies = copied([np.array(tokens) for *_, tokens in written], training)
    words = sum(len(song) for song in songs.songs)
    return {
        "format": 1,
        "domain": "lyrics",
        "headline": [{"name": "perplexity", "value": "131"}, {"name": "words known", "value": "2,904"}],
        "run": {
            "name": "lyrics/1", "label": "songbook", "preset": "default",
            "summary": "A network read 240 songs for five minutes and writes its own.",
            "expect": "Lines that hang together for a few words, choruses that come back, and hardly a rhyme.",
            "seed": 0, "started": "2026-11-24T09:41:03Z", "seconds": 301.5,
            "command": "hackday train lyrics --minutes 5", "machine": "two cores",
            "versions": {"hackday": "0.1.0", "torch": "2.13.0"}, "spec": {"data": "songbook", "tokens": "words"},
        },
        "data": {
            "name": "songbook", "summary": "songs written for this project", "licence": "CC0 1.0",
            "songs": len(songs.songs), "words": words, "from_file": from_file,
        },
        "tokens": "words",
        "cleaning": {
            "pattern": PATTERN, "elisions": ELISIONS, "keep_punctuation": False, "merge_contractions": False,
        },
        "vocabulary": list(songs.vocabulary),
        "voices": list(songs.voices),
        "network": network_model(singer, voices),
        "filter": base64.b64encode(NgramFilter.of(training).to_bytes()).decode(),
        "samples": [
            {
                "kind": kind, "voice": voice, "seed": seed, "tokens": tokens,
                "copied": [[span.start, span.length] for span in each.spans],
            }
            for (kind, voice, seed, tokens), each in zip(written, copies, strict=True)
        ],
        "human": {
            "tokens": held_out.songs[0][:60].tolist(), "artist": songs.voices[held_out.voice[0]], "title": "Held Out",
        },
        "neighbours": near_words(singer, 400),
        "curves": {
            "words": list(learned.steps), "epochs": [round(seen / words, 3) for seen in learned.steps],
            "series": [
                {
                    "name": "training loss",
                    "values": [None if loss != loss else round(loss, 4) for loss in learned.training],
                },
                {"name": "validation loss", "values": [round(loss, 4) for loss in learned.validation]},
            ],
            "kneser_ney": round(learned.validation[-1] + 0.35, 4),
        },
        "merges": None,
        "film": [
            {"words": seen, "text": join_words([songs.vocabulary[token] for token in write(
                singer, SamplingSettings(), seed, 0, 30)])}
            for seed, seen in enumerate(learned.steps)
        ],
        "results": RESULTS,
    }  # fmt: skip


def _beside(generated: float, human: float, spread: float) -> dict[str, Any]:
    return {
        "generated": generated, "generated_interval": [max(0.0, generated - spread), generated + spread],
        "human": human, "human_interval": [max(0.0, human - spread), human + spread],
    }  # fmt: skip


RESULTS: dict[str, Any] = {
    "seconds": 301.5, "words_per_second": 8421.0, "epochs": 17.4, "oov_rate": 0.061,
    "scored_words": 6_120, "counted_words": 4_000_000, "training_words": 11_500_000,
    "test": {
        "network": {"perplexity": 131.2, "bits_per_character": 1.72, "accuracy": 0.241, "accuracy_top5": 0.402},
        "unigram": {"perplexity": 398.1, "bits_per_character": 2.21, "accuracy": 0.094, "accuracy_top5": 0.214},
        "kneser_ney": {"perplexity": 168.4, "bits_per_character": 1.86, "accuracy": 0.207, "accuracy_top5": 0.351},
        "mixture": {"perplexity": 118.9, "bits_per_character": 1.67, "accuracy": 0.252, "accuracy_top5": 0.418},
    },
    "train": {"network": {"perplexity": 61.7, "bits_per_character": 1.31, "accuracy": 0.334, "accuracy_top5": 0.531}},
    "samples": {
        "loop_rate": _beside(0.045, 0.06, 0.03), "stuck_rate": _beside(0.0, 0.0, 0.0),
        "sequence_repetition_4": _beside(0.091, 0.112, 0.02), "repeated_lines": _beside(0.083, 0.121, 0.02),
        "longest_run_of_lines": _beside(1.2, 1.3, 0.1), "words_per_line": _beside(6.9, 7.1, 0.2),
        "lines_per_stanza": _beside(4.4, 4.6, 0.3), "end_rhyme_rate": _beside(0.041, 0.226, 0.02),
        "unknown_line_ends": _beside(0.01, 0.02, 0.01), "longest_copy": _beside(5.9, 4.6, 0.5),
        "copied_5grams": _beside(0.031, 0.012, 0.006), "copied_words": _beside(0.024, 0.008, 0.01),
        "longest_copy_of_all": {"generated": 14.0, "generated_interval": None, "human": 9.0, "human_interval": None},
        "distinct_2": _beside(0.612, 0.671, 0.02), "words_per_line_distance": _beside(0.62, 0.35, 0.1),
        "rare_figure": {"generated": None, "generated_interval": None, "human": None, "human_interval": None},
    },
}  # fmt: skip
