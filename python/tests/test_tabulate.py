"""Rows in memory to counts: columns of codes where they lie, and frames whose columns have codes."""

from __future__ import annotations

import math
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import equitable as eq
from equitable import _core, _encoding, _tabulation
from equitable._input import text

RNG_ROWS = 20_000
TYPES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]


def by_numpy(keys: list[Any], lengths: list[int], weights: Any = None) -> Any:
    """Return the table of codes that are all valid, by NumPy."""
    place = np.ravel_multi_index([np.asarray(key).astype(np.int64) for key in keys], lengths)
    return np.bincount(place, weights=weights, minlength=math.prod(lengths)).astype(np.int64).reshape(lengths)


# --- tabulate ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", TYPES)
@pytest.mark.parametrize("second", [*TYPES, "bool"])
def test_every_mix_of_types_is_counted_as_numpy_counts_it(first: str, second: str) -> None:
    rng = np.random.default_rng(TYPES.index(first))
    one, two = rng.integers(0, 7, 999).astype(first), rng.integers(0, 2, 999).astype(second)
    found = eq.tabulate([one, two], [7, 2])
    assert found.events is None and found.missing is None
    assert found.total.dtype == np.int64
    np.testing.assert_array_equal(found.total, by_numpy([one, two], [7, 2]))


@pytest.mark.parametrize("threads", [0, 1, 2, 3])
def test_outcomes_and_their_missing_are_counted_apart(threads: int) -> None:
    rng = np.random.default_rng(5)
    rows = 400_000
    group, band = rng.integers(0, 18, rows).astype(np.int8), rng.integers(0, 20, rows).astype(np.uint8)
    outcome = rng.choice([-1, 0, 1], rows, p=[0.1, 0.6, 0.3]).astype(np.int8)
    found = eq.tabulate([group, band], [18, 20], outcome=outcome, threads=threads)
    for kept, counted in ((outcome >= 0, found.total), (outcome == 1, found.events), (outcome == -1, found.missing)):
        np.testing.assert_array_equal(counted, by_numpy([group[kept], band[kept]], [18, 20]))
    assert "400000" not in repr(found) and f"{int((outcome >= 0).sum())} rows in 18 x 20 cells" in repr(found)


def test_weights_are_added_up_exactly() -> None:
    rng = np.random.default_rng(6)
    group, outcome = rng.integers(0, 5, RNG_ROWS), rng.integers(0, 2, RNG_ROWS).astype(bool)
    weights = rng.integers(0, 2**35, RNG_ROWS)
    found = eq.tabulate([group], [5], outcome=outcome, weights=weights)
    assert found.total.tolist() == [sum(map(int, weights[group == code])) for code in range(5)]
    assert found.events is not None
    assert found.events.tolist() == [sum(map(int, weights[(group == code) & outcome])) for code in range(5)]
    with pytest.raises(eq.InvalidInput, match=r"weights\[2\] is -1, but must be 0 or more"):
        eq.tabulate([[0, 0, 0]], [1], weights=[1, 1, -1])
    with pytest.raises(eq.InvalidInput, match=r"weights\[1\] is 1, but must keep the sum of all weights to at most 2\^53"):
        eq.tabulate([[0, 0]], [1], weights=[2**53, 1])
    with pytest.raises(eq.InvalidInput, match="weights is an array of float64"):
        eq.tabulate([[0, 0]], [1], weights=[1.0, 0.5])


def test_missing_keys_are_refused_or_the_last_category() -> None:
    codes = np.array([0, -1, 2, -1], np.int8)
    with pytest.raises(eq.InvalidInput, match=r"keys\[0\]\[1\] is -1, but must be 0 to 2; .* pass missing='group'"):
        eq.tabulate([codes], [3])
    found = eq.tabulate([codes, np.zeros(4, np.uint8)], [3, 1], missing="group").total
    assert found.tolist() == [[1, 0], [0, 0], [1, 0], [2, 0]]
    assert found[-1, 0] == 2


