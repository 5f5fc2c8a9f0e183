"""Recruitment in stages, and what people of unknown ethnicity could make of a ratio: against fractions, enumeration, and the laws between them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import equitable as eq

APPLIED = ([1200, 300, 60], [3000, 900, 240], [50, 20, 9])
NAMES = ["applied", "shortlisted", "appointed"]


def chi_squared(a: int, n1: int, c: int, n2: int) -> Fraction:
    """N − 1 chi-squared of a of n1 against c of n2."""
    total, with_it = n1 + n2, a + c
    return Fraction((total - 1) * (a * n2 - c * n1) ** 2, n1 * n2 * with_it * (total - with_it))


def test_every_stage_is_compared_with_the_one_before_and_with_the_first() -> None:
    found = eq.stages(*APPLIED, names=NAMES)
    assert found.stage.tolist() == NAMES[1:]
    assert found.conditional.value == pytest.approx([5 / 6, 3 / 4], rel=1e-15)
    assert found.cumulative.value == pytest.approx([5 / 6, 5 / 8], rel=1e-15)
    assert np.cumprod(found.conditional.value) == pytest.approx(found.cumulative.value, rel=1e-14)
    for i, (step, so_far) in enumerate([((300, 1200, 900, 3000), (300, 1200, 900, 3000)), ((60, 300, 240, 900), (60, 1200, 240, 3000))]):
        assert found.conditional[i] == eq.relative_likelihood(*step)
        assert found.cumulative[i] == eq.relative_likelihood(*so_far)
        assert found.conditional_test.statistic[i] == pytest.approx(float(chi_squared(*step)), rel=1e-13)
        assert found.cumulative_test.pvalue[i] == pytest.approx(eq.significance(*so_far).pvalue, rel=1e-13)


def test_the_unknown_are_those_who_passed_against_those_who_did_not() -> None:
    found = eq.stages(*APPLIED)
    totals = [4250, 1220, 309]
    for i, (before, after) in enumerate([(0, 1), (1, 2)]):
        unknown = APPLIED[2]
        square = chi_squared(unknown[after], totals[after], unknown[before] - unknown[after], totals[before] - totals[after])
        assert found.unknown.statistic[i] ** 2 == pytest.approx(float(square), rel=1e-13)
        assert found.unknown.before[i] == pytest.approx(unknown[before] / totals[before], rel=1e-15)
        assert found.unknown.change[i] == pytest.approx(float(Fraction(unknown[after], totals[after]) - Fraction(unknown[before], totals[before])), rel=1e-12)
        assert found.unknown.pvalue[i] == pytest.approx(math.erfc(math.sqrt(float(square) / 2)), rel=1e-12)
    assert found.unknown.trend.tolist() == ["steady", "grows"]
    overall = chi_squared(9, 309, 41, 4250 - 309)
    assert found.unknown_overall.pvalue == pytest.approx(math.erfc(math.sqrt(float(overall) / 2)), rel=1e-12)
    assert found.unknown_overall.trend == "grows"
    assert eq.stages([10, 10], [10, 10], [90, 1]).unknown_overall.trend == "shrinks"
    assert eq.stages([10, 5], [10, 5]).unknown.trend.tolist() == ["not_assessable"]


def test_the_groups_changed_over_give_the_reciprocal() -> None:
    one, other = eq.stages(*APPLIED), eq.stages(APPLIED[1], APPLIED[0], APPLIED[2])
    assert one.conditional.value == pytest.approx(1 / other.conditional.value, rel=1e-14)
    assert one.cumulative.lower == pytest.approx(1 / other.cumulative.upper, rel=1e-10)
    assert one.unknown == other.unknown


def test_stages_that_nobody_reached_have_a_status() -> None:
    found = eq.stages([5, 0, 0], [6, 0, 0], [0, 0, 0])
    assert found.conditional.status.tolist() == ["undefined", "undefined"]
    assert found.conditional_test.status.tolist() == ["no_information", "undefined"]
    assert eq.stages([5, 5], [6, 6]).conditional.value.tolist() == [1.0]
    assert eq.stages([0, 0], [6, 3]).status.tolist() == ["undefined"]
    for result in (found, eq.stages([0, 0], [6, 3])):
        assert "nan" not in repr(result)
        json.dumps(result.to_dict(), allow_nan=False)


def test_stages_as_text_frame_and_explanation() -> None:
    found = eq.stages(*APPLIED, names=NAMES)
    assert repr(found[1]) == (
        "appointed, of those at shortlisted: relative likelihood 0.75 (95% interval 0.58 to 0.96), p = 0.021, 60 of 300 against 240 of 900; "
        "of those who entered 0.63 (95% interval 0.47 to 0.82), p < 0.001, 60 of 1,200 against 240 of 3,000; "
        "unknown 1.6% before, 2.9% after (grows: the known are a selection, see bounds())."
    )
    frame = found.to_frame("polars")
    assert frame["measure"].to_list() == ["conditional_ratio", "cumulative_ratio"] * 2
    assert frame["since"].to_list() == ["applied", "applied", "shortlisted", "applied"]
    assert frame["estimate"].to_list() == [found.conditional.value[0], found.cumulative.value[0], found.conditional.value[1], found.cumulative.value[1]]
    assert frame["events"].to_list() == [300, 300, 60, 60]
    assert "Miettinen" in found.explain()
    assert "60 of 300" in found[1].explain()
    assert hash(found) == hash(eq.stages(*APPLIED, names=NAMES))
    assert "<table>" in found._repr_html_()


# --------------------------------------------------------------------------------------------------------------- bounds


def ratios(events: int, total: int, reference_events: int, reference_total: int, unknown_events: int, unknown_total: int) -> list[Fraction | float]:
    """The ratio of every allocation that has one."""
    found: list[Fraction | float] = []
    for passers in range(unknown_events + 1):
        for stopped in range(unknown_total - unknown_events + 1):
            x1, n1 = events + passers, total + passers + stopped
            x2, n2 = reference_events + unknown_events - passers, reference_total + unknown_total - passers - stopped
            if n1 and n2 and (x1 or x2):
                found.append(Fraction(x1 * n2, n1 * x2) if x2 else math.inf)
    return found


def test_bounds_are_the_extremes_over_all_allocations() -> None:
    random = np.random.default_rng(3)
    for _ in range(200):
        n1, n2, n = (int(k) for k in random.integers(0, 7, 3))
        x1, x2, x = (int(random.integers(0, k + 1)) for k in (n1, n2, n))
        found = eq.allocation_bounds(x1, n1, x2, n2, x, n)
        every = ratios(x1, n1, x2, n2, x, n)
        if found.status == "undefined":
            assert math.isnan(found.lowest.value) or math.isnan(found.highest.value)
            continue
        assert found.lowest.value == pytest.approx(float(min(every)), rel=1e-14)
        assert found.highest.value == pytest.approx(float(max(every)), rel=1e-14)
        assert found.lowest == eq.relative_likelihood(found.lowest.events, found.lowest.total, found.lowest.reference_events, found.lowest.reference_total)
        assert found.known == eq.relative_likelihood(x1, n1, x2, n2)
        assert found.lowest.total + found.lowest.reference_total == n1 + n2 + n
        assert (found.ratio.lower, found.limits.upper) == (found.lowest.value, found.highest.upper)


def fewest(x1: int, n1: int, x2: int, n2: int, x: int, n: int) -> int | None:
    """The least number of the unknown, all pushing one way, with whom the state is another one: every number tried."""
    passers, stopped = np.meshgrid(np.arange(x + 1), np.arange(n - x + 1), indexing="ij")
    before = eq.verdict(x1, n1, x2, n2).state
    up = eq.verdict(x1 + passers, n1 + passers, np.full(passers.shape, x2), n2 + stopped).state
    down = eq.verdict(np.full(passers.shape, x1), n1 + stopped, x2 + passers, n2 + passers).state
    people = (passers + stopped)[(up != before) | (down != before)]
    return int(people.min()) if people.size else None


def test_the_number_that_overturns_a_verdict_is_the_least() -> None:
    random = np.random.default_rng(4)
    found_some = 0
    for _ in range(60):
        n1, n2 = (int(k) for k in random.integers(20, 300, 2))
        x1, x2 = (int(random.binomial(k, rate)) for k, rate in ((n1, 0.25), (n2, random.choice([0.1, 0.25, 0.4]))))
        n = int(random.integers(0, 40))
        x = int(random.binomial(n, 0.4))
        found = eq.allocation_bounds(x1, n1, x2, n2, x, n)
        assert found.people == fewest(x1, n1, x2, n2, x, n)
        assert found.state == eq.verdict(x1, n1, x2, n2).state
        assert (found.people is None) == (found.state_after == found.state)
        found_some += found.people is not None
    assert found_some > 20


def test_bounds_of_columns_are_those_of_their_rows() -> None:
    rows = [(60, 1200, 240, 3000, 30, 400), (0, 0, 3, 5, 2, 2), (0, 5, 0, 5, 0, 0), (5, 5, 6, 6, 1, 1), (60, 1200, 240, 3000, 0, 0)]
    many = eq.allocation_bounds(*zip(*rows, strict=True))
    assert many.shape == (5,)
    for i, row in enumerate(rows):
        one = eq.allocation_bounds(*row)
        assert many[i] == one
        assert "nan" not in repr(one)
        assert "Manski" in one.explain()
        json.dumps(one.to_dict(), allow_nan=False)
    assert many.people.tolist() == [16, None, None, None, None]
    frame = many.to_frame("pandas")
    assert frame["people_to_overturn"].isna().tolist() == [False, True, True, True, True]
    assert frame["lowest"][0] == pytest.approx(60 * 3030 / (1570 * 270))  # all who passed to the reference, all others to the group
    assert "nobody is unknown" in repr(eq.allocation_bounds(*rows[4]))
    assert eq.allocation_bounds(*rows[1]).people_status == "undefined"


def test_bounds_between_stages() -> None:
    found = eq.stages(*APPLIED, names=NAMES)
    assert found.bounds() == eq.allocation_bounds(60, 1200, 240, 3000, 9, 50)
    assert found.bounds("applied", "shortlisted") == found.bounds(0, 1) == eq.allocation_bounds(300, 1200, 900, 3000, 20, 50)
    assert found.bounds(margin=(0.5, 2)).margin == (0.5, 2.0)


# -------------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: eq.stages([5], [6]), r"^stages: the number of stages is 1, but must be at least 2$"),
        (lambda: eq.stages([5, 6], [6, 6]), r"^stages: group\[1\] is 6, but must be at most that of the stage before, which is 5$"),
        (lambda: eq.stages([5, 4], [6, -1]), r"^stages: reference\[1\] is -1, but must be 0 or more$"),
        (lambda: eq.stages([5, 4], [6, 5], [1, 2]), r"^stages: unknown\[1\] is 2, but must be at most that of the stage before, which is 1$"),
        (lambda: eq.stages([5, 4], [6, 5, 4]), r"^stages: the length of reference is 3, but must be 2"),
        (lambda: eq.stages([5, 4.5], [6, 5]), r"^stages: group is 4\.5, but must be a whole number"),
        (lambda: eq.stages([5, 4], [6, 5], names="ab"), r"^stages: names is 'ab', but must be a list of 2 names"),
        (lambda: eq.stages([5, 4], [6, 5], confidence_level=95), r"^stages: confidence_level is 95.*did you mean 0\.95"),
        (lambda: eq.stages(*APPLIED).bounds(2, 1), r"^bounds: start is 2, but must be a stage before '2'"),
        (lambda: eq.stages(*APPLIED, names=NAMES).bounds("aplied"), r"^bounds: start is 'aplied', but must be one of .*did you mean 'applied'"),
        (lambda: eq.allocation_bounds(5, 4, 1, 2, 0, 0), r"^allocation_bounds: events is 5, but must be at most total"),
        (lambda: eq.allocation_bounds(3, 4, 1, 2, 3, 2), r"^allocation_bounds: unknown_events is 3, but must be at most"),
        (lambda: eq.allocation_bounds([3, 4], 4, 1, 2, [0, 5], 2), r"^allocation_bounds: unknown_events is 5.*row 1"),
        (lambda: eq.allocation_bounds(3, 4, 1, 2, 0, 0, margin=(1.1, 1.2)), r"^allocation_bounds: margin\.lower is 1\.1"),
    ],
)
def test_a_mistake_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        call()
