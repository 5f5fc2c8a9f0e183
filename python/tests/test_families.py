"""Families of comparisons: trees of tests, letters, and ratios whose intervals hold together, against definitions written anew."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

import equitable as eq

EVENTS, TOTALS = [596, 207, 44, 31, 12], [3842, 2386, 390, 166, 95]
GROUPS = ["White", "Asian", "Black", "Mixed", "Other"]

# ---------------------------------------------------------------------------------------------------------------- trees


def tree_by_hand(pvalues: list[float], parents: list[int | None]) -> list[float]:
    """The largest p · (leaves in all)/(leaves below) over a test and all above it."""
    size = len(pvalues)

    def leaves(place: int) -> float:
        below = sum(leaves(child) for child in range(size) if parents[child] == place)
        return below if below or math.isnan(pvalues[place]) else 1.0

    everything = sum(leaves(place) for place in range(size) if parents[place] is None)
    found = []
    for place, pvalue in enumerate(pvalues):
        chain: list[int] = []
        above: int | None = place
        while above is not None:
            chain.append(above)
            above = parents[above]
        tested = [each for each in chain if not math.isnan(pvalues[each])]
        found.append(math.nan if math.isnan(pvalue) else min(1.0, max(pvalues[each] * everything / leaves(each) for each in tested)))
    return found


def test_trees_are_adjusted_from_the_top() -> None:
    random = np.random.default_rng(6)
    for size in range(1, 30):
        parents = [None if place == 0 or random.random() < 0.1 else int(random.integers(0, place)) for place in range(size)]
        pvalues = random.random(size) ** 3
        pvalues[random.random(size) < 0.15] = math.nan
        found = eq.adjust_tree(pvalues, parents)
        assert found.pvalue_adjusted == pytest.approx(tree_by_hand(pvalues.tolist(), parents), rel=1e-13, nan_ok=True)
        known = ~np.isnan(pvalues)
        assert (found.pvalue_adjusted[known] >= pvalues[known]).all()
        assert (found.status == np.where(known, "ok", "undefined")).all()


def test_a_flat_tree_is_bonferroni_and_a_chain_costs_nothing() -> None:
    pvalues = [0.001, 0.01, 0.02, 0.3]
    flat = eq.adjust_tree(pvalues, [None] * 4)
    assert flat.pvalue_adjusted == pytest.approx(eq.adjust_pvalues(pvalues, method="bonferroni"))
    chain = eq.adjust_tree([0.01, 0.3, 0.02, 0.9], [None, 0, 1, 2])
    assert chain.pvalue_adjusted.tolist() == [0.01, 0.3, 0.3, 0.9]
    assert chain.depth.tolist() == [0, 1, 2, 3]


def test_a_tree_by_names_names_its_family() -> None:
    names = ["White and BME", "Asian", "Black", "Indian", "Pakistani"]
    found = eq.adjust_tree([1e-4, 0.004, 0.3, 0.01, 0.2], [None, "White and BME", "White and BME", "Asian", "Asian"], names=names, family="bullying")
    assert found.parent.tolist() == ["", "White and BME", "White and BME", "Asian", "Asian"]
    assert found.pvalue_adjusted == pytest.approx([1e-4, 0.006, 0.9, 0.03, 0.6])
    assert found.family == "bullying: 5 tests, gated from the top (Meinshausen 2008)"
    assert "bullying" in repr(found)
    assert set(found.to_frame("pandas")["family"]) == {found.family}
    assert "Meinshausen" in found[3].explain()
    assert repr(found[3]) == "Indian, under Asian: p = 0.010, adjusted p = 0.030."
    json.dumps(eq.adjust_tree([math.nan], [None]).to_dict(), allow_nan=False)
    assert eq.adjust_tree([], []).shape == (0,)


# -------------------------------------------------------------------------------------------------------------- letters


def test_groups_share_a_letter_exactly_when_they_do_not_differ() -> None:
    random = np.random.default_rng(7)
    for _ in range(60):
        size = int(random.integers(2, 9))
        totals = random.integers(0, 400, size)
        events = random.binomial(totals, random.choice([0.1, 0.2, 0.3, 0.5], size))
        found = eq.letter_display(events, totals, adjust="bh", confidence_level=0.9)
        pairs = eq.pairwise(events, totals, against="all", adjust="bh")
        for first, second, pvalue in zip(pairs.group, pairs.reference, pairs.pvalue_adjusted, strict=True):
            i, j = int(first) - 1, int(second) - 1
            if totals[i] and totals[j]:
                shared = set(found.letters[i]) & set(found.letters[j])
                assert bool(shared) == (not pvalue < 0.1)
        assert (found.status == np.where(totals > 0, "ok", "undefined")).all()
        assert [letters == "" for letters in found.letters] == (totals == 0).tolist()
        if (totals > 0).any():
            best = int(np.argmax(np.where(totals > 0, events / np.maximum(totals, 1), -1)))
            assert "a" in found.letters[best]
        order = random.permutation(size)
        turned = eq.letter_display(events[order], totals[order], adjust="bh", confidence_level=0.9)
        alike = [bool(set(a) & set(b)) for a, b in itertools.combinations(found.letters[order], 2)]
        assert alike == [bool(set(a) & set(b)) for a, b in itertools.combinations(turned.letters, 2)]


def test_letters_of_groups_alike_and_without_events() -> None:
    assert eq.letter_display([0, 0, 0], [5, 6, 7]).letters.tolist() == ["a", "a", "a"]
    assert eq.letter_display([5], [9]).letters.tolist() == ["a"]
    many = eq.letter_display(range(0, 6000, 100), [6000] * 60)
    assert many.status.tolist() == ["too_large"] * 60
    assert "more letters are needed than there are: use pairwise" in repr(many)
    found = eq.letter_display(EVENTS, TOTALS, groups=GROUPS)
    assert found.letters.tolist()[1] != found.letters.tolist()[0]
    assert found.family == "all_pairs, 10 tests, holm"
    assert repr(found[0]).startswith("White: 15.5% (596 of 3,842), ")
    assert "Piepho" in found.explain()
    assert "Piepho" in found[1].explain()
    assert found.to_frame("polars")["letters"].to_list() == found.letters.tolist()


# --------------------------------------------------------------------------------------------------- simultaneous ratios


def within(c: float, shares: np.ndarray[Any, Any]) -> float:
    """The chance that deviates with the correlations λ_i λ_j all stay within ±c: one integral over what they share."""
    u = np.linspace(-9, 9, 4001)
    density = np.exp(-(u**2) / 2) / math.sqrt(2 * math.pi)
    normal = np.vectorize(NormalDist().cdf)
    product = np.ones_like(u)
    for share in shares:
        own = math.sqrt(1 - share)
        product *= normal((c - math.sqrt(share) * u) / own) - normal((-c - math.sqrt(share) * u) / own)
    return float(np.sum(density * product) * (u[1] - u[0]))


def test_ratios_hold_at_once_at_the_value_that_their_largest_deviate_keeps() -> None:
    found = eq.simultaneous_ratios(EVENTS, TOTALS, groups=GROUPS)
    n = np.array(TOTALS[1:], dtype=float)
    shares = n / (n + TOTALS[0])
    assert within(found.critical_value, shares) == pytest.approx(0.95, abs=1e-9)
    for i in range(4):
        four = (EVENTS[i + 1], TOTALS[i + 1], EVENTS[0], TOTALS[0])
        test = eq.significance(*four, alternative="greater")
        assert found.statistic[i] == pytest.approx(test.statistic, rel=1e-12)
        assert found.pvalue_adjusted[i] == pytest.approx(1 - within(abs(test.statistic), shares), abs=1e-8)
        level = 2 * NormalDist().cdf(found.critical_value) - 1
        plain = eq.relative_likelihood(*four, confidence_level=level)
        assert (found.value[i], found.lower[i], found.upper[i]) == pytest.approx((plain.value, plain.lower, plain.upper), rel=1e-9)
        assert (found.pvalue_adjusted[i] < 0.05) == (not found.lower[i] <= 1 <= found.upper[i])
    assert NormalDist().inv_cdf(0.975) < found.critical_value < NormalDist().inv_cdf(1 - 0.025 / 4)
    assert found.family == "against_reference, 4 tests, max_t_score"


def test_the_logarithms_share_what_the_reference_varies() -> None:
    found = eq.simultaneous_ratios(EVENTS, TOTALS, reference="Black", groups=GROUPS, method="max_t_log")
    variances = 1 / np.array(EVENTS) - 1 / np.array(TOTALS)
    others = np.delete(variances, 2)
    assert within(found.critical_value, variances[2] / (variances[2] + others)) == pytest.approx(0.95, abs=1e-9)
    assert found.group.tolist() == ["White", "Asian", "Mixed", "Other"]
    half = found.critical_value * np.sqrt(others + variances[2])
    assert np.log(found.upper) - np.log(found.value) == pytest.approx(half, rel=1e-9)


def test_one_comparison_is_the_plain_one() -> None:
    found = eq.simultaneous_ratios([21, 9], [60, 55], reference=1)
    plain = eq.relative_likelihood(21, 60, 9, 55)
    assert (found.lower[0], found.upper[0]) == pytest.approx((plain.lower, plain.upper), rel=1e-10)
    assert found.pvalue_adjusted[0] == pytest.approx(eq.significance(21, 60, 9, 55).pvalue, rel=1e-9)


def test_the_order_of_groups_does_not_matter_and_empty_ones_do_not_count() -> None:
    found = eq.simultaneous_ratios(EVENTS, TOTALS)
    back = eq.simultaneous_ratios(EVENTS[::-1], TOTALS[::-1], reference=4)
    assert back.pvalue_adjusted[::-1] == pytest.approx(found.pvalue_adjusted, rel=1e-9)
    more = eq.simultaneous_ratios([*EVENTS, 0], [*TOTALS, 0])
    assert more.status.tolist() == ["ok"] * 4 + ["undefined"]
    assert more.critical_value == pytest.approx(found.critical_value, rel=1e-12)
    none = eq.simultaneous_ratios([0, 0, 0], [5, 6, 7])
    assert none.status.tolist() == ["no_information", "no_information"]
    everybody = eq.simultaneous_ratios([5, 6], [5, 6])
    assert everybody.status.tolist() == ["no_information"]
    empty = eq.simultaneous_ratios([0, 3], [0, 7])
    assert empty.ratio_status.tolist() == ["undefined"]
    with pytest.raises(eq.InvalidInput, match="the number of groups is 1, but must be 2 or more"):
        eq.simultaneous_ratios([3], [7])
    for result in (found, more, none, everybody, empty):
        assert "nan" not in repr(result)
        json.dumps(result.to_dict(), allow_nan=False)
        assert "Dunnett" in result.explain()
    assert "simultaneous interval" in repr(found[0])
    assert set(found.to_frame("pandas")["interval_adjust"]) == {"max_t_score"}


# -------------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: eq.adjust_tree([0.1, 1.5], [None, 0]), r"^adjust_tree: pvalues\[1\] is 1\.5"),
        (lambda: eq.adjust_tree([0.1, 0.5], [None]), r"^adjust_tree: the length of parents is 1, but must be 2"),
        (lambda: eq.adjust_tree([0.1, 0.5], [1, None]), r"^adjust_tree: parents\[0\] is 1, but must be a test that comes earlier"),
        (lambda: eq.adjust_tree([0.1, 0.5], [None, 2]), r"^adjust_tree: parents\[1\] is 2, but must be the place of one of the 2 tests"),
        (lambda: eq.adjust_tree([0.1, 0.5], [None, "top"], names=["all", "one"]), r"^adjust_tree: parents\[1\] is 'top', but must be one of all, one"),
        (lambda: eq.adjust_tree([0.1], "x"), r"^adjust_tree: parents is 'x', but must be a list"),
        (lambda: eq.adjust_tree([0.1], [None], family=3), r"^adjust_tree: family is 3, but must be a name"),  # type: ignore[arg-type]
        (lambda: eq.letter_display([5], [4]), r"^letter_display: events\[0\] is 5, but must be at most"),
        (lambda: eq.letter_display([3], [4], adjust="none"), r"^letter_display: adjust is 'none', but must be one of"),
        (lambda: eq.letter_display([3], [4], confidence_level=1), r"^letter_display: confidence_level is 1"),
        (lambda: eq.simultaneous_ratios([5, 1], [4, 4]), r"^simultaneous_ratios: events\[0\] is 5, but must be at most"),
        (lambda: eq.simultaneous_ratios([3, 1], [4, 4], reference=2), r"^simultaneous_ratios: reference is 2, but must be the place of one of the 2"),
        (lambda: eq.simultaneous_ratios([3, 1], [4, 4], method="dunnett"), r"^simultaneous_ratios: method is 'dunnett', but must be one of max_t_score"),
    ],
)
def test_a_mistake_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        call()
