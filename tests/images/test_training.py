"""Training: resumed equals uninterrupted, budgets are kept, bad numbers are met, and collapse is called by its name."""

import json
import math
import shutil
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

import hackday.images.step
import hackday.images.train
from hackday import api
from hackday.api import Run
from hackday.images import lab as images_lab
from hackday.images.budget import plan
from hackday.images.data.dataset import Dataset
from hackday.images.data.ellipses import ellipses
from hackday.images.networks import PictureShape, usual_widths
from hackday.images.report import tables
from hackday.images.spec import ImagesSpec
from hackday.images.step import Figures
from hackday.images.train import RESCUED, between
from hackday.images.watch import Look, alarms, distinct_share, thumbnails
from hackday.runs import RunError
from hackday.training import Session, Stopped, TrainingFailed
from hackday.training.checkpoints import read_latest, write_checkpoint
from tests.images.material import fill
from tests.images.runs import TINY, new_run


def outcome(run: Run) -> dict[str, object]:
    """All of a finished run that must not depend on interruptions."""
    lines = [{k: v for k, v in line.items() if k != "seconds"} for line in run.metrics]
    weights = load_file(run.directory.export / "model.safetensors")
    frames = [path.read_bytes() for path in sorted((run.directory.artifacts / "film").glob("*.png"))]
    return {"lines": lines, "weights": {k: v.tobytes() for k, v in weights.items()}, "frames": frames,
            "valid": (run.results or {})["valid_share"]}  # fmt: skip


@pytest.mark.parametrize("recipe", ["relativistic", "dcgan"])
def test_a_resumed_run_equals_an_uninterrupted_one_bit_for_bit(
    tmp_path: Path, recipe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = TINY
    if recipe == "dcgan":
        spec = replace(TINY, recipe="dcgan", generator_widths=(), discriminator_widths=(), images=96)
    whole = api.go(new_run(tmp_path / "whole", spec))
    broken = new_run(tmp_path / "broken", spec)
    asked = Session.stop_requested
    for stop_at in (1, 4):
        monkeypatch.setattr(Session, "stop_requested", lambda self, at=stop_at: self.step >= at)
        with pytest.raises(Stopped):
            api.go(broken)
    monkeypatch.setattr(Session, "stop_requested", asked)
    api.go(broken)
    assert outcome(broken) == outcome(whole)


def test_the_run_leaves_everything_that_is_promised(tmp_path: Path) -> None:
    run = api.go(new_run(tmp_path))
    artifacts = {path.name for path in run.directory.artifacts.iterdir()}
    assert {"samples.png", "real.png", "training.mp4", "training.gif", "walk.mp4", "walk.gif", "training-curves.png",
            "training-curves.json", "film"} <= artifacts  # fmt: skip
    results = run.results
    assert results is not None
    assert results["images_seen"] == 320
    assert results["valid_share_real"] > 0.99
    for figure in (results["kl"], results["kid"], results["by_features"]["density"]):
        assert {"value", "floor"} <= set(figure)
    assert len(list((run.directory.artifacts / "film").glob("*.png"))) >= TINY.samples
    page = json.loads((run.directory.export / "page.json").read_text())
    assert page["domain"] == "images"
    assert page["generator"]["error"]["largest"] < 1


@pytest.mark.alone
def test_a_budget_of_seconds_is_kept(tmp_path: Path) -> None:
    run = new_run(tmp_path, minutes=0.1)
    dataset = ellipses("ellipses-white", count=300)
    with Session(run.directory, steps=1, minutes=0.1) as session:
        learned = hackday.images.train.train(session, TINY, dataset)
    assert 3 < learned.seconds < 9
    assert learned.progress.looks[-1].images == session.step * TINY.batch_size


@pytest.mark.alone
def test_pictures_that_take_longer_than_the_budget_leave_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_arguments: object) -> Dataset:
        time.sleep(2.5)
        return ellipses("ellipses-white", count=300)

    monkeypatch.setattr(images_lab, "dataset_of", slow)
    run = api.go(new_run(tmp_path, minutes=2 / 60))
    assert run.results is not None
    assert run.results["images_seen"] > 10 * TINY.batch_size
    assert 1 < run.results["seconds"] < 3


def test_the_plan_takes_smaller_networks_where_there_is_less_time() -> None:
    shape = PictureShape(28, 1)
    spec = ImagesSpec(data="ellipses-white", latent=8)
    short, without = plan(spec, shape, 2.0, bfloat16=False), plan(spec, shape, None, bfloat16=False)
    assert short.widths == usual_widths("tiny", 28, "nearest")
    assert without.widths == usual_widths("base", 28, "nearest")
    assert without.steps == math.ceil(spec.images / spec.batch_size)


