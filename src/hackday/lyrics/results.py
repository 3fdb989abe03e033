"""The figures that count: held-out songs scored, beside simpler models; songs written, beside songs by people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from hackday.lyrics.data.corpus import END, LINE, STANZA, TEST, TRAINING, UNKNOWN, VALIDATION, Array, Corpus
from hackday.lyrics.metrics.copies import TrainingSongs
from hackday.lyrics.metrics.samples import loop_rate, repeated_lines, report
from hackday.lyrics.metrics.wording import Wording, in_words, training_words
from hackday.lyrics.model import SongModel, WindowModel
from hackday.lyrics.ngram import (
    MOST_COUNTED,
    KneserNey,
    Unigram,
    cache_distributions,
    cache_probabilities,
    fit_weights,
    mixed,
    perplexity,
    top_words,
)
from hackday.lyrics.recall import recall_distributions, recall_probabilities
from hackday.lyrics.sampling import SamplingSettings
from hackday.lyrics.scoring import Scores, distributions, score
from hackday.lyrics.spec import LyricsSpec
from hackday.lyrics.train import Trained
from hackday.lyrics.trained import TrainedWriter
from hackday.lyrics.writing import USUAL_WORDS, write_many
from hackday.training import Session, stream

Announce = Callable[[str], None]

MOST_SCORED = 60_000  # words of each part that are scored, so that a large corpus costs no more than a small one
MOST_MIXED = 5_000  # words of the test songs for which whole distributions are mixed
TOP = 5
GREEDY_SONGS, GREEDY_PROMPT = 20, 4  # songs without chance, and the words of held-out songs that they begin with
GREEDY = SamplingSettings(temperature=0, lines_in_row=0, lines_in_song=0)


@dataclass(frozen=True)
class Measured:
    """`results`: what joins results.json. `songs`: those that were written; `greedy`: those without chance, their
    prompts included; `voices`: for each of `songs`, -1 for none; `training`: the songs it learned from, in words."""

    results: dict[str, Any]
    songs: list[Array]
    greedy: list[Array]
    voices: list[int]
    training: TrainingSongs


def measure(trained: TrainedWriter, corpus: Corpus, spec: LyricsSpec, seed: int, announce: Announce) -> Measured:
    """Everything that is known of the network after its training. `seed` draws the songs."""
    parts = {part: corpus.first(corpus.songs_of(part), MOST_SCORED) for part in (TRAINING, VALIDATION, TEST)}
    announce("scoring held-out songs")
    scores = {part: score(trained.network, corpus, songs) for part, songs in parts.items()}
    announce("fitting the simple models")
    simple = Simple.fit(corpus)
    test = {
        "network": network_figures(scores[TEST], corpus, parts[TEST]),
        **simple.figures(trained.network, corpus, parts, scores),
    }
    results: dict[str, Any] = {
        "oov_rate": unknown_share(_tokens(corpus, parts[TEST])),
        "test": test,
        "train": {"network": network_figures(scores[TRAINING], corpus, parts[TRAINING])},
        "validation": {
            "network": network_figures(scores[VALIDATION], corpus, parts[VALIDATION]),
            "kneser_ney": {"perplexity": perplexity(simple.of("kneser_ney", corpus, parts[VALIDATION]))},
        },
        "mixture_weights": [
            {"recalled": length, **dict(zip(MIXED, map(float, weights), strict=True))}
            for length, weights in enumerate(simple.weights)
        ],
        "scored_words": len(scores[TEST].rank),
        "counted_words": simple.counted,
        "training_words": int(corpus.lengths(corpus.songs_of(TRAINING)).sum()),
    }
    voices = written_voices(trained, corpus, spec.measured, seed)
    songs = write_many(trained, spec.measured, SamplingSettings(), seed, voices=voices,
                       progress=lambda done, of: announce(f"writing songs to measure: {done} of {of}"))  # fmt: skip
    announce("writing without chance")
    human = [corpus.song(int(song)) for song in (*corpus.songs_of(TEST), *corpus.songs_of(VALIDATION))]
    human = [song for song in human if len(song) > 1][: max(2, spec.measured)]
    wording = Wording(corpus.words, corpus.kind)
    prompts = [song[: wording.first(song, GREEDY_PROMPT)].tolist() for song in human[:GREEDY_SONGS]]
    greedy = write_many(trained, len(prompts), GREEDY, seed, prompts=prompts)
    announce("comparing written songs with songs by people")
    training = training_words(corpus)
    worded = in_words([songs, human, greedy], corpus, training, USUAL_WORDS)
    written, by_people, without_chance = worded.groups
    if len(human) >= 2:
        results["samples"] = report(written, by_people, worded.words, worded.training, seed=seed)
    results["songs_compared"] = {"written": len(songs), "human": len(human), "greedy": len(greedy)}
    results["greedy"] = {
        "loop_rate": loop_rate(without_chance), "repeated_lines": repeated_lines(without_chance)
    } if greedy else None  # fmt: skip
    return Measured(results, songs, greedy, voices, training)


def summary(session: Session, learned: Trained, corpus: Corpus) -> dict[str, Any]:
    """What is known without scoring a word."""
    progress = learned.progress
    return {
        "seconds": round(learned.seconds, 2),
        "words_seen": progress.words,
        "words_per_second": round(progress.words / max(learned.seconds, 1e-9), 1),
        "epochs": round(learned.epochs, 3),
        "best_epoch": round(learned.epochs * progress.best_step / max(session.step, 1), 3),
        "parameters": sum(weights.numel() for weights in learned.network.parameters()),
        "vocabulary": len(corpus.words),
        "songs": {name: int((corpus.part == part).sum())
                  for name, part in (("training", TRAINING), ("validation", VALIDATION), ("test", TEST))},
        "dropped": {one.reason: one.count for one in corpus.dropped},
    }  # fmt: skip


MIXED = ("network", "kneser_ney", "cache", "recall")
TOLD_APART = 5
"""The mixture has weights of its own for each length of the stretch that was recalled, up to so many words and more."""
LEAST_FITTED = 100  # validation words that it takes to find weights of their own


@dataclass(frozen=True)
class Simple:
    """The models without a network, fitted on the training songs."""

    unigram: Unigram
    kneser_ney: KneserNey
    weights: Array
    """Of the mixture: float64 (TOLD_APART + 1, 4), a row for each length of what was recalled, a column for MIXED."""
    counted: int
    """Words of training songs that they were fitted on."""

    @classmethod
    def fit(cls, corpus: Corpus) -> "Simple":
        """Count the training songs; the mixture's weights come with `figures`."""
        learned = corpus.first(corpus.songs_of(TRAINING), MOST_COUNTED)
        counted = (corpus.tokens, corpus.offsets, learned, len(corpus.words))
        return cls(Unigram.fit(*counted), KneserNey.fit(*counted), np.zeros((TOLD_APART + 1, len(MIXED))),
                   int(corpus.lengths(learned).sum()))  # fmt: skip

    def of(self, name: str, corpus: Corpus, songs: Array) -> Array:
        """What a model gives to every word of `songs`, float64, one song after another."""
        each: dict[str, Callable[[Array], Array]] = {
            "unigram": self.unigram.probabilities,
            "kneser_ney": self.kneser_ney.probabilities,
            "cache": lambda song: cache_probabilities(song, self.unigram.distribution),
            "recall": lambda song: recall_probabilities(song, self.unigram.distribution)[0],
        }
        return np.concatenate([each[name](corpus.song(int(song))) for song in songs])

    def figures(
        self, network: SongModel | WindowModel, corpus: Corpus, parts: dict[int, Array], scores: dict[int, Scores]
    ) -> dict[str, Any]:
        """Of the test songs, for each model; the mixture's weights are found on the validation songs and kept."""
        columns = {
            part: np.stack([np.exp(scores[part].log_probability),
                            *(self.of(name, corpus, parts[part]) for name in MIXED[1:])], axis=1)
            for part in (VALIDATION, TEST)
        }  # fmt: skip
        self.fit_mixture(columns[VALIDATION], self.recalled(corpus, parts[VALIDATION]))
        songs = parts[TEST]
        asked = _tokens(corpus, songs).astype(np.int64)
        return {
            "unigram": {
                **_bits(self.of("unigram", corpus, songs), corpus, songs),
                **_accuracy(np.concatenate([self.unigram.top(corpus.song(int(one)), TOP) for one in songs]), asked),
            },
            "kneser_ney": {
                **_bits(columns[TEST][:, 1], corpus, songs),
                **_accuracy(np.concatenate([self.kneser_ney.top(corpus.song(int(one)), TOP) for one in songs]), asked),
            },
            "mixture": {
                **_bits(mixed(columns[TEST], self.weights[self.recalled(corpus, songs)]), corpus, songs),
                **self.mixture_accuracy(network, corpus, songs),
            },
        }

    def recalled(self, corpus: Corpus, songs: Array) -> Array:
        """Which row of `weights` counts at every word of `songs`, int64."""
        lengths = [recall_probabilities(corpus.song(int(song)), self.unigram.distribution)[1] for song in songs]
        return np.asarray(np.minimum(np.concatenate(lengths), TOLD_APART))

    def fit_mixture(self, probabilities: Array, recalled: Array) -> None:
        """Find the weights on held-out words: what each model gives to them (n, 4), and their rows of weights (n,)."""
        of_all = fit_weights(probabilities)
        for length in range(TOLD_APART + 1):
            own = probabilities[recalled == length]
            self.weights[length] = fit_weights(own) if len(own) >= LEAST_FITTED else of_all

    def mixture_accuracy(self, network: SongModel | WindowModel, corpus: Corpus, songs: Array) -> dict[str, float]:
        """Over beginnings of `songs`, some MOST_MIXED words: whole distributions are mixed, which takes its time."""
        best: list[Array] = []
        asked: list[Array] = []
        base = self.unigram.distribution
        others: list[Callable[[Array], Array]] = [
            self.kneser_ney.distributions,
            lambda song: cache_distributions(song, base),
            lambda song: recall_distributions(song, base),
        ]
        for song in songs:
            of_network = distributions(network, corpus, int(song))
            tokens = corpus.song(int(song))[: len(of_network)].astype(np.int64)
            weights = self.weights[np.minimum(recall_probabilities(tokens, base)[1], TOLD_APART)]
            together = weights[:, :1] * of_network
            for place, distributions_of in enumerate(others, start=1):  # one at a time, as each is large
                one = distributions_of(tokens)
                one *= weights[:, place : place + 1]
                together += one
                del one
            best.append(top_words(together, TOP))
            asked.append(tokens)
            if sum(map(len, asked)) >= MOST_MIXED:
                break
        guessed = np.concatenate(asked)
        return {**_accuracy(np.concatenate(best), guessed), "guessed_words": len(guessed)}


