"""Asking a trained network for songs: all at once, word by word, or with a person who chooses each word."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hackday.lyrics.copying import Copied, copied_from, read_filter, told
from hackday.lyrics.data.corpus import END, LINE, STANZA, UNKNOWN, Array
from hackday.lyrics.data.words import PIECE_START, join_tokens
from hackday.lyrics.metrics.copies import NgramFilter
from hackday.lyrics.sampling import Sampler, SamplingSettings, candidates
from hackday.lyrics.sampling_settings import asked
from hackday.lyrics.trained import TrainedWriter, read_trained
from hackday.lyrics.writing import USUAL_WORDS, Length, write
from hackday.runs import RunDirectory
from hackday.runs.files import replace_bytes
from hackday.sample_files import shared_out
from hackday.specs import near_words, require
from hackday.tables import percent

MOST_LENGTH = 100_000
CHOICES = 10
TOLD = 5  # unknown words of a prompt
OWN_OPTIONS = ("artist", "length", "lines")
ENDINGS = (".txt", ".json", ".csv")
BETWEEN = "\n\n— — —\n\n"


@dataclass(frozen=True)
class Wish:
    """What is asked for."""

    trained: TrainedWriter
    prompt: list[int]
    said: list[str]
    """The prompt's words as they were typed: an unknown one is read as such, and stays on the page as it is."""
    unknown: dict[str, str]
    """Its unknown words, the first TOLD with near known ones in words."""
    settings: SamplingSettings
    voice: int
    length: Length
    training: NgramFilter | None
    """Which phrases are in the training songs; None where that is not known."""


def read_wish(run: RunDirectory, prompt: str | None, options: Mapping[str, Any]) -> Wish:
    """The trained network and the options, checked. SpecError says what would work."""
    trained = read_trained(run)
    settings = asked({name: value for name, value in options.items() if name not in OWN_OPTIONS})
    words, lines = options.get("length"), options.get("lines")
    for name, value in (("length", words), ("lines", lines)):
        possible = value is None or 1 <= int(value) <= MOST_LENGTH
        require(possible, f"{name}={value} is not possible: it lies between 1 and {MOST_LENGTH:,}")
    length = Length(int(words or (MOST_LENGTH if lines else USUAL_WORDS)), int(lines or 0))
    said = trained.cut(prompt or "")
    place = {word: token for token, word in enumerate(trained.words)}
    tokens = [place.get(word, UNKNOWN) for word in said]
    known = trained.words[STANZA + 1 :]
    strange = list(dict.fromkeys(word for word in said if word not in place))
    # Those that are told; to look for near ones takes a while.
    unknown = {word: near_words(word, known) if number < TOLD else "" for number, word in enumerate(strange)}
    return Wish(trained, tokens, said, unknown, settings, trained.voice(options.get("artist")), length,
                read_filter(run))  # fmt: skip


def text_of(wish: Wish, written: Sequence[int]) -> str:
    """The prompt as it was typed, cleaned, and what was written after it; a line end at the end is left out."""
    tokens = [*wish.said, *(wish.trained.words[token] for token in written)]
    return join_tokens(tokens, wish.trained.cleaning.tokens).rstrip("\n")


def copied(wish: Wish, written: Sequence[int]) -> Copied | None:
    """What of the prompt and of what was written after it is in the training songs; None where that is not known."""
    return copied_from([*wish.prompt, *written], wish.trained, wish.training) if wish.training else None


def about_prompt(wish: Wish) -> str:
    """A sentence on its unknown words; empty if there are none."""
    told = [f"'{word[:40]}'{near}" for word, near in list(wish.unknown.items())[:TOLD]]
    return f"never read, so it reads them as an unknown word: {', '.join(told)}" if told else ""


