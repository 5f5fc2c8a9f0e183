"""What the functions accept, what they refuse and in which words, and what they answer when there is no answer."""

from __future__ import annotations

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pytest

from closeness import alike

import equitable as eq
from equitable.errors import EquitableError, InvalidInput

TWO_GROUPS = [
    eq.relative_likelihood,
    eq.rate_difference,
    eq.odds_ratio,
    eq.conditional_odds_ratio,
    eq.significance,
    eq.equivalence,
    eq.noninferiority,
    eq.attainable_pvalue,
    eq.fragility,
    eq.verdict,
]
two_groups = pytest.mark.parametrize("function", TWO_GROUPS, ids=lambda function: function.__name__)
COUNTS = (596, 3842, 207, 2386)


def numbers(result: object) -> list[float]:
    """All numbers of a result, so that any two results can be compared."""
    found: list[float] = []
    for field in dataclasses.fields(result):  # type: ignore[arg-type]
        value = getattr(result, field.name)
        if dataclasses.is_dataclass(value):
            found += numbers(value)
        elif isinstance(value, float | int):
            found.append(float(value))
    return found


# Hand-worked: 15.5127 % of 3,842 against 8.6756 % of 2,386.


def test_values_worked_by_hand() -> None:
    assert eq.proportion(1, 4).value == 0.25
    assert eq.relative_likelihood(*COUNTS).value == pytest.approx(596 * 2386 / (207 * 3842), rel=1e-15)
    assert eq.rate_difference(1, 2, 1, 4).value == 0.25
    # Wilson at x = 0: upper limit z²/(n + z²), z = 1.959963984540054
    assert eq.proportion(0, 10).upper == pytest.approx(3.841458820694124 / 13.841458820694124, rel=1e-14)
    # Pearson: N(ad − bc)²/(n1 n2 m k) of 3/10 against 1/10 = 20 (27 − 7)² / (10·10·4·16) = 1.25
    assert eq.significance(3, 10, 1, 10, method="pearson_chi2").statistic == pytest.approx(1.25, rel=1e-15)
    assert eq.significance(3, 10, 1, 10).statistic == pytest.approx(1.25 * 19 / 20, rel=1e-15)
    share = eq.representation(1, 4, 10, 20)
    assert (share.share_part, share.share_whole, share.share_rest) == (0.25, 0.5, 9 / 16)
    assert (share.gap.value, share.ratio.value) == (-0.25, 0.5)


# ------------------------------------------------------------------------------------------------------- what is accepted

SINGLE = [
    tuple(np.int64(count) for count in COUNTS),
    tuple(np.uint16(count) for count in COUNTS),
    tuple(float(count) for count in COUNTS),
    tuple(np.float32(count) for count in COUNTS),
    tuple(np.array(count) for count in COUNTS),
    tuple(Fraction(count) for count in COUNTS),
]


@two_groups
@pytest.mark.parametrize("counts", SINGLE)
def test_whole_numbers_of_any_kind_give_the_same_single_result(function: object, counts: tuple[object, ...]) -> None:
    assert function(*counts) == function(*COUNTS)  # type: ignore[operator]
    assert function(*counts).shape == ()  # type: ignore[operator]
    assert type(function(*counts).events) is int  # type: ignore[operator]


COLUMNS = {
    "lists": lambda x: list(x),
    "tuples": lambda x: tuple(x),
    "int64": lambda x: np.array(x),
    "uint8": lambda x: np.array(x, dtype=np.uint8),
    "big-endian": lambda x: np.array(x, dtype=">i4"),
    "strided": lambda x: np.repeat(x, 2)[::2],
    "float": lambda x: np.array(x, dtype=float),
    "object": lambda x: np.array([*x[:-1], float(x[-1])], dtype=object),
    "pandas": lambda x: pd.Series(x, index=["b", "a", "c"]),
    "pandas nullable": lambda x: pd.Series(x, dtype="Int64"),
    "polars": lambda x: pl.Series(x),
}


