"""What is a sum, what is not, and what is answered."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackday.addition.model import predict
from hackday.addition.sampling import read_sum, sample, sample_table
from hackday.addition.spec import AdditionSpec
from hackday.specs import SpecError
from tests.addition.runs import finish, new_run

numbers = st.integers(0, 10**15 - 1)
spaces = st.text(" \t", max_size=3)


@given(numbers, numbers, spaces, spaces, spaces, spaces, st.sampled_from(["", "=", " = ?", "= ", "=?"]))
def test_two_whole_numbers_and_a_plus_are_a_sum(a: int, b: int, s: str, t: str, u: str, v: str, end: str) -> None:
    assert read_sum(f"{s}{a}{t}+{u}{b}{v}{end}") == (a, b)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("2 + 2", (2, 2)),
        ("2+2", (2, 2)),
        ("-3 + 5", (-3, 5)),
        ("3 + -5", (3, -5)),
        ("+3 + 5", (3, 5)),
        ("007+1 = ?", (7, 1)),
    ],
)
def test_sums_as_people_type_them(prompt: str, expected: tuple[int, int]) -> None:
    assert read_sum(prompt) == expected


@pytest.mark.parametrize(
    "prompt",
    [
        "", " ", "2", "2 +", "+ 2", "2 2", "2 - 2", "2 * 2", "2 + 2 + 2", "two + two", "2.5 + 1", "1e3 + 1",
        "2 + 2 = 4",
        "0x10 + 1", "٢ + ٢", "² + 2", "2 + 2\x00", "2 + 2; rm -rf", "1" * 16 + " + 1", "nan + 1", "∞ + 1", "1_000 + 1",
        "🙂", "a" * 10_000,
    ],
)  # fmt: skip
def test_all_else_is_refused_with_an_example(prompt: str) -> None:
    with pytest.raises(SpecError, match=r'"2 \+ 2"') as refused:
        read_sum(prompt)
    assert len(str(refused.value)) < 200


@given(st.text(max_size=20))
def test_any_text_is_a_sum_or_refused(text: str) -> None:
    try:
        a, b = read_sum(text)
    except SpecError:
        return
    assert abs(a) < 10**15
    assert abs(b) < 10**15


SPEC = AdditionSpec(nodes=(1, 3), max_sum=(16, 256), epochs=3, pairs=100, test_pairs=50, seeds=2)


def test_every_network_of_the_first_seed_answers_with_all_that_is_shown(tmp_path: Path) -> None:
    run = new_run(tmp_path, SPEC, seed=5)
    networks = finish(run)[:4]
    answers = sample(run, "2 + 3", 1, 0)
    assert len(answers) == 4
    for network, one in zip(networks, answers, strict=True):
        expected = float(predict(network.design.shape, network.weights, np.array([2.0]), np.array([3.0]))[0])
        assert (one["a"], one["b"], one["sum"], one["seed"], one["network"]) == (2, 3, 5, 5, network.design.id)
        assert one["answer"] == expected
        assert one["error"] == expected - 5
        assert one["right"] == (round(expected) == 5)
        assert len(one["hidden"]) == network.design.nodes
    assert len(sample_table(answers).rows) == 4


def test_drawn_sums_are_within_each_networks_range_and_depend_on_the_seed(tmp_path: Path) -> None:
    run = new_run(tmp_path, SPEC)
    finish(run)
    answers = sample(run, None, 6, 1)
    assert len(answers) == 4 * 6
    assert all(0 <= one[name] < one["max_sum"] // 2 for one in answers for name in ("a", "b"))
    assert answers == sample(run, None, 6, 1)
    assert answers != sample(run, None, 6, 2)
    by_network = {
        one["network"]: [(x["a"], x["b"]) for x in answers if x["network"] == one["network"]] for one in answers
    }
    assert by_network["hidden-1-16"] == by_network["hidden-3-16"]


@pytest.mark.parametrize("prompt", ["999999999999999 + 999999999999999", "-999999999999999 + 0"])
def test_the_largest_sums_are_answered_without_overflow(prompt: str, tmp_path: Path) -> None:
    run = new_run(tmp_path, SPEC)
    finish(run)
    assert all(one["answer"] is not None for one in sample(run, prompt, 1, 0))
