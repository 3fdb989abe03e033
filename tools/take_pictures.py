"""Take the pictures of the README: train, publish, photograph; everything in them was computed by this run."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import hackday
from tests.browser.chromium import launch

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


def main() -> int:
    """Write docs/pictures/*.png; returns the exit code."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        run = hackday.train("addition", seed=4, settings={"seeds": 20}, runs=Path(folder) / "runs")
        for name in ("error-surface-hidden-16-256", "weights-hidden-2-16", "validation-loss"):
            shutil.copy(run.directory.artifacts / f"{name}.png", PICTURES / f"addition-{name}.png")
        page = run.publish(Path(folder) / "page.html")
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for width, height in ((1440, 1150), (390, 844)):
                view = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1)
                view.goto(page.resolve().as_uri())
                view.wait_for_timeout(1500)
                view.screenshot(path=PICTURES / f"addition-page-{width}.png")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
