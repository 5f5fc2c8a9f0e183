"""Time: verdicts on change, several periods, snapshots that share people, and targets: against the pieces, chains of chance in fractions, and laws."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from fractions import Fraction
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

import equitable as eq

FIRST, SECOND = (60, 1200, 240, 3000), (90, 1200, 240, 3000)
YEARS = ([117, 102, 126, 139], [488, 435, 516, 571], [460, 429, 487, 488], [1991, 1876, 2183, 2237])

# ---------------------------------------------------------------------------------------------------- verdicts on change


def judged(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[str, str]:
    """The table of grades, from the change itself at both levels."""
    wide, narrow = (eq.change(first, second, confidence_level=level) for level in (0.95, 0.9))
    significant = wide.pvalue < 0.05
    outside = wide.value < 0.8 or wide.value > 1.25
    inside = 0.8 <= narrow.lower and narrow.upper <= 1.25
    apart = significant and (wide.lower > 1.25 or wide.upper < 0.8)
    a, b = (abs(math.log(part.value)) if part.value > 0 else math.inf for part in (wide.first, wide.second))
    moved = "widened" if b >= a else "narrowed"
    if apart:
        return moved, "substantial"
    if significant and outside:
        return moved, "material"
    if significant and inside:
        return "unchanged", "detectable"
    if significant:
        return moved, "slight"
    if inside:
        return "unchanged", "equivalent"
    n = second[1]
    reachable = [eq.change(first, (x, *second[1:])).pvalue < 0.05 for x in ((0, n) if wide.value == 1 else (0,) if wide.value < 1 else (n,))]
    if not any(reachable):
        return "no_clear_change", "untestable"
    return "no_clear_change", "suggestive" if outside else "unclear"


def test_a_change_is_judged_by_its_ratio_of_ratios() -> None:
    random = np.random.default_rng(8)
    seen = set()
    for _ in range(70):
        size = int(random.choice([12, 60, 400, 3000, 20000]))
        rates = random.choice([0.1, 0.11, 0.15, 0.3], 4)
        periods = [(int(random.binomial(size, rates[i])), size, int(random.binomial(size, rates[i + 1])), size) for i in (0, 2)]
        if min(periods[0][0], periods[0][2], periods[1][0], periods[1][2]) == 0:
            continue
        found = eq.change_verdict(*periods)
        assert (found.state, found.grade) == judged(*periods)
        change = eq.change(*periods)
        assert (found.ratio, found.pvalue) == (change.value, change.pvalue)
        assert found.interval.lower == pytest.approx(change.lower, rel=1e-9)
        assert (found.first_ratio, found.second_ratio) == (change.first.value, change.second.value)
        assert found.reversed == ((change.first.value < 1 < change.second.value) or (change.second.value < 1 < change.first.value))
        back = eq.change_verdict(*periods[::-1])
        assert back.ratio == pytest.approx(1 / found.ratio, rel=1e-12)
        seen.add(found.grade)
    assert len(seen) >= 6


def test_verdicts_of_columns_are_those_of_their_rows() -> None:
    rows = [(FIRST, SECOND), ((0, 0, 3, 9), SECOND), ((0, 9, 3, 9), (0, 9, 3, 9)), ((3, 9, 0, 9), (4, 9, 3, 9)), ((9, 9, 9, 9), (9, 9, 9, 9))]
    first, second = ([list(column) for column in zip(*(row[i] for row in rows), strict=True)] for i in (0, 1))
    many = eq.change_verdict(first, second)
    for i, row in enumerate(rows):
        one = eq.change_verdict(*row)
        assert many[i] == one
        assert "nan" not in repr(one)
        json.dumps(one.to_dict(), allow_nan=False)
        assert "Gart" in one.explain()
    assert many.state.tolist()[:2] == ["narrowed", "not_assessable"]
    frame = many.to_frame("pandas")
    assert frame["later_events"].tolist() == [90, 90, 0, 4, 9]
    wide = eq.change_verdict(FIRST, SECOND, margin=(0.5, 2))
    assert (wide.state, wide.grade) == ("narrowed", "slight")


# ------------------------------------------------------------------------------------------------------- several periods


@pytest.mark.parametrize("measure", ["relative_likelihood", "rate_difference"])
def test_two_periods_are_the_test_of_their_change(measure: str) -> None:
    for first, second in ((FIRST, SECOND), ((3, 20, 5, 30), (9, 25, 4, 31)), ((0, 20, 5, 30), (9, 25, 4, 31))):
        found = eq.period_heterogeneity(*([a, b] for a, b in zip(first, second, strict=True)), measure=measure)
        change = eq.change(first, second, measure=measure)
        assert found.statistic == pytest.approx(change.statistic**2, rel=1e-7)
        assert found.pvalue == pytest.approx(change.pvalue, rel=1e-7)
        assert found.df == 1


def least(periods: list[tuple[int, int, int, int]]) -> float:
    """The least sum of squared Miettinen-Nurminen statistics over a common ratio, by trying ever finer ratios."""
    low, high = -3.0, 3.0
    for _ in range(6):
        tried = np.linspace(low, high, 41)
        sums = [sum(eq.significance(*four, measure="rr", null=math.exp(at)).statistic for four in periods) for at in tried]
        best = int(np.argmin(sums))
        low, high = tried[max(best - 1, 0)], tried[min(best + 1, 40)]
    return float(min(sums))


def test_several_periods_are_the_least_sum_of_squared_scores() -> None:
    found = eq.period_heterogeneity(*YEARS)
    assert found.statistic == pytest.approx(least(list(zip(*YEARS, strict=True))), rel=1e-6)
    assert found.df == 3
    back = eq.period_heterogeneity(*(column[::-1] for column in YEARS))
    assert back.statistic == pytest.approx(found.statistic, rel=1e-10)
    alike = eq.period_heterogeneity([30, 60], [100, 200], [20, 40], [100, 200])
    assert alike.statistic == pytest.approx(0, abs=1e-9)
    assert alike.pvalue == pytest.approx(1, abs=1e-4)


def test_periods_that_say_nothing_are_left_out() -> None:
    found = eq.period_heterogeneity([*YEARS[0], 0, 3], [*YEARS[1], 0, 7], [*YEARS[2], 0, 0], [*YEARS[3], 9, 0])
    assert (found.df, found.statistic) == (3, pytest.approx(eq.period_heterogeneity(*YEARS).statistic, rel=1e-12))
    for columns in (([3], [9], [4], [9]), ([0, 0], [9, 9], [0, 0], [9, 9]), ([], [], [], [])):
        none = eq.period_heterogeneity(*columns)
        assert none.status == "no_information"
        assert "nan" not in repr(none)
    assert "among 1 period:" in repr(eq.period_heterogeneity([3], [9], [4], [9]))
    assert "Gart" in found.explain()


# --------------------------------------------------------------------------------------------------- snapshots that overlap


def wilson(x: int, n: int) -> tuple[float, float]:
    """How far Wilson's 95 % limits lie from the rate."""
    z = NormalDist().inv_cdf(0.975)
    p = x / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return p - (middle - half) / scale, (middle + half) / scale - p


