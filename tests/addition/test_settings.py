"""Every impossible setting is an error that names the setting; every possible one survives being written and read."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackday import specs
from hackday.addition.presets import DEFAULT, PRESETS, summary_of
from hackday.addition.spec import MOST_NETWORKS, AdditionSpec
from hackday.specs import SpecError

IMPOSSIBLE = [
    "nodes=0", "nodes=-1", "nodes=257", "nodes=2.5", "nodes=two", "nodes=", "nodes=2,2",
    "max_sum=-3", "max_sum=0", "max_sum=2", "max_sum=17", "max_sum=33554432", "max_sum=16,16", "max_sum=nan",
    "epochs=0", "epochs=-1", "epochs=1e9", "epochs=inf", "epochs=1.5",
    "seeds=0", "seeds=10001", "pairs=9", "pairs=1000001", "test_pairs=0", "batch_size=0", "patience=-1",
    "learning_rate=0", "learning_rate=-1", "learning_rate=nan", "learning_rate=1000",
    "beta1=1", "beta1=-0.1", "beta2=1", "epsilon=0", "extrapolate=0", "nau_regularisation=-1",
    "validation_share=0", "validation_share=1", "validation_share=0.00001",
    "activation=softmax", "activation=", "method=magic", "networks=cnn", "networks=", "biases=maybe", "scaling=2",
]  # fmt: skip


@pytest.mark.parametrize("setting", IMPOSSIBLE)
def test_an_impossible_setting_is_refused_by_name(setting: str) -> None:
    with pytest.raises(SpecError) as refused:
        specs.change(AdditionSpec(), [setting])
    assert setting.partition("=")[0] in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (["method=projection", "biases=true"], "biases"),
        (["method=projection", "networks=linear"], "networks"),
        (["method=levenberg-marquardt", "networks=hidden,nau"], "networks"),
        (["networks=nau", "biases=true"], "biases"),
        (["seeds=10000"], str(MOST_NETWORKS)),
        (["seeds=1000", "epochs=1000000"], "epochs"),
    ],
)
def test_settings_that_do_not_go_together_are_refused_with_what_would_work(settings: list[str], named: str) -> None:
    with pytest.raises(SpecError, match=named):
        specs.change(AdditionSpec(), settings)


def test_a_misspelt_setting_is_refused_with_a_guess() -> None:
    with pytest.raises(SpecError, match="did you mean 'epochs'"):
        specs.change(AdditionSpec(), ["epoch=3"])


def test_the_defaults_are_the_experiment_of_the_post() -> None:
    spec = AdditionSpec()
    assert spec == PRESETS[DEFAULT].spec
    assert len(spec.cells()) == 15
    assert (spec.pairs, spec.validation_pairs, spec.batch_size) == (10_000, 2000, 32)
    assert (spec.learning_rate, spec.beta1, spec.beta2, spec.epsilon) == (0.001, 0.9, 0.999, 1e-7)
    assert (spec.activation, spec.biases, spec.epochs, spec.patience) == ("sigmoid", False, 1000, 10)


possible = st.fixed_dictionaries(
    {
        "networks": st.sampled_from([("hidden",), ("linear",), ("nau", "hidden"), ("hidden", "linear", "nau")]),
        "nodes": st.lists(st.integers(1, 256), min_size=1, max_size=4, unique=True).map(tuple),
        "max_sum": st.lists(st.integers(2, 2**23).map(lambda x: 2 * x), min_size=1, max_size=3, unique=True).map(tuple),
        "seeds": st.integers(1, 50),
        "activation": st.sampled_from(["sigmoid", "tanh", "relu"]),
        "scaling": st.booleans(),
        "learning_rate": st.floats(1e-9, 100),
        "beta1": st.floats(0, 0.999),
        "validation_share": st.floats(0.1, 0.9),
        "epochs": st.integers(1, 10_000),
    }
)


@given(possible)
def test_what_is_written_is_read_again(values: dict[str, Any]) -> None:
    spec = AdditionSpec(**values)
    assert specs.read(AdditionSpec, specs.plain(spec)) == spec
    typed = [
        f"{name}={','.join(map(str, value)) if isinstance(value, tuple) else value}"
        for name, value in vars(spec).items()
    ]
    assert specs.change(AdditionSpec(), typed) == spec


@given(possible)
def test_the_cells_are_every_combination_once(values: dict[str, Any]) -> None:
    spec = AdditionSpec(**values)
    cells = spec.cells()
    assert len(set(cells)) == len(cells)
    linear = "linear" in spec.networks
    others = len(spec.networks) - linear
    assert len(cells) == others * len(spec.nodes) * len(spec.max_sum) + linear * len(spec.max_sum)
    assert all((nodes == 0) == (kind == "linear") for kind, nodes, _ in cells)


def test_every_setting_has_a_default_and_no_run_changes_it() -> None:
    assert all(field.default is not dataclasses.MISSING for field in dataclasses.fields(AdditionSpec))
    with pytest.raises(dataclasses.FrozenInstanceError):
        AdditionSpec().epochs = 3  # type: ignore[misc]


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_what_it_is_and_what_to_expect(name: str) -> None:
    said = summary_of(name, PRESETS[name].spec)
    assert said["summary"].endswith(".")
    assert said["expect"].endswith(".")
    assert said["changed"] == []
    assert specs.read(AdditionSpec, specs.plain(PRESETS[name].spec)) == PRESETS[name].spec


def test_a_run_with_settings_of_its_own_is_not_called_by_its_preset() -> None:
    spec = specs.change(PRESETS["post"].spec, ["nodes=3", "seeds=5"])
    assert summary_of("post", spec) == {
        "summary": PRESETS["post"].summary,
        "expect": "",  # it was said of the preset's own networks
        "changed": ["nodes: 3 instead of 1, 2, 4, 8, 16"],
    }
    assert summary_of("of old", AdditionSpec())["summary"] == "Networks that learn to add."
