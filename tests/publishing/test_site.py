"""A published site is whole, loads nothing from elsewhere, and never takes the place of anything that is not ours."""

import base64
import hashlib
import http.client
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest

import hackday
from hackday.api import Run
from hackday.publishing import NotASite, live, publish_file, publish_site
from hackday.publishing.card import model_card
from hackday.publishing.page import compose, static
from hackday.runs import RunError
from tests.serving import served

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
    assert files == {"index.html", "MODEL_CARD.md", "assets/show.js", "assets/show.css", "hackday-site.json"}


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
        assert {figure["name"] for figure in card["figures"]} >= {
            "networks with every test pair right",
            "training time",
        }


def test_the_front_page_holds_the_networks_that_add_as_they_ended(small_runs: Path, tmp_path: Path) -> None:
    runs = [hackday.load(f"addition/{number}", runs=small_runs) for number in (1, 2)]
    stages = block(publish_site([run.directory for run in runs], tmp_path / "site"))["live"]
    assert [stage["title"] for stage in stages["addition"]] == ["addition/1 post", "addition/2 solved"]
    for run, stage in zip(runs, stages["addition"], strict=True):
        for network in stage["networks"]:
            # One hidden layer of sigmoids without biases, by hand: 3 + 5 from the weights in the page.
            weights, n = np.array(network["weights"]), network["nodes"]
            hidden = 1 / (1 + np.exp(-(3 * weights[:n] + 5 * weights[n : 2 * n])))
            answers = {answer["network"]: answer["answer"] for answer in run.sample("3 + 5")}
            assert float(hidden @ weights[2 * n :]) == pytest.approx(answers[network["id"]], abs=1e-9)


def drawing_or_writing(domain: str, *about: str, network: bool = True) -> dict[str, Any]:
    """As much of a page model as a front page needs, with a piece for each of `about`."""
    pieces = [{"kind": "verse", "text": "x", "address": "seed=1", "about": words} for words in about]
    weights = {"weights": "AAAA"} if network else None
    return {"domain": domain, "run": {"preset": "p"}, "pieces": pieces, "generator": weights, "network": weights}


def test_a_front_page_has_one_network_that_draws_and_one_that_writes_and_no_script_of_the_others() -> None:
    runs = {
        "images-1": drawing_or_writing("images", "", ""),
        "images-2": drawing_or_writing("images", "skin pale", "skin dark"),
        "images-3": drawing_or_writing("images", "skin pale", "skin pale, hair red, glasses round", network=False),
        "lyrics-1": drawing_or_writing("lyrics", "Ann", network=False),
        "lyrics-2": drawing_or_writing("lyrics", "Ann"),
        "lyrics-3": drawing_or_writing("lyrics", "Bob, who sings of the sea"),
    }
    scripts: dict[str, str] = {}
    stages = live.stage([(name, f"{name}/index.html", model) for name, model in runs.items()], scripts)
    assert [one["title"] for one in stages["images"]] == ["images-2"], "the one that has most to show, and a network"
    assert [one["title"] for one in stages["lyrics"]] == ["lyrics-2"], "the first that has a network"
    assert [one["script"] for one in stages["images"] + stages["lyrics"]] == list(scripts)
    assert [one["bytes"] for one in stages["images"] + stages["lyrics"]] == [len(text) for text in scripts.values()]


def test_the_onnx_files_lie_beside_the_pages_and_are_linked(small_runs: Path, tmp_path: Path) -> None:
    runs = [hackday.load(f"addition/{number}", runs=small_runs).directory for number in (1, 3)]
    front = block(publish_site(runs, tmp_path / "site", onnx=True))
    for run, card in zip(runs, front["cards"], strict=True):
        page = tmp_path / "site" / card["href"]
        files = {file["name"]: file for file in block(page)["files"]}
        assert set(files) == {"MODEL_CARD.md", "model.onnx"}
        for file in files.values():
            assert (page.parent / file["href"]).stat().st_size == file["bytes"]
        assert (page.parent / "model.onnx").read_bytes() == (run.export / "model.onnx").read_bytes()
    assert not list(publish_site(runs, tmp_path / "plain").parent.rglob("*.onnx"))


def test_a_run_without_its_onnx_file_is_told_and_the_old_site_stays(small_run: Run, tmp_path: Path) -> None:
    path = Path(shutil.copytree(small_run.path, tmp_path / "copy"))
    publish_site([small_run.directory], tmp_path / "site")
    (path / "export" / "model.onnx").unlink()
    with pytest.raises(RunError, match=r"no model\.onnx"):
        publish_site([hackday.load(path).directory], tmp_path / "site", onnx=True)
    assert block(tmp_path / "site" / "index.html")["run"]["run"]["name"] == "addition/1"


