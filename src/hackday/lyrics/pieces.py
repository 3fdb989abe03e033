"""Verses for a site's gallery, each with the address that writes it again in the page.

They are written by the weights as the page stores them, with the page's usual settings and its random numbers, so that
what hangs in the gallery is what its link shows.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from hackday.lyrics.data.corpus import END, LINE, STANZA, UNKNOWN
from hackday.lyrics.sampling import SamplingSettings
from hackday.lyrics.trained import TrainedWriter
from hackday.lyrics.writing import write_many

SEED = 101  # far from the seed 1 that a page opens with
COUNT = 12
WORDS = 64  # of a verse at most, line ends counted; what follows the last whole line is cut off
LEAST = 20  # words of a verse: shorter ones are not worth a frame
OPENING = "hello world"


def pieces(trained: TrainedWriter) -> list[dict[str, Any]]:
    """Up to COUNT verses: `kind`, `text`, `about` (whose voice) and `address`; the first begins with OPENING."""
    voices = [place % len(trained.voices) if trained.voices else -1 for place in range(COUNT)]
    opening = opening_of(trained)
    prompts = [opening, *[[] for _ in range(COUNT - 1)]]
    songs = write_many(trained, COUNT, SamplingSettings(), SEED, voices=voices, prompts=prompts, words=WORDS)
    shown = []
    for place, (song, voice, prompt) in enumerate(zip(songs, voices, prompts, strict=True)):
        verse = whole_lines([int(token) for token in song])
        text = trained.text(verse)
        if len(text.split()) >= LEAST:
            about = trained.voices[voice] if voice >= 0 else ""
            address = {"prompt": OPENING if prompt else "", "voice": voice, "length": WORDS - len(prompt),
                       "seed": SEED + place, "stop": len(verse)}  # fmt: skip
            shown.append({"kind": "verse", "text": text, "about": about, "address": urlencode(address)})
    return shown


def opening_of(trained: TrainedWriter) -> list[int]:
    """The tokens of OPENING; none if the network does not know its words, or a page cannot cut a prompt into them."""
    if trained.cleaning.tokens != "words":
        return []
    numbers = {word: number for number, word in enumerate(trained.words)}
    tokens = [numbers.get(word, UNKNOWN) for word in trained.cut(OPENING)]
    return [] if UNKNOWN in tokens else tokens


def whole_lines(song: Sequence[int]) -> list[int]:
    """A song up to its last whole line, without the line's end."""
    if song and song[-1] == END:
        return list(song[:-1])
    ends = [place for place, token in enumerate(song) if token in (LINE, STANZA)]
    return list(song[: ends[-1]]) if ends else list(song)
