"""Verdicts on several groups at once, and over strata."""

from __future__ import annotations

import json
import math
from itertools import permutations
from typing import Any

import pytest

import equitable as eq


def chi_squared_p(x: int, n: int, y: int, m: int) -> float:
    """The N − 1 chi-squared of a two-by-two table, written out."""
    total = n + m
    cross = x * (m - y) - y * (n - x)
    statistic = (total - 1) * cross**2 / (n * m * (x + y) * (total - x - y))
    return math.erfc(math.sqrt(statistic / 2))


def holm(pvalues: list[float]) -> list[float]:
    adjusted = [0.0] * len(pvalues)
    worst = 0.0
    for rank, place in enumerate(sorted(range(len(pvalues)), key=lambda i: pvalues[i])):
        worst = max(worst, min(1.0, (len(pvalues) - rank) * pvalues[place]))
        adjusted[place] = worst
    return adjusted


EVENTS, TOTALS, GROUPS = [596, 207, 44, 12, 3], [3842, 2386, 390, 140, 20], ["White", "Asian", "Black", "Mixed", "Other"]


def test_holm_by_hand() -> None:
    found = eq.verdicts(EVENTS, TOTALS, groups=GROUPS)
    plain = [chi_squared_p(x, n, EVENTS[0], TOTALS[0]) for x, n in zip(EVENTS[1:], TOTALS[1:], strict=True)]
    assert found.pvalue.tolist() == pytest.approx(plain, rel=1e-11)
    assert found.pvalue_adjusted.tolist() == pytest.approx(holm(plain), rel=1e-11)
    assert found.family == "against_reference, 4 tests, holm"
    assert found.group.tolist() == GROUPS[1:]
    for place in range(4):
        alone = eq.verdict(EVENTS[place + 1], TOTALS[place + 1], EVENTS[0], TOTALS[0])
        row = found[place]
        assert (row.state_alone, row.grade_alone) == (alone.state, alone.grade)
        assert row.interval == alone.interval
        assert row.simultaneous_interval.lower <= row.interval.lower
        wide = eq.relative_likelihood(EVENTS[place + 1], TOTALS[place + 1], EVENTS[0], TOTALS[0], confidence_level=1 - 0.05 / 4)
        assert tuple(row.simultaneous_interval) == pytest.approx((wide.lower, wide.upper), rel=1e-12)


def test_one_comparison_is_the_plain_verdict() -> None:
    found = eq.verdicts([207, 596], [2386, 3842])[0]
    plain = eq.verdict(596, 3842, 207, 2386)
    assert (found.state, found.grade) == (plain.state, plain.grade) == ("higher", "substantial")
    assert found.sentence(group="Group {}") == plain.sentence(group="Group 2", reference="Group 1")


def test_order_of_groups_does_not_matter() -> None:
    wanted = {row.group: (row.state, row.grade) for row in eq.verdicts(EVENTS, TOTALS, groups=GROUPS, against="rest")._each()}
    for order in list(permutations(range(5)))[::17]:
        found = eq.verdicts([EVENTS[i] for i in order], [TOTALS[i] for i in order], groups=[GROUPS[i] for i in order], against="rest")
        assert {row.group: (row.state, row.grade) for row in found._each()} == wanted


def test_words_name_the_family() -> None:
    told = eq.verdicts(EVENTS, TOTALS, groups=GROUPS).sentence(group="{} applicants", outcome="be appointed")
    assert len(told) == 4
    assert told[0].startswith("Asian applicants were 0.56 times as likely as White applicants to be appointed (8.7% against 15.5%).")
    assert told[0].endswith("One of 4 comparisons; p < 0.001 after adjustment for that (holm).")
    assert "equivalent" not in "".join(told)


def test_frame_and_dict() -> None:
    found = eq.verdicts(EVENTS, TOTALS, groups=GROUPS, adjust="fdr")
    assert found.adjust == "bh"
    frame = found.to_frame("polars")
    assert frame.height == 4
    assert {"state", "state_alone", "pvalue_adjusted", "simultaneous_lower"} <= set(frame.columns)
    json.dumps(found.to_dict())
    assert "verdicts, against_reference, 4 tests, bh" in repr(found)
    assert "<table>" in found._repr_html_()


