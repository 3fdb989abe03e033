"""The analytic measure of ellipses, against ellipses of known shape and against pictures that are none."""

import numpy as np
import pytest
from scipy import stats

from hackday.images.data.ellipses import Ellipses, coverage, draw_shapes, paint
from hackday.images.metrics import ellipses as metrics
from hackday.images.metrics.ellipses import (
    LEAST_IOU,
    Array,
    ellipse_report,
    exact_cells,
    kolmogorov_smirnov,
    measure,
)
from hackday.specs import SpecError

SIZES = (28, 32, 64)


def _drawn(size: int, *, major: float = 10, minor: float = 8, x: float = 0.5, y: float = 0.5) -> Array:
    """One upright white ellipse on black, (size, size), 0 … 1; its centre as shares of the size."""
    a, b, angle = (np.array([value]) for value in (major, minor, 30.0))
    drawn: Array = coverage(a, b, angle, np.array([[x * size, y * size]]), size)[0]
    return drawn


def _picture(light: Array, colour: tuple[int, int, int] = (255, 255, 255)) -> Array:
    picture: Array = np.round(light[..., None] * np.array(colour)).astype(np.uint8)[None]
    return picture


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["ellipses-white", "ellipses-color"])
def test_four_hundred_known_ellipses_are_measured_to_a_tenth_of_a_pixel(name: str, size: int) -> None:
    true = draw_shapes(11, name, 400, size)
    found = measure(paint(true, size))
    for axis, known in ((found.major, true.major), (found.minor, true.minor)):
        assert (axis - known).std() < 0.1
        assert abs((axis - known).mean()) < 0.02
    turned = np.abs((found.angle - true.angle + 90) % 180 - 90)[true.major / true.minor > 1.15]
    assert np.median(turned) < 0.5
    assert np.abs(found.colour - true.colour).max() <= 0.5 + 1e-4  # rounded to bytes
    assert found.valid.mean() > 0.99
    assert found.iou.min() > 0.98
    assert found.colour_spread.max() < 1e-4


def test_the_measure_finds_an_ellipse_that_is_off_the_middle_and_of_one_channel() -> None:
    light = np.round(255 * _drawn(64, major=14, minor=9, x=0.3, y=0.6)).astype(np.uint8)[None, ..., None]
    found = measure(light)
    assert (found.major[0], found.minor[0], found.angle[0]) == pytest.approx((14, 9, 30), abs=0.1)
    assert found.colour.tolist() == [[255, 255, 255]]
    assert found.valid.all()


def test_slight_flaws_are_forgiven() -> None:
    random = np.random.default_rng(3)
    pictures = paint(draw_shapes(2, "ellipses-white", 50, 64), 64)
    flawed = np.clip(pictures + random.normal(0, 5, pictures.shape), 0, 255).astype(np.uint8)
    assert measure(flawed).valid.all()


