"""A published site is whole, loads nothing from elsewhere, and never takes the place of anything that is not ours."""

import base64
import hashlib
import http.client
import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import hackday
from hackday.api import Run
from hackday.publishing import NotASite, publish_file, publish_site
from hackday.publishing.page import compose, static
from hackday.publishing.serve import open_socket, site_server

HOSTILE = "</script><script>alert(1)</script><!--\"'\u2028\u202e😀&amp;"


def block(page: Path) -> Any:
    match = re.search(r'<script type="application/json" id="hackday-page">(.*?)</script>', page.read_text(), re.DOTALL)
    assert match is not None
    return json.loads(match[1])


def test_one_run_is_the_first_page_of_its_site(small_run: Run, tmp_path: Path) -> None:
    page = publish_site([small_run.directory], tmp_path / "site")
    assert page == tmp_path / "site" / "index.html"
    assert block(page)["run"]["run"]["name"] == "addition/1"
    files = {str(file.relative_to(tmp_path / "site")) for file in (tmp_path / "site").rglob("*") if file.is_file()}
    assert files == {"index.html", "assets/show.js", "assets/show.css", "hackday-site.json"}


def test_several_runs_get_a_page_each_and_a_front_page(small_runs: Path, tmp_path: Path) -> None:
    runs = [hackday.load(f"addition/{number}", runs=small_runs).directory for number in (1, 2, 3)]
    front = block(publish_site(runs, tmp_path / "site"))
    assert front["page"] == "front"
    assert len(front["cards"]) == 3
    for card in front["cards"]:
        page = tmp_path / "site" / card["href"]
        siblings = block(page)["siblings"]
        assert [sibling["current"] for sibling in siblings].count(True) == 1
        assert all((page.parent / sibling["href"]).resolve().exists() for sibling in siblings)
        assert {figure["name"] for figure in card["figures"]} >= {"networks"}


def test_publishing_again_replaces_the_site_and_leaves_nothing_beside_it(small_run: Run, tmp_path: Path) -> None:
    publish_site([small_run.directory], tmp_path / "site")
    (tmp_path / "site" / "stale.html").write_text("old")
    publish_site([small_run.directory], tmp_path / "site")
    assert not (tmp_path / "site" / "stale.html").exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


def test_the_old_site_stays_if_the_new_one_cannot_be_made(
    small_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_site([small_run.directory], tmp_path / "site")
    before = (tmp_path / "site" / "index.html").read_bytes()

    def fail(*_: Any, **__: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hackday.publishing.site.compose", fail)
    with pytest.raises(OSError, match="No space"):
        publish_site([small_run.directory], tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


def test_a_folder_with_other_things_is_left_alone(small_run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_text("mine")
    with pytest.raises(NotASite, match="left alone"):
        publish_site([small_run.directory], tmp_path / "home")
    with pytest.raises(NotASite, match="is a file"):
        publish_site([small_run.directory], tmp_path / "home" / "thesis.txt")
    assert (tmp_path / "home" / "thesis.txt").read_text() == "mine"


def test_the_same_run_gives_the_same_bytes(small_run: Run, tmp_path: Path) -> None:
    one, two = (publish_file(small_run.directory, tmp_path / name).read_bytes() for name in ("1.html", "2.html"))
    assert one == two


def test_the_single_file_allows_its_own_script_and_style_alone(small_run: Run, tmp_path: Path) -> None:
    page = publish_file(small_run.directory, tmp_path / "page.html").read_text()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    for kind, directive in (("script", "script-src"), ("style", "style-src")):
        text = re.search(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        assert text is not None
        digest = base64.b64encode(hashlib.sha256(text[1].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy[1]


def test_no_page_names_another_machine(small_run: Run, tmp_path: Path) -> None:
    page = publish_file(small_run.directory, tmp_path / "page.html").read_text()
    addresses = set(re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(https?:[^"')\s]+)""", page))
    assert not addresses


def test_texts_of_a_run_stay_texts(small_run: Run, tmp_path: Path) -> None:
    path = Path(shutil.copytree(small_run.path, tmp_path / "copy"))
    model = json.loads((path / "export" / "page.json").read_text())
    model["run"].update(summary=HOSTILE, command=HOSTILE, label=HOSTILE, preset=HOSTILE)
    (path / "export" / "page.json").write_text(json.dumps(model))
    page = publish_file(hackday.load(path).directory, tmp_path / "page.html")
    assert block(page)["run"]["run"]["summary"] == HOSTILE
    assert "alert(1)</script>" not in page.read_text()


def test_a_hostile_title_is_escaped() -> None:
    page = compose(HOSTILE, {}, assets="assets")
    assert "<script>alert" not in page


def test_the_script_cannot_end_its_own_element() -> None:
    assert "</script" not in static("show.js").lower()
    assert "</style" not in static("show.css").lower()


def ask(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str, str]:
    """Status, type and body of one request whose path goes out as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, answer.getheader("content-type", ""), body


@pytest.fixture
def site_port(small_run: Run, tmp_path: Path) -> Iterator[int]:
    """A site of `small_run`, served on loopback."""
    publish_site([small_run.directory], tmp_path / "site")
    server, listener = site_server(tmp_path / "site"), open_socket(None)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_the_server_answers_this_machine_alone_and_nothing_outside_the_site(site_port: int, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "site" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert ask(site_port, "/")[0] == 200
    assert ask(site_port, "/assets/show.js")[1].startswith("text/javascript")
    assert ask(site_port, "/", host="evil.example")[0] == 400
    outside = ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt", "//etc/passwd"]
    for path in [*outside, "/link.txt"]:
        status, _, body = ask(site_port, path)
        assert status in (404, 400), path
        assert "secret" not in body
