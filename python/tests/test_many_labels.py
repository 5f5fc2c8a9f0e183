"""Series of pandas with labels that say that their places do not fit are refused by the functions of many tables too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import equitable as eq
from many_tables import many

EVENTS = pd.Series([30, 4], index=["White", "BME"])
TOTALS = pd.Series([90, 20], index=["White", "BME"])
T = ["A", "A"]


def turned(*values: Any) -> pd.Series:
    return pd.Series(values, index=["BME", "White"])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: many.homogeneity(EVENTS, turned(20, 90), T), "many.homogeneity: events and totals"),
        (lambda: many.homogeneity(EVENTS, TOTALS, turned("A", "A")), "table and events"),
        (lambda: many.homogeneity(EVENTS, TOTALS, {"trust": turned("A", "A")}), r"table\['trust'\] and events"),
        (lambda: many.homogeneity([30, 4], [90, 20], {"trust": EVENTS, "year": turned(1, 2)}), r"table\['trust'\] and table\['year'\]"),
        (lambda: many.homogeneity(EVENTS, TOTALS, [turned("A", "A"), [1, 1]]), r"table\[0\] and events"),
        (lambda: many.homogeneity(EVENTS, TOTALS, turned("A", "A").to_frame("trust")), "table and events"),
        (lambda: many.trend(EVENTS, TOTALS, T, turned(1, 2)), "events and scores"),
        (lambda: many.pairwise(EVENTS, TOTALS, T, groups=turned("White", "BME")), "events and groups"),
        (lambda: many.stages(EVENTS, [99, 50], T, turned(5, 4)), "group and unknown"),
        (lambda: many.change((EVENTS, TOTALS, EVENTS, TOTALS), (EVENTS, TOTALS, EVENTS, turned(20, 90))), "first.events and second.reference_total"),
        (lambda: many.adjust_pvalues(EVENTS / 100, turned("f", "g")), "family and pvalues"),
        (lambda: many.reject_pvalues(EVENTS / 100, turned("f", "g")), "family and pvalues"),
        (lambda: many.adjust_tree(EVENTS / 100, turned(None, "a"), T, names=["a", "b"]), "pvalues and parents"),
        (lambda: eq.pairwise(EVENTS, TOTALS, groups=turned("White", "BME")), "pairwise: the counts and groups"),
        (lambda: eq.stages([30, 4], TOTALS, names=turned("applied", "appointed")), "reference and names"),
        (lambda: eq.adjust_tree(EVENTS / 100, [None, 0], names=turned("a", "b")), "pvalues and names"),
    ],
)
def test_series_out_of_order_are_refused(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(eq.InvalidInput, match=f"{said} are Series with different labels"):
        call()


def test_series_in_one_order_are_taken() -> None:
    plain = many.pairwise([30, 4], [90, 20], T, groups=["White", "BME"])
    frame = pd.DataFrame({"x": EVENTS, "n": TOTALS, "table": T, "group": ["White", "BME"]})
    assert many.pairwise(frame.x, frame.n, frame.table, groups=frame.group) == plain
    assert many.pairwise(frame.x, frame.n, T, groups=turned("White", "BME").to_numpy()) == plain
    keyed = many.homogeneity(frame.x, frame.n, frame[["table"]])
    assert keyed.pvalue.tolist() == many.homogeneity([30, 4], [90, 20], T).pvalue.tolist()
    np.testing.assert_array_equal(eq.pairwise(frame.x, frame.n, groups=frame.group).pvalue, eq.pairwise([30, 4], [90, 20]).pvalue)
