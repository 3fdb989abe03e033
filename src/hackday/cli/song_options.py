"""The options of `hackday sample` that say how the words of a song are chosen, under the names people know."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

# (names, type, help). But for the first three, the first name is that of a setting (lyrics/sampling_settings.py).
SONG_OPTIONS: tuple[tuple[tuple[str, ...], type, str], ...] = (
    (("--artist",), str, "Write as this artist, where the network has voices."),
    (("--length", "--max-new-tokens", "--n-predict"), int, "How many words.  [default: 200]"),
    (("--lines",), int, "End after so many lines."),
    (("--temperature", "--temp"), float, "Below 1 safer, above 1 bolder; 0 always the likeliest word.  [default: 0.9]"),
    (("--top-k",), int, "Only the so many likeliest words."),
    (("--top-p",), float, "Only the fewest words that together have this probability."),
    (("--min-p",), float, "Only words at least this share as likely as the likeliest.  [default: 0.05]"),
    (("--typical-p", "--typical"), float, "Only words about as surprising as is usual here."),
    (("--repetition-penalty", "--repeat-penalty"), float, "Hold back words that came lately."),
    (("--repeat-last-n",), int, "How many last words that looks at.  [default: 64]"),
    (("--no-repeat-ngram-size",), int, "No so many words in a row twice in a song."),
    (("--dry-multiplier",), float, "Hold back what would go on repeating a run of words (DRY)."),
    (("--dry-base",), float, "How fast that grows with the run."),
    (("--dry-allowed-length",), int, "The longest run that DRY leaves alone."),
    (("--xtc-probability",), float, "How often the likeliest words are left out (XTC)."),
    (("--xtc-threshold",), float, "Which words that are: at least so likely."),
    (("--mirostat",), int, "2: keep the surprise at a target instead of cutting.  [default: 0, off]"),
    (("--mirostat-tau", "--mirostat-ent"), float, "That target, in bits."),
    (("--mirostat-eta", "--mirostat-lr"), float, "How fast it is steered to."),
    (("--lines-in-row",), int, "At most so many equal lines in a row; 0 allows all.  [default: 2]"),
    (("--lines-in-song",), int, "At most so many copies of a line in a song; 0 allows all.  [default: 4]"),
)


def song_options(command: Command) -> Command:
    """Add them all; those that are not given are None."""
    for names, kind, text in reversed(SONG_OPTIONS):
        metavar = {str: "NAME", int: "N", float: "X"}[kind]
        own = names[0].removeprefix("--").replace("-", "_")
        command = click.option(*names, own, type=kind, default=None, metavar=metavar, help=text)(command)
    return command