def sample(
    run: RunDirectory, prompt: str | None, count: int | None, seed: int, options: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """`count` songs (usually 1): a line each with `text`, `seed`, `voice`, `tokens`, the prompt's `unknown` words, a
    `notice` on these, with words that are known and look alike, and `copied`: the share of its
    `runs_of_five` words that stand in training songs, the `share` of its words that are in stretches of eight words or
    more from them, and these `spans`; None where that is not known; `remark` says it in a sentence.

    Song i is written from seed + i; the same prompt, options and seed give the same songs.
    """
    wish = read_wish(run, prompt, options)
    trained = wish.trained
    answers = []
    for number in range(count or 1):
        written = write(trained, wish.prompt, wish.settings, seed + number, voice=wish.voice, length=wish.length)
        tokens = list(written)
        voice = trained.voices[wish.voice] if wish.voice >= 0 else None
        found = copied(wish, tokens)
        answers.append({"text": text_of(wish, tokens), "seed": seed + number, "voice": voice,
                        "unknown": list(wish.unknown), "notice": about_prompt(wish),
                        "copied": {"runs_of_five": found.runs_of_five, "share": found.share,
                                   "spans": list(found.spans)} if found else None,
                        "remark": told(found),
                        "tokens": [*wish.prompt, *tokens]})  # fmt: skip
    return answers


def stream(
    run: RunDirectory, prompt: str | None, count: int | None, seed: int, options: Mapping[str, Any],
    tell: Callable[[str], None],
) -> Iterator[str]:  # fmt: skip
    """The same texts in pieces, as they come; whatever is wrong is said before the first piece, and after each song
    what it has from the training songs."""
    wish = read_wish(run, prompt, options)
    if wish.unknown:
        tell(about_prompt(wish))
    return _streamed(wish, count or 1, seed, tell)


def _streamed(wish: Wish, count: int, seed: int, tell: Callable[[str], None]) -> Iterator[str]:
    trained = wish.trained
    for number in range(count):
        if number:
            yield BETWEEN
        tokens: list[int] = []
        said = text_of(wish, tokens)
        yield said
        for token in write(trained, wish.prompt, wish.settings, seed + number, voice=wish.voice, length=wish.length):
            tokens.append(token)
            text = text_of(wish, tokens)
            yield text[len(said) :]
            said = text
        tell(f"\n\n{told(copied(wish, tokens))}")


def interactive(
    run: RunDirectory, prompt: str | None, seed: int, options: Mapping[str, Any], ask: Callable[[str], str],
    tell: Callable[[str], None],
) -> None:  # fmt: skip
    """A person chooses each word: a number from the ten likeliest, a word of her own, nothing for the sampler's choice,
    or `.` for the end. `ask` puts a question, `tell` shows a text.
    """
    wish = read_wish(run, prompt, options)
    trained = wish.trained
    place = {shown(trained, token): token for token in range(len(trained.words))}  # as they are shown, and so typed
    tokens: list[int] = []
    if wish.unknown:
        tell(about_prompt(wish))
    tell(f"Type a number, a word of your own, Enter to let the network choose, or . to end.\n\n{text_of(wish, tokens)}")

    def choose(sampler: Sampler, logits: Array) -> int | None:
        likely = [(token, share) for token, share in candidates(logits, CHOICES + 1) if token != UNKNOWN][:CHOICES]
        tell(
            "  ".join(
                f"{number} {shown(trained, token)} {percent(share)}" for number, (token, share) in enumerate(likely)
            )
        )
        while True:
            answer = ask("").strip().lower()
            if answer == ".":
                return None
            if not answer:
                return sampler.choose(logits)
            token = likely[int(answer)][0] if answer.isdecimal() and int(answer) < len(likely) else place.get(answer)
            if token is not None and token != UNKNOWN:
                sampler.accept(token)
                return token
            tell(f"'{answer[:40]}' is no number from 0 to {len(likely) - 1} and no word that the network knows"
                 f"{near_words(answer, place)}")  # fmt: skip

    written = write(trained, wish.prompt, wish.settings, seed, voice=wish.voice, length=wish.length, choose=choose)
    for token in written:
        tokens.append(token)
        tell(text_of(wish, tokens).rsplit("\n", 1)[-1] if token not in (LINE, STANZA) else "")
    tell(f"\n{text_of(wish, tokens)}")
    tell(f"\n{told(copied(wish, tokens))}")


def shown(trained: TrainedWriter, token: int) -> str:
    """A token in a list of choices; a piece that goes on with a word has … before it."""
    word = trained.words[token]
    if token <= STANZA or trained.cleaning.tokens == "words":
        return {LINE: "⏎", STANZA: "⏎⏎", END: "(end)"}.get(token, word)
    if trained.cleaning.tokens == "bpe":
        return word.removeprefix(PIECE_START) if word.startswith(PIECE_START) else f"…{word}"
    return "␣" if word == " " else word


def write_sample(answers: list[dict[str, Any]], out: Path, *, each: bool) -> list[Path]:
    """The songs as files, by the ending of `out`. SpecError for an ending that songs cannot have."""
    require(out.suffix in ENDINGS, f"{out.name} is no file for songs; they are written as {', '.join(ENDINGS)}")
    shares = shared_out(answers, out, each=each)
    for file, some in shares:
        replace_bytes(file, _content(some, out.suffix).encode())
    return [file for file, _ in shares]


def _content(answers: list[dict[str, Any]], ending: str) -> str:
    if ending == ".json":
        kept = [{name: value for name, value in one.items() if name not in ("tokens", "remark")} for one in answers]
        return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    if ending == ".csv":
        from hackday.lyrics.lab import sample_table

        return sample_table(answers).as_csv()
    return BETWEEN.join(one["text"] for one in answers) + "\n"
