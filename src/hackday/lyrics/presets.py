"""Named experiments, each with what to expect of it."""

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from hackday.lyrics.spec import LyricsSpec
from hackday.specs import told_changes


@dataclass(frozen=True)
class Preset:
    """A spec with a name, one sentence on what it is, and one on what it shows."""

    spec: LyricsSpec
    summary: str
    expect: str
    needs: str = ""
    """The data of one's own that it is for, where it names none itself."""


DEFAULT = "songbook"

ROCK_BANDS = (
    "AC/DC", "Aerosmith", "Alice Cooper", "Black Sabbath", "Bob Dylan", "Bon Jovi", "Deep Purple", "Guns N' Roses",
    "Iron Maiden", "Judas Priest", "Kiss", "Led Zeppelin", "Metallica", "Pink Floyd", "Queen", "Rolling Stones", "Rush",
    "Scorpions", "The Beatles", "Van Halen",
)  # fmt: skip
"""Twenty acts as songdata.csv (Kaggle, 57,650 songs) spells them."""

POST = LyricsSpec(
    model="window",
    batch_size=32,
    learning_rate=0.001,
    weight_decay=0.0,
    input_dropout=0.0,
    hidden_dropout=0.0,
    output_dropout=0.0,
    word_dropout=0.0,
    sampled=0,
    ema_half_life_steps=0,
    patience=0,
)
"""The post's own network and settings, but for what was broken: it is validated on songs that it never saw."""

PRESETS: dict[str, Preset] = {
    "songbook": Preset(
        LyricsSpec(artist_as_input=True, warmup_steps=50),
        "Songs in the voices of twenty invented bands, from the songbook that comes with hackday.",
        "Lines and stanzas within a minute; a voice for each band.",
    ),
    "by-heart": Preset(
        LyricsSpec(
            max_songs=100,
            min_count=1,
            epochs=60,
            embedding=256,
            weight_decay=0.0,
            input_dropout=0.0,
            output_dropout=0.0,
            word_dropout=0.0,
            sampled=0,
            ema_half_life_steps=50,
            batch_size=16,
            stretch=48,
            patience=0,
            keep="last",
        ),
        "The post's Baba Twist: the first hundred songs, read until they are known by heart.",
        "Nearly every word of the songs it read is guessed right, and one of nine of songs that it never saw.",
    ),
    "everything": Preset(
        LyricsSpec(
            min_count=3,
            epochs=4,
            patience=0,
            weight_decay=0.02,
            input_dropout=0.2,
            output_dropout=0.2,
        ),
        "The post's Tod Wonkin': all songs of a large file; give it with --data.",
        "Memory stays small however large the file is; the songs do not run in circles.",
        needs="a large file of songs",
    ),
    "rock-bands": Preset(
        LyricsSpec(artists=ROCK_BANDS, min_songs=51, artist_as_input=True),
        "The post's Gene Lyrica One: twenty rock acts with more than fifty songs each; give songdata.csv with --data.",
        "About as many words guessed right of new songs as of those that it read.",
        needs="a file of songs by twenty rock acts, as songdata.csv is (Kaggle, 57,650 songs)",
    ),
    "window": Preset(
        replace(POST, epochs=20.0),
        "The post's network as it was: from the last two lines, read in both directions, to the next word.",
        "Each word costs as much as a whole window; it learns the songs by heart before it learns to write.",
    ),
    "sequence": Preset(
        replace(
            POST, model="sequence", layers=2, hidden=128, embedding=50, learning_rate=0.002, batch_size=16, stretch=48
        ),
        "The post's other way: the same small network, but it learns from every word that it reads.",
        "Many times as many words a second as the window.",
    ),
}


TOLD = 5  # artists
QUIET = ("measured",)
"""A setting of how carefully the figures are measured: it changes nothing about the network."""


def summary_of(name: str, spec: LyricsSpec) -> dict[str, Any]:
    """`summary`, `expect` and `changed` of a run: its preset's words, and in words what it does otherwise."""
    preset = PRESETS.get(name)
    usual = preset.spec if preset is not None else LyricsSpec()
    if spec.data != usual.data:  # the preset's words are about its own songs
        other = [*told_changes(spec, usual, but=("data", "artists", *QUIET)), *_chosen_artists(spec, usual)]
        summary = f"A network that learned to write songs from {PurePath(spec.data).name or spec.data}."
        return {"summary": summary, "expect": "", "changed": other}
    changed = [*told_changes(spec, usual, but=("artists", *QUIET)), *_chosen_artists(spec, usual)]
    if preset is None:
        return {"summary": "A network that writes songs.", "expect": "", "changed": changed}
    return {"summary": preset.summary, "expect": "" if changed else preset.expect, "changed": changed}


def _chosen_artists(spec: LyricsSpec, usual: LyricsSpec) -> list[str]:
    """Whose songs alone were read, in a sentence, where that is not the preset's choice: a few names of them."""
    if spec.artists == usual.artists:
        return []
    if not spec.artists:
        return ["songs by all artists"]
    more = len(spec.artists) - TOLD
    return [f"only songs by {'; '.join(spec.artists[:TOLD])}" + (f" and {more} more" if more > 0 else "")]
