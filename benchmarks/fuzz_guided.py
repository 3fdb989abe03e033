"""The readers of strangers' bytes under a search that is led by coverage: what reaches new lines is spoiled further.

    pip install atheris
    PYTHONPATH=. python benchmarks/fuzz_guided.py [songs|labels|pictures|weights|records] [--cases 100000]

benchmarks/fuzz.py spoils good files at random and looks at the command line as a whole; this one goes where random
damage seldom comes, into each reader alone. Atheris (libFuzzer) ends the process with the bytes that did it if a case
raises what is no message, takes 10 s, or if the process comes to 2 GB.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

try:
    import atheris
except ImportError:
    sys.exit("this search needs atheris: pip install atheris")

with atheris.instrument_imports(include=["hackday"]):
    from hackday import domains, specs
    from hackday.errors import HackdayError
    from hackday.images.data.decoding import Framing, Unreadable, decode
    from hackday.images.data.labels import read_labels
    from hackday.lyrics.data.reading import open_songs
    from hackday.runs.files import parse_json
    from hackday.training.checkpoints import read_latest, write_checkpoint

from hackday.training.checkpoints import Checkpoint
from tests.fuzz.files import Labels, Pictures, Songs

SECONDS, MEGABYTES = 10, 2000
SONGS = ("songs.csv", "songs.tsv", "songs.jsonl", "songs.txt")
LABS = ("addition", "images", "lyrics")
MESSAGES = (HackdayError, Unreadable)

Search = tuple[list[bytes], Callable[[bytes], object]]
"""What is good and is spoiled first, and what reads it."""


def songs(folder: Path) -> Search:
    """The first byte tells the kind of file."""

    def read(content: bytes) -> None:
        path = folder / SONGS[content[0] % len(SONGS)]
        path.write_bytes(content[1:])
        for song in open_songs(path).songs():
            assert isinstance(song.text, str)

    good = Songs(folder).good
    return [bytes([SONGS.index(name)]) + one for name, files in good.items() for one in files], read


def labels(folder: Path) -> Search:
    """Tables of labels."""

    def read(content: bytes) -> None:
        (folder / "labels.csv").write_bytes(content)
        table = read_labels(folder / "labels.csv")
        assert all(len(row) == len(table.columns) for row in table.rows.values())

    return Labels(folder).good, read


def pictures(folder: Path) -> Search:
    """Pictures of every format; Pillow itself is not instrumented."""
    framing, lock = Framing(size=16), Lock()
    return Pictures(folder).good, lambda content: decode(content, framing, lock)


def weights(folder: Path) -> Search:
    """Checkpoints."""
    arrays: dict[str, np.ndarray[Any, Any]] = {"a": np.zeros((3, 2), np.float32), "b": np.arange(4)}
    good = write_checkpoint(folder, Checkpoint(1, 0.5, 10, arrays, {"x": [1, 2]}))
    first = good.read_bytes()

    def read(content: bytes) -> None:
        good.write_bytes(content)
        read_latest(folder)

    return [first], read


def records(_folder: Path) -> Search:
    """Settings as run.json has them; the first byte tells the lab."""

    def read(content: bytes) -> None:
        try:
            value = parse_json(content[1:].decode("utf-8", "surrogateescape"))
        except ValueError:
            return
        if isinstance(value, dict):
            specs.read(domains.lab(LABS[content[0] % len(LABS)]).Spec, value)

    plain = [specs.plain(domains.lab(lab).Spec()) for lab in LABS]
    return [bytes([place]) + json.dumps(one).encode() for place, one in enumerate(plain)], read


SEARCHES = {search.__name__: search for search in (songs, labels, pictures, weights, records)}


def main() -> None:
    """Search one reader in this process; without a name all, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("reader", nargs="?", choices=list(SEARCHES))
    parser.add_argument("--cases", type=int, default=100_000)
    wishes = parser.parse_args()
    if wishes.reader is None:
        ends = [subprocess.run([sys.executable, __file__, name, "--cases", str(wishes.cases)], check=False).returncode
                for name in SEARCHES]  # fmt: skip
        raise SystemExit(any(ends))
    with tempfile.TemporaryDirectory() as base:
        os.environ["HACKDAY_CACHE"] = str(Path(base) / "cache")
        folder, corpus = Path(base) / "files", Path(base) / "corpus"
        folder.mkdir()
        corpus.mkdir()
        good, read = SEARCHES[wishes.reader](folder)
        for number, content in enumerate(good):
            (corpus / str(number)).write_bytes(content)

        def one(content: bytes) -> None:
            if content:
                with contextlib.suppress(*MESSAGES):
                    read(content)

        limits = [f"-runs={wishes.cases}", f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", "-max_len=20000"]
        print(f"{wishes.reader}: {len(good)} good files", flush=True)
        atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", str(corpus)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
