"""Training a network on songs. A step of learning is in step.py; this file is the clock around it."""

import copy
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hackday.lyrics.budget import (
    LADDER,
    Plan,
    settled,
    shape_for,
    usual_rung,
    wanted_words,
    words_a_step,
    words_per_second,
)
from hackday.lyrics.data.corpus import TRAINING, VALIDATION, Corpus
from hackday.lyrics.data.vectors import read_vectors
from hackday.lyrics.layers import layers_of, page_storage
from hackday.lyrics.model import ModelShape, SongModel, State, WindowModel, build
from hackday.lyrics.reading import Position, Reader
from hackday.lyrics.sampling import SamplingSettings
from hackday.lyrics.scoring import score
from hackday.lyrics.spec import LyricsSpec
from hackday.lyrics.step import Material, Optimiser, learn
from hackday.lyrics.trained import trained_from
from hackday.lyrics.writing import Length, write
from hackday.pagemodel.page import TooLarge
from hackday.processes import cores
from hackday.runs.files import replace_bytes
from hackday.training import Pace, Session, TrainingFailed, stream
from hackday.training.averaging import average_into
from hackday.training.checkpoints import Checkpoint, check_like
from hackday.training.device import gains_from_bfloat16, give_back_freed_memory, keep_freed_memory
from hackday.training.tensors import check_shapes, fill_moments, fill_tensors, fitting, moments_of
from hackday.training.torch_streams import torch_stream

SAVE_SECONDS = 20.0
VERSE = Length(words=60, lines=8)  # what is written at each validation
MOST_VALIDATED = 60_000  # words of validation songs that are scored in a training; as many as afterwards


@dataclass
class Progress:
    """Where a training is, beyond its weights: all that a resumed one needs, as JSON values."""

    shape: ModelShape
    steps: int
    position: Position
    words: int = 0
    """Predicted so far."""
    validations: int = 0
    next_validation: int = 1
    """The step after which the validation songs are scored again."""
    best: float = math.inf
    """The lowest validation loss so far, nats a word."""
    best_step: int = 0
    since_best: int = 0
    sums: list[float] = field(default_factory=lambda: [0.0, 0.0])
    """Since the last validation: words, and the losses of all of them."""
    bfloat16: bool = False
    """Are matrices multiplied in 16 bits? Decided once, so that a resumed training goes on in the same arithmetic."""

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        values = asdict(self)
        return {**values, "best": self.best if math.isfinite(self.best) else None}

    @classmethod
    def read(cls, values: dict[str, Any]) -> "Progress":
        """What `plain` wrote. Raises what `fitting` knows if it is something else."""
        check_like(values["position"], {"epoch": 0, "next": 0})
        check_like(
            values,
            {"steps": 1, "words": 0, "validations": 0, "next_validation": 1, "best": 0.0, "best_step": 0,
             "since_best": 0, "sums": [0.0, 0.0]},
            unset=["best"],
        )  # fmt: skip
        best = math.inf if values["best"] is None else values["best"]
        own = {"shape": ModelShape.read(values["shape"]), "position": Position(**values["position"]), "best": best}
        return cls(**{**values, **own})


@dataclass(frozen=True)
class Trained:
    """What a training came to: the network of its best validation, or the last one (`LyricsSpec.keep`)."""

    network: SongModel | WindowModel
    progress: Progress
    seconds: float
    epochs: float


def train(session: Session, spec: LyricsSpec, corpus: Corpus) -> Trained:
    """Train, or go on training. Raises Stopped when asked to stop, saved; TrainingFailed where numbers run off."""
    keep_freed_memory()
    # Always all: sums come out otherwise in their last bits with another number of threads.
    torch.set_num_threads(cores())
    checkpoint = session.resume(corpus.notices)
    trainer = Trainer(session, spec, corpus, checkpoint)
    give_back_freed_memory()  # of the networks that were tried
    keep_freed_memory()
    trainer.run()
    trained = Trained(trainer.kept, trainer.progress, session.seconds, trainer.epochs)
    del trainer
    give_back_freed_memory()
    return trained


