"""Counting: the same small table from every engine, nothing lost on the way."""

from __future__ import annotations

import csv
import dataclasses
import importlib
import json
import math
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import equitable as eq

PEOPLE: dict[str, list[Any]] = {
    "person": [1, 2, 3, 4, 5, 6, 7, 8],
    "code": ["A", "A", None, "H", "Z", "A", "N", "H"],
    "appointed": [1, 0, 1, None, 0, 1, 0, 0],
    "year": [2021, 2021, 2021, 2021, 2021, 2020, 2021, 2021],
}
# Counted by hand from PEOPLE: code -> (events, total, missing).
BY_CODE = {"A": (2, 3, 0), "H": (0, 1, 1), "N": (0, 1, 0), "Z": (0, 1, 0), None: (1, 1, 0)}


def _duckdb(columns: dict[str, list[Any]]) -> Any:
    return duckdb.from_arrow(pa.table(columns))


ENGINES: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "columns": lambda columns: columns,
    "pandas": pd.DataFrame,
    "pandas object": lambda columns: pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()}),
    "pandas category": lambda columns: pd.DataFrame(columns).astype({"code": "category"}),
    "pandas nullable": lambda columns: pd.DataFrame(columns).convert_dtypes(),
    "pandas pyarrow": lambda columns: pd.DataFrame(columns).convert_dtypes(dtype_backend="pyarrow"),
    "polars": pl.DataFrame,
    "polars lazy": pl.LazyFrame,
    "polars categorical": lambda columns: pl.DataFrame(columns).with_columns(pl.col("code").cast(pl.Categorical)),
    "pyarrow": pa.table,
    "pyarrow dictionary": lambda columns: pa.table(columns | {"code": pa.array(columns["code"]).dictionary_encode()}),
    "duckdb": _duckdb,
}


@pytest.fixture(params=list(ENGINES))
def people(request: pytest.FixtureRequest) -> Any:
    return ENGINES[request.param](PEOPLE)


def cells(table: eq.CountTable) -> dict[Any, tuple[Any, ...]]:
    return {row.labels[0] if len(row.labels) == 1 else row.labels: (row.events, row.total, row.missing) for row in table.rows}


def test_every_engine_gives_the_same_cells(people: Any) -> None:
    table = eq.count(people, by="code", outcome="appointed")
    assert cells(table) == BY_CODE
    assert (table.rows_read, table.filtered, table.excluded, table.excluded_outcome) == (8, 0, 0, 1)
    assert [row.labels[0] for row in table.rows] == ["A", "H", "N", "Z", None]


def test_every_engine_filters_alike(people: Any) -> None:
    table = eq.count(people, by="code", where={"year": 2021, "code": ["A", "H"]})
    assert cells(table) == {"A": (None, 2, 0), "H": (None, 2, 0)}
    assert (table.rows_read, table.filtered) == (8, 4)


def test_every_engine_counts_by_two_columns(people: Any) -> None:
    table = eq.count(people, by=["year", "code"])
    assert cells(table)[("2020", "A")] == (None, 1, 0)
    assert cells(table)[("2021", None)] == (None, 1, 0)
    assert sum(row.total for row in table.rows) == 8


def test_every_engine_rolls_up(people: Any) -> None:
    table = eq.count(people, by="code", outcome="appointed", groups="nhs_2001")
    assert cells(table) == {"White": (2, 3, 0), "BME": (0, 2, 1), "Not stated": (0, 1, 0), None: (1, 1, 0)}


@pytest.mark.parametrize("engine", list(ENGINES))
def test_random_frames_against_a_counter(engine: str) -> None:
    drawn = random.Random(20220331)
    rows = [(drawn.choice(["A", "B", "C", None]), drawn.choice([0, 1, 1, None]), drawn.choice(["x", "y"])) for _ in range(500)]
    frame = ENGINES[engine]({"code": [r[0] for r in rows], "won": [r[1] for r in rows], "site": [r[2] for r in rows]})
    kept = [row for row in rows if row[2] == "x"]
    totals = Counter(code for code, won, _ in kept if won is not None)
    events = Counter(code for code, won, _ in kept if won == 1)
    unknown = Counter(code for code, won, _ in kept if won is None)
    table = eq.count(frame, by="code", outcome="won", where={"site": "x"})
    assert cells(table) == {code: (events[code], totals[code], unknown[code]) for code in {row[0] for row in kept}}


