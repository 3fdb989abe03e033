"""A run in a notebook: its summary in every state, its figures, runs side by side, and the example in docs/."""

import base64
import io
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbclient import NotebookClient
from PIL import Image

import hackday
from hackday.addition.pictures import DRAW
from hackday.api import Run, create, plan
from hackday.comparing import Comparison
from hackday.domains import DOMAINS, lab
from hackday.notebook import MOST_FILES, MOST_PIXELS
from hackday.specs import SpecError

EXAMPLE = Path(__file__).parents[1] / "docs" / "notebook.ipynb"
MOST_BYTES = 400_000  # of a summary: a notebook with twenty of them can still be sent
HOSTILE = "<script>alert(1)</script>\"&'"


class Reader(HTMLParser):
    """HTML as a browser reads it: the elements with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def pictures(self) -> dict[str, np.ndarray[Any, Any]]:
        """By their texts, decoded."""
        found = {}
        for tag, attributes in self.elements:
            if tag == "img":
                kind, _, content = (attributes["src"] or "").partition(",")
                assert kind == "data:image/png;base64"
                found[attributes["alt"] or ""] = np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))
        return found


def example() -> Any:
    return nbformat.read(EXAMPLE, as_version=4)  # type: ignore[no-untyped-call]


def shown(run: Run) -> Reader:
    text = run._repr_html_()
    assert len(text) < MOST_BYTES
    return Reader(text)


def copy_of(run: Run, folder: Path) -> Run:
    """The run again, to be changed; not finished, if it is not told to be."""
    path = folder / "runs" / "addition" / run.path.name
    shutil.copytree(run.path, path)
    return hackday.load(path)


def test_a_run_shows_its_state_its_figures_and_its_pictures(small_run: Run) -> None:
    page = shown(small_run)
    assert "addition/1" in page.text
    assert "preset post" in page.text
    assert "done" in page.text
    for network in (small_run.results or {})["networks"]:
        assert str(network["max_sum"]) in page.text
    pictures = page.pictures()
    assert list(pictures) == ["error-surface-hidden-2-256", "weights-hidden-2-16", "validation-loss",
                              "error-along-sum-256"]  # fmt: skip
    assert len(pictures) <= MOST_FILES
    for name, pixels in pictures.items():
        with Image.open(small_run.directory.artifacts / f"{name}.png") as whole:
            assert max(pixels.shape[:2]) <= MOST_PIXELS < max(whole.size)
        assert len(np.unique(pixels)) > 8, "a picture is not empty"
    assert f"{len(small_run.figures)} pictures in all" in page.text


def test_every_picture_is_a_figure(small_run: Run) -> None:
    assert set(small_run.figures) == {path.stem for path in small_run.directory.artifacts.glob("*.png")}
    assert all(name.startswith(lab("addition").FIGURES) for name in small_run.figures)
    assert set(lab("addition").FIGURES) == set(DRAW)
    axes = small_run.figure("validation-loss").axes
    assert axes[0].lines, "the curves are lines to change, not a picture of lines"


def test_a_sheet_is_a_figure_pixel_for_pixel(small_run: Run, tmp_path: Path) -> None:
    run = copy_of(small_run, tmp_path)
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
    Image.fromarray(pixels).save(run.directory.artifacts / "sheet.png")
    figure = run.figure("sheet")
    assert isinstance(figure, Figure)
    assert np.array_equal(np.asarray(figure.axes[0].images[0].get_array()), pixels)
    figure.savefig(tmp_path / "again.png")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "again.png").convert("RGB")), pixels)


@pytest.mark.parametrize("domain", sorted(DOMAINS))
def test_a_run_that_has_not_begun_shows_itself(domain: str, tmp_path: Path) -> None:
    spec, preset = plan(domain, settings=[])
    page = shown(create(domain, spec, preset=preset, seed=0, runs=tmp_path))
    assert f"{domain}/1" in page.text
    assert "created" in page.text
    assert page.pictures() == {}


def test_a_training_shows_how_far_it_is_and_its_newest_pictures_and_words(tmp_path: Path) -> None:
    for domain, kind in (("images", "film"), ("lyrics", "verses")):
        spec, preset = plan(domain, settings=[])
        run = create(domain, spec, preset=preset, seed=0, runs=tmp_path)
        run.directory.write_status(
            {"state": "training", "step": 1234, "steps": 5000, "seconds": 7.2, "message": "soon"}
        )
        folder = run.directory.artifacts / kind
        folder.mkdir(parents=True)
        for number in (1, 2):
            Image.new("RGB", (8, 8), (0, 0, 100 * number)).save(folder / f"{number:04d}.png")
            (folder / f"{number:04d}.txt").write_text(f"verse {number} of <b>many</b>\n" + "la\n" * 50)
            if domain == "images":
                (folder / f"{number:04d}.txt").unlink()
            else:
                (folder / f"{number:04d}.png").unlink()
        page = shown(run)
        for words in ("training", "1,234 of 5,000 steps", "7 s", "soon"):
            assert words in page.text
        if domain == "images":
            assert list(page.pictures()) == ["film/0002"]
        else:
            assert "verse 2 of <b>many</b>" in page.text
            assert page.text.count("la\n") < 20


def test_no_text_of_a_run_becomes_html(small_run: Run, tmp_path: Path) -> None:
    run = copy_of(small_run, tmp_path)
    run.directory.record.update(preset=HOSTILE, command=HOSTILE)
    run.directory.write_status({"state": HOSTILE, "step": 0, "steps": 1, "seconds": 1.0, "message": HOSTILE})
    page = Reader(
        run._repr_html_() + Comparison((HOSTILE, HOSTILE), {HOSTILE: [HOSTILE, HOSTILE]}, {HOSTILE: []})._repr_html_()
    )
    allowed = {"div", "p", "b", "code", "small", "img", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert {tag for tag, _ in page.elements} <= allowed
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert page.text.count(HOSTILE) >= 6


def test_damaged_files_of_a_run_leave_a_summary(small_run: Run, tmp_path: Path) -> None:
    run = copy_of(small_run, tmp_path)
    (run.directory.artifacts / "weights-hidden-2-16.png").write_bytes(b"\x89PNG\r\n\x1a\nhalf")
    (run.directory.artifacts / "validation-loss.png").write_bytes(b"")
    assert list(shown(run).pictures()) == ["error-surface-hidden-2-256", "error-along-sum-256"]
    run.directory.write_results({"seconds": 3, "networks": [{}]})
    assert "damaged" in shown(run).text


def test_runs_stand_side_by_side(small_runs: Path) -> None:
    one, other = (hackday.load(f"addition/{number}", runs=small_runs) for number in (1, 2))
    comparison = hackday.compare(one, other)
    assert comparison.settings["method"] == [one.spec.method, other.spec.method]
    assert "nodes" not in comparison.settings, "both have the same"
    text = Reader(comparison._repr_html_()).text
    assert "addition/2" in text
    assert "What came of it" in text
    with pytest.raises(SpecError, match="at least two"):
        hackday.compare(one)
    json.dumps(comparison.as_json())


def test_the_example_is_kept_without_its_outputs() -> None:
    book = example()
    nbformat.validate(book)
    for cell in book.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_the_example_runs_as_it_is_and_shows_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    book = example()
    client = NotebookClient(book, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert [one for one in outputs if one.output_type == "error"] == []
    streams = "".join(one.text for one in outputs if one.output_type == "stream" and one.name == "stderr")
    assert streams == ""
    data = [one.data for one in outputs if "data" in one]
    pages = [one["text/html"] for one in data if "text/html" in one]
    assert {match for page in pages for match in re.findall(r"(addition|images|lyrics)/\d", page)} == set(DOMAINS)
    assert sum("<img" in page for page in pages) >= 3
    assert sum("image/png" in one for one in data) >= 3, "figures are shown as pictures"
    assert (tmp_path / "page.html").stat().st_size > 100_000
