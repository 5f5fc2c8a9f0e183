"""`explain()`: the formula, the numbers put in, the answer, the source, when to trust it, and what other methods say of the same counts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from . import _group_catalogue as grouped
from . import api
from ._catalogue import USES, Method, methods_of
from .errors import InvalidInput
from .results.bands import LinearByLinear, SlopeIndex, TrendSlope
from .results.base import Result
from .results.estimate import MEASURES, Estimate, SampleEstimate
from .results.families import LetterDisplay
from .results.gaps import Change, Decomposition, Inequality, Segregation, Shortfall
from .results.groups import Association, GroupTest, Marascuilo, Pairwise, Residuals
from .results.pairs import BenchmarkResult, FinitePopulationComparison, Representation
from .results.person_time import FunnelLimits, PairedEstimate, PairedTest, PersonTimeEstimate, PersonTimeTest, StandardisedRate
from .results.planning import Attainable, DetectableRatio, EValue, Fragility, Power, SampleSize
from .results.shares import Composition, Shares
from .results.strata import Stratified
from .results.test import EquivalenceResult, TestResult
from .results.verdict import Verdict
from .results.words import counted, level_text, number, of, percent, points, pvalue_text, status_text

__all__ = ["explained"]

_MOST_TABLES = 2500
"""Exact methods that look at every possible table are left out of the comparison beyond this many."""

_UNCONDITIONAL = ("chan_zhang_score", "agresti_min_score", "barnard", "boschloo", "lr_unconditional", "exact_unconditional")

_WHY = {
    "unbounded": "the estimate or a limit is rightly infinite",
    "undefined": "there is no value, or this method has none for these counts",
    "no_information": "nobody, or everybody, had the outcome: no evidence either way",
    "too_large": "more people than this exact method can take",
}


def explained(result: Result) -> str:
    """The explanation of any result."""
    for kind, explain in _EXPLAIN.items():
        if type(result) is kind:
            return explain(result)
    if hasattr(result, "_task"):
        return _grouped(result)
    raise TypeError(f"explain: there is no explanation of {type(result).__name__}")


# ------------------------------------------------------------------------------------------------------------- small pieces


def _rows(result: Result) -> str:
    return f"{counted(math.prod(result.shape), 'row')} of counts; result[i].explain() shows the numbers of a row"


def _status(result: Any) -> list[str]:
    if result.shape or result.status == "ok":
        return []
    instead = "cmh" if getattr(result, "task", "") == "stratified_test" else None
    text = status_text(result.status, getattr(result, "method", ""), instead)[2:] if result.status == "too_large" else _WHY[result.status]
    return [f"status: {result.status}: {text}"]


def _about(method: Method, dual: str = "agrees with") -> list[str]:
    lines = [f"source: {'; '.join(method.sources)}", f"use: {method.use} {USES[method.use]}: {method.trust}"]
    if method.dual:
        lines.append(f"{dual}: {method.dual}")
    return lines


def _too_slow(name: str, *totals: int) -> bool:
    return name.startswith(_UNCONDITIONAL) and math.prod(total + 1 for total in totals) > _MOST_TABLES


def _others(methods: dict[str, Method], mine: str, say: Callable[[str], str], names: Iterable[str] | None = None) -> list[str]:
    """What the other methods say, one a line; those that refuse the question are left out."""
    found = []
    for name in methods if names is None else names:
        if name == mine:
            continue
        try:
            text = say(name)
        except InvalidInput:
            continue
        if text:
            found.append((name, methods[name].use, text))
    if not found:
        return []
    width = max(len(name) for name, *_ in found)
    return ["other methods on the same counts:", *(f"  {use} {name:<{width}}  {text}" for name, use, text in found)]


def _p(value: float) -> str:
    return "p undefined" if math.isnan(value) else f"p = {value:.3g}"


def _quantile(level: float, alternative: str) -> str:
    from statistics import NormalDist

    return f"z = {NormalDist().inv_cdf(level if alternative != 'two-sided' else (1 + level) / 2):.4f}"


def _margin_text(measure: str, value: float) -> str:
    return f"{points(value)} percentage points" if measure == "rate_difference" else number(value)


def _cells(events: int, total: int, reference_events: int, reference_total: int) -> str:
    m, everybody = events + reference_events, total + reference_total
    return (
        f"a = {events:,}, b = {total - events:,}, c = {reference_events:,}, d = {reference_total - reference_events:,}; "
        f"n1 = {total:,}, n2 = {reference_total:,}, m = {m:,}, k = {everybody - m:,}, N = {everybody:,}"
    )


# ---------------------------------------------------------------------------------------------------------------- estimates


def _limits(estimate: Estimate) -> str:
    if math.isnan(estimate.lower) or math.isnan(estimate.upper):
        return "no interval" if estimate.status != "too_large" else "too many people"
    lower, upper = estimate._number(estimate.lower), estimate._number(estimate.upper)
    return {"greater": f"{lower} and above", "less": f"{upper} and below"}.get(estimate.alternative, f"{lower} to {upper}")


def _put_in(e: Estimate) -> str:
    """The formula of the estimate with its numbers."""
    x, n = f"{e.events:,}", f"{e.total:,}"
    if e.reference_total is None:
        return f"{x} / {n}" if e.measure in ("proportion", "finite_population") else ""
    y, m = f"{e.reference_events:,}", f"{e.reference_total:,}"
    if e.measure == "odds_ratio":
        return f"({x} / {e.total - e.events:,}) / ({y} / {e.reference_total - e.reference_events:,})"
    if e.measure == "conditional_odds_ratio":
        return ""
    return f"{x} / {n} − {y} / {m}" if e._unit() else f"({x} / {n}) / ({y} / {m})"


def _catalogued(e: Estimate) -> tuple[Method, str, dict[str, Method]]:
    """The method of an estimate, what is done with its limits, and the other methods."""
    carried = {
        "representation_gap": ("rate_difference", "(1 − total/whole_total) times, of the part (1) against the rest (2): "),
        "representation_ratio": ("relative_likelihood", "r ↦ r / (f r + 1 − f), f = total/whole_total, of the part (1) against the rest (2): "),
        "benchmark_difference": ("rate_difference", ""),
        "benchmark_ratio": ("relative_likelihood", ""),
        "conditional_odds_ratio": ("odds_ratio", ""),
        "finite_population_difference": ("finite_population_comparison", ""),
        "finite_population_ratio": ("finite_population_comparison", ""),
    }
    task, before = carried.get(e.measure, (e.measure, ""))
    methods = methods_of(task)
    if e.method.startswith("bootstrap_"):
        return methods_of("bootstrap_interval")[e.method], "", methods
    if e.method == "delta_log":
        return methods_of("representation_ratio")["delta_log"], "", methods
    if e.method not in methods:
        return methods_of("benchmark")[e.method], "", {}
    return methods[e.method], before, methods


def _again(e: Estimate) -> Callable[[str], Estimate] | None:
    """The same question put to another method; nothing where there is no other."""
    options: dict[str, Any] = {"confidence_level": e.confidence_level, "alternative": e.alternative}
    four = (e.events, e.total, e.reference_events, e.reference_total)
    if isinstance(e, SampleEstimate):
        if e.reference_total is not None:
            return None
        population = e.population
        return lambda name: api.finite_population(e.events, e.total, population, method=name, **options)
    if e.measure == "proportion":
        return lambda name: api.proportion(e.events, e.total, method=name, **options)
    if e.measure == "representation_gap":
        return lambda name: api.representation(*four, gap_method=name, **options).gap
    if e.measure == "representation_ratio":
        return lambda name: api.representation(*four, ratio_method=name, **options).ratio
    if e.reference_total is None:
        return None
    functions = {
        "relative_likelihood": api.relative_likelihood,
        "rate_difference": api.rate_difference,
        "odds_ratio": api.odds_ratio,
        "conditional_odds_ratio": api.conditional_odds_ratio,
        "benchmark_difference": api.rate_difference,
        "benchmark_ratio": api.relative_likelihood,
    }
    function = functions[e.measure]
    return lambda name: function(*four, method=name, **options)


def _estimate(e: Estimate) -> str:
    name, _, formula = MEASURES[e.measure]
    method, before, methods = _catalogued(e)
    kind = {"greater": "lower limit", "less": "upper limit"}.get(e.alternative, "interval")
    one_sided = "" if e.alternative == "two-sided" or "α/2" not in method.formula else " (here α for α/2)"
    rule = f"{level_text(e.confidence_level)} {kind}, {e.method}: {before}{method.formula}{one_sided}"
    if e.shape:
        return "\n".join([f"{name} = {formula}", rule, f"inputs: {_rows(e)}", *_about(method)])
    steps = [formula, *([_put_in(e)] if _put_in(e) else []), f"{e._value()}{e._unit()}"]
    inputs = f"{e._counts()}; {_quantile(e.confidence_level, e.alternative)}"
    unit = "" if math.isnan(e.lower) else e._unit()
    lines = [f"{name} = {' = '.join(steps)}", rule, f"inputs: {inputs}", f"answer: {e._limits()}{unit}", *_status(e), *_about(method)]
    again = _again(e)
    if again is None:
        return "\n".join(lines)
    totals = (e.total,) if e.reference_total is None else (e.total, e.reference_total)
    return "\n".join(lines + _others(methods, e.method, lambda other: "" if _too_slow(other, *totals) else _limits(again(other))))


# -------------------------------------------------------------------------------------------------------------------- tests

_SQUARES = ("pearson_chi2", "n_minus_1_chi2", "yates_chi2", "g_test", "g_williams")


def _test_method(t: TestResult) -> tuple[Method, str, dict[str, Method]]:
    tasks = ("significance", "equivalence", "representation_test", "finite_population_comparison")
    for task in ("proportion_test",) if t.measure == "proportion" else tasks:
        methods = methods_of(task)
        if t.method in methods:
            return methods[t.method], task, methods
    raise TypeError(f"explain: there is no explanation of the test {t.method}")


def _test(t: TestResult) -> str:
    method, task, methods = _test_method(t)
    formula = f"the signed root of {method.formula}" if t.alternative in ("greater", "less") and t.method in _SQUARES else method.formula
    lines = [f"{t.method} = {formula}", f"alternative: {t.alternative}"]
    if not t._is_of_equality:
        null = "the given rate" if t.shape else percent(t.null) if t.measure == "proportion" else _margin_text(t.measure, t.null)
        if task == "equivalence":
            lines[0] = f"{t.method}: the one-sided test at the margin, one of the two in: {formula}"
        elif task == "significance":
            lines[0] = f"{t.method}: the test of this name, at the rates that fit best under the null instead of equal rates ({formula})"
        lines.append(f"null: {MEASURES[t.measure][0]} {null}")
    if t.shape:
        return "\n".join([*lines, f"inputs: {_rows(t)}", *_about(method)])
    cells = "" if t.reference_total is None else f"; {_cells(t.events, t.total, t.reference_events, t.reference_total)}"
    statistic = "" if math.isnan(t.statistic) else f"statistic {t.statistic:.6g}, "
    lines += [f"inputs: {t._counts()}{cells}", f"answer: {statistic}{_p(t.pvalue)}"]
    if t.pvalue_upper is not None and not math.isnan(t.pvalue_upper):
        lines.append(
            f"certified: p lies between {t.pvalue:.10g} and {t.pvalue_upper:.10g}, attained at a common rate of {percent(t.nuisance)}; "
            f"{t.region_size:,} tables are at least as extreme as this one"
        )
    return "\n".join([*lines, *_status(t), *_about(method), *_other_tests(t, task, methods)])


def _other_tests(t: TestResult, task: str, methods: dict[str, Method]) -> list[str]:
    if task == "proportion_test":
        return _others(
            methods,
            t.method,
            lambda name: _p(api.proportion_test(t.events, t.total, t.null, method=name, alternative=t.alternative).pvalue),
        )
    four = (t.events, t.total, t.reference_events, t.reference_total)
    null: dict[str, Any] = {} if t._is_of_equality else {"measure": t.measure, "null": t.null}
    if task == "significance":

        def ask(name: str) -> str:
            if _too_slow(name, t.total, t.reference_total):
                return ""
            return _p(api.significance(*four, method=name, alternative=t.alternative, **null).pvalue)

    elif task == "equivalence":

        def ask(name: str) -> str:
            if _too_slow(name, t.total, t.reference_total):
                return ""
            return _p(api.noninferiority(*four, margin=t.null, measure=t.measure, method=name, alternative=t.alternative).pvalue)

    elif task == "representation_test":
        whole = (t.events, t.total, t.events + t.reference_events, t.total + t.reference_total)

        def ask(name: str) -> str:
            return _p(api.representation(*whole, test=name, alternative=t.alternative).test.pvalue)

    else:
        return []
    return _others(methods, t.method, ask)


def _equivalence(t: EquivalenceResult) -> str:
    methods = methods_of("equivalence")
    method = methods[t.method]
    measure = MEASURES[t.measure][0]
    low, high = _margin_text(t.measure, t.margin[0]), _margin_text(t.measure, t.margin[1])
    lines = [f"{t.method} = {method.formula}", f"margin: values of the {measure} from {low} to {high} are taken as alike"]
    if t.shape:
        return "\n".join([*lines, f"inputs: {_rows(t)}", *_about(method)])

    def ask(name: str) -> str:
        if _too_slow(name, t.total, t.reference_total):
            return ""
        four = (t.events, t.total, t.reference_events, t.reference_total)
        return _p(api.equivalence(*four, margin=t.margin, measure=t.measure, method=name).pvalue)

    return "\n".join(
        [
            *lines,
            f"inputs: {t._counts()}; {_cells(t.events, t.total, t.reference_events, t.reference_total)}",
            f"at {low} or less: statistic {number(t.lower_statistic)}, {_p(t.lower_pvalue)}",
            f"at {high} or more: statistic {number(t.upper_statistic)}, {_p(t.upper_pvalue)}",
            f"answer: the larger, {_p(t.pvalue)}",
            *_status(t),
            *_about(method),
            *_others(methods, t.method, ask),
        ]
    )


# ----------------------------------------------------------------------------------------------------------- several together


def _representation(r: Representation) -> str:
    return "\n\n".join(explained(part) for part in (r.gap, r.ratio, r.test))


def _benchmark(b: BenchmarkResult) -> str:
    if b.error == "group_only":
        about = "the benchmark is taken as known exactly: the limits hold the sampling error of the group alone"
    else:
        about = "the benchmark is a sample too: the limits hold its sampling error as well"
    known = "" if b.shape else f"benchmark: {percent(b.benchmark_rate)}\n"
    return "\n\n".join([f"{known}error: {about}", explained(b.difference), explained(b.ratio)])


def _finite(f: FinitePopulationComparison) -> str:
    parts = (f.difference, f.ratio, f.test, f.equivalence)
    margin = f"margin of the last: ratios from {number(f.margin[0])} to {number(f.margin[1])} are taken as alike"
    return "\n\n".join([*(explained(part) for part in parts), margin])


def _verdict(v: Verdict) -> str:
    level = v.confidence_level
    lines = [
        _estimate(v._estimate()),
        f"margin: ratios from {number(v.margin[0])} to {number(v.margin[1])} are taken as alike",
        f"significant: 1 lies outside the {level_text(level)} interval, the same as p < {1 - level:.10g} in the N − 1 chi-squared test",
        f"similar: the {level_text(2 * level - 1)} interval lies inside the margin (two one-sided tests at {1 - level:.10g})",
    ]
    if not v.shape:
        lower, upper = number(v.equivalence_interval.lower), number(v.equivalence_interval.upper)
        lines += [f"{level_text(2 * level - 1)} interval: {lower} to {upper}", f"verdict: {v.state.replace('_', ' ')}, {v.grade}"]
    return "\n".join(lines)


# ------------------------------------------------------------------------------------------------------------------- planning


def _power(p: Power) -> str:
    methods = methods_of("power")
    method = methods[p.method]
    lines = [f"power, {p.method}: {method.formula}"]
    if p.margin is not None:
        lines.append(f"margin: ratios from {number(p.margin[0])} to {number(p.margin[1])} are taken as alike")
    if p.shape:
        return "\n".join([*lines, f"inputs: {_rows(p)}", *_about(method)])
    lines += [
        f"inputs: {percent(p.rate)} of {p.total:,} against {percent(p.reference_rate)} of {p.reference_total:,}, "
        f"significant below {1 - p.confidence_level:.10g}",
        f"answer: {percent(p.power)}",
        *_status(p),
        *_about(method),
    ]
    if p.margin is None:
        four = (p.rate, p.total, p.reference_rate, p.reference_total)
        exact = _MOST_TABLES >= (p.total + 1) * (p.reference_total + 1)
        names = [name for name in methods if name != "farrington_manning" and (exact or not name.endswith("_exact"))]
        again = lambda name: percent(api.power(*four, method=name, confidence_level=p.confidence_level).power)  # noqa: E731
        lines += _others(methods, p.method, again, names)
    return "\n".join(lines)


def _sample_size(s: SampleSize) -> str:
    methods = methods_of("sample_size")
    method = methods[s.method]
    lines = [f"total, {s.method}: {method.formula}, rounded up; reference_total = ratio × total"]
    if s.margin is not None:
        lines.append(f"margin: ratios from {number(s.margin[0])} to {number(s.margin[1])} are taken as alike")
    if s.shape:
        return "\n".join([*lines, f"inputs: {_rows(s)}", *_about(method)])
    lines += [
        f"inputs: p1 = {percent(s.rate)}, p2 = {percent(s.reference_rate)}, r = ratio = {s.ratio:g}, power {percent(s.power)}, "
        f"significant below {1 - s.confidence_level:.10g}",
        f"answer: {s.total_real:.6g}, so {s.total:,} and {s.reference_total:,}" if math.isfinite(s.total_real) else "answer: no number is enough",
        *_status(s),
        *_about(method),
    ]
    if s.margin is None:

        def ask(name: str) -> str:
            options: dict[str, Any] = {"power": s.power, "ratio": s.ratio, "confidence_level": s.confidence_level}
            found = api.sample_size(s.rate, s.reference_rate, method=name, **options)
            return f"{found.total:,} and {found.reference_total:,}"

        lines += _others(methods, s.method, ask, [name for name in methods if name != "farrington_manning"])
    return "\n".join(lines)


def _detectable(d: DetectableRatio) -> str:
    method = methods_of("power")[d.method]
    head = f"the ratios nearest to 1 whose power by {d.method} is {percent(d.power)}: {method.formula}"
    inputs = _rows(d) if d.shape else f"{counted(d.total, 'person')} against {d.reference_total:,} with a rate of {percent(d.reference_rate)}"
    answer = [] if d.shape else [f"answer: below {number(d.below)}, above {number(d.above)}"]
    return "\n".join([head, f"inputs: {inputs}", *answer, *_status(d), *_about(method)])


def _attainable(a: Attainable) -> str:
    method = methods_of("significance")[a.method]
    over = "every number of events that the group could have had" if a.given == "reference" else "all tables with the same margins"
    lines = [f"the smallest p-value of {a.method} over {over}: {method.formula}"]
    source = "source: Tarone RE (1990), Biometrics 46, 515–522; " + "; ".join(method.sources)
    if a.shape:
        return "\n".join([*lines, f"inputs: {_rows(a)}", source])
    inputs = f"{counted(a.total, 'person')} against {of(a.reference_events, a.reference_total)}"
    return "\n".join([*lines, f"inputs: {inputs}", f"answer: {_p(a.pvalue)}", *_status(a), source])


def _fragility(f: Fragility) -> str:
    method = methods_of("significance")[f.method]
    alpha = f"{1 - f.confidence_level:.10g}"
    lines = [f"the least number of people in the group whose outcome must change for p < {alpha} in {f.method} to come or go"]
    source = "source: Walsh M and others (2014), Journal of Clinical Epidemiology 67, 622–628; " + "; ".join(method.sources)
    if f.shape:
        return "\n".join([*lines, f"inputs: {_rows(f)}", source])
    people = "no number does" if f.people is None else f"{f.people:,}"
    inputs = f"{of(f.events, f.total)} against {of(f.reference_events, f.reference_total)}"
    test = api.significance(f.events, f.total, f.reference_events, f.reference_total, method=f.method, alternative=f.alternative)
    return "\n".join([*lines, f"inputs: {inputs}, {pvalue_text(test.pvalue)}", f"answer: {people}", *_status(f), source])


def _e_value(e: EValue) -> str:
    lines = ["E-value = RR + √(RR (RR − 1)) of a relative likelihood RR above 1, and of 1/RR below; of the limit nearer to 1 likewise"]
    source = "source: VanderWeele TJ, Ding P (2017), Annals of Internal Medicine 167, 268–274"
    if e.shape:
        return "\n".join([*lines, f"inputs: {_rows(e)}", source])
    inputs = f"relative likelihood {number(e.ratio)}, {number(e.lower)} to {number(e.upper)}"
    return "\n".join(
        [
            *lines,
            f"inputs: {inputs}",
            f"answer: {number(e.value)}, {number(e.limit)} for the limit",
            *_status(e),
            source,
            "use: says how much confounding would be needed, not whether there is any",
        ]
    )


# ------------------------------------------------------------------------------------------- many groups, person-time, pairs

_GROUPED: dict[type[Any], str] = {
    Association: "association",
    Change: "change",
    Composition: "composition",
    Decomposition: "decomposition",
    FunnelLimits: "funnel_limits",
    Inequality: "inequality",
    LinearByLinear: "linear_by_linear",
    Marascuilo: "marascuilo",
    PairedTest: "paired_test",
    PersonTimeTest: "person_time_test",
    Residuals: "residuals",
    Segregation: "segregation",
    Shares: "shares",
    Shortfall: "shortfall",
    SlopeIndex: "slope_index",
    StandardisedRate: "standardised_rate",
    Stratified: "stratified",
    TrendSlope: "trend_slope",
}


_INPUTS = (
    "groups", "bands", "strata", "units", "organisations", "categories", "test", "parent", "organisation", "rows",
    "columns", "row", "column", "category", "observed", "group", "reference",
    "standard_group", "first", "second", "both", "first_only", "second_only", "neither", "events", "total", "exposure", "expected",
    "reference_events", "reference_total", "reference_exposure", "unknown_events", "unknown_total", "null_ratio", "size", "target", "per",
)  # fmt: skip


def _given(result: Any) -> str:
    """What a single result rests on, in words."""
    if result.shape:
        return f"inputs: {_rows(result)}"
    if hasattr(result, "_given"):
        return f"inputs: {result._given()}"
    columns = result._columns()

    def said(value: Any) -> str:
        return str(value) if isinstance(value, str | np.str_) else f"{value:,.10g}"

    return "inputs: " + ", ".join(f"{name.replace('_', ' ')} {said(columns[name])}" for name in _INPUTS if name in columns)


def _grouped(result: Any) -> str:
    """The method, its formula and its source; the answer as it reads."""
    task = _GROUPED.get(type(result)) or getattr(result, "_task", None) or getattr(result, "task", None) or result.measure
    name = "adjusted" if task == "residuals" else result.method
    method = grouped.methods_of(task)[name]
    answer = [] if result.shape else [f"answer: {result!r}"]
    further = [f"family: {result.family}"] if task == "residuals" else []
    about = [f"source: {method.source}", f"use: {method.use} {USES[method.use]}{f': {method.when}' if method.when else ''}"]
    return "\n".join([f"{name}: {method.formula}", _given(result), *answer, *further, *_status(result), *about])


def _pairwise(result: Pairwise) -> str:
    test = methods_of("significance")[result.method]
    ratio = methods_of("relative_likelihood")[result.ratio_method]
    lines = [
        f"family: {result.family}",
        f"test of each comparison, {test.name}: {test.formula}",
        f"interval of each ratio, not adjusted, {ratio.name}: {ratio.formula}",
        _given(result),
        *([] if result.shape else [f"answer: {result!r}"]),
        *_status(result),
        f"source: {'; '.join(dict.fromkeys((*test.sources, *ratio.sources)))}",
        f"use: {test.use} {USES[test.use]}",
    ]
    return "\n".join(lines)


def _lettered(result: LetterDisplay) -> str:
    test = methods_of("significance")[result.method]
    lines = [
        "letters: sets of groups of which no two differ significantly, from the highest rate down (insert and absorb)",
        f"family: {result.family}",
        f"test of each pair, {test.name}: {test.formula}",
        _given(result),
        *([] if result.shape else [f"answer: {result!r}"]),
        f"source: Piepho HP (2004), Journal of Computational and Graphical Statistics 13, 456–466; {'; '.join(test.sources)}",
        "use: a shared letter does not show that two groups are alike",
    ]
    return "\n".join(lines)


_EXPLAIN: dict[type[Any], Callable[[Any], str]] = {
    Estimate: _estimate,
    SampleEstimate: _estimate,
    TestResult: _test,
    EquivalenceResult: _equivalence,
    Representation: _representation,
    BenchmarkResult: _benchmark,
    FinitePopulationComparison: _finite,
    Verdict: _verdict,
    Power: _power,
    SampleSize: _sample_size,
    DetectableRatio: _detectable,
    Attainable: _attainable,
    Fragility: _fragility,
    EValue: _e_value,
    GroupTest: _grouped,
    Pairwise: _pairwise,
    LetterDisplay: _lettered,
    PairedEstimate: _grouped,
    PersonTimeEstimate: _grouped,
    **dict.fromkeys(_GROUPED, _grouped),
}
