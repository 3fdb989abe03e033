"""Training: resumed equals uninterrupted, budgets are kept, bad numbers are met, and collapse is called by its name."""

import json
import math
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
from hackday.images.budget import plan
from hackday.images.data.ellipses import ellipses
from hackday.images.networks import PictureShape, usual_widths
from hackday.images.spec import ImagesSpec
from hackday.images.step import Figures
from hackday.images.train import TrainingFailed, between
from hackday.images.watch import Look, alarms, distinct_share, thumbnails
from hackday.training import Session, Stopped
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
    assert {"value", "floor"} <= set(results["kl"]) | set(results["kid"])
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


def test_the_plan_takes_smaller_networks_where_there_is_less_time() -> None:
    shape = PictureShape(28, 1)
    spec = ImagesSpec(data="ellipses-white", latent=8)
    short, without = plan(spec, shape, 2.0, bfloat16=False), plan(spec, shape, None, bfloat16=False)
    assert short.widths == usual_widths("tiny", 28)
    assert without.widths == usual_widths("base", 28)
    assert without.steps == math.ceil(spec.images / spec.batch_size)


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
    assert all(bool(torch.isfinite(w).all()) for w in learned.networks.generator.parameters())
    bad.add(9)
    again = new_run(tmp_path)
    with pytest.raises(TrainingFailed, match="learning_rate"), Session(again.directory, steps=1) as session:
        hackday.images.train.train(session, TINY, dataset)
    assert again.status["state"] == "failed"


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
    twice = [(0.9, 0.8, 0.7)] * 2 + [(0.2, 0.8, 0.7)] * 2 + [(0.9, 0.8, 0.7)] + [(0.1, 0.8, 0.7)] * 2
    assert [a.images for a in alarms(looks(*twice))] == [3000, 6000]
