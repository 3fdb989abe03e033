"""Who may see the live view and who may stop a run."""

import json
import re
from pathlib import Path

import pytest

from hackday.dashboard.guard import LOOPBACK_NAMES, Access
from hackday.dashboard.serve import access_for
from hackday.runs import RunDirectory
from tests.dashboard.asking import RESULTS, app_of, ask, make_run

TOKEN = "a-token-of-many-letters"
OPEN_WORLD = Access(LOOPBACK_NAMES | {"box.local"}, any_number=True, token=TOKEN, cookie="hackday-watch-8000")


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    make_run(tmp_path / "runs")
    return tmp_path / "runs"


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000", "127.0.0.1", "localhost.:8000"]
)
def test_this_machine_is_answered(runs: Path, host: str) -> None:
    assert ask(app_of(runs), "/api/changes", host=host).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1:8000",
             "", "127.0.0.1@evil.example", "localhost:8000, evil.example", "[::2]"],
)  # fmt: skip
def test_a_name_that_was_made_to_lead_here_is_not(runs: Path, host: str) -> None:
    for path in ("/", "/api/changes", "/files/images/0001-faces/run.json", "/assets/watch.js"):
        answer = ask(app_of(runs), path, host=host)
        assert answer.status == 400
        assert b"faces" not in answer.body


def test_every_answer_has_the_strict_headers(runs: Path) -> None:
    for path in ("/", "/api/changes", "/nowhere", "/files/images/0001-faces/run.json", "/zip/images/0001-faces"):
        headers = ask(app_of(runs), path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers
    page = ask(app_of(runs), "/").body.decode()
    assert re.findall(r"<script[^>]*>[^<]", page) == []


def test_elsewhere_than_on_loopback_a_token_is_demanded() -> None:
    named = access_for("192.168.1.5", "192.168.1.5", 8000)
    assert named.token is not None
    assert len(named.token) >= 32
    assert named.token != access_for("192.168.1.5", "192.168.1.5", 8000).token
    assert named.knows("192.168.1.5:8000")
    assert not named.knows("192.168.1.6:8000")
    everywhere = access_for("0.0.0.0", "0.0.0.0", 8000)
    assert everywhere.token is not None
    assert everywhere.knows("192.168.1.6:8000")
    assert not everywhere.knows("evil.example:8000")
    for host, address in (("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("::1", "::1")):
        assert access_for(host, address, 8000).token is None


@pytest.mark.parametrize(
    "path", ["/", "/api/changes", "/assets/watch.js", "/files/images/0001-faces/run.json", "/nowhere"]
)
@pytest.mark.parametrize(
    "headers",
    [[], [("Authorization", "Bearer wrong")], [("Authorization", TOKEN)], [("Cookie", "hackday-watch-8000=wrong")],
     [("Cookie", f"hackday-watch-8001={TOKEN}")], [("Cookie", "=;;;==")], [("Authorization", "Bearer ")]],
)  # fmt: skip
def test_without_the_token_nothing_is_told(runs: Path, path: str, headers: list[tuple[str, str]]) -> None:
    answer = ask(app_of(runs, OPEN_WORLD), path, headers=headers)
    assert answer.status == 401
    assert b"faces" not in answer.body
    assert "set-cookie" not in answer.headers


def test_the_token_of_the_address_becomes_a_cookie_that_no_other_site_can_use(runs: Path) -> None:
    app = app_of(runs, OPEN_WORLD)
    assert ask(app, f"/api/changes?token={TOKEN}").status == 401  # the address of the page alone
    assert ask(app, f"/?token={TOKEN}x").status == 401
    first = ask(app, f"/?token={TOKEN}", host="192.168.1.5:8000")
    cookie = first.headers["set-cookie"]
    assert cookie == f"hackday-watch-8000={TOKEN}; Path=/; HttpOnly; SameSite=Strict"
    for header in (("Cookie", f"x=1; {cookie.partition(';')[0]}"), ("Authorization", f"Bearer {TOKEN}")):
        assert ask(app, "/api/changes", headers=[header]).status == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://127.0.0.1:8000", 200), ("http://evil.example", 403), ("http://127.0.0.1:8001", 403), ("null", 403),
     ("", 403), ("http://127.0.0.1:8000.evil.example", 403), ("file://127.0.0.1:8000", 403), ("http://[", 403)],
)  # fmt: skip
def test_only_our_own_page_can_stop_a_run(runs: Path, origin: str, status: int) -> None:
    path = runs / "images" / "0001-faces"
    app = app_of(runs)
    run = RunDirectory(path)
    headers = [("Origin", origin)] if origin else []
    with run.claim():
        run.write_status({"state": "training", "step": 1, "steps": 2, "seconds": 1, "message": ""})
        answer = ask(app, "/api/runs/images/0001-faces/stop", method="POST", headers=headers)
        assert answer.status == status
        assert run.stop_requested() == (status == 200)
        assert ask(app, "/api/runs/images/0001-faces/stop").status == 405  # a link stops nothing
        summary = ask(app, "/api/changes").json["runs"][0]
        assert (summary["state"], summary["stopping"]) == ("training", status == 200)


def test_a_run_that_nobody_trains_is_not_asked_to_stop(runs: Path) -> None:
    answer = ask(
        app_of(runs), "/api/runs/images/0001-faces/stop", method="POST", headers=[("Origin", "http://127.0.0.1:8000")]
    )
    assert (answer.status, answer.body) == (409, b"images/1 is not being trained: it is done.")
    assert not (runs / "images" / "0001-faces" / "stop").exists()


def test_a_stop_that_is_a_link_is_not_followed(runs: Path, tmp_path: Path) -> None:
    run = RunDirectory(runs / "images" / "0001-faces")
    (run.path / "stop").symlink_to(tmp_path / "made-elsewhere")
    run.ask_to_stop()
    assert not (tmp_path / "made-elsewhere").exists()


def test_details_are_the_record_the_figures_and_the_files(runs: Path) -> None:
    (runs / "images" / "0001-faces" / "results.json").write_text(json.dumps(RESULTS))
    details = ask(app_of(runs), "/api/runs/images/0001-faces").json
    assert details["record"]["spec"] == {"size": 64}
    assert {"name": "kinds covered", "text": "58 of 60", "beside": "real ones: 60 of 60"} in details["figures"]
    assert {"name": "images seen", "text": "1,200", "beside": ""} in details["figures"]
    assert "data" in details["measured_on"]
    assert [one["path"] for one in details["files"]] == ["results.json", "run.json", "status.json"]


@pytest.mark.parametrize("results", ["{}", '{"seconds": 2}', '{"seconds": 2, "images_seen": [{}]}', "[1", '"word"'])
def test_figures_that_the_lab_cannot_read_are_no_figures(runs: Path, results: str) -> None:
    (runs / "images" / "0001-faces" / "results.json").write_text(results)
    assert ask(app_of(runs), "/api/runs/images/0001-faces").json["figures"] == []
