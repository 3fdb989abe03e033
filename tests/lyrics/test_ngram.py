"""The simple models, against a worked example, nltk, their definitions written out plainly, and one another."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.lm import KneserNeyInterpolated  # type: ignore[import-untyped]

from hackday.lyrics.data.corpus import END, UNKNOWN
from hackday.lyrics.ngram import (
    USUAL_DISCOUNTS,
    Array,
    KneserNey,
    Unigram,
    cache_probabilities,
    fit_weights,
    mixed,
    perplexity,
)
from hackday.specs import SpecError

VOCABULARY = 12
NEVER = 11
"""A word that `_songs` never uses."""


def _fit(songs: Sequence[Sequence[int]], vocabulary: int, order: int, discount: float | None = None) -> KneserNey:
    return KneserNey.fit(*_packed(songs), vocabulary, order, discount)


def _packed(songs: Sequence[Sequence[int]]) -> tuple[Array, Array, Array]:
    tokens = np.array([token for song in songs for token in song], np.uint16)
    return tokens, np.cumsum([0, *map(len, songs)]), np.arange(len(songs))


def _songs(seed: int = 0, count: int = 40) -> list[list[int]]:
    """Songs of the words 0 and 2 … 10, some far likelier than others and after others."""
    random = np.random.default_rng(seed)
    follows = random.dirichlet(np.full(10, 0.3), 10)
    words = np.array([UNKNOWN, *range(2, 11)])
    songs = []
    for length in random.integers(0, 25, count):
        song, word = [], 0
        for _ in range(length):
            word = random.choice(10, p=follows[word])
            song.append(int(words[word]))
        songs.append([*song, END])
    return songs


def _after_each(model: KneserNey, song: Array) -> Array:
    """`distribution` at each place, (len(song), vocabulary)."""
    return np.array([model.distribution(song[:place]) for place in range(len(song))])


def test_a_bigram_model_worked_by_hand() -> None:
    """Songs "a b a b END" and "a c END"; END 1, a 2, b 3, c 4, and 0 never used; a discount of ½.

    Counted pairs: END a 2, a b 2, b a 1, b END 1, a c 1, c END 1. Continuations, the distinct words before: a has END
    and b, 2; b has a, 1; c has a, 1; END has b and c, 2; 6 in all, of 4 words. So, single words, with the discount
    spread over five: 4 · ½ / 6 / 5 = 1/15 each, and p(a) = 1½ / 6 + 1/15 = 19/60 = p(END); p(b) = p(c) = ½ / 6 + 1/15
    = 3/20; p(0) = 1/15. After a there are 3 counts of 2 words, 1 is held back: p(b | a) = 1½ / 3 + ⅓ · 3/20 = 11/20,
    p(c | a) = ½ / 3 + 1/20 = 13/60, p(a | a) = ⅓ · 19/60 = 19/180. After END: p(a | END) = 1½ / 2 + ¼ · 19/60
    = 199/240. After b, and after 0, of which nothing is known: p(END | b) = ½ / 2 + ½ · 19/60 = 49/120 and
    p(b | 0) = p(b).
    """
    model = _fit([[2, 3, 2, 3, 1], [2, 4, 1]], 5, 2, 0.5)
    assert model.distribution(np.array([2])) == pytest.approx([1 / 45, 19 / 180, 19 / 180, 11 / 20, 13 / 60])
    song = np.array([2, 3, 1])
    assert model.probabilities(song) == pytest.approx([199 / 240, 11 / 20, 49 / 120])
    assert perplexity(model.probabilities(song)) == pytest.approx((199 / 240 * 11 / 20 * 49 / 120) ** (-1 / 3))
    assert model.distribution(np.array([0]))[3] == pytest.approx(3 / 20)


def test_discounts_are_those_of_chen_and_goodman() -> None:
    """One word seen once, …: n = 4, 3, 2, 1 words seen 1, 2, 3, 4 times. Y = 4 / 10.

    D1 = 1 − 2 · 0.4 · 3/4 = 0.4, D2 = 2 − 3 · 0.4 · 2/3 = 1.2, D3 = 3 − 4 · 0.4 · 1/2 = 2.2.
    """
    counts = [1] * 4 + [2] * 3 + [3] * 2 + [4]
    song = [word for word, count in enumerate(counts, 2) for _ in range(count)]
    assert _fit([song], 20, 1).discounts == pytest.approx(np.array([[0.4, 1.2, 2.2]]))
    assert _fit([song[:4]], 20, 1).discounts.tolist() == [list(USUAL_DISCOUNTS)]


@pytest.mark.parametrize("order", [2, 3, 5])
def test_kneser_ney_is_that_of_nltk(order: int) -> None:
    """Equal but for the lowest level: nltk's single words have no discount, and no share for words never seen.

    So p − Γ · p₁ is compared, p₁ being the model of single words and Γ all that the longer contexts leave to it; here
    Γ is p / p₁ of a word never seen. nltk is given the counted n-grams alone: its own padding would also count the
    ENDs that stand before a song as if they had been predicted, and one or several words beyond its end.
    """
    songs, discount = _songs(), 0.7
    theirs = KneserNeyInterpolated(order, discount)
    padded = [[END] * (order - 1) + song for song in songs]
    ends = [(song, end) for song in padded for end in range(order, len(song) + 1)]
    theirs.fit(
        [[tuple(map(str, song[end - n : end])) for song, end in ends for n in range(1, order + 1)]],
        [str(word) for word in range(VOCABULARY)],
    )
    model = _fit(songs, VOCABULARY, order, discount)
    shorter = [tuple(song[end - n : end]) for song, end in ends for n in (2,)]
    single = np.bincount([word for _, word in set(shorter)], minlength=VOCABULARY) / len(set(shorter))
    ours_single = np.maximum(single - discount / len(set(shorter)), 0)
    ours_single += (1 - ours_single.sum()) / VOCABULARY
    for song in _songs(1, 3):
        for place in range(len(song)):
            context = ([END] * (order - 1) + song[:place])[1 - order :]
            ours = model.distribution(np.array(song[:place]))
            reach = ours[NEVER] / ours_single[NEVER]
            expected = [theirs.score(str(word), tuple(map(str, context))) for word in range(VOCABULARY)]
            assert ours - reach * ours_single == pytest.approx(expected - reach * single, abs=1e-12)


@pytest.mark.parametrize("discount", [None, 0.6])
def test_kneser_ney_is_its_definition(discount: float | None) -> None:
    """Order 3, with dictionaries, for every word after every beginning of a song."""
    songs = _songs()
    model = _fit(songs, VOCABULARY, 3, discount)
    trigrams = Counter(tuple(([END] * 2 + song)[place : place + 3]) for song in songs for place in range(len(song)))
    bigrams = Counter(ngram[1:] for ngram in trigrams)
    counted = [Counter(ngram[1:] for ngram in bigrams), bigrams, trigrams]

    def p(word: int, context: tuple[int, ...]) -> float:
        after = {ngram[-1]: c for ngram, c in counted[len(context)].items() if ngram[:-1] == context}
        lower = p(word, context[1:]) if context else 1 / VOCABULARY
        if not after:
            return lower
        d = [0.0, *model.discounts[len(context)]]
        held = sum(d[min(c, 3)] for c in after.values())
        count = after.get(word, 0)
        return float((count - d[min(count, 3)] + held * lower) / sum(after.values()))

    for song in _songs(1, 4):
        for place in range(len(song)):
            context = ([END] * 2 + song[:place])[-2:]
            expected = [p(word, tuple(context)) for word in range(VOCABULARY)]
            assert model.distribution(np.array(song[:place])) == pytest.approx(expected)


MODELS = {
    (order, discount): _fit(_songs(), VOCABULARY, order, discount) for order in (1, 3, 5) for discount in (None, 0.4)
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, VOCABULARY - 1), max_size=12), st.sampled_from(sorted(MODELS, key=str)))
def test_the_three_questions_agree_and_sum_to_one(words: list[int], which: tuple[int, float | None]) -> None:
    model, song = MODELS[which], np.array([*words, END], np.uint16)
    distributions = _after_each(model, song)
    assert distributions.sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert np.all(distributions > 0)
    assert model.probabilities(song) == pytest.approx(distributions[np.arange(len(song)), song], rel=1e-12)
    # Of equally likely words the smaller first: a stable sort.
    assert np.array_equal(model.top(song, 5), np.argsort(-distributions, axis=1, kind="stable")[:, :5])


def test_the_likeliest_words_do_not_depend_on_the_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    model, song = MODELS[5, None], np.concatenate(_songs(2, 20))
    expected = model.top(song, VOCABULARY)
    monkeypatch.setattr("hackday.lyrics.ngram.BLOCK_NUMBERS", 7 * VOCABULARY)
    assert np.array_equal(model.top(song, VOCABULARY), expected)
    assert np.array_equal(np.sort(expected, axis=1), np.tile(np.arange(VOCABULARY), (len(song), 1)))


def test_the_order_of_songs_does_not_matter_and_others_are_not_counted() -> None:
    songs = _songs()
    tokens, offsets, which = _packed(songs)
    some = which[::2]
    one = KneserNey.fit(tokens, offsets, some, VOCABULARY)
    other = KneserNey.fit(tokens, offsets, np.random.default_rng(3).permutation(some), VOCABULARY)
    alone = _fit(songs[::2], VOCABULARY, 5)
    song = np.array(songs[1])
    assert np.array_equal(one.probabilities(song), other.probabilities(song))
    assert np.array_equal(one.probabilities(song), alone.probabilities(song))


def test_songs_do_not_touch() -> None:
    """After the first song's last word comes END; that the next song then begins with 7 is not known of it."""
    apart = _fit([[5, 6, END], [7, 8, END]], 10, 3, 0.5)
    other = _fit([[7, 8, END], [5, 6, END]], 10, 3, 0.5)
    assert np.array_equal(apart.distribution(np.array([5, 6])), other.distribution(np.array([5, 6])))
    assert apart.distribution(np.array([5, 6]))[END] > 0.5
    begins = apart.distribution(np.array([], int))
    assert begins[5] == begins[7] > begins[6]


