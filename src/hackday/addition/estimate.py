"""What an addition training will take: the arrays of grid.py, counted before they are made."""

from hackday.addition.model import Shape
from hackday.addition.spec import AdditionSpec
from hackday.limits import Estimate

PROGRAM_BYTES = 220_000_000
PAGE_BYTES = 60_000_000
"""Of memory while a page's curves and films are written as text."""
ADAM_SECONDS = 1.5e-9
"""For a pair and a node (two more for drawing the pair) on one core; benchmarks/addition_speed.py."""
SOLVED_SECONDS, SOLVED_NODE_SECONDS = 0.01, 3e-4
"""For a network solved whole with 10,000 pairs, and for each node times each; benchmarks/addition_solved.py."""
CELL_SECONDS = 0.4
"""For the pictures of each network of the first seed."""
CELL_BYTES = 400_000
"""Of its pictures and the JSON behind each, on the disk."""
SMALLER = "choose fewer --set seeds=…, fewer --set epochs=… or fewer --set pairs=…"


def estimate(spec: AdditionSpec, cores: int) -> Estimate:
    """For `cores` cores."""
    from hackday.addition.grid import FRAMES  # which brings the compiler with it

    cells = spec.cells()
    rows = spec.seeds * len(cells)
    columns = max(Shape(nodes, "identity", spec.biases).parameters for _, nodes, _ in cells)
    number = 4 if spec.method == "adam" else 8
    weights = rows * columns * number
    losses = rows * spec.epochs * 8
    film = len(cells) * min(FRAMES, spec.epochs) * columns * number
    state = 4 * weights + losses + film
    # Beside the state: a checkpoint as bytes, then every network with curves and film of its own.
    networks = 2 * state + losses + 2 * film + PAGE_BYTES
    drawn = spec.seeds * len(spec.max_sum) if spec.method == "adam" else cores
    data = drawn * spec.pairs * 2 * number
    disk = 2 * state + rows * columns * 8 + len(cells) * CELL_BYTES + 5_000_000
    return Estimate(data, networks, PROGRAM_BYTES, disk, _seconds(spec, cores), SMALLER)


def _seconds(spec: AdditionSpec, cores: int) -> float:
    nodes = [nodes for _, nodes, _ in spec.cells()]
    if spec.method == "adam":
        work = spec.seeds * spec.epochs * spec.pairs * sum(one + 2 for one in nodes) * ADAM_SECONDS
    else:
        share = spec.pairs / 10_000
        work = spec.seeds * share * sum(SOLVED_SECONDS + SOLVED_NODE_SECONDS * one**2 for one in nodes)
    return work / cores + len(nodes) * CELL_SECONDS
