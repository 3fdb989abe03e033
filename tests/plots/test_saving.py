"""PNG files: whole, reproducible, drawn without pyplot and from any thread; labels that keep their distance."""

import struct
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from hackday.plots.labels import spread
from hackday.plots.saving import png_bytes, save
from hackday.plots.surfaces import error_along_sum, error_surface


def small() -> Figure:
    return error_along_sum(4, np.arange(5), {"2 nodes": np.linspace(-1, 1, 5)})


def surface(scale: float = 1.0) -> Figure:
    return error_surface(np.arange(8), scale * (np.add.outer(np.arange(8.0), np.arange(8.0)) - 7), "t", "s")


def test_a_saved_figure_is_a_png_of_the_figures_size_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    figure = small()
    save(figure, tmp_path / "error.png")
    content = (tmp_path / "error.png").read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == tuple(int(side) for side in figure.bbox.size)
    assert [path.name for path in tmp_path.iterdir()] == ["error.png"]


@pytest.mark.parametrize("make", [small, surface])
def test_the_same_arrays_give_the_same_bytes(make: Callable[[], Figure]) -> None:
    assert png_bytes(make()) == png_bytes(make())


def test_other_arrays_give_other_bytes() -> None:
    assert png_bytes(surface()) != png_bytes(surface(2.0))


def test_a_failed_save_keeps_the_old_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "error.png"
    target.write_bytes(b"old")

    def refuse(self: Path, other: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        save(small(), target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["error.png"]


def test_threads_draw_the_same_pictures_as_one_thread_does() -> None:
    expected = [png_bytes(surface(scale)) for scale in (1.0, 2.0, 3.0, 4.0)]
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda scale: png_bytes(surface(scale)), (1.0, 2.0, 3.0, 4.0)))
    assert drawn == expected


def test_drawing_changes_no_setting_of_matplotlib() -> None:
    before = dict(mpl.rcParams)
    png_bytes(surface())
    assert dict(mpl.rcParams) == before


def test_drawing_everything_never_imports_pyplot() -> None:
    program = """
import sys
import numpy as np
from hackday.plots import curves, diagrams, hidden, saving, surfaces
saving.png_bytes(surfaces.error_surface(np.arange(4), np.eye(4), "t"))
saving.png_bytes(curves.loss_curves([curves.LossSeries("l", "g", 2, np.array([2.0, 1.0]))]))
saving.png_bytes(hidden.binary_test({"n": np.array([0.5])}))
diagram = diagrams.WeightDiagram("t", 1, 1, np.zeros((2, 0)), np.ones(2), np.zeros(0), 2)
saving.png_bytes(diagrams.weight_diagram(diagram))
sys.exit("pyplot was imported" if "matplotlib.pyplot" in sys.modules else 0)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("seed", range(20))
def test_labels_keep_their_distance_their_order_and_stay_inside(seed: int) -> None:
    wanted = np.random.default_rng(seed).choice([0.0, 0.2, 0.21, 0.5, 0.99, 1.0], 9) + np.arange(9) * 1e-6
    places = spread(list(wanted), 0.07, 0.0, 1.0)
    ranked = np.array(places)[np.argsort(wanted)]
    assert np.diff(ranked).min() >= 0.07 - 1e-9
    assert ranked.min() >= 0
    assert ranked.max() <= 1 + 1e-9


def test_labels_with_room_are_not_moved_and_a_crowd_is_squeezed_in() -> None:
    assert spread([0.1, 0.9, 0.5], 0.1, 0, 1) == [0.1, 0.9, 0.5]
    np.testing.assert_allclose(spread([0.5, 0.5], 0.1, 0, 1), [0.45, 0.55])
    np.testing.assert_allclose(spread([0.0] * 11, 0.5, 0, 1), np.linspace(0, 1, 11))
