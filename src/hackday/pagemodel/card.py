"""A model card: what a network was made from and for, what it is not for, and how good it is beside its floor.

After Mitchell et al. 2019, "Model cards for model reporting", in a few sentences that a reader will really read. Each
lab fills in its own; the page shows it, and publishing writes it as MODEL_CARD.md.
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class CardFigure:
    """A figure in words. `beside`: the floor, baseline or yardstick to read it by; empty if there is none."""

    name: str
    value: str
    beside: str = ""


@dataclass(frozen=True)
class ModelCard:
    """Everything in sentences. `data`, `licence`: what it learned from, and whose that is."""

    what: str
    data: str
    licence: str
    made_for: tuple[str, ...]
    not_for: tuple[str, ...]
    figures: tuple[CardFigure, ...]
    limits: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """As the page model holds it."""
        return asdict(self)


def percent(share: float) -> str:
    """A share of one in words; 100 % only if nothing at all is missing."""
    if share in (0, 1):
        return f"{share * 100:.0f} %"
    return "> 99.9 %" if share > 0.999 else f"{share * 100:.1f} %"