def test_files_that_are_no_pictures_are_told_in_the_run_once_and_not_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))
    fill(tmp_path / "mine", 70)
    for number in range(5):
        (tmp_path / "mine" / f"aunt{number}.png").touch()
    run = new_run(tmp_path / "runs", replace(TINY, data=str(tmp_path / "mine"), size=16, pictures=0, images=96))
    asked = Session.stop_requested
    monkeypatch.setattr(Session, "stop_requested", lambda self: self.step >= 2)
    with pytest.raises(Stopped):
        api.go(run)
    monkeypatch.setattr(Session, "stop_requested", asked)
    api.go(run)
    said = "left out of the data: 5 empty (aunt0.png, aunt1.png, aunt2.png and 2 more)"
    assert run.results is not None
    assert run.results["notices"] == [said]
    assert [line["warning"] for line in run.metrics if "left out" in line.get("warning", "")] == [said]
    assert [table.rows for table in tables(run.results) if table.title == "About the pictures"] == [[(said,)]]
    assert "aunt" not in (run.directory.export / "page.json").read_text()


@pytest.mark.parametrize("labelled", [1, 2, 10])
def test_a_training_ends_well_however_few_pictures_have_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, labelled: int
) -> None:
    """The figures take a part of the pictures, among which a labelled one may not be."""
    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "pictures"
    rows = [f"{name},{'ab'[number % 2]}" for number, name in enumerate(fill(folder, 300)[:labelled])]
    (folder / "labels.csv").write_text("\n".join(["file,hat", *rows]) + "\n")
    run = api.go(new_run(tmp_path / "runs", replace(TINY, data=str(folder), pictures=0, size=16)))
    assert run.status["state"] == "done"
    told = tables(run.results or {})
    assert all("nan" not in cell for table in told for row in table.rows for cell in row)


def test_numbers_out_of_bounds_go_back_once_and_then_end_in_a_plain_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = hackday.images.step.learn
    bad = {5}

    def learn(*arguments: object) -> Figures:
        figures = real(*arguments)  # type: ignore[arg-type]
        if arguments[6] in bad:
            networks = arguments[0]
            with torch.no_grad():
                networks.generator.first.weight.fill_(math.nan)  # type: ignore[attr-defined]
            return Figures(math.nan, math.nan, None, 0.0)
        return figures

    monkeypatch.setattr(hackday.images.train, "learn", learn)
    dataset = ellipses("ellipses-white", count=300)
    run = new_run(tmp_path)
    with Session(run.directory, steps=1) as session:
        learned = hackday.images.train.train(session, TINY, dataset)
    assert [alarm.kind for alarm in learned.progress.alarms() if alarm.kind == "not-finite"] == ["not-finite"]
    assert [line["warning"] for line in run.metrics if "out of bounds" in line.get("warning", "")] == [RESCUED]
    assert all(bool(torch.isfinite(w).all()) for w in learned.networks.generator.parameters())
    bad.add(9)
    again = new_run(tmp_path)
    with pytest.raises(TrainingFailed, match="learning_rate"), Session(again.directory, steps=1) as session:
        hackday.images.train.train(session, TINY, dataset)
    assert again.status["state"] == "failed"


def test_an_update_that_overflows_after_finite_losses_is_not_what_a_rescue_goes_back_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = hackday.images.step.learn

    def learn(*arguments: object) -> Figures:
        figures = real(*arguments)  # type: ignore[arg-type]
        if arguments[6] == 7:  # the eighth step, whose state would be kept
            with torch.no_grad():
                arguments[0].generator.first.weight.fill_(math.inf)  # type: ignore[attr-defined]
        return figures

    monkeypatch.setattr(hackday.images.train, "learn", learn)
    monkeypatch.setattr(hackday.images.train, "GOOD_STEPS", 4)
    with Session(new_run(tmp_path).directory, steps=1) as session:
        learned = hackday.images.train.train(session, TINY, ellipses("ellipses-white", count=300))
    assert learned.progress.rescued_at == 8 * TINY.batch_size
    assert all(bool(torch.isfinite(w).all()) for w in learned.networks.generator.parameters())


