"""The figures as tables for people."""

from typing import Any

from hackday.runs.damage import undamaged
from hackday.tables import Finding, Table, percent

BY_EFFICIENTNET = {"kid": "KID", "density": "density", "coverage_share": "coverage"}
"""What is measured a second time where EfficientNet is installed, and its name in the table."""
REAL = "real ones"


@undamaged("the figures of this run are", "train it again")
def tables(results: dict[str, Any]) -> list[Table]:
    """Everything that `hackday show` prints of the figures. RunError if they are damaged."""
    rows = [(one.name, one.text, one.beside) for one in _figures(results)]
    note = (
        "real: as many real pictures, which nothing beats but by chance; a distance below 1 to what it learned from "
        "would tell of copies"
    )
    shown = [Table("Pictures drawn, beside real ones", ("figure", "drawn", "real"), rows, note)]
    if results["alarms"]:
        alarms = [(f"{one['images']:,}", one["text"]) for one in results["alarms"]]
        shown.append(Table("Alarms while training", ("at images", "what happened"), alarms))
    if results.get("notices"):
        shown.append(Table("About the pictures", ("notice",), [(one,) for one in results["notices"]]))
    if results.get("no_page"):
        shown.append(Table("Not on the page", ("why",), [(results["no_page"],)]))
    return shown


@undamaged("the figures of this run are", "train it again")
def figures(results: dict[str, Any]) -> list[Finding]:
    """Every figure of a run, in the order of importance within what it is about. RunError if they are damaged."""
    return [*_figures(results), Finding("alarms while training", len(results["alarms"]), str(len(results["alarms"])))]


def _figures(results: dict[str, Any]) -> list[Finding]:
    return [
        Finding("images seen", results["images_seen"], f"{results['images_seen']:,}"),
        Finding("images a second", results["images_per_second"], f"{results['images_per_second']:.0f}"),
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
        Finding("distance to what it learned from", results["memorisation_ratio"],
               _number(results["memorisation_ratio"]), _number(results.get("memorisation_floor") or 1), REAL),
    ]  # fmt: skip


def _share(name: str, value: float, real: float) -> Finding:
    return Finding(name, value, percent(value), percent(real), REAL)


def _counted(name: str, figure: dict[str, float]) -> Finding:
    total = figure["total"]
    return Finding(
        name, figure["covered"], f"{figure['covered']} of {total}", f"{figure['floor']:.0f} of {total}", REAL
    )


def _beside(name: str, figure: dict[str, float | None], key: str = "value") -> Finding:
    return Finding(name, figure[key], _number(figure[key]), _number(figure["floor"]), REAL)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}".replace("-", "−")