@pytest.mark.parametrize("engine", ["pandas", "pandas object", "pandas category", "polars", "pyarrow", "duckdb"])
def test_the_word_nan_is_not_an_empty_cell(engine: str) -> None:
    frame = ENGINES[engine]({"code": ["nan", None, "nan", "A"]})
    assert cells(eq.count(frame, by="code")) == {"nan": (None, 2, 0), "A": (None, 1, 0), None: (None, 1, 0)}


@pytest.mark.parametrize("engine", ["columns", "pandas", "polars", "pyarrow", "duckdb"])
def test_a_column_may_have_the_name_of_an_aggregate(engine: str) -> None:
    assert cells(eq.count(ENGINES[engine]({"rows": ["a", None], "len": [1, 1]}), by=["rows", "len"])) == {("a", "1"): (None, 1, 0), (None, "1"): (None, 1, 0)}


def test_two_categorical_columns_keep_their_empty_cells() -> None:
    frame = pd.DataFrame({"code": ["A", None, None], "site": ["x", None, "y"]}).astype("category")
    assert cells(eq.count(frame, by=["code", "site"])) == {("A", "x"): (None, 1, 0), (None, None): (None, 1, 0), (None, "y"): (None, 1, 0)}


def test_blank_text_is_an_empty_cell() -> None:
    assert cells(eq.count({"code": ["A", "", "  ", None]}, by="code")) == {"A": (None, 1, 0), None: (None, 3, 0)}


def test_whole_floats_and_text_are_the_same_label() -> None:
    assert cells(eq.count({"band": [8.0, 8, "8", "8a"]}, by="band")) == {"8": (None, 3, 0), "8a": (None, 1, 0)}


@pytest.mark.parametrize("engine", ["columns", "pandas", "polars", "pyarrow", "duckdb"])
def test_true_and_false_are_an_outcome(engine: str) -> None:
    frame = ENGINES[engine]({"code": ["A", "A", "B"], "won": [True, False, True]})
    expected = {"A": (1, 2, 0), "B": (1, 1, 0)}
    assert cells(eq.count(frame, by="code", outcome="won")) == expected
    assert cells(eq.count(frame, by="code", outcome="won", event=True)) == expected


def test_several_values_may_be_the_event() -> None:
    answers = {"group": ["W", "W", "B", "B"], "q14a": [1, 3, 5, None]}
    assert cells(eq.count(answers, by="group", outcome="q14a", event=range(2, 6))) == {"W": (1, 2, 0), "B": (1, 1, 1)}


def test_the_treatment_of_empty_cells() -> None:
    excluded = eq.count(PEOPLE, by="code", outcome="appointed", missing="exclude")
    assert cells(excluded) == {code: cell for code, cell in BY_CODE.items() if code is not None}
    assert (excluded.excluded, excluded.excluded_outcome) == (1, 1)
    grouped = eq.count(PEOPLE, by="code", outcome="appointed", missing="group")
    assert cells(grouped) == {"A": (2, 3, 0), "H": (0, 2, 0), "N": (0, 1, 0), "Z": (0, 1, 0), "(empty)": (1, 1, 0)}
    with pytest.raises(eq.InvalidInput, match="'code' is empty in 1 row"):
        eq.count(PEOPLE, by="code", missing="raise")
    with pytest.raises(eq.InvalidInput, match="'appointed' is empty in 1 row"):
        eq.count(PEOPLE, by="year", outcome="appointed", missing="raise")


@pytest.mark.parametrize("engine", ["columns", "pandas", "polars", "polars lazy", "pyarrow", "duckdb"])
def test_a_unit_counts_once(engine: str) -> None:
    rows = {"staff": [7, 7, 8, 9], "code": ["A", "A", "H", None], "trained": [1, 1, 0, 1]}
    table = eq.count(ENGINES[engine](rows), by="code", outcome="trained", unit="staff")
    assert cells(table) == {"A": (1, 1, 0), "H": (0, 1, 0), None: (1, 1, 0)}
    assert table.rows_read == 3


@pytest.mark.parametrize("engine", ["columns", "pandas", "polars", "duckdb"])
def test_a_unit_in_two_groups_raises(engine: str) -> None:
    frame = ENGINES[engine]({"staff": [7, 7], "code": ["A", "H"]})
    with pytest.raises(eq.InvalidInput, match="add up to 2, but there are 1 distinct 'staff' values"):
        eq.count(frame, by="code", unit="staff")


@pytest.mark.parametrize("engine", ["columns", "pandas", "polars", "duckdb"])
def test_an_empty_unit_raises(engine: str) -> None:
    frame = ENGINES[engine]({"staff": ["7", None], "code": ["A", "H"]})
    with pytest.raises(eq.InvalidInput, match="'staff' is empty in 1 row"):
        eq.count(frame, by="code", unit="staff")


