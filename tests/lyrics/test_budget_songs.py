"""What the settings leave open is chosen by the number of words, and what they give stands."""

from dataclasses import replace
from typing import Any

import pytest

from hackday.lyrics.budget import settled
from hackday.lyrics.model import Dropouts
from hackday.lyrics.presets import PRESETS
from hackday.lyrics.spec import CHOSEN, DROPOUTS, LyricsSpec
from hackday.specs import SpecError


def test_many_songs_are_hidden_less_and_read_in_larger_steps() -> None:
    few, many = settled(LyricsSpec(), 30_000), settled(LyricsSpec(), 400_000)
    for name in DROPOUTS:
        assert 0 < getattr(many, name) < getattr(few, name) < 1
    assert few.batch_size * few.stretch < many.batch_size * many.stretch


def test_what_is_given_stands_a_zero_too() -> None:
    given = LyricsSpec(input_dropout=0.0, word_dropout=0.3, batch_size=5, stretch=9)
    spec = settled(given, 400_000)
    assert (spec.input_dropout, spec.word_dropout, spec.batch_size, spec.stretch) == (0.0, 0.3, 5, 9)
    assert spec.output_dropout == settled(LyricsSpec(), 400_000).output_dropout


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("words", [0, 50_000, 5_000_000])
def test_nothing_is_left_open(name: str, words: int) -> None:
    hidden = Dropouts.of(settled(PRESETS[name].spec, words))
    assert all(0 <= share < 1 for share in (hidden.inputs, hidden.between, hidden.outputs, hidden.words))


def test_only_what_is_chosen_may_be_minus_one() -> None:
    assert LyricsSpec(output_dropout=CHOSEN).output_dropout == CHOSEN
    for name, wrong in (("hidden_dropout", -1.0), ("input_dropout", -0.5), ("word_dropout", 1.0)):
        settings: dict[str, Any] = {name: wrong}
        with pytest.raises(SpecError, match=name):
            replace(LyricsSpec(), **settings)
