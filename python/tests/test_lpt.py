"""The published figures of a real trust: recomputed at their printed precision, and the ones that contradict themselves found."""

from __future__ import annotations

import csv
from fractions import Fraction
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow.csv
import pytest

import equitable as eq
from equitable import _core

DATA = eq.wres.example("lpt")
CONTRADICTED = {"LC0086", "LC0096", "LC0174", "LC0302"}


def rows_of(name: str) -> list[dict[str, str]]:
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def half_away_from_zero(value: Fraction, decimals: int) -> str:
    """The printed decimal of a fraction, by whole numbers only."""
    scaled = abs(value) * 10**decimals
    whole = scaled.numerator // scaled.denominator
    whole += 2 * (scaled - whole) >= 1
    digits = str(whole).rjust(decimals + 1, "0")
    return f"{'-' if value < 0 and whole else ''}{digits[: len(digits) - decimals]}{'.' if decimals else ''}{digits[len(digits) - decimals :]}"


@pytest.fixture(scope="module")
def report() -> eq.wres.Report:
    return eq.wres.from_directory(DATA)


def figure_of(report: eq.wres.Report, row: dict[str, str]) -> dict[str, Any]:
    group = "BME" if row["group"] == "BAME" else row["group"]
    (found,) = [
        figure for figure in report.figures
        if (figure["outcome"], figure["population"], figure["staff_type"], figure["stratum"], figure["group"], figure["period"])
        == (row["measure"], row["population"], row["staff_type"], row["stratum"], group, row["period"])
    ]  # fmt: skip
    return found


COUNTED = [row for row in rows_of("counts.csv") if row["numerator"] and row["denominator"] and row["published_percent"]]
RATIOS = [row for row in rows_of("ratios.csv") if row["over_num"] and row["under_num"]]


def test_the_rows_that_are_checked() -> None:
    assert (len(COUNTED), len(RATIOS)) == (186, 14)


@pytest.mark.parametrize("row", COUNTED, ids=lambda row: row["id"])
def test_a_printed_percentage_comes_out_of_its_counts(report: eq.wres.Report, row: dict[str, str]) -> None:
    events, total = int(row["numerator"]), int(row["denominator"])
    decimals = len(row["published_percent"].partition(".")[2])
    expected = half_away_from_zero(Fraction(100 * events, total), decimals)
    assert _core.decimal_percent(events, total, decimals) == expected
    assert (expected == row["published_percent"]) == (row["agrees"] == "1")
    if row["measure"] in ("ethnicity_known",):
        return
    figure = figure_of(report, row)
    if (figure["events"], figure["total"]) == (events, total):
        assert figure["rate_text"].rstrip(" %") == expected
    else:  # the text of the report and its Table 2 differ for medical staff in March 2021
        assert row["id"] == "LC0266"


@pytest.mark.parametrize("row", RATIOS, ids=lambda row: row["id"])
def test_a_printed_ratio_comes_out_of_its_counts(report: eq.wres.Report, row: dict[str, str]) -> None:
    counts = [int(row[name]) for name in ("over_num", "over_den", "under_num", "under_den")]
    exact = Fraction(counts[0], counts[1]) / Fraction(counts[2], counts[3])
    if row["bound"] == "greater_than":
        assert exact > Fraction(row["published_ratio"])
    else:
        decimals = len(row["published_ratio"].partition(".")[2])
        assert _core.decimal_ratio(*counts, decimals) == half_away_from_zero(exact, decimals) == row["published_ratio"]
    over, under = ("BME" if name == "BAME" else name for name in (row["over_group"], row["under_group"]))
    (comparison,) = [
        c for c in report.comparisons
        if (c["outcome"], c["population"], c["period"], c["group"], c["reference"]) == (row["measure"], row["population"], row["period"], over, under)
    ]  # fmt: skip
    assert comparison["ratio_text"] == half_away_from_zero(exact, 2)


def test_exactly_the_four_contradictions_are_named(report: eq.wres.Report) -> None:
    assert {row["id"] for row in rows_of("counts.csv") if row["agrees"] == "0"} == CONTRADICTED
    assert sorted(check["id"] for check in report.check()) == sorted(CONTRADICTED)
    found = {check["id"]: (check["published"], check["recomputed"]) for check in report.check()}
    assert found["LC0086"] == ("61.9", "62.9")
    assert found["LC0096"] == ("32.5", "32.4")
    assert found["LC0174"] == ("10.6", "10.5")
    assert found["LC0302"] == ("41.2", "41.7")


def test_a_ratio_that_contradicts_its_counts_is_named() -> None:
    ratios = [row for row in rows_of("ratios.csv") if row["id"] == "LR013"]
    ratios[0]["published_ratio"] = "1.98"
    columns = {name: [row[name] for row in ratios] for name in ratios[0]}
    checks = eq.wres.from_counts(DATA / "counts.csv", ratios=columns).check()
    (check,) = [check for check in checks if check["id"] == "LR013"]
    assert (check["what"], check["published"], check["recomputed"], check["place"]) == ("ratio", "1.98", "1.97", "Table 3")


def test_a_ratio_printed_beside_withheld_counts_is_withheld_with_them(report: eq.wres.Report) -> None:
    withheld = [row for row in rows_of("ratios.csv") if row["redacted"] == "1"]
    assert len(withheld) == 13
    for row in withheld:
        (found,) = [
            c
            for c in report.comparisons
            if (c["outcome"], c["population"], c["period"]) == (row["measure"], row["population"], row["period"])
            and (c["group"], c["reference"]) == tuple(row[side].replace("BAME", "BME") for side in ("over_group", "under_group"))
        ]
        assert (found["ratio_text"], found["state"], found["status"]) == ("R", "not_assessable", "c")
        assert row["published_ratio"] not in found["sentence"]