def test_a_code_out_of_range_is_named_in_the_whole_column() -> None:
    codes = np.zeros(10_000, np.int16)
    codes[9_999] = 300
    with pytest.raises(eq.InvalidInput, match=r"keys\[0\]\[9999\] is 300, but must be 0 to 17"):
        eq.tabulate([codes], [18])
    chunks = pa.chunked_array([pa.array(codes[:4_000]), pa.array(codes[4_000:])])
    with pytest.raises(eq.InvalidInput, match=r"keys\[0\]\[9999\] is 300, but must be 0 to 17"):
        eq.tabulate([chunks], [18])
    with pytest.raises(eq.InvalidInput, match=r"outcome\[1\] is 2, but must be 0 or 1, or -1 for missing"):
        eq.tabulate([[0, 0]], [1], outcome=[1, 2])


def test_edges() -> None:
    assert eq.tabulate([np.empty(0, np.int8), []], [2, 3]).total.tolist() == [[0, 0, 0], [0, 0, 0]]
    nobody = eq.tabulate([[]], [2], outcome=[])
    assert nobody.events is not None and nobody.events.tolist() == [0, 0]
    whole = eq.tabulate([], [], outcome=[1, 0, 1])
    assert whole.total.shape == () and int(whole.total) == 3 and repr(whole) == "3 rows in 1 cells, 2 with the event; 0 more with a missing outcome"
    assert eq.tabulate([np.zeros(5, np.int64)], [1]).total.tolist() == [5]
    gaps = np.arange(20, dtype=np.int32)[::2]
    assert eq.tabulate([gaps], [20]).total.tolist() == [1, 0] * 10
    assert eq.tabulate([gaps.astype(">i4")], [20]).total.tolist() == [1, 0] * 10


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([[0.5]], [2]), {}, r"keys\[0\] is an array of float64"),
        (([["a"]], [2]), {}, r"keys\[0\] is an array of"),
        (([[[0]]], [2]), {}, "with 2 dimensions"),
        (([[0]], [2, 3]), {}, "categories has 2 numbers, but must have 1"),
        (([[0], [0, 1]], [2, 3]), {}, r"keys\[1\] has 2 rows, but must have 1, as keys\[0\] has"),
        (([[0]], [2]), {"outcome": [1, 0]}, "outcome has 2 rows"),
        (([[0]], [2]), {"weights": [1, 0]}, "weights has 2 rows"),
        (([[0]], [-1]), {}, r"keys\[0\].categories is -1, but must be 0 or more"),
        (([[0], [0]], [2**20, 2**20]), {}, r"at most 2\^30 cells"),
        (([[0]], [2]), {"missing": "report"}, "It must be one of 'raise', 'group'"),
        (([[0]], [2]), {"threads": -1}, "threads is -1"),
        (([], []), {}, "there is no column"),
        (([pa.array(["a"])], [2]), {}, "encode texts as a dictionary first"),
    ],
)
def test_a_mistake_is_named(arguments: tuple[Any, ...], options: dict[str, Any], message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        eq.tabulate(*arguments, **options)


def test_columns_of_arrow_polars_and_pandas_are_read_with_their_nulls() -> None:
    rng = np.random.default_rng(7)
    codes = rng.integers(0, 6, RNG_ROWS)
    null = rng.random(RNG_ROWS) < 0.2
    yes = rng.random(RNG_ROWS) < 0.3
    names = [f"name {code}" for code in range(6)]
    expected = np.bincount(np.where(null, 6, codes), minlength=7)
    events = np.bincount(np.where(null, 6, codes)[yes & ~null], minlength=7)
    plain = pa.array(codes.astype(np.int16), mask=null)
    dictionary = pa.DictionaryArray.from_arrays(plain, names)
    category = pd.Series(pd.Categorical.from_codes(np.where(null, -1, codes), names))
    for key in (
        plain,
        plain.slice(0),
        pa.chunked_array([plain[:5], plain[5:5], plain[5:4097], plain[4097:]]),
        dictionary,
        pa.chunked_array([dictionary[:11], dictionary[11:]]),
        pl.Series(plain),
        pl.Series(dictionary).cast(pl.Enum(names)),
        category,
        category.array,
    ):
        outcome = pa.chunked_array([pa.array(yes, mask=null)[:100], pa.array(yes, mask=null)[100:]])
        found = eq.tabulate([key], [6], outcome=outcome, missing="group")
        assert found.events is not None and found.missing is not None
        np.testing.assert_array_equal(found.total + found.missing, expected)
        np.testing.assert_array_equal(found.events, events)
        assert found.missing.tolist() == [0] * 6 + [int(null.sum())]
    with pytest.raises(eq.InvalidInput, match=rf"keys\[0\]\[{int(null.argmax())}\] is null"):
        eq.tabulate([plain], [6])
    cut = pa.array(yes, mask=null)[13:]
    assert eq.tabulate([cut], [2], missing="group").total.tolist() == [
        int((~yes & ~null)[13:].sum()), int((yes & ~null)[13:].sum()), int(null[13:].sum()),
    ]  # fmt: skip


def test_chunks_with_dictionaries_of_their_own_are_refused() -> None:
    column = pa.chunked_array([pa.array(["a", "b"]).dictionary_encode(), pa.array(["b"]).dictionary_encode()])
    with pytest.raises(eq.InvalidInput, match="unify the dictionaries first"):
        eq.tabulate([column], [2])
    assert eq.tabulate([column.unify_dictionaries()], [2]).total.tolist() == [1, 2]


def test_the_column_is_kept_alive_and_a_stream_is_used_up_once() -> None:
    codes = _core.Codes.from_arrow_arrays([pa.array(np.arange(50_000) % 9, pa.int32()).__arrow_c_array__()])
    total, _, _ = _core.tabulate([codes], [9], None, None, False, 50_000, 1)
    assert total.sum() == 50_000 and len(codes) == 50_000
    stream = pa.chunked_array([[1, 2], [3]]).__arrow_c_stream__()
    assert len(_core.Codes.from_arrow_stream(stream)) == 3
    with pytest.raises(eq.InvalidInput, match="'arrow_array_stream' was used up before"):
        _core.Codes.from_arrow_stream(stream)
    with pytest.raises(eq.InvalidInput, match="must hold an 'arrow_array_stream'"):
        _core.Codes.from_arrow_stream(pa.array([1]).__arrow_c_array__()[1])


def test_nothing_is_copied() -> None:
    """The peak memory of a process does not grow by a byte a row, whatever the columns are."""
    program = """
    import resource, sys
    import numpy as np, polars as pl, pyarrow as pa
    import equitable as eq
    rows = 20_000_000
    one = np.tile(np.arange(16, dtype=np.int16), rows // 16)
    two = pa.array(np.tile(np.arange(8, dtype=np.int8), rows // 8))
    three = pl.Series(two)
    few = [one[:100], two[:100], three[:100]]
    eq.tabulate(few, [16, 8, 8], missing="group")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    table = eq.tabulate([one, two, three], [16, 8, 8], missing="group")
    assert table.total.sum() == rows
    print(1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 10_000_000


# --- frames -----------------------------------------------------------------------------------------------------------------------------


def from_frame(frame: Any, names: list[str]) -> Counter[tuple[str | None, ...]] | None:
    """Return the cells one by one."""
    found = _tabulation.from_frame(frame, names)
    return None if found is None else found.counter()


def records(rows: int, seed: int) -> list[tuple[Any, ...]]:
    """Return a trust's name, a group (sometimes unknown), a year and an outcome (sometimes unknown) for each row."""
    rng = np.random.default_rng(seed)
    groups = ["White", "BME", " BME ", "", None]
    return [
        (f"Trust {int(rng.integers(4))}", groups[int(rng.integers(5))], 2019 + int(rng.integers(3)), [True, False, None][int(rng.integers(3))])
        for _ in range(rows)
    ]


def spelled(value: Any) -> str | None:
    return None if value is None or not str(value).strip() else str(value).strip()


def columns(rows: int, seed: int) -> dict[str, list[Any]]:
    found = list(zip(*records(rows, seed), strict=True)) if rows else [(), (), (), ()]
    return {name: list(values) for name, values in zip(("trust", "group", "year", "outcome"), found, strict=True)}


def expected_of(data: dict[str, list[Any]], names: list[str]) -> Counter[tuple[str | None, ...]]:
    return Counter(tuple(spelled(value) for value in row) for row in zip(*(data[name] for name in names), strict=True))


TRUSTS = [f"Trust {number}" for number in range(9)]  # some of them do not occur


def pandas_frames(data: dict[str, list[Any]]) -> dict[str, Any]:
    text = pd.DataFrame({"trust": data["trust"], "group": data["group"], "year": data["year"]})
    return {
        "categories": text.assign(
            trust=pd.Categorical(data["trust"], TRUSTS), group=pd.Categorical(data["group"]), outcome=pd.array(data["outcome"], "boolean")
        ),
        "text": text.assign(outcome=pd.Series([None if value is None else str(value) for value in data["outcome"]], dtype="object")),
        "nullable": text.assign(
            group=text["group"].astype("string"), year=text["year"].astype("Int16"), outcome=pd.array(data["outcome"], "boolean")
        ),
        "backwards": text.assign(outcome=pd.array(data["outcome"], "boolean"), trust=pd.Categorical(data["trust"], TRUSTS[::-1])),
    }


def polars_frames(data: dict[str, list[Any]]) -> dict[str, Any]:
    text = pl.DataFrame(data, schema={"trust": pl.String, "group": pl.String, "year": pl.Int16, "outcome": pl.Boolean})
    coded = text.with_columns(pl.col("trust").cast(pl.Categorical), pl.col("group").cast(pl.Enum(["White", "BME", " BME ", "", "Other"])))
    return {
        "text": text,
        "categories": coded,
        "chunks": pl.concat([coded[: coded.height // 3], coded[coded.height // 3 :]], rechunk=False),
    }


def arrow_tables(data: dict[str, list[Any]]) -> dict[str, Any]:
    table = pa.table(
        {
            "trust": pa.array(data["trust"], pa.string()),
            "group": pa.array(data["group"], pa.string()),
            "year": pa.array(data["year"], pa.int64()),
            "outcome": pa.array(data["outcome"], pa.bool_()),
        }
    )
    coded = table.set_column(0, "trust", table["trust"].dictionary_encode()).set_column(1, "group", table["group"].dictionary_encode())
    half = table.num_rows // 2
    pieces = [
        part.set_column(0, "trust", part["trust"].dictionary_encode()).set_column(1, "group", part["group"].dictionary_encode())
        for part in (table[:half], table[half:])
    ]
    return {"text": table, "dictionaries": coded, "dictionaries of their own": pa.concat_tables(pieces), "slice": coded[: table.num_rows]}


def numpy_columns(data: dict[str, list[Any]]) -> dict[str, Any]:
    texts = {name: np.array(["" if value is None else str(value) for value in data[name]], dtype="U8") for name in data}
    objects = {name: np.array(data[name], dtype=object) for name in data}
    years = np.array(data["year"], dtype=np.int16)
    return {"text": texts, "objects": objects, "mixed": texts | {"year": years, "group": objects["group"]}, "gaps": {"year": years.repeat(2)[::2], **texts}}


@pytest.mark.parametrize(("rows", "block"), [(0, 2**20), (1, 1), (3, 2**20), (40, 1), (2_500, 2**20), (2_500, 1_000), (2_500, 90)])
@pytest.mark.parametrize("names", [["trust", "group", "year", "outcome"], ["group", "outcome"], ["outcome", "year"], ["trust"]])
def test_frames_are_counted_value_for_value(rows: int, names: list[str], block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few rows are looked up at a time: a label that is met late must not move those before it, nor the empty cells."""
    monkeypatch.setattr(_tabulation, "BLOCK", block)
    data = columns(rows, 11)
    counted = 0
    for kind, frames in (
        ("pandas", pandas_frames(data)),
        ("polars", polars_frames(data)),
        ("arrow", arrow_tables(data)),
        ("numpy", numpy_columns(data)),
    ):
        for name, frame in frames.items():
            found = from_frame(frame, names)
            if found is None:
                continue
            counted += 1
            assert found == expected_of(data, names), (kind, name)
            assert found.total() == rows
    assert counted == 15


def test_codes_that_do_not_occur_and_shared_numbering_leave_no_trace() -> None:
    pl.Series([f"another column's {number}" for number in range(500)]).cast(pl.Categorical)
    frame = pl.DataFrame({"a": ["x", None, "y", "x"], "b": [1, 1, 2, 2]}, schema={"a": pl.Categorical, "b": pl.UInt8})
    assert from_frame(frame, ["a", "b"]) == {("x", "1"): 1, (None, "1"): 1, ("y", "2"): 1, ("x", "2"): 1}
    nobody = pl.DataFrame({"a": [None, None]}, schema={"a": pl.Categorical})
    assert from_frame(nobody, ["a"]) == {(None,): 2}


def test_whole_numbers_far_from_zero_are_moved() -> None:
    for dtype in (np.int16, np.uint16, np.int64, np.uint64):
        values = np.array([2023, 2019, 2021, 2019], dtype)
        assert from_frame(pd.DataFrame({"year": values}), ["year"]) == {("2019",): 2, ("2021",): 1, ("2023",): 1}
    assert from_frame(pd.DataFrame({"x": np.array([-5, 3, -5], np.int8)}), ["x"]) == {("-5",): 2, ("3",): 1}
    assert from_frame(pd.DataFrame({"x": np.array([-(2**63), 2**63 - 1])}), ["x"]) is None
    assert from_frame(pd.DataFrame({"x": np.array([2**64 - 1, 2**64 - 2], np.uint64)}), ["x"]) == {(str(2**64 - 1),): 1, (str(2**64 - 2),): 1}


@pytest.mark.parametrize("large", [2**22, 40, 1])
def test_blocks_of_distinct_values_are_counted_densely_or_not(large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table for all combinations becomes too large on the way, or is so from the first block on."""
    monkeypatch.setattr(_tabulation, "LARGE_CELLS", large)
    monkeypatch.setattr(_tabulation, "BLOCK", 10)
    data = columns(900, 12)
    names = ["trust", "group", "outcome"]

    def blocks() -> Iterator[list[_encoding.Found]]:
        for first in range(0, 900, 90):
            yield [_encoding.arrow_found(pa.chunked_array([pa.array(data[name][first : first + 90])])) for name in names]

    expected = expected_of(data, names)
    found = _tabulation.from_blocks(blocks(), [text] * 3, len(expected))
    assert found is not None and found.counter() == expected and found.total == 900
    assert _tabulation.from_blocks(blocks(), [text] * 3, len(expected) - 1) is None
    nothing = _tabulation.from_blocks(iter([]), [text] * 3, 5)
    assert nothing is not None and len(nothing) == 0 and len(nothing.columns) == 3


@pytest.mark.parametrize(("kind", "far"), [("Int8", 100), ("Int8", 128), ("Int16", 20_000), ("Int16", 32_767), ("Int32", 20_000)])
@pytest.mark.parametrize("package", ["polars", "pyarrow", "pandas", "numpy"])
def test_numbers_of_narrow_types_may_lie_further_apart_than_the_type_is_wide(package: str, kind: str, far: int) -> None:
    column = np.array([-far, min(far, 2 ** (int(kind[3:]) - 1) - 1), -far, -5], kind.lower())
    high = int(column.max())
    plain = {"at": column, "other": np.array(["a", "a", "b", "b"])}
    if package == "polars":
        frame: Any = pl.DataFrame(plain, schema_overrides={"at": getattr(pl, kind)})
    elif package == "pyarrow":
        frame = pa.table(plain)
    else:
        frame = pd.DataFrame(plain) if package == "pandas" else plain
    groups = eq.count(frame, by=["at"])
    assert Counter({row.labels[0]: row.total for row in groups.rows}) == {str(-far): 2, str(high): 1, "-5": 1}
    outcomes = eq.count(frame, by=["other"], outcome="at", event=str(high))
    assert {row.labels[0]: (row.events, row.total) for row in outcomes.rows} == {"a": (1, 2), "b": (0, 2)}


def test_a_table_is_counted_on_in_place() -> None:
    codes = _core.Codes(np.array([0, 2, -1], np.int8))
    table = np.array([10, 0, 5, 1])
    total, _, _ = _core.tabulate([codes], [3], None, None, True, 3, 1, table)
    assert total is table and table.tolist() == [11, 0, 6, 2]
    read_only = np.zeros(4, np.int64)
    read_only.flags.writeable = False
    for wrong in (np.zeros(3, np.int64), read_only):
        with pytest.raises(eq.InvalidInput, match="into is an array of [34], but must be a writeable array of 4 cells"):
            _core.tabulate([codes], [3], None, None, True, 3, 1, wrong)


def test_columns_of_numpy_are_counted_where_they_lie() -> None:
    """The peak grows by what looking up a block of rows needs, not by a byte a row."""
    program = """
    import resource
    import numpy as np
    import equitable as eq
    rows = 20_000_000
    codes = np.tile(np.arange(16, dtype=np.int8), rows // 16)
    data = {"band": codes, "year": codes + np.int8(100)}
    eq.count({name: column[:1000] for name, column in data.items()}, by=["band", "year"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    table = eq.count(data, by=["band", "year"])
    assert table.rows_read == len(codes) and len(table.rows) == 16
    print(1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 10_000_000


def test_what_the_engine_counts_better_is_left_to_it() -> None:
    texts = ["a", "b"]
    mixed = pd.DataFrame({"x": pd.Series([1, "1"], dtype=object), "y": pd.Categorical(texts)})
    wide = pd.DataFrame({"x": np.arange(3_000, dtype=np.int16), "y": np.arange(3_000, dtype=np.int16), "z": np.arange(3_000, dtype=np.int16)})
    assert from_frame(mixed, ["x", "y"]) is None
    assert from_frame(wide, ["x", "y", "z"]) is None
    assert from_frame(wide, ["x"]) is not None
    assert from_frame(wide, []) is None
    assert from_frame(pd.DataFrame({"x": pd.to_timedelta([1, 2], "s"), "y": texts}), ["x", "y"]) is None
    assert from_frame(pd.DataFrame({"x": [1.5, 2.5], "y": pd.array([[1], [2]], dtype=object)}), ["x", "y"]) is None
    assert from_frame(pl.DataFrame({"x": [1.5, 2.5], "y": [1, 1]}), ["x", "y"]) is None
    assert from_frame(pl.LazyFrame({"x": [1, 2]}), ["x"]) is None
    assert from_frame(pa.table({"x": [1.5, 2.5]}), ["x"]) is None
    assert from_frame({"x": [1, 2]}, ["x"]) is None


def test_a_column_may_be_called_anything() -> None:
    frame = pd.DataFrame({"num_rows": [True, False, True], "a b": [1, 1, 2], "dtype": [0, 0, 0]})
    assert from_frame(frame, ["num_rows", "a b", "dtype"]) == {("True", "1", "0"): 1, ("False", "1", "0"): 1, ("True", "2", "0"): 1}


def test_dates_and_floats_are_spelled_as_everywhere() -> None:
    frame = pd.DataFrame({"day": pd.to_datetime(["2024-03-31", None, "2024-03-31"]), "flag": [1.0, 0.5, np.nan]})
    assert from_frame(frame, ["day", "flag"]) == {("2024-03-31", "1"): 1, (None, "0.5"): 1, ("2024-03-31", None): 1}


def test_frames_are_not_copied() -> None:
    program = """
    import resource
    import numpy as np, pandas as pd
    from equitable._tabulation import from_frame
    rows = 20_000_000
    codes = np.tile(np.arange(16, dtype=np.int8), rows // 16)
    frame = pd.DataFrame({"a": pd.Categorical.from_codes(codes, list("abcdefghijklmnop")), "b": codes}, copy=False)
    from_frame(frame.iloc[:100], ["a", "b"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    counts = from_frame(frame, ["a", "b"])
    assert counts.total == rows and len(counts) == 16
    print(1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 10_000_000
