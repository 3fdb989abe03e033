"""Checkpoints: what is written comes back, what is torn is passed over, and nothing in them can run."""

import os
import pickletools
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
import safetensors.numpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hackday.runs import RunError
from hackday.training.checkpoints import KEEP, Checkpoint, check_like, read_latest, write_checkpoint
from hackday.training.tensor_files import TYPES, tensor_parts


def checkpoint(step: int) -> Checkpoint:
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "weights": np.arange(6, dtype=np.float32).reshape(2, 3) + step,
        "counters": np.array([step, -1], np.int64),
        "losses": np.array([np.nan, np.inf, -0.0]),
        "empty": np.empty((0, 4)),
    }
    return Checkpoint(step, 1.5, 42, arrays, {"position": step, "words": ["ä", None]})


def test_a_file_in_parts_is_the_librarys_file_byte_for_byte() -> None:
    draw = np.random.default_rng(0)
    arrays: dict[str, np.ndarray[Any, Any]] = {f"{kind}/ä": draw.integers(0, 2, (3, 5)).astype(kind) for kind in TYPES}
    arrays |= {"one": np.array(1.5), "empty": np.empty((0, 4)), "a": draw.random(7)}
    library = safetensors.numpy.save(arrays, metadata={"hackday": '{"words": "ä"}'})
    assert b"".join(tensor_parts(arrays, {"hackday": '{"words": "ä"}'})) == library


def test_an_array_that_lies_turned_in_memory_comes_back_as_it_was() -> None:
    """The library's own `save` mixes up its numbers."""
    turned = np.arange(12.0).reshape(4, 3).T
    content = b"".join(tensor_parts({"turned": turned}, {}))
    assert np.array_equal(safetensors.numpy.load(content)["turned"], turned)


def same(one: Checkpoint, other: Checkpoint) -> bool:
    return (
        (one.step, one.seconds, one.metrics_size, one.state)
        == (other.step, other.seconds, other.metrics_size, other.state)
        and one.arrays.keys() == other.arrays.keys()
        and all(one.arrays[name].tobytes() == other.arrays[name].tobytes() for name in one.arrays)
        and all(one.arrays[name].dtype == other.arrays[name].dtype for name in one.arrays)
        and all(one.arrays[name].shape == other.arrays[name].shape for name in one.arrays)
    )


def test_a_checkpoint_comes_back_to_the_bit(tmp_path: Path) -> None:
    write_checkpoint(tmp_path / "checkpoints", checkpoint(7))
    found = read_latest(tmp_path / "checkpoints")
    assert found is not None
    assert same(found, checkpoint(7))


def test_the_last_few_are_kept_and_the_newest_is_read(tmp_path: Path) -> None:
    for step in (1, 2, 9, 10, 100_000_000):
        write_checkpoint(tmp_path, checkpoint(step))
    found = read_latest(tmp_path)
    assert found is not None
    assert len(list(tmp_path.iterdir())) == KEEP
    assert found.step == 100_000_000


def test_there_is_none_in_an_empty_or_absent_folder(tmp_path: Path) -> None:
    assert read_latest(tmp_path) is None
    assert read_latest(tmp_path / "absent") is None


