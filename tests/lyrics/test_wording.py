"""Songs of letters and of pieces have the words, the copies and the figures that songs of words have."""

import numpy as np
import pytest

from hackday.lyrics.data.corpus import SPECIAL, TRAINING, Array, Corpus
from hackday.lyrics.data.pieces import Pieces
from hackday.lyrics.metrics.copies import NgramFilter, copied
from hackday.lyrics.metrics.wording import Wording, in_words, training_words, word_number

SONGS = (
    "the lamp is on the hill tonight\nand nobody sees the lamp\n\noh don't wait",
    "a crow sat on the fence\nthe lamp is on the hill today",
    "oh don't wait for me beside the sea",
)


def cut(text: str, kind: str, pieces: Pieces) -> list[str]:
    """Text as tokens, written down by hand here: letters, pieces or words, and line ends."""
    tokens: list[str] = []
    for number, stanza in enumerate(text.split("\n\n")):
        tokens += ["\n\n"] * (number > 0)
        for place, line in enumerate(stanza.split("\n")):
            tokens += ["\n"] * (place > 0)
            tokens += (
                list(line) if kind == "characters" else line.split() if kind == "words" else pieces.encode(line.split())
            )
    return tokens


def corpus_of(kind: str) -> tuple[Corpus, list[Array]]:
    pieces = Pieces.train([song.replace("\n", " ") for song in SONGS], 60)
    songs = [cut(song, kind, pieces) for song in SONGS]
    words = (*SPECIAL, *sorted({token for song in songs for token in song} - set(SPECIAL)))
    place = {word: number for number, word in enumerate(words)}
    numbered = [np.array([*(place[token] for token in song), 1], np.uint16) for song in songs]
    corpus = Corpus(
        name="made up", summary="", licence="", key="", kind=kind, words=words, tokens=np.concatenate(numbered),
        offsets=np.cumsum([0, *map(len, numbered)]), part=np.full(3, TRAINING, np.uint8), artist=np.zeros(3, np.int32),
        artists=("One",), characters=np.ones(3), spelling_bits=np.zeros(3),
    )  # fmt: skip
    return corpus, numbered


@pytest.mark.parametrize("kind", ["words", "characters", "bpe"])
def test_every_kind_has_the_same_words_at_its_own_places(kind: str) -> None:
    corpus, songs = corpus_of(kind)
    for text, song in zip(SONGS, songs, strict=True):
        worded = Wording(corpus.words, kind).of(song)
        assert worded.texts == cut(text, "words", Pieces.train(["a"], 300))
        for word, start, end in zip(worded.texts, worded.starts, worded.ends, strict=True):
            spelt = "".join(corpus.words[token] for token in song[start:end])
            assert spelt.replace("▁", "").strip(" ") == word.strip(" ")


@pytest.mark.parametrize("kind", ["words", "characters", "bpe"])
def test_copies_are_the_same_whatever_the_tokens(kind: str) -> None:
    corpus, songs = corpus_of(kind)
    training = training_words(corpus)
    made = in_words([songs[1:], songs[:1]], corpus, training, 1000)
    first, second = copied(made.groups[0], training=made.training, shortest=5)
    assert (first.longest, first.fivegrams, first.copied_fivegrams) == (13, 9, 9), "a training song copies itself"
    assert second.longest == 8
    strange = made.groups[0][0].copy()
    strange[4] = 0
    assert copied([strange], made.training)[0].longest == 8
    spelt = [made.words[token] for token in made.groups[1][0].tolist() if token != 1]
    assert spelt == cut(SONGS[0], "words", Pieces.train(["a"], 300))


def test_unknown_letters_make_unknown_words_and_marks_are_words() -> None:
    words = (*SPECIAL, *" abc,")
    place = {word: number for number, word in enumerate(words)}
    song = [place["a"], 0, place[" "], place["b"], place[","], 2, 0, place[" "], place["c"], place["a"], 1]
    worded = Wording(words, "characters").of(song)
    assert worded.texts == ["<unk>", "b", ",", "\n", "<unk>", "ca"]
    assert list(zip(worded.starts, worded.ends, strict=True)) == [(0, 2), (3, 4), (4, 5), (5, 6), (6, 7), (8, 10)]


def test_numbers_of_words_are_fnv1a_and_the_filter_knows_them() -> None:
    # The published test values of FNV-1a, 32 bits.
    assert (word_number("a"), word_number("foobar")) == (0xE40C292C, 0xBF9CF968)
    corpus, _ = corpus_of("characters")
    held = NgramFilter.of(training_words(corpus))
    run = [word_number(word) for word in ["lamp", "is", "on", "the", "hill"]]
    assert held.contains(np.array([run, run[::-1]])).tolist() == [True, False]
