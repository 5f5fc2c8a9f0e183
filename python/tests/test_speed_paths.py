"""The ways that were made fast do what the careful ways do: nothing here is timed."""

from __future__ import annotations

import copy
import pickle
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import equitable as eq
from equitable import _reading

LONG = _reading.COPIED_ROWS + 7
TABLE = (596, 3842, 207, 2386)

FUNCTIONS: list[tuple[str, Callable[..., Any], int, dict[str, Any]]] = [
    ("proportion", eq.proportion, 2, {}),
    ("relative_likelihood", eq.relative_likelihood, 4, {}),
    ("rate_difference", eq.rate_difference, 4, {}),
    ("odds_ratio", eq.odds_ratio, 4, {}),
    ("significance", eq.significance, 4, {}),
    ("unconditional", eq.significance, 4, {"method": "boschloo_central"}),
    ("equivalence", eq.equivalence, 4, {}),
    ("noninferiority", eq.noninferiority, 4, {}),
]
each_function = pytest.mark.parametrize(("function", "columns", "options"), [pytest.param(*rest, id=name) for name, *rest in FUNCTIONS])


def tables(rows: int, people: int = 40) -> tuple[np.ndarray[Any, Any], ...]:
    draw = np.random.default_rng(11)
    totals = [draw.integers(0, people, rows) for _ in range(2)]
    return tuple(column for total in totals for column in (draw.integers(0, total + 1), total))


# ---------------------------------------------------------------------------------------------------------- single counts


@each_function
def test_python_integers_and_numpy_integers_give_one_result(function: Callable[..., Any], columns: int, options: dict[str, Any]) -> None:
    """Python's own integers go straight through; NumPy's are read with care."""
    for counts in (TABLE, (0, 5, 0, 5), (3, 3, 2, 2), (0, 0, 1, 2), (1, 10, 0, 7)):
        straight = function(*counts[:columns], **options)
        careful = function(*(np.int64(count) for count in counts[:columns]), **options)
        assert straight == careful
        assert type(straight) is type(careful)
        assert repr(straight) == repr(careful)


@each_function
def test_a_result_made_the_short_way_is_frozen_and_whole(function: Callable[..., Any], columns: int, options: dict[str, Any]) -> None:
    result = function(*TABLE[:columns], **options)
    with pytest.raises(AttributeError):
        result.events = 1
    with pytest.raises(AttributeError):
        del result.events
    assert pickle.loads(pickle.dumps(result)) == result
    assert copy.deepcopy(result) == result
    assert hash(copy.copy(result)) == hash(result)
    assert type(result).__name__ in repr(type(result)) and not type(result).__name__.endswith("Draft")
    with pytest.raises(AttributeError, match="no attribute 'sttaus'"):
        _ = result.sttaus


@each_function
def test_wrong_single_counts_are_told_as_in_columns(function: Callable[..., Any], columns: int, options: dict[str, Any]) -> None:
    for wrong in (True, -1, 2**53 + 1, None, "7", 2.5):
        with pytest.raises(eq.InvalidInput) as single:
            function(wrong, *TABLE[1:columns], **options)
        with pytest.raises(eq.InvalidInput) as column:
            function([wrong, 1], *TABLE[1:columns], **options)
        assert str(column.value).startswith(str(single.value).split(" (row")[0][:20])


@pytest.mark.parametrize("margin", [0.8, None, 1, np.float64(0.9)])
@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_noninferiority_takes_its_margin_either_way(margin: Any, alternative: str) -> None:
    straight = eq.noninferiority(*TABLE, margin=margin, alternative=alternative)
    careful = eq.noninferiority(*map(np.int64, TABLE), margin=margin, alternative=alternative)
    assert straight == careful
    assert straight.null == (margin if margin is not None else 0.8 if alternative == "greater" else 1.25)
    with pytest.raises(eq.InvalidInput, match="margin"):
        eq.noninferiority(*TABLE, measure="rate_difference")


# --------------------------------------------------------------------------------------------------------------- columns


@pytest.mark.parametrize(("function", "columns"), [pytest.param(*rest[:2], id=name) for name, *rest in FUNCTIONS if not rest[2]])
def test_long_columns_are_not_copied_and_stay_the_callers(function: Callable[..., Any], columns: int) -> None:
    given = tables(LONG)[:columns]
    result = function(*given)
    assert np.shares_memory(result.events, given[0])
    assert not result.events.flags.writeable
    assert given[0].flags.writeable
    short = function(*(column[:100] for column in given))
    assert not np.shares_memory(short.events, given[0])
    for name in ("statistic", "value", "pvalue", "lower", "upper"):
        if hasattr(short, name):
            np.testing.assert_array_equal(getattr(result, name)[:100], getattr(short, name))
    assert result.status[:100].tolist() == short.status.tolist()


@each_function
def test_statuses_are_words_once_they_are_asked_for(function: Callable[..., Any], columns: int, options: dict[str, Any]) -> None:
    given = ([0, 3, 0], [0, 10, 5], [0, 0, 0], [4, 7, 5])[:columns]
    result = function(*given, **options)
    alone = [function(*(int(column[i]) for column in given), **options) for i in range(3)]
    assert result.shape == (3,)
    assert [part.status for part in (result[0], result[1], result[2])] == [one.status for one in alone]
    assert result[1:].status.tolist() == [one.status for one in alone[1:]]
    assert result.status.tolist() == [one.status for one in alone]
    assert result.status is result.status
    assert not result.status.flags.writeable
    again = function(*given, **options)
    assert pickle.loads(pickle.dumps(again)) == result
    assert copy.copy(again) == result
    assert len(again.to_frame("polars")) == 3
    assert again.to_dict()["status"] == [one.status for one in alone]
    assert repr(again) == repr(result)


