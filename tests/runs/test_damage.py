"""Figures that are none, a stranger's or an accident's, are a message in every lab."""

from typing import Any

import pytest

from hackday.cli.output import MOST_LETTERS, MOST_ROWS, bounded
from hackday.domains import DOMAINS, lab
from hackday.runs import RunError
from hackday.runs.damage import undamaged
from hackday.tables import Table

DAMAGED: dict[str, dict[str, Any]] = {
    "empty": {},
    "of other kinds": dict.fromkeys(("cells", "networks", "test", "train", "images_seen", "words_seen"), 7),
}


@pytest.mark.parametrize("figures", DAMAGED.values(), ids=list(DAMAGED))
@pytest.mark.parametrize("domain", DOMAINS)
def test_damaged_figures_are_a_message_in_every_lab(domain: str, figures: dict[str, Any]) -> None:
    for read in (lab(domain).tables, lab(domain).figures):
        with pytest.raises(RunError, match=r"the figures of this run are damaged \(.+\); train it again"):
            read(figures)


MEASURED = {"value": 0.5, "floor": 1}
SCORED = {"perplexity": 9.5, "bits_per_character": 2.0}
WHOLE: dict[str, dict[str, Any]] = {
    "images": {"images_seen": 9, "images_per_second": 9, "kid": MEASURED, "memorisation_ratio": 1.5, "alarms": [],
               "by_features": {"density": MEASURED, "coverage_share": MEASURED}},
    "lyrics": {"scored_words": 9, "oov_rate": 0.1, "test": {"network": SCORED}, "train": {"network": SCORED}},
}  # fmt: skip
"""The least that these labs read as figures."""


@pytest.mark.parametrize("odd", [5, 1.5, [], ["text"], {}, {"images": 1, "text": 5}, True])
@pytest.mark.parametrize("domain", WHOLE)
def test_a_value_in_the_place_of_a_text_is_a_message_too(domain: str, odd: Any) -> None:
    assert lab(domain).tables(WHOLE[domain])
    spoiled: list[dict[str, Any]] = [{"notices": [odd]}, {"no_page": [odd]}]
    spoiled += [{"alarms": [{"images": 1, "text": odd}]}] if domain == "images" else []
    for one in spoiled:
        with pytest.raises(RunError, match=r"the figures of this run are damaged \(.+\); train it again"):
            lab(domain).tables(WHOLE[domain] | one)


def test_what_is_no_damage_is_told_as_it_is() -> None:
    with pytest.raises(MemoryError), undamaged("this is", "do something"):
        raise MemoryError
    with undamaged("this is", "do something"):
        pass


def test_of_millions_of_rows_a_person_sees_as_many_as_can_be_read() -> None:
    table = bounded(Table("", ("notice",), [("a" * 10_000_000,), *[("b",)] * 1_000_000], note="a note"))
    assert len(table.rows) == MOST_ROWS
    assert len(table.rows[0][0]) == MOST_LETTERS + 1
    assert table.note == "a note; and 998,001 more, which --json shows"
    few = Table("", ("notice",), [("b",)], note="a note")
    assert bounded(few) == few
