"""The rows of the comparison: what is measured, against whom, what it should reach, and whether the answers agree."""

from __future__ import annotations

import ctypes
import importlib
import statistics
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import equitable as eq

from .measuring import Absent, Case, Limit

__all__ = ["ROWS", "Library", "Row", "tables"]

Z = 1.959963984540054  # the normal quantile of 0.975
Array = np.ndarray


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    job: str
    size: str
    peer: str
    target: float
    """The ratio that is to be reached; 0 where none is set."""
    case: Callable[[Any], Case | Limit]
    bound: str
    """What stands in the way of more."""


ROWS: list[Row] = []


def row(job: str, size: str, peer: str, target: float = 0.0, bound: str = "") -> Callable[[Callable[..., Case | Limit]], Callable[..., Case | Limit]]:
    def add(case: Callable[..., Case | Limit]) -> Callable[..., Case | Limit]:
        ROWS.append(Row(job, size, peer, target, case, bound))
        return case

    return add


def module(name: str) -> Any:
    """A peer, or the sentence that says why it is absent."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError:
        raise Absent(f"{name.partition('.')[0]} is not installed") from None


class Library:
    """The compiled library behind bench/library.cpp, with NumPy's arrays as pointers."""

    def __init__(self, path: Path | None) -> None:
        self._library = ctypes.CDLL(str(path)) if path else None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if self._library is None:
            raise Absent("bench/library.cpp is not built: pass --library")
        function = getattr(self._library, f"equitable_{name}")
        function.restype = ctypes.c_double

        def call(*arguments: Any) -> Any:
            return function(*(argument.ctypes.data_as(ctypes.c_void_p) if isinstance(argument, Array) else argument for argument in arguments))

        return call


@dataclass(frozen=True)
class Setting:
    """How large a run is."""

    library: Library
    quick: bool
    counted_rows: int

    def size(self, whole: int, small: int) -> int:
        return small if self.quick else whole


# ------------------------------------------------------------------------------------------------------------------ data


@lru_cache(maxsize=4)
def tables(rows: int) -> tuple[Array, Array, Array, Array]:
    """Tables like those of workforce data: 20 to 8,000 people a group, rates from 1 % to 60 %; events, total, and the reference's."""
    draw = np.random.default_rng(20260101)
    total, reference_total = (np.exp(draw.uniform(3, 9, rows)).astype(np.int64) for _ in range(2))
    events, reference_events = (1 + ((0.01 + 0.59 * draw.random(rows)) * (n - 1)).astype(np.int64) for n in (total, reference_total))
    return events, total, reference_events, reference_total


def tables_of(people: int, rows: int, seed: int = 1) -> tuple[Array, Array, Array, Array]:
    """Tables of two groups of so many people each, about three in ten of whom had the outcome: a difference worth testing, none that needs no test."""
    draw = np.random.default_rng(seed)
    n = np.full(rows, people, dtype=np.int64)
    return draw.binomial(people, 0.3, rows).astype(np.int64), n, draw.binomial(people, 0.31, rows).astype(np.int64), n.copy()


def furthest(pairs: Any, *, relative: bool = True) -> float:
    """The largest difference between columns of two makers."""
    worst = 0.0
    for mine, theirs in pairs:
        mine, theirs = np.asarray(mine, float), np.asarray(theirs, float)
        if not np.array_equal(np.isnan(mine), np.isnan(theirs)):
            return float("inf")
        scale = np.maximum(np.abs(theirs), 1e-300) if relative else 1.0
        worst = max(worst, float(np.nanmax(np.abs(mine - theirs) / scale)))
    return worst


def within(tolerance: float, pairs: Callable[[], Any], *, relative: bool = True, scale: float = 0.0) -> Callable[[], tuple[bool, str]]:
    """Agreement of two makers' columns; of differences near 0 the absolute one."""

    def agreement() -> tuple[bool, str]:
        worst = furthest(pairs(), relative=relative and not scale)
        return worst <= tolerance, f"{'relative' if relative else 'absolute'} difference at most {worst:.1e}"

    return agreement


# ------------------------------------------------------------------------------------------------------- closed forms


def katz_by_numpy(x1: Array, n1: Array, x2: Array, n2: Array) -> tuple[Array, Array, Array]:
    ratio = (x1 / n1) / (x2 / n2)
    error = np.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)
    log = np.log(ratio)
    return ratio, np.exp(log - Z * error), np.exp(log + Z * error)


