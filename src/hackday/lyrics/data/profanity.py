"""Which words mask_profanity makes unknown.

A short list of our own: the libraries on PyPI are unmaintained (better-profanity: last release in 2020), a single early
release, or bring a trained model and scikit-learn, for what one pattern does. It has the strong swear words and slurs
of English songs with their endings; mild ones (damn, hell) and words with an innocent sense (cock, hoe) stay.
"""

import re

_SWEAR = re.compile(
    r"(?:(?:\w*f+u+[ck]*k|bull?shit|shi+t|bitch|cunt|nigg|fagg|whore|slut|asshole|arsehole|dickhead|cocksuck|wank|twat"
    r"|bastard|biatch|jackass|dumbass|goddamn|muthafuck)\w*'?|fags?|ass|asses|arse|dicks?|puss(?:y|ies)|tits|titties)"
    r"(?:'\w+)?"
)


def is_profane(word: str) -> bool:
    """Whether a word, in lower case, is one of them."""
    return _SWEAR.fullmatch(word) is not None