def network_figures(scores: Scores, corpus: Corpus, songs: Array) -> dict[str, float]:
    """Perplexity, bits per character and accuracies of scored songs."""
    return {
        **_bits(np.exp(scores.log_probability), corpus, songs),
        "accuracy": scores.accuracy(),
        "accuracy_top5": scores.accuracy(TOP),
    }


def _bits(probabilities: Array, corpus: Corpus, songs: Array) -> dict[str, float]:
    """Perplexity, and bits per character of the original text: an unknown word costs its spelling as well."""
    likely = np.maximum(probabilities, 1e-300)
    bits = -np.log2(likely).sum() + corpus.spelling_bits[songs].sum()
    return {
        "perplexity": perplexity(likely),
        "bits_per_character": float(bits / max(int(corpus.characters[songs].sum()), 1)),
    }


def _accuracy(best: Array, asked: Array) -> dict[str, float]:
    """The share of words that stand first, and among the first five, of `best` (words, 5)."""
    return {
        "accuracy": float((best[:, 0] == asked).mean()),
        "accuracy_top5": float((best == asked[:, None]).any(axis=1).mean()),
    }


def unknown_share(tokens: Array) -> float:
    """Of the words (characters, pieces) in `tokens` those that are unknown; ends of lines and songs are none."""
    words = tokens[(tokens != LINE) & (tokens != STANZA) & (tokens != END)]
    return float((words == UNKNOWN).mean()) if len(words) else 0.0


def _tokens(corpus: Corpus, songs: Array) -> Array:
    return np.concatenate([corpus.song(int(song)) for song in songs])


def written_voices(trained: TrainedWriter, corpus: Corpus, count: int, seed: int) -> list[int]:
    """Whose songs are written: artists as they occur in the training songs; nobody's without voices."""
    if not (isinstance(trained.network, SongModel) and trained.voices):
        return [-1] * count
    songs = stream(seed, "voices").choice(corpus.songs_of(TRAINING), count)
    return [int(artist) for artist in corpus.artist[songs]]
