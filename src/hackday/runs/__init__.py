"""What is on disk: the run directory, its metrics and its listing. Standard library only (and `filelock`).

docs/formats/run.md describes the format. Everything that shows a run (the command line, a live view, a published page)
reads these files and nothing else.
"""

from hackday.runs.directory import MOST_MINUTES, MOST_SEED, RunDirectory, RunError, RunInUse, usual_runs
from hackday.runs.listing import find_run, list_runs

__all__ = ["MOST_MINUTES", "MOST_SEED", "RunDirectory", "RunError", "RunInUse", "find_run", "list_runs", "usual_runs"]
