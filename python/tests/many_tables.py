"""Tables for the tests of many tables in one call, and what is compared of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

import equitable as eq

many = eq.many
SIDES = ("group", "reference", "events", "total", "reference_events", "reference_total")



def groups_of_tables(seed: int, tables: int = 70) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Events, totals and labels: tables of 1 to 7 groups, some empty, some without events, some all events."""
    random = np.random.default_rng(seed)
    events, totals, labels = [], [], []
    for table in range(tables):
        kind = table % 7
        for _ in range(int(random.integers(1, 8))):
            n = 0 if kind == 1 or random.random() < 0.08 else int(random.integers(1, 400 if kind < 5 else 12))
            x = 0 if kind == 2 else n if kind == 3 else int(random.binomial(n, random.uniform(0.02, 0.6)))
            events.append(x)
            totals.append(n)
            labels.append(f"T{table}")
    return np.array(events), np.array(totals), np.array(labels)


def strata_of_tables(seed: int, tables: int = 70) -> tuple[list[np.ndarray], np.ndarray]:
    x1, n1, labels = groups_of_tables(seed, tables)
    random = np.random.default_rng(seed + 1)
    n2 = np.where(random.random(n1.size) < 0.05, 0, random.integers(1, 90, n1.size))
    return [x1, n1, random.binomial(n2, 0.25), n2], labels


def rows_by_table(labels: np.ndarray) -> Iterable[tuple[Any, np.ndarray]]:
    for label in dict.fromkeys(labels.tolist()):
        yield label, np.flatnonzero(labels == label)


def near(one: Any, other: Any, exact: bool, within: float = 2e-14) -> bool:
    """Alike; a number worked out beside others may differ in the last bits."""
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other if exact else math.isclose(one, other, rel_tol=within)


def compared(found: Any, labels: np.ndarray, single: Callable[[np.ndarray], Any], names: Iterable[str], *, exact: bool = True) -> None:
    """Every table's row beside what the function of one table says."""
    seen = 0
    for label, rows in rows_by_table(labels):
        one, alone = found.of(label), single(rows)
        for name in names:
            within = 1e-12 if name == "pvalue" and alone.pvalue < 1e-12 else 2e-14  # far out a tail has fewer bits than its statistic
            assert near(getattr(one, name), getattr(alone, name), exact, within), (label, name, getattr(one, name), getattr(alone, name))
        seen += 1
    assert seen == len(found) == len(found.table)


def compared_rows(found: Any, labels: np.ndarray, single: Callable[[np.ndarray], Any], names: Iterable[str], *, least: int = 1) -> None:
    """Every table's rows beside those of the function of one table, to the last bit; tables of fewer groups than the least have no rows."""
    seen = 0
    for label, rows in rows_by_table(labels):
        part = found[found.table == label]
        seen += len(part)
        if rows.size < least:
            assert len(part) == 0
            continue
        alone = single(rows)
        for name in names:
            expected = np.asarray(getattr(alone, name))
            assert getattr(part, name).shape == expected.shape, (label, name)
            np.testing.assert_array_equal(getattr(part, name), expected, err_msg=f"{label} {name}")
    assert seen == len(found)


def going_on(n: np.ndarray, m: np.ndarray, labels: Any) -> tuple[np.ndarray, np.ndarray]:
    """People who reach the stages of a table: fewer and fewer, from the counts of its first row on."""
    x, y = n.copy(), m.copy()
    last: dict[Any, int] = {}
    for row, label in enumerate(labels.tolist() if isinstance(labels, np.ndarray) else labels):
        if label in last:
            x[row], y[row] = x[last[label]] * 2 // 3, y[last[label]] * 3 // 4
        last[label] = row
    return x, y


def above_in_heaps(labels: Any) -> list[int | None]:
    """Trees in which every test has two below it: for each test the place in its table of the one above, None at the top."""
    seen: dict[Any, int] = {}
    found: list[int | None] = []
    for label in labels.tolist() if isinstance(labels, np.ndarray) else labels:
        place = seen[label] = seen.get(label, -1) + 1
        found.append((place - 1) // 2 if place else None)
    return found


def calls(x: np.ndarray, n: np.ndarray, y: np.ndarray, m: np.ndarray, labels: Any, threads: int) -> dict[str, Any]:
    four = (x, n, y, m)
    at = {"threads": threads}
    return {
        "homogeneity": many.homogeneity(x, n, labels, **at),
        "g_test": many.homogeneity(x, n, labels, method="g_test", **at),
        "trend": many.trend(x, n, labels, **at),
        "stratified": many.stratified(*four, labels, **at),
        "stratified_test": many.stratified_test(*four, labels, **at),
        "stratified_homogeneity": many.stratified_homogeneity(*four, labels, **at),
        "pairwise": many.pairwise(x, n, labels, against="all", **at),
        "slope_index": many.slope_index(x, n, labels, **at),
        "shares": many.shares(n, labels, **at),
        "composition": many.composition(x, labels, reference_counts=n, **at),
        "segregation": many.segregation(x, n, labels, index="dissimilarity", **at),
        "inequality": many.inequality(x, n, labels, measure="BGV", replicates=99, **at),
        "shortfall": many.shortfall(x, n, labels, standard="best", **at),
        "decomposition": many.decomposition(*four, labels, **at),
        "standardise": many.standardise(*four, labels, **at),
        "association": many.association(x, n, labels, **at),
        "residuals": many.residuals(x, n, labels, **at),
        "marascuilo": many.marascuilo(x, n, labels, **at),
        "simultaneous_ratios": many.simultaneous_ratios(x, n, labels, **at),
        "adjust_tree": many.adjust_tree(x / (n + y + 1), above_in_heaps(labels), labels, **at),
        "letter_display": many.letter_display(x, n, labels, **at),
        "linear_by_linear": many.linear_by_linear(n, labels, x, y, **at),
        "trend_slope": many.trend_slope(x, n, labels, **at),
        "standardise_indirectly": many.standardise_indirectly(*four, labels, **at),
        "standardised_rate": many.standardised_rate(x, n + 1, m, labels, **at),
        "person_time_overdispersion": many.person_time_overdispersion(x, n + m, labels, **at),
        "stages": many.stages(*going_on(n, m, labels), labels, **at),
        "funnel": many.funnel(x, n, labels, dispersion="additive", **at),
        "funnel of ratios": many.funnel(x, n, labels, reference_events=y, reference_totals=m, **at),
        "funnel of expected": many.funnel(x, None, labels, expected=n * 0.3, method="exact", **at),
        "funnel_effects": many.funnel_effects(x / 9.0, m / 8.0 + 1.0, labels, dispersion="multiplicative", **at),
        "percentile_rank": many.percentile_rank(x, n, labels, **at),
        "simulated rank": many.percentile_rank(x, n, labels, method="simulated", replicates=39, **at),
        "shrinkage": many.shrinkage(x, n, labels, **at),
        "meta_analysis": many.meta_analysis(*four, labels, **at),
        "verdicts": many.verdicts(x, n, labels, **at),
        "pooled_verdict": many.pooled_verdict(*four, labels, **at),
        "period_heterogeneity": many.period_heterogeneity(*four, labels, **at),
    }


def a_national_run(tables: int = 150) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(30)
    labels = np.repeat([f"R{i:03d}" for i in range(tables)], random.integers(2, 6, tables))
    n, m = random.integers(0, 200, labels.size), random.integers(1, 200, labels.size)
    return random.binomial(n, 0.3), n, random.binomial(m, 0.2), m, labels
