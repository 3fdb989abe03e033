"""Write tests/golden/lyrics.json: networks that write, of every kind, with PyTorch's logits and what Python sampled.

    PYTHONPATH=. python tests/golden/make_lyrics.py          from the root, by hand: when the cases below change

The page's engine (web/src/engine/words) must reproduce the file, and so must Python today (test_golden_lyrics.py), from
the lists of layers and the stored weights alone. With them are random numbers, a filter of word runs, prompts and their
words, joined words and near spellings.
"""

import base64
import difflib
import json
from pathlib import Path
from typing import cast

import numpy as np

from hackday.lyrics.data.corpus import LINE, SPECIAL, STANZA, UNKNOWN, Array
from hackday.lyrics.data.pieces import Pieces
from hackday.lyrics.data.words import ELISIONS, MARK, WORD, join_tokens, normalise, split_words
from hackday.lyrics.metrics.copies import NgramFilter, TrainingSongs, copied
from hackday.lyrics.metrics.wording import Wording, word_number
from hackday.lyrics.model import ModelShape, build
from hackday.lyrics.spec import LyricsSpec, Tokens
from hackday.lyrics.trained import TrainedWriter
from hackday.lyrics.writing import WordCount
from hackday.pagemodel.random import Random
from tests.golden.lyrics_networks import Case, networks

PATH = Path(__file__).with_name("lyrics.json")


def everything() -> Case:
    """What the file holds."""
    return {
        "random": random_numbers(),
        "networks": networks(),
        "filter": word_runs(),
        "prompts": prompts(),
        "joined": joined(),
        "worded": worded(),
        "near": near(),
    }


def random_numbers() -> list[Case]:
    """The first numbers of some streams."""
    asked = [(0, "song"), (7, "song"), (-1, "song"), (4294967295, "song"), (123456789012, "song"), (7, "Café ✓ 𝄞")]
    made = [(seed, purpose, Random(seed, purpose)) for seed, purpose in asked]
    return [
        {"seed": seed, "purpose": purpose, "numbers": [drawn.uniform() for _ in range(8)]}
        for seed, purpose, drawn in made
    ]


def word_runs() -> Case:
    """A filter, runs of five words with its answers, and a text with its copied spans and share."""
    songs, filtered, training = _songs()
    inside = [song[place : place + 5].tolist() for song in songs for place in range(len(song) - 5)][:60]
    outside = np.random.default_rng(8).integers(4, 65_536, (600, 5))
    runs = [run for run in [*inside, *outside.tolist()] if min(run) > STANZA]
    one, two, three = (song.tolist() for song in songs[:3])
    text = [50, 51, *one[3:9], LINE, *one[9:14], 52, 0, *two[4:11], STANZA, 53, *three[:9], 0, *three[10:20], 54]
    (found,) = copied([np.array(text)], training)
    return {
        "bytes": base64.b64encode(filtered.to_bytes()).decode(),
        "runs": runs,
        "contained": filtered.contains(np.array(runs)).tolist(),
        "text": text,
        "spans": [[span.start, span.length] for span in found.spans],
        "share": found.copied_fivegrams / found.fivegrams,
    }


def _songs() -> tuple[list[Array], NgramFilter, TrainingSongs]:
    draw = np.random.default_rng(7)
    songs = [draw.integers(55, 60_000, 40).astype(np.uint16) for _ in range(5)]
    training = TrainingSongs(np.concatenate(songs), np.arange(6) * 40, np.arange(5))
    return songs, NgramFilter.of(training), training


TEXTS = (
    "Don't you CRY, my love",
    "'Tis the ol' man's runnin' song\nrock 'n' roll o'clock 'cause it’s '90s",
    "“Hello there,” she said — ‘goodbye’\r\n\r\n\r\n\r\nand  then\tgone\r",
    "\n\n  the lovers' lane\\nwell-known `quoted` (yeah!) [x2] \n",
    "[Verse 1: Somebody]\nthe first line\n[Chorus]\nla la\nla la\nla la\nla la\nla la\nla la\n(Bridge)\nend of it…",
    "Ünïcödé cafe\u0301 naïve Straße 𝄞 clef ✓ 日本語 ¿qué? İstanbul ΣΑΣ don´t",
    "\n\n".join(f"line number {number}" for number in range(9)) + "\n\n\n\nlast one",
    "\"it's 'quoted' inside\" ''twice'' and 5 o'clock, $20 #1!",
    "`quoted` in the café, ``twice'' and rock `n` roll; don`t",
    "Thro' a' the sma' hours, tho' waefu', i' th' snaw; 'twasn't 'mid the 'a' ('d'ye?') that 'said I'",
    "",
)
SPECS: tuple[Case, ...] = (
    {},
    {"keep_punctuation": True},
    {"merge_contractions": True},
    {"keep_headers": True, "max_repeats": 2},
    {"tokens": "characters"},
    {"tokens": "characters", "keep_punctuation": True},
    {"tokens": "bpe"},
    {"tokens": "bpe", "keep_punctuation": True},
)


