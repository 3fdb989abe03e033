"""Reading the page model of a run, and what its page is called."""

import json
from typing import Any

from hackday.pagemodel.page import MOST_READ_BYTES
from hackday.runs import RunDirectory, RunError
from hackday.runs.files import parse_json, read_at_most
from hackday.runs.plain import NoSuchFile, open_inside

Model = dict[str, Any]


def page_model(run: RunDirectory) -> Model:
    """The run's page model. RunError if it has none yet, or it is damaged."""
    path = run.export / "page.json"
    try:
        with open_inside(run.path, f"{run.export.name}/{path.name}") as file:
            model = parse_json(read_at_most(file, MOST_READ_BYTES).decode("utf-8"))
        # What cannot be written again cannot be published.
        json.dumps(model, allow_nan=False, ensure_ascii=False).encode()
    except NoSuchFile:
        if path.is_symlink() or path.exists():
            raise RunError(f"{path} cannot be opened, or is a link or no file; train the run again") from None
        state, why = run.status()["state"], (run.results() or {}).get("no_page")
        raise RunError(f"{run.name} has nothing to publish (it is {state}); {why or run.remedy()}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise RunError(f"{path} cannot be read ({error}); train the run again") from None
    if not isinstance(model, dict) or model.get("format") != 1 or not isinstance(model.get("run"), dict):
        raise RunError(f"{path} is not a page model of this version; train the run again")
    return model


def page_title(run: RunDirectory) -> str:
    """`addition/1 post`."""
    return f"{run.name} {run.label}".strip()