@given(cut=st.integers(0, 1000))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_newest_one_torn_anywhere_falls_back_to_the_one_before(cut: int, tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("torn")
    write_checkpoint(folder, checkpoint(1))
    newest = write_checkpoint(folder, checkpoint(2))
    whole = newest.read_bytes()
    newest.write_bytes(whole[: min(cut, len(whole) - 1)])
    found = read_latest(folder)
    assert found is not None
    assert same(found, checkpoint(1))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        struct.pack("<Q", 2**62) + b"{}",
        safetensors.numpy.save({"x": np.ones(2)}),
        safetensors.numpy.save({"x": np.ones(2)}, metadata={"hackday": "["}),
        safetensors.numpy.save({"x": np.ones(2)}, metadata={"hackday": "[1]"}),
        safetensors.numpy.save({"x": np.ones(2)}, metadata={"hackday": '{"step": 3}'}),
        safetensors.numpy.save(
            {"x": np.ones(2)}, metadata={"hackday": '{"step":"x","seconds":1,"metrics_size":1,"state":{}}'}
        ),
        safetensors.numpy.save(
            {"x": np.ones(2)}, metadata={"hackday": '{"step":3,"seconds":1,"metrics_size":1,"state":null}'}
        ),
    ],
)
def test_a_file_that_is_no_checkpoint_is_passed_over(content: bytes, tmp_path: Path) -> None:
    write_checkpoint(tmp_path, checkpoint(1))
    (tmp_path / "step-00000002.safetensors").write_bytes(content)
    found = read_latest(tmp_path)
    assert found is not None
    assert found.step == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("seconds", '"nan"'), ("seconds", '"inf"'), ("seconds", "-1"), ("step", "-1"), ("metrics_size", "-5")],
)
def test_a_whole_checkpoint_of_impossible_figures_is_a_message(name: str, value: str, tmp_path: Path) -> None:
    write_checkpoint(tmp_path, checkpoint(1))
    figures = {"step": "3", "seconds": "1", "metrics_size": "1", "state": "{}", name: value}
    header = "{" + ", ".join(f'"{name}": {value}' for name, value in figures.items()) + "}"
    content = safetensors.numpy.save({"x": np.ones(2)}, metadata={"hackday": header})
    (tmp_path / "step-00000003.safetensors").write_bytes(content)
    with pytest.raises(RunError, match=rf"step-00000003\.safetensors is damaged: {name} is"):
        read_latest(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_the_place_of_a_checkpoint_is_not_waited_for(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, checkpoint(1))
    os.mkfifo(tmp_path / "step-00000002.safetensors")
    found = read_latest(tmp_path)
    assert found is not None
    assert found.step == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("steps", "3"), ("steps", -1), ("steps", 1.5), ("steps", True), ("steps", None), ("best", "x"), ("best", [1.0]),
     ("sums", [1.0]), ("sums", [1.0, "x"]), ("sums", 1.0)],
)  # fmt: skip
def test_a_state_of_other_kinds_than_its_domain_writes_is_told(name: str, value: object) -> None:
    examples: dict[str, Any] = {"steps": 1, "best": 0.0, "sums": [0.0, 0.0]}
    check_like({"steps": 7, "best": -2, "sums": [3, -0.5], "more": None}, examples)
    with pytest.raises(ValueError, match=f"its {name} is not what a training writes"):
        check_like({"steps": 7, "best": -2, "sums": [3, -0.5], name: value}, examples)


def test_a_checkpoint_holds_no_pickle_nor_an_archive_that_could(tmp_path: Path) -> None:
    content = write_checkpoint(tmp_path, checkpoint(3)).read_bytes()
    assert content[:2] not in (b"PK", b"\x80\x04", b"\x80\x05")
    with pytest.raises(ValueError, match="opcode"):
        list(pickletools.genops(content))
    size = struct.unpack("<Q", content[:8])[0]
    assert content[8:9] == b"{"
    arrays = sum(array.nbytes for array in checkpoint(3).arrays.values())
    assert len(content) == 8 + size + arrays  # a JSON header, numbers, nothing else


def test_objects_are_refused_rather_than_pickled(tmp_path: Path) -> None:
    odd = Checkpoint(1, 0.0, 0, {"x": np.array([object()])}, {})
    with pytest.raises(ValueError, match="dtype"):
        write_checkpoint(tmp_path, odd)
    with pytest.raises((TypeError, ValueError)):
        write_checkpoint(tmp_path, Checkpoint(1, 0.0, 0, {}, {"x": object()}))
    assert list(tmp_path.iterdir()) == []
