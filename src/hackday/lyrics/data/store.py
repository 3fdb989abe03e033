"""Corpora that were made once, kept as files that are memory-mapped: `<cache>/lyrics/<key>/`.

A corpus is written beside and renamed, so a reader meets a whole one or none; two makers at once do no harm.
"""

import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np

from hackday import caching
from hackday.lyrics.data.corpus import SPECIAL, Array, Corpus, Dropped
from hackday.runs.files import read_json

FORMAT = 1
TOKENS = "tokens.u2"
PIECES = "pieces.json"
_COLUMNS = {
    "offsets": ("offsets.i8", "<i8"),
    "part": ("part.u1", "u1"),
    "artist": ("artist.i4", "<i4"),
    "characters": ("characters.i8", "<i8"),
    "spelling_bits": ("spelling.f8", "<f8"),
}


def corpora() -> Path:
    """The folder of all corpora that are kept."""
    return caching.cache_folder() / "lyrics"


def open_kept(key: str) -> Corpus | None:
    """The corpus kept under `key`; None if there is none, or not a whole one."""
    folder = corpora() / key
    try:
        about = read_json(folder / "corpus.json")
        columns = {name: np.fromfile(folder / file, kind) for name, (file, kind) in _COLUMNS.items()}
        count = int(about["songs"])
        if about["format"] != FORMAT or not _whole(folder, about, columns, count):
            return None
        return Corpus(
            name=str(about["name"]),
            summary=str(about["summary"]),
            licence=str(about["licence"]),
            key=key,
            kind=str(about["kind"]),
            words=tuple(about["words"]),
            tokens=np.memmap(folder / TOKENS, "<u2", "r"),
            artists=tuple(about["artists"]),
            titles=tuple(about["titles"]),
            dropped=tuple(Dropped(one["reason"], one["count"], tuple(one["examples"])) for one in about["dropped"]),
            notices=tuple(about["notices"]),
            unknown_examples=dict(about["unknown_examples"]),
            **columns,
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _whole(folder: Path, about: Any, columns: dict[str, Array], count: int) -> bool:
    """Whether all fits together; the tokens themselves are not read."""
    offsets = columns["offsets"]
    return (
        count > 0
        and len(offsets) == count + 1
        and offsets[0] == 0
        and bool((np.diff(offsets) > 0).all())
        and all(len(columns[name]) == count for name in ("part", "artist", "characters", "spelling_bits"))
        and (folder / TOKENS).stat().st_size == 2 * offsets[-1]
        and tuple(about["words"][: len(SPECIAL)]) == SPECIAL
        and len(about["titles"]) in (0, count)
        and bool((columns["part"] <= 2).all())
        and bool(((columns["artist"] >= 0) & (columns["artist"] < len(about["artists"]))).all())
        and (about["kind"] != "bpe" or (folder / PIECES).stat().st_size > 0)
    )


def pieces_json(key: str) -> str:
    """The tokenizer of a corpus with tokens=bpe, see `pieces.Pieces.from_json`. OSError if it is not there."""
    return (corpora() / key / PIECES).read_text(encoding="utf-8")


def working_folder(key: str) -> AbstractContextManager[Path]:
    """An empty folder on the disk of the cache, gone after the block."""
    return caching.working_folder(corpora() / key)


def keep(fresh: Path, corpus: Corpus, pieces: str) -> None:
    """Make `fresh`, a folder that holds the tokens already, the whole of this corpus, and put it in its place."""
    for name, (file, kind) in _COLUMNS.items():
        np.ascontiguousarray(getattr(corpus, name), kind).tofile(fresh / file)
    if pieces:
        (fresh / PIECES).write_text(pieces, encoding="utf-8")
    about = {
        "format": FORMAT,
        "name": corpus.name,
        "summary": corpus.summary,
        "licence": corpus.licence,
        "kind": corpus.kind,
        "songs": len(corpus),
        "words": corpus.words,
        "artists": corpus.artists,
        "titles": corpus.titles,
        "dropped": [{"reason": one.reason, "count": one.count, "examples": one.examples} for one in corpus.dropped],
        "notices": corpus.notices,
        "unknown_examples": corpus.unknown_examples,
    }
    (fresh / "corpus.json").write_text(json.dumps(about), encoding="utf-8")
    caching.put(fresh, corpora() / corpus.key, lambda: open_kept(corpus.key) is not None)
