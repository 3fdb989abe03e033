"""Make the pictures and the table of the README: train, publish, photograph; all in them was computed by this run."""

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

import hackday
from hackday.addition.report import percent
from hackday.api import Run
from tests.browser.chromium import launch

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
SEED, SEEDS = 4, 20  # as in the demo
VIEWS = ((1440, 1150), (390, 844))


def main() -> int:
    """Write docs/pictures/*.png and the table in README.md; returns the exit code."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        post, solved = (
            hackday.train("addition", preset=preset, seed=SEED, settings={"seeds": SEEDS}, runs=Path(folder) / "runs")
            for preset in ("post", "solved")
        )
        for name in ("error-surface-hidden-16-256", "weights-hidden-2-16"):
            shutil.copy(post.directory.artifacts / f"{name}.png", PICTURES / f"addition-{name}.png")
        photograph(post.publish(Path(folder) / "page.html"))
        readme = ROOT / "README.md"
        text = readme.read_text(encoding="utf-8")
        marks = re.compile(r"(<!-- table: [^\n]*-->\n).*(<!-- end of table -->)", re.DOTALL)
        readme.write_text(marks.sub(lambda mark: f"{mark[1]}{table(post, solved)}{mark[2]}", text), encoding="utf-8")
    return 0


def photograph(page: Path) -> None:
    """The first view of the page on a wide screen and on a phone."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for width, height in VIEWS:
            view = browser.new_page(viewport={"width": width, "height": height})
            view.goto(page.resolve().as_uri())
            view.get_by_label("Training film").wait_for()
            view.wait_for_timeout(1000)
            view.screenshot(path=PICTURES / f"addition-page-{width}.png")
        browser.close()


def table(post: Run, solved: Run) -> str:
    """Accuracy a cell of both runs, and the starts that got stuck, in Markdown."""
    lines = ["| hidden nodes | maximum sum | post | stuck | solved |", "|---:|---:|---:|---:|---:|"]
    for one, other in zip((post.results or {})["cells"], (solved.results or {})["cells"], strict=True):
        stuck = percent(one["stuck_share"])
        lines.append(f"| {one['nodes']} | {one['max_sum']} | {_spread(one)} | {stuck} | {_spread(other)} |")
    return "\n".join([*lines, ""])


def _spread(cell: dict[str, Any]) -> str:
    low, median, high = (percent(cell["accuracy"][name]) for name in ("low", "median", "high"))
    return median if low == high else f"{median} ({low} … {high})"


if __name__ == "__main__":
    sys.exit(main())