@two_groups
@pytest.mark.parametrize("kind", COLUMNS)
def test_columns_of_any_kind_give_the_same_arrays(function: object, kind: str) -> None:
    columns = ([3, 0, 7], [10, 4, 9], [1, 2, 5], [11, 4, 6])
    result = function(*(COLUMNS[kind](column) for column in columns))  # type: ignore[operator]
    assert result == function(*columns)  # type: ignore[operator]
    assert result.shape == (3,)
    assert result.events.dtype == np.int64
    for row, counts in enumerate(zip(*columns, strict=True)):
        assert alike(result[row], function(*counts))  # type: ignore[operator]


@two_groups
def test_broadcasts_as_numpy_does(function: object) -> None:
    group = np.array([[1], [2]])
    reference = np.array([3, 4, 5])
    result = function(group, 10, reference, [20, 30, 40])  # type: ignore[operator]
    assert result.shape == (2, 3)
    assert alike(result[1, 2], function(2, 10, 5, 40))  # type: ignore[operator]
    assert result[0].shape == (3,)
    assert result.reference_total.tolist() == [[20, 30, 40]] * 2


@two_groups
def test_no_rows_give_no_rows(function: object) -> None:
    result = function([], [], [], [])  # type: ignore[operator]
    assert result.shape == (0,)
    assert len(result.to_frame()) == 0
    assert result.to_dict()["status"] == []


def test_proportion_and_representation_take_columns_too() -> None:
    rates = eq.proportion([1, 2], [4, 5], confidence_level=0.9)
    assert rates[1] == eq.proportion(2, 5, confidence_level=0.9)
    shares = eq.representation([1, 0], [4, 0], 10, 20)
    assert shares[0] == eq.representation(1, 4, 10, 20)
    assert shares[1] == eq.representation(0, 0, 10, 20)
    assert shares.status.tolist() == ["ok", "undefined"]


def test_the_callers_array_stays_the_callers() -> None:
    events = np.array([1, 2, 3])
    result = eq.proportion(events, 10)
    events[0] = 9
    assert result.events.tolist() == [1, 2, 3]
    assert events.flags.writeable


def test_counts_up_to_the_largest_keep_every_digit() -> None:
    most = 2**53
    assert eq.proportion(most, most).value == 1.0
    assert eq.proportion(np.array([most - 1]), most).events[0] == most - 1
    assert eq.relative_likelihood(most, most, most, most).value == 1.0


# ---------------------------------------------------------------------------------------------------- what has no answer


@pytest.mark.parametrize(
    ("counts", "status", "value", "lower", "upper"),
    [
        ((0, 0, 3, 10), "undefined", math.nan, math.nan, math.nan),
        ((3, 10, 0, 0), "undefined", math.nan, math.nan, math.nan),
        ((0, 10, 0, 10), "undefined", math.nan, 0.0, math.inf),
        ((3, 10, 0, 10), "unbounded", math.inf, None, math.inf),
        ((0, 10, 3, 10), "ok", 0.0, 0.0, None),
    ],
)
def test_data_without_an_answer_has_a_status_alone_and_in_an_array(
    counts: tuple[int, ...], status: str, value: float, lower: float | None, upper: float | None
) -> None:
    result = eq.relative_likelihood(*counts)
    assert result.status == status
    for got, expected in ((result.value, value), (result.lower, lower), (result.upper, upper)):
        if expected is None:
            assert math.isfinite(got)
        else:
            assert got == pytest.approx(expected, nan_ok=True)
    assert eq.relative_likelihood(*([count] for count in counts))[0] == result


