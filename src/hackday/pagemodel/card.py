"""A model card: what a network was made from and for, what it is not for, and how good it is beside its floor.

After Mitchell et al. 2019, "Model cards for model reporting", in a few sentences that a reader will really read. Each
lab fills in its own; the page shows it, and publishing writes it as MODEL_CARD.md.
"""

from dataclasses import asdict, dataclass
from typing import Any

from hackday import tables


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
    """A share as it stands in sentences and on the page: as in tables, with a space before the sign."""
    return tables.percent(share).replace("%", " %")