class Trainer:
    """The state of one training, and its loop."""

    def __init__(self, session: Session, spec: LyricsSpec, corpus: Corpus, checkpoint: Checkpoint | None) -> None:
        self.session, self.corpus, self.seed = session, corpus, session.seed
        self.songs = corpus.songs_of(TRAINING)
        self.per_epoch = int(corpus.lengths(self.songs).sum())
        self.spec = spec = settled(spec, self.per_epoch)
        self.vectors = read_vectors(Path(spec.word_vectors), corpus.words) if spec.word_vectors else None
        self.validated = corpus.first(corpus.songs_of(VALIDATION), MOST_VALIDATED)
        self.reader = Reader(corpus, self.songs, spec.batch_size, spec.stretch, self.seed)
        if checkpoint is None:
            planned = self._plan()
            self.progress = Progress(planned.shape, planned.steps, self.reader.position, bfloat16=gains_from_bfloat16())
        else:
            with fitting("the run's network"):
                self.progress = Progress.read(dict(checkpoint.state))
                check_shapes(lambda: build(self.progress.shape, spec.model), checkpoint.arrays, "network")
                self.reader.go_on_from(self.progress.position)
        self.network = self._fresh()
        self.average, self.kept = copy.deepcopy(self.network).eval(), copy.deepcopy(self.network).eval()
        self.optimiser = Optimiser(self.network, spec)
        self.state: State = self.network.begin(self.reader.batch) if isinstance(self.network, SongModel) else ()
        fill_moments(self.network, self.optimiser.adam)
        if checkpoint is not None:
            fill_tensors(self._tensors(), checkpoint.arrays, "the run's network")
        else:
            if self.vectors is not None:
                session.warn(self.vectors.told(corpus.units))
            if why := self.no_page():
                session.warn(f"there will be no page: {why}")
        session.steps = self.progress.steps
        self.pace = Pace()

    def no_page(self) -> str | None:
        """Why a page will not hold this network, or None: better told before the training than after it."""
        try:
            page_storage(layers_of(self.network))
        except TooLarge as error:
            return str(error)
        return None

    @property
    def epochs(self) -> float:
        """How often every training song was read."""
        return self.progress.words / max(self.per_epoch, 1)

    def run(self) -> None:
        """Every step, to the end or until nothing gets better."""
        session, progress, spec = self.session, self.progress, self.spec
        while session.step < progress.steps and not (session.step > 0 and session.time_is_up()):
            self._learn(session.step)
            session.advance(session.step + 1, message=self._message(), seconds_left=session.seconds_for_rest(self.pace))
            if session.step >= progress.next_validation:
                self._validate()
            if spec.patience and progress.since_best >= spec.patience:
                progress.steps = session.steps = session.step
                break
            if session.stop_requested():
                self._save()
                session.stop()
            progress.steps = session.replan(self.pace)
            if session.save_due(SAVE_SECONDS):
                self._save()
        if progress.best_step < session.step and progress.sums[0] > 0:
            self._validate()  # the last words learned may be the best
        self._save()

    def _learn(self, step: int) -> None:
        """One step, and the average after it."""
        progress = self.progress
        material = self._material(step)
        loss, self.state = learn(self.network, self.optimiser, material, self.state, self.spec, self.seed, step,
                                 self._rate(step), bfloat16=progress.bfloat16)  # fmt: skip
        if not math.isfinite(loss):
            raise TrainingFailed(
                f"the numbers of this training went out of bounds after {progress.words:,} words; try a smaller "
                f"learning rate: --set learning_rate={self.spec.learning_rate / 3:g}"
            )
        average_into(self.average, self.network, step=step + 1, half_life_steps=self.spec.ema_half_life_steps)
        progress.words += material.asked
        progress.sums = [progress.sums[0] + material.asked, progress.sums[1] + loss * material.asked]

    def _material(self, step: int) -> Material:
        if isinstance(self.network, SongModel):
            return Material.of(self.reader.next())
        size = words_a_step(self.spec)
        places = stream(self.seed, "windows", step).integers(self.per_epoch, size=size)
        return Material.windows(self.corpus, self.songs, places, self.progress.shape.window)

    def _rate(self, step: int) -> float:
        """Up in a line, then down to 0 along a cosine."""
        share = min(1.0, step / max(self.progress.steps, 1))
        rising = min(1.0, (step + 1) / max(self.spec.warmup_steps, 1))
        return self.spec.learning_rate * rising * (1 + math.cos(math.pi * share)) / 2

    def _validate(self) -> None:
        """Score the validation songs, keep the network if it is to be kept, and write a line of figures."""
        session, progress = self.session, self.progress
        scores = score(self.average, self.corpus, self.validated)
        loss = -float(scores.log_probability.mean())
        if loss < progress.best:
            progress.best, progress.best_step, progress.since_best = loss, session.step, 0
        else:
            progress.since_best += 1
        if self.spec.keep == "last" or progress.since_best == 0:
            self.kept.load_state_dict(self.average.state_dict())
        progress.validations += 1
        left = max(self.spec.validations - progress.validations, 1)
        progress.next_validation = session.step + max(1, round((progress.steps - session.step) / left))
        self._write_verse()
        words, total = progress.sums
        progress.sums = [0.0, 0.0]
        session.log(
            words=progress.words,
            epochs=round(self.epochs, 3),
            training_loss=total / max(words, 1),
            validation_loss=loss,
            validation_perplexity=scores.perplexity,
            validation_accuracy=scores.accuracy(),
        )

    def _write_verse(self) -> None:
        """What the network writes by now, from the same seed each time: artifacts/verses/0001.txt, 0002.txt, …"""
        trained = trained_from(self.average, self.spec, self.corpus)
        voice = 0 if trained.voices else -1
        verse = list(write(trained, [], SamplingSettings(), self.seed, voice=voice, length=VERSE))
        folder = self.session.run.artifacts / "verses"
        folder.mkdir(parents=True, exist_ok=True)
        replace_bytes(folder / f"{self.progress.validations:04d}.txt", f"{trained.text(verse)}\n".encode())

    def _plan(self) -> Plan:
        """The network's shape and the steps: the settings', or what this machine can do in the minutes it is given."""
        spec, corpus, session = self.spec, self.corpus, self.session
        rung = usual_rung(self.per_epoch)
        if session.seconds_left() is None:
            return Plan(
                shape_for(spec, corpus, LADDER[rung], self.vectors), self._steps_for(spec.epochs * self.per_epoch)
            )
        session.announce("measuring how fast this machine reads")
        fixed = spec.model != "lstm" or (spec.embedding and (spec.hidden or spec.layers == 1))
        while True:
            shape = shape_for(spec, corpus, LADDER[rung], self.vectors)
            words = words_per_second(spec, shape) * max(session.seconds_left() or 0.0, 1.0)
            if words >= wanted_words(self.per_epoch) or rung == 0 or fixed:
                return Plan(shape, self._steps_for(words))
            rung -= 1

    def _steps_for(self, words: float) -> int:
        """Rows end with their songs, so that a step learns from fewer words than it could."""
        if self.spec.model == "window":
            return max(1, math.ceil(words / words_a_step(self.spec)))
        stretches = int(np.ceil(self.corpus.lengths(self.songs) / self.spec.stretch).sum())
        a_step = self.reader.batch * self.per_epoch / max(stretches, 1)
        return max(1, math.ceil(words / a_step))

    def _message(self) -> str:
        progress = self.progress
        pace = self.pace.per_second()
        speed = f", {pace * progress.words / self.session.step:,.0f} a second" if pace and self.session.step else ""
        best = f", perplexity {math.exp(progress.best):.0f}" if math.isfinite(progress.best) else ""
        return f"{progress.words:,} {self.corpus.units}{speed}, epoch {self.epochs:.1f}{best}"

    def _fresh(self) -> SongModel | WindowModel:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(torch_stream(self.seed, "first weights").initial_seed())
            network = build(self.progress.shape, self.spec.model)
        if self.vectors is not None:
            with torch.no_grad():
                network.embedding.weight[torch.from_numpy(self.vectors.found)] = torch.from_numpy(self.vectors.scaled())
        return network

    def _save(self) -> None:
        self.session.save({name: tensor.detach().contiguous().numpy() for name, tensor in self._tensors()},
                          self.progress.plain())  # fmt: skip

    def _tensors(self) -> Iterator[tuple[str, Tensor]]:
        # In checkpoints the kept network is named "best", from the time when it always was.
        for part, network in (("network", self.network), ("average", self.average), ("best", self.kept)):
            for name, tensor in network.state_dict().items():
                yield f"{part}/{name}", tensor
        for name, tensor in moments_of(self.network, self.optimiser.adam):
            yield f"adam/{name}", tensor
        for layer, parts in enumerate(self.state):
            for place, tensor in enumerate(parts):
                yield f"state/{layer}/{place}", tensor