def test_those_who_stayed_are_counted_once() -> None:
    stayers, leavers, joiners = (300, 1500), (40, 250), (75, 260)
    found = eq.overlapping_change(stayers, leavers, joiners)
    n1, n2 = 1750, 1760
    weights = [Fraction(260, n2), -Fraction(250, n1), Fraction(1500 * (250 - 260), n1 * n2)]
    shares = [Fraction(75, 260), Fraction(40, 250), Fraction(300, 1500)]
    change = sum(w * s for w, s in zip(weights, shares, strict=True))
    assert change == Fraction(375, 1760) - Fraction(340, 1750)
    assert found.value == pytest.approx(float(change), rel=1e-13)
    sides = [wilson(75, 260), wilson(40, 250), wilson(300, 1500)]
    down = math.sqrt(sum((float(w) * (d[0] if w > 0 else d[1])) ** 2 for w, d in zip(weights, sides, strict=True)))
    up = math.sqrt(sum((float(w) * (d[1] if w > 0 else d[0])) ** 2 for w, d in zip(weights, sides, strict=True)))
    assert (found.lower, found.upper) == pytest.approx((float(change) - down, float(change) + up), rel=1e-11)
    assert found.covariance == pytest.approx(float(Fraction(1500, n1 * n2) * Fraction(1, 5) * Fraction(4, 5)), rel=1e-12)
    assert found.independent_pvalue == pytest.approx(eq.significance(375, 1760, 340, 1750).pvalue, rel=1e-12)
    assert found.pvalue < found.independent_pvalue
    edge = eq.overlapping_change(stayers, leavers, joiners, confidence_level=1 - found.pvalue)
    assert edge.lower == pytest.approx(0, abs=1e-9)
    back = eq.overlapping_change(stayers, joiners, leavers)
    assert (back.value, back.lower, back.upper) == pytest.approx((-found.value, -found.upper, -found.lower), rel=1e-12)


