"""How the next word is chosen: every setting of the samplers, by the names that people know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hackday.specs import SpecError, read, require

ALIASES = {
    "temp": "temperature",
    "typical": "typical_p",
    "repeat_penalty": "repetition_penalty",
    "rep_pen": "repetition_penalty",
    "rep_pen_range": "repeat_last_n",
    "repetition_penalty_range": "repeat_last_n",
    "mirostat_mode": "mirostat",
    "mirostat_ent": "mirostat_tau",
    "mirostat_lr": "mirostat_eta",
}
"""Names known from llama.cpp, transformers and their kin, and what they are called here; see `asked`."""


@dataclass(frozen=True)
class SamplingSettings:
    """How the next word is chosen. Unless changed: temperature 0.9, min-p 0.05 and the line guard."""

    temperature: float = 0.9
    """Below 1 the words are safer, above 1 bolder; 0 always takes the likeliest, and no other cut plays a part."""
    top_k: int = 0
    """Only the so many likeliest words; 0 takes all."""
    top_p: float = 1.0
    """Only the fewest likeliest words that together have this probability; 1 takes all."""
    min_p: float = 0.05
    """Only words at least this share as likely as the likeliest; 0 takes all."""
    typical_p: float = 1.0
    """Only words about as surprising as is usual here, the fewest that have this probability together; 1 takes all."""
    repetition_penalty: float = 1.0
    """Logits of words that have come lately are divided (below 0: multiplied) by this; 1 changes nothing."""
    repeat_last_n: int = 64
    """How many last words the repetition penalty looks at; 0 none, -1 the whole song."""
    no_repeat_ngram_size: int = 0
    """No so many words in a row come twice in a song, which forbids choruses; 0 allows all."""
    dry_multiplier: float = 0.0
    """DRY lowers the logit of a word that would go on repeating the last lines, usually by 0.8 at first; 0 is off."""
    dry_base: float = 1.75
    """DRY's lowering grows by this factor with every further repeated word."""
    dry_allowed_length: int = 2
    """So many repeated words cost DRY's multiplier; fewer cost nothing."""
    xtc_probability: float = 0.0
    """How often XTC leaves out the most obvious words; 0 never."""
    xtc_threshold: float = 0.1
    """XTC's obvious words have at least this probability; the least likely of them stays."""
    mirostat: int = 0
    """2 keeps the surprise near mirostat_tau, in place of the cuts from top-k to XTC; 0 is off."""
    mirostat_tau: float = 5.0
    """The surprise that mirostat aims at, in bits a word."""
    mirostat_eta: float = 0.1
    """How fast mirostat learns."""
    lines_in_row: int = 2
    """At most so many equal lines one after another; 0 allows any number."""
    lines_in_song: int = 4
    """At most so many copies of one line in a song; 0 allows any number."""

    def __post_init__(self) -> None:
        for name, low, high in (
            ("temperature", 0.0, 10.0),
            ("top_k", 0, 1_000_000),
            ("top_p", 0.0, 1.0),
            ("min_p", 0.0, 1.0),
            ("typical_p", 0.0, 1.0),
            ("repetition_penalty", 0.1, 10.0),
            ("repeat_last_n", -1, 1_000_000),
            ("no_repeat_ngram_size", 0, 1000),
            ("dry_multiplier", 0.0, 100.0),
            ("dry_base", 1.0, 10.0),
            ("dry_allowed_length", 1, 1000),
            ("xtc_probability", 0.0, 1.0),
            ("xtc_threshold", 0.0, 1.0),
            ("mirostat_tau", 0.0, 20.0),
            ("mirostat_eta", 0.0, 1.0),
            ("lines_in_row", 0, 1000),
            ("lines_in_song", 0, 1000),
        ):
            value = getattr(self, name)
            require(low <= value <= high, f"{name}={value} is not possible: it lies between {low:,} and {high:,}")
        require(
            self.temperature == 0 or self.temperature >= 0.01,
            f"temperature={self.temperature} is not possible: it is 0, for the likeliest word, or at least 0.01",
        )
        require(self.mirostat in (0, 2), f"mirostat={self.mirostat} is not possible: it is 0 (off) or 2")


def asked(values: Mapping[str, Any]) -> SamplingSettings:
    """The settings that `values` name, by their own names or by `ALIASES`, with hyphens or underscores.

    `do_sample=false`, as transformers says it, is temperature 0. SpecError for unknown names, names given twice and
    impossible values.
    """
    named: dict[str, Any] = {}
    for given, value in values.items():
        name = given.replace("-", "_").lower()
        name = ALIASES.get(name, name)
        if name == "do_sample":
            word = str(value).lower()
            require(word in ("true", "false"), f"do_sample={value} is neither true nor false")
            if word == "true":
                continue
            name, value = "temperature", 0.0
        if name in named:
            raise SpecError(f"'{given}' sets {name} a second time; give one of its names")
        named[name] = value
    return read(SamplingSettings, named)
