"""The model card of a lyrics run, and the figures on the card of a site's front page."""

from typing import Any

from hackday.lyrics.data.corpus import Corpus
from hackday.lyrics.spec import SONGBOOK, LyricsSpec
from hackday.pagemodel.card import CardFigure, ModelCard, percent


def card(spec: LyricsSpec, corpus: Corpus, voices: int, results: dict[str, Any]) -> ModelCard:
    """What there is to say about this network, which has so many `voices`, from its songs and results.json."""
    many = f" It can write in the voices of {voices} artists." if voices else ""
    return ModelCard(
        what=f"A network that writes songs {corpus.unit} by {corpus.unit}, each from what stands before it.{many}",
        data=f"{corpus.name}: {corpus.summary}. A part of the songs was kept aside for the figures.",
        licence=corpus.licence,
        made_for=(
            "Playing with language, and seeing what a network picks up from songs and what it does not.",
            "First lines, odd images and rhymes to write on from.",
        ),
        not_for=_not_for(spec),
        figures=tuple(_figures(results, corpus)),
        limits=tuple(_limits(results, corpus)),
    )


def headline(results: dict[str, Any], corpus: Corpus) -> list[dict[str, str]]:
    """Three figures for the card of the run, each with its baseline where there is one."""
    test = results["test"]
    shown = [{
        "name": "perplexity of new songs", "value": f"{test['network']['perplexity']:.0f}",
        "beside": f"counting {corpus.units} {test['kneser_ney']['perplexity']:.0f}",
    }]  # fmt: skip
    copied = (results.get("samples") or {}).get("copied_5grams")
    if copied and copied.get("generated") is not None:
        beside = f"people {percent(copied['human'])}" if copied.get("human") is not None else ""
        shown.append({"name": "copied runs of five words", "value": percent(copied["generated"]), "beside": beside})
    read = f"{results['words_seen']:,} {corpus.units} read"
    return [*shown, {"name": "training time", "value": f"{results['seconds']:.0f} s", "beside": read}]


def _not_for(spec: LyricsSpec) -> tuple[str, ...]:
    always = (
        "Facts, advice or news: it strings words together and knows nothing.",
        "Texts in the name of a real artist, or passed off as written by one.",
    )
    if spec.data == SONGBOOK:
        return always
    return ("Publishing it or what it writes, unless you may do that with the songs it learned from.", *always)


def _figures(results: dict[str, Any], corpus: Corpus) -> list[CardFigure]:
    test = results["test"]
    shown = [CardFigure(
        f"perplexity of songs it never read, by {corpus.unit}", f"{test['network']['perplexity']:.1f}",
        f"a model that counts runs of {corpus.units} {test['kneser_ney']['perplexity']:.1f}",
    ), CardFigure(
        f"next {corpus.unit} guessed at once", percent(test["network"]["accuracy"]),
        f"always the most frequent one {percent(test['unigram']['accuracy'])}",
    )]  # fmt: skip
    names = (("copied_5grams", "copied runs of five words"), ("loop_rate", "songs with a loop"),
             ("repeated_lines", "repeated lines"), ("end_rhyme_rate", "lines that rhyme"))  # fmt: skip
    for key, name in names:
        one = (results.get("samples") or {}).get(key) or {}
        if one.get("generated") is not None:
            human = f"songs by people {percent(one['human'])}" if one.get("human") is not None else ""
            shown.append(CardFigure(name, percent(one["generated"]), human))
    return shown


def _limits(results: dict[str, Any], corpus: Corpus) -> list[str]:
    limits = [
        "Lines hang together for a few words; a song is about nothing from its beginning to its end.",
        f"It knows {results['vocabulary']:,} different {corpus.units}; {percent(results['oov_rate'])} of those of new "
        "songs are unknown to it.",
        "What its songs say is what its examples say: their views, their clichés and their language.",
    ]
    longest = ((results.get("samples") or {}).get("longest_copy_of_all") or {}).get("generated")
    if longest:
        limits.append(f"The longest run that a measured song took over from a training song has {longest:.0f} words.")
    return limits
