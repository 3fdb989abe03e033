"""Starting the browser: the system's Chromium if there is one, else Playwright's own."""

import shutil

from playwright.sync_api import Browser, Playwright

# Without these, Chromium asks its maker's servers for things at every start.
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    return playwright.chromium.launch(executable_path=found, args=QUIET)
