"""One table from every engine and every kind of file, on the records of the invented trust and on records that mean ill."""

from __future__ import annotations

import csv
import datetime
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import equitable as eq
from engines import ENGINES, TYPELESS, Columns, engines, kind_of, typed

pytestmark = pytest.mark.filterwarnings(
    "ignore:Dask support is moving out of Narwhals:FutureWarning",
    "ignore:fetch_arrow_table:DeprecationWarning",
    "ignore::ResourceWarning",  # sockets of Py4J
)

Cell = tuple[Any, ...]


@pytest.fixture(params=engines())
def engine(request: pytest.FixtureRequest) -> str:
    """The name of each engine in turn."""
    name = str(request.param)
    if name == "spark":
        request.getfixturevalue("spark")
    return name


def make(engine: str, columns: Columns, folder: Path) -> Any:
    return ENGINES[engine](columns if engine in TYPELESS else typed(columns), folder)


def cells(table: eq.CountTable) -> dict[Any, Cell]:
    return {(row.outcome, *row.labels) if row.outcome else row.labels: (row.events, row.total, row.missing, row.conflicting) for row in table.rows}


# --- the invented trust ---------------------------------------------------------------------------------------------------------------------


def read(name: str) -> Columns:
    """A bundled file by the csv module: numbers as numbers, empty cells as None."""
    with open(eq.wres.example("exemplar") / name, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns: Columns = {}
    for column, cells in zip(header, zip(*rows, strict=True), strict=True):
        numbers = all(cell.isdigit() for cell in cells if cell)
        columns[column] = [None if not cell else int(cell) if numbers else cell for cell in cells]
    return columns


RECRUITMENT = read("recruitment.csv")
STAFF = read("esr_2022-03.csv")


def test_recruitment_of_the_invented_trust(engine: str, tmp_path: Path) -> None:
    columns = {name: values[:6000] for name, values in RECRUITMENT.items()} if engine == "excel" else RECRUITMENT
    expected: dict[Any, list[int]] = {}
    for year, code, shortlisted, appointed in zip(*(columns[name] for name in ("year", "ethnic_code", "shortlisted", "appointed")), strict=True):
        if shortlisted:
            cell = expected.setdefault((year, code), [0, 0])
            cell[0] += appointed
            cell[1] += 1
    table = eq.count(make(engine, columns, tmp_path), by=["year", "ethnic_code"], outcome="appointed", where={"shortlisted": 1})
    assert cells(table) == {key: (events, total, 0, 0) for key, (events, total) in expected.items()}
    assert table.rows_read == len(columns["year"]) == table.filtered + sum(total for _, total in expected.values())


def test_staff_of_the_invented_trust(engine: str, tmp_path: Path) -> None:
    """Two outcomes in one pass, by the groups of the standard; some columns are empty for bank staff."""
    data = make(engine, STAFF, tmp_path)
    outcome = {"disc_this_year": 1, "nonmandatory_training": None}
    table = eq.count(data, by=["ethnic_code", "contract"], outcome=outcome, groups={"ethnic_code": "nhs_2001"})
    white = {"A", "B", "C"}
    expected: dict[Any, list[int]] = {}
    for place in range(len(STAFF["staff_id"])):
        code, contract = STAFF["ethnic_code"][place], STAFF["contract"][place]
        group = None if code is None else "White" if code[0] in white else "Not stated" if code == "Z" else "Not known" if code == "99" else "BME"
        for name in outcome:
            cell = expected.setdefault((name, group, contract), [0, 0, 0, 0])
            answer = STAFF[name][place]
            cell[0] += answer == 1
            cell[1] += answer is not None
            cell[2] += answer is None
    assert cells(table) == {key: tuple(cell) for key, cell in expected.items()}
    one = eq.count(data, by=["ethnic_code", "contract"], outcome="disc_this_year", event=1, groups={"ethnic_code": "nhs_2001"})
    assert table.of("disc_this_year").rows == one.rows


# --- records that mean ill ------------------------------------------------------------------------------------------------------------------


def test_empty_cells_in_keys_and_outcomes(engine: str, tmp_path: Path) -> None:
    drawn = random.Random(1)
    rows = [(drawn.choice(["A", "nan", "None", None, "é è"]), drawn.choice([1, 0, None]), drawn.choice([2020, None])) for _ in range(300)]
    columns = dict(zip(("code", "won", "year"), map(list, zip(*rows, strict=True)), strict=True))
    columns["number"] = list(range(300))  # a row that is empty throughout is none in a sheet
    expected = {
        (code, None if year is None else str(year)): (
            sum(row == (code, 1, year) for row in rows),
            sum(row[0] == code and row[2] == year and row[1] is not None for row in rows),
            sum(row == (code, None, year) for row in rows),
            0,
        )
        for code, _, year in rows
    }
    assert cells(eq.count(make(engine, columns, tmp_path), by=["code", "year"], outcome="won")) == expected


def test_columns_that_are_empty_throughout(engine: str, tmp_path: Path) -> None:
    columns: Columns = {"code": ["A", "B", "A"], "site": [None, None, None], "won": [None, None, None]}
    if engine.startswith(("pandas", "dask")):
        pytest.importorskip("pandas")
    data = make(engine, columns, tmp_path)
    assert cells(eq.count(data, by=["code", "site"], outcome="won", event=1)) == {("A", None): (0, 0, 2, 0), ("B", None): (0, 0, 1, 0)}


def test_no_rows_at_all(engine: str, tmp_path: Path) -> None:
    columns: Columns = {"code": ["A"], "won": [1], "person": ["p"], "day": [datetime.date(2021, 4, 1)]}
    data = make(engine, columns, tmp_path)
    if engine in ("csv", "csv of Excel", "excel", "folder", "parquet", "parquet folder", "spark", "dask", "dask category", "ibis"):
        data = make(engine, {name: [] for name in columns}, tmp_path / "empty")
    elif engine == "columns":
        data = {name: [] for name in columns}
    elif engine == "duckdb":
        data = data.filter("code = 'Z'")
    else:
        data = data[:0] if not hasattr(data, "head") else data.head(0)
    for options in ({}, {"unit": "person"}, {"window": ("day", "2021-01-01", None)}, {"where": {"code": "A"}}):
        table = eq.count(data, by="code", outcome="won", **options)  # type: ignore[arg-type]
        assert (table.rows, table.rows_read, table.filtered) == ((), 0, 0)


def test_categories_that_do_not_occur(engine: str, tmp_path: Path) -> None:
    data = make(engine, {"code": ["A", "B", None, "A"], "won": [1, 0, 1, 0]}, tmp_path)
    if engine == "pandas category":
        data["code"] = data["code"].cat.add_categories(["never", "nor this"])
    if engine == "dask category":
        data["code"] = data["code"].cat.as_known().cat.add_categories(["never"])
    assert cells(eq.count(data, by="code", outcome="won")) == {("A",): (1, 2, 0, 0), ("B",): (0, 1, 0, 0), (None,): (1, 1, 0, 0)}


@pytest.mark.parametrize("engine", engines(only=("pandas category", "dask category")), indirect=True)
def test_categories_that_are_numbers(engine: str, tmp_path: Path) -> None:
    columns: Columns = {"band": [5.0, None, 6.0, 5.0], "note": ["x", "y", None, "x"], "person": [1, 2, 3, 1]}
    data = make(engine, columns, tmp_path).astype({"band": "category"})
    expected = {("5", "x"): 2, (None, "y"): 1, ("6", None): 1}
    assert {row.labels: row.total for row in eq.count(data, by=["band", "note"]).rows} == expected
    assert {row.labels: row.total for row in eq.count(data, by=["band", "note"], unit="person").rows} == expected | {("5", "x"): 1}
    assert eq.count(data, by="note", where={"band": 5}, unit="person").rows_read == 3


def test_types_that_are_mixed(engine: str, tmp_path: Path) -> None:
    """Where a column may hold anything, 8, 8.0 and "8" are one label; elsewhere they are text to begin with."""
    mixed: Columns = {"band": [8, 8.0, "8", "8a", " 8a ", None], "won": [True, False, True, True, False, True]}
    if engine not in TYPELESS:
        mixed["band"] = ["8", "8", "8", "8a", "8a", None]
    table = eq.count(make(engine, mixed, tmp_path), by="band", outcome="won", event=True)
    assert cells(table) == {("8",): (2, 3, 0, 0), ("8a",): (1, 2, 0, 0), (None,): (1, 1, 0, 0)}


def test_names_that_an_engine_might_stumble_over(engine: str, tmp_path: Path) -> None:
    columns: Columns = {
        "group by": ["A", "A", "B"], "select": ["x", "y", "x"], "Herkunft (ä é) €": ["p", None, "p"], 'quote " and \'': [1, 2, 2], "rows": [1, 1, 1], "dots.in.it": ["u", "v", "u"],
    }  # fmt: skip
    if engine == "spark":
        with pytest.raises(eq.InvalidInput, match=r"Spark reads the dot .* in 'dots.in.it' as a field of a column; rename it"):
            eq.count(make(engine, columns, tmp_path), by="dots.in.it")
        del columns["dots.in.it"]
    table = eq.count(make(engine, columns, tmp_path), by=list(columns))
    expected = Counter(tuple(None if value is None else str(value) for value in row) for row in zip(*columns.values(), strict=True))
    assert {labels: total for labels, (_, total, _, _) in cells(table).items()} == expected


# --- persons, weights, windows -----------------------------------------------------------------------------------------------------------------


def people(rows: int, seed: int) -> Columns:
    """Rows of persons who have several, spread over the whole, some of whom say different things at different times."""
    drawn = random.Random(seed)
    group = {person: drawn.choice(["A", "B", None]) for person in range(rows // 3)}
    liar = {person for person in group if drawn.random() < 0.1}
    steady = {person: drawn.choice([1, 0, None]) for person in group}
    found: list[tuple[Any, ...]] = []
    for _ in range(rows):
        person = drawn.randrange(rows // 3)
        answer = drawn.choice([1, 0, None]) if person in liar else steady[person]
        day = datetime.date(2021, 1, 1) + datetime.timedelta(days=drawn.randrange(700)) if drawn.random() < 0.9 else None
        found.append((f"p{person}", group[person], answer, drawn.choice([0, 1]) if person in liar else 1, day, drawn.choice(["x", "y"])))
    return dict(zip(("person", "code", "trained", "kept", "day", "site"), map(list, zip(*found, strict=True)), strict=True))


PEOPLE = people(900, 20220331)
FIRST, LAST = datetime.date(2021, 4, 1), datetime.date(2022, 3, 31)


def by_hand(columns: Columns, outcome: str, passes: Any) -> dict[Any, Cell]:
    """Persons by group from all of their rows that pass, one person after another."""
    rows: dict[str, list[tuple[Any, Any]]] = {}
    for place, person in enumerate(columns["person"]):
        if passes(place):
            rows.setdefault(person, []).append((columns["code"][place], columns[outcome][place]))
    found: dict[Any, list[int]] = {}
    for said in rows.values():
        ((code,), answers) = {code for code, _ in said}, {answer for _, answer in said}
        cell = found.setdefault((code,), [0, 0, 0, 0])
        if len(answers) > 1:
            cell[3] += 1
        else:
            cell[0] += answers == {1}
            cell[1] += answers != {None}
            cell[2] += answers == {None}
    return {key: tuple(cell) for key, cell in found.items()}


def test_each_person_once(engine: str, tmp_path: Path) -> None:
    data = make(engine, PEOPLE, tmp_path)
    table = eq.count(data, by="code", outcome=["trained", "kept"], unit="person")
    for outcome in ("trained", "kept"):
        assert cells(table.of(outcome)) == by_hand(PEOPLE, outcome, lambda place: True)
    assert table.rows_read == len(set(PEOPLE["person"]))
    assert table.of("trained").conflicting > 10
    once = eq.count(data, by="code", outcome="trained", unit="person", conflicts="any")
    ever = {person for person, answer in zip(PEOPLE["person"], PEOPLE["trained"], strict=True) if answer == 1}
    assert sum(row.events or 0 for row in once.rows) == len(ever) and once.conflicting == 0
    with pytest.raises(eq.InvalidInput, match=f"the rows of {table.of('trained').conflicting} 'person' disagree"):
        eq.count(data, by="code", outcome="trained", unit="person", conflicts="raise")


def test_each_person_once_in_a_window_and_at_a_site(engine: str, tmp_path: Path) -> None:
    data = make(engine, PEOPLE, tmp_path)
    table = eq.count(data, by="code", outcome="trained", unit="person", where={"site": "x"}, window=("day", FIRST, LAST))

    def here(place: int) -> bool:
        return bool(PEOPLE["site"][place] == "x")

    def dated(place: int) -> bool:
        return here(place) and PEOPLE["day"][place] is not None

    def inside(place: int) -> bool:
        return dated(place) and FIRST <= PEOPLE["day"][place] <= LAST

    assert cells(table) == by_hand(PEOPLE, "trained", inside)
    several = [len({PEOPLE["person"][place] for place in range(900) if passes(place)}) for passes in (lambda place: True, here, dated, inside)]
    assert (table.rows_read, table.filtered, table.undated, table.outside) == (
        several[0], several[0] - several[1], several[1] - several[2], several[2] - several[3],
    )  # fmt: skip


def test_rows_in_a_window(engine: str, tmp_path: Path) -> None:
    table = eq.count(make(engine, PEOPLE, tmp_path), by="code", outcome="trained", window=("day", "01/04/2021", "31-MAR-2022"))
    inside = [place for place, day in enumerate(PEOPLE["day"]) if day is not None and FIRST <= day <= LAST]
    totals, events, unknown = Counter[Any](), Counter[Any](), Counter[Any]()
    for place in inside:
        code, answer = PEOPLE["code"][place], PEOPLE["trained"][place]
        totals[code,] += answer is not None
        events[code,] += answer == 1
        unknown[code,] += answer is None
    assert cells(table) == {key: (events[key], totals[key], unknown[key], 0) for key in totals}
    assert (table.undated, table.outside) == (PEOPLE["day"].count(None), 900 - len(inside) - PEOPLE["day"].count(None))


def test_times_fall_on_their_day(engine: str, tmp_path: Path) -> None:
    times = [datetime.datetime(2022, 3, 31, 23, 59), datetime.datetime(2022, 4, 1, 0, 0, 1), datetime.datetime(2021, 4, 1), None]
    data = make(engine, {"code": ["A", "B", "C", "D"], "at": times}, tmp_path)
    table = eq.count(data, by="code", window=("at", FIRST, LAST))
    assert (list(cells(table)), table.outside, table.undated) == ([("A",), ("C",)], 1, 1)


def test_weights(engine: str, tmp_path: Path) -> None:
    columns: Columns = {"code": ["A", "B", None, "A", "B"], "won": [1, 1, 0, None, 0], "people": [3, 2**40, 0, 7, 5]}
    table = eq.count(make(engine, columns, tmp_path), by="code", outcome="won", weights="people")
    assert cells(table) == {("A",): (3, 3, 7, 0), ("B",): (2**40, 2**40 + 5, 0, 0), (None,): (0, 0, 0, 0)}
    assert table.rows_read == 2**40 + 15


def test_a_weight_that_is_withheld(engine: str, tmp_path: Path) -> None:
    for withheld in ("R", "*", "[c]", "<10"):
        data = make(engine, {"code": ["A", "B", "B"], "people": ["1,234", withheld, "7"]}, tmp_path / str(ord(withheld[0])))
        with pytest.raises(eq.InvalidInput, match="people is '.*', that is withheld; a total of which a part is unknown"):
            eq.count(data, by="code", weights="people")
    fine = make(engine, {"code": ["A", "B", "B"], "people": ["1,234", "20", "7"]}, tmp_path / "fine")
    assert cells(eq.count(fine, by="code", weights="people")) == {("A",): (None, 1234, 0, 0), ("B",): (None, 27, 0, 0)}


def test_a_person_in_two_groups_raises(engine: str, tmp_path: Path) -> None:
    columns: Columns = {"person": ["7", "8", "7", "9", "9"], "code": ["A", "A", "B", None, None]}
    with pytest.raises(eq.InvalidInput, match="add up to 4, but there are 3 distinct 'person' values; 1 of them are in more than one group"):
        eq.count(make(engine, columns, tmp_path), by="code", unit="person")


def test_a_person_without_a_name_raises(engine: str, tmp_path: Path) -> None:
    with pytest.raises(eq.InvalidInput, match="'person' is empty in 1 row"):
        eq.count(make(engine, {"person": ["7", None], "code": ["A", "A"]}, tmp_path), by="code", unit="person")


def test_a_plan_asks_for_what_is_counted(engine: str, tmp_path: Path) -> None:
    data = make(engine, PEOPLE, tmp_path)
    for options in ({}, {"unit": "person"}, {"where": {"site": "x"}, "window": ("day", FIRST, LAST)}):
        shown = eq.count_plan(data, by="code", outcome="trained", **options)
        assert "code" in shown and "trained" in shown and shown.startswith("1. ")
    shown = eq.count_plan(data, by="code", outcome="trained").casefold()
    if engine in ("duckdb", "ibis", "parquet"):
        assert "group by" in shown and "select" in shown
    if engine in ("spark", "polars lazy"):
        assert "aggregate" in shown


def test_a_column_that_is_missing(engine: str, tmp_path: Path) -> None:
    with pytest.raises(eq.InvalidInput, match=r"the column 'cod' is missing. Did you mean 'code'\?"):
        eq.count(make(engine, {"code": ["A"], "x": [1]}, tmp_path), by="cod")


# --- the limit ----------------------------------------------------------------------------------------------------------------------------------


def test_too_many_groups_are_refused(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from equitable import _sources

    monkeypatch.setattr(_sources, "LIMIT", 50)
    columns: Columns = {"code": [f"c{place}" for place in range(51)], "won": [1] * 51}
    with pytest.raises(eq.InvalidInput, match="'code', 'won' make more than 50 distinct combinations, which is the limit"):
        eq.count(make(engine, columns, tmp_path), by="code", outcome="won")
    fifty = {name: values[:50] for name, values in columns.items()}
    assert len(eq.count(make(engine, fifty, tmp_path / "fifty"), by="code", outcome="won").rows) == 50


@pytest.mark.parametrize("name", engines(only=("columns", "pandas", "polars lazy", "duckdb", "dask", "spark", "csv", "parquet")))
def test_a_million_and_one_groups_are_refused(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    columns: Columns = {"staff": list(range(1_000_001)), "site": ["x"] * 1_000_001}
    if name == "spark":
        data = request.getfixturevalue("spark").range(1_000_001).withColumnRenamed("id", "staff")
    else:
        data = make(name, columns, tmp_path)
    with pytest.raises(eq.InvalidInput, match="'staff' makes more than 1,000,000 distinct combinations, which is the limit"):
        eq.count(data, by="staff")


def test_the_kinds_of_columns_are_told_apart() -> None:
    """The helper that gives engines their types: a fault there would make all of the above the same engine in disguise."""
    assert [kind_of(values) for values in ([1, None], [1.5, 2], ["a"], [True, None], [None], [1, "a"])] == ["int", "float", "text", "bool", "text", "text"]