def test_nothing_to_test_and_nobody_to_compare() -> None:
    assert eq.proportion(0, 0).status == "undefined"
    assert math.isnan(eq.proportion(0, 0).value)
    assert eq.rate_difference(0, 0, 1, 2).status == "undefined"
    assert eq.significance(0, 5, 0, 5).status == "no_information"
    assert eq.significance(5, 5, 5, 5).status == "no_information"
    assert eq.significance(0, 0, 1, 2).status == "undefined"
    assert eq.equivalence(0, 0, 1, 2).status == "undefined"
    nobody = eq.verdict(0, 0, 1, 2)
    assert (nobody.state, nobody.grade, nobody.status, nobody.fragility) == ("not_assessable", "none", "undefined", None)
    assert eq.representation(5, 10, 5, 10).status == "undefined"
    assert eq.relative_likelihood(0, 5, 1, 5, method="katz_log").status == "undefined"


# --------------------------------------------------------------------------------------------------------- what is refused

CAUGHT = {
    "negative": ((-1, 10, 1, 10), r"events is -1, but must be 0 or more"),
    "events above total": ((11, 10, 1, 10), r"events is 11, but must be at most total, which is 10"),
    "reference above total": ((1, 10, 11, 10), r"reference_events is 11, but must be at most reference_total, which is 10"),
    "fraction": ((0.5, 10, 1, 10), r"events is 0\.5, but must be a whole number"),
    "NaN": ((1, math.nan, 1, 10), r"total is NaN, but must be a whole number"),
    "infinity": ((1, math.inf, 1, 10), r"total is inf, but must be a whole number"),
    "bool": ((True, 10, 1, 10), r"events is True, but must be a whole number, not True or False"),
    "None": ((1, 10, None, 10), r"reference_events is missing, but must be a whole number"),
    "text": ((1, 10, "R", 10), r"reference_events is 'R', but must be a whole number"),
    "digits as text": ((1, 10, "7", 10), r"reference_events is '7', but must be a whole number"),
    "half": ((Fraction(1, 2), 10, 1, 10), r"events is 0\.5, but must be a whole number"),
    "complex": ((1, 10, 1j, 10), r"reference_events is 1j, but must be a whole number"),
    "beyond 2^53": ((1, 2**53 + 1, 1, 10), r"total is 9007199254740993, but must be at most 2\^53"),
    "beyond int64": ((1, 2**70, 1, 10), r"total is 1180591620717411303424, but must be at most 2\^53"),
    "below int64": ((-(2**70), 1, 1, 10), r"events is -1180591620717411303424, but must be 0 or more"),
    "large float": ((1, 1e17, 1, 10), r"total is 1e\+17, but must be below 2\^53 when it is not an integer"),
}


@two_groups
@pytest.mark.parametrize("case", CAUGHT)
def test_refuses_a_count_that_is_none(function: object, case: str) -> None:
    counts, message = CAUGHT[case]
    where = function.__name__  # type: ignore[attr-defined]
    with pytest.raises(InvalidInput, match=rf"^{where}: {message}$"):
        function(*counts)  # type: ignore[operator]
    columns = [[2, count] for count in counts]
    columns[1][0] = columns[3][0] = 10
    with pytest.raises(InvalidInput, match=rf"^{where}: {message} \(row 1, counting from 0\)$"):
        function(*columns)  # type: ignore[operator]