@row("Katz interval of a ratio", "10⁶ tables", "numpy", 10, "some 130 instructions for eight tables, an exponential and its inverse among them: 2.0 ns from the cache, 2.2 from memory, and stores past the cache are slower; the target was set against NumPy 1.24, whose logarithm and exponential took twice the time of today's")
def katz(setting: Setting) -> Case:
    data = tables(setting.size(10**6, 5000))

    def pairs() -> Any:
        mine, theirs = eq.relative_likelihood(*data, method="katz_log"), katz_by_numpy(*data)
        return zip((mine.value, mine.lower, mine.upper), theirs, strict=True)

    rows = len(data[0])
    return Case(lambda: eq.relative_likelihood(*data, method="katz_log"), rows, lambda: katz_by_numpy(*data), rows, within(1e-13, pairs))


@row("Katz interval of a ratio", "10⁶ tables", "statsmodels")
def katz_statsmodels(setting: Setting) -> Case:
    peer = module("statsmodels.stats.proportion").confint_proportions_2indep
    data = tables(setting.size(10**6, 5000))

    def theirs() -> Any:
        return peer(*data, method="log", compare="ratio", correction=False)

    def pairs() -> Any:
        mine = eq.relative_likelihood(*data, method="katz_log")
        return zip((mine.lower, mine.upper), theirs(), strict=True)

    rows = len(data[0])
    return Case(lambda: eq.relative_likelihood(*data, method="katz_log"), rows, theirs, rows, within(1e-12, pairs))


@row("Katz interval with its p-value", "10⁶ tables", "numpy, scipy.special", 5, "as above, in two calls: the columns are read twice")
def katz_with_p(setting: Setting) -> Case:
    ndtr = module("scipy.special").ndtr
    data = tables(setting.size(10**6, 5000))

    def mine() -> Any:
        return eq.relative_likelihood(*data, method="katz_log"), eq.significance(*data, method="log_rr_wald")

    def theirs() -> Any:
        x1, n1, x2, n2 = data
        ratio = (x1 / n1) / (x2 / n2)
        error = np.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)
        log = np.log(ratio)
        return np.exp(log - Z * error), np.exp(log + Z * error), 2 * ndtr(-np.abs(log / error))

    def pairs() -> Any:
        (interval, test), (lower, upper, p) = mine(), theirs()
        plain = p > 1e-280  # below, SciPy's own tail loses digits
        return [(interval.lower, lower), (interval.upper, upper), (test.pvalue[plain], p[plain])]

    rows = len(data[0])
    return Case(mine, rows, theirs, rows, within(1e-10, pairs))


@row("Wilson interval of a rate", "10⁶ rates", "statsmodels", 12, "memory: 41 bytes a rate are read and written")
def wilson(setting: Setting) -> Case:
    peer = module("statsmodels.stats.proportion").proportion_confint
    x, n, _, _ = tables(setting.size(10**6, 5000))

    def pairs() -> Any:
        mine = eq.proportion(x, n)
        return zip((mine.lower, mine.upper), peer(x, n, method="wilson"), strict=True)

    return Case(lambda: eq.proportion(x, n), len(x), lambda: peer(x, n, method="wilson"), len(x), within(1e-12, pairs))


@row("Newcombe interval of a difference", "10⁶ tables", "statsmodels", 14, "divisions and square roots: the divider's throughput")
def newcombe(setting: Setting) -> Case:
    peer = module("statsmodels.stats.proportion").confint_proportions_2indep
    data = tables(setting.size(10**6, 5000))

    def pairs() -> Any:
        mine = eq.rate_difference(*data)
        return zip((mine.lower, mine.upper), peer(*data, method="newcomb", compare="diff"), strict=True)

    rows = len(data[0])
    return Case(lambda: eq.rate_difference(*data), rows, lambda: peer(*data, method="newcomb", compare="diff"), rows,
                within(1e-14, pairs, relative=False))  # fmt: skip


# ------------------------------------------------------------------------------------------------------ score intervals


def score_chi2(measure: str, effect: float, table: tuple[int, int, int, int]) -> float:
    """N-1 score chi-squared of the hypothesis that the measure has this value: the constrained likelihood maximised by bisection, nothing clever."""
    x1, n1, x2, n2 = (float(count) for count in table)

    def first_rate(p2: float) -> tuple[float, float]:
        """p1 that goes with p2, and its derivative."""
        if measure == "difference":
            return p2 + effect, 1.0
        if measure == "ratio":
            return p2 * effect, effect
        odds = effect * p2 / (1 - p2)
        return odds / (1 + odds), effect / (1 + p2 * (effect - 1)) ** 2

    low = max(0.0, -effect) if measure == "difference" else 0.0
    high = min(1.0, 1 - effect) if measure == "difference" else min(1.0, 1 / effect) if measure == "ratio" else 1.0
    for _ in range(200):
        p2 = (low + high) / 2
        p1, slope = first_rate(p2)
        rising = (x1 / p1 - (n1 - x1) / (1 - p1)) * slope + x2 / p2 - (n2 - x2) / (1 - p2) if 0 < p1 < 1 and 0 < p2 < 1 else 0.0
        low, high = (p2, high) if rising > 0 else (low, p2)
    p2 = (low + high) / 2
    p1, _ = first_rate(p2)
    share = (n1 + n2 - 1) / (n1 + n2)
    if measure == "odds_ratio":
        return share * (x1 - n1 * p1) ** 2 * (1 / (n1 * p1 * (1 - p1)) + 1 / (n2 * p2 * (1 - p2)))
    factor = effect if measure == "ratio" else 1.0
    gap = x1 / n1 - (x2 / n2 * factor if measure == "ratio" else x2 / n2 + effect)
    return share * gap**2 / (p1 * (1 - p1) / n1 + factor**2 * p2 * (1 - p2) / n2)


