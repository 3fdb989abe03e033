"""The figures that count, each with its floor: the same figure for real pictures in the place of the drawn ones."""

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from hackday.images.data.dataset import UNKNOWN, Dataset
from hackday.images.metrics.attributes import train_classifier
from hackday.images.metrics.combinations import attribute_report
from hackday.images.metrics.ellipses import ellipse_report
from hackday.images.metrics.features import (
    FeatureNet,
    efficientnet_features,
    efficientnet_is_here,
    train_features,
)
from hackday.images.metrics.neighbours import density_and_coverage, kid, memorisation_ratio
from hackday.images.model import parameters
from hackday.images.spec import ImagesSpec
from hackday.images.split import split
from hackday.images.train import Trained
from hackday.images.trained import TrainedGenerator
from hackday.training import Session, stream

Array = np.ndarray[Any, Any]
Announce = Callable[[str], None]

MEASURED_ELLIPSES = ("ellipses-white", "ellipses-color")
COMPARED = 5000  # pictures of each kind for the figures by features
COMPARED_BY_EFFICIENTNET = 1000
REMEMBERED = 20_000  # pictures of the training among which the nearest to a drawn one is looked for


@dataclass(frozen=True)
class Measured:
    """`results`: what joins results.json. `worst`: the five worst combinations in words, with pictures of each."""

    results: dict[str, Any]
    drawn: Array
    labels: Array
    worst: list[tuple[str, Array]]


def measure(trained: TrainedGenerator, dataset: Dataset, spec: ImagesSpec, seed: int, announce: Announce) -> Measured:
    """Draw `spec.measured` pictures, asked as the data's combinations occur, and compare them with the real ones."""
    announce(f"drawing {spec.measured:,} pictures to measure")
    labels = dataset.labels[stream(seed, "measured labels").integers(len(dataset), size=spec.measured)]
    if not trained.asked:  # a network that takes no wishes is not judged by any
        labels = np.full_like(labels, UNKNOWN)
    drawn = trained.draw(labels, seed, _told(announce, f"drawing {spec.measured:,} pictures to measure"))
    results: dict[str, Any] = {}
    if spec.data in MEASURED_ELLIPSES:
        announce("measuring every ellipse")
        results |= ellipse_report(drawn, spec.data, trained.size, seed)
    net = train_features(
        dataset.pictures, seed, spec.judge_steps, _told(announce, "training the network that compares pictures")
    )
    near, features = by_features(drawn, net, dataset, seed)
    results |= near
    if efficientnet_is_here():
        announce("comparing with the eyes of EfficientNet")
        results["by_efficientnet"] = by_efficientnet(drawn, dataset, seed)
    worst: list[tuple[str, Array]] = []
    known = np.flatnonzero((dataset.labels != UNKNOWN).all(axis=1)) if dataset.attributes else np.zeros(0, np.int64)
    if len(known):
        classifier = train_classifier(dataset.pictures, dataset.labels, dataset.attributes, seed, spec.judge_steps,
                                      _told(announce, "training the network that reads attributes"))  # fmt: skip
        places = known[np.sort(stream(seed, "read").choice(len(known), min(len(known), len(drawn)), replace=False))]
        report = attribute_report(
            classifier.predict(drawn), labels, dataset.attributes, features, net.features(dataset.pictures, places),
            dataset.labels[places], classifier.accuracy, seed,
        )  # fmt: skip
        worst = [(_worst_text(one), drawn[one["pictures"]]) for one in report["worst"]]
        results |= report
    return Measured(results, drawn, labels, worst)


def summary(session: Session, spec: ImagesSpec, learned: Trained) -> dict[str, Any]:
    """What is known without drawing a picture."""
    images, seconds = session.step * spec.batch_size, learned.seconds
    return {
        "seconds": round(seconds, 2),
        "images_seen": images,
        "images_per_second": round(images / max(seconds, 1e-9), 2),
        "parameters": {
            "generator": parameters(learned.networks.generator),
            "discriminator": parameters(learned.networks.discriminator),
        },
        "peak_memory_mb": peak_memory_mb(),
        "alarms": [asdict(alarm) for alarm in learned.progress.alarms()],
    }


def peak_memory_mb() -> int | None:
    """The most that this process has held in memory so far; None where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10))


def by_features(drawn: Array, net: FeatureNet, dataset: Dataset, seed: int) -> tuple[dict[str, Any], Array]:
    """KID, density, coverage and the memorisation ratio, each with its floor (the real pictures halved), as they join
    the results; the drawn pictures' features.
    """
    learned, held_out = split(len(dataset), seed)
    random = stream(seed, "compared")
    chosen = random.permutation(learned)[: 2 * COMPARED]
    half = min(len(chosen) // 2, len(drawn))
    real, other = (net.features(dataset.pictures, np.sort(part)) for part in (chosen[:half], chosen[half : 2 * half]))
    drawn_features = net.features(drawn)
    fake = drawn_features[:half]
    report = nearness(real, other, fake, random)
    some = stream(seed, "remembered").permutation(learned)[:REMEMBERED]
    remembered = net.features(dataset.pictures, np.sort(some))
    fresh = net.features(dataset.pictures, held_out)
    return {
        "by_features": report,
        "kid": report.pop("kid"),
        "memorisation_ratio": memorisation_ratio(fake, remembered, fresh),
        "memorisation_floor": memorisation_ratio(fresh[::2], remembered, fresh[1::2]) if len(fresh) > 1 else None,
    }, drawn_features


def by_efficientnet(drawn: Array, dataset: Dataset, seed: int) -> dict[str, Any]:
    """The same by the features of a network that has seen photographs, on fewer pictures, as it is slow.

    SpecError where its package is missing.
    """
    learned, _ = split(len(dataset), seed)
    random = stream(seed, "compared by efficientnet")
    half = min(len(learned) // 2, len(drawn), COMPARED_BY_EFFICIENTNET)
    chosen = random.permutation(learned)[: 2 * half]
    real, other = (efficientnet_features(dataset.pictures, np.sort(part)) for part in (chosen[:half], chosen[half:]))
    return nearness(real, other, efficientnet_features(drawn[:half]), random)


def nearness(real: Array, other: Array, fake: Array, random: np.random.Generator) -> dict[str, Any]:
    """KID, density and coverage of `fake` by features, (n, d) each; the floors are those of `other`, real ones too."""
    density, coverage = density_and_coverage(real, fake)
    density_floor, coverage_floor = density_and_coverage(real, other)
    return {
        "kid": {"value": kid(real, fake, random), "floor": kid(real, other, random)},
        "density": {"value": density, "floor": density_floor},
        "coverage_share": {"value": coverage, "floor": coverage_floor},
        "compared": len(fake),
    }


def _worst_text(one: dict[str, Any]) -> str:
    words = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in one["names"].items())
    return f"{words}: {one['right_share']:.0%} right"


def _told(announce: Announce, what: str) -> Callable[[int, int], None]:
    """Progress as words, every so often."""

    def tell(done: int, of: int) -> None:
        if of and (done * 20 // of) != ((done - 1) * 20 // of):
            announce(f"{what}: {done / of:.0%}")

    return tell
