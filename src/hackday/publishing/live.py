"""The networks that work on a front page: of each run as little as it takes to ask its network.

Networks that add are a few numbers and stand in the page. Those that draw and write are up to some megabytes: each is
a classic script of one line that hands over its page model as a text, loaded when a visitor comes near it. A script
works from disk too, where a page may fetch nothing.
"""

import json
from collections.abc import Sequence
from typing import Any

MOST_NETWORKS, MOST_NODES = 30, 64  # of an addition run
SHOWN_PIECES = 8  # pieces of a run that are there before its network is

Model = dict[str, Any]

UNSEEN: dict[str, Model] = {
    "images": {
        "directions": [], "alarms": [], "sheets": [], "results": {},
        "curves": {"images": [], "series": [], "watch": []},
        "film": {"images": [], "frames": [], "rows": 1, "columns": 1},
    },
    "lyrics": {
        "filter": None, "samples": [], "human": None, "results": {}, "neighbours": {"words": [], "near": []},
        "curves": {"words": [], "epochs": [], "series": [], "kneser_ney": None},
    },
}  # fmt: skip
"""What a front page shows nothing of, emptied: what remains is still a page model (docs/formats/page-model.md)."""

LEFT_OUT = ("pieces", "card", "headline")


def adding(model: Model) -> list[Model]:
    """The networks of an addition run as they ended, without their films."""
    named = ("id", "kind", "nodes", "max_sum", "activation", "biases", "method", "weights")
    small = [network for network in model["networks"] if network["nodes"] <= MOST_NODES]
    return [{name: network[name] for name in named} for network in small[:MOST_NETWORKS]]


def slim(model: Model) -> Model | None:
    """A page model with what it takes to draw or write, and no more; None if it has no network in it."""
    empty = UNSEEN.get(model["domain"])
    if empty is None or model.get("generator" if model["domain"] == "images" else "network") is None:
        return None
    kept = {name: value for name, value in model.items() if name not in LEFT_OUT}
    return {**kept, **empty, "run": {**model["run"], "spec": {}}}


def as_script(key: str, model: Model) -> str:
    """A script that puts the model, as a text, under `key` of `hackdayLive`. Nothing of a run is run."""
    text = json.dumps(model, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"(self.hackdayLive=self.hackdayLive||{{}})[{json.dumps(key)}]={json.dumps(text)};\n"


def stage(runs: Sequence[tuple[str, str, Model]], scripts: dict[str, str]) -> Model:
    """The front page's `live`, of runs (title, address, model): all networks that add, one that draws, one that writes,
    with what is there from the start.

    Fills `scripts`: the files that hold the rest, by their names.
    """
    stages: Model = {"addition": [], "images": [], "lyrics": []}
    can_work: dict[str, list[tuple[Model, str, Model]]] = {"images": [], "lyrics": []}
    for title, href, model in runs:
        about = {"title": title, "href": href, "preset": str(model["run"].get("preset", ""))}
        if model["domain"] == "addition":
            stages["addition"].append({**about, "networks": adding(model)})
        elif (small := slim(model)) is not None:
            about["pieces"] = model.get("pieces", [])[:SHOWN_PIECES]
            can_work[model["domain"]].append((about, href.partition("/")[0], small))
    # Of those that draw the one that has most to show: faces rather than ellipses.
    drawers = sorted(can_work["images"], key=lambda one: _told(one[0]["pieces"]), reverse=True)
    for domain, candidates in (("images", drawers), ("lyrics", can_work["lyrics"])):
        for about, key, small in candidates[:1]:
            script = f"live/{key}.js"
            scripts[script] = as_script(key, small)
            stages[domain] = [{**about, "key": key, "script": script, "bytes": len(scripts[script].encode())}]
    return stages


def _told(pieces: list[Model]) -> int:
    """How much is said about these pieces."""
    return sum(len(piece["about"]) for piece in pieces)