@pytest.mark.parametrize(
    "events",
    [
        np.array([1.0, 0.5]),
        pd.Series([1, 0.5]),
        pl.Series([1.0, 0.5]),
        [1, 0.5],
        np.array([1, 0.5], dtype=object),
        np.array([1, 0.5], dtype=np.float16),
    ],
)
def test_a_fraction_never_becomes_a_count(events: object) -> None:
    with pytest.raises(InvalidInput, match=r"events is 0\.5, but must be a whole number \(row 1, counting from 0\)"):
        eq.proportion(events, 10)


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (np.array([True, False]), "events is True, but must be a whole number, not True or False \\(row 0"),
        ([1, True], "events is True, but must be a whole number, not True or False \\(row 1"),
        ([[1, 2], [True, 4]], "events is True, but must be a whole number, not True or False \\(row 2"),
        (pd.Series([1, None], dtype="Int64"), "events is (missing|NaN), but must be a whole number \\(row 1"),
        (pl.Series([1, None]), "events is NaN, but must be a whole number \\(row 1"),
        (np.array([1, np.nan]), "events is NaN, but must be a whole number \\(row 1"),
        ([1, None], "events is missing, but must be a whole number \\(row 1"),
        (["1", "2"], "events is '1', but must be a whole number \\(row 0"),
        (pd.Series(["3", "R"]), "events is '3', but must be a whole number \\(row 0"),
        (np.array([1, 2**63], dtype=np.uint64), "events is 9223372036854775808, but must be at most 2\\^53 \\(row 1"),
        ([1, 2**64], "events is 18446744073709551616, but must be at most 2\\^53 \\(row 1"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "events is datetime.date\\(2020, 1, 1\\), but must be a whole number"),
        ([[1, 2], [3]], "events has rows of different lengths, but must be one array of whole numbers"),
        ({1, 2}, "events is {1, 2}, but must be a whole number"),
    ],
)
def test_refuses_a_column_that_holds_something_else(events: object, message: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^proportion: {message}"):
        eq.proportion(events, 10)


@two_groups
def test_shapes_must_fit(function: object) -> None:
    with pytest.raises(InvalidInput, match=r"the shapes do not fit together, but must be alike or single: events \(2,\), total \(3,\)"):
        function([1, 2], [3, 4, 5], 1, 2)  # type: ignore[operator]


@pytest.mark.parametrize("counts", [(1, 2), (np.array([1, 1]), 2)], ids=["one", "many"])
@pytest.mark.parametrize(
    ("level", "message"),
    [
        (95, "did you mean 0.95"),
        (95.0, "did you mean 0.95"),
        (0, "must lie strictly between 0 and 1"),
        (1, "must lie strictly between 0 and 1"),
        (-0.5, "must lie strictly between 0 and 1"),
        (math.nan, "must lie strictly between 0 and 1"),
        (math.inf, "must lie strictly between 0 and 1"),
        ("95%", "confidence_level is '95%', but must be a number"),
        (None, "confidence_level is None, but must be a number"),
        (True, "confidence_level is True, but must be a number"),
        ("", "confidence_level is '', but must be a number"),
        ({0.9}, "confidence_level is {0.9}, but must be a number"),
    ],
)
def test_refuses_a_level_that_is_none(counts: tuple[object, ...], level: object, message: str) -> None:
    functions = (eq.relative_likelihood, eq.rate_difference, eq.verdict)
    for call in (
        lambda: eq.proportion(*counts, confidence_level=level),
        lambda: eq.representation(*counts, 5, 9, confidence_level=level),
        lambda: eq.odds_ratio(*counts, *counts, confidence_level=level),
        lambda: eq.conditional_odds_ratio(*counts, *counts, confidence_level=level),
        lambda: eq.finite_population(*counts, 9, confidence_level=level),
        lambda: eq.benchmark(*counts, 0.3, confidence_level=level),
        lambda: eq.e_value(*counts, *counts, confidence_level=level),
        lambda: eq.power(0.1, 9, 0.2, 9, confidence_level=level),
        lambda: eq.sample_size(0.1, 0.2, confidence_level=level),
        lambda: eq.fragility(*counts, *counts, confidence_level=level),
        *(lambda function=function: function(*counts, *counts, confidence_level=level) for function in functions),
    ):
        with pytest.raises(InvalidInput, match=message):
            call()


@pytest.mark.parametrize("counts", [(1, 2), (np.array([1, 1]), 2)], ids=["one", "many"])
def test_refuses_an_unknown_method_and_names_the_nearest(counts: tuple[object, ...]) -> None:
    from equitable import _core

    with pytest.raises(InvalidInput, match="^proportion: method is 'wilsen', but must be one of wilson, .*; did you mean 'wilson'"):
        eq.proportion(*counts, method="wilsen")
    known = ", ".join(_core.relative_likelihood_methods)
    with pytest.raises(InvalidInput, match=f"^relative_likelihood: method is 'katz-lgo', but must be one of {known}; did you mean 'katz_log'"):
        eq.relative_likelihood(*counts, *counts, method="katz-lgo")
    known = ", ".join(_core.rate_difference_methods)
    with pytest.raises(InvalidInput, match=f"^rate_difference: method is 'xyz', but must be one of {known}$"):
        eq.rate_difference(*counts, *counts, method="xyz")
    known = ", ".join(_core.significance_methods)
    with pytest.raises(InvalidInput, match=f"^significance: method is None, but must be one of {known}$"):
        eq.significance(*counts, *counts, method=None)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="^significance: alternative is 'bigger', but must be one of two-sided, greater, less"):
        eq.significance(*counts, *counts, alternative="bigger")