def test_snapshots_that_share_nobody_are_two_samples() -> None:
    found = eq.overlapping_change((0, 0), (40, 250), (75, 260))
    newcombe = eq.rate_difference(75, 260, 40, 250, method="newcombe")
    assert (found.value, found.lower, found.upper) == pytest.approx((newcombe.value, newcombe.lower, newcombe.upper), rel=1e-11)
    assert found.correlation == 0


def test_snapshots_without_an_answer_say_why() -> None:
    same = eq.overlapping_change((3, 9), (0, 0), (0, 0))
    assert (same.value, same.lower, same.upper, same.test_status) == (0, 0, 0, "no_information")
    assert same.correlation == pytest.approx(1)
    assert "nobody came or went" in repr(same)
    empty = eq.overlapping_change((0, 0), (3, 9), (0, 0))
    assert empty.status == "undefined"
    many = eq.overlapping_change(([300, 3, 0], [1500, 9, 0]), ([40, 0, 3], [250, 0, 9]), ([75, 0, 0], [260, 0, 0]))
    for i, one in enumerate((eq.overlapping_change((300, 1500), (40, 250), (75, 260)), same, empty)):
        assert many[i] == one
        assert "nan" not in repr(one)
        json.dumps(one.to_dict(), allow_nan=False)
        assert "Kish" in one.explain()


# --------------------------------------------------------------------------------------------------------------- targets


def chain(now: tuple[int, int], periods: int, leave: Fraction, other: Fraction, share: Fraction, more: int) -> list[dict[int, Fraction]]:
    """The law of the group's number at the end of every period: post by post, in fractions."""
    law, posts = {now[0]: Fraction(1)}, now[1]

    def convolved(left: dict[int, Fraction], right: dict[int, Fraction]) -> dict[int, Fraction]:
        found: dict[int, Fraction] = {}
        for a, p in left.items():
            for b, q in right.items():
                found[a + b] = found.get(a + b, Fraction(0)) + p * q
        return found

    def binomial(n: int, p: Fraction) -> dict[int, Fraction]:
        return {k: math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)}

    laws = []
    for _ in range(periods):
        after: dict[int, Fraction] = {}
        for held, p in law.items():
            kept = binomial(held, 1 - leave * (1 - share))
            entered = binomial(posts - held, other * share)
            for number, q in convolved(convolved(kept, entered), binomial(more, share)).items():
                after[number] = after.get(number, Fraction(0)) + p * q
        law, posts = after, posts + more
        laws.append(law)
    return laws