@each_function
@pytest.mark.parametrize("wrong", [-1, 2**53 + 1])
def test_a_bad_count_in_a_long_column_is_named_with_its_row(
    function: Callable[..., Any], columns: int, options: dict[str, Any], wrong: int
) -> None:
    given = [column.copy() for column in tables(LONG if not options else 100)[:columns]]
    given[0][57] = wrong
    with pytest.raises(eq.InvalidInput, match=rf"events is {wrong}, but must be .*\(row 57, counting from 0\)"):
        function(*given, **options)


def test_more_events_than_people_in_a_long_column() -> None:
    events, total, *_ = (column.copy() for column in tables(LONG))
    events[LONG - 1], total[LONG - 1] = 5, 4
    with pytest.raises(eq.InvalidInput, match=rf"events is 5, but must be at most total, which is 4 \(row {LONG - 1}, counting from 0\)"):
        eq.proportion(events, total)


@pytest.mark.parametrize("kind", [np.int8, np.uint16, np.int32, np.uint64, ">i8", np.float64, object])
def test_columns_of_other_types_and_shapes(kind: Any) -> None:
    given = tables(60)
    expected = eq.relative_likelihood(*given)
    assert eq.relative_likelihood(*(column.astype(kind) for column in given)) == expected
    strided = [np.repeat(column, 3)[::3] for column in given]
    assert eq.relative_likelihood(*strided) == expected
    square = eq.relative_likelihood(*(column.reshape(5, 12) for column in given))
    assert square.shape == (5, 12)
    assert square[2, 3] == expected[27]
    assert square.lower.flags.c_contiguous
    fortran = eq.relative_likelihood(*(np.asfortranarray(column.reshape(5, 12)) for column in given))
    assert fortran == square


# --------------------------------------------------------------------------------------------------------------- threads


@each_function
@pytest.mark.parametrize("threads", [0, 2, 3, 7, np.int64(4)])
def test_the_number_of_threads_changes_no_bit(function: Callable[..., Any], columns: int, options: dict[str, Any], threads: Any) -> None:
    given = tables(9001 if not options else 200)[:columns]
    alone, shared = function(*given, **options), function(*given, **options, threads=threads)
    assert shared == alone
    assert shared.to_dict() == alone.to_dict()
    single = [int(column[5]) for column in given]
    assert function(*single, **options, threads=threads) == function(*single, **options)


@each_function
@pytest.mark.parametrize("threads", [-1, 1025, 1.5, True, "2", None])
def test_threads_must_be_a_sensible_number(function: Callable[..., Any], columns: int, options: dict[str, Any], threads: Any) -> None:
    with pytest.raises(eq.InvalidInput, match="threads"):
        function([1, 2], [3, 4], *[[1, 2], [3, 4]][: columns - 2], **options, threads=threads)
    with pytest.raises(eq.InvalidInput, match="threads"):
        function(*TABLE[:columns], **options, threads=threads)


def test_a_bad_row_is_the_same_one_for_any_number_of_threads() -> None:
    events, total, *rest = (column.copy() for column in tables(20_000))
    for row in (19_000, 137, 9_000):
        events[row] = -row
    for threads in (1, 2, 5):
        with pytest.raises(eq.InvalidInput, match=r"events is -137, .*\(row 137, "):
            eq.odds_ratio(events, total, *rest, threads=threads)


def test_several_levels_share_threads_too() -> None:
    given = tables(500)
    one = eq.rate_difference(*given, confidence_level=(0.8, 0.95))
    assert eq.rate_difference(*given, confidence_level=(0.8, 0.95), threads=2) == one


# --------------------------------------------------------------------------------------------------------------- Ctrl-C


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or sys.platform == "win32", reason="needs signals as Unix has them")
@pytest.mark.parametrize("call", ['eq.significance(x, n, y, n, method="barnard_pooled")', 'eq.rate_difference(x, n, y, n, method="agresti_min_score")'])
def test_ctrl_c_stops_a_long_column_of_a_slow_method(call: str) -> None:
    program = textwrap.dedent(f"""
        import _thread, threading
        import numpy as np
        import equitable as eq

        rows = 2_000_000  # hours of work
        n = np.full(rows, 90)
        x, y = np.arange(rows) % 90, np.arange(rows) % 61
        threading.Timer(0.5, _thread.interrupt_main).start()
        try:
            {call}
        except KeyboardInterrupt:
            print("stopped")
    """)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=False)
    assert done.stdout == "stopped\n", done.stderr


# ------------------------------------------------------------------------------------------------------------- importing


def test_importing_loads_no_more_than_numpy_and_the_compiled_part() -> None:
    program = "import sys, numpy; before = set(sys.modules); import equitable; print(sorted(m for m in set(sys.modules) - before if not m.startswith('equitable')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(eval(done.stdout)) <= {"__future__"}  # the list that the line above has printed