@pytest.mark.parametrize("counts", [(1, 2), (np.array([1, 1]), 2)], ids=["one", "many"])
@pytest.mark.parametrize(
    ("margin", "message"),
    [
        ((1.25, 0.8), "margin.lower is 1.25.*must lie between 0 and 1"),
        ((0.8, 0.9), "margin.upper is 0.9.*must be above 1"),
        ((0, 1.25), "margin.lower is 0"),
        ((0.8, math.inf), "margin.upper is inf"),
        ((math.nan, 1.25), "margin.lower is nan"),
        (0.8, "margin is 0.8, but must be two numbers"),
        ((0.8, 1.0, 1.25), "margin is .*but must be two numbers"),
        (("0.8", 1.25), "margin\\[0\\] is '0.8', but must be a number"),
    ],
)
def test_refuses_a_margin_that_does_not_hold_one(counts: tuple[object, ...], margin: object, message: str) -> None:
    for function in (eq.equivalence, eq.verdict):
        with pytest.raises(InvalidInput, match=message):
            function(*counts, *counts, margin=margin)


def test_a_verdict_needs_a_level_above_a_half() -> None:
    for counts in ((1, 2), ([1, 1], 2)):
        with pytest.raises(InvalidInput, match="confidence_level is 0.5.*must be above 0.5"):
            eq.verdict(*counts, *counts, confidence_level=0.5)


def test_a_margin_may_be_any_pair() -> None:
    assert eq.verdict(*COUNTS, margin=[0.8, 1.25]) == eq.verdict(*COUNTS)  # type: ignore[arg-type]
    assert eq.verdict(*COUNTS, margin=np.array([0.8, 1.25])) == eq.verdict(*COUNTS)  # type: ignore[arg-type]
    wide = eq.verdict(*COUNTS, margin=(0.5, 2))  # the ratio 1.79 lies inside, its 90% interval reaches 2.03
    assert (wide.grade, wide.margin) == ("slight", (0.5, 2.0))


def test_a_part_must_fit_into_its_whole() -> None:
    with pytest.raises(InvalidInput, match="^representation: total is 30, but must be at most whole_total, which is 20$"):
        eq.representation(1, 30, 10, 20)
    with pytest.raises(InvalidInput, match="^representation: events is 4, but must be at most whole_events, which is 3$"):
        eq.representation(4, 5, 3, 20)
    with pytest.raises(InvalidInput, match=r"the rest of the whole is 9 of 5.*\(row 1, counting from 0\)$"):
        eq.representation([1, 1], [4, 15], 10, 20)


def test_errors_are_one_tree_and_value_errors() -> None:
    with pytest.raises(ValueError, match="events") as caught:
        eq.proportion(2, 1)
    assert type(caught.value) is InvalidInput
    assert isinstance(caught.value, EquitableError)
    assert issubclass(eq.MissingDependency, EquitableError)
    assert issubclass(eq.MissingDependency, ImportError)
    assert issubclass(eq.EquitableWarning, UserWarning)


