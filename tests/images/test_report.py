"""What `hackday show` prints of the figures: each beside that of real pictures."""

from typing import Any

from hackday.images.card import headline
from hackday.images.report import tables

FIGURE = {"value": 0.25, "floor": 0.125}
RESULTS: dict[str, Any] = {
    "images_seen": 1000,
    "images_per_second": 10.0,
    "kid": FIGURE,
    "by_features": {"density": FIGURE, "coverage_share": FIGURE},
    "memorisation_ratio": 1.0,
    "alarms": [],
}


def rows(**more: Any) -> list[tuple[str, ...]]:
    """Of the first table."""
    return [tuple(row) for row in tables({**RESULTS, **more})[0].rows]


def test_the_kinds_covered_are_also_told_without_each_attribute() -> None:
    without = {"hair": {"covered": 5, "total": 6, "floor": 6.0}, "glasses": {"covered": 3, "total": 4, "floor": 3.6}}
    shown = rows(coverage={"covered": 9, "total": 24, "floor": 22.5}, coverage_without=without)
    assert ("kinds covered, whatever the hair", "5 of 6", "6 of 6") in shown
    assert ("kinds covered, whatever the glasses", "3 of 4", "4 of 4") in shown


def test_the_distance_of_each_number_of_the_ellipses_is_told_also_where_none_is_valid() -> None:
    shown = rows(ks={"major": FIGURE, "angle": {"value": None, "floor": 0.02}})
    assert ("KS of major", "0.25", "0.125") in shown
    assert ("KS of angle", "–", "0.02") in shown


def test_what_is_nearly_always_right_is_not_told_as_always_right() -> None:
    shown = rows(
        attribute_accuracy={"hair": {"generated": 0.9996, "real": 1.0}, "hat": {"generated": 0.0004, "real": 1.0}}
    )
    assert ("hair as asked", "99.96%", "100%") in shown
    assert ("hat as asked", "0.04%", "100%") in shown


def test_each_figure_by_efficientnet_is_one_row_beside_that_by_own_features() -> None:
    by_efficientnet = {name: {"value": 0.5, "floor": 0.0625} for name in ("kid", "density", "coverage_share")}
    told = {name: row for name, *row in rows(by_efficientnet={**by_efficientnet, "compared": 1000})}
    for name in ("KID", "density", "coverage"):
        assert told[f"{name} (own features)"][:2] == ["0.25", "0.125"]
        assert told[f"{name} (EfficientNet's features)"][:2] == ["0.5", "0.0625"]
    assert len(told) == len(rows(by_efficientnet=by_efficientnet)), "no name stands twice"


def test_a_run_without_these_figures_is_shown_too() -> None:
    assert not any("KS" in row[0] or "kinds" in row[0] for row in rows())


def test_the_wish_that_is_granted_worst_stands_first_on_a_card() -> None:
    accuracies = {
        name: {"generated": share, "real": 1.0} for name, share in (("hat", 0.9), ("hair", 1e-9), ("skin", 1.0))
    }
    shown = headline({"attribute_accuracy": accuracies, "images_seen": 10, "seconds": 1.0})
    assert (shown[0]["name"], shown[0]["value"]) == ("hair as asked", "<0.001 %")
