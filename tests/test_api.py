"""The same in Python."""

from pathlib import Path

import pytest
from matplotlib.figure import Figure

import hackday
from hackday.api import Run
from hackday.runs import RunError
from hackday.specs import SpecError


def test_a_run_knows_its_spec_results_and_metrics(small_run: Run) -> None:
    assert small_run.spec.nodes == (1, 2)
    assert small_run.results is not None
    assert len(small_run.results["networks"]) == 4
    assert small_run.metrics[-1]["step"] == 5
    assert "validation_loss/hidden-2-16" in small_run.metrics[-1]
    assert repr(small_run).startswith("<hackday run addition/1 (done)")


def test_a_run_answers(small_run: Run) -> None:
    assert {answer["sum"] for answer in small_run.sample("20 + 22")} == {42}


def test_the_pictures_are_ordinary_figures_and_were_drawn(small_run: Run) -> None:
    names = sorted(path.stem for path in small_run.directory.artifacts.glob("*.json"))
    assert {path.stem for path in small_run.directory.artifacts.glob("*.png")} == set(names)
    kinds = {"validation-loss", "saturation", "binary-code", "error-along-sum-256", "error-surface-hidden-2-16",
             "weights-hidden-2-16", "weight-paths-hidden-2-16", "hidden-outputs-hidden-2-16"}  # fmt: skip
    assert kinds <= set(names)
    for name in sorted(kinds):
        assert isinstance(small_run.figure(name), Figure)
    with pytest.raises(SpecError, match="did you mean 'saturation'"):
        small_run.figure("saturations")


def test_a_notebook_shows_the_table_escaped(small_run: Run) -> None:
    shown = small_run._repr_html_()
    assert "<table>" in shown
    assert "2 nodes" in shown
    assert "<script" not in shown


def test_a_run_publishes_itself(small_run: Run, tmp_path: Path) -> None:
    assert small_run.publish(tmp_path / "page.html").exists()
    assert small_run.publish(tmp_path / "site").name == "index.html"


def test_what_cannot_be_is_an_exception_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="there are no addition runs"):
        hackday.load("addition")
    with pytest.raises(SpecError, match="no lab 'adition'; did you mean 'addition'"):
        hackday.train("adition")
    with pytest.raises(SpecError, match="epochs=0"):
        hackday.train("addition", settings={"epochs": 0})
    assert not list(tmp_path.iterdir())
