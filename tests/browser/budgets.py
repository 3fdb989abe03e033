"""What a visitor of a page meets: when it is usable, whether it lies still, what holds up the hand; and the budgets."""

from dataclasses import dataclass

from playwright.sync_api import Page

SCRIPTS_BYTES = 200_000  # gzipped
USABLE_SECONDS = 1.0
LAYOUT_SHIFT = 0.1  # what Google's Core Web Vitals call good
LONG_TASK_SECONDS = 0.3

WATCH = """
window.seen = { shift: 0, longest: 0 }
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.seen.shift += one.value
}).observe({ type: 'layout-shift', buffered: true })
new PerformanceObserver(list => {
  for (const one of list.getEntries()) window.seen.longest = Math.max(window.seen.longest, one.duration)
}).observe({ type: 'longtask', buffered: true })
"""


@dataclass(frozen=True)
class Visit:
    """What a visitor met. `usable`: seconds until the heading stood; `longest`: seconds of the longest task."""

    usable: float
    shift: float
    longest: float


def visit(page: Page, address: str) -> Visit:
    """Open a page and look at it for a while, from top to bottom."""
    page.goto("about:blank")
    page.goto(address, wait_until="commit")
    page.get_by_role("heading", level=1).first.wait_for()
    usable = page.evaluate("performance.now()") / 1000
    page.wait_for_timeout(700)
    for _ in range(4):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(150)
    seen = page.evaluate("window.seen")
    return Visit(usable, seen["shift"], seen["longest"] / 1000)
