"""What groups are called: in the index of a Series or a frame, by numbers, and not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import equitable as eq

EVENTS, TOTALS = [596, 207, 44], [3842, 2386, 390]
FRAME = pd.DataFrame({"x": EVENTS, "n": TOTALS}, index=["White", "Asian", "Black"])


def test_the_index_of_a_series_names_the_groups() -> None:
    named = {"groups": ["White", "Asian", "Black"]}
    for function, options in (
        (eq.pairwise, {"reference": "White"}),
        (eq.pairwise, {"against": "all"}),
        (eq.marascuilo, {}),
        (eq.verdicts, {"reference": "Asian"}),
        (eq.simultaneous_ratios, {"reference": "Black"}),
        (eq.letter_display, {}),
    ):
        assert function(FRAME.x, FRAME.n, **options) == function(EVENTS, TOTALS, **named, **options)
    assert eq.shortfall(FRAME.x, FRAME.n, "Black").group == "Black"
    assert eq.percentile_rank(FRAME.x, FRAME.n).organisation.tolist() == ["White", "Asian", "Black"]
    assert eq.shrinkage(FRAME.x, FRAME.n).organisation.tolist() == ["White", "Asian", "Black"]
    assert eq.funnel(FRAME.x, FRAME.n).organisation.tolist() == ["White", "Asian", "Black"]
    assert eq.shares(FRAME.x).category.tolist() == ["White", "Asian", "Black"]
    # Names that are given stand above it; one column without an index is enough of the other.
    assert eq.marascuilo(FRAME.x, FRAME.n, groups=["a", "b", "c"]).group.tolist() == ["a", "a", "b"]
    assert eq.marascuilo(EVENTS, FRAME.n).group.tolist() == ["White", "White", "Asian"]


def test_index_and_columns_of_a_frame_name_the_cells() -> None:
    table = pd.DataFrame([[21, 36, 30], [2, 3, 8]], index=["stayed", "left"], columns=["low", "middle", "high"])
    found = eq.residuals(table)
    assert found[1, 2].row == "left"
    assert found[1, 2].column == "high"
    assert found == eq.residuals(table.to_numpy(), rows=["stayed", "left"], columns=["low", "middle", "high"])
    assert eq.residuals(events=FRAME.x, totals=FRAME.n).row[:, 0].tolist() == ["White", "Asian", "Black"]


def test_an_index_that_names_nothing_is_passed_over() -> None:
    for index in ([0, 1, 2], ["a", "a", "b"], ["a", None, "b"], [1.0, np.nan, 2.0]):
        frame = FRAME.set_axis(pd.Index(index), axis=0)
        assert eq.marascuilo(frame.x, frame.n).group.tolist() == ["1", "1", "2"]
    numbered = eq.residuals(pd.DataFrame([[1, 2], [3, 4]]))
    assert numbered.row[:, 0].tolist() == ["1", "2"]
    years = FRAME.set_axis(pd.Index([2019, 2020, 2021]), axis=0)
    assert eq.marascuilo(years.x, years.n).group.tolist() == ["2019", "2019", "2020"]
    several = FRAME.set_axis(pd.MultiIndex.from_tuples([("A", 1), ("A", 2), ("B", 1)]), axis=0)
    assert eq.marascuilo(several.x, several.n).reference.tolist() == ["A 2", "B 1", "B 1"]


def test_groups_named_by_numbers_are_told_by_their_names() -> None:
    years = [2019, 2020, 2021]
    for found in (
        eq.pairwise(EVENTS, TOTALS, groups=years, reference=2020),
        eq.verdicts(EVENTS, TOTALS, groups=years, reference=np.int64(2020)),
        eq.simultaneous_ratios(EVENTS, TOTALS, groups=years, reference="2020"),
        eq.pairwise(pd.Series(EVENTS, index=years), TOTALS, reference=2020),
    ):
        assert set(found.reference) == {"2020"}
    assert set(eq.pairwise(EVENTS, TOTALS, groups=years).reference) == {"2019"}  # the first unless told
    assert set(eq.pairwise(EVENTS, TOTALS, groups=years, reference=2).reference) == {"2021"}  # a place
    assert set(eq.pairwise(EVENTS, TOTALS, groups=[0, 1, 2], reference=1).reference) == {"1"}
    assert set(eq.pairwise(EVENTS, TOTALS, groups=[5, 6, 1], reference="1").reference) == {"1"}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: eq.pairwise(EVENTS, TOTALS, groups=["a", None, "b"]), r"^pairwise: groups\[1\] is missing, but must be a name$"),
        (lambda: eq.verdicts(EVENTS, TOTALS, groups=["a", "b", float("nan")]), r"^verdicts: groups\[2\] is missing, but must be a name$"),
        (lambda: eq.residuals([[1, 2], [3, 4]], rows=[pd.NA, "b"]), r"^residuals: rows\[0\] is missing, but must be a name$"),
        (lambda: eq.pairwise(EVENTS, TOTALS, groups=[1, 2, 3], reference=1), r"^pairwise: reference is 1, but must be told as '1', which is a name, or '2'"),
        (lambda: eq.pairwise(EVENTS, TOTALS, groups=[2019, 2020, 2021], reference=2022), r"^pairwise: reference is 2022, but must be the place of one"),
        (lambda: eq.pairwise(EVENTS, TOTALS, reference=3), r"^pairwise: reference is 3, but must be the place of one of the 3 groups"),
        (lambda: eq.homogeneity({"a": 1, "b": 2}, [3, 4]), r"^homogeneity: events is a dict, but must be a list or an array of whole numbers: list\(events\.values\(\)\)"),  # type: ignore[arg-type]
        (lambda: eq.adjust_pvalues({0.1, 0.2}), r"^adjust_pvalues: pvalues is a set, but must be a list or an array of numbers$"),  # type: ignore[arg-type]
        (lambda: eq.pairwise([1], [3]), r"^pairwise: the number of groups is 1, but must be 2 or more"),
        (lambda: eq.marascuilo([], []), r"^marascuilo: the number of groups is 0, but must be 2 or more"),
        (lambda: eq.verdicts([1], [3], against="all"), r"^verdicts: the number of groups is 1, but must be 2 or more"),
    ],
)
def test_a_name_that_is_none_is_refused(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        call()
