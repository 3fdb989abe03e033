"""What is made for the cache: whole or not there, whoever else makes it, and no process leaves anything for ever."""

import errno
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pytest

from hackday.caching import ABANDONED_SECONDS, content_key, put, working_folder

KEY = content_key("this one")


def made(folder: Path, text: str = "all of it") -> Path:
    """A folder with the content `text`."""
    folder.mkdir()
    (folder / "content").write_text(text, encoding="utf-8")
    return folder


def is_whole(folder: Path) -> bool:
    try:
        return (folder / "content").read_text(encoding="utf-8") == "all of it"
    except OSError:
        return False


def make(target: Path) -> None:
    with working_folder(target) as beside:
        put(made(beside / "new"), target, lambda: is_whole(target))


def days_old(path: Path, days: float) -> Path:
    when = time.time() - days * ABANDONED_SECONDS
    os.utime(path, (when, when), follow_symlinks=False)
    return path


def test_what_killed_makers_left_is_swept_after_a_day_whatever_they_made(tmp_path: Path) -> None:
    other = content_key("made by somebody who was killed, and never asked for again")
    gone = [days_old(made(tmp_path / f".{name}-abcd1234"), 1.1) for name in (KEY, other, f"avatars-lorelei-{other}")]
    kept = [
        days_old(made(tmp_path / f".{other}-at_work"), 0.9),
        days_old(made(tmp_path / ".not-ours"), 9),
        days_old(made(tmp_path / other), 9),
    ]
    make(tmp_path / KEY)
    assert sorted(tmp_path.iterdir()) == sorted([*kept, tmp_path / KEY])
    assert not any(path.exists() for path in gone)


def test_a_working_folder_that_goes_while_it_is_looked_at_is_no_error(tmp_path: Path) -> None:
    (tmp_path / f".{KEY}-gone").symlink_to(tmp_path / "nowhere")  # listed, and not there when it is asked for its age
    make(tmp_path / KEY)
    assert is_whole(tmp_path / KEY)


def test_nothing_is_left_of_a_maker_that_fails(tmp_path: Path) -> None:
    with suppress(ZeroDivisionError), working_folder(tmp_path / KEY) as beside:
        made(beside / "new")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_what_another_made_meanwhile_stays(tmp_path: Path) -> None:
    made(tmp_path / KEY)
    (tmp_path / KEY / "mark").touch()
    make(tmp_path / KEY)
    assert (tmp_path / KEY / "mark").exists()


@pytest.mark.parametrize("kind", ["a folder", "a file"])
def test_a_damaged_one_is_replaced(tmp_path: Path, kind: str) -> None:
    if kind == "a folder":
        made(tmp_path / KEY, "half of")
    else:
        (tmp_path / KEY).touch()
    make(tmp_path / KEY)
    assert is_whole(tmp_path / KEY)
    assert list(tmp_path.iterdir()) == [tmp_path / KEY]


@pytest.mark.parametrize("there", [False, True])
def test_a_disk_that_refuses_is_told_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    def refuse(_path: Path, _target: Path) -> None:
        raise OSError(errno.EROFS, "read-only file system")

    if there:
        made(tmp_path / KEY, "half of")
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="read-only file system"):
        make(tmp_path / KEY)


def test_two_makers_at_once_do_no_harm_to_each_other(tmp_path: Path) -> None:
    makers = 2
    for name in map(str, range(30)):
        target = made(tmp_path / content_key(name), "half of")
        ready = Barrier(makers)

        def one(target: Path = target, ready: Barrier = ready) -> None:
            with working_folder(target) as beside:
                fresh = made(beside / "new")
                ready.wait(timeout=30)
                put(fresh, target, lambda: is_whole(target))

        with ThreadPoolExecutor(makers) as pool:
            for maker in [pool.submit(one) for _ in range(makers)]:
                maker.result()
        assert is_whole(target)
    assert len(list(tmp_path.iterdir())) == 30