def test_what_cannot_be_fitted_is_told() -> None:
    for songs, vocabulary, order, discount in [
        ([[9, END]], 9, 5, None),
        ([[2, END]], 9, 0, None),
        ([[2, END]], 70000, 5, None),
        ([[2, END]], 9, 5, 1.5),
        ([], 9, 5, None),
    ]:
        with pytest.raises(SpecError):
            _fit(songs, vocabulary, order, discount)
    with pytest.raises(SpecError, match="beyond the vocabulary"):
        _fit([[2, END]], 9, 2).probabilities(np.array([9]))


def test_unigram_by_hand() -> None:
    """Six tokens, five words: 2 twice and END twice, 3 and 4 once, each plus one of eleven."""
    model = Unigram.fit(*_packed([[2, 2, END], [3, 4, END]]), 5)
    assert model.distribution == pytest.approx(np.array([1, 3, 3, 2, 2]) / 11)
    song = np.array([2, 0, END])
    assert model.probabilities(song) == pytest.approx(np.array([3, 1, 3]) / 11)
    assert model.top(song, 3).tolist() == [[1, 2, 3]] * 3


def test_cache_by_hand() -> None:
    """A half-life of one word, one word of base; a a b a: weights before each 0, 1, 1½, 1¾."""
    found = cache_probabilities(np.array([0, 0, 1, 0]), np.array([0.5, 0.5]), half_life=1, young=1)
    assert found == pytest.approx([0.5, (1 + 0.5) / 2, 0.5 / 2.5, (0.5 + 0.25 + 0.5) / 2.75])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=30), st.floats(0.5, 500), st.floats(0.01, 100))
