"""How shares are told, in every lab and on its page: nothing is rounded to a perfect 100 % or to nothing."""

import re
from typing import Any

import pytest

from hackday.pagemodel import card
from hackday.tables import Table, percent


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0%"), (0.0004, "0.04%"), (0.002, "0.2%"), (0.234, "23.4%"), (0.3, "30.0%"), (0.9996, "99.96%"), (1, "100%"),
     (0.99996, "99.996%"), (1 - 1e-9, ">99.999%"), (1e-9, "<0.001%")],
)  # fmt: skip
def test_a_share_has_the_digits_that_it_needs(share: float, shown: str) -> None:
    assert percent(share) == shown
    assert card.percent(share) == shown.replace("%", " %"), "the page has a space before the sign"


@pytest.mark.parametrize("share", [1e-12, 1e-6, 9e-6, 4e-4, 5e-4, 1e-3, 0.999, 0.9994, 0.9995, 0.99999, 1 - 1e-12])
def test_no_share_is_rounded_to_perfect_or_to_nothing(share: float) -> None:
    text = percent(share)
    assert text[0] in "<>" or float(text.strip("%")) not in (0, 100)
    assert re.fullmatch(r"[<>]?\d+\.\d{1,3}%", text)


@pytest.mark.parametrize("cell", [5, 1.5, None, ["a"], {}, True])
def test_a_cell_that_is_no_text_is_told_before_anybody_shows_it(cell: Any) -> None:
    with pytest.raises(TypeError, match=f"'Notices' has a {type(cell).__name__} in the place of a text"):
        Table("Notices", ("notice",), [("one",), (cell,)])
