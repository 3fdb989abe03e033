"""The figures as tables for people."""

from typing import Any

from hackday.runs.damage import undamaged
from hackday.tables import Table, percent

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
        written = [
            (name, _figure(samples[key]["generated"], share), _figure(samples[key]["human"], share))
            for key, (name, share) in SAMPLES.items()
            if key in samples
        ]
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


@undamaged("the figures of these runs are", "train them again")
def compare(results: list[dict[str, Any] | None]) -> list[dict[str, Any]]:
    """A line a figure: its name, and its value in each run (None where a run lacks it). RunError for damage."""
    all_figures = [_figures(one) if one else {} for one in results]
    names = list(dict.fromkeys(name for figures in all_figures for name in figures))
    return [{"figure": name, "values": [figures.get(name) for figures in all_figures]} for name in names]


def _scored(name: str, one: dict[str, Any]) -> tuple[str, ...]:
    """A row: a model and what it makes of some songs."""
    shares = (_share(one.get(key)) for key in ("accuracy", "accuracy_top5"))
    return (name, _number(one["perplexity"]), f"{one['bits_per_character']:.3f}", *shares)


def _figures(results: dict[str, Any]) -> dict[str, float | None]:
    shown: dict[str, float | None] = {
        "words seen": results["words_seen"],
        "words a second": results["words_per_second"],
        "epochs": results["epochs"],
    }
    for key, name in MODELS.items():
        if key in results["test"]:
            shown[f"perplexity, {name}"] = results["test"][key]["perplexity"]
            shown[f"bits a character, {name}"] = results["test"][key]["bits_per_character"]
    shown["first guess right"] = results["test"]["network"]["accuracy"]
    shown["first guess right, songs it learned"] = results["train"]["network"]["accuracy"]
    for key, (name, _) in SAMPLES.items():
        if key in results.get("samples", {}):
            shown[name] = results["samples"][key]["generated"]
    return shown


def _figure(value: float | None, share: bool) -> str:
    return _share(value) if share else _number(value)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value)
