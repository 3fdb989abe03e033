"""What chance and malice do to bytes, texts, JSON and the places of files."""

import copy
import json
import os
import shutil
import struct
from pathlib import Path
from typing import Any

import numpy as np

Rng = np.random.Generator

NASTY = (
    "", " ", "\x00", "'", '"', "\\", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "../..",
    "/etc/passwd", "C:\\", "\u202eabc", "\ud7ff\uffff", "😀", "e\u0301", "%s%n", "{0}", "${x}", "nan", "inf", "-0",
    "1e999", "9" * 400, "a" * 5000, "\r\n", "=1+1", "None", "true", "[]", "{}", "-", "--help", "~", "*", "\x1b[2J",
)  # fmt: skip
REPEATED = (
    "[", "[", "[a", "[a b", "([", "(verse", "'a", "a", "1", "1.", " ", "You might also like",
    "\u0301\u0316", "e\u0301",
)  # fmt: skip
"""What takes a time that grows with the square of how often it stands there, where somebody looks ahead for an end."""
NUMBERS = (0, -1, 1, 2**31, -(2**63), 2**63, 10**30, 0.5, -0.0, 1e308, 1e-320, float("nan"), float("inf"))

SELDOM: dict[str, Any] = {
    "notices": ["a notice"], "no_page": "why", "alarms": [{"images": 5, "kind": "loss", "text": "an alarm"}],
    "dropped": {"why": 3}, "worst": [{"names": {"hair": "red"}, "right_share": 0.5}],
}  # fmt: skip
"""Of results.json, what the small runs lack."""


def choice(rng: Rng, among: Any) -> Any:
    """One of them."""
    return among[int(rng.integers(len(among)))]


def spoil(rng: Rng, content: bytes) -> bytes:
    """The content truncated, emptied, filled with noise, with bits turned, pieces doubled, swapped or made nasty."""
    size = len(content)
    at, end = sorted(int(x) for x in rng.integers(0, size + 1, 2))
    kind = int(rng.integers(9))
    if kind == 0:
        return b""
    if kind == 1:
        return content[:at]
    if kind == 2:
        return rng.bytes(int(rng.integers(0, 300)))
    if kind == 3:
        return content[:at] + rng.bytes(end - at) + content[end:]
    if kind == 4:
        return content[:at] + content[end:]
    if kind == 5:
        return content[:end] + content[at:]
    if kind == 6:
        nasty: bytes = choice(rng, NASTY).encode("utf-8", "surrogatepass")
        return content[:at] + nasty + content[at:]
    if kind == 7:
        return (
            content[:at] + struct.pack("<Q", int(choice(rng, (0, 1, 2**31 - 1, 2**63 - 1, 2**64 - 1)))) + content[end:]
        )
    turned = bytearray(content)
    for place in rng.integers(0, max(1, size), min(size, 1 + int(rng.integers(20)))):
        turned[place] ^= 1 << int(rng.integers(8))
    return bytes(turned)


def stretch(rng: Rng, content: bytes, beside: bytes) -> bytes:
    """The content with something short, very often, in front of one of the places where it has `beside`; at times with
    what a web site's end of a song looks like behind it."""
    places = content.split(beside)
    at = 1 + int(rng.integers(max(1, len(places) - 1)))
    one = str(choice(rng, REPEATED))
    end = str(choice(rng, ("", "Embed")))
    endless = (one * 199_000)[: int(choice(rng, (50_000, 199_000)))] + end
    return beside.join(places[:at]) + endless.encode() + beside + beside.join(places[at:])


def odd_value(rng: Rng, depth: int = 0) -> Any:
    """Anything that JSON can hold, mostly what nobody expects."""
    kind = int(rng.integers(7 if depth < 3 else 5))
    if kind == 0:
        return choice(rng, (None, True, False))
    if kind == 1:
        return choice(rng, NUMBERS)
    if kind == 2:
        return int(rng.integers(-5, 100))
    if kind in (3, 4):
        return choice(rng, NASTY)
    if kind == 5:
        return [odd_value(rng, depth + 1) for _ in range(int(rng.integers(4)))]
    return {choice(rng, NASTY): odd_value(rng, depth + 1) for _ in range(int(rng.integers(4)))}


