"""The simple models that every network is put beside: Kneser-Ney, unigram, a cache, and a mixture of any of them.

All give p of each token of a song, END included, given the tokens before it in the same song. UNKNOWN is a word like
any other. Songs are independent: before a song's first word stands END, as often as a context is long.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hackday.lyrics.data.corpus import END
from hackday.specs import require

Array = np.ndarray[Any, Any]

BLOCK_NUMBERS = 500_000
"""Probabilities worked on at once in `KneserNey.top`: 4 MB."""
WIDEST = 2**16
"""Words in the largest vocabulary: what uint16 can tell apart."""
UNSEEN = -1
"""Where an n-gram is asked for that was never counted."""
MOST_COUNTED = 4_000_000
"""Words of songs that are counted for a run's figures: each takes 150 bytes of memory meanwhile."""
USUAL_DISCOUNTS = (0.5, 1.0, 1.5)
"""Where too little was counted to estimate them; KenLM's `--discount_fallback`."""


@dataclass(frozen=True)
class _Level:
    """The n-grams of one length, sorted by context and then by word. A context is numbered as an n-gram one shorter.

    `starts`: uint32 (contexts + 1,), where a context's n-grams begin. `words`: uint16 (n-grams,), their last words.
    `counts`: uint32 (n-grams,). `discounts`: float64 (4,), of counts 0, 1, 2, 3 and more. `totals`: uint32
    (contexts,), Σ counts. `left`: float64 (contexts,), the share that discounts leave to the shorter context; 1 where
    nothing was seen.
    """

    starts: Array
    words: Array
    counts: Array
    discounts: Array
    totals: Array
    left: Array

    def find(self, contexts: Array, words: Array) -> Array:
        """The number of each n-gram, int64, by bisection; UNSEEN where there is none, or the context is UNSEEN."""
        low, high = (self.starts[contexts + add].astype(np.int64) for add in (0, 1))
        end = high
        last = len(self.words) - 1
        while np.any(open_ := low < high):
            middle = (low + high) // 2
            below = open_ & (self.words[np.minimum(middle, last)] < words)
            low, high = np.where(below, middle + 1, low), np.where(open_ & ~below, middle, high)
        found = (contexts != UNSEEN) & (low < end) & (self.words[np.minimum(low, last)] == words)
        return np.where(found, low, UNSEEN)

    def shares(self, ngrams: Array, contexts: Array) -> Array:
        """What n-grams have of their contexts without any shorter one: (count − discount) / total, float64."""
        counts = self.counts[ngrams]
        shares: Array = (counts - self.discounts[np.minimum(counts, 3)]) / self.totals[contexts]
        return shares


