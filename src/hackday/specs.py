"""Settings as values: frozen dataclasses, read strictly.

A spec is a frozen dataclass that stands beside the code it sets; its defaults are stated there and nowhere else, and
its `__post_init__` raises `SpecError` in the user's words. This module turns specs into plain JSON values and back, and
reads `name=value` settings as a person types them. A misspelt name or an impossible value is an error that says what
would work.
"""

import csv
import dataclasses
import difflib
import importlib.util
import io
import typing
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from hackday.errors import HackdayError

Spec = TypeVar("Spec")

TRUE_WORDS = frozenset({"true", "yes", "on", "1"})
FALSE_WORDS = frozenset({"false", "no", "off", "0"})


class SpecError(HackdayError, ValueError):
    """A setting that cannot be used; the message names what was given and what would work."""


def plain(spec: Any) -> dict[str, Any]:
    """The spec as JSON values: tuples become lists, nothing else changes."""
    return {field.name: _plain(getattr(spec, field.name)) for field in dataclasses.fields(spec)}


def read(spec_type: type[Spec], values: Mapping[str, Any]) -> Spec:
    """The spec that `plain` wrote. Absent names take their defaults; unknown names and wrong types raise SpecError.

    Where a setting came later and its default is not what there was before, the spec's `ABSENT` says what was.
    """
    return _replace(spec_type, {}, {**getattr(spec_type, "ABSENT", {}), **values})


def change(spec: Spec, settings: Iterable[str], *, only: Sequence[str] | None = None) -> Spec:
    """A copy of `spec` with `name=value` settings applied, as typed after `--set`.

    `only`: the settings that say how the data are read, where nothing is trained; SpecError for the others.
    """
    values: dict[str, Any] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            raise SpecError(f"'{setting}' is not a setting; write NAME=VALUE, for example {_example(spec)}")
        values[name.strip()] = text.strip()
    for name in values:
        if only is not None and name not in only:
            raise SpecError(f"'{_shown(name)}' does not say how the data are read{nearest(name, only)}")
    current = {field.name: getattr(spec, field.name) for field in dataclasses.fields(spec)}  # type: ignore[arg-type]
    return _replace(type(spec), current, values)


def typed(value: Any) -> str:
    """A value as it is typed after `--set NAME=`: several with commas, and a comma of their own between quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, tuple | list):
        return str(value)
    line = io.StringIO()
    csv.writer(line).writerow(value)
    return line.getvalue().removesuffix("\r\n")


def _parts(text: str) -> list[str]:
    """What `typed` wrote for a tuple."""
    try:
        rows = list(csv.reader([text], skipinitialspace=True))
    except csv.Error as error:
        raise SpecError(f"'{_shown(text)}' cannot be taken apart at its commas ({error})") from None
    return [part.strip() for row in rows for part in row]


def told_changes(spec: Any, usual: Any, *, but: Sequence[str] = ()) -> list[str]:
    """What differs from `usual`, in words: `learning rate: 0.001 instead of 0.0007`; fields named in `but` apart."""
    before = plain(usual)
    changed = [(name, value) for name, value in plain(spec).items() if value != before[name] and name not in but]
    return [f"{name.replace('_', ' ')}: {_told(value)} instead of {_told(before[name])}" for name, value in changed]


def nearest(word: str, known: Iterable[str]) -> str:
    """A half-sentence for an error message: `; did you mean 'nodes'? Known: epochs, nodes, …`."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1)
    hint = f"; did you mean '{close[0]}'?" if close else "."
    return f"{hint} Known: {', '.join(names)}"


def near_words(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'sea' or 'seas'?)`, or nothing: for vocabularies that are too long to be listed."""
    close = difflib.get_close_matches(word, known, n=2)
    return f" (did you mean {' or '.join(map(repr, close))}?)" if close else ""


def no_options(options: Mapping[str, Any], what: str) -> None:
    """SpecError if there are any: they are those of a lab that writes songs, not of `what`."""
    if options:
        raise SpecError(f"--{next(iter(options)).replace('_', '-')} is for songs; {what} have no such option")


def require(condition: bool, message: str) -> None:
    """Raise SpecError with `message` unless `condition` holds; for the checks in a spec's `__post_init__`."""
    if not condition:
        raise SpecError(message)


def from_anywhere(path: str) -> str:
    """The path as it holds from every folder; a text under which nothing is found stays as it is."""
    try:
        there = Path(path).expanduser()
        return str(there.absolute()) if path and there.exists() else path
    except (OSError, ValueError, RuntimeError):  # a text that can be no path
        return path


def require_package(module: str, package: str, what: str) -> None:
    """Raise SpecError, with how to get it, where the package that `what` needs is not installed."""
    there = importlib.util.find_spec(module) is not None
    require(there, f"{what} needs a package that is not installed; run: pip install {package}")


def _replace(spec_type: type[Spec], current: Mapping[str, Any], values: Mapping[str, Any]) -> Spec:
    hints = typing.get_type_hints(spec_type)
    known = [field.name for field in dataclasses.fields(spec_type)]  # type: ignore[arg-type]
    given: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise SpecError(f"there is no setting '{name}'{nearest(name, known)}")
        given[name] = _read_value(name, hints[name], value)
    return spec_type(**{**current, **given})


def _read_value(name: str, hint: Any, value: Any) -> Any:
    """`value`, a JSON value or a typed text, as the field's type; only the types that specs use are known."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        parts = _parts(value) if isinstance(value, str) else value
        if not isinstance(parts, Sequence):
            parts = [value]
        # Typed, it is a mistake; in what `plain` wrote, it may be the default, as of widths that are chosen later.
        nothing = value == "" and arguments[0] is not str
        require(not nothing, f"{name}= names nothing; write {name}=VALUE,VALUE")
        return tuple(_read_value(name, arguments[0], part) for part in parts)
    if origin is typing.Literal:
        if value not in arguments:
            choices = ", ".join(map(str, arguments))
            raise SpecError(f"{name}={_shown(value)} is not possible; choose one of: {choices}")
        return value
    return _read_scalar(name, hint, value)


def _read_scalar(name: str, kind: type, value: Any) -> Any:
    if kind is bool:
        word = str(value).lower()
        if word in TRUE_WORDS | FALSE_WORDS:
            return word in TRUE_WORDS
        raise SpecError(f"{name}={_shown(value)} is neither yes nor no; write {name}=true or {name}=false")
    if kind is str:
        if isinstance(value, str):
            return value
    elif kind is int:
        number = _number(value)
        if number is not None and number == int(number):
            return int(number)
    elif kind is float:
        number = _number(value)
        if number is not None:
            return number
    noun = {int: "a whole number", float: "a number", str: "a text"}[kind]
    raise SpecError(f"{name}={_shown(value)} is not {noun}")


def _number(value: Any) -> float | None:
    """A finite number from a JSON number or a text; None for everything else (also for true and false)."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None


def _plain(value: Any) -> Any:
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _told(value: Any) -> str:
    """A value in a sentence."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return _shown(", ".join(map(_told, value))) or "nothing"
    if isinstance(value, int):
        return f"{value:,}"
    return _shown(value) or "nothing"


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _example(spec: Any) -> str:
    field = dataclasses.fields(spec)[0]
    value = getattr(spec, field.name)
    return f"{field.name}={typed(value)}"
