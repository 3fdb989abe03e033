"""The post's word network in Keras, beside the same in PyTorch and the default, in one run: words a second.

    python benchmarks/lyrics_keras.py [--words V] [--quick] [--venv DIR] [--threads N]

TensorFlow lives in a virtual environment of its own, made on the first run (tensorflow-cpu, about 1 GB, some minutes).
"""

import argparse
import importlib
import json
import os
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

WARM_UP = 2  # steps; the first traces the function
EMBEDDING, HIDDEN, WINDOW, BATCH = 50, 128, 14, 32  # the post's
VENV = Path(__file__).resolve().parent.parent / ".benchmarks" / "keras"


def build(words: int) -> Any:
    """Two layers of GRU in both directions over the last words, a dense layer, a softmax."""
    keras = importlib.import_module("keras")
    layers = keras.layers
    model = keras.Sequential([
        layers.Input((WINDOW,)),
        layers.Embedding(words, EMBEDDING),
        layers.Bidirectional(layers.GRU(HIDDEN, return_sequences=True)),
        layers.Bidirectional(layers.GRU(HIDDEN)),
        layers.Dense(HIDDEN, activation="relu"),
        layers.Dense(words, activation="softmax"),
    ])  # fmt: skip
    model.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(0.001))
    return model


def inside(words: int, batch: int, steps: int, threads: int) -> dict[str, Any]:
    """What a process in TensorFlow's environment does: train for some steps."""
    tf, np = importlib.import_module("tensorflow"), importlib.import_module("numpy")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    model = build(words)
    random = np.random.default_rng(0)
    windows, targets = random.integers(0, words, (batch, WINDOW)), random.integers(0, words, batch)
    seconds = []
    for _ in range(WARM_UP + steps):
        began = time.perf_counter()
        model.train_on_batch(windows, targets)
        seconds.append(time.perf_counter() - began)
    return {"tensorflow": tf.__version__, "seconds": seconds[WARM_UP:], "weights": model.count_params()}


def measure(python: Path, words: int, batch: int, steps: int, threads: int) -> dict[str, Any]:
    """A batch size in TensorFlow, in a process of its own."""
    command: list[Any] = [python, __file__, "--words", str(words), "--inside", str(batch), str(steps)]
    command += ["--threads", str(threads)]
    answer = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    )
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Make the environment if need be, measure all, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--words", type=int, default=12_000, help="size of the vocabulary")
    parser.add_argument("--quick", action="store_true", help="fewer steps")
    parser.add_argument("--venv", type=Path, default=VENV)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--inside", nargs=2, type=int, metavar=("BATCH", "STEPS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        batch, steps = arguments.inside
        print(json.dumps(inside(arguments.words, batch, steps, arguments.threads)))
        return

    import torch
    from images_keras import environment
    from lyrics_speed import OURS, Subject, usual
    from report import gates, heading, table

    from hackday.lyrics.budget import POST
    from hackday.lyrics.model import ModelShape
    from hackday.lyrics.presets import PRESETS
    from hackday.training.device import gains_from_bfloat16, keep_freed_memory

    python = environment(arguments.venv)
    heading(f"The post's word network in Keras and in PyTorch, and the default: {arguments.threads} threads")
    keep_freed_memory()
    torch.set_num_threads(arguments.threads)
    steps = 4 if arguments.quick else 12
    rows: list[tuple[str, ...]] = []
    for batch in (BATCH, 8 * BATCH):
        theirs = measure(python, arguments.words, batch, steps, arguments.threads)
        pace = batch / statistics.median(theirs["seconds"])
        rows.append((f"the post: Keras, TensorFlow {theirs['tensorflow']}, batches of {batch}",
                     f"{theirs['weights'] / 1e6:.2f}", f"{pace:,.0f}"))  # fmt: skip
    post = ModelShape(arguments.words, 0, *POST, 2, WINDOW)
    ours = ModelShape(arguments.words, 0, *OURS, 1)
    subjects = [Subject("the post: PyTorch, batches of 256", PRESETS["window"].spec, post),
                Subject("the default", usual(), ours)]  # fmt: skip
    for number in range(steps):
        for one in subjects:
            one.step(number, gains_from_bfloat16())
    rows += [one.row()[:3] for one in subjects]
    table(("network", "M weights", "words a second"), rows)
    gates([(f"the default is faster than the post's in Keras: {subjects[1].words_per_second / pace:.1f} times",
            subjects[1].words_per_second > pace)])  # fmt: skip


if __name__ == "__main__":
    main()
