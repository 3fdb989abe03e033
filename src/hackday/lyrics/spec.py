"""Every setting of the lyrics lab, with its default and its limits."""

from dataclasses import dataclass
from typing import Literal

from hackday.specs import require

Model = Literal["lstm", "window", "sequence"]
Tokens = Literal["words", "characters", "bpe"]
SONGBOOK = "songbook"
"""The data set that comes with hackday, by the name that `data` has for it."""

READING_SETTINGS = (
    *("text_column", "artist_column", "title_column", "artists", "min_songs", "max_songs", "tokens"),
    *("keep_punctuation", "keep_headers", "merge_contractions", "mask_profanity", "max_repeats"),
)
"""The settings that a corpus depends on, besides those of its vocabulary."""
VOCABULARY_SETTINGS = ("min_count", "max_words", "pieces")
"""Of these, the last counts with tokens=bpe alone, and the others with all but that."""

CHOSEN = -1.0
"""A dropout that is left to the number of words (`hackday.lyrics.budget.settled`); 0 hides nothing."""
DROPOUTS = ("input_dropout", "output_dropout", "word_dropout")


@dataclass(frozen=True)
class LyricsSpec:
    """A network that writes songs, and the songs it learns from. The defaults are the word LSTM on the songbook."""

    data: str = SONGBOOK
    """What to learn from: the built-in songbook, a CSV, TSV or JSON Lines file, or a folder of text files."""
    text_column: str = ""
    """The column of the lyrics; empty finds it by name, else by its length."""
    artist_column: str = ""
    """The column of the artists; empty finds it by name."""
    title_column: str = ""
    """The column of the titles; empty finds it by name."""
    artists: tuple[str, ...] = ()
    """Only songs of these artists; empty takes all. A name with a comma stands between quotes."""
    min_songs: int = 0
    """Only artists with at least so many songs."""
    max_songs: int = 0
    """At most so many songs, the first of the file; 0 takes all."""
    tokens: Tokens = "words"
    """What a song is made of: words, characters, or pieces of words (byte pair encoding)."""
    min_count: int = 2
    """A word seen less often in the training songs is an unknown word."""
    max_words: int = 30_000
    """At most so many words are known, the most frequent."""
    pieces: int = 4000
    """With tokens=bpe: how many pieces there are."""
    keep_punctuation: bool = False
    """Punctuation marks become words of their own; otherwise they are dropped, but for apostrophes."""
    keep_headers: bool = False
    """Keep lines such as [Chorus]; otherwise they are dropped."""
    merge_contractions: bool = False
    """Write don't as dont, so that both are one word."""
    mask_profanity: bool = False
    """Songs are learned with swear words masked: they become unknown words (badwords-py, English)."""
    max_repeats: int = 4
    """A run of equal lines is cut to so many; 0 keeps all."""
    word_vectors: str = ""
    """A GloVe or word2vec text file that the words' vectors start from."""
    model: Model = "lstm"
    """`lstm`: reads the song from its start, learns at every word; `sequence`: the post's GRU, the same way;
    `window`: the post's network, which reads the last words alone and learns one word from each window."""
    artist_as_input: bool = False
    """The network is told whose song it is, and can be asked to write in that voice."""
    embedding: int = 0
    """Numbers in a word's vector; 0 chooses by the number of words and by the minutes."""
    hidden: int = 0
    """Width of the recurrent layers; 0 chooses. An LSTM's last layer is as wide as a word's vector."""
    layers: int = 1
    """Recurrent layers; the window model has two."""
    window: int = 0
    """Of the window model: how many words it sees; 0 takes two average lines of the songs."""
    epochs: float = 20.0
    """How often every training song is read; --minutes overrules it."""
    batch_size: int = 0
    """Songs that are read side by side (of the window model: windows in a step, times 8); 0 chooses by the number of
    words: few songs teach best in many small steps, many songs fastest in large ones."""
    stretch: int = 0
    """Words of each song in one step (truncated backpropagation); 0 chooses."""
    learning_rate: float = 0.006
    """Of AdamW at its highest."""
    warmup_steps: int = 100
    """The learning rate rises from 0 in so many first steps, then falls to 0 along a cosine."""
    weight_decay: float = 0.1
    """Of AdamW: a step takes this share, times the learning rate, off every weight. Songs that are read thirty times
    are otherwise learned by heart, whatever is hidden (docs/decisions/0007-how-the-default-writes.md)."""
    clip: float = 0.5
    """The most that the length of the slope may be."""
    input_dropout: float = CHOSEN
    """Share of a word vector's numbers that are hidden, the same all through a stretch (locked dropout); -1 chooses by
    the number of words: few songs are learned by heart unless much is hidden."""
    hidden_dropout: float = 0.25
    """The same between the recurrent layers, of which there are two or more only with layers=2."""
    output_dropout: float = CHOSEN
    """The same before the softmax; -1 chooses."""
    word_dropout: float = CHOSEN
    """Share of words whose vectors are hidden all through a step; -1 chooses."""
    weight_dropout: float = 0.0
    """Share of the hidden-to-hidden weights that are hidden in a step (DropConnect)."""
    sampled: int = 2048
    """Words that the training softmax is drawn over, shared by a step; 0 takes all. Validation always takes all."""
    ema_half_life_steps: int = 300
    """Figures and songs come from an average of the weights with this half-life; 0: from the last ones."""
    validations: int = 20
    """How often in a training the validation songs are scored and samples written."""
    patience: int = 5
    """Validations without a better score after which the training stops early; 0 never stops early."""
    keep: Literal["best", "last"] = "best"
    """Which network the run comes to: the one of the best validation, or the last one, where songs are to be known by
    heart rather than written anew."""
    measured: int = 200
    """Songs written for the figures in the results."""

    def __post_init__(self) -> None:
        require(self.data != "" and "\x00" not in self.data, "data is empty; name the songbook or a file of songs")
        for name, low, high in (
            ("min_songs", 0, 1_000_000),
            ("max_songs", 0, 100_000_000),
            ("min_count", 1, 1000),
            ("max_words", 100, 60_000),
            ("pieces", 300, 30_000),
            ("max_repeats", 0, 1000),
            ("embedding", 0, 2048),
            ("hidden", 0, 4096),
            ("layers", 1, 4),
            ("window", 0, 200),
            ("epochs", 0.01, 10_000),
            ("batch_size", 0, 1024),
            ("stretch", 0, 1024),
            ("learning_rate", 1e-6, 1.0),
            ("warmup_steps", 0, 1_000_000),
            ("weight_decay", 0.0, 10.0),
            ("clip", 0.0, 1e6),
            ("sampled", 0, 60_000),
            ("ema_half_life_steps", 0, 1_000_000),
            ("validations", 1, 1000),
            ("patience", 0, 1000),
            ("measured", 4, 10_000),
        ):
            value = getattr(self, name)
            require(low <= value <= high, f"{name}={value} is not possible: it lies between {low:g} and {high:g}")
        require(
            self.hidden == 0 or self.layers > 1 or self.model != "lstm",
            f"hidden={self.hidden} has no layer: the last layer of an LSTM is as wide as a word's vector; "
            "choose embedding=…, or add layers=2",
        )
        require(self.stretch not in (1, 2, 3), f"stretch={self.stretch} is not possible: it is 0, or at least 4")
        for name in (*DROPOUTS, "hidden_dropout", "weight_dropout"):
            value, open_ = getattr(self, name), name in DROPOUTS
            bounds = "it is at least 0 and below 1" + (f", or {CHOSEN:g} to have it chosen" if open_ else "")
            require(0 <= value < 1 or (open_ and value == CHOSEN), f"{name}={value} is not possible: {bounds}")