@pytest.mark.parametrize(
    ("now", "goal", "leave", "other", "share", "more"),
    [
        ((1, 6), Fraction(1, 2), Fraction(1, 4), Fraction(1, 5), Fraction(1, 2), 0),
        ((2, 5), Fraction(1, 4), Fraction(1, 3), Fraction(1, 10), Fraction(1, 4), 2),
        ((0, 4), Fraction(3, 4), Fraction(0), Fraction(1), Fraction(3, 10), 1),
        ((3, 3), Fraction(1, 3), Fraction(1), Fraction(1, 2), Fraction(0), 1),
    ],
)
def test_paths_and_chances_are_those_of_the_chain(
    now: tuple[int, int], goal: Fraction, leave: Fraction, other: Fraction, share: Fraction, more: int
) -> None:
    options: dict[str, Any] = {"turnover": float(leave), "other_turnover": float(other), "appointment_share": float(share), "new_posts": more}
    found = eq.target(*now, float(goal), periods=3, **options)
    held, posts = Fraction(now[0]), now[1]
    for i, law in enumerate(chain(now, 3, leave, other, share, more)):
        appointments = held * leave + (posts - held) * other + more
        assert found.period_appointments[i] == pytest.approx(float(appointments), rel=1e-12)
        held, posts = sum((k * p for k, p in law.items()), Fraction(0)), posts + more
        assert found.people[i] == pytest.approx(float(held), rel=1e-12)
        assert found.posts[i] == posts
        assert found.needed[i] == math.ceil(goal * posts)
        chance = sum((p for k, p in law.items() if Fraction(k, posts) >= goal), Fraction(0))
        assert found.period_chance[i] == pytest.approx(float(chance), rel=1e-11, abs=1e-14)
        low = max(k for k in range(posts + 1) if sum((p for j, p in law.items() if j >= k), Fraction(0)) >= Fraction(975, 1000))
        assert found.lower[i] == low
    assert found.chance == found.period_chance[-1]
    assert found.short_now == max(0, math.ceil(goal * now[1]) - now[0])


def test_the_share_needed_is_the_least_that_reaches_the_target() -> None:
    plan: dict[str, Any] = {"periods": 5, "turnover": 0.12, "other_turnover": 0.1, "new_posts": 3}
    found = eq.target(53, 336, 0.256, appointment_share=0.3, **plan)
    needed = found.appointment_share_needed
    assert eq.target(53, 336, 0.256, appointment_share=needed, **plan).share[-1] == pytest.approx(0.256, rel=1e-9)
    assert eq.target(53, 336, 0.256, appointment_share=needed, **plan).appointments == pytest.approx(
        eq.target(53, 336, 0.256, appointment_share=needed, **plan).period_appointments.sum(), rel=1e-12
    )
    assert found.group_appointments_needed == pytest.approx(found.appointments * needed, rel=1e-12)
    for chance in (0.2, 0.9):
        share = found.appointment_share_for(chance)
        assert eq.target(53, 336, 0.256, appointment_share=share, **plan).chance == pytest.approx(chance, rel=1e-6)
    assert eq.target(53, 336, 0.256, appointment_share=0.9, **plan).appointment_share_for(0.9) == share
    frame = found.to_frame("pandas")
    assert frame["period"].tolist() == [1, 2, 3, 4, 5]
    assert frame["chance"].tolist() == found.period_chance.tolist()