@dataclass(frozen=True)
class KneserNey:
    """Interpolated Kneser-Ney (Chen and Goodman 1998, "An empirical study of smoothing techniques", section 4.1.6).

    p(w | context) = (c − D(c)) / Σ c + left(context) · p(w | context without its first word), and below the single
    words 1 / vocabulary. c: how often the n-gram was seen at the highest order, and in how many words' company (the
    one before it) at all lower ones. About 20 bytes for each distinct n-gram.
    """

    vocabulary: int
    levels: tuple[_Level, ...]
    """From single words to the highest order."""

    @classmethod
    def fit(
        cls,
        tokens: Array,
        offsets: Array,
        which: Array,
        vocabulary: int,
        order: int = 5,
        discount: float | None = None,
    ) -> "KneserNey":
        """Count the songs `which` (int64, numbers of songs) of `tokens` (uint16) and `offsets`, as in `Corpus`.

        `discount`: one for all counts and orders, in [0, 1]; None: three for each order, of the counts 1, 2, 3 and
        more, from how many n-grams were seen once, twice, three and four times (ibid., eq. 26), or USUAL_DISCOUNTS.
        """
        require(order >= 1, f"an order of {order} is not possible; it is 1 or more")
        require(1 <= vocabulary <= WIDEST, f"a vocabulary of {vocabulary} is not possible; it is 1 to {WIDEST}")
        require(discount is None or 0 <= discount <= 1, f"a discount of {discount} is not possible; it is 0 to 1")
        stream, pads = _stream(tokens, offsets, which)
        require(len(stream) > len(pads), "there are no words to count")
        require(int(stream.max()) < vocabulary, f"there are tokens beyond the vocabulary of {vocabulary}")
        levels: list[_Level] = []
        # Of each place in the stream, the number of the n-gram that ends there; at first the empty one.
        ids: Array = np.zeros(len(stream), np.uint32)
        starts, words, counts = np.zeros(2, np.uint32), np.zeros(1, np.uint16), np.zeros(1, np.uint32)
        for length in range(1, order + 1):
            longer = _count(ids, stream, pads)
            if length > 1:
                # In how many words' company: over the distinct n-grams one longer, each by one place where it is.
                counts = np.bincount(ids[longer.places[longer.counts > 0]], minlength=len(words)).astype(np.uint32)
                levels.append(_level(starts, words, counts, discount))
            starts, words, counts, ids = _starts(longer.contexts, len(words)), longer.words, longer.counts, longer.ids
            del longer
        del ids, stream
        levels.append(_level(starts, words, counts, discount))
        return cls(vocabulary, tuple(levels))

    @property
    def order(self) -> int:
        """The longest n-gram, in words."""
        return len(self.levels)

    @property
    def discounts(self) -> Array:
        """Of the counts 1, 2, 3 and more, for each order from 1 up: float64 (order, 3)."""
        return np.array([level.discounts[1:] for level in self.levels])

    @property
    def bytes(self) -> int:
        """Memory the tables take."""
        return sum(array.nbytes for level in self.levels for array in vars(level).values())

    def probabilities(self, song: Array) -> Array:
        """p of each token given all before it, float64 (len(song),)."""
        p: Array = np.full(len(song), 1 / self.vocabulary)
        for level, (contexts, ngrams) in zip(self.levels, self._locate(song), strict=True):
            known = contexts != UNSEEN
            p[known] *= level.left[contexts[known]]
            seen = ngrams != UNSEEN
            p[seen] += level.shares(ngrams[seen], contexts[seen])
        return p

    def distribution(self, history: Array) -> Array:
        """p of each word of the vocabulary after the song so far, float64 (vocabulary,); Σ = 1."""
        # No context reaches further back than this, so a longer history does not look like a song's beginning.
        recent = np.append(history[max(0, len(history) - self.order) :], END)
        distribution: Array = self._spread([contexts[-1:] for contexts, _ in self._locate(recent)])[0]
        return distribution

    def distributions(self, song: Array) -> Array:
        """p of each word at each place of a song, float64 (len(song), vocabulary): for short songs, or pieces."""
        return self._spread([contexts for contexts, _ in self._locate(song)])

    def top(self, song: Array, k: int) -> Array:
        """The k likeliest words at each place of a song, from the likeliest down, int64 (len(song), k).

        Of equally likely ones, the smaller numbers first.
        """
        require(0 <= k <= self.vocabulary, f"{k} of {self.vocabulary} words were asked for")
        located = [contexts for contexts, _ in self._locate(song)]
        best: Array = np.empty((len(song), k), np.int64)
        step = max(1, BLOCK_NUMBERS // self.vocabulary)
        for start in range(0, len(song), step):
            rows = slice(start, start + step)
            best[rows] = top_words(self._spread([contexts[rows] for contexts in located]), k)
        return best

    def _locate(self, song: Array) -> list[tuple[Array, Array]]:
        """For each order, the numbers of each place's context and n-gram, int64 (len(song),); or UNSEEN."""
        words = np.append(END, song).astype(np.int64)
        require(bool(np.all((words >= 0) & (words < self.vocabulary))), "there are tokens beyond the vocabulary")
        ids: Array = np.zeros(len(words), np.int64)
        located = []
        for level in self.levels:
            contexts = np.append(ids[0], ids[:-1])  # before the first END stand as many as are asked for
            ids = level.find(contexts, words)
            located.append((contexts[1:], ids[1:]))
        return located

    def _spread(self, located: list[Array]) -> Array:
        """p of each word after n contexts, each numbered (n,) for each order: float64 (n, vocabulary)."""
        reach: Array = np.ones(len(located[0]))
        reaches = []  # what the longer contexts leave to each level, from the longest down
        for level, contexts in zip(reversed(self.levels), reversed(located), strict=True):
            reaches.append(reach)
            reach = reach * np.where(contexts != UNSEEN, level.left[contexts], 1)
        words = self.levels[0]
        single: Array = np.full(self.vocabulary, words.left[0] / self.vocabulary)
        single[words.words] += words.shares(np.arange(len(words.words)), np.zeros(1, np.int64))
        p: Array = reaches[-1][:, None] * single
        for level, contexts, reach in zip(self.levels[1:], located[1:], reaches[-2::-1], strict=True):
            rows = np.flatnonzero(contexts != UNSEEN)
            known = contexts[rows]
            low = level.starts[known].astype(np.int64)
            many = level.starts[known + 1] - low
            ngrams = np.arange(many.sum()) + np.repeat(low - np.cumsum(many) + many, many)
            places = np.repeat(rows * self.vocabulary, many) + level.words[ngrams]
            p.reshape(-1)[places] += level.shares(ngrams, np.repeat(known, many)) * np.repeat(reach[rows], many)
        return p


@dataclass(frozen=True)
class Unigram:
    """Every word by how often it is used, whatever came before: (count + 1) / (words + vocabulary)."""

    distribution: Array
    """float64 (vocabulary,); Σ = 1."""

    @classmethod
    def fit(cls, tokens: Array, offsets: Array, which: Array, vocabulary: int) -> "Unigram":
        """Count the songs `which`, as `KneserNey.fit` does; END is counted too."""
        stream, pads = _stream(tokens, offsets, which)
        require(not len(stream) or int(stream.max()) < vocabulary, f"there are tokens beyond {vocabulary} words")
        counts = np.bincount(stream, minlength=vocabulary)
        counts[END] -= len(pads)
        return cls((counts + 1) / (counts.sum() + vocabulary))

    def probabilities(self, song: Array) -> Array:
        """p of each token, float64 (len(song),)."""
        probabilities: Array = self.distribution[song]
        return probabilities

    def top(self, song: Array, k: int) -> Array:
        """The k most frequent words, at each place of a song the same: int64 (len(song), k)."""
        require(0 <= k <= len(self.distribution), f"{k} of {len(self.distribution)} words were asked for")
        return np.repeat(top_words(self.distribution[None].copy(), k), len(song), axis=0)


def cache_probabilities(song: Array, base: Array, half_life: float = 200.0, young: float = 10.0) -> Array:
    """p of each token by the words of the song so far, the recent ones above all, float64 (len(song),).

    p(w) = (Σ 2^(−age / half_life) over the w so far + young · base(w)) / (Σ the same over all words so far + young).
    The word just before has age 0; `half_life` and `young` are in words. `base`: float64 (vocabulary,), Σ = 1, as
    `Unigram.distribution`: all there is at the first word, and as good as `young` words of the song afterwards.
    Σ over the vocabulary = 1. After Kuhn and De Mori 1990 and, decaying, Clarkson and Robinson 1997.
    """
    require(half_life > 0 and young > 0, f"a half-life of {half_life} and {young} words of base are not both above 0")
    decay = 2.0 ** (-1 / half_life)
    seen: dict[int, tuple[int, float]] = {}  # of each word, where it last was and its weight just after
    weights: Array = np.zeros(len(song))
    for place, word in enumerate(song.tolist()):
        last, weight = seen.get(word, (place, 0.0))
        weights[place] = weight * decay ** (place - last - 1)
        seen[word] = (place, weights[place] * decay + 1)
    all_weights = (1 - decay ** np.arange(len(song))) / (1 - decay)
    probabilities: Array = (weights + young * base[song]) / (all_weights + young)
    return probabilities


def cache_distributions(song: Array, base: Array, half_life: float = 200.0, young: float = 10.0) -> Array:
    """The whole distributions behind `cache_probabilities`, float64 (len(song), vocabulary)."""
    decay = 2.0 ** (-1 / half_life)
    weights: Array = np.zeros((len(song), len(base)))
    for place, word in enumerate(song[:-1].tolist()):
        weights[place + 1] = weights[place] * decay
        weights[place + 1, word] += 1.0
    all_weights = weights.sum(axis=1, keepdims=True)
    weights += young * base
    weights /= all_weights + young
    return weights


def fit_weights(probabilities: Array, iterations: int = 1000, tolerance: float = 1e-9) -> Array:
    """The weights of k models under which held-out tokens are likeliest, by EM from equal ones: float64 (k,), Σ = 1.

    `probabilities` (n, k): what each model gives to each token. Ends after `iterations`, or when one gains less than
    `tolerance` nats a token. Tokens that no model allows tell nothing and are left out.
    """
    possible = probabilities[(probabilities > 0).any(axis=1)].astype(np.float64)
    require(probabilities.ndim == 2 and len(possible) > 0, "weights need tokens that at least one model allows")
    weights: Array = np.full(possible.shape[1], 1 / possible.shape[1])
    before = -np.inf
    for _ in range(iterations):
        together = possible @ weights
        likelihood = float(np.mean(np.log(together)))
        if likelihood - before < tolerance:
            break
        before = likelihood
        weights = weights * (possible / together[:, None]).mean(axis=0)
        weights /= weights.sum()
    return weights


def mixed(probabilities: Array, weights: Array) -> Array:
    """What the mixture of k models gives to each token, float64 (n,), of `probabilities` (n, k) and of weights (k,), or
    (n, k) where they differ from token to token."""
    mixture: Array = (probabilities * weights).sum(axis=1)
    return mixture


def perplexity(probabilities: Array) -> float:
    """exp of the mean of −ln p; infinite where a token was held impossible."""
    require(probabilities.size > 0, "there are no tokens whose perplexity could be told")
    if np.any(probabilities <= 0):
        return float("inf")
    return float(np.exp(-np.mean(np.log(probabilities))))


def _stream(tokens: Array, offsets: Array, which: Array) -> tuple[Array, Array]:
    """The songs one after another with one END before each, uint16, and the places of these ENDs, int64 (songs,)."""
    lengths = offsets[which + 1] - offsets[which]
    pads = np.cumsum(lengths + 1) - lengths - 1
    stream: Array = np.full(int((lengths + 1).sum()), END, np.uint16)
    for song, length, pad in zip(which.tolist(), lengths.tolist(), pads.tolist(), strict=True):
        start = int(offsets[song])
        stream[pad + 1 : pad + 1 + length] = tokens[start : start + length]
    return stream, pads


def _keys(ids: Array, stream: Array, pads: Array) -> Array:
    """A number, uint64, for the n-gram that ends at each place, by the one word shorter before it.

    At an END before a song it is of ENDs alone, as if there were many of them.
    """
    keys: Array = np.empty(len(stream), np.uint64)
    keys[1:] = ids[:-1]
    keys[pads] = ids[pads]
    keys <<= np.uint64(16)
    keys |= stream
    return keys


@dataclass(frozen=True)
class _Counted:
    """The distinct n-grams of one length, sorted by context and then by word; and the number of the one at each place.

    `contexts` uint32, `words` uint16, `counts` uint32, `places` uint32, one where it is: (n-grams,). `ids`: uint32
    (places,).
    """

    contexts: Array
    words: Array
    counts: Array
    places: Array
    ids: Array


def _count(shorter: Array, stream: Array, pads: Array) -> _Counted:
    """Count the n-grams one word longer than `shorter` (uint32, of each place); those at `pads` have no count."""
    keys = _keys(shorter, stream, pads)
    by = np.argsort(keys).astype(np.uint32)
    keys = keys[by]
    new = np.append(True, keys[1:] != keys[:-1])
    keys = keys[new]
    contexts, words = (keys >> np.uint64(16)).astype(np.uint32), (keys & np.uint64(WIDEST - 1)).astype(np.uint16)
    del keys
    ids: Array = np.empty(len(stream), np.uint32)
    ids[by] = np.cumsum(new, dtype=np.uint32) - np.uint32(1)
    counts = np.diff(np.flatnonzero(new), append=len(stream)).astype(np.uint32)
    counts[ids[pads[0]]] -= np.uint32(len(pads))  # before the first END are only ENDs: all pads end the same n-gram
    return _Counted(contexts, words, counts, by[new], ids)


def _starts(contexts: Array, total: int) -> Array:
    """Where each of `total` contexts' n-grams begin, given the sorted contexts of all: uint32 (total + 1,)."""
    starts: Array = np.zeros(total + 1, np.uint32)
    np.cumsum(np.bincount(contexts, minlength=total), out=starts[1:], dtype=np.uint32)
    return starts


def _level(starts: Array, words: Array, counts: Array, discount: float | None) -> _Level:
    discounts = np.array([0.0, *(_discounts(counts) if discount is None else (discount,) * 3)])
    used = np.flatnonzero(starts[1:] > starts[:-1])
    totals, held = np.zeros(len(starts) - 1, np.uint32), np.zeros(len(starts) - 1)
    totals[used] = np.add.reduceat(counts, starts[used], dtype=np.uint32)
    held[used] = np.add.reduceat(discounts[np.minimum(counts, 3)], starts[used])
    left = np.divide(held, totals, out=np.ones(len(held)), where=totals > 0)
    return _Level(starts, words, counts, discounts, totals, left)


def _discounts(counts: Array) -> tuple[float, float, float]:
    """Of the counts 1, 2, 3 and more: D(c) = c − (c + 1) · Y · n(c + 1) / n(c), Y = n(1) / (n(1) + 2 n(2))."""
    n = np.bincount(np.minimum(counts, 5), minlength=6)
    if np.all(n[1:5] > 0):
        y = n[1] / (n[1] + 2 * n[2])
        one, two, three = (float(c - (c + 1) * y * n[c + 1] / n[c]) for c in (1, 2, 3))
        if one >= 0 and two >= 0 and three >= 0:
            return one, two, three
    return USUAL_DISCOUNTS


def top_words(rows: Array, k: int) -> Array:
    """The places of the k largest of each row, the first of equal ones first, int64 (n, k); spoils `rows`."""
    best: Array = np.empty((len(rows), k), np.int64)
    each = np.arange(len(rows))
    for rank in range(k):
        best[:, rank] = rows.argmax(axis=1)
        rows[each, best[:, rank]] = -1
    return best