def prompts() -> list[Case]:
    """Texts as a page's visitor types them, cut by some settings' rules; every third word is unknown."""
    made: list[Case] = []
    for given in SPECS:
        spec = LyricsSpec(**given)
        pieces = _pieces(spec) if spec.tokens == "bpe" else None
        as_json = pieces.as_json() if pieces else ""
        everything = TrainedWriter(build(ModelShape(5, 0, 1, 1, 1), "lstm"), "lstm", SPECIAL, (), spec, as_json)
        words = list(dict.fromkeys(word for text in TEXTS for word in everything.cut(text) if word not in SPECIAL))
        known = pieces.known() if pieces else [word for place, word in enumerate(words) if place % 3]
        vocabulary = (*SPECIAL, *known)
        trained = TrainedWriter(everything.network, "lstm", vocabulary, (), spec, as_json)
        place = {word: number for number, word in enumerate(vocabulary)}
        cut = [trained.cut(text) for text in TEXTS]
        made.append(
            {
                "tokens": spec.tokens,
                "cleaning": {"pattern": WORD + f"|{MARK}" * spec.keep_punctuation + r"|\n\n?", "elisions": ELISIONS,
                             "keep_punctuation": spec.keep_punctuation, "merge_contractions": spec.merge_contractions,
                             "keep_headers": spec.keep_headers, "max_repeats": spec.max_repeats},
                "vocabulary": vocabulary,
                "merges": pieces.merges() if pieces else None,
                "texts": [{"text": text, "tokens": [place.get(word, UNKNOWN) for word in words_of],
                           "unknown": [word for word in words_of if word not in place]}
                          for text, words_of in zip(TEXTS, cut, strict=True)],
            }
        )  # fmt: skip
    return made


def _pieces(spec: LyricsSpec) -> Pieces:
    """Pieces of some of the words of TEXTS, so that some letters of the others are unknown."""
    words = [word for text in TEXTS[:5] for word in split_words(normalise(text, spec), spec) if word not in SPECIAL]
    return Pieces.train([" ".join(words)] * 2, 90)


def joined() -> list[Case]:
    """Tokens of every kind, and the text that they are."""
    quoted = [
        '"',
        "oh",
        ",",
        "no",
        "!",
        '"',
        "(",
        "x",
        ")",
        "¿",
        "qué",
        "?",
        "\n",
        '"',
        "a",
        "\n",
        '"',
        "b",
        '"',
        "$",
        "5",
    ]
    rows = (
        ("words", ["the", "end", "\n", "of", "it", "\n\n", "don't", "'cause"]),
        ("words", quoted),
        ("characters", ["a", "b", " ", "c", "\n", "d", "\n\n", "e"]),
        ("bpe", ["▁hel", "lo", "▁you", "\n", "▁the", "re", "\n\n", "▁a"]),
    )  # fmt: skip
    return [{"kind": kind, "words": words, "text": join_tokens(words, kind)} for kind, words in rows]


def worded() -> list[Case]:
    """Tokens of every kind with the words that they make, these words' numbers, and how many have begun after each."""
    songs = (
        ("words", ["the", "end", "\n", "<unk>", "it", "\n\n", "don't"]),
        ("characters", [*"ol' man,", "\n", *"ca", "<unk>", *"t (sat) don't", " ", "\n\n", "<unk>", " ", *"é!"]),
        ("bpe", ["lo", "▁you", "r", "\n", "▁the", "<unk>", "re", "▁", "<unk>", "\n\n", "▁a", "▁,"]),
    )
    made: list[Case] = []
    for kind, song in songs:
        vocabulary = (*SPECIAL, *sorted({*song, "x"} - set(SPECIAL)))
        tokens = [vocabulary.index(token) for token in song]
        found = Wording(vocabulary, kind).of(tokens)
        spec = LyricsSpec(tokens=cast(Tokens, kind))
        count = WordCount(TrainedWriter(build(ModelShape(5, 0, 1, 1, 1), "lstm"), "lstm", vocabulary, (), spec, ""))
        begun = []
        for token in tokens:
            count.read(token)
            begun.append(count.begun)
        made.append({"kind": kind, "vocabulary": vocabulary, "pattern": f"{WORD}|{MARK}", "tokens": tokens,
                     "texts": found.texts, "places": [*zip(found.starts, found.ends, strict=True)],
                     "numbers": [word_number(text) for text in found.texts], "begun": begun})  # fmt: skip
    return made


def near() -> list[Case]:
    """Unknown words and the known ones spelled like them, by difflib."""
    known = ["love", "lovely", "glove", "live", "alive", "shove", "above", "loved", "lover", "moon", "the", "then",
             "them", "running", "runnin'", "sunning", "don't", "door", "aaab", "abab", "baba"]  # fmt: skip
    rows = [("lvoe", 3), ("loove", 5), ("runing", 4), ("abba", 3), ("thn", 3), ("xyzzy", 3), ("dont", 2)]
    return [{"word": word, "count": count, "known": known, "near": difflib.get_close_matches(word, known, count)}
            for word, count in rows]  # fmt: skip


def main() -> None:
    """Write the file, one line a part."""
    parts = [f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=True)}" for name, part in everything().items()]
    PATH.write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
