"""The figures as tables for people."""

from typing import Any

from hackday.runs.damage import undamaged
from hackday.tables import Table, percent

BY_EFFICIENTNET = {"kid": "KID", "density": "density", "coverage_share": "coverage"}
"""What is measured a second time where EfficientNet is installed, and its name in the table."""


@undamaged("the figures of this run are", "train it again")
def tables(results: dict[str, Any]) -> list[Table]:
    """Everything that `hackday show` prints of the figures. RunError if they are damaged."""
    rows = [
        ("images seen", f"{results['images_seen']:,}", "", ""),
        ("images a second", f"{results['images_per_second']:.0f}", "", ""),
        *([_share("valid ellipses", results["valid_share"], results["valid_share_real"])]
          if "valid_share" in results else []),
        *([_counted("kinds covered", results["coverage"])] if "coverage" in results else []),
        *(_counted(f"kinds covered, whatever the {name}", one)
          for name, one in results.get("coverage_without", {}).items()),
        *([_beside("KL from the real kinds", results["kl"])] if "kl" in results else []),
        *(_beside(f"KS of {name}", one) for name, one in results.get("ks", {}).items()),
        *([_beside("variety within a kind", results["variance_ratio"], "median")]
          if "variance_ratio" in results else []),
        *(_share(f"{name} as asked", one["generated"], one["real"])
          for name, one in results.get("attribute_accuracy", {}).items() if one["generated"] is not None),
        _beside("KID (own features)", results["kid"]),
        _beside("density (own features)", results["by_features"]["density"]),
        _beside("coverage (own features)", results["by_features"]["coverage_share"]),
        *(_beside(f"{name} (EfficientNet's features)", results["by_efficientnet"][figure])
          for figure, name in BY_EFFICIENTNET.items() if "by_efficientnet" in results),
        ("distance to what it learned from", _number(results["memorisation_ratio"]), "1",
         "below 1: nearer than fresh pictures are"),
    ]  # fmt: skip
    note = "real: the same figure for real pictures, as many of them; nothing can do better but by chance"
    shown = [Table("Pictures drawn, beside real ones", ("figure", "drawn", "real", ""), rows, note)]
    if results["alarms"]:
        alarms = [(f"{one['images']:,}", one["text"]) for one in results["alarms"]]
        shown.append(Table("Alarms while training", ("at images", "what happened"), alarms))
    if results.get("notices"):
        shown.append(Table("About the pictures", ("notice",), [(one,) for one in results["notices"]]))
    if results.get("no_page"):
        shown.append(Table("Not on the page", ("why",), [(results["no_page"],)]))
    return shown


@undamaged("the figures of these runs are", "train them again")
def compare(results: list[dict[str, Any] | None]) -> list[dict[str, Any]]:
    """A line a figure: its name, and its value in each run (None where a run lacks it). RunError for damage."""
    all_figures = [dict(_figures(one)) if one else {} for one in results]
    names = list(dict.fromkeys(name for figures in all_figures for name in figures))
    return [{"figure": name, "values": [figures.get(name) for figures in all_figures]} for name in names]


def _figures(results: dict[str, Any]) -> list[tuple[str, float | None]]:
    shown: list[tuple[str, float | None]] = [
        ("images seen", results["images_seen"]),
        ("images a second", results["images_per_second"]),
        ("KID (own features)", results["kid"]["value"]),
        ("density (own features)", results["by_features"]["density"]["value"]),
        ("coverage (own features)", results["by_features"]["coverage_share"]["value"]),
        ("memorisation ratio", results["memorisation_ratio"]),
        ("alarms", len(results["alarms"])),
    ]
    if "valid_share" in results:
        shown.append(("valid ellipses", results["valid_share"]))
    if "coverage" in results:
        shown += [("kinds covered", results["coverage"]["covered"]), ("KL", results["kl"]["value"])]
    shown += [(f"{name} as asked", one["generated"]) for name, one in results.get("attribute_accuracy", {}).items()]
    return shown


def _share(name: str, value: float, real: float) -> tuple[str, str, str, str]:
    return name, percent(value), percent(real), ""


def _counted(name: str, figure: dict[str, float]) -> tuple[str, str, str, str]:
    return name, f"{figure['covered']} of {figure['total']}", f"{figure['floor']:.0f} of {figure['total']}", ""


def _beside(name: str, figure: dict[str, float | None], key: str = "value") -> tuple[str, str, str, str]:
    return name, _number(figure[key]), _number(figure["floor"]), ""


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}".replace("-", "−")
