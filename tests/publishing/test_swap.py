"""A site is there at every moment: whatever is killed, whenever, the old one or the new one stands, or comes back."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from hackday.publishing import swap
from hackday.publishing.swap import exchange, put_right, taking_the_place_of


def fill(folder: Path, text: str) -> None:
    (folder / "index.html").write_text(text)


def put(target: Path, text: str) -> None:
    with taking_the_place_of(target) as fresh:
        fill(fresh, text)


@pytest.mark.parametrize("can_exchange", [True, False])
def test_the_new_folder_takes_the_place_and_nothing_is_left_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(swap, "exchange", lambda _one, _other: False)
    for text in ("first", "second"):
        put(tmp_path / "site", text)
        assert (tmp_path / "site" / "index.html").read_text() == text
        assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


def test_two_folders_change_places_in_one_step(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        fill(folder, folder.name)
    done = exchange(one, other)
    # Where the system cannot, nothing has happened, and the two renames do the work.
    expected = ("other", "one") if done else ("one", "other")
    assert tuple((folder / "index.html").read_text() for folder in (one, other)) == expected
    assert done or sys.platform not in ("linux", "darwin")


KILLED_BETWEEN = """
import os, signal, sys
from pathlib import Path
from hackday.publishing import swap
target = Path(sys.argv[1])
swap.exchange = lambda one, other: False
rename = Path.rename
def rename_and_die(self, place):
    rename(self, place)
    if self == target:
        os.kill(os.getpid(), signal.SIGKILL)
Path.rename = rename_and_die
with swap.taking_the_place_of(target) as fresh:
    (fresh / "index.html").write_text("new")
"""


def test_a_process_killed_between_the_two_renames_loses_no_site(tmp_path: Path) -> None:
    target = tmp_path / "site"
    put(target, "old")
    killed = subprocess.run([sys.executable, "-c", KILLED_BETWEEN, str(target)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not target.exists()  # the moment that cannot be avoided there
    put_right(target)
    assert (target / "index.html").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


KILLED_WHILE_WRITING = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from hackday.publishing.swap import taking_the_place_of
    with taking_the_place_of(Path(sys.argv[1])) as fresh:
        (fresh / "index.html").write_text("half")
        print("writing", flush=True)
        time.sleep(60)
    """
)


def test_a_killed_publishing_leaves_the_old_site_and_is_swept_by_the_next_while_a_living_one_is_left_alone(
    tmp_path: Path,
) -> None:
    target = tmp_path / "site"
    put(target, "old")
    writing = subprocess.Popen(
        [sys.executable, "-c", KILLED_WHILE_WRITING, str(target)], stdout=subprocess.PIPE, text=True
    )
    assert writing.stdout is not None
    assert writing.stdout.readline() == "writing\n"
    put_right(target)
    working = [entry for entry in tmp_path.iterdir() if entry != target]
    assert len(working) == 1, "a folder that somebody works in was swept away"
    os.kill(writing.pid, signal.SIGKILL)
    writing.wait()
    writing.stdout.close()
    assert (target / "index.html").read_text() == "old"
    put(target, "new")
    assert (target / "index.html").read_text() == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


SWAPPING = """
import sys
from pathlib import Path
from hackday.publishing.swap import taking_the_place_of
for number in range(1000):
    with taking_the_place_of(Path(sys.argv[1])) as fresh:
        (fresh / "index.html").write_text(str(number))
"""


def test_a_reader_never_meets_a_moment_without_a_site(tmp_path: Path) -> None:
    target = tmp_path / "site"
    put(target, "old")
    probe = tmp_path / "probe"
    probe.mkdir()
    other = tmp_path / "other"
    other.mkdir()
    if not exchange(probe, other):
        assert sys.platform not in ("linux", "darwin")
        return
    swapping = subprocess.Popen([sys.executable, "-c", SWAPPING, str(target)])
    seen: set[str] = set()
    began = time.monotonic()
    while time.monotonic() - began < 2:
        seen.add((target / "index.html").read_text())  # FileNotFoundError would be the failure
    swapping.kill()
    swapping.wait()
    assert len(seen) > 2, "nothing was swapped while it was looked at"


def test_a_block_that_fails_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "site"
    put(target, "old")
    with pytest.raises(RuntimeError, match="full"), taking_the_place_of(target):
        raise RuntimeError("full")
    assert (target / "index.html").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]
