"""The second pass: the vocabulary is chosen from the training songs, and words met become the corpus' numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from hackday.lyrics.data.corpus import END, LINE, SPECIAL, STANZA, TRAINING, UNKNOWN, Array
from hackday.lyrics.data.gathering import LINE_TYPE, MASKED, RARE_TYPE, STANZA_TYPE, Gathered
from hackday.lyrics.data.profanity import is_profane
from hackday.lyrics.data.spelling import spelling_bits
from hackday.lyrics.spec import LyricsSpec

CHUNK = 500_000  # words in memory at a time
EXAMPLES = 30  # of unknown words
CODES = 65536  # characters beyond are dropped by `normalise`


@dataclass(frozen=True)
class Stream:
    """Numbers of types in a file, song after song. `songs`: which of the songs in the file are taken, in their order.

    `ends`: the types of a line's and of a stanza's end.
    """

    path: Path
    lengths: Array
    songs: Array
    part: Array
    ends: tuple[int, int]
    names: Sequence[str]

    def chunks(self, *, training: bool = False) -> Iterator[tuple[Array, Array]]:
        """The types of some songs at a time, and for each of these which song of `songs` it is of."""
        place = np.full(len(self.lengths), -1, np.int64)
        place[self.songs] = np.arange(len(self.songs))
        if training:
            place[self.songs[self.part != TRAINING]] = -1
        bounds = np.concatenate([[0], np.cumsum(self.lengths)])
        start = 0
        with self.path.open("rb") as file:
            while start < len(self.lengths):
                stop = max(start + 1, int(np.searchsorted(bounds, bounds[start] + CHUNK, "right")) - 1)
                types = np.fromfile(file, np.uint32, int(bounds[stop] - bounds[start]))
                song = np.repeat(place[start:stop], self.lengths[start:stop])
                yield types[song >= 0], song[song >= 0]
                start = stop

    def counts(self) -> Array:
        """How often each type is in the training songs."""
        total = np.zeros(len(self.names), np.int64)
        for types, _ in self.chunks(training=True):
            total += np.bincount(types, minlength=len(total))
        return total


@dataclass(frozen=True)
class Numbered:
    """What the second pass comes to, besides the file of tokens. `pieces`: the tokenizer as JSON, of tokens=bpe."""

    words: tuple[str, ...]
    offsets: Array
    spelling_bits: Array
    unknown_examples: dict[str, int]
    pieces: str = ""


@dataclass(frozen=True)
class _Table:
    """For each type its tokens, `flat[starts[type]:starts[type + 1]]`, and the bits to spell what of it is unknown."""

    words: tuple[str, ...]
    flat: Array
    starts: Array
    bits: Array
    unknown_examples: dict[str, int]
    pieces: str = ""


def number(
    gathered: Gathered, spec: LyricsSpec, songs: Array, part: Array, out: IO[bytes], progress: Callable[[float], None]
) -> Numbered:
    """Write the tokens of `songs` to `out`, uint16."""
    stream = _stream(gathered, spec, songs, part)
    table = _pieces(stream, spec) if spec.tokens == "bpe" else _words(stream, spec)
    progress(0.5)
    bits = np.zeros(len(songs))
    lengths = np.ones(len(songs), np.int64)  # END
    sizes = np.diff(table.starts)
    for types, song in stream.chunks():
        if not len(types):
            continue
        bits += np.bincount(song, table.bits[types], len(songs))
        repeats = sizes[types]
        owner = np.repeat(song, repeats)
        ends = np.cumsum(repeats)
        # The tokens of each type, one after another: a start for each, and steps of one from there.
        places = np.arange(ends[-1]) + np.repeat(table.starts[types] - (ends - repeats), repeats)
        lengths += np.bincount(owner, minlength=len(songs))
        last = np.flatnonzero(np.diff(owner, append=-1)) + 1
        out.write(np.insert(table.flat[places], last, END).astype("<u2").tobytes())
        progress(0.5 + 0.5 * float(song[-1] + 1) / len(songs))
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Numbered(table.words, offsets, bits, table.unknown_examples, table.pieces)


def _stream(gathered: Gathered, spec: LyricsSpec, songs: Array, part: Array) -> Stream:
    if spec.tokens == "characters":
        names: list[str] = [chr(code) for code in range(CODES)]
        return Stream(gathered.character_file, np.array(gathered.spelt, np.int64), songs, part, (10, 1), names)
    lengths = np.array(gathered.lengths, np.int64)
    return Stream(gathered.word_file, lengths, songs, part, (LINE_TYPE, STANZA_TYPE), list(gathered.types))


def _masked(name: str, spec: LyricsSpec) -> bool:
    return name == MASKED or (spec.mask_profanity and len(name) > 1 and is_profane(name))


def _words(stream: Stream, spec: LyricsSpec) -> _Table:
    """The vocabulary of words or characters: the most frequent of the training songs."""
    counts = stream.counts()
    counts[list(stream.ends)] = 0
    names = stream.names
    if spec.tokens != "characters":
        counts[RARE_TYPE] = 0
    frequent = [
        (-count, names[i], i)
        for i, count in enumerate(counts.tolist())
        if count >= spec.min_count and not _masked(names[i], spec)
    ]
    chosen = sorted(frequent)[: spec.max_words]
    table = np.full(len(names), UNKNOWN, np.int64)
    table[[i for _, _, i in chosen]] = np.arange(len(SPECIAL), len(SPECIAL) + len(chosen))
    table[list(stream.ends)] = LINE, STANZA
    words = [name for _, name, _ in chosen]
    bits = np.zeros(len(names))
    unknown = np.flatnonzero(table == UNKNOWN)
    bits[unknown] = spelling_bits(words, [names[i] for i in unknown.tolist()])
    if spec.tokens != "characters":
        bits[RARE_TYPE] = bits[unknown].mean()  # its letters are not known any more
    shy = sorted(((-counts[i], names[i]) for i in unknown.tolist() if counts[i]), key=lambda one: one)[:EXAMPLES]
    examples = {name: int(-count) for count, name in shy}
    return _Table((*SPECIAL, *words), table, np.arange(len(names) + 1), bits, examples)


def _pieces(stream: Stream, spec: LyricsSpec) -> _Table:
    """The vocabulary of pieces, learned from the training songs; every type is cut once, whatever its neighbours."""
    from hackday.lyrics.data.pieces import Pieces

    names = stream.names
    masked = np.array([i <= RARE_TYPE or _masked(name, spec) for i, name in enumerate(names)])

    def texts() -> Iterator[str]:
        for types, song in stream.chunks(training=True):
            kept, owner = types[~masked[types]], song[~masked[types]]
            for one in np.split(kept, np.flatnonzero(np.diff(owner)) + 1):
                yield " ".join([names[i] for i in one.tolist()])

    pieces = Pieces.train(texts(), spec.pieces)
    known = pieces.known()
    place = {piece: i for i, piece in enumerate(known)}
    strange = len(known)  # stands for <unk>, until the order by frequency is known
    counts = stream.counts()
    flat, sizes, letters = [], [], []
    for start in range(0, len(names), 10_000):
        some = names[start : start + 10_000]
        for i, cut in enumerate(pieces.cut(some), start):
            numbers = [strange] if masked[i] or not cut else [place.get(piece, strange) for piece, _ in cut]
            flat.extend(numbers)
            sizes.append(len(numbers))
            letters.append(names[i] if masked[i] else "".join(text for piece, text in cut if piece not in place))
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    old = np.array(flat, np.int64)
    often = np.bincount(old, np.repeat(counts, sizes), strange + 1)
    order = sorted(range(strange), key=lambda i: (-often[i], known[i]))
    table = np.zeros(strange + 1, np.int64)
    table[order] = np.arange(len(SPECIAL), len(SPECIAL) + strange)
    table[strange] = UNKNOWN
    new = table[old]
    new[starts[LINE_TYPE]], new[starts[STANZA_TYPE]] = LINE, STANZA
    odd = [i for i, text in enumerate(letters) if text and i > RARE_TYPE]
    bits = np.zeros(len(names))
    words = [names[i] for i in np.flatnonzero(counts >= 2).tolist() if i > RARE_TYPE and not masked[i]]
    bits[odd] = spelling_bits(words, [letters[i] for i in odd])
    shy = sorted((-counts[i], names[i]) for i in odd if counts[i])[:EXAMPLES]
    examples = {name: int(-count) for count, name in shy}
    return _Table((*SPECIAL, *[known[i] for i in order]), new, starts, bits, examples, pieces.as_json())