def test_cache_sums_to_one(song: list[int], half_life: float, young: float) -> None:
    base = np.arange(1, 8) / 28
    last = [cache_probabilities(np.array([*song, word]), base, half_life, young)[-1] for word in range(7)]
    assert sum(last) == pytest.approx(1)


def test_em_never_lowers_the_likelihood_and_ends_at_its_highest() -> None:
    probabilities = np.random.default_rng(0).dirichlet([0.5] * 3, 400)
    found = [
        -math.log(perplexity(mixed(probabilities, fit_weights(probabilities, steps, tolerance=-1))))
        for steps in range(60)
    ]
    assert np.all(np.diff(found) >= -1e-14)
    best = fit_weights(probabilities, tolerance=1e-13)
    assert best.sum() == pytest.approx(1)
    # At the highest, no model that has a weight gains by more or less of it: the mean of p / mixture is 1 for each.
    assert (probabilities / mixed(probabilities, best)[:, None]).mean(axis=0) == pytest.approx(1, abs=1e-4)


def test_em_finds_the_weights_that_tokens_were_drawn_with() -> None:
    random = np.random.default_rng(1)
    models, weights = random.dirichlet([0.2] * 30, 3), np.array([0.6, 0.3, 0.1])
    words = random.choice(30, 40_000, p=weights @ models)
    assert fit_weights(models[:, words].T) == pytest.approx(weights, abs=0.02)


def test_em_leaves_out_what_no_model_allows() -> None:
    assert fit_weights(np.array([[0.5, 0.25], [0, 0], [0.5, 0]]))[0] == pytest.approx(1, abs=1e-3)
    with pytest.raises(SpecError):
        fit_weights(np.zeros((3, 2)))


def test_perplexity_by_hand() -> None:
    assert perplexity(np.full(7, 1 / 50)) == pytest.approx(50)
    assert perplexity(np.array([1 / 2, 1 / 8])) == pytest.approx(4)
    assert perplexity(np.array([0.5, 0.0])) == math.inf
    with pytest.raises(SpecError):
        perplexity(np.zeros(0))