def test_cells_that_do_not_make_the_rows_raise(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = importlib.import_module("equitable._engine")
    whole = engine.limited
    monkeypatch.setattr(engine, "limited", lambda *arguments: [column[:2] for column in whole(*arguments)])
    with pytest.raises(eq.InvalidInput, match="the cells add up to"):
        eq.count(pl.LazyFrame(PEOPLE), by="code")


def test_groups_as_a_mapping() -> None:
    table = eq.count(PEOPLE, by="code", groups={"A": "White", "H": "BME", "N": "BME", "Z": None})
    assert cells(table) == {"White": (None, 3, 0), "BME": (None, 3, 0), None: (None, 2, 0)}
    named = eq.count(PEOPLE, by=["year", "code"], groups={"code": {"A": "White", "H": "BME", "N": "BME", "Z": "Unknown"}})
    assert cells(named)[("2021", "BME")] == (None, 3, 0)


def test_groups_of_five_local_codes_and_other_years() -> None:
    nhs = {"code": ["A", "C3", "H", "R", "N", "D", "S", "Z", "99", None]}
    five = cells(eq.count(nhs, by="code", groups="nhs_2001:5+1"))
    assert five == {
        "White": (None, 2, 0), "Asian": (None, 1, 0), "Other": (None, 2, 0), "Black": (None, 1, 0), "Mixed": (None, 1, 0),
        "Not stated": (None, 1, 0), "Not known": (None, 1, 0), None: (None, 1, 0),
    }  # fmt: skip
    # Chinese, R, is an Asian group from 2011 on.
    assert cells(eq.count({"code": ["R"]}, by="code", groups="ons_2011:5+1")) == {"Asian": (None, 1, 0)}


def test_an_unknown_code_is_named_with_its_row() -> None:
    with pytest.raises(eq.InvalidInput, match=r"row 3: code is '7Q', which is not a code of nhs_2001; the codes are A B C"):
        eq.count(pl.DataFrame({"code": ["A", "H", "7Q"]}), by="code", groups="nhs_2001")
    with pytest.raises(eq.InvalidInput, match=r"row 2: code is 'Whte', which groups= does not name. Did you mean 'White'\?"):
        eq.count({"code": ["White", "Whte"]}, by="code", groups={"White": "White"})
    with pytest.raises(eq.InvalidInput, match="'nhs_2011' is not known; did you mean"):
        eq.count({"code": ["A"]}, by="code", groups="nhs_2011")


def test_a_missing_column_offers_the_nearest(people: Any) -> None:
    with pytest.raises(eq.InvalidInput, match=r"the column 'appointd' is missing. Did you mean 'appointed'\?"):
        eq.count(people, by="code", outcome="appointd")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": []}, "by must name one or more"),
        ({"by": ["code", "code"]}, "different columns"),
        ({"by": "code", "event": 1}, "event is given, but outcome"),
        ({"by": "code", "outcome": "code"}, "both the group and the outcome"),
        ({"by": "code", "outcome": "year"}, "say which values of 'year' are the event"),
        ({"by": "code", "outcome": "appointed", "event": "yes"}, "no row has appointed = yes; the column holds '0', '1'"),
        ({"by": "code", "outcome": "appointed", "event": None, "where": {"year": 1999}}, "no row has year = 1999; the column holds '2020', '2021'"),
        ({"by": "code", "missing": "drop"}, "missing is 'drop'; "),
        ({"by": "code", "where": {"year": None}}, "an empty value cannot be asked for"),
        ({"by": "code", "outcome": []}, "outcome must name one or more different columns"),
        ({"by": "code", "outcome": ["appointed", "appointed"]}, "outcome must name one or more different columns"),
        ({"by": "code", "outcome": {"appointed": 1}, "event": 1}, "maps each column to its event already"),
        ({"by": "code", "outcome": {"appointed": "yes"}}, "no row has appointed = yes"),
        ({"by": "code", "unit": "person", "weights": "year"}, "give one of them"),
        ({"by": "person", "unit": "person"}, "'person' is both the group and the person"),
        ({"by": "code", "conflicts": "all"}, "conflicts is 'all'; It must be one of 'report', 'any', 'raise'"),
        ({"by": "code", "window": "year"}, "window is 'year', but must be a column and two days"),
        ({"by": "code", "window": ("year", None, None)}, "neither a first nor a last day"),
        ({"by": "code", "window": ("year", "2022-01-01", "2021-01-01")}, "goes from 2022-01-01 to 2021-01-01, but must not end before it begins"),
        ({"by": "code", "window": ("year", "31/02/2021", None)}, "window names '31/02/2021', which is no day"),
        ({"by": "code", "window": ("year", "2021-01-01", None)}, "row 1: year is '2021', which is no date"),
        ({"by": "code", "weights": "code"}, "row 1: code is A, but must be a whole number"),
        ({"by": "code", "weights": "appointed"}, "row 4: the weight appointed is empty; a total of which a part is unknown"),
        ({"by": "code", "unit": "person", "where": {"year": 1999}}, "no row has year = 1999; the column holds '2020', '2021'"),
        ({"by": "code", "unit": "person", "outcome": "appointed", "event": "yes"}, "no row has appointed = yes; the column holds '0', '1'"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(options: dict[str, Any], message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        eq.count(PEOPLE, **options)


def test_what_is_not_a_frame_is_refused() -> None:
    with pytest.raises(eq.InvalidInput, match="a data frame is needed .* but this is int"):
        eq.count(7, by="code")
    with pytest.raises(eq.InvalidInput, match="the columns must be equally long, but a has 2, b has 1"):
        eq.count({"a": [1, 2], "b": [1]}, by="a")


def test_a_file_that_the_engine_loses_is_an_error(tmp_path: Any) -> None:
    path = tmp_path / "people.csv"
    path.write_text("code\nA\n", encoding="utf-8")
    relation = duckdb.read_csv(str(path))
    path.unlink()
    with pytest.raises(eq.InvalidInput, match="the data could not be read"):
        eq.count(relation, by="code")


@pytest.mark.parametrize(
    ("engine", "kind"), [("pandas", pd.DataFrame), ("polars", pl.DataFrame), ("polars lazy", pl.DataFrame), ("pyarrow", pa.Table), ("duckdb", pa.Table)]
)
def test_a_frame_of_the_same_kind_comes_back(engine: str, kind: type) -> None:
    frame = eq.count(ENGINES[engine](PEOPLE), by="code", outcome="appointed").to_frame()
    assert isinstance(frame, kind)
    columns = ["code", "events", "total", "rate", "missing"]
    assert list(frame.columns if kind is not pa.Table else frame.column_names) == columns
    assert list(frame["total"].to_pylist() if kind is pa.Table else frame["total"]) == [3, 1, 1, 1, 1]


def test_a_pair_goes_into_a_verdict() -> None:
    table = eq.count(PEOPLE, by="code", outcome="appointed")
    assert table.pair("A", "H") == (2, 3, 0, 1)
    with pytest.raises(eq.InvalidInput, match="the group 'Whyte' does not occur; .*'A', 'H', 'N', 'Z'"):
        table.pair("A", "Whyte")
    with pytest.raises(eq.InvalidInput, match="with an outcome"):
        eq.count(PEOPLE, by="code").pair("A", "H")


def test_text_html_and_json() -> None:
    table = eq.count(PEOPLE | {"code": ["<b>", *PEOPLE["code"][1:]]}, by="code", outcome="appointed")
    assert repr(table).splitlines()[0].split() == ["code", "events", "total", "rate", "missing"]
    assert "1 with a group not recorded, shown apart; 1 with an unknown outcome" in repr(table)
    assert "&lt;b&gt;" in table._repr_html_() and "<b>" not in table._repr_html_()
    plain = json.loads(json.dumps(table.to_dict(), allow_nan=False))
    assert plain["rows"][-1] == {"code": None, "events": 1, "total": 1, "rate": 1.0, "missing": 0}
    assert plain["rows_read"] == 8


def test_nobody_with_a_known_outcome_has_no_rate() -> None:
    row = eq.count({"g": ["W", "B"], "x": [1, None]}, by="g", outcome="x").row("B")
    assert (row.events, row.total, row.missing) == (0, 0, 1)
    assert row.rate is not None and math.isnan(row.rate)


def test_several_outcomes_in_one_table() -> None:
    people = PEOPLE | {"trained": ["y", "n", "y", "y", None, "y", "y", "n"]}
    table = eq.count(people, by="code", outcome={"appointed": 1, "trained": "y"})
    assert (table.outcome, table.event) == (("appointed", "trained"), {"appointed": ("1",), "trained": ("y",)})
    assert cells(table.of("appointed")) == BY_CODE
    assert cells(table.of("trained")) == {"A": (2, 3, 0), "H": (1, 2, 0), "N": (1, 1, 0), "Z": (0, 0, 1), None: (1, 1, 0)}
    frame = table.to_frame("polars")
    assert frame.columns == ["outcome", "code", "events", "total", "rate", "missing"]
    assert frame.height == 10 and frame["outcome"].to_list() == ["appointed"] * 5 + ["trained"] * 5
    assert repr(table).splitlines()[0].split() == ["outcome", "code", "events", "total", "rate", "missing"]
    assert table.of("trained").pair("A", "H") == (2, 3, 1, 2)
    plain = json.loads(json.dumps(table.to_dict(), allow_nan=False))
    assert plain["event"] == {"appointed": ["1"], "trained": ["y"]} and plain["rows"][8] == {
        "outcome": "trained", "code": "Z", "events": 0, "total": 0, "rate": None, "missing": 1,
    }  # fmt: skip
    one = eq.count(people, by="code", outcome=["appointed"])
    assert one.outcome == ("appointed",) and one.of("appointed").rows == table.of("appointed").rows
    with pytest.raises(eq.InvalidInput, match="'train' was not counted; did you mean 'trained'"):
        table.of("train")
    with pytest.raises(eq.InvalidInput, match="several outcomes were counted; choose one, for instance table.of..appointed"):
        table.pair("A", "H")
    with pytest.raises(eq.InvalidInput, match="the table is of one outcome already"):
        table.of("appointed").of("appointed")


def test_persons_who_disagree_are_counted_apart() -> None:
    """Worked out by hand: 1 says yes twice, 2 yes and no, 3 no and nothing, 4 nothing at all, 5 yes and nothing."""
    rows = {"who": [1, 1, 2, 2, 3, 3, 4, 5, 5], "code": ["A"] * 9, "won": [1, 1, 1, 0, 0, None, None, None, 1]}

    def row(**options: Any) -> tuple[Any, ...]:
        found = eq.count(rows, by="code", outcome="won", unit="who", **options).row("A")
        return found.events, found.total, found.missing, found.conflicting

    assert row() == (1, 1, 1, 3)
    assert row(conflicts="any") == (3, 3, 2, 0)  # 3 may have won where nothing is said
    assert row(conflicts="any", missing="group") == (3, 5, 0, 0)
    assert row(missing="group") == (1, 2, 0, 3)
    with pytest.raises(eq.InvalidInput, match="the rows of 3 'who' disagree about the outcome; choose conflicts='report' or 'any'"):
        row(conflicts="raise")
    table = eq.count(rows, by="code", outcome="won", unit="who")
    assert "3 whose rows disagree about the outcome, not in the totals" in repr(table)
    assert list(table.to_frame("polars").columns)[-1] == "conflicting" and table.to_dict()["conflicting"] == 3


def test_what_a_window_leaves_out_is_said() -> None:
    dates = ["2021-03-31", "2021-04-01", "31/03/2022", "20220401", None, "01-apr-2021 ", "2021-04-01T09:30:00", "1/4/2021 09:30"]
    table = eq.count({"code": ["A"] * 8, "date": dates}, by="code", window=("date", "2021-04-01", "2022-03-31"))
    assert (table.rows[0].total, table.outside, table.undated) == (5, 2, 1)
    assert "5 of 8 rows counted; 2 outside the window; 1 without a date" in repr(table)
    assert eq.count({"code": ["A"] * 8, "date": dates}, by="code", window=("date", None, "2021-03-31")).rows[0].total == 1


def test_a_table_is_frozen() -> None:
    table = eq.count(PEOPLE, by="code")
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.filtered = 3  # type: ignore[misc]


def test_the_bundled_recruitment_file_against_the_csv_module() -> None:
    path = eq.wres.example("exemplar") / "recruitment.csv"
    with open(path, encoding="utf-8", newline="") as file:
        shortlisted = [row for row in csv.DictReader(file) if row["shortlisted"] == "1" and row["year"] == "2021/22"]
    totals = Counter(row["ethnic_code"] for row in shortlisted)
    events = Counter(row["ethnic_code"] for row in shortlisted if row["appointed"] == "1")
    table = eq.count(pl.read_csv(path), by="ethnic_code", outcome="appointed", where={"shortlisted": 1, "year": "2021/22"})
    assert cells(table) == {code or None: (events[code], totals[code], 0) for code in totals}


def test_an_arrow_library_takes_a_table_as_it_is() -> None:
    table = eq.count({"group": ["White", "BME", "BME"], "hired": [1, 0, 1]}, by="group", outcome="hired", event=1)
    for taken in (pa.table(table).to_pylist(), pl.DataFrame(table).to_dicts()):
        assert {row["group"]: (row["events"], row["total"]) for row in taken} == {"White": (1, 1), "BME": (1, 2)}
