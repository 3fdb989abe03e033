"""A newcomer's evening: a clean clone, the README's first command, and every part of the site used once.

`make test-slow ARGS="-k end_to_end"`. It installs everything anew, so it needs the network or a cache of pip's.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Watched, browser, watched  # noqa: F401 (the last two are fixtures)
from tests.browser.visitor import off_this_machine, use_everything
from tests.serving import served

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(3600)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make demo` leaves in a clean clone."""
    clone = tmp_path_factory.mktemp("newcomer") / "hackday"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    ours = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "HACKDAY_RUNS", "HACKDAY_CACHE", "MAKEFLAGS", "MAKELEVEL")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    told = subprocess.run(
        ["make", "demo", "ARGS=--no-serve --minutes 1"],
        cwd=clone, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "Traceback" not in told.stderr
    assert "What came of it:" in told.stderr
    return Path(clone, told.stdout.splitlines()[-1]).parent


@pytest.fixture(params=["from disk", "over HTTP"])
def address(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    """Where the site is, with a slash at its end; over HTTP in a sub-folder of its host."""
    if request.param == "from disk":
        yield site.as_uri() + "/"
        return
    with served(site.parent) as host:
        yield f"{host}{site.name}/"


def test_every_part_of_every_page_is_used_once(watched: Watched, site: Path, address: str) -> None:  # noqa: F811
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    labs = {name.partition("-")[0] for name in pages if "/" in name}
    assert {"index.html", "gallery.html"} <= set(pages)
    assert labs == {"addition", "images", "lyrics"}
    for name in pages:
        watched.page.goto(address + name)
        watched.page.get_by_role("heading", level=1).first.wait_for()
        visit = use_everything(watched.page, alike=3, of_a_style=30)
        assert visit.nameless == [], name
        assert visit.stuck == [], name
        assert visit.used, name
    assert off_this_machine(watched.requests) == []
