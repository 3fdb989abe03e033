"""Named experiments, each with what to expect of it."""

from dataclasses import dataclass
from typing import Any

from hackday.addition.spec import AdditionSpec
from hackday.specs import told_changes


@dataclass(frozen=True)
class Preset:
    """A spec with a name, one sentence on what it is, and one on what it shows."""

    spec: AdditionSpec
    summary: str
    expect: str
    needs: str = ""
    """The data of one's own that it is for, where it names none itself."""


DEFAULT = "post"

PRESETS: dict[str, Preset] = {
    "post": Preset(
        AdditionSpec(),
        "Fifteen small networks learn to add from examples, as in the post that began it.",
        "One node fails everywhere; two nodes add small sums from some starts, four or more from most; large sums stay "
        "out of reach.",
    ),
    "solved": Preset(
        AdditionSpec(method="projection", epochs=60, patience=0),
        "The same fifteen networks, trained by variable projection instead of Adam.",
        "The twelve networks with two or more nodes answer all 20,000 test pairs right; one node still cannot.",
    ),
    "scaled": Preset(
        AdditionSpec(scaling=True),
        "The post's networks and optimiser, with inputs and sums divided by the maximum while training.",
        "Fewer starts get stuck and sums up to 256 improve, but large sums still need weights that Adam cannot reach.",
    ),
    "linear": Preset(
        AdditionSpec(networks=("linear",), nodes=(1,), patience=0, scaling=True, epochs=200),
        "The trivial network: two weights, no hidden layer, no curve.",
        "Both weights become 1, and 20 + 22 is 42, at any size.",
    ),
    "nau": Preset(
        AdditionSpec(networks=("nau", "hidden"), nodes=(1, 2), max_sum=(16, 256), patience=0, scaling=True),
        "Neural addition units (Madsen and Johansen 2020) beside sigmoid networks of the same size.",
        "The units' weights end at −1, 0 or 1 and add numbers a hundred times larger than any they saw; sigmoid "
        "networks do not. From four nodes on, some units end between the integers.",
    ),
}


def summary_of(name: str, spec: AdditionSpec) -> dict[str, Any]:
    """`summary`, `expect` and `changed` of a run: its preset's words, and in words what it does otherwise."""
    preset = PRESETS.get(name)
    usual = preset.spec if preset is not None else AdditionSpec()
    changed = told_changes(spec, usual, but=("seeds",))
    if preset is None:
        return {"summary": "Networks that learn to add.", "expect": "", "changed": changed}
    return {"summary": preset.summary, "expect": "" if changed else preset.expect, "changed": changed}
