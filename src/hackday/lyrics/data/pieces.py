"""Words cut into pieces that are learned from the songs (byte pair encoding), so that no word is unknown.

The pieces of a word do not depend on its neighbours; one that begins a word carries PIECE_START. Line ends are never
part of a piece. Needs a package that is not installed with the others: importing this is a SpecError that says so.
"""

import json
from collections.abc import Iterable, Sequence

from hackday.lyrics.data.corpus import LINE, SPECIAL, STANZA, UNKNOWN
from hackday.lyrics.data.packages import require_tokenizers
from hackday.lyrics.data.words import PIECE_START
from hackday.specs import SpecError

require_tokenizers()

from tokenizers import Tokenizer  # noqa: E402
from tokenizers.models import BPE  # noqa: E402
from tokenizers.pre_tokenizers import Metaspace  # noqa: E402
from tokenizers.trainers import BpeTrainer  # noqa: E402

MAX_PIECE = 24  # characters: longer ones are shouts, not words
MAX_WORD = 1000
"""Characters of a word to learn from: the time grows with the square of its length."""


class Pieces:
    """What cuts words into pieces; `as_json` and `from_json` keep it, so that prompts are cut as the songs were."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    @classmethod
    def train(cls, texts: Iterable[str], count: int) -> "Pieces":
        """At most `count` pieces, learned from texts of words between spaces; memory grows with the words alone."""
        tokenizer = Tokenizer(BPE(unk_token=SPECIAL[UNKNOWN]))
        tokenizer.pre_tokenizer = Metaspace(PIECE_START, prepend_scheme="always")
        trainer = BpeTrainer(
            vocab_size=count,
            min_frequency=2,
            special_tokens=[SPECIAL[UNKNOWN]],
            limit_alphabet=max(100, count // 4),
            max_token_length=MAX_PIECE,
            show_progress=False,
        )
        tokenizer.train_from_iterator(map(_without_endless, texts), trainer)
        return cls(tokenizer)

    @classmethod
    def from_json(cls, text: str) -> "Pieces":
        """What `as_json` wrote. SpecError if it is something else."""
        try:
            return cls(Tokenizer.from_str(text))
        except Exception as error:  # noqa: BLE001 - the library raises nothing more precise
            raise SpecError(f"the list of pieces cannot be read: {str(error)[:200]}") from None

    def as_json(self) -> str:
        """All of it as text."""
        return str(self._tokenizer.to_str())

    def known(self) -> list[str]:
        """Every piece, in the order in which they were learned; without the unknown one."""
        numbers: dict[str, int] = self._tokenizer.get_vocab()
        return [piece for piece in sorted(numbers, key=numbers.__getitem__) if piece != SPECIAL[UNKNOWN]]

    def merges(self) -> list[str]:
        """Which two pieces become one, `left right`, in the order in which that is done to the letters of a word."""
        pairs = json.loads(self.as_json())["model"]["merges"]
        return [pair if isinstance(pair, str) else " ".join(pair) for pair in pairs]

    def cut(self, words: Sequence[str]) -> list[list[tuple[str, str]]]:
        """The pieces of each word, each with the letters it stands for: an unknown letter has the piece <unk>."""
        encoded = self._tokenizer.encode_batch(list(words), add_special_tokens=False)
        return [
            [(piece, word[max(0, start) : end]) for piece, (start, end) in zip(one.tokens, one.offsets, strict=True)]
            for word, one in zip(words, encoded, strict=True)
        ]

    def encode(self, words: Sequence[str]) -> list[str]:
        """The pieces of words, one after another; line and stanza ends and unknown letters are left as they are."""
        lines = (SPECIAL[LINE], SPECIAL[STANZA])
        cut = iter(self.cut([word for word in words if word not in lines]))
        out: list[str] = []
        for word in words:
            parts = [(word, word)] if word in lines else next(cut)
            out.extend(text if piece == SPECIAL[UNKNOWN] else piece for piece, text in parts)
        return out


def _without_endless(text: str) -> str:
    """The text without words of more than MAX_WORD characters."""
    return text if len(text) <= MAX_WORD else " ".join(word for word in text.split(" ") if len(word) <= MAX_WORD)
