"""How much faster than Keras: the post's own loop (model.fit, batches of 32) timed for some epochs and scaled.

    python benchmarks/addition_keras.py [--quick] [--venv DIR]

Keras lives in a virtual environment of its own, made on the first run (tensorflow-cpu, about 1 GB, some minutes).
"""

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NODES, MAXIMA, EPOCHS = (1, 2, 4, 8, 16), 3, 1000


def seconds_per_epoch(nodes: int, epochs: int, times: int) -> list[float]:
    """Inside Keras' environment: seconds an epoch of the post's loop, `times` measurements of `epochs` epochs each."""
    keras, np = importlib.import_module("keras"), importlib.import_module("numpy")
    generator = np.random.default_rng(0)
    pairs = generator.integers(0, 128, size=(10_000, 2)).astype("float32")
    model = keras.Sequential(
        [
            keras.layers.Input((2,)),
            keras.layers.Dense(nodes, activation="sigmoid", use_bias=False),
            keras.layers.Dense(1, use_bias=False),
        ]
    )
    model.compile(optimizer="adam", loss="mse")
    sums = pairs.sum(axis=1, keepdims=True)

    def fit(count: int) -> None:
        model.fit(pairs, sums, batch_size=32, epochs=count, validation_split=0.2, verbose=0)

    fit(1)  # tracing
    measured = []
    for _ in range(times):
        began = time.perf_counter()
        fit(epochs)
        measured.append((time.perf_counter() - began) / epochs)
    return measured


def inside(epochs: int, times: int) -> None:
    """What the process in Keras' environment does: measure and print JSON."""
    version = importlib.import_module("tensorflow").__version__
    print(json.dumps({"tensorflow": version, "seconds": {n: seconds_per_epoch(n, epochs, times) for n in NODES}}))


def main() -> None:
    """Make the environment if need be, measure both, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="fewer epochs")
    parser.add_argument("--venv", type=Path, default=Path(tempfile.gettempdir()) / "hackday-keras")
    parser.add_argument("--inside", nargs=2, type=int, metavar=("EPOCHS", "TIMES"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        inside(*arguments.inside)
        return

    from grid import train_in_session
    from report import gates, heading, table

    from hackday.addition.spec import AdditionSpec

    python = arguments.venv / "bin" / "python"
    ready = arguments.venv / "ready"
    if not ready.exists():
        print(f"installing tensorflow-cpu into {arguments.venv}: some minutes", flush=True)
        subprocess.run([sys.executable, "-m", "venv", arguments.venv], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "tensorflow-cpu"], check=True
        )
        ready.touch()
    heading("The post's loop in Keras and here: 15 networks x 1000 epochs, no early stopping")
    times = 3
    epochs = 2 if arguments.quick else 5
    answer = subprocess.run(
        [python, __file__, "--inside", str(epochs), str(times)],
        check=True, stdout=subprocess.PIPE, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )  # fmt: skip
    keras = json.loads(answer.stdout.splitlines()[-1])
    medians = {nodes: statistics.median(measured) for nodes, measured in keras["seconds"].items()}
    total = sum(medians.values()) * MAXIMA * EPOCHS
    spec = AdditionSpec(patience=0)
    train_in_session(AdditionSpec(patience=0, epochs=1))  # the compile cache
    ours = statistics.median(train_in_session(spec)[0] for _ in range(5))
    rows = [
        (f"{nodes} nodes", f"{median * 1000:.1f}", f"{min(keras['seconds'][nodes]) * 1000:.1f}",
         f"{max(keras['seconds'][nodes]) * 1000:.1f}")
        for nodes, median in medians.items()
    ]  # fmt: skip
    table((f"Keras, TensorFlow {keras['tensorflow']}", "ms an epoch", "least", "most"), rows)
    table(
        ("15 networks x 1000 epochs", "seconds"),
        [("Keras, scaled", f"{total:.0f}"), ("hackday, median of 5", f"{ours:.3f}"), ("ratio", f"{total / ours:.0f}")],
    )
    gates([(f"at least 1500 times faster than Keras: {total / ours:.0f}", total / ours >= 1500)])


if __name__ == "__main__":
    main()
