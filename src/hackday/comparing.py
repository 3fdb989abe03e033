"""Runs of one lab side by side: the settings that differ, and the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hackday.domains import lab
from hackday.runs import RunDirectory
from hackday.specs import SpecError
from hackday.tables import Finding, Table


@dataclass(frozen=True)
class Comparison:
    """`settings`: only those that differ, a value for each of `runs`; `figures`: the same, None where a run lacks one.

    `note` warns where the figures were measured on unlike data.
    """

    runs: tuple[str, ...]
    settings: dict[str, list[Any]]
    figures: dict[str, list[Finding | None]]
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON values: the figures as unrounded numbers."""
        figures = [
            {"figure": name, "values": [one.value if one else None for one in line]}
            for name, line in self.figures.items()
        ]
        return {"runs": list(self.runs), "settings": self.settings, "figures": figures, "note": self.note}

    def tables(self) -> list[Table]:
        """As people read it: what differs, and what came of it."""
        rows = [(name, *map(_text, values)) for name, values in self.settings.items()]
        figures = [(name, *(one.text if one else "–" for one in line)) for name, line in self.figures.items()]
        return [
            Table("What differs" if rows else "No setting differs", ("setting", *self.runs), rows),
            Table("What came of it", ("figure", *self.runs), figures, self.note),
        ]

    def _repr_html_(self) -> str:
        return "".join(table.as_html() for table in self.tables())


def compare(runs: Sequence[RunDirectory]) -> Comparison:
    """`runs` side by side. SpecError for fewer than two, or for runs of different labs; RunError for damaged ones."""
    if len(runs) < 2:
        raise SpecError("name at least two runs to compare")
    labs = {run.domain for run in runs}
    if len(labs) > 1:
        raise SpecError(f"these runs are of different labs ({', '.join(sorted(labs))}); compare runs of one")
    records = [{name: run.record[name] for name in ("preset", "seed")} | run.record["spec"] for run in runs]
    names = dict.fromkeys(name for record in records for name in record)
    settings = {name: [record.get(name) for record in records] for name in names}
    differing = {name: values for name, values in settings.items() if any(value != values[0] for value in values)}
    of_lab = lab(runs[0].domain)
    unlike = [name for name in of_lab.MEASURED_ON if name in differing]
    note = f"measured on unlike data ({', '.join(unlike)}): compare these figures with care" if unlike else ""
    found = [{one.name: one for one in of_lab.figures(results)} if (results := run.results()) else {} for run in runs]
    figures = {name: [one.get(name) for one in found] for name in dict.fromkeys(name for one in found for name in one)}
    return Comparison(tuple(run.name for run in runs), differing, figures, note)


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return f"{value:.4g}" if isinstance(value, float) else str(value) or "none"
