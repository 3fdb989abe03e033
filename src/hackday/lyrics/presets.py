"""Named experiments, each with what to expect of it."""

from dataclasses import dataclass, replace

from hackday.lyrics.spec import LyricsSpec
from hackday.specs import plain, typed


@dataclass(frozen=True)
class Preset:
    """A spec with a name, one sentence on what it is, and one on what it shows."""

    spec: LyricsSpec
    summary: str
    expect: str


DEFAULT = "songbook"

ROCK_BANDS = (
    "AC/DC", "Aerosmith", "Alice Cooper", "Black Sabbath", "Bon Jovi", "Deep Purple", "Def Leppard", "Foo Fighters",
    "Guns N' Roses", "Iron Maiden", "Judas Priest", "Kiss", "Led Zeppelin", "Metallica", "Motorhead", "Nazareth",
    "Queen", "Rush", "Scorpions", "Van Halen",
)  # fmt: skip
"""Twenty acts as songdata.csv (Kaggle, 57,650 songs) spells them."""

POST = LyricsSpec(
    model="window",
    batch_size=32,
    learning_rate=0.001,
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
        LyricsSpec(artist_as_input=True, batch_size=8, stretch=32, warmup_steps=50, learning_rate=0.004),
        "Songs in the voices of twenty invented bands, from the songbook that comes with hackday.",
        "Lines and stanzas within a minute; a voice for each band.",
    ),
    "by-heart": Preset(
        LyricsSpec(
            max_songs=100,
            min_count=1,
            epochs=60,
            embedding=128,
            hidden=256,
            input_dropout=0.0,
            hidden_dropout=0.0,
            output_dropout=0.0,
            word_dropout=0.0,
            sampled=0,
            ema_half_life_steps=50,
            batch_size=16,
            patience=0,
        ),
        "The post's Baba Twist: the first hundred songs, read until they are known by heart.",
        "Four of five words of the songs it read are guessed right, and one of five of songs that it never saw.",
    ),
    "everything": Preset(
        LyricsSpec(min_count=3, epochs=4, patience=0, input_dropout=0.2, hidden_dropout=0.1, output_dropout=0.2),
        "The post's Tod Wonkin': all songs of a large file; give it with --data.",
        "Memory stays small however large the file is; the songs do not run in circles.",
    ),
    "rock-bands": Preset(
        LyricsSpec(artists=ROCK_BANDS, min_songs=50, artist_as_input=True),
        "The post's Gene Lyrica One: twenty rock acts with more than fifty songs each; give songdata.csv with --data.",
        "About as many words guessed right of new songs as of those that it read.",
    ),
    "window": Preset(
        replace(POST, epochs=20.0),
        "The post's network as it was: from the last two lines, read in both directions, to the next word.",
        "Each word costs as much as a whole window; it learns the songs by heart before it learns to write.",
    ),
    "sequence": Preset(
        replace(POST, model="sequence", hidden=128, embedding=50, learning_rate=0.002, batch_size=16),
        "The post's other way: the same small network, but it learns from every word that it reads.",
        "Many times as many words a second as the window.",
    ),
}


def summary_of(name: str, spec: LyricsSpec) -> dict[str, str]:
    """`summary` and `expect` of a run: its preset's if it has the preset's settings, else what it changed."""
    usual = PRESETS[name].spec if name in PRESETS else LyricsSpec()
    if name in PRESETS and spec == usual:
        return {"summary": PRESETS[name].summary, "expect": PRESETS[name].expect}
    before = plain(usual)
    changed = [f"{k}={typed(v)}" for k, v in plain(spec).items() if v != before[k] and k != "artists"]
    told = f", with {', '.join(changed)}" if changed else ""
    summary = PRESETS[name].summary.rstrip(".") if name in PRESETS else "A network that writes songs"
    return {"summary": f"{summary}{told}.", "expect": ""}
