"""Which words mask_profanity makes unknown: those on the English list of badwords-py, with their spellings drawn out.

Of six libraries on PyPI it alone knows the endings of songs (fucked, bitchin'); what each missed: decision 7.
"""

from functools import cache
from typing import TYPE_CHECKING

from hackday.lyrics.data.packages import require_swear_words

if TYPE_CHECKING:
    from badwords import ProfanityFilter


def is_profane(word: str) -> bool:
    """Whether a word, in lower case, is one of them."""
    return _filter().is_profane(word)


@cache
def _filter() -> "ProfanityFilter":
    require_swear_words()
    from badwords import Options, ProfanityFilter

    words = ProfanityFilter()
    words.init(["en"], options=Options(split_on_punctuation=True, collapse_repeats=True))
    return words
