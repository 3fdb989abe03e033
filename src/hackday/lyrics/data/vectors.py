"""Word vectors that others learned, from a GloVe or word2vec text file, for the words of a vocabulary."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hackday.lyrics.data.corpus import SPECIAL, Array
from hackday.lyrics.data.decoding import looks_binary, opened_text
from hackday.lyrics.data.rows import shown
from hackday.runs.plain import open_plain
from hackday.specs import SpecError, require
from hackday.tables import percent

MAX_LINE = 200_000  # characters
MAX_SIZE = 4096  # numbers in a vector
USUAL_SIZE = 0.05  # the mean of what a fresh network's numbers are, without their signs


@dataclass(frozen=True)
class Vectors:
    """`matrix`: float32 (words, size), zeros where not `found`, bool (words,). `asked`: of how many words they were
    wanted, SPECIAL left out."""

    matrix: Array
    found: Array
    asked: int

    @property
    def share(self) -> float:
        """Of the words that were asked for, how many were found."""
        return float(self.found.sum()) / max(1, self.asked)

    def scaled(self, size: float = USUAL_SIZE) -> Array:
        """The vectors that were found, (found, size), their numbers as large as a fresh network's are."""
        found: Array = self.matrix[self.found]
        return (found * (size / max(float(np.abs(found).mean()), 1e-9))).astype(np.float32)

    def told(self, units: str) -> str:
        """How many were found, in a sentence; `units`: what the vocabulary is made of."""
        counts = f"{int(self.found.sum()):,} of the {self.asked:,} different {units} ({percent(self.share)})"
        return f"{counts} are in the file of word vectors; all others begin at random"


def read_vectors(path: Path, words: Sequence[str]) -> Vectors:
    """The vectors of `words` in a text file: a word and its numbers on each line, with or without word2vec's head.

    The file is streamed. SpecError, with the line, where it is no such file, or if it has none of the words.
    """
    name = shown(str(path))
    try:
        with open_plain(path) as start:
            head = start.read(65536)
        require(bool(head.strip()), f"the word vectors '{name}' are empty; a text file of GloVe or word2vec is needed")
        why = looks_binary(head)
        require(why is None, f"the word vectors '{name}' are {why}; a text file of GloVe or word2vec is needed")
        matrix, found = _read(path, name, words)
    except OSError as error:
        raise SpecError(f"the word vectors '{name}' cannot be read: {error.strerror}") from None
    count = len(words) - sum(word in SPECIAL for word in words)
    require(bool(found.any()), f"the word vectors '{name}' have none of the {count:,} words of the songs")
    return Vectors(matrix, found, count)


def _read(path: Path, name: str, words: Sequence[str]) -> tuple[Array, Array]:
    place = {word: i for i, word in enumerate(words) if word not in SPECIAL}
    found = np.zeros(len(words), np.bool_)
    matrix = np.zeros((len(words), 0), np.float32)
    size = 0
    with opened_text(path, "utf-8-sig") as (file, _):
        for number, line in enumerate(iter(lambda: file.readline(MAX_LINE), ""), 1):
            require(len(line) < MAX_LINE, f"the word vectors '{name}': line {number} has no end")
            word, _, rest = line.rstrip().partition(" ")
            if number == 1 and word.isdigit() and rest.strip().isdigit():
                size = int(rest)  # word2vec's head: how many words, how many numbers
                continue
            if not word:
                continue
            if not len(matrix) or not matrix.shape[1]:
                size = size or rest.count(" ") + 1
                require(
                    2 <= size <= MAX_SIZE and rest != "",
                    f"the word vectors '{name}': line {number} has no word with its 2 to {MAX_SIZE} numbers",
                )
                matrix = np.zeros((len(words), size), np.float32)
            count = rest.count(" ") + 1 if rest else 0
            if count > size:
                continue  # GloVe has "words" with spaces in them
            require(count == size, f"the word vectors '{name}': line {number} has {count} numbers instead of {size}")
            i = place.get(word, -1)
            if i < 0 or found[i]:
                continue
            try:
                matrix[i] = np.array(rest.split(" "), np.float32)
            except ValueError:
                raise SpecError(f"the word vectors '{name}': line {number} has something that is no number") from None
            require(
                bool(np.isfinite(matrix[i]).all()),
                f"the word vectors '{name}': line {number} has a number that is not finite",
            )
            found[i] = True
    return matrix, found
