"""The files of a run, and nothing else of the disk."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from hackday.dashboard.files import list_files, pieces, zip_pieces
from hackday.runs.plain import NoSuchFile, open_inside
from tests.dashboard.asking import app_of, ask, make_run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    path = make_run(tmp_path / "runs", lines=2)
    (path / "artifacts" / "film").mkdir(parents=True)
    (path / "artifacts" / "film" / "0000.png").write_bytes(b"\x89PNG picture")
    (path / "artifacts" / "ä b#?.txt").write_text("odd")
    (path / ".lock").write_text("")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "runs" / "secret.txt").write_text("secret")
    (path / "link.txt").symlink_to(tmp_path / "secret.txt")
    (path / "linked").symlink_to(tmp_path)
    os.mkfifo(path / "pipe")
    return path


OUTSIDE = [
    "../../secret.txt", "../../../secret.txt", "..%2f..%2fsecret.txt", "%2e%2e/%2e%2e/secret.txt",
    "artifacts/../../../secret.txt",
    "link.txt", "linked/secret.txt", "linked%2fsecret.txt", "/etc/passwd", "//etc/passwd", "%2fetc%2fpasswd",
    "", ".", "..",
    "artifacts", "artifacts/", "artifacts/film/", "pipe", ".lock", "run.json%00", "run.json%00.png", "%00", "a" * 5000,
    "..\\..\\secret.txt", "C:/secret.txt", "artifacts//film/0000.png", "run.json/", "run.json/x",
]  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_path_leaves_the_run(run: Path, path: str) -> None:
    answer = ask(app_of(run.parents[1]), f"/files/images/0001-faces/{path}")
    assert answer.status == 404
    assert b"secret" not in answer.body


@pytest.mark.parametrize(
    "place",
    ["images/..", "../images/0001-faces", "images/0001-faces%2f..", "%2e%2e/x", "x/y", "images/0002-x", "images/.%00"],
)
def test_no_other_folder_is_a_run(run: Path, place: str) -> None:
    app = app_of(run.parents[1])
    for address in (f"/files/{place}/secret.txt", f"/zip/{place}", f"/api/runs/{place}"):
        assert ask(app, address).status == 404


def test_a_file_comes_whole_as_a_download_of_its_kind(run: Path) -> None:
    app = app_of(run.parents[1])
    picture = ask(app, "/files/images/0001-faces/artifacts/film/0000.png")
    assert (picture.status, picture.body) == (200, b"\x89PNG picture")
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["content-disposition"] == "attachment; filename*=UTF-8''0000.png"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert ask(app, "/files/images/0001-faces/run.json").headers["content-type"] == "application/json"
    again = ask(
        app, "/files/images/0001-faces/artifacts/film/0000.png", headers=[("If-None-Match", picture.headers["etag"])]
    )
    assert (again.status, again.body) == (304, b"")


def test_nothing_of_a_run_is_served_as_a_page(run: Path) -> None:
    (run / "evil.html").write_text("<script>alert(1)</script>")
    (run / "evil.svg").write_text("<svg onload='alert(1)'/>")
    for name in ("evil.html", "evil.svg"):
        answer = ask(app_of(run.parents[1]), f"/files/images/0001-faces/{name}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment")


def test_what_is_listed_is_what_can_be_opened(run: Path) -> None:
    listed = [one["path"] for one in list_files(run)]
    assert listed == ["artifacts/film/0000.png", "metrics.jsonl", "run.json", "status.json"]
    for path in listed:
        with open_inside(run, path) as file:
            assert file.read() == (run / path).read_bytes()
    with pytest.raises(NoSuchFile):
        open_inside(run, "pipe")


def test_the_archive_holds_every_file_byte_for_byte(run: Path) -> None:
    (run / "checkpoints").mkdir()
    (run / "checkpoints" / "large.bin").write_bytes(os.urandom(700_000))
    answer = ask(app_of(run.parents[1]), "/zip/images/0001-faces")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''images-0001-faces.zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.body))
    assert archive.testzip() is None
    names = [name.removeprefix("images-0001-faces/") for name in archive.namelist()]
    assert names == [one["path"] for one in list_files(run)]
    for name in names:
        assert archive.read(f"images-0001-faces/{name}") == (run / name).read_bytes()


def test_a_large_file_comes_in_pieces_and_never_mixed_with_another(run: Path) -> None:
    large = os.urandom(2_500_000)
    (run / "large.bin").write_bytes(large)
    assert ask(app_of(run.parents[1]), "/files/images/0001-faces/large.bin").body == large
    content = pieces(run, "large.bin", len(large))
    first = next(content)
    (run / "large.bin").replace(run / "gone.bin")
    (run / "large.bin").write_bytes(b"another")
    assert first + b"".join(content) == large[: len(first)]


def test_an_archive_is_sent_in_pieces_and_survives_a_file_that_goes(run: Path) -> None:
    (run / "z.bin").write_bytes(bytes(3_000_000))
    pieces = zip_pieces(run, "name")
    first = next(pieces)
    (run / "status.json").unlink()
    rest = list(pieces)
    assert max(len(piece) for piece in rest) < 1_100_000
    assert "name/z.bin" in zipfile.ZipFile(io.BytesIO(first + b"".join(rest))).namelist()
