"""Make the pictures and the table of the README: train, publish, photograph; all in them was computed by this run.

    make pictures [ARGS="--runs DIR"]

Without `--runs` all labs are trained anew, the faces for half an hour. With it, the newest faces and songs of that
runs directory are photographed, and only the networks that add are trained, for the table.
"""

import argparse
import io
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

import hackday
from hackday.api import Run
from hackday.dashboard.serve import watch_server
from hackday.domains import LABS
from hackday.publishing import publish_site
from hackday.tables import percent
from tests.browser.chromium import launch

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
SEED, SEEDS = 4, 20  # as in the demo
MINUTES = {"images": 30.0, "lyrics": 10.0}
VIEWS = ((1440, 1150), (768, 1024), (390, 844))
QUALITY = 82


def main() -> int:
    """Write docs/pictures/* and the table in README.md; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=Path, help="a runs directory with images and lyrics")
    given: Path | None = parser.parse_args().runs
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder) / "runs"
        post, solved = (
            hackday.train("addition", preset=preset, seed=SEED, settings={"seeds": SEEDS}, runs=runs)
            for preset in ("post", "solved")
        )
        for name in ("error-surface-hidden-16-256", "weights-hidden-2-16"):
            shutil.copy(post.directory.artifacts / f"{name}.png", PICTURES / f"addition-{name}.png")
        for lab, minutes in MINUTES.items():
            if given is None:
                hackday.train(lab, seed=SEED, minutes=minutes, runs=runs)
            else:
                run = hackday.load(lab, runs=given).directory
                shutil.copytree(run.path, runs / lab / run.path.name)
        all_runs = [post, solved, *(hackday.load(lab, runs=runs) for lab in MINUTES)]
        publish_site([run.directory for run in all_runs], Path(folder) / "site")
        for old in PICTURES.glob("page-*"):
            old.unlink()
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for page in sorted((Path(folder) / "site").rglob("*.html")):
                called = page.stem if page.stem != "index" or page.parent.name == "site" else page.parent.name
                photograph(browser, page.as_uri(), "front" if called == "index" else re.sub(r"-\d{4}-", "-", called))
            view = watch_server(runs, LABS)
            with view.in_background():
                photograph(browser, view.address, "watch")
                names = [f"{run.domain}/{run.directory.path.name}" for run in all_runs]
                for shown, name in zip(all_runs[1:], names[1:], strict=True):
                    photograph(browser, f"{view.address}#run={name}", f"watch-{shown.domain}")
                compared = ",".join(names[:2])
                photograph(browser, f"{view.address}#compare={compared}", "watch-compare")
            browser.close()
        readme = ROOT / "README.md"
        text = readme.read_text(encoding="utf-8")
        marks = re.compile(r"(<!-- table: [^\n]*-->\n).*(<!-- end of table -->)", re.DOTALL)
        readme.write_text(marks.sub(lambda mark: f"{mark[1]}{table(post, solved)}{mark[2]}", text), encoding="utf-8")
    return 0


def photograph(browser: Browser, address: str, name: str) -> None:
    """The first view of a page on a wide screen, a tablet and a phone."""
    for width, height in VIEWS:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(address)
        page.get_by_role("heading", level=1).first.wait_for()
        page.wait_for_timeout(4000)  # the wall of faces is drawn and the song is written in the page
        with Image.open(io.BytesIO(page.screenshot())) as taken:
            taken.convert("RGB").save(PICTURES / f"page-{name}-{width}.webp", quality=QUALITY, method=6)
        page.close()


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