def test_a_rescue_after_a_resume_goes_back_to_the_same_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, asked = hackday.images.step.learn, Session.stop_requested

    def learn(*arguments: object) -> Figures:
        figures = real(*arguments)  # type: ignore[arg-type]
        return Figures(math.nan, math.nan, None, 0.0) if arguments[6] == 11 else figures

    monkeypatch.setattr(hackday.images.train, "learn", learn)
    monkeypatch.setattr(hackday.images.train, "GOOD_STEPS", 8)
    whole = api.go(new_run(tmp_path / "whole"))
    broken = new_run(tmp_path / "broken")
    monkeypatch.setattr(Session, "stop_requested", lambda self: self.step >= 10)
    with pytest.raises(Stopped):
        api.go(broken)
    monkeypatch.setattr(Session, "stop_requested", asked)
    api.go(broken)
    assert outcome(broken) == outcome(whole)


@pytest.mark.parametrize("lab", ["images", "lyrics"])
def test_a_checkpoint_of_another_run_is_a_message(tmp_path: Path, lab: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the other lab, or with widths that do not fit or would fill the memory."""
    from tests.lyrics.runs import TINY as SONGS

    monkeypatch.setenv("HACKDAY_CACHE", str(tmp_path / "cache"))
    stop = Session.stop_requested
    runs = {}
    for name, spec, preset in (("images", TINY, "ellipses-white"), ("lyrics", SONGS, "songbook")):
        runs[name] = api.create(name, spec, preset=preset, seed=0, runs=tmp_path / "runs")
        monkeypatch.setattr(Session, "stop_requested", lambda self: self.step >= 2)
        with pytest.raises(Stopped):
            api.go(runs[name])
    monkeypatch.setattr(Session, "stop_requested", stop)
    own, other = (
        read_latest(runs[name].directory.checkpoints) for name in (lab, "lyrics" if lab == "images" else "images")
    )
    assert own is not None
    assert other is not None
    key = "widths" if lab == "images" else "shape"
    huge = json.loads(json.dumps(own.state))
    for name, value in huge[key].items():
        huge[key][name] = [10**6] * len(value) if isinstance(value, list) else 10**6
    none = {**own.state, key: {}}
    for bad in (
        replace(own, arrays=other.arrays, state=other.state),
        replace(own, state=huge),
        replace(own, state=none),
    ):
        shutil.rmtree(runs[lab].directory.checkpoints)
        write_checkpoint(runs[lab].directory.checkpoints, bad)
        with pytest.raises(RunError, match="does not fit the run's network"):
            api.go(runs[lab])


def test_the_schedule_goes_from_start_to_end() -> None:
    assert between(1.0, 0.1, 0.0) == 1.0
    assert between(1.0, 0.1, 1.0) == pytest.approx(0.1)
    assert between(1.0, 0.0, 0.5) == pytest.approx(0.5)


def test_distinct_is_one_for_fresh_draws_and_falls_for_copies() -> None:
    pictures = ellipses("ellipses-color", count=800).pictures
    real, fresh = thumbnails(pictures[:400]), thumbnails(pictures[400:])
    assert distinct_share(real, fresh) > 0.9
    copies = np.concatenate([fresh[:40]] * 10)
    assert distinct_share(real, copies) == 0.0


def looks(*values: tuple[float, float, float]) -> list[Look]:
    """(distinct, coverage, right) at even steps through the second half of a training."""
    count = len(values)
    return [Look(1000 * i, 0.5 + 0.5 * i / count, *value) for i, value in enumerate(values)]


def test_the_alarm_rings_for_copies_for_forgetting_and_for_a_lost_game_and_not_otherwise() -> None:
    assert alarms(looks(*[(0.95, 0.9, 0.99)] * 10)) == []  # a strict judge of varied pictures is no collapse
    assert [a.kind for a in alarms(looks(*[(0.9, 0.8, 0.7)] * 3, *[(0.2, 0.7, 0.7)] * 4))] == ["few-distinct"]
    assert [a.kind for a in alarms(looks(*[(0.9, 0.8, 0.7)] * 3, *[(0.9, 0.3, 0.7)] * 4))] == ["coverage-falls"]
    assert [a.kind for a in alarms(looks(*[(0.9, 0.1, 1.0)] * 8))] == ["discriminator-wins"]
    early = [Look(i, 0.01, 0.0, 0.0, 1.0) for i in range(9)]
    assert alarms(early) == []
    assert [(a.kind, a.images) for a in alarms(looks(*[(0.1, 0.1, 0.7)] * 8))] == [("no-variety", 5000)]
    twice = [(0.9, 0.8, 0.7)] * 2 + [(0.2, 0.8, 0.7)] * 2 + [(0.9, 0.8, 0.7)] + [(0.1, 0.8, 0.7)] * 2
    assert [a.images for a in alarms(looks(*twice))] == [3000, 6000]
