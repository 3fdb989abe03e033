"""The post's networks and step in TensorFlow, beside the same in PyTorch and the default recipe's, in one run.

    python benchmarks/images_keras.py [--quick] [--venv DIR] [--threads N]

TensorFlow lives in a virtual environment of its own, made on the first run (tensorflow-cpu, about 1 GB, some minutes).
The networks are built as the post's code builds them: the DCGAN tutorial's, and a deeper, wider one for colour.
"""

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

WARM_UP = 2  # steps; the first traces the function
BATCH, LATENT, LABEL, DROPOUT = 128, 100, 0.9, 0.3
NETWORKS = {"small": (28, 1), "deep": (64, 3)}  # pixels, channels
SAME_HERE = {"small": "dcgan", "deep": "dcgan-deep"}
VENV = Path(__file__).resolve().parent.parent / ".benchmarks" / "keras"


def build(kind: str) -> tuple[Any, Any]:
    """Generator and discriminator in Keras."""
    keras = importlib.import_module("keras")
    layers = keras.layers
    size, channels = NETWORKS[kind]
    base, widths, strides = (7, [256, 128, 64], [1, 2]) if kind == "small" else (4, [1024, 512, 256, 128], [2, 2, 2])
    drawing = [layers.Input((LATENT,)), layers.Dense(base * base * widths[0], use_bias=False)]
    drawing += [layers.BatchNormalization(), layers.LeakyReLU(), layers.Reshape((base, base, widths[0]))]
    for width, stride in zip(widths[1:], strides, strict=True):
        drawing.append(layers.Conv2DTranspose(width, 5, strides=stride, padding="same", use_bias=False))
        drawing += [layers.BatchNormalization(), layers.LeakyReLU()]
    drawing.append(layers.Conv2DTranspose(channels, 5, strides=2, padding="same", use_bias=False, activation="tanh"))
    judging = [layers.Input((size, size, channels))]
    for width in (64, 128) if kind == "small" else (64, 128, 256):
        judging += [layers.Conv2D(width, 5, strides=2, padding="same"), layers.LeakyReLU(), layers.Dropout(DROPOUT)]
    judging += [layers.Flatten(), layers.Dense(1)]
    return keras.Sequential(drawing), keras.Sequential(judging)


def step_of(generator: Any, discriminator: Any) -> Any:
    """The post's step, compiled: both slopes from one drawing, cross-entropies, real labels 0.9."""
    tf, keras = importlib.import_module("tensorflow"), importlib.import_module("keras")
    entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    adams = [keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2)]

    def step(pictures: Any) -> None:
        latent = tf.random.normal([BATCH, LATENT])
        with tf.GradientTape() as drawing, tf.GradientTape() as judging:
            drawn = generator(latent, training=True)
            real = discriminator(pictures, training=True)
            fake = discriminator(drawn, training=True)
            wish = entropy(tf.ones_like(fake), fake)
            told = entropy(LABEL * tf.ones_like(real), real) + entropy(tf.zeros_like(fake), fake)
        for adam, network, tape, loss in (
            (adams[0], generator, drawing, wish),
            (adams[1], discriminator, judging, told),
        ):
            weights = network.trainable_variables
            adam.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))

    return tf.function(step)


def inside(kind: str, steps: int, threads: int) -> dict[str, Any]:
    """What a process in TensorFlow's environment does: train one pair for some steps."""
    import resource

    tf, np = importlib.import_module("tensorflow"), importlib.import_module("numpy")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    generator, discriminator = build(kind)
    step = step_of(generator, discriminator)
    size, channels = NETWORKS[kind]
    pictures = tf.constant(np.random.default_rng(0).uniform(-1, 1, (BATCH, size, size, channels)).astype("float32"))
    seconds = []
    for _ in range(WARM_UP + steps):
        began = time.perf_counter()
        step(pictures)
        seconds.append(time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sizes = [sum(int(np.prod(w.shape)) for w in n.trainable_variables) for n in (generator, discriminator)]
    return {
        "tensorflow": tf.__version__,
        "seconds": seconds[WARM_UP:],
        "megabytes": peak / (1e6 if sys.platform == "darwin" else 1e3),
        "generator": sizes[0],
        "discriminator": sizes[1],
    }


def environment(venv: Path) -> Path:
    """The Python of TensorFlow's environment, which is made if need be."""
    python, ready = venv / "bin" / "python", venv / "ready"
    if not ready.exists():
        print(f"installing tensorflow-cpu into {venv}: some minutes", flush=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "tensorflow-cpu"], check=True
        )
        ready.touch()
    return python


def measure(python: Path, kind: str, steps: int, threads: int) -> dict[str, Any]:
    """One pair in TensorFlow, in a process of its own."""
    answer = subprocess.run(
        [python, __file__, "--inside", kind, str(steps), "--threads", str(threads)],
        check=True, stdout=subprocess.PIPE, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )  # fmt: skip
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Make the environment if need be, measure all, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="fewer steps")
    parser.add_argument("--venv", type=Path, default=VENV)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--inside", nargs=2, metavar=("KIND", "STEPS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        kind, steps = arguments.inside
        print(json.dumps(inside(kind, int(steps), arguments.threads)))
        return

    import images_speed
    from report import gates, heading, table

    python = environment(arguments.venv)
    heading(f"The post's networks in TensorFlow and in PyTorch, and the default's: {arguments.threads} threads")
    steps = 3 if arguments.quick else 7
    rows, same, promises = [], [], []
    for kind, (size, _) in NETWORKS.items():
        theirs = measure(python, kind, steps, arguments.threads)
        here = images_speed.measure(SAME_HERE[kind], steps, arguments.threads)
        pace = BATCH / statistics.median(theirs["seconds"])
        rows += [
            (f"the post, {kind}: TensorFlow {theirs['tensorflow']}", f"{size}", f"{BATCH}",
             f"{theirs['generator'] / 1e6:.2f}", f"{theirs['discriminator'] / 1e6:.2f}", f"{pace:.0f}",
             f"{BATCH / max(theirs['seconds']):.0f}", f"{BATCH / min(theirs['seconds']):.0f}",
             f"{theirs['megabytes']:.0f}"),
            (f"the post, {kind}: PyTorch", *here.row()[1:]),
        ]  # fmt: skip
        same.append((theirs["generator"], theirs["discriminator"]) == (here.generator, here.discriminator))
        ratio = here.images_per_second / pace
        promises.append((f"the {kind} pair in PyTorch is at least half as fast: {ratio:.2f} times", ratio >= 0.5))
    for name in ("ellipses-white", "ellipses", "faces-base"):
        rows.append(images_speed.measure(name, 10 if arguments.quick else 40, arguments.threads).row())
    table(images_speed.COLUMNS, rows)
    gates([("both libraries train networks of the same number of weights", all(same)), *promises])


if __name__ == "__main__":
    main()
