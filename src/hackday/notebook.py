"""What a notebook shows of a run: what became of it, its figures as tables, its pictures and its newest words, small.

A run is shown in every state, also while it trains and when a file of it is damaged. Its texts may come from anywhere,
so all of them are escaped; its pictures are decoded and written anew before they become part of the notebook.
"""

import base64
import html
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hackday.runs import RunDirectory
from hackday.runs.plain import open_plain
from hackday.tables import Table

MOST_FILES = 4  # pictures and texts of a summary; all others are told of
MOST_PIXELS = 560  # of a picture's longer side: notebooks are kept and sent with their pictures inside
MOST_LINES = 16
MOST_TEXT = 2_000  # characters
COLOURS = 128


def summary(
    run: RunDirectory,
    tables: Callable[[dict[str, Any]], list[Table]],
    first_look: Callable[[Sequence[str]], list[str]],
) -> str:
    """`run` as HTML. `tables`: its lab's reading of results; `first_look`: which of its artifacts tell most.

    HackdayError from `tables` if the results are damaged.
    """
    results = run.results()
    parts = [_what_it_is(run), *(table.as_html() for table in (tables(results) if results is not None else []))]
    names = files_of(run.artifacts)
    chosen = [name for name in first_look(names) if name in names][:MOST_FILES]
    parts += [shown for name in chosen if (shown := _shown(run.artifacts / name, name))]
    pictures = sum("/" not in name and name.endswith(".png") for name in names)
    if pictures > len(chosen):
        parts.append(f"<p><small>{pictures} pictures in all: <code>run.figures</code> names them, "
                     "<code>run.figure(name)</code> draws one.</small></p>")  # fmt: skip
    return f"<div>{''.join(parts)}</div>"


def files_of(artifacts: Path) -> list[str]:
    """The pictures and texts of a run and of the series in its folders (`film/0003.png`), by name."""
    found = [path for ending in ("png", "txt") for depth in ("", "*/") for path in artifacts.glob(f"{depth}*.{ending}")]
    return sorted(path.relative_to(artifacts).as_posix() for path in found)


def _what_it_is(run: RunDirectory) -> str:
    status, record = run.status(), run.record
    words = [f"preset {record['preset']}", str(status["state"])]
    if status["state"] != "done" and status["steps"]:
        words.append(f"{status['step']:,} of {status['steps']:,} steps")
    words.append(f"{status['seconds']:.0f} s")
    words += [str(status["message"])] if status["message"] else []
    command = record.get("command")
    typed = f"<p><code>{html.escape(command)}</code></p>" if isinstance(command, str) else ""
    return f"<p><b>{html.escape(run.name)}</b> · {html.escape(' · '.join(words))}</p>{typed}"


def _shown(path: Path, name: str) -> str:
    """A picture or the beginning of a text; nothing for a file that cannot be read."""
    try:
        if path.suffix == ".txt":
            with open_plain(path) as file:
                text = file.read(4 * MOST_TEXT).decode("utf-8", "replace")[:MOST_TEXT]
            lines = text.strip().splitlines()
            more = " …" if len(lines) > MOST_LINES else ""
            return f"<pre>{html.escape(chr(10).join(lines[:MOST_LINES]))}{more}</pre>"
        address = base64.b64encode(small_png(path)).decode()
    except (OSError, ValueError, SyntaxError):  # Pillow's complaints about damaged pictures
        return ""
    alt = html.escape(name.removesuffix(".png"))
    style = "display:inline-block;margin:4px;max-width:46%;vertical-align:top"
    return f'<img alt="{alt}" title="{alt}" style="{style}" src="data:image/png;base64,{address}">'


def small_png(path: Path) -> bytes:
    """The picture at `path`, at most MOST_PIXELS long, in few colours. OSError or ValueError if it is none."""
    from PIL import Image

    with Image.open(path, formats=["PNG"]) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((MOST_PIXELS, MOST_PIXELS))
    buffer = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