def score_case(setting: Setting, function: Any, measure: str, compare: str) -> Case:
    peer = module("statsmodels.stats.proportion").confint_proportions_2indep
    data = tables(setting.size(10**5, 2000))
    few = [tuple(int(column[i]) for column in data) for i in range(6)]

    def theirs() -> list[Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [limits_or_nothing(peer, table, compare) for table in few]

    def agreement() -> tuple[bool, str]:
        mine = function(*(column[:200] for column in data), method="miettinen_nurminen")
        worst = 0.0
        for i in range(0, 200, 10):
            table = tuple(int(column[i]) for column in data)
            for limit in (mine.lower[i], mine.upper[i]):
                worst = max(worst, abs(score_chi2(measure, float(limit), table) / Z**2 - 1))
        gaps = [max(abs(found[0] - mine.lower[i]), abs(found[1] - mine.upper[i])) for i, found in enumerate(theirs())]
        same = sum(gap < 1e-5 for gap in gaps)
        fault = ""
        if same < len(gaps):
            off = [gap for gap in gaps if gap >= 1e-5]
            failed = sum(np.isnan(gap) for gap in gaps)
            fault = f"; the peer gives other limits for {len(gaps) - same} of {len(gaps)} tables (off by up to {np.nanmax([0, *off]):.2g}, {failed} without any)"
        return worst < 1e-9, f"the limits solve the score equation, found again by bisection, within {worst:.0e} of its chi-squared{fault}"

    return Case(lambda: function(*data, method="miettinen_nurminen"), len(data[0]), theirs, len(few), agreement)


def limits_or_nothing(peer: Any, table: Any, compare: str) -> tuple[float, float]:
    try:
        lower, upper = peer(*table, compare=compare, method="score")
        return float(lower), float(upper)
    except Exception:  # a peer's failure is a finding of the comparison, not the end of it
        return float("nan"), float("nan")


@row("Score interval of a difference", "10⁵ tables", "statsmodels", 13_000, "some fifteen divisions and square roots for each of five steps and two limits")
def score_difference(setting: Setting) -> Case:
    return score_case(setting, eq.rate_difference, "difference", "diff")


@row("Score interval of a ratio", "10⁵ tables", "statsmodels", 1_300, "as for the difference")
def score_ratio(setting: Setting) -> Case:
    return score_case(setting, eq.relative_likelihood, "ratio", "ratio")


@row("Score interval of an odds ratio", "10⁵ tables", "statsmodels", 18_000, "as for the difference")
def score_odds_ratio(setting: Setting) -> Case:
    return score_case(setting, eq.odds_ratio, "odds_ratio", "odds-ratio")


# ------------------------------------------------------------------------------------------------------- beta quantiles


def beta_case(setting: Setting, method: str, shift: float) -> Case:
    ppf = module("scipy.stats").beta.ppf
    x, n, _, _ = tables(setting.size(10**5, 2000))
    few = slice(0, 2000)

    def theirs() -> Any:
        k, m = x[few], n[few]
        if shift:
            return ppf(0.025, k + 0.5, m - k + 0.5), ppf(0.975, k + 0.5, m - k + 0.5)
        return ppf(0.025, k, m - k + 1), ppf(0.975, k + 1, m - k)

    def pairs() -> Any:
        mine = eq.proportion(x[few], n[few], method=method)
        return zip((mine.lower, mine.upper), theirs(), strict=True)

    return Case(lambda: eq.proportion(x, n, method=method), len(x), theirs, 2000, within(1e-9, pairs))


@row("Clopper-Pearson interval", "10⁵ rates", "scipy", 8, "the terms of a continued fraction, one division each")
def clopper_pearson(setting: Setting) -> Case:
    return beta_case(setting, "clopper_pearson", 0.0)


@row("Jeffreys interval", "10⁵ rates", "scipy", 8, "as for Clopper-Pearson")
def jeffreys(setting: Setting) -> Case:
    return beta_case(setting, "jeffreys", 0.5)


# ------------------------------------------------------------------------------------------------------------ exact tests


def fisher_case(setting: Setting, people: int, peers: int) -> Case:
    fisher_exact = module("scipy.stats").fisher_exact
    data = tables_of(people // 2, setting.size(2000, 100))
    few = [[[int(a), int(n - a)], [int(c), int(m - c)]] for a, n, c, m in zip(*(column[:peers] for column in data), strict=True)]

    def theirs() -> list[float]:
        return [fisher_exact(table)[1] for table in few]

    def pairs() -> Any:
        return [(eq.significance(*data, method="fisher_minlike").pvalue[:peers], theirs())]

    return Case(lambda: eq.significance(*data, method="fisher_minlike"), len(data[0]), theirs, peers, within(1e-7, pairs))


WALK = "some ten operations of a vector for each table of the law that has weight, about 4 √N of them, eight laws side by side"


@row("Fisher's exact test", "N = 200", "scipy", 8_000, WALK)
def fisher_200(setting: Setting) -> Case:
    return fisher_case(setting, 200, 20)


@row("Fisher's exact test", "N = 5,000", "scipy", 8_000, WALK)
def fisher_5000(setting: Setting) -> Case:
    return fisher_case(setting, 5000, 10)


@row("Fisher's exact test", "N = 100,000", "scipy", 22_000, WALK)
def fisher_100000(setting: Setting) -> Case:
    return fisher_case(setting, 100_000, 3)


def probability_of_region(method: str, table: tuple[int, int, int, int], rate: float) -> float:
    """The probability, at this common rate, of all tables at least as extreme as the one given: every table listed, nothing clever."""
    stats = module("scipy.stats")
    x1, n1, x2, n2 = table
    first, second = np.arange(n1 + 1)[:, None], np.arange(n2 + 1)[None, :]
    if method == "barnard_pooled":
        pooled = (first + second) / (n1 + n2)
        spread = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
        with np.errstate(divide="ignore", invalid="ignore"):
            key = np.where(spread > 0, np.abs(first / n1 - second / n2) / np.sqrt(spread), 0.0)
        region = key >= key[x1, x2] * (1 - 1e-10)
    else:
        key = stats.hypergeom.cdf(first, n1 + n2, first + second, n1)
        region = key <= key[x1, x2] * (1 + 1e-9)
    chance = stats.binom.pmf(first, n1, rate) * stats.binom.pmf(second, n2, rate)
    return float(chance[region].sum())


def unconditional_case(setting: Setting, people: int, method: str, alternative: str, peer: Callable[[Any], float], peers: int) -> Case:
    data = tables_of(people, setting.size(20, 3))
    columns = tuple(column[:peers] for column in data)
    few = [[[int(a), int(c)], [int(n - a), int(m - c)]] for a, n, c, m in zip(*columns, strict=True)]

    @lru_cache(maxsize=1)
    def of_peer() -> tuple[float, ...]:
        return tuple(peer(table) for table in few)

    def theirs() -> list[float]:
        return [peer(table) for table in few]

    def mine() -> Any:
        return eq.significance(*data, method=method, alternative=alternative)

    def agreement() -> tuple[bool, str]:
        ours = mine()
        attained = max(abs(probability_of_region(method, tuple(int(column[i]) for column in data), float(ours.nuisance[i])) - float(ours.pvalue[i]))
                       for i in range(len(few)))  # fmt: skip
        below = max(max(0.0, float(ours.pvalue[i]) - p) for i, p in enumerate(of_peer()))
        above = max(max(0.0, p - float(ours.pvalue_upper[i])) for i, p in enumerate(of_peer()))
        gap = float(np.max(ours.pvalue_upper - ours.pvalue))
        fault = f"; the peer's p is too small by up to {below:.0e}" if below > 1e-8 else ""
        return gap <= 1.001e-9 and attained < 1e-10 and above < 1e-8, f"certified to {gap:.0e}, and attained by NumPy's sum within {attained:.0e}{fault}"

    return Case(mine, len(data[0]), theirs, len(few), agreement)


def barnard_case(setting: Setting, people: int) -> Case:
    barnard_exact = module("scipy.stats").barnard_exact
    return unconditional_case(setting, people, "barnard_pooled", "two-sided", lambda table: float(barnard_exact(table, pooled=True).pvalue), 3)


def boschloo_case(setting: Setting, people: int, peers: int) -> Case:
    boschloo_exact = module("scipy.stats").boschloo_exact
    if setting.quick and people > 100:
        raise Absent("left out of a quick run")
    return unconditional_case(setting, people, "boschloo_central", "less", lambda table: float(boschloo_exact(table, "less").pvalue), peers)


BARNARD = "the table of outcomes, n², and the bounds evaluated on the way to a certificate"


@row("Barnard's exact test", "n = 20", "scipy", 250, BARNARD)
def barnard_20(setting: Setting) -> Case:
    return barnard_case(setting, 20)


@row("Barnard's exact test", "n = 50", "scipy", 150, BARNARD)
def barnard_50(setting: Setting) -> Case:
    return barnard_case(setting, 50)


@row("Barnard's exact test", "n = 100", "scipy", 35, BARNARD)
def barnard_100(setting: Setting) -> Case:
    return barnard_case(setting, 100)


@row("Barnard's exact test", "n = 250", "scipy", 35, BARNARD)
def barnard_250(setting: Setting) -> Case:
    return barnard_case(setting, 250)


@row("Boschloo's exact test", "n = 100", "scipy", 500, BARNARD)
def boschloo_100(setting: Setting) -> Case:
    return boschloo_case(setting, 100, 2)


@row("Boschloo's exact test", "n = 250", "scipy", 1_200, BARNARD)
def boschloo_250(setting: Setting) -> Case:
    return boschloo_case(setting, 250, 1)


@row("Boschloo's exact test", "n = 1000", "scipy", 60_000, BARNARD)
def boschloo_1000(setting: Setting) -> Case:
    return boschloo_case(setting, 1000, 1)


@row("Exact unconditional interval", "n = 100", "R: Exact", 1_300, "a supremum for each step of a search")
def unconditional_interval(setting: Setting) -> Case:
    raise Absent("R's package Exact is not in Debian; ours alone is in the table of growth")


# ------------------------------------------------------------------------------------------------------------ many groups


def groups(rows: int, bands: int) -> tuple[Array, Array, Array]:
    """Events and totals of so many tables of several groups each, and where each table begins."""
    draw = np.random.default_rng(7)
    totals = np.exp(draw.uniform(3, 8, (rows, bands))).astype(np.int64)
    events = 1 + (totals * 0.5 * draw.random((rows, bands))).astype(np.int64)
    return events, totals, np.arange(rows + 1, dtype=np.uint64) * bands


def answers(rows: int) -> tuple[Array, Array, Array]:
    return np.empty(rows), np.empty(rows), np.empty(rows, dtype=np.uint8)


def homogeneity_case(setting: Setting, method: int, peer: Callable[[Array, Array], Array]) -> Case:
    chdtrc = module("scipy.special").chdtrc
    events, totals, offsets = groups(setting.size(10**5, 2000), 6)
    rows = len(events)
    statistic, pvalue, status = answers(rows)
    test = setting.library.homogeneity

    def mine() -> Any:
        test(events, totals, offsets, ctypes.c_size_t(rows), method, statistic, pvalue, status)

    def theirs() -> Any:
        found = peer(events, totals)
        return found, chdtrc(5, found)

    def pairs() -> Any:
        mine()
        chi2, p = theirs()
        plain = p > 1e-280
        return [(statistic, chi2), (pvalue[plain], p[plain])]

    return Case(mine, rows, theirs, rows, within(1e-8, pairs))


def pearson_by_numpy(x: Array, n: Array) -> Array:
    everybody, nobody = x.sum(1, keepdims=True), (n - x).sum(1, keepdims=True)
    share = n / n.sum(1, keepdims=True)
    first, second = share * everybody, share * nobody
    return ((x - first) ** 2 / first + (n - x - second) ** 2 / second).sum(1)


def g_by_numpy(x: Array, n: Array) -> Array:
    rate = x.sum(1, keepdims=True) / n.sum(1, keepdims=True)
    return 2 * (x * np.log(x / (n * rate)) + (n - x) * np.log((n - x) / (n * (1 - rate)))).sum(1)


@row("Chi-squared test, 2×6, with p", "10⁵ tables", "numpy, scipy.special", 11, "six divisions a table and one exponential")
def pearson(setting: Setting) -> Case:
    return homogeneity_case(setting, 1, pearson_by_numpy)


@row("G test, 2×6, with p", "10⁵ tables", "numpy, scipy.special", 9.5, "twelve logarithms a table, some sixty operations of a vector each")
def g_test(setting: Setting) -> Case:
    return homogeneity_case(setting, 2, g_by_numpy)


@row("Test of a trend over six bands, with p", "10⁵ tables", "numpy, scipy.special", 10, "memory: 144 bytes a table are read")
def trend(setting: Setting) -> Case:
    ndtr = module("scipy.special").ndtr
    events, totals, offsets = groups(setting.size(10**5, 2000), 6)
    rows = len(events)
    scores = np.ascontiguousarray(np.broadcast_to(np.arange(1.0, 7.0), events.shape))
    statistic, pvalue, status = answers(rows)
    test = setting.library.trend

    def mine() -> Any:
        test(events, totals, scores, offsets, ctypes.c_size_t(rows), statistic, pvalue, status)

    def theirs() -> Any:
        people = totals.sum(1, keepdims=True)
        rate = events.sum(1, keepdims=True) / people
        mean = (totals * scores).sum(1, keepdims=True) / people
        moment = (scores - mean) * (events - totals * rate)
        spread = rate * (1 - rate) * (totals * (scores - mean) ** 2).sum(1, keepdims=True)
        z = moment.sum(1) / np.sqrt(spread[:, 0])
        return z, 2 * ndtr(-np.abs(z))

    def pairs() -> Any:
        mine()
        z, p = theirs()
        plain = p > 1e-280
        return [(pvalue[plain], p[plain])]

    return Case(mine, rows, theirs, rows, within(1e-7, pairs))


@row("Cochran, Mantel and Haenszel's test, 20 strata", "20,000 problems", "numpy, scipy.special", 20, "some fifty operations of a vector for eight strata, and three sums in the order of the strata, as the scalar function takes them")
def cmh(setting: Setting) -> Case:
    chdtrc = module("scipy.special").chdtrc
    problems = setting.size(20_000, 500)
    x1, n1, x2, n2 = (np.ascontiguousarray(column.reshape(problems, 20)) for column in tables(problems * 20))
    offsets = np.arange(problems + 1, dtype=np.uint64) * 20
    statistic, pvalue, status = answers(problems)
    test = setting.library.cmh

    def mine() -> Any:
        test(x1, n1, x2, n2, offsets, ctypes.c_size_t(problems), statistic, pvalue, status)

    def theirs() -> Any:
        n = n1 + n2
        events = x1 + x2
        excess = (x1 - n1 * events / n).sum(1)
        variance = ((n1 / n) * (n2 / n) * events * ((n - events) / (n - 1))).sum(1)
        chi2 = excess**2 / variance
        return chi2, chdtrc(1, chi2)

    def pairs() -> Any:
        mine()
        chi2, p = theirs()
        plain = (p > 1e-280) & (chi2 > 1e-6)
        return [(statistic[plain], chi2[plain]), (pvalue[plain], p[plain])]

    return Case(mine, problems, theirs, problems, within(1e-6, pairs))


@row("Bootstrap interval of a ratio", "596 of 3,842 against 207 of 2,386", "numpy, 10⁵ replicates", 300, "the probabilities of some √n outcomes of each group")
def bootstrap(setting: Setting) -> Case:
    limits = np.empty(2)
    exact = setting.library.bootstrap_ratio
    table = (596, 3842, 207, 2386)
    draw = np.random.default_rng(1)

    def mine() -> Any:
        exact(*(ctypes.c_int64(count) for count in table), limits)

    def theirs() -> Any:
        x1, n1, x2, n2 = table
        replicates = setting.size(100_000, 20_000)
        first, second = draw.binomial(n1, x1 / n1, replicates) / n1, draw.binomial(n2, x2 / n2, replicates) / n2
        return np.quantile(first / second, [0.025, 0.975])

    def agreement() -> tuple[bool, str]:
        mine()
        gap = float(np.max(np.abs(limits / np.mean([theirs() for _ in range(4)], axis=0) - 1)))
        return gap < 0.01, f"relative difference {gap:.0e}: ours is exact, the peer's random"

    return Case(mine, 1, theirs, 1, agreement)


# ---------------------------------------------------------------------------------------------------------- rows to counts


@lru_cache(maxsize=2)
def records(rows: int, ordered: bool) -> tuple[tuple[Array, ...], tuple[int, ...]]:
    """Rows with an organisation, a year, a group and a band: 220 × 5 × 36 × 20 cells."""
    draw = np.random.default_rng(3)
    categories = (220, 5, 36, 20)
    columns = [draw.integers(0, length, rows, dtype=np.uint8) for length in categories]
    if ordered:
        columns[0].sort()
    return tuple(columns), categories


def counting_case(setting: Setting, ordered: bool, peer: Callable[[tuple[Array, ...], tuple[int, ...]], Callable[[], Any]]) -> Case:
    rows = setting.size(setting.counted_rows, 20_000)
    keys, categories = records(rows, ordered)
    if not hasattr(eq, "tabulate"):
        raise Absent("this build of equitable has no tabulate()")
    theirs = peer(keys, categories)

    def agreement() -> tuple[bool, str]:
        mine = np.asarray(eq.tabulate(list(keys), categories).total).reshape(-1)
        found = theirs()
        same = np.array_equal(np.sort(mine[mine > 0]), np.sort(found[found > 0])) and mine.sum() == rows
        return bool(same), "the same counts" if same else "the counts differ"

    return Case(lambda: eq.tabulate(list(keys), categories), rows, theirs, rows, agreement)


def counted_by_numpy(keys: tuple[Array, ...], categories: tuple[int, ...]) -> Callable[[], Array]:
    def count() -> Array:
        cell = keys[0].astype(np.int64)
        for key, length in zip(keys[1:], categories[1:], strict=True):
            cell = cell * length + key
        return np.bincount(cell, minlength=int(np.prod(categories)))

    return count


def counted_by_pandas(keys: tuple[Array, ...], _: tuple[int, ...]) -> Callable[[], Array]:
    frame = module("pandas").DataFrame({f"k{i}": key for i, key in enumerate(keys)}, copy=False)
    return lambda: frame.groupby(list(frame.columns), sort=False).size().to_numpy()


def counted_by_polars(keys: tuple[Array, ...], _: tuple[int, ...]) -> Callable[[], Array]:
    polars = module("polars")
    frame = polars.DataFrame({f"k{i}": key for i, key in enumerate(keys)})
    return lambda: frame.group_by(frame.columns).len()["len"].to_numpy().astype(np.int64)


def counted_by_duckdb(keys: tuple[Array, ...], _: tuple[int, ...]) -> Callable[[], Array]:
    connection = module("duckdb").connect(config={"threads": 1})
    names = [f"k{i}" for i in range(len(keys))]
    connection.register("given", dict(zip(names, keys, strict=True)))
    connection.execute("create table rows as select * from given")
    listed = ", ".join(names)
    return lambda: connection.execute(f"select count(*) as n from rows group by {listed}").fetchnumpy()["n"]


COUNTING = "random access into a table that fits no cache of the first level"


@row("Rows to counts, random order", "792,000 cells", "numpy", 5.5, COUNTING)
def count_numpy(setting: Setting) -> Case:
    return counting_case(setting, False, counted_by_numpy)


@row("Rows to counts, random order", "792,000 cells", "pandas", 30, COUNTING)
def count_pandas(setting: Setting) -> Case:
    return counting_case(setting, False, counted_by_pandas)


@row("Rows to counts, random order", "792,000 cells", "polars", 0, COUNTING)
def count_polars(setting: Setting) -> Case:
    return counting_case(setting, False, counted_by_polars)


@row("Rows to counts, random order", "792,000 cells", "duckdb", 0, COUNTING)
def count_duckdb(setting: Setting) -> Case:
    return counting_case(setting, False, counted_by_duckdb)


@row("Rows to counts, sorted by organisation", "792,000 cells", "numpy", 9.5, "reading the columns")
def count_sorted_numpy(setting: Setting) -> Case:
    return counting_case(setting, True, counted_by_numpy)


@row("Rows to counts, sorted by organisation", "792,000 cells", "pandas", 30, "reading the columns")
def count_sorted_pandas(setting: Setting) -> Case:
    return counting_case(setting, True, counted_by_pandas)


# ---------------------------------------------------------------------------------------------------------- a national run

NATIONAL = 148_928
ELEVEN = (
    "Wilson for both rates; Katz and Miettinen-Nurminen for the ratio; Newcombe and Miettinen-Nurminen for the difference; Woolf and "
    "Miettinen-Nurminen for the odds ratio; the N-1 chi-squared test, Fisher's test and equivalence"
)


def national(data: tuple[Array, Array, Array, Array], threads: int = 1) -> list[Any]:
    """Eleven methods for every comparison."""
    x1, n1, x2, n2 = data
    return [
        eq.proportion(x1, n1, threads=threads),
        eq.proportion(x2, n2, threads=threads),
        eq.relative_likelihood(*data, method="katz_log", threads=threads),
        eq.relative_likelihood(*data, threads=threads),
        eq.rate_difference(*data, threads=threads),
        eq.rate_difference(*data, method="miettinen_nurminen", threads=threads),
        eq.odds_ratio(*data, method="woolf_logit", threads=threads),
        eq.odds_ratio(*data, threads=threads),
        eq.significance(*data, threads=threads),
        eq.significance(*data, method="fisher_minlike", threads=threads),
        eq.noninferiority(*data, threads=threads),
    ]


@row("A national run: eleven methods", f"{NATIONAL:,} comparisons", "statsmodels, scipy", 5_000, "the three score intervals and Fisher's test")
def national_run(setting: Setting) -> Case:
    proportion = module("statsmodels.stats.proportion")
    stats = module("scipy.stats")
    data = tables(setting.size(NATIONAL, 1000))
    few = [tuple(int(column[i]) for column in data) for i in range(5)]

    def one(x1: int, n1: int, x2: int, n2: int) -> list[Any]:
        two = proportion.confint_proportions_2indep
        table = [[x1, n1 - x1], [x2, n2 - x2]]
        counts = (x1, n1, x2, n2)
        return [
            proportion.proportion_confint(x1, n1, method="wilson"),
            proportion.proportion_confint(x2, n2, method="wilson"),
            two(*counts, method="log", compare="ratio", correction=False),
            limits_or_nothing(two, counts, "ratio"),
            two(*counts, method="newcomb", compare="diff"),
            limits_or_nothing(two, counts, "diff"),
            two(*counts, method="logit", compare="odds-ratio", correction=False),
            limits_or_nothing(two, counts, "odds-ratio"),
            stats.chi2_contingency(table, correction=False)[1],
            stats.fisher_exact(table)[1],
            proportion.test_proportions_2indep(*counts, value=0.8, compare="ratio", method="score", alternative="larger").pvalue,
        ]

    def theirs() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [one(*table) for table in few]

    def agreement() -> tuple[bool, str]:
        mine, found = national(data), theirs()
        worst = 0.0
        for i, answer in enumerate(found):
            for place in (0, 1, 2, 4, 6):
                for side, limit in zip((mine[place].lower, mine[place].upper), answer[place], strict=True):
                    worst = max(worst, abs(float(side[i]) - float(limit)))
            worst = max(worst, abs(float(mine[9].pvalue[i]) - float(answer[9])))
        return worst < 1e-6, f"closed forms and Fisher's p differ by at most {worst:.0e}; the score intervals see above"

    return Case(lambda: national(data), len(data[0]), theirs, len(few), agreement)


@row("A national run: eleven methods", f"{NATIONAL:,} comparisons", "at most 0.1 s", 1)
def national_seconds(setting: Setting) -> Limit:
    data = tables(setting.size(NATIONAL, 1000))

    def seconds() -> float:
        from .measuring import seconds_each

        return seconds_each(lambda: national(data), moment=0.1, rounds=3)

    return Limit(seconds, 0.1, "s", "processor time from Python")


# ----------------------------------------------------------------------------------------------------------------- the rest


@row("Benjamini-Hochberg", "10⁶ p-values", "statsmodels", 6, "the passes of a radix sort over memory; the target was set against NumPy 1.24, which did not sort with AVX-512")
def benjamini_hochberg(setting: Setting) -> Case:
    peer = module("statsmodels.stats.multitest").multipletests
    p = np.random.default_rng(5).random(setting.size(10**6, 20_000))
    return Case(lambda: eq.adjust_pvalues(p, method="bh"), len(p), lambda: peer(p, method="fdr_bh")[1], len(p),
                within(1e-13, lambda: [(eq.adjust_pvalues(p, method="bh"), peer(p, method="fdr_bh")[1])]))  # fmt: skip


def child_milliseconds(code: str) -> float:
    """Processor time of a Python process that runs this."""
    import os

    process = subprocess.Popen([sys.executable, "-c", code])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Absent(f"python -c {code!r} failed")
    return 1000 * (usage.ru_utime + usage.ru_stime)


def import_milliseconds(code: str, base: str, rounds: int) -> float:
    """What some imports cost beyond others, the median of the differences of pairs."""
    return statistics.median(child_milliseconds(code) - child_milliseconds(base) for _ in range(rounds))


@row("Import", "beyond numpy's", "at most 5 ms", 1, "reading one shared library")
def importing(setting: Setting) -> Limit:
    return Limit(lambda: import_milliseconds("import numpy, equitable", "import numpy", setting.size(25, 3)), 5.0, "ms", "processor time, a fresh process")


@row("Import", "beyond numpy's", "statsmodels.stats.proportion")
def importing_peer(setting: Setting) -> Limit:
    module("statsmodels.stats.proportion")
    return Limit(lambda: import_milliseconds("import numpy, statsmodels.stats.proportion", "import numpy", setting.size(5, 1)), float("inf"), "ms",
                 "for comparison")  # fmt: skip


def scalar(call: Callable[[], Any]) -> Callable[[Setting], Limit]:
    def limit(setting: Setting) -> Limit:
        def microseconds() -> float:
            from .measuring import seconds_each

            return 1e6 * seconds_each(call, moment=0.005 if setting.quick else 0.02, rounds=9)

        return Limit(microseconds, 2.0, "µs", "through the public function")

    return limit


TABLE = (596, 3842, 207, 2386)
for name, call in {
    "proportion": lambda: eq.proportion(207, 2386),
    "relative_likelihood": lambda: eq.relative_likelihood(*TABLE),
    "rate_difference": lambda: eq.rate_difference(*TABLE),
    "odds_ratio": lambda: eq.odds_ratio(*TABLE),
    "significance": lambda: eq.significance(*TABLE),
    "equivalence": lambda: eq.equivalence(*TABLE),
    "noninferiority": lambda: eq.noninferiority(*TABLE),
}.items():
    ROWS.append(Row("A single comparison from Python", name, "at most 2 µs", 1, scalar(call), "crossing from Python to C++ and making the result"))