@pytest.mark.parametrize("linked", ["export/model.onnx", "export/page.json", "export"])
def test_no_file_behind_a_link_gets_into_a_site(small_run: Run, tmp_path: Path, linked: str) -> None:
    path = Path(shutil.copytree(small_run.path, tmp_path / "copy"))
    (path / linked).rename(tmp_path / "outside")
    (path / linked).symlink_to(tmp_path / "outside")
    with pytest.raises(RunError, match=r"no model\.onnx|page\.json cannot be opened, or is a link"):
        publish_site([hackday.load(path).directory], tmp_path / "site", onnx=True)
    assert not (tmp_path / "site").exists()


def test_the_model_card_says_what_the_network_is_for_and_not_and_how_good_it_is(small_run: Run, tmp_path: Path) -> None:
    publish_site([small_run.directory], tmp_path / "site")
    card = (tmp_path / "site" / "MODEL_CARD.md").read_text()
    for part in ("## Data", "Licence of the data: none needed", "must not be used for", "## Limits", "## Figures"):
        assert part in card
    cell = next(cell for cell in (small_run.results or {})["cells"] if (cell["nodes"], cell["max_sum"]) == (1, 256))
    assert "one node at best 1.6 %" in card  # the proved bound, beside the figure
    assert cell["seeds"] == 1
    assert small_run.directory.record["command"] in card


def test_hostile_texts_mean_nothing_in_a_model_card() -> None:
    run = {"name": HOSTILE, "summary": HOSTILE, "command": f"`{HOSTILE}`", "versions": {}, "seconds": 1.0}
    card = {"what": "[click](javascript:alert(1))", "data": "a\n# b", "licence": "|", "figures": [], "limits": ["<b>"]}
    text = model_card("t", {"run": run, "card": card})
    assert not re.search(r"(?<!\\)<", text.replace(f"`{HOSTILE}`", "").split("## How it was trained")[0])
    assert "[click]" not in text
    assert "\n# b" not in text


@pytest.mark.parametrize("damage", [{"networks": [{}]}, {"networks": 3}, {"card": 7}, {"card": {"figures": [1]}}])
def test_a_damaged_page_model_is_a_sentence(small_run: Run, tmp_path: Path, damage: dict[str, Any]) -> None:
    path = Path(shutil.copytree(small_run.path, tmp_path / "copy"))
    model = json.loads((path / "export" / "page.json").read_text())
    (path / "export" / "page.json").write_text(json.dumps(model | damage))
    with pytest.raises(RunError, match="damaged"):
        publish_site([hackday.load(path).directory, small_run.directory], tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_page_model_beyond_all_measure_is_a_sentence_and_is_not_read(small_run: Run, tmp_path: Path) -> None:
    path = Path(shutil.copytree(small_run.path, tmp_path / "copy"))
    with (path / "export" / "page.json").open("ab") as file:
        file.truncate(3_000_000_000)  # holes: it takes no room on the disk
    with pytest.raises(
        RunError, match=r"page.json cannot be read \(it has more than 15,000,000 bytes\); train the run"
    ):
        publish_site([hackday.load(path).directory], tmp_path / "site")


def test_publishing_again_replaces_the_site_and_leaves_nothing_beside_it(small_run: Run, tmp_path: Path) -> None:
    publish_site([small_run.directory], tmp_path / "site")
    (tmp_path / "site" / "stale.html").write_text("old")
    publish_site([small_run.directory], tmp_path / "site")
    assert not (tmp_path / "site" / "stale.html").exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["site"]


def test_publishing_to_a_link_changes_the_folder_that_it_leads_to(small_run: Run, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "site").symlink_to("www")
    for _ in range(2):
        publish_site([small_run.directory], tmp_path / "site")
        assert (tmp_path / "site").is_symlink()
        assert (tmp_path / "www" / "index.html").is_file()


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


def test_the_same_runs_give_the_same_bytes(small_runs: Path, tmp_path: Path) -> None:
    runs = [hackday.load(f"addition/{number}", runs=small_runs).directory for number in (1, 2)]
    one, two = (publish_file(runs[0], tmp_path / name).read_bytes() for name in ("1.html", "2.html"))
    assert one == two
    sites = [publish_site(runs, tmp_path / name, onnx=True).parent for name in ("here", "there")]
    contents = [
        {str(file.relative_to(site)): file.read_bytes() for file in site.rglob("*") if file.is_file()} for site in sites
    ]
    assert contents[0] == contents[1]
    assert len(contents[0]) == 2 + 2 + 2 * 3  # front, mark, assets; page, card and network of each run


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
    with served(tmp_path / "site") as address:
        port = urlsplit(address).port
        assert port is not None
        yield port


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
