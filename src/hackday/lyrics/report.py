"""The figures as tables for people."""

from typing import Any

from hackday.runs.damage import undamaged
from hackday.tables import Finding, Table, percent

MODELS = {
    "network": "the network",
    "kneser_ney": "Kneser-Ney, five words",
    "unigram": "how often words occur",
    "mixture": "network, Kneser-Ney, cache and recall mixed",
}
SAMPLES = {
    "loop_rate": ("songs with a loop", True),
    "repeated_lines": ("lines that came before in the song", True),
    "sequence_repetition_4": ("runs of four words that came before", True),
    "distinct_2": ("distinct pairs of words", True),
    "words_per_line": ("words a line", False),
    "lines_per_stanza": ("lines a stanza", False),
    "end_rhyme_rate": ("line ends that rhyme", True),
    "copied_5grams": ("runs of five words found in training", True),
    "longest_copy": ("longest run copied, words", False),
}


@undamaged("the figures of this run are", "train it again")
def tables(results: dict[str, Any]) -> list[Table]:
    """Everything that `hackday show` prints of the figures. RunError if they are damaged."""
    rows = []
    for key, name in MODELS.items():
        one = results["test"].get(key)
        if one:
            rows.append(_scored(name, one))
    rows.append(_scored("the network, on the songs it learned", results["train"]["network"]))
    note = (
        f"{results['scored_words']:,} words of songs that it never saw, {percent(results['oov_rate'])} of them "
        "unknown; perplexity: among how many equally likely words each choice seems to be, lower is better"
    )
    guessed = results["test"].get("mixture", {}).get("guessed_words", results["scored_words"])
    if guessed < results["scored_words"]:
        note += f"; the mixture guessed {guessed:,} of them, from the beginnings of songs"
    if results.get("counted_words", 0) < results.get("training_words", 0):
        note += (
            f"; the simple models counted the first {results['counted_words']:,} of {results['training_words']:,} "
            "words of the training songs"
        )
    columns = ("model", "perplexity", "bits a character", "first guess right", "in five guesses")
    shown = [Table("Held-out songs", columns, rows, note, spare=("bits a character", "in five guesses"))]
    samples = results.get("samples")
    if samples:
        written = [(one.name, one.text, one.beside) for one in _written(samples)]
        greedy = results.get("greedy")
        extra = f"; always the likeliest word: {percent(greedy['loop_rate'])} of songs have a loop" if greedy else ""
        shown.append(Table("Songs written, beside held-out songs by people", ("figure", "written", "by people"),
                           written, f"with the usual sampling{extra}"))  # fmt: skip
    if results.get("dropped"):
        left_out = [(why, f"{count:,}") for why, count in results["dropped"].items()]
        shown.append(Table("Songs left out", ("why", "songs"), left_out))
    if results.get("notices"):
        shown.append(Table("About the file", ("notice",), [(one,) for one in results["notices"]]))
    if results.get("no_page"):
        shown.append(Table("No page", ("why",), [(results["no_page"],)]))
    return shown


@undamaged("the figures of this run are", "train it again")
def figures(results: dict[str, Any]) -> list[Finding]:
    """Every figure of a run: how long it learned, how it guesses, how it writes. RunError if they are damaged."""
    shown = [
        Finding("words seen", results["words_seen"], f"{results['words_seen']:,}"),
        Finding("words a second", results["words_per_second"], f"{results['words_per_second']:,.0f}"),
        Finding("epochs", results["epochs"], f"{results['epochs']:.1f}"),
        Finding("held-out words scored", results["scored_words"], f"{results['scored_words']:,}"),
        Finding("of them unknown", results["oov_rate"], percent(results["oov_rate"])),
    ]
    for key, name in MODELS.items():
        if key in results["test"]:
            scored = results["test"][key]
            shown += [
                Finding(f"perplexity, {name}", scored["perplexity"], _number(scored["perplexity"])),
                Finding(
                    f"bits a character, {name}", scored["bits_per_character"], f"{scored['bits_per_character']:.3f}"
                ),
            ]
    for name, key in {"first guess right": "accuracy", "right in five guesses": "accuracy_top5"}.items():
        held_out, learned = (results[which]["network"].get(key) for which in ("test", "train"))
        shown.append(Finding(name, held_out, _share(held_out), _share(learned), "songs it learned"))
    return [*shown, *_written(results.get("samples", {}))]


def _written(samples: dict[str, Any]) -> list[Finding]:
    """What was written, beside songs by people."""
    shown = []
    for key, (name, is_share) in SAMPLES.items():
        if key in samples:
            ours, theirs = samples[key]["generated"], samples[key]["human"]
            text = _share if is_share else _number
            shown.append(Finding(name, ours, text(ours), text(theirs), "people"))
    return shown


def _scored(name: str, one: dict[str, Any]) -> tuple[str, ...]:
    """A row: a model and what it makes of some songs."""
    shares = (_share(one.get(key)) for key in ("accuracy", "accuracy_top5"))
    return (name, _number(one["perplexity"]), f"{one['bits_per_character']:.3f}", *shares)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value)