def test_targets_at_their_edges() -> None:
    empty = eq.target(0, 0, 0.5, periods=2, turnover=0.1, appointment_share=0.5)
    assert empty.status == "undefined"
    assert math.isnan(empty.chance)
    new = eq.target(0, 0, 0.5, periods=2, turnover=0.1, appointment_share=0.5, new_posts=1)
    assert new.chance == pytest.approx(0.75)
    far = eq.target(0, 9, 0.5, periods=1, turnover=0.01, appointment_share=0.5)
    assert not far.reachable
    assert math.isnan(far.appointment_share_needed)
    assert math.isnan(far.appointment_share_for(0.5))
    there = eq.target(9, 9, 1.0, periods=1, turnover=0.0, appointment_share=0.0)
    assert (there.chance, there.short_now, there.appointment_share_needed) == (1.0, 0, 0.0)
    large = eq.target(900, 6000, 0.16, periods=2, turnover=0.1, appointment_share=0.2)
    assert large.method == "normal"
    exact = eq.target(749, 4999, 0.15, periods=2, turnover=0.1, appointment_share=0.15)
    assert exact.method == "exact"
    for result in (empty, new, far, there, large):
        assert "nan" not in repr(result)
        json.dumps(result.to_dict(), allow_nan=False)
        assert "Bartholomew" in result.explain()
        assert "<table>" in result._repr_html_()
        assert hash(result) == hash(result)
    assert "1 person short today" in repr(eq.target(0, 2, 0.5, periods=1, turnover=0.1, appointment_share=0.5))


# -------------------------------------------------------------------------------------------------------------- refusals

PLAN: dict[str, Any] = {"periods": 2, "turnover": 0.1, "appointment_share": 0.5}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: eq.change_verdict((5, 2, 3, 4), (1, 2, 3, 4)), r"^change_verdict: first\.events is 5, but must be at most"),
        (lambda: eq.change_verdict((1, 2, 3, 4), (1, 2, 3)), r"^change_verdict: second is \(1, 2, 3\), but must be four"),
        (lambda: eq.change_verdict(FIRST, (1, 2, 5, 4)), r"^change_verdict: second\.reference_events is 5, but must be at most"),
        (lambda: eq.change_verdict(FIRST, SECOND, confidence_level=0.5), r"^change_verdict: confidence_level is 0\.5"),
        (lambda: eq.change_verdict(FIRST, SECOND, margin=(1.1, 1.2)), r"^change_verdict: margin\.lower is 1\.1"),
        (lambda: eq.period_heterogeneity([5], [4], [1], [2]), r"^period_heterogeneity: events\[0\] is 5, but must be at most"),
        (lambda: eq.period_heterogeneity([3, 1], [4, 4], [1, 3], [2, 2]), r"^period_heterogeneity: reference_events\[1\] is 3, but must be at most"),
        (lambda: eq.period_heterogeneity([5], [4], [1], [2], measure="or"), r"^period_heterogeneity: measure is 'or', but must be one of"),
        (lambda: eq.overlapping_change((5, 4), (1, 2), (1, 2)), r"^overlapping_change: stayers\.events is 5, but must be at most"),
        (lambda: eq.overlapping_change((3, 4), 5, (1, 2)), r"^overlapping_change: leavers is 5, but must be two: events, total"),  # type: ignore[arg-type]
        (lambda: eq.target(5, 4, 0.5, **PLAN), r"^target: events is 5, but must be at most total, which is 4$"),
        (lambda: eq.target(3, 4, 25.6, **PLAN), r"^target: target is 25\.6"),
        (lambda: eq.target(3, 4, 0.5, **PLAN | {"periods": 0}), r"^target: periods is 0, but must be from 1 to 200$"),
        (lambda: eq.target(3, 4, 0.5, **PLAN | {"turnover": 12}), r"^target: turnover is 12, but must lie between 0 and 1$"),
        (lambda: eq.target(3, 4, 0.5, **PLAN | {"appointment_share": math.nan}), r"^target: appointment_share is nan"),
        (lambda: eq.target(3, 4, 0.5, **PLAN, new_posts=-1), r"^target: new_posts is -1, but must be 0 or more$"),
        (lambda: eq.target(3, 4, 0.5, **PLAN, other_turnover="much"), r"^target: other_turnover is 'much', but must be a number"),  # type: ignore[arg-type]
        (lambda: eq.target(3, 4, 0.5, **PLAN).appointment_share_for(50), r"^appointment_share_for: chance is 50, but must be strictly between 0 and 1$"),
    ],
)
def test_a_mistake_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        call()
