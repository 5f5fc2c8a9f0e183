"""The bootstrap of a ratio and a difference without simulation: against the law listed in exact fractions, and as a public function."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from math import comb

import numpy as np
import pytest

import equitable as eq


def masses(events: int, total: int) -> list[Fraction]:
    rate = Fraction(events, total)
    return [comb(total, x) * rate**x * (1 - rate) ** (total - x) for x in range(total + 1)]


def law(table: tuple[int, int, int, int], measure: str) -> list[tuple[Fraction | float, Fraction]]:
    """All values with their probabilities, in order; samples of 0 against 0 are left out of a ratio, x against 0 is infinite."""
    events, total, reference_events, reference_total = table
    atoms: dict[Fraction | float, Fraction] = {}
    for i, p in enumerate(masses(events, total)):
        for j, q in enumerate(masses(reference_events, reference_total)):
            value: Fraction | float
            if measure == "difference":
                value = Fraction(i, total) - Fraction(j, reference_total)
            elif j:
                value = Fraction(i * reference_total, j * total)
            elif i:
                value = math.inf
            else:
                continue
            atoms[value] = atoms.get(value, Fraction(0)) + p * q
    whole = sum(atoms.values())
    return [(value, mass / whole) for value, mass in sorted(atoms.items()) if mass]


def percentiles(atoms: list[tuple[Fraction | float, Fraction]], tail: Fraction) -> tuple[float, float]:
    def outermost(ordered: list[tuple[Fraction | float, Fraction]]) -> float:
        reached = Fraction(0)
        for value, mass in ordered:
            reached += mass
            if reached >= tail:
                return float(value)
        raise AssertionError("the law adds up to 1")

    return outermost(atoms), outermost(atoms[::-1])


@pytest.mark.parametrize("measure", ["ratio", "difference"])
def test_percentiles_are_those_of_the_law_listed_in_fractions(measure: str) -> None:
    draw = random.Random(5)
    tried = 0
    while tried < 60:
        total, reference_total = draw.randint(1, 12), draw.randint(1, 12)
        table = (draw.randint(1, total), total, draw.randint(1, reference_total), reference_total)
        if table[0] == total and table[2] == reference_total:
            continue
        atoms = law(table, measure)
        for level, tail in ((0.95, Fraction(1, 40)), (0.6, Fraction(1, 5))):
            found = eq.bootstrap_interval(*table, measure=measure, confidence_level=level)
            lower, upper = percentiles(atoms, tail)
            assert found.lower == pytest.approx(lower, rel=1e-15, abs=1e-16), table
            assert found.upper == pytest.approx(upper, rel=1e-15, abs=1e-16), table
            assert found.status == ("unbounded" if math.isinf(upper) else "ok")
        tried += 1


def test_the_answer_is_an_estimate_like_any_other() -> None:
    found = eq.bootstrap_interval(120, 400, 90, 500)
    assert found.value == eq.relative_likelihood(120, 400, 90, 500).value
    assert (found.measure, found.method, found.alternative) == ("relative_likelihood", "bootstrap_percentile", "two-sided")
    assert str(found) == "Relative likelihood 1.67 (95% interval 1.32 to 2.13): 120 of 400 against 90 of 500, bootstrap_percentile."
    gap = eq.bootstrap_interval(120, 400, 90, 500, measure="difference", method="bca")
    assert gap.value == eq.rate_difference(120, 400, 90, 500).value
    assert (gap.measure, gap.method) == ("rate_difference", "bootstrap_bca")
    for result, source in ((found, "Efron B (1979)"), (gap, "Efron B (1987)")):
        text = result.explain()
        assert source in text
        assert "Bin(n1, x1/n1)" in text
        assert "miettinen_nurminen" in text  # what to use instead


def test_columns_levels_and_threads_give_the_numbers_of_single_calls() -> None:
    events = np.arange(0, 300)
    for measure in ("ratio", "difference"):
        for method in ("percentile", "bca"):
            columns = eq.bootstrap_interval(events, 400, 90, 500, measure=measure, method=method)
            shared = eq.bootstrap_interval(events, 400, 90, 500, measure=measure, method=method, threads=2)
            for name in ("value", "lower", "upper"):
                assert np.array_equal(getattr(columns, name), getattr(shared, name), equal_nan=True)
            for x in (0, 1, 57, 299):
                one = eq.bootstrap_interval(x, 400, 90, 500, measure=measure, method=method)
                assert np.array_equal([one.lower, one.upper], [columns.lower[x], columns.upper[x]], equal_nan=True)
                assert one.status == columns.status[x]
    both = eq.bootstrap_interval(120, 400, 90, 500, confidence_level=[0.9, 0.99])
    assert both.lower.tolist() == [eq.bootstrap_interval(120, 400, 90, 500, confidence_level=level).lower for level in (0.9, 0.99)]


def test_what_cannot_vary_has_no_interval() -> None:
    assert eq.bootstrap_interval(0, 20, 5, 30).status == "undefined"  # a ratio of 0 alone
    assert eq.bootstrap_interval(5, 20, 0, 30).status == "undefined"
    assert eq.bootstrap_interval(0, 20, 30, 30, measure="difference").status == "undefined"
    assert eq.bootstrap_interval(0, 20, 5, 30, measure="difference").status == "ok"
    assert eq.bootstrap_interval(0, 0, 5, 30).status == "undefined"
    assert eq.bootstrap_interval(2**52, 2**53, 5, 10).status == "too_large"
    few = eq.bootstrap_interval(6, 7, 1, 10)
    assert few.upper == math.inf
    assert few.status == "unbounded"


def test_mistakes_are_named() -> None:
    with pytest.raises(eq.InvalidInput, match="bootstrap_interval: events is 8, but must be at most total, which is 7"):
        eq.bootstrap_interval(8, 7, 1, 10)
    with pytest.raises(eq.InvalidInput, match=r"bootstrap_interval: measure is 'odds_ratio', but must be one of ratio, difference"):
        eq.bootstrap_interval(1, 7, 1, 10, measure="odds_ratio")
    with pytest.raises(eq.InvalidInput, match="bootstrap_interval: method is 'BCa', but must be one of bca, percentile"):
        eq.bootstrap_interval(1, 7, 1, 10, method="BCa")
    with pytest.raises(eq.InvalidInput, match=r"bootstrap_interval: events is 8, .* \(row 1, counting from 0\)"):
        eq.bootstrap_interval([3, 8], 7, 1, 10)
    with pytest.raises(eq.InvalidInput, match="confidence_level"):
        eq.bootstrap_interval(1, 7, 1, 10, confidence_level=95)
