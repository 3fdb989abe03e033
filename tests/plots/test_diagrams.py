"""The diagram shows every number of the network, each on its own edge, none on top of another."""

import itertools
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from hackday.plots import style
from hackday.plots.diagrams import WeightDiagram, weight_diagram
from hackday.plots.saving import png_bytes


def example(nodes: int, biases: bool = False, scale: float = 1.0) -> WeightDiagram:
    generator = np.random.default_rng(nodes)
    shape = (2, nodes)
    return WeightDiagram(
        "t", 2, 3, generator.normal(0, scale, shape), generator.normal(0, 20, nodes or 2),
        generator.uniform(0, 1, nodes), 4.6, generator.normal(size=nodes) if biases else None, 0.25 if biases else None,
    )  # fmt: skip


def texts(figure: Figure, kind: str) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts if text.get_gid() == kind]


@pytest.mark.parametrize("nodes", [0, 1, 2, 4, 8, 16])
def test_every_weight_of_every_network_is_written_once(nodes: int) -> None:
    diagram = example(nodes)
    weights = [*diagram.input_weights.ravel(), *diagram.output_weights]
    figure = weight_diagram(diagram)
    assert sorted(texts(figure, "weight")) == sorted(style.number(weight) for weight in weights)
    assert sum(patch.get_gid() == "edge" for patch in figure.axes[0].patches) == len(weights)
    assert texts(figure, "said")[:nodes] == [f"{said:.2f}" for said in diagram.hidden]


@pytest.mark.parametrize("nodes", [0, 1, 2, 3, 4, 5, 8, 9, 16])
@pytest.mark.parametrize("scale", [1.0, 2.9e-7, 6.9e6])
def test_no_two_numbers_overlap_and_none_leaves_the_figure(nodes: int, scale: float) -> None:
    figure = weight_diagram(example(nodes, biases=True, scale=scale))
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in figure.axes[0].texts]
    whole = figure.bbox
    for text, box in boxes:
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1, text
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1, text
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        apart = first.x1 <= second.x0 or second.x1 <= first.x0 or first.y1 <= second.y0 + 2 or second.y1 <= first.y0 + 2
        assert apart, f"{one} on {other}"


def test_colour_is_the_sign_and_width_the_size_within_the_layer() -> None:
    diagram = WeightDiagram(
        "t", 2, 2, np.array([[1.0, -2], [1, -2]]), np.array([500.0, -1000]), np.array([0.6, 0.4]), 4
    )
    edges = [patch for patch in weight_diagram(diagram).axes[0].patches if patch.get_gid() == "edge"]
    seen = {(to_hex(edge.get_edgecolor()), round(edge.get_linewidth(), 6)) for edge in edges}
    assert seen == {(style.BLUE, 2.05), (style.ORANGE, 3.4)}  # 0.7 + 2.7 × ½, and 0.7 + 2.7


@pytest.mark.parametrize(("answer", "verdict"), [(4.4, "right when rounded"), (4.6, "wrong"), (3.4, "wrong")])
def test_the_answer_stands_beside_the_true_sum_and_the_posts_rule_of_right(answer: float, verdict: str) -> None:
    figure = weight_diagram(WeightDiagram("t", 2, 2, np.zeros((2, 0)), np.ones(2), np.zeros(0), answer))
    assert texts(figure, "said") == ["2", "2", f"{answer:.2f}"]
    assert texts(figure, "sum") == ["sum 4"]
    assert texts(figure, "verdict") == [verdict]


def test_biases_are_written_when_there_are_any() -> None:
    assert texts(weight_diagram(example(2)), "bias") == []
    diagram = example(2, biases=True)
    assert diagram.hidden_biases is not None
    expected = [f"bias {style.signed(float(bias))}" for bias in diagram.hidden_biases] + ["bias +0.250"]
    assert texts(weight_diagram(diagram), "bias") == expected


def test_two_nodes_that_differ_only_in_the_seventh_digit_are_told_apart() -> None:
    diagram = WeightDiagram("t", 2, 2, np.ones((2, 2)), np.ones(2), np.array([0.50000029, 0.49999971]), 4.0)
    assert texts(weight_diagram(diagram), "digits") == ["0.50000029", "0.49999971"]


def test_a_network_of_broken_numbers_is_still_drawn() -> None:
    nan = WeightDiagram("t", 2, 2, np.full((2, 2), np.nan), np.full(2, np.inf), np.full(2, np.nan), np.nan)
    assert png_bytes(weight_diagram(nan))


@pytest.mark.parametrize(("inputs", "outputs"), [((2, 3), 2), ((2, 2), 3), ((2, 0), 2)])
def test_shapes_that_do_not_agree_are_refused(inputs: tuple[int, int], outputs: int) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        weight_diagram(WeightDiagram("t", 1, 1, np.zeros(inputs), np.zeros(outputs), np.zeros(2), 2.0))


@pytest.mark.parametrize(
    ("value", "text"),
    [(22.7, "22.7"), (-23.5, "−23.5"), (0.0971, "0.0971"), (2.92e-7, "2.92×10⁻⁷"), (6.85e6, "6.85×10⁶"),
     (1657.5, "1658"), (0, "0"), (9.999, "10.0"), (0.9999, "1.00"),
     (99999.6, "1.00×10⁵"), (-1e-7, "−1.00×10⁻⁷"), (float("nan"), "—")],
)  # fmt: skip
def test_numbers_from_a_ten_millionth_to_millions_read_well(value: float, text: str) -> None:
    assert style.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.5, "0.5"), (-60000, "−60k"), (1500, "1500"), (2e6, "2M"), (1e-6, "10⁻⁶"), (1e9, "1G")],
)
def test_tick_labels_are_short(value: float, text: str) -> None:
    assert style.short(value) == text
