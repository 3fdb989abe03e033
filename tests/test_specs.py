"""Settings are read strictly: what is impossible is said in the user's words."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackday import specs
from hackday.domains import DOMAINS, lab
from hackday.specs import SpecError


@dataclass(frozen=True)
class Recipe:
    """Every kind of field that specs use."""

    nodes: tuple[int, ...] = (1, 2)
    colour: Literal["red", "blue"] = "red"
    rate: float = 0.5
    epochs: int = 10
    shuffle: bool = True
    note: str = ""
    names: tuple[str, ...] = ("Ann",)
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        specs.require(self.epochs > 0, f"epochs={self.epochs} is not possible")


def test_a_spec_comes_back_from_its_plain_form() -> None:
    recipe = Recipe(nodes=(3,), colour="blue", rate=0.25, epochs=7, shuffle=False, note="a=b")
    assert specs.read(Recipe, specs.plain(recipe)) == recipe


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_settings_of_every_preset_come_back_from_a_run(domain: str) -> None:
    chosen = lab(domain)
    for spec in (chosen.Spec(), *(preset.spec for preset in chosen.PRESETS.values())):
        assert specs.read(chosen.Spec, specs.plain(spec)) == spec


def test_typed_settings_change_what_they_name_and_nothing_else() -> None:
    changed = specs.change(Recipe(), ["nodes=4, 8", "shuffle=no", "rate=1e-3", "note=x=y"])
    assert changed == Recipe(nodes=(4, 8), shuffle=False, rate=0.001, note="x=y")


@pytest.mark.parametrize(
    "names", [(), ("Queen",), ("Earth, Wind & Fire", "Queen"), ('The "Q"', "a,b"), ("",), ("one\ntwo", "=")]
)
def test_names_come_back_from_how_they_are_typed(names: tuple[str, ...]) -> None:
    assert specs.change(Recipe(), [f"names={specs.typed(names)}"]).names == names
    assert specs.read(Recipe, {"names": list(names)}).names == names


def test_names_are_typed_with_spaces_between_them() -> None:
    assert specs.change(Recipe(), ["names=Ann, Bob ,  'Cy'"]).names == ("Ann", "Bob", "'Cy'")


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("node=3", "did you mean 'nodes'"),
        ("zzz=3", "there is no setting 'zzz'. Known: colour"),
        ("nodes", "write NAME=VALUE"),
        ("nodes=one", "nodes=one is not a whole number"),
        ("nodes=", "nodes= names nothing"),
        ("nodes=1,,2", "nodes= is not a whole number"),
        (f"nodes={'1' * 200_000}", "cannot be taken apart"),
        ("epochs=2.5", "epochs=2.5 is not a whole number"),
        ("rate=nan", "rate=nan is not a number"),
        ("rate=1e999", "rate=1e999 is not a number"),
        ("colour=green", "choose one of: red, blue"),
        ("shuffle=perhaps", "neither yes nor no"),
        ("epochs=0", "epochs=0 is not possible"),
    ],
)
def test_an_impossible_setting_is_named_with_what_would_work(setting: str, words: str) -> None:
    with pytest.raises(SpecError, match=words.replace("(", r"\(")):
        specs.change(Recipe(), [setting])


SCALARS = st.none() | st.booleans() | st.floats() | st.integers() | st.text()
ANY_JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
NAMES = st.sampled_from(["nodes", "colour", "rate", "epochs", "shuffle", "note", "widths", "x"])


@given(st.dictionaries(NAMES, ANY_JSON))
def test_any_json_is_a_spec_or_a_spec_error(values: dict[str, Any]) -> None:
    try:
        recipe = specs.read(Recipe, values)
    except SpecError:
        return
    assert specs.read(Recipe, specs.plain(recipe)) == recipe


@dataclass(frozen=True)
class Grown(Recipe):
    """A recipe with a setting that came later, and whose default is not what there was before."""

    ABSENT: ClassVar[dict[str, Any]] = {"glaze": "none"}
    glaze: str = "sugar"


def test_a_setting_that_came_later_is_read_as_what_was_before() -> None:
    assert specs.read(Grown, {"epochs": 3}).glaze == "none"
    assert specs.read(Grown, specs.plain(Grown(epochs=3))).glaze == "sugar"
    assert specs.change(Grown(), ["epochs=3"]).glaze == "sugar"
