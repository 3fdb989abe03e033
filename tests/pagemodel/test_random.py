"""The generator that Python and the page share; the values are those of web/src/engine/random.ts, run by node."""

import pytest

from hackday.pagemodel.random import Random

FROM_THE_PAGE = {
    (0, "song"): (0.8441854924906932, 0.6430111929388463, 0.3574786401917771, 0.8150936372172575),
    (7, "song"): (0.3048314178302296, 0.5873744892484732, 0.9753422397613564, 0.9196699547289485),
    (4294967295, "song"): (0.8702609651640636, 0.03151060497772229, 0.03204638040262109, 0.996107939030777),
    (-1, "song"): (0.8702609651640636, 0.03151060497772229, 0.03204638040262109, 0.996107939030777),
    (123456789012, "song"): (0.7450340612355937, 0.5719460874581355, 0.06154060796158456, 0.5680795934090596),
    (7, "Café ✓ 𝄞"): (0.449319854297874, 0.04824173248228403, 0.41694775775987913, 0.5862502886975721),
}
"""The first three numbers and the 1,001st."""


@pytest.mark.parametrize(("seed", "purpose"), FROM_THE_PAGE)
def test_python_draws_what_the_page_draws(seed: int, purpose: str) -> None:
    random = Random(seed, purpose)
    drawn = [random.uniform() for _ in range(1001)]
    assert (*drawn[:3], drawn[1000]) == FROM_THE_PAGE[seed, purpose]


def test_numbers_are_uniform() -> None:
    random = Random(1, "song")
    drawn = [random.uniform() for _ in range(20_000)]
    assert 0 <= min(drawn) < max(drawn) < 1
    assert sum(drawn) / len(drawn) == pytest.approx(0.5, abs=0.01)
    assert sum(number < 0.1 for number in drawn) / len(drawn) == pytest.approx(0.1, abs=0.01)