@pytest.mark.parametrize("size", SIZES)
def test_what_is_no_ellipse_of_one_colour_is_invalid(size: int) -> None:
    random = np.random.default_rng(0)
    ellipse, axis = _drawn(size, major=0.4 * size, minor=0.3 * size), np.arange(size) + 0.5 - size / 2
    square = np.outer(np.abs(axis) < size / 4, np.abs(axis) < size / 4).astype(float)
    small = {"major": 0.2 * size, "minor": 0.15 * size}
    two = np.maximum(_drawn(size, x=0.25, **small), _drawn(size, x=0.75, **small))
    ring = ellipse - _drawn(size, major=0.25 * size, minor=0.2 * size)
    halves = _picture(ellipse, (255, 0, 0))
    halves[:, : size // 2] = _picture(ellipse, (200, 120, 0))[:, : size // 2]
    stained = _picture(ellipse, (255, 0, 0))
    stained[0, : size // 5, : size // 5] = (0, 0, 255)  # no trace of this in the projection on red
    shaded = _picture(ellipse * np.linspace(0.5, 1, size)[:, None])
    pictures = {
        "blank": _picture(np.zeros((size, size))),
        "a glow": _picture(np.full((size, size), 0.03)),
        "all white": _picture(np.ones((size, size))),
        "one pixel": _picture(np.eye(1, size * size, 40).reshape(size, size)),
        "a line": _picture(np.eye(size)),
        "noise": random.integers(0, 256, (1, size, size, 3), np.uint8),
        "noisy": np.clip(_picture(ellipse * 0.6) + random.normal(0, 40, (size, size, 3)), 0, 255).astype(np.uint8),
        "two": _picture(two),
        "square": _picture(square),
        "ring": _picture(ring),
        "halves": halves,
        "stained": stained,
        "shaded": shaded,
    }
    found = measure(np.concatenate(list(pictures.values())))
    assert dict(zip(pictures, found.valid.tolist(), strict=True)) == dict.fromkeys(pictures, False)
    for column in (found.major, found.minor, found.angle, found.colour, found.iou, found.colour_spread):
        assert np.isfinite(column).all()
    assert measure(_picture(ellipse, (255, 0, 0))).valid.all()  # but for the flaw, they would be


def test_the_limit_lies_between_true_ellipses_and_the_best_rectangle() -> None:
    """A rectangle of sides 2p, 2q has the moments of an ellipse with half-axes 2p/√3, 2q/√3; overlap 0.826."""
    fine = (np.arange(2000) + 0.5) / 1000 - 1  # p = q = 1: stretching both does not change the overlap
    x, y = np.meshgrid(fine * 1.2, fine * 1.2)
    square, ellipse = (np.abs(x) < 1) & (np.abs(y) < 1), x**2 + y**2 < 4 / 3
    best = (square & ellipse).sum() / (square | ellipse).sum()
    assert best == pytest.approx(0.826, abs=2e-3)
    assert best < LEAST_IOU - 0.05


def test_pictures_that_cannot_be_measured_are_refused_in_words() -> None:
    with pytest.raises(SpecError, match="float64 pictures of shape"):
        measure(np.zeros((2, 28, 28, 3)))
    assert len(measure(np.zeros((0, 28, 28, 3), np.uint8))) == 0


def test_the_distance_of_two_samples_is_scipys() -> None:
    random = np.random.default_rng(5)
    one, other = random.normal(size=300), random.normal(0.2, 1, 200)
    assert kolmogorov_smirnov(one, other) == pytest.approx(float(stats.ks_2samp(one, other).statistic))
    assert kolmogorov_smirnov(one, one) == 0
    assert kolmogorov_smirnov(one, other[:0]) is None


@pytest.mark.parametrize(("name", "octants"), [("ellipses-white", 1), ("ellipses-color", 8)])
def test_the_cells_have_the_probabilities_that_a_calculation_gives(name: str, octants: int) -> None:
    """Two axes of four equal ranges: 1/16 on the diagonal, 2/16 below it; angle and colour are uniform."""
    cells = exact_cells(name, 32, 0).reshape(4, 4, 6, octants)
    wanted = (np.tril(np.full((4, 4), 2.0)) - np.eye(4)) / 16
    assert cells.sum() == pytest.approx(1)
    assert np.abs(cells - wanted[:, :, None, None] / (6 * octants)).max() < 7e-4  # five standard deviations


@pytest.fixture
def _fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer true draws, for speed; still several for each of the 60 cells of white ellipses."""
    monkeypatch.setattr(metrics, "CELL_DRAWS", 1000)


@pytest.mark.usefixtures("_fewer")
def test_true_draws_are_at_their_floor() -> None:
    report = ellipse_report(paint(draw_shapes(80, "ellipses-white", 1000, 28), 28)[..., :1], "ellipses-white", 28, 0)
    assert report["valid_share"] > 0.99
    assert report["valid_share_real"] > 0.99
    assert set(report["ks"]) == {"major", "minor", "angle"}
    for pair in report["ks"].values():
        assert max(pair.values()) < 1.95 * np.sqrt(2 / 1000)  # exceeded once in a thousand
    assert report["coverage"] == {"covered": 60, "total": 60, "floor": 60}
    floor = 59 / 2000  # (K − 1) / 2N
    assert report["kl"]["value"] == pytest.approx(floor, rel=0.6)
    assert report["kl"]["floor"] == pytest.approx(floor, rel=0.6)


@pytest.mark.usefixtures("_fewer")
def test_what_a_generator_leaves_out_shows() -> None:
    true = draw_shapes(78, "ellipses-color", 1200, 28)
    red = true.colour[:, 0] >= 151.5
    shapes = Ellipses(true.major[red], true.minor[red], true.angle[red], true.colour[red])
    report = ellipse_report(paint(shapes, 28), "ellipses-color", 28, 0)
    assert report["ks"]["red"]["value"] == pytest.approx(0.5, abs=0.08)
    assert report["ks"]["green"]["value"] < 0.12
    assert report["coverage"]["covered"] < 0.55 * report["coverage"]["total"]
    assert report["coverage"]["floor"] > 0.6 * report["coverage"]["total"]
    assert report["kl"]["value"] > np.log(2)  # half of the probability is missed, and then there is the noise


@pytest.mark.usefixtures("_fewer")
def test_a_report_on_nothing_but_blank_pictures_says_so() -> None:
    report = ellipse_report(np.zeros((20, 28, 28, 3), np.uint8), "ellipses-white", 28, 0)
    assert report["valid_share"] == 0
    assert report["ks"]["major"]["value"] is None
    assert report["kl"]["value"] is None
    assert report["coverage"]["covered"] == 0
    with pytest.raises(SpecError, match="28 pixels wide, not 32"):
        ellipse_report(np.zeros((20, 28, 28, 3), np.uint8), "ellipses-white", 32, 0)
