"""Training a pair of networks on pictures. A step of learning is in step.py; this file is the clock around it."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor

from hackday.images.budget import plan
from hackday.images.conditions import hide, multi_hot
from hackday.images.data.dataset import Dataset
from hackday.images.data.reading import read
from hackday.images.networks import Networks, PictureShape, Widths, pair_of
from hackday.images.randomness import batch_places, latents
from hackday.images.sheets import save_sheet
from hackday.images.spec import ImagesSpec
from hackday.images.split import split
from hackday.images.state import arrays_of, fill_all_moments, load_arrays, snapshot
from hackday.images.step import Batch, Figures, Optimisers, Rates, learn
from hackday.images.watch import WATCHED, Alarm, Look, alarms, look, thumbnails
from hackday.processes import cores
from hackday.training import Pace, Session, TrainingFailed, stream
from hackday.training.averaging import average_into
from hackday.training.checkpoints import Checkpoint, check_like
from hackday.training.device import gains_from_bfloat16, give_back_freed_memory, keep_freed_memory
from hackday.training.tensors import check_shapes, fitting

Array = np.ndarray[Any, Any]

FILM = 16  # fixed latents: the post's sixteen
SAVE_SECONDS = 20.0
GOOD_STEPS = 100  # from one good state that is kept for a rescue to the next
DRAWN_AT_ONCE = 64
GOOD = "good/"  # the names of the state for a rescue in a checkpoint
RESCUED = "The numbers went out of bounds; the training went back to the last good weights and on more slowly."


@dataclass
class Progress:
    """Where a training is, beyond its weights: all that a resumed one needs, as JSON values."""

    widths: Widths
    steps: int
    frames: int = 0
    next_frame: int = 1
    """The step after which the fixed latents are drawn again."""
    looks: list[Look] = field(default_factory=list)
    rescued_at: int | None = None
    sums: list[float] = field(default_factory=lambda: [0.0] * 6)
    """Of the figures since the last frame: steps, losses (two), penalties, penalised steps, pairs told apart."""
    bfloat16: bool = False
    """Are matrices multiplied in 16 bits? Decided once, so that a resumed training goes on in the same arithmetic."""

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @classmethod
    def read(cls, values: dict[str, Any]) -> "Progress":
        """What `plain` wrote. Raises what `fitting` knows if it is something else."""
        examples = {"steps": 1, "frames": 0, "next_frame": 1, "rescued_at": 0, "sums": [0.0] * 6}
        check_like(values, examples, unset=["rescued_at"])
        for one in values["looks"]:
            check_like(one, asdict(Look(0, 0.0, 0.0, 0.0, 0.0)))
        widths = Widths(tuple(values["widths"]["generator"]), tuple(values["widths"]["discriminator"]))
        looks = [Look(**one) for one in values["looks"]]
        return cls(
            widths, values["steps"], values["frames"], values["next_frame"], looks, values["rescued_at"],
            values["sums"], values.get("bfloat16", False),
        )  # fmt: skip

    def alarms(self) -> list[Alarm]:
        """All alarms so far."""
        rung = alarms(self.looks)
        if self.rescued_at is not None:
            rung.append(Alarm(self.rescued_at, "not-finite", RESCUED))
        return sorted(rung, key=lambda one: one.images)


@dataclass(frozen=True)
class Trained:
    """What a training came to."""

    networks: Networks
    progress: Progress
    seconds: float
    """Of training alone; what is measured and drawn afterwards takes its own time."""


def shape_of(dataset: Dataset, spec: ImagesSpec) -> PictureShape:
    """What the networks must fit."""
    values = tuple(len(attribute.values) for attribute in dataset.attributes)
    return PictureShape(dataset.size, dataset.channels, () if spec.recipe == "dcgan" else values)


def train(session: Session, spec: ImagesSpec, dataset: Dataset) -> Trained:
    """Train, or go on training. Raises Stopped when asked to stop, saved; TrainingFailed where nothing helps."""
    keep_freed_memory()
    torch.set_num_threads(cores())
    checkpoint = session.resume(dataset.notices)
    trainer = Trainer(session, spec, dataset, checkpoint)
    give_back_freed_memory()  # of the networks that were tried
    keep_freed_memory()
    trainer.run()
    trained = Trained(trainer.networks, trainer.progress, session.seconds)
    del trainer
    give_back_freed_memory()
    keep_freed_memory()  # the networks that measure are convolutional, too
    return trained


class Trainer:
    """The state of one training, and its loop."""

    def __init__(self, session: Session, spec: ImagesSpec, dataset: Dataset, checkpoint: Checkpoint | None) -> None:
        self.session, self.spec, self.dataset, self.seed = session, spec, dataset, session.seed
        self.shape = shape_of(dataset, spec)
        self.learned, _ = split(len(dataset), self.seed)
        if checkpoint is None:
            session.announce("measuring how fast this machine learns")
            bfloat16 = gains_from_bfloat16() and spec.recipe == "relativistic"
            planned = plan(spec, self.shape, session.seconds_left(), bfloat16)
            self.progress = Progress(planned.widths, planned.steps, bfloat16=bfloat16)
        else:
            self.progress = self._progress_of(checkpoint)
        self.networks = Networks(spec, self.shape, self.progress.widths, self.seed)
        self.optimisers = Optimisers.for_networks(self.networks, spec)
        fill_all_moments(self.networks, self.optimisers)
        if checkpoint is not None:
            load_arrays(self.networks, self.optimisers, checkpoint.arrays)
        session.steps = self.progress.steps
        self.good = snapshot(self.networks, self.optimisers)
        if checkpoint is not None:
            kept = {
                name.removeprefix(GOOD): array for name, array in checkpoint.arrays.items() if name.startswith(GOOD)
            }
            self.good = kept or self.good
        self.alarmed = bool(self.progress.alarms())
        self.pace = Pace()
        self.film_latents, self.film_attributes = film_conditions(spec, dataset, self.shape, self.seed)
        self.watch_labels = self._watched_labels()
        self.real_thumbnails = thumbnails(self._watched_pictures())

    def _progress_of(self, checkpoint: Checkpoint) -> Progress:
        """RunError where the checkpoint is of other networks than this run's."""
        with fitting("the run's networks"):
            progress = Progress.read(dict(checkpoint.state))
            for place, part in enumerate(("generator", "discriminator")):
                build = partial(_one_of_pair, self.spec, self.shape, progress.widths, place)
                check_shapes(build, checkpoint.arrays, part)
        return progress

    def run(self) -> None:
        """Every step, to the end."""
        session, progress = self.session, self.progress
        while session.step < progress.steps and not (session.step > 0 and session.time_is_up()):
            figures = self._learn(session.step)
            if not all(math.isfinite(x) for x in (figures.discriminator_loss, figures.generator_loss)):
                self._rescue()
            self._count(figures)
            session.advance(
                session.step + 1, message=self._message(figures), seconds_left=session.seconds_for_rest(self.pace)
            )
            if session.step % GOOD_STEPS == 0:
                self._keep_if_good()
            if session.step >= progress.next_frame:
                self._frame()
            if session.stop_requested():
                self._save()
                session.stop()
            progress.steps = session.replan(self.pace)
            if session.save_due(SAVE_SECONDS):
                self._save()
        self._keep_if_good()
        if not progress.looks or progress.looks[-1].images != self._images():
            self._frame()  # a film ends where its training ended, also when the time was up
        self._save()

    def _keep_if_good(self) -> None:
        """Keep this state for a rescue, or be rescued at once: an update after finite losses may still overflow."""
        now = snapshot(self.networks, self.optimisers)
        if all(np.isfinite(array).all() for array in now.values()):
            self.good = now
        else:
            self._rescue()

    def _learn(self, step: int) -> Figures:
        """One step, and the average after it."""
        spec = self.spec
        figures = learn(self.networks, self.optimisers, self._batch(step), self._rates(step), spec, self.seed, step,
                        self.progress.bfloat16)  # fmt: skip
        average_into(self.networks.average, self.networks.generator, step=step + 1,
                     half_life_steps=spec.ema_half_life_steps)  # fmt: skip
        return figures

    def _batch(self, step: int) -> Batch:
        places = self.learned[batch_places(self.seed, step, self.spec.batch_size, len(self.learned))]
        # As drawn, not in the order of a folder, where neighbours, which the discriminator compares, are of a kind.
        pictures = read(self.dataset.pictures, places)
        if not self.shape.slots:
            return Batch(to_tensor(pictures), torch.zeros(len(places), 0))
        labels = hide(self.dataset.labels[places], self.spec.label_dropout, stream(self.seed, "hide", step))
        return Batch(to_tensor(pictures), multi_hot(labels, self.dataset.attributes))

    def _rates(self, step: int) -> Rates:
        """The schedule: the learning rate warms up and later cools down, the slope penalty weakens all the way."""
        spec, share = self.spec, step / max(self.progress.steps, 1)
        cooling = 0.0 if spec.cooling_share == 0 else max(0.0, 1 - (1 - share) / spec.cooling_share)
        rate = between(spec.learning_rate, min(spec.final_learning_rate, spec.learning_rate), cooling)
        rate *= min(1.0, (step + 1) / max(spec.warmup_steps, 1))
        if self.progress.rescued_at is not None:
            rate /= 2
        return Rates(rate, between(spec.gamma, spec.final_gamma, share))

    def _rescue(self) -> None:
        """Back to the last good weights, once; the clock goes on, so the next step sees other pictures."""
        if self.progress.rescued_at is not None:
            raise TrainingFailed(
                f"the numbers of this training went out of bounds twice (at {self.progress.rescued_at:,} and at "
                f"{self._images():,} images); try a smaller learning rate, for example "
                f"--set learning_rate={self.spec.learning_rate / 4:g}, or a larger --set gamma={self.spec.gamma * 3:g}"
            )
        self.progress.rescued_at = self._images()
        load_arrays(self.networks, self.optimisers, self.good)
        self.alarmed = True
        self.session.warn(RESCUED)

    def _count(self, figures: Figures) -> None:
        news = (1.0, figures.discriminator_loss, figures.generator_loss, figures.penalty or 0.0,
                float(figures.penalty is not None), figures.right)  # fmt: skip
        self.progress.sums = [
            total + (new if math.isfinite(new) else 0.0) for total, new in zip(self.progress.sums, news, strict=True)
        ]

    def _frame(self) -> None:
        """Draw the fixed latents, look for collapse, and write one line of figures."""
        session, progress = self.session, self.progress
        steps, discriminator, generator, penalty, penalised, right = progress.sums
        save_sheet(film_folder(session.run.artifacts) / f"{progress.frames:04d}.png",
                   self._draw(self.film_latents, self.film_attributes), columns=4)  # fmt: skip
        drawn = self._draw(latents(self.seed, "watch", WATCHED, self.spec.latent),
                           multi_hot(self.watch_labels, self.dataset.attributes)[:, : self.shape.slots])  # fmt: skip
        before = len(progress.alarms())
        seen = look(self.real_thumbnails, thumbnails(drawn), images=self._images(),
                    progress=session.step / progress.steps, right=right / max(steps, 1))  # fmt: skip
        progress.looks.append(seen)
        progress.frames += 1
        # Spread evenly over what is left, which a budget of minutes may change.
        left = max(self.spec.samples - progress.frames, 1)
        progress.next_frame = session.step + max(1, round((progress.steps - session.step) / left))
        progress.sums = [0.0] * len(progress.sums)
        session.log(
            images=self._images(),
            discriminator_loss=discriminator / max(steps, 1),
            generator_loss=generator / max(steps, 1),
            penalty=penalty / penalised if penalised else None,
            pairs_told_apart=seen.right,
            distinct=seen.distinct,
            coverage=seen.coverage,
            alarms=len(progress.alarms()),
        )
        self.alarmed = bool(progress.alarms())
        for alarm in progress.alarms()[before:]:
            session.warn(alarm.text)

    def _draw(self, latent: Tensor, attributes: Tensor) -> Array:
        return draw(self.networks.average, latent, attributes)

    def _watched_labels(self) -> Array:
        labels: Array = self.dataset.labels[stream(self.seed, "watched labels").choice(self.learned, WATCHED)]
        return labels

    def _watched_pictures(self) -> Array:
        count = min(WATCHED, len(self.learned))
        places = stream(self.seed, "watched").choice(self.learned, count, replace=False)
        return read(self.dataset.pictures, np.sort(places))

    def _images(self) -> int:
        return self.session.step * self.spec.batch_size

    def _message(self, figures: Figures) -> str:
        pace = self.pace.per_second()
        speed = f", {pace * self.spec.batch_size:.0f} a second" if pace else ""
        warning = " · ALARM, see the run" if self.alarmed else ""
        return f"{self._images():,} images{speed}, {figures.right:.0%} of pairs told apart{warning}"

    def _save(self) -> None:
        good = {f"{GOOD}{name}": array for name, array in self.good.items()}
        self.session.save({**arrays_of(self.networks, self.optimisers), **good}, self.progress.plain())