def spoil_json(rng: Rng, value: Any) -> Any:
    """The value with one place in it taken out, doubled, or made odd."""
    changed = copy.deepcopy(value)
    parent, key = None, None
    at = changed
    while isinstance(at, dict | list) and at and (parent is None or rng.random() < 0.8):
        parent, key = at, choice(rng, list(at) if isinstance(at, dict) else range(len(at)))
        at = at[key]
    if parent is None or key is None:
        return odd_value(rng)
    kind = int(rng.integers(4))
    if kind == 0:
        del parent[key]
    elif kind == 1 and isinstance(parent, list):
        parent.append(copy.deepcopy(at))
    elif kind == 2:
        parent[key] = [at]
    else:
        parent[key] = odd_value(rng)
    return changed


def spoil_text(rng: Rng, content: bytes) -> bytes:
    """JSON, or lines of JSON, that stay JSON but say something else; other content as `spoil`."""
    try:
        lines = (
            [json.loads(line) for line in content.splitlines()] if content.count(b"\n") > 1 else [json.loads(content)]
        )
    except (ValueError, RecursionError):
        return spoil(rng, content)
    place = int(rng.integers(len(lines)))
    lines[place] = spoil_json(rng, lines[place])
    return "\n".join(json.dumps(line) for line in lines).encode("utf-8", "surrogatepass")


def spoil_figures(rng: Rng, content: bytes) -> bytes:
    """A results.json that has what few runs have, too, and then one to three values that nobody expects."""
    try:
        results = {**json.loads(content), **SELDOM}
    except (ValueError, TypeError):
        return spoil(rng, content)
    for _ in range(1 + int(rng.integers(3))):
        place = choice(rng, list(SELDOM)) if rng.random() < 0.5 else choice(rng, list(results))
        results[place] = spoil_json(rng, results[place])
    return json.dumps(results).encode("utf-8", "surrogatepass")


def spoil_weights(rng: Rng, content: bytes) -> bytes:
    """A safetensors file with another header: wrong shapes, kinds, places, and sizes beyond any memory."""
    length = int.from_bytes(content[:8], "little")
    try:
        header = json.loads(content[8 : 8 + length])
    except ValueError:
        return spoil(rng, content)
    names = [name for name in header if name != "__metadata__"]
    kind = int(rng.integers(6))
    if kind == 0 or not names:
        header = spoil_json(rng, header)
    elif kind == 1:
        header[choice(rng, names)]["shape"] = [
            int(x) for x in rng.choice([0, 1, 7, 2**20, 2**31, 2**40], int(rng.integers(4)))
        ]
    elif kind == 2:
        header[choice(rng, names)]["dtype"] = choice(rng, ("F64", "I64", "BOOL", "BF16", "U8", "F8_E4M3", "X", ""))
    elif kind == 3:
        start = int(choice(rng, (0, 1, 2**40, 2**63)))
        header[choice(rng, names)]["data_offsets"] = [start, start + int(rng.integers(2**20))]
    elif kind == 4:
        one, other = choice(rng, names), choice(rng, names)
        header[one], header[other] = header[other], header[one]
    else:
        header["__metadata__"] = {str(k): str(odd_value(rng)) for k in header.get("__metadata__", {"writer": 0})}
    told = json.dumps(header).encode("utf-8", "surrogatepass")
    size = len(told) if rng.random() < 0.9 else int(choice(rng, (0, 2**30, 2**63)))
    return size.to_bytes(8, "little") + told + content[8 + length :]


def spoil_checkpoint(rng: Rng, content: bytes) -> bytes:
    """A checkpoint that is whole, and in which its small rest or some of its numbers say something else."""
    start = 8 + int.from_bytes(content[:8], "little")
    if rng.random() < 0.3:
        at, end = sorted(int(x) for x in rng.integers(start, len(content) + 1, 2))
        return content[:at] + rng.bytes(end - at) + content[end:]
    header = json.loads(content[8:start])
    rest = json.loads(header["__metadata__"]["hackday"])
    place = "state" if rest["state"] and rng.random() < 0.6 else None
    rest = {**rest, place: spoil_json(rng, rest[place])} if place else spoil_json(rng, rest)
    header["__metadata__"]["hackday"] = json.dumps(rest)
    told = json.dumps(header).encode()
    return len(told).to_bytes(8, "little") + told + content[start:]


def replace(rng: Rng, path: Path, outside: Path) -> None:
    """Put a link to a file or a folder `outside`, a pipe, or an empty folder in the place of a file or a folder."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    kind = int(rng.integers(4))
    if kind == 0:
        path.symlink_to(choice(rng, sorted(outside.iterdir())))
    elif kind == 1:
        path.symlink_to(outside)
    elif kind == 2:
        os.mkfifo(path)
    else:
        path.mkdir()
