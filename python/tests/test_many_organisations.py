"""Many tables in one call: stages, organisations and verdicts, the answers of the function for one table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import equitable as eq
from equitable import _core
from many_tables import SIDES, compared, compared_rows, going_on, groups_of_tables, many, near, rows_by_table, strata_of_tables

# --------------------------------------------------------------------------------------------------------------- stages


@pytest.mark.parametrize("with_unknown", [True, False])
def test_stages(with_unknown: bool) -> None:
    random = np.random.default_rng(42)
    labels = np.repeat([f"T{table}" for table in range(60)], random.integers(2, 6, 60))
    labels = labels[random.permutation(labels.size)]
    x, y = going_on(random.integers(0, 900, labels.size), random.integers(0, 2000, labels.size), labels)
    z = going_on(random.integers(0, 90, labels.size), x, labels)[0] if with_unknown else None
    names = np.empty(labels.size, dtype=object)
    for _, rows in rows_by_table(labels):
        names[rows] = ["applied", "shortlisted", "interviewed", "offered", "appointed"][: rows.size]
    found = many.stages(x, y, labels, z, names=names, confidence_level=0.9, threads=2)

    def alone(rows: np.ndarray) -> Any:
        return eq.stages(x[rows], y[rows], None if z is None else z[rows], names=names[rows], confidence_level=0.9)

    for label, rows in rows_by_table(labels):
        part, one = found[found.table == label], alone(rows)
        overall = found.unknown_overall.of(label)
        assert part.stage.tolist() == one.stage.tolist() and part.before.tolist() == one.before.tolist()
        for field in ("conditional", "cumulative"):
            ratio, test = getattr(one, field), getattr(one, f"{field}_test")
            status = "status" if field == "conditional" else "cumulative_status"
            for name, expected in (
                (field, ratio.value), (f"{field}_lower", ratio.lower), (f"{field}_upper", ratio.upper), (status, ratio.status),
                (f"{field}_statistic", test.statistic), (f"{field}_pvalue", test.pvalue), (f"{field}_test_status", test.status),
            ):  # fmt: skip
                np.testing.assert_array_equal(getattr(part, name), expected, err_msg=f"{label} {name}")
        for name in ("events", "total", "reference_events", "reference_total"):
            np.testing.assert_array_equal(getattr(part, name), getattr(one.conditional, name))
        for name in ("before", "after", "change", "statistic", "pvalue", "trend"):
            np.testing.assert_array_equal(getattr(part, f"unknown_{name}"), getattr(one.unknown, name))
            np.testing.assert_array_equal(getattr(overall, f"unknown_{name}"), getattr(one.unknown_overall, name))
        np.testing.assert_array_equal(part.unknown_test_status, one.unknown.status)
        assert overall.status == one.unknown_overall.status
        entered = slice(1, None)
        np.testing.assert_allclose(np.cumprod(part.conditional)[entered], part.cumulative[entered], rtol=1e-12)


def test_stages_that_cannot_be() -> None:
    with pytest.raises(eq.InvalidInput, match=r"reference is 9, but must be at most that of the stage before, which is 5 \(table 'B', row 2"):
        many.stages([5, 5, 4, 3], [5, 9, 9, 4], ["B", "A", "B", "A"])
    whole, beside = many.stages([5, 4], [9, 9], ["A", "A"]), many.stages([5, 5, 4], [9, 5, 9], ["A", "B", "A"])  # B has one stage
    assert beside.to_dict() == whole.to_dict() | {"unknown_overall": beside.unknown_overall.to_dict()}
    assert beside.unknown_overall["A"] == whole.unknown_overall["A"]
    alone = beside.unknown_overall["B"]
    assert (alone.status, alone.unknown_trend) == ("undefined", "not_assessable") and np.isnan(alone.unknown_change)
    assert len(many.stages([], [], [])) == 0


# --------------------------------------------------------------------------------------------------------------- organisations

UNITS = ("value", "z", "adjusted", "inner_lower", "inner_upper", "outer_lower", "outer_upper", "position", "status")


def funnels_alike(found: Any, labels: np.ndarray, single: Any) -> None:
    for label, rows in rows_by_table(labels):
        alone, common = single(rows), found.by_table.of(label)
        for name in UNITS:
            np.testing.assert_array_equal(getattr(found, name)[rows], getattr(alone, name), err_msg=f"{label} {name}")
        assert found.organisation[rows].tolist() == alone.organisation.tolist()
        for name in ("target", "overdispersion", "between_deviation", "pvalue"):
            assert near(getattr(common, name), getattr(alone, name), True), (label, name)
        assert (common.status, common.organisations) == (alone.funnel_status, rows.size)


@pytest.mark.parametrize(
    "options", [{}, {"dispersion": "additive", "winsorise": 0.2}, {"dispersion": "multiplicative", "target": 0.3}, {"method": "exact"}]
)
def test_funnels_of_rates(options: dict[str, Any]) -> None:
    given, labels = strata_of_tables(43, 50)
    order = np.random.default_rng(44).permutation(labels.size)
    (x, n, y, m), labels = [column[order] for column in given], labels[order]
    options = options | {"confidence_level": (0.9, 0.99)}
    found = many.funnel(x, n, labels, **options)
    np.testing.assert_array_equal(found.total, n)
    funnels_alike(found, labels, lambda rows: eq.funnel(x[rows], n[rows], **options))
    expected = n * 0.2
    found = many.funnel(x, None, labels, expected=expected, **options)
    funnels_alike(found, labels, lambda rows: eq.funnel(x[rows], expected=expected[rows], **options))
    if "method" not in options:
        found = many.funnel(x, n, labels, reference_events=y, reference_totals=m, **options)
        funnels_alike(found, labels, lambda rows: eq.funnel(x[rows], n[rows], y[rows], m[rows], **options))


@pytest.mark.parametrize("options", [{}, {"favourable": False, "confidence_level": 0.8}, {"method": "simulated", "replicates": 39, "seed": 7}])
def test_percentile_ranks(options: dict[str, Any]) -> None:
    x, n, labels = groups_of_tables(45)
    found = many.percentile_rank(x, n, labels, **options)
    names = ("organisation", "events", "total", "value", "lower", "upper", "rank", "rank_lower", "rank_upper", "organisations", "status")
    compared_rows(found, labels, lambda rows: eq.percentile_rank(x[rows], n[rows], **options), names)


@pytest.mark.parametrize("method", _core.shrinkage_methods)
def test_shrinkage(method: str) -> None:
    x, n, labels = groups_of_tables(46)
    found = many.shrinkage(x, n, labels, method=method, confidence_level=0.9)

    def alone(rows: np.ndarray) -> Any:
        return eq.shrinkage(x[rows], n[rows], method=method, confidence_level=0.9)

    compared_rows(found, labels, alone, ("organisation", "events", "total", "value", "lower", "upper", "status"))
    compared(found.by_table, labels, alone, ("mean", "concentration", "correlation"))


@pytest.mark.parametrize("measure", ["rr", "rd", "or", None])
@pytest.mark.parametrize("method", _core.meta_analysis_methods)
def test_meta_analysis(measure: str | None, method: str) -> None:
    given, labels = strata_of_tables(47)
    random = np.random.default_rng(48)
    effects, variances = random.normal(size=labels.size), random.uniform(0.01, 1, labels.size)
    options = {"method": method, "confidence_level": 0.9}
    if measure is None:
        found = many.meta_analysis(effects=effects, variances=variances, table=labels, **options)
    else:
        found = many.meta_analysis(*given, labels, measure=measure, **options)

    def alone(rows: np.ndarray) -> Any:
        if measure is None:
            return eq.meta_analysis(effects=effects[rows], variances=variances[rows], **options)
        return eq.meta_analysis(*(column[rows] for column in given), measure=measure, **options)

    names = ("value", "lower", "upper", "standard_error", "prediction_lower", "prediction_upper", "tau2", "tau2_lower", "tau2_upper", "q", "df",
             "q_pvalue", "i2", "i2_lower", "i2_upper", "used", "organisations", "measure", "hartung_knapp", "status")  # fmt: skip
    for label, rows in rows_by_table(labels):
        one, beside = found.of(label), alone(rows)
        for name in names:
            same = near(getattr(one, name), getattr(beside, name), True)
            assert same, (label, name, getattr(one, name), getattr(beside, name))


def test_what_does_not_go_together() -> None:
    two = ([1, 2], [5, 5])
    for call, said in (
        (lambda: many.funnel(*two, ["A", "A"], expected=[1, 2]), "totals and expected must be one given and one left out"),
        (lambda: many.funnel(*two, ["A", "A"], reference_events=[1, 2]), "reference_events and reference_totals must be given together"),
        (lambda: many.funnel(*two, ["A", "A"], method="exact", dispersion="additive"), "method is 'exact', but must be 'normal' with dispersion"),
        (lambda: many.funnel(*two, ["A", "A"], target=2.0), "target"),
        (lambda: many.funnel(*two, ["A", "A"], confidence_level=0.95), "two levels"),
        (lambda: many.meta_analysis(*two, *two), "table is missing"),
        (lambda: many.meta_analysis(*two, table=["A", "A"]), "reference_events is missing"),
        (lambda: many.meta_analysis(*two, *two, ["A", "A"], effects=[1, 2]), "must be one or the other"),
        (lambda: many.meta_analysis(effects=[1.0, 2.0], table=["A", "A"]), "variances is missing"),
        (lambda: many.percentile_rank(*two, ["A", "A"], method="simulated", replicates=3), "replicates"),
        (lambda: many.standardised_rate([1, 2], [5, 5], [1, 1], ["A", "A"], per=0), "per is 0"),
    ):
        with pytest.raises(eq.InvalidInput, match=said):
            call()


# --------------------------------------------------------------------------------------------------------------- verdicts


@pytest.mark.parametrize("against", ["reference", "rest", "all"])
def test_verdicts(against: str) -> None:
    x, n, labels = groups_of_tables(49)
    several = np.isin(labels, [label for label, rows in rows_by_table(labels) if rows.size > 1])
    x, n, labels = x[several], n[several], labels[several]
    options = {"against": against, "adjust": "bh", "margin": (0.75, 1.3), "confidence_level": 0.9}
    found = many.verdicts(x, n, labels, **options)
    names = (*SIDES, "state", "grade", "state_alone", "grade_alone", "ratio", "statistic", "pvalue", "pvalue_adjusted", "status")
    compared_rows(found, labels, lambda rows: eq.verdicts(x[rows], n[rows], **options), names)
    for label, rows in rows_by_table(labels):
        part, alone = found[found.table == label], eq.verdicts(x[rows], n[rows], **options)
        for prefix, interval in (("ratio", alone.interval), ("simultaneous", alone.simultaneous_interval)):
            np.testing.assert_array_equal(getattr(part, f"{prefix}_lower"), interval.lower)
            np.testing.assert_array_equal(getattr(part, f"{prefix}_upper"), interval.upper)
    assert {"lower", "not_assessable"} <= set(found.state.tolist())


def test_pooled_verdicts() -> None:
    given, labels = strata_of_tables(50)
    options = {"margin": (0.75, 1.3), "confidence_level": 0.9}
    found = many.pooled_verdict(*given, labels, **options)

    def alone(rows: np.ndarray) -> Any:
        return eq.pooled_verdict(*(column[rows] for column in given), **options)

    names = ("state", "grade", "ratio", "statistic", "pvalue", "heterogeneity_pvalue", "heterogeneity_status", "strata", "status")
    compared(found, labels, alone, names)
    for label, rows in rows_by_table(labels):
        one, beside = found[label], alone(rows)
        assert one.strata_differ == beside.strata_differ
        for prefix, interval in (("ratio", beside.interval), ("equivalence", beside.equivalence_interval)):
            assert near(getattr(one, f"{prefix}_lower"), interval.lower, True) and near(getattr(one, f"{prefix}_upper"), interval.upper, True)


@pytest.mark.parametrize("measure", ["rr", "rd"])
def test_period_heterogeneity(measure: str) -> None:
    given, labels = strata_of_tables(51)
    found = many.period_heterogeneity(*given, labels, measure=measure)
    names = ("statistic", "pvalue", "df", "status", "total")
    compared(found, labels, lambda rows: eq.period_heterogeneity(*(column[rows] for column in given), measure=measure), names)
    with pytest.raises(eq.InvalidInput, match="measure is 'or', but must be one of relative_likelihood, rate_difference"):
        many.period_heterogeneity(*given, labels, measure="or")


@pytest.mark.parametrize(
    "options", [{}, {"dispersion": "additive", "winsorise": 0.2}, {"dispersion": "multiplicative", "target": 0.3, "confidence_level": (0.9, 0.99)}]
)
def test_funnels_of_effects(options: dict[str, Any]) -> None:
    random = np.random.default_rng(58)
    _, _, labels = groups_of_tables(59)
    labels = labels[random.permutation(labels.size)]
    values, errors, names = random.normal(size=labels.size), random.uniform(0.05, 0.9, labels.size), np.arange(labels.size).astype(str)
    found = many.funnel_effects(values, errors, labels, organisations=names, threads=2, **options)
    np.testing.assert_array_equal(found.standard_error, errors)
    np.testing.assert_array_equal(found.value, values)
    assert (found.measure, found.by_table.measure) == ("effect", "effect") and len(set(found.position.tolist())) >= 4
    funnels_alike(found, labels, lambda rows: eq.funnel_effects(values[rows], errors[rows], organisations=names[rows], **options))


@pytest.mark.parametrize(
    ("values", "errors", "target", "said"),
    [
        ([1.0, np.nan, 3.0], [1, 1, 1], None, r"values is nan, but must be finite \(table 'B', row 1, counting from 0\)$"),
        ([1.0, 2.0, -np.inf], [1, 1, 1], None, r"values is -inf, but must be finite \(table 'A', row 2"),
        ([1.0, 2.0, 3.0], [1, 0, 1], None, r"standard_errors is 0, but must be between 1e-50 and 1e50 \(table 'B', row 1"),
        ([1.0, 2.0, 3.0], [1, 1, -2.5], 0.0, r"standard_errors is -2\.5, .*\(table 'A', row 2"),
        ([1.0, 2.0, 3.0], [1, 1], None, "the length of standard_errors is 2, but must be 3, the length of table"),
        ([1.0, 2.0, 3.0], [1, 1, 1], np.inf, "target is inf, but must be a finite number"),
    ],
)
def test_funnels_of_effects_that_are_refused(values: list[float], errors: list[float], target: float | None, said: str) -> None:
    with pytest.raises(eq.InvalidInput, match=rf"^many\.funnel_effects: {said}"):
        many.funnel_effects(values, errors, ["A", "B", "A"], target=target)


# --------------------------------------------------------------------------------------------------------------- person-time


@pytest.mark.parametrize("rate", [None, 0.01])
def test_overdispersion(rate: float | None) -> None:
    x, n, labels = groups_of_tables(56)
    order = np.random.default_rng(57).permutation(x.size)
    x, labels, time = x[order], labels[order], n[order] / 4.0
    found = many.person_time_overdispersion(x, time, labels, rate=rate, threads=2)
    names = ("units", "events", "value", "statistic", "df", "pvalue", "method", "status")
    compared(found, labels, lambda rows: eq.person_time_overdispersion(x[rows], time[rows], rate=rate), names)
    assert {"ok", "undefined"} <= set(found.status.tolist()) and ("no_information" in found.status) == (rate is None)
    assert hash(found) == hash(many.person_time_overdispersion(x, time, labels, rate=rate))
    assert found.rate == rate if rate else np.isnan(found.rate)


@pytest.mark.parametrize(
    ("events", "exposure", "rate", "said"),
    [
        ([1, -2, 3], [9, 9, 9], None, r"events is -2, but must be 0 or more \(table 'B', row 1, counting from 0\)$"),
        ([1, 2, 3], [9, 9, -1.5], None, r"exposure is -1\.5, but must be 0 or from 1e-50 to 1e50 \(table 'A', row 2, counting from 0\)$"),
        ([1, 2, 3], [9, 0, 9], None, r"exposure is 0, but must be above 0 where there are events \(table 'B', row 1"),
        ([1, 2, 3], [9, 9, float("nan")], None, r"exposure is nan, .*\(table 'A', row 2"),
        ([1, 2, 3], [9, 9, 1e51], 0.1, r"exposure is 1e\+51, .*\(table 'A', row 2"),
        ([1, 2, 3], [9, 9], None, "the length of exposure is 2, but must be 3, the length of table"),
        ([1, 2, 3], [9, 9, 9], 0.0, "rate is 0, but must be between 1e-50 and 1e50"),
        ([1, 2, 3], [9, 9, 9], float("nan"), "rate is nan, but must be between"),
        ([1, 2, 3], [9, 9, 9], "low", "rate is 'low'"),
    ],
)
def test_overdispersion_that_is_refused(events: list[int], exposure: list[float], rate: Any, said: str) -> None:
    with pytest.raises(eq.InvalidInput, match=rf"^many\.person_time_overdispersion: {said}"):
        many.person_time_overdispersion(events, exposure, ["A", "B", "A"], rate=rate)