def _one_of_pair(spec: ImagesSpec, shape: PictureShape, widths: Widths, place: int) -> torch.nn.Module:
    return pair_of(spec, shape, widths)[place]


def between(start: float, end: float, share: float) -> float:
    """Half a cosine from `start` (share 0) to `end` (share 1)."""
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2


def film_folder(artifacts: Path) -> Path:
    """Where the film's frames are."""
    return artifacts / "film"


def film_conditions(spec: ImagesSpec, dataset: Dataset, shape: PictureShape, seed: int) -> tuple[Tensor, Tensor]:
    """The sixteen latents that are drawn again and again, and the attributes of sixteen pictures of the data."""
    labels = dataset.labels[stream(seed, "film labels").integers(len(dataset), size=FILM)]
    attributes = multi_hot(labels, dataset.attributes) if shape.slots else torch.zeros(FILM, 0)
    return latents(seed, "film", FILM, spec.latent), attributes


def to_tensor(pictures: Array) -> Tensor:
    """uint8 (n, size, size, channels) → float32 (n, channels, size, size) in −1 … 1, channels last in memory."""
    tensor = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2)
    return tensor.to(torch.float32).div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)


def to_pictures(drawn: Tensor) -> Array:
    """float32 (n, channels, size, size) → uint8 (n, size, size, channels): −1 … 1 becomes 0 … 255, the rest is cut."""
    bytes_ = drawn.clamp(-1, 1).add(1).mul(127.5).round().to(torch.uint8)
    return cast(Array, bytes_.permute(0, 2, 3, 1).contiguous().numpy())


@torch.no_grad()
def draw(
    generator: torch.nn.Module,
    latent: Tensor,
    attributes: Tensor,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Array:
    """Pictures, uint8 (n, size, size, channels), a batch at a time.

    `progress` is told how many are drawn, of how many.
    """
    parts = []
    for start in range(0, len(latent), DRAWN_AT_ONCE):
        end = min(start + DRAWN_AT_ONCE, len(latent))
        parts.append(to_pictures(generator(latent[start:end], attributes[start:end])))
        progress(end, len(latent))
    return np.concatenate(parts)
