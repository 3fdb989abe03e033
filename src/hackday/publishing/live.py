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
    """The front page's `live`: for each lab its runs (title, address, model) with what is there from the start.

    Fills `scripts`: the files that hold the rest, by their names.
    """
    stages: Model = {"addition": [], "images": [], "lyrics": []}
    for title, href, model in runs:
        about = {"title": title, "href": href, "preset": str(model["run"].get("preset", ""))}
        if model["domain"] == "addition":
            stages["addition"].append({**about, "networks": adding(model)})
            continue
        small = slim(model)
        if small is None:
            continue
        key = href.partition("/")[0]
        scripts[f"live/{key}.js"] = as_script(key, small)
        pieces = model.get("pieces", [])[:SHOWN_PIECES]
        size = len(scripts[f"live/{key}.js"].encode())
        live = {"key": key, "script": f"live/{key}.js", "bytes": size, "pieces": pieces}
        stages[model["domain"]].append({**about, **live})
    return stages
