"""Figures that are none, a stranger's or an accident's, are a message in every lab."""

from typing import Any

import pytest

from hackday.domains import DOMAINS, lab
from hackday.runs import RunError
from hackday.runs.damage import undamaged

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


def test_what_is_no_damage_is_told_as_it_is() -> None:
    with pytest.raises(MemoryError), undamaged("this is", "do something"):
        raise MemoryError
    with undamaged("this is", "do something"):
        pass