def test_pooled() -> None:
    strata = [117, 102, 126, 139], [488, 435, 516, 571], [460, 429, 487, 488], [1991, 1876, 2183, 2237]
    found, behind = eq.pooled_verdict(*strata), eq.stratified(*strata)
    assert (found.ratio, found.interval.lower, found.interval.upper) == pytest.approx((behind.value, behind.lower, behind.upper), rel=1e-12)
    assert found.pvalue == pytest.approx(behind.association.pvalue, rel=1e-12)
    assert found.heterogeneity_pvalue == pytest.approx(behind.homogeneity.pvalue, rel=1e-12)
    assert (found.state, found.grade, found.strata, found.strata_differ) == ("similar", "equivalent", 4, False)
    told = found.sentence(group="BME staff", reference="White staff", outcome="be harassed by the public")
    assert told == (
        "Compared within 4 strata, BME staff and White staff were similarly likely to be harassed by the public (a ratio of 1.07): "
        "statistically equivalent within 0.80 to 1.25."
    )
    json.dumps(found.to_dict())
    assert found.to_frame("polars").height == 1


def test_pooled_with_one_stratum_is_the_plain_verdict() -> None:
    for counts in ((596, 3842, 207, 2386), (3, 20, 40, 390), (0, 9, 4, 50), (5, 5, 7, 7)):
        found, plain = eq.pooled_verdict(*([count] for count in counts)), eq.verdict(*counts)
        assert (found.state, found.grade) == (plain.state, plain.grade)
        assert tuple(found.interval) == pytest.approx(tuple(plain.interval), rel=1e-10)


def test_edges_have_a_status() -> None:
    nobody = eq.verdicts([3, 0, 5], [10, 0, 12])
    assert nobody.state.tolist()[0] == "not_assessable"
    assert nobody.status.tolist()[0] == "undefined"
    empty = eq.pooled_verdict([0], [0], [3], [10])
    assert (empty.state, empty.status, empty.strata) == ("not_assessable", "undefined", 0)
    assert empty.sentence() == "No conclusion about the group and the reference group can be drawn from these figures."


def test_a_family_of_one_says_so() -> None:
    one = eq.verdicts([596, 207], [3842, 2386])
    assert one.family == "against_reference, 1 test, holm"
    assert "comparisons" not in one.sentence()[0]
    assert eq.pairwise([596, 207], [3842, 2386]).family == "against_reference, 1 test, holm"
    assert eq.residuals([[596, 3246], [207, 2179]]).family == "1 row, holm"
    assert eq.adjust_tree([0.01], [None]).family.startswith("tree: 1 test, ")
    assert "of 1 row of counts" not in one[0].explain()
    assert eq.smallest_detectable_ratio(1, 0.5, 400)._line().count("1 person against 400") == 1


@pytest.mark.parametrize("decimals", ["2", 1.5, True, None, -1, 19])
def test_decimals_of_a_sentence_are_whole_numbers(decimals: object) -> None:
    said = "must be a whole number from 0 to 18"
    wrong: Any = decimals
    for name in ("ratio_decimals", "percent_decimals"):
        with pytest.raises(eq.InvalidInput, match=f"sentence: {name} is {wrong!r}, but {said}"):
            eq.verdict(3, 10, 4, 12).sentence(**{name: wrong})
        with pytest.raises(eq.InvalidInput, match=said):
            eq.verdicts([3, 4], [10, 12]).sentence(**{name: wrong})
    with pytest.raises(eq.InvalidInput, match=said):
        eq.pooled_verdict([3], [10], [4], [12]).sentence(ratio_decimals=wrong)
    with pytest.raises(eq.InvalidInput, match=said):
        eq.representation(3, 10, 40, 120).sentence(percent_decimals=wrong)


def test_the_names_in_the_sentences_of_a_family_are_texts() -> None:
    wrong: Any = 3
    for name in ("outcome", "group"):
        with pytest.raises(eq.InvalidInput, match=f"sentence: {name} is 3, but must be one name"):
            eq.verdicts([3, 4], [10, 12]).sentence(**{name: wrong})


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: eq.verdicts([3], [2]), "events"),
        (lambda: eq.verdicts([1, 2], [3]), "the length of totals"),
        (lambda: eq.verdicts([1, 2], [3, 4], against="all of them"), "against is 'all of them'"),
        (lambda: eq.verdicts([1, 2], [3, 4], reference="White"), "reference is 'White'"),
        (lambda: eq.verdicts([1, 2], [3, 4], adjust="none"), "adjust is 'none'"),
        (lambda: eq.verdicts([1, 2], [3, 4], confidence_level=95), "confidence_level"),
        (lambda: eq.verdicts([1, 2], [3, 4], margin=(1.1, 1.25)), "margin"),
        (lambda: eq.pooled_verdict([1], [3], [4], [2]), "reference_events"),
        (lambda: eq.pooled_verdict([1], [3], [1], [2], confidence_level=0.4), "confidence_level"),
    ],
)
def test_bad_input(call, said) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(eq.InvalidInput, match=said):
        call()
