"""A published site as a visitor meets it: when it is usable, whether it lies still, its scripts.

    PYTHONPATH=. python benchmarks/site_speed.py SITE [--visits 5]

SITE is a folder that `hackday publish … --out SITE` or `make demo` made; it is served on this machine and opened in
Chromium, 1440 pixels wide. What counts as usable is the page's heading; each visit scrolls from top to bottom.
"""

import argparse
import gzip
import statistics
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from report import gates, heading, table

from tests.browser.budgets import LAYOUT_SHIFT, SCRIPTS_BYTES, USABLE_SECONDS, WATCH, Visit, visit
from tests.browser.chromium import launch
from tests.serving import served


def visits(browser: Browser, address: str, count: int) -> list[Visit]:
    """Each with an empty cache."""
    seen = []
    for _ in range(count):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(WATCH)
        seen.append(visit(page, address))
        page.close()
    return seen


def main() -> None:
    """Visit every page, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("site", type=Path)
    parser.add_argument("--visits", type=int, default=5)
    wishes = parser.parse_args()
    heading(f"{wishes.site.name}: {wishes.visits} visits to each page")
    pages = sorted(path.relative_to(wishes.site).as_posix() for path in wishes.site.rglob("*.html"))
    with sync_playwright() as playwright, served(wishes.site) as address:
        browser = launch(playwright)
        seen = {page: visits(browser, address + page, wishes.visits) for page in pages}
        browser.close()
    scripts = sum(len(gzip.compress(path.read_bytes(), 9)) for path in (wishes.site / "assets").glob("*.js"))
    rows = [
        (page, f"{statistics.median(one.usable for one in found):.2f} s", f"{max(one.usable for one in found):.2f} s",
         f"{max(one.shift for one in found):.3f}", f"{1000 * statistics.median(one.longest for one in found):.0f} ms")
        for page, found in seen.items()
    ]  # fmt: skip
    table(("page", "usable: median", "latest", "layout shift: most", "longest task: median"), rows)
    slowest = max(statistics.median(one.usable for one in found) for found in seen.values())
    shift = max(one.shift for found in seen.values() for one in found)
    gates([
        (f"every page usable in {USABLE_SECONDS:g} s: {slowest:.2f} s", slowest <= USABLE_SECONDS),
        (f"nothing jumps, at most {LAYOUT_SHIFT:g}: {shift:.3f}", shift <= LAYOUT_SHIFT),
        (f"all scripts, weights apart, at most {SCRIPTS_BYTES / 1000:.0f} kB gzipped: {scripts / 1000:.0f} kB",
         scripts <= SCRIPTS_BYTES),
    ])  # fmt: skip


if __name__ == "__main__":
    main()
