"""Reading a file that grows, shrinks, goes and comes again: what is shown is always what its lines say."""

import json
from pathlib import Path
from typing import Any

import pytest

from hackday.dashboard.following import MetricsFollower
from tests.dashboard.asking import append, make_run

PLENTY = 10_000_000


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return make_run(tmp_path / "runs", lines=3)


@pytest.fixture
def follower(run: Path) -> MetricsFollower:
    return MetricsFollower(run / "metrics.jsonl")


def steps(follower: MetricsFollower) -> list[Any]:
    follower.read(PLENTY)
    return [row[0] for row in follower.curves.rows()]


def test_only_what_was_appended_is_read(follower: MetricsFollower, run: Path) -> None:
    assert steps(follower) == [1, 2, 3]
    assert follower.read(PLENTY) == 0
    append(run, [{"step": 4, "seconds": 1, "coverage": 1}])
    assert follower.read(PLENTY) == len('{"step": 4, "seconds": 1, "coverage": 1}\n')
    assert steps(follower) == [1, 2, 3, 4]


def test_a_half_written_line_waits_for_its_end_and_nobody_waits_for_it(follower: MetricsFollower, run: Path) -> None:
    with (run / "metrics.jsonl").open("a") as file:
        file.write('{"step": 4, "seconds": 1, "cov')
    assert steps(follower) == [1, 2, 3]
    assert follower.behind == 0
    with (run / "metrics.jsonl").open("a") as file:
        file.write('erage": 1}\n')
    assert steps(follower) == [1, 2, 3, 4]


def test_a_damaged_line_hides_no_other(follower: MetricsFollower, run: Path) -> None:
    with (run / "metrics.jsonl").open("ab") as file:
        file.write(b'\xff\xfe{"nonsense\n[1]\n{"step": 4, "seconds": 1, "coverage": NaN}\n')
    append(run, [{"step": 5, "seconds": 1, "coverage": 1}])
    assert steps(follower) == [1, 2, 3, 5]


def test_a_resumed_run_that_cut_its_metrics_is_read_anew_even_when_it_grew_past_the_old_end(
    follower: MetricsFollower, run: Path
) -> None:
    assert steps(follower) == [1, 2, 3]
    first = follower.generation
    lines = (run / "metrics.jsonl").read_text().splitlines(keepends=True)
    (run / "metrics.jsonl").write_text(lines[0])
    append(run, [{"step": step, "seconds": 7, "coverage": 7} for step in range(20, 40)])
    assert steps(follower) == [1, *range(20, 40)]
    assert follower.generation != first


def test_a_file_that_is_gone_or_became_a_link_has_no_lines(
    follower: MetricsFollower, run: Path, tmp_path: Path
) -> None:
    assert steps(follower) == [1, 2, 3]
    (run / "metrics.jsonl").rename(tmp_path / "elsewhere.jsonl")
    assert steps(follower) == []
    (run / "metrics.jsonl").symlink_to(tmp_path / "elsewhere.jsonl")
    assert steps(follower) == []


def test_a_long_file_is_read_in_parts_that_end_with_lines(tmp_path: Path) -> None:
    run = make_run(tmp_path / "runs", lines=500)
    follower = MetricsFollower(run / "metrics.jsonl")
    assert follower.read(0) == 0
    size = (run / "metrics.jsonl").stat().st_size
    assert follower.behind == size
    parts = 0
    while follower.behind:
        follower.read(1000)
        parts += 1
    assert parts > 5
    assert [row[0] for row in follower.curves.rows()] == list(range(1, 501))


def test_warnings_are_kept_with_their_place(follower: MetricsFollower, run: Path) -> None:
    append(run, [{"step": 9, "seconds": 3.5, "warning": "Collapse: " + "x" * 5000}, {"warning": 7}])
    follower.read(PLENTY)
    (warning,) = follower.warnings
    assert (warning["step"], warning["seconds"], follower.warning_count) == (9, 3.5, 1)
    assert warning["text"].startswith("Collapse: xxx")
    assert len(warning["text"]) < 1000


def test_a_page_that_asks_with_its_cursor_comes_to_what_a_new_page_is_told(tmp_path: Path) -> None:
    run = make_run(tmp_path / "runs")
    follower = MetricsFollower(run / "metrics.jsonl")
    cursor, sent = "", 0
    rows: list[Any] = []
    for start in range(0, 2600, 7):
        append(run, [{"step": step, "seconds": step, "loss": step * 37 % 101} for step in range(start, start + 7)])
        follower.read(PLENTY)
        news = follower.news(cursor)
        rows = [*rows[: news["keep"]], *news["rows"]]
        cursor = news["cursor"]
        sent += len(json.dumps(news["rows"]))
        assert rows == follower.curves.rows()
    whole = len(json.dumps(follower.curves.rows()))
    assert sent < 0.05 * whole * (2600 / 7)  # far less than everything every time


@pytest.mark.parametrize("cursor", ["", ":", "a:b:c", "::", "x:1:99999999999999999999", "\x00", "ähm:1:2"])
def test_a_cursor_of_another_server_or_of_nobody_asks_for_everything(follower: MetricsFollower, cursor: str) -> None:
    follower.read(PLENTY)
    news = follower.news(cursor)
    assert (news["keep"], len(news["rows"])) == (0, 3)
    own = f"{follower.generation}:1:99999999"
    assert follower.news(own)["keep"] == 3
    assert follower.news(f"{follower.generation}:1:²")["keep"] == 0