def test_a_percentage_printed_beside_withheld_counts_is_withheld_with_them(report: eq.wres.Report) -> None:
    withheld = [row for row in rows_of("counts.csv") if row["redacted"] == "1"]
    assert len([row for row in withheld if row["published_percent"]]) > 40
    shown = {(f["outcome"], f["population"], f["staff_type"], f["stratum"], f["group"], f["period"]): f["rate_text"] for f in report.figures}
    for row in withheld:
        group = row["group"].replace("BAME", "BME")
        text = shown.get((row["measure"], row["population"], row["staff_type"], row["stratum"], group, row["period"]))
        counted = any(
            other["numerator"] and all(other[key] == row[key] for key in ("measure", "population", "staff_type", "stratum", "group", "period"))
            for other in rows_of("counts.csv")
        )
        assert counted or text == "R", row["id"]


def test_board_differences_are_printed_and_not_assessed(report: eq.wres.Report) -> None:
    printed = {(row["board_part"], row["period"]): row["published_value"] for row in rows_of("board.csv") if row["measure"] == "board_difference"}
    found = {(c["stratum"], c["period"]): c for c in report.comparisons if c["outcome"] == "board_difference"}
    assert set(printed) == set(found)
    for key, value in printed.items():
        assert found[key]["gap_text"].lstrip("+").replace("−", "-") == value
        assert found[key]["state"] == "not_assessable"


def test_bands_of_all_three_years_are_compared(report: eq.wres.Report) -> None:
    for period in ("March 2020", "March 2021", "March 2022"):
        bands = {
            (c["staff_type"], c["stratum"]) for c in report.comparisons
            if (c["outcome"], c["period"], c["population"]) == ("bame_share_of_workforce", period, "substantive") and c["state"] != "not_assessable"
        }  # fmt: skip
        printed = {
            (row["staff_type"], row["stratum"]) for row in COUNTED
            if (row["measure"], row["period"], row["population"]) == ("bame_share_of_workforce", period, "substantive") and row["stratum"] != "Overall"
        }  # fmt: skip
        assert bands == printed


BANDS = [row for row in rows_of("verdict_cases.csv") if row["case"].startswith(("Non-clin", "Clin", "Medical"))]


@pytest.mark.parametrize("case", BANDS, ids=lambda row: row["case"])
def test_the_verdict_on_a_band_is_that_of_the_golden_case(report: eq.wres.Report, case: dict[str, str]) -> None:
    events, total = int(case["group_events"]), int(case["group_total"])
    found = [
        c for c in report.comparisons
        if c["outcome"] == "bame_share_of_workforce" and c["period"] == "March 2022" and (c["events"], c["total"]) == (events, total)
    ]  # fmt: skip
    assert found
    for comparison in found:
        assert (comparison["state"], comparison["grade"], comparison["ratio_text"]) == (case["state"], case["grade"], case["ratio_2dp"])


def test_what_the_trust_withheld_is_withheld(report: eq.wres.Report) -> None:
    for row in rows_of("counts.csv"):
        if row["redacted"] == "1" and row["period_kind"] != "benchmark":
            figure = figure_of(report, row)
            elsewhere = [other for other in COUNTED if all(other[n] == row[n] for n in ("measure", "population", "staff_type", "stratum", "group", "period"))]
            if not elsewhere:
                assert figure["events"] is None and figure["status"] == "c", row["id"]


def test_what_is_public_is_not_withheld_again(report: eq.wres.Report) -> None:
    for row in COUNTED:
        if row["measure"] != "ethnicity_known" and row["id"] != "LC0266":
            assert figure_of(report, row)["events"] == int(row["numerator"]), row["id"]


def test_figures_that_differ_from_place_to_place_are_noted(report: eq.wres.Report) -> None:
    (note,) = [note for note in report.notes if "prints different figures" in note]
    assert "130 of 203 = 64.0% (Table 2)" in note and "129 of 202 = 63.9% (text)" in note


def test_unknown_ethnicity_of_the_trust(report: eq.wres.Report) -> None:
    row = next(u for u in report.unknown if (u["population"], u["period"]) == ("substantive", "March 2022"))
    assert (row["known"], row["unknown"], row["total"]) == (5511, 180, 5691)
    assert row["percent_text"].startswith("96.8")


READERS = {
    "pandas": pd.read_csv,
    "pandas text": lambda path: pd.read_csv(path, dtype=str),
    "polars": pl.read_csv,
    "pyarrow": pyarrow.csv.read_csv,
    "duckdb": lambda path: duckdb.read_csv(str(path)),
}


@pytest.mark.parametrize("engine", list(READERS))
def test_every_engine_makes_the_same_report(report: eq.wres.Report, engine: str) -> None:
    read = READERS[engine]
    other = eq.wres.from_counts(
        read(DATA / "counts.csv"), ratios=read(DATA / "ratios.csv"), board=read(DATA / "board.csv"), organisation=report.specification["organisation"]
    )
    assert other.to_dict()["figures"] == report.to_dict()["figures"]
    assert other.sentences() == report.sentences()
    assert [check["id"] for check in other.check()] == [check["id"] for check in report.check()]


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_a_report_gives_back_the_kind_of_frame_that_it_was_made_from(kind: str) -> None:
    columns = {name: [row[name] for row in rows_of("counts.csv")] for name in rows_of("counts.csv")[0]}
    given = nw.from_dict(columns, backend=kind).to_native()
    assert type(eq.wres.from_counts(given).to_frame()) is type(given)
    assert type(eq.wres.from_counts(given).to_frame("polars")).__module__.startswith("polars")