def test_options_are_by_name_only() -> None:
    with pytest.raises(TypeError):
        eq.proportion(1, 2, "wilson")  # type: ignore[misc]
    with pytest.raises(TypeError):
        eq.verdict(1, 2, 3, 4, (0.8, 1.25))  # type: ignore[misc]


def test_the_compiled_layer_takes_int64_columns_and_nothing_else() -> None:
    from equitable import _core

    good = np.array([1, 2])
    for bad in (good.astype(float), good.astype(np.int32), [1, 2], good[::-1]):
        with pytest.raises(TypeError):
            _core.proportion(bad, good, "wilson", 0.95, "two-sided")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="the number of dimensions is 2, but must be 1"):
        _core.proportion(np.array([[1, 2]]), good, "wilson", 0.95, "two-sided")
    with pytest.raises(InvalidInput, match="the length of a column is 3, but must be 2"):
        _core.proportion(good, np.array([3, 4, 5]), "wilson", 0.95, "two-sided")
    with pytest.raises(TypeError):
        _core.proportion_one(1.0, 2, "wilson", 0.95, "two-sided")  # type: ignore[arg-type]


def test_many_threads_get_the_same_answers() -> None:
    from concurrent.futures import ThreadPoolExecutor

    random = np.random.default_rng(7)
    total = random.integers(1, 500, 2000)
    events = random.binomial(total, 0.3)
    expected = eq.verdict(events, total, events[::-1], total[::-1])
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: eq.verdict(events, total, events[::-1], total[::-1]), range(8)))
    assert all(answer == expected for answer in answers)


def test_pairs_and_person_time_share_their_rows_out_to_threads() -> None:
    random = np.random.default_rng(8)
    a, b, c, d = (random.integers(0, 30, 5000) for _ in range(4))
    years, others = random.uniform(0.5, 900.0, (2, 5000))
    for call in (
        lambda threads: eq.paired_difference(a, b, c, d, threads=threads),
        lambda threads: eq.paired_ratio(a, b, c, d, threads=threads),
        lambda threads: eq.paired_odds_ratio(a, b, c, d, confidence_level=[0.8, 0.99], threads=threads),
        lambda threads: eq.paired_test(a, b, c, d, threads=threads),
        lambda threads: eq.person_time_rate(a, years, threads=threads),
        lambda threads: eq.person_time_ratio(a, years, b, others, threads=threads),
        lambda threads: eq.person_time_difference(a, years, b, others, threads=threads),
        lambda threads: eq.person_time_test(a, years, threads=threads),
        lambda threads: eq.person_time_comparison_test(a, years, b, others, threads=threads),
        lambda threads: eq.proportion_test(a, a + b + 1, 0.4, threads=threads),
    ):
        assert call(1) == call(3) == call(0)
        with pytest.raises(InvalidInput, match="threads is -1"):
            call(-1)


def test_the_public_names_are_there() -> None:
    assert set(eq.__all__) <= set(dir(eq))
    for name in eq.__all__:
        assert getattr(eq, name) is not None
    assert eq.wres.__name__ == "equitable.wres"
    assert callable(eq.count)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        eq.nonsense  # noqa: B018


def test_the_import_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    heavy = {"matplotlib", "jinja2", "pandas", "polars", "pyarrow", "duckdb", "scipy"}
    heavy |= {f"equitable.{name}" for name in ("many", "wres", "report", "plot", "cli", "api", "results", "_counting", "_catalogue", "_explain")}
    code = f"import sys, equitable; print(sorted({heavy!r} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_no_module_has_the_name_of_a_function() -> None:
    """A module of that name would take the function's place once it is imported."""
    import pkgutil

    modules = {module.name for module in pkgutil.iter_modules(eq.__path__)}
    assert modules & set(eq.__all__) == {"many", "wres"}
