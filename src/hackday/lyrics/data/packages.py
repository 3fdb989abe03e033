"""What songs can need that is not installed with the rest. SpecError where it is missing, with how to get it."""

from hackday.specs import require_package


def require_tokenizers() -> None:
    """Pieces of words are learned and cut by a package."""
    require_package("tokenizers", "tokenizers", "tokens=bpe")


def require_swear_words() -> None:
    """Which words are masked stands in a package."""
    require_package("badwords", "badwords-py", "mask_profanity")
