"""The invented trust: every cell equals a recount by the standard library alone, in every engine, and nothing withheld comes out.

The recount below is written from the definitions of the standard and of the code list that lies beside the data
(``ethnic_codes.csv``); it shares no line with the package.
"""

from __future__ import annotations

import csv
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.csv
import pytest

import equitable as eq
from equitable._records import cells_from_records

DATA = eq.wres.example("exemplar")
SNAPSHOTS = {"2019-03": "2018/19", "2020-03": "2019/20", "2021-03": "2020/21", "2022-03": "2021/22"}
MINORITY = ["Asian", "Black", "Mixed", "Other"]
GRADES = {"TRN": "Trainee Grade", "NCC": "Non-consultant", "CON": "Consultant", "MSM": "Senior Manager"}

Key = tuple[str, str, str, str, str, str]  # outcome, population, staff type, stratum, group, period
Expected = dict[Key, tuple[int, int]]


# --- the recount --------------------------------------------------------------------------------------------------------------------------


def rows_of(name: str) -> list[dict[str, str]]:
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CODES = {row["code"]: row for row in rows_of("ethnic_codes.csv")}


def groups_of(code: str) -> list[str]:
    """White, or BME and the group of five, or why neither is known."""
    if code == "":
        return ["Empty"]
    if code == "Z":
        return ["Not stated"]
    five = CODES[code]["group5"]
    return ["White"] if five == "White" else ["BME", five]


def share_outcome(group: str) -> str:
    return ("bame" if group == "BME" else group.lower()) + "_share_of_workforce"


def recount_completeness(expected: Expected, population: str, period: str, codes: list[str], stratum: str = "Overall") -> None:
    kinds = Counter(groups_of(code)[0] for code in codes)
    place = (population, "all", stratum)
    expected[("ethnicity_known", *place, "All", period)] = (kinds["White"] + kinds["BME"], len(codes))
    for answer in ("Not stated", "Not known", "Empty"):
        if kinds[answer]:  # an answer that nobody gave is not printed as 0
            expected[("ethnicity_unknown", *place, answer, period)] = (kinds[answer], len(codes))


def recount_rates(expected: Expected, outcome: str, population: str, period: str, people: list[tuple[str, int]]) -> None:
    """people: the code and the number of events of each person who belongs in the denominator."""
    totals: Counter[str] = Counter()
    events: Counter[str] = Counter()
    for code, number in people:
        for group in groups_of(code):
            totals[group] += 1
            events[group] += number
    for group in ["White", "BME", *MINORITY]:
        expected[outcome, population, "all", "Overall", group, period] = (events[group], totals[group])


def band_name(code: str) -> str:
    return "Apprentices" if code == "APP" else GRADES.get(code, code if code == "VSM" else f"Band {code}")


def grouped_band(staff_group: str, band: str) -> tuple[str, str]:
    """The groups of bands in which the published report prints indicator 1."""
    if staff_group == "medical":
        return "medical", "All grades"
    if band == "APP":
        return "all", "Below Band 2"
    if staff_group == "non-clinical":
        return staff_group, "Bands 2 to 8a" if band in ("2", "3", "4", "5", "6", "7", "8a") else "Bands 8b to VSM"
    if band in ("3", "4"):
        return staff_group, "Bands 3 to 4"
    return staff_group, f"Band {band}" if band in ("2", "5") else "Bands 6 to VSM"


def recount_staff(expected: Expected, snapshot: str, year: str) -> None:
    people = rows_of(f"esr_{snapshot}.csv")
    period = f"March {snapshot[:4]}"
    window = f"{int(year[:4]) - 1}/{year[2:4]} to {year}"
    for population, contract in (("substantive", "S"), ("bank", "B")):
        members = [person for person in people if person["contract"] == contract]
        if not members:
            continue
        codes = [person["ethnic_code"] for person in members]
        recount_completeness(expected, population, period, codes)
        counted = Counter(group for code in codes for group in groups_of(code))
        for group in ["White", "BME", *MINORITY]:
            expected[share_outcome(group), population, "all", "Overall", group, period] = (counted[group], counted["White"] + counted["BME"])
        entries = [(person["ethnic_code"], int(person["disc_this_year"])) for person in members]
        recount_rates(expected, "entered_formal_disciplinary", population, year, entries)
        both = [(person["ethnic_code"], int(person["disc_this_year"]) + int(person["disc_prev_year"])) for person in members]
        recount_rates(expected, "entered_formal_disciplinary", population, window, both)
        if contract == "S":
            trained = [(person["ethnic_code"], int(person["nonmandatory_training"])) for person in members]
            recount_rates(expected, "accessed_nonmandatory_training", population, year, trained)
            strata: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
            for person in members:
                first = groups_of(person["ethnic_code"])[0]
                for stratum in {(person["staff_group"], band_name(person["band"])), grouped_band(person["staff_group"], person["band"])}:
                    strata[stratum][first] += 1
            for (staff_type, stratum), kinds in strata.items():
                key = ("bame_share_of_workforce", "substantive", staff_type, stratum, "BME", period)
                expected[key] = (kinds["BME"], kinds["White"] + kinds["BME"])
    board = [person for person in people if person["board"] == "1"]
    parts = {
        "overall": board,
        "voting": [person for person in board if person["board_voting"] == "1"],
        "non-voting": [person for person in board if person["board_voting"] == "0"],
        "executive": [person for person in board if person["board_executive"] == "1"],
        "non-executive": [person for person in board if person["board_executive"] == "0"],
    }
    for part, members in parts.items():
        kinds = Counter(groups_of(person["ethnic_code"])[0] for person in members)
        expected["board_difference", "board", "all", part, "BME", period] = (kinds["BME"], kinds["White"] + kinds["BME"])
    recount_completeness(expected, "board", period, [person["ethnic_code"] for person in board], "overall")


def recount_recruitment(expected: Expected) -> None:
    years: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows_of("recruitment.csv"):
        if row["shortlisted"] == "1":
            years[row["year"]].append(row)
    for year, applicants in years.items():
        people = [(row["ethnic_code"], int(row["appointed"])) for row in applicants]
        recount_rates(expected, "appointed_from_shortlisting", "shortlisted_applicants", year, people)
        recount_completeness(expected, "shortlisted_applicants", year, [code for code, _ in people])


def answer_to(question: str, row: dict[str, str]) -> int | None:
    """1 for the event, 0 for no event, None for not counted."""
    if question == "q14b_or_q14c":
        b, c = answer_to("q14b", row), answer_to("q14c", row)
        if b == 1 or c == 1:
            return 1
        return 0 if b == 0 and c == 0 else None
    if row[question] == "":
        return None
    if question.startswith("q14"):
        return int(row[question] in "2345")
    return int(row[question] == "1")


OUTCOMES = {
    "q14a_hba_public": "q14a",
    "q14b_or_q14c_hba_staff": "q14b_or_q14c",
    "q14b_hba_managers": "q14b",
    "q14c_hba_colleagues": "q14c",
    "q15_equal_opportunities": "q15",
    "q16b_discrimination": "q16b",
}


def recount_survey(expected: Expected) -> None:
    asked: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows_of("staff_survey.csv"):
        asked[{"S": "survey_substantive", "B": "survey_bank"}[row["contract"]], row["survey_year"]].append(row)
    for (population, year), respondents in asked.items():
        recount_completeness(expected, population, year, [row["ethnic_code"] for row in respondents])
        for outcome, question in OUTCOMES.items():
            answered = [(row["ethnic_code"], answer_to(question, row)) for row in respondents]
            recount_rates(expected, outcome, population, year, [(code, answer) for code, answer in answered if answer is not None])


@cache
def recount() -> Expected:
    expected: Expected = {}
    for snapshot, year in SNAPSHOTS.items():
        recount_staff(expected, snapshot, year)
    recount_recruitment(expected)
    recount_survey(expected)
    return expected


# --- the engines --------------------------------------------------------------------------------------------------------------------------

READERS: dict[str, Callable[[Path], Any]] = {
    "path": lambda path: path,
    "pandas": pd.read_csv,
    "pandas text": lambda path: pd.read_csv(path, dtype=str, keep_default_na=False),
    "polars": pl.read_csv,
    "polars lazy": pl.scan_csv,
    "pyarrow": lambda path: pyarrow.csv.read_csv(path),
    "duckdb": lambda path: duckdb.read_csv(str(path)),
}


def exemplar(reader: Callable[[Path], Any], **options: Any) -> dict[str, Any]:
    return {
        "staff": {snapshot: reader(DATA / f"esr_{snapshot}.csv") for snapshot in SNAPSHOTS},
        "recruitment": reader(DATA / "recruitment.csv"),
        "survey": reader(DATA / "staff_survey.csv"),
        **options,
    }


def key_of(item: dict[str, Any]) -> Key:
    return (item["outcome"], item["population"], item["staff_type"], item["stratum"], item["group"], item["period"])


@pytest.mark.parametrize("engine", list(READERS))
def test_every_cell_equals_the_recount(engine: str) -> None:
    cells = cells_from_records(**exemplar(READERS[engine]))
    counted = {key_of(cell): (cell["events"], cell["total"]) for cell in cells}
    assert len(counted) == len(cells)
    assert counted == {key: counts if counts[1] else (None, None) for key, counts in recount().items()}


@pytest.fixture(scope="module")
def open_report() -> eq.wres.Report:
    """The report with redaction switched off."""
    return eq.wres.from_directory(DATA, threshold=0)


@pytest.fixture(scope="module")
def report() -> eq.wres.Report:
    return eq.wres.from_directory(DATA)


def test_every_figure_of_the_report_equals_the_recount(open_report: eq.wres.Report) -> None:
    expected = recount()
    shown = {key_of(figure): (figure["events"], figure["total"]) for figure in open_report.figures}
    assert shown.items() <= expected.items()
    printed = {key for key in expected if not key[0].startswith("ethnicity_")}
    assert printed <= shown.keys()


def test_the_two_reports_agree_where_both_print(report: eq.wres.Report, open_report: eq.wres.Report) -> None:
    whole = {key_of(figure): figure for figure in open_report.figures}
    shown = [figure for figure in report.figures if figure["status"] == ""]
    assert len(shown) > 100
    for figure in shown:
        assert (figure["events"], figure["total"], figure["rate_text"]) == tuple(whole[key_of(figure)][n] for n in ("events", "total", "rate_text"))


def test_unknown_ethnicity_is_counted_and_shown(report: eq.wres.Report) -> None:
    # March 2022, from the extract itself: 5467 substantive staff, 108 coded Z and 66 without a code.
    row = next(u for u in report.unknown if (u["population"], u["period"]) == ("substantive", "March 2022"))
    assert (row["known"], row["not_stated"], row["empty"], row["total"]) == (5293, 108, 66, 5467)
    assert row["percent_text"].startswith("96.8")
    populations = {(u["population"], u["period"]) for u in report.unknown}
    for population, period in {(key[1], key[5]) for key in recount() if key[0] == "ethnicity_known"}:
        assert (population, period) in populations


def test_known_and_unknown_make_all_rows(open_report: eq.wres.Report) -> None:
    for row in open_report.unknown:
        if row["total"] is not None:
            assert row["known"] + sum(row[answer] or 0 for answer in ("not_stated", "not_known", "empty")) == row["total"]


def test_comparisons_use_the_counts(open_report: eq.wres.Report) -> None:
    expected = recount()
    (found,) = [
        c for c in open_report.comparisons
        if (c["outcome"], c["period"], c["population"]) == ("appointed_from_shortlisting", "2021/22", "shortlisted_applicants")
        and {c["group"], c["reference"]} == {"White", "BME"}
    ]  # fmt: skip
    place = ("appointed_from_shortlisting", "shortlisted_applicants", "all", "Overall")
    white, bme = expected[(*place, "White", "2021/22")], expected[(*place, "BME", "2021/22")]
    ratio = (white[0] / white[1]) / (bme[0] / bme[1])
    assert math.isclose(found["ratio"], ratio if found["group"] == "White" else 1 / ratio, rel_tol=1e-12)


# --- nothing withheld comes out -----------------------------------------------------------------------------------------------------------


def test_small_headcounts_are_withheld_everywhere(report: eq.wres.Report) -> None:
    expected = recount()
    for figure in report.figures:
        events, total = expected[key_of(figure)]
        if figure["status"] != "z":
            assert events >= 10 or figure["events"] is None, key_of(figure)
            assert total >= 10 or figure["total"] is None, key_of(figure)
            complete = figure["outcome"] == "ethnicity_known" and total == events  # nobody unknown gives nobody away
            assert total - events >= 10 or complete or None in (figure["events"], figure["total"]), key_of(figure)
    hidden = [figure for figure in report.figures if figure["status"] == "c"]
    assert len(hidden) > 100
    for figure in hidden:
        assert [figure[name] is None for name in ("events", "total")] == [figure[name] == "R" for name in ("events_text", "total_text")]
        assert None in (figure["events"], figure["total"])
        assert figure["rate_text"] == "R" and (figure["rate"], figure["lower"], figure["upper"]) == (None, None, None)


def test_what_hangs_on_a_withheld_cell_is_withheld_too(report: eq.wres.Report) -> None:
    hidden = {key_of(figure) for figure in report.figures if figure["status"] == "c"}
    touched = 0
    for comparison in report.comparisons:
        own = key_of(comparison)
        sides = {own, (*own[:4], comparison["reference"], own[5])}
        if not sides & hidden:
            continue
        touched += 1
        assert comparison["status"] == "c" and comparison["state"] == "not_assessable"
        for name in ("ratio", "lower", "upper", "gap", "gap_lower", "gap_upper", "pvalue", "pvalue_adjusted", "statistic", "rate"):
            assert comparison[name] is None, (own, name)
        assert comparison["fragility"] is None and comparison["ratio_text"] in ("R", "")
    assert touched > 20


def test_no_withheld_number_is_in_the_frame_the_dictionary_or_a_sentence(report: eq.wres.Report) -> None:
    expected = recount()
    hidden = {key_of(figure) for figure in report.figures if figure["events"] is None and figure["status"] == "c"}
    frame = report.to_frame("polars")
    for row in frame.iter_rows(named=True):
        key = key_of(row)
        if key in hidden:
            assert row["events"] is None and (row["estimate"] is None or math.isnan(row["estimate"])), key
        if row["reference"] and (*key[:4], row["reference"], key[5]) in hidden:
            assert row["reference_events"] is None, key
    text = json.dumps(report.to_dict(), allow_nan=False)
    plain = json.loads(text)
    for figure in plain["figures"]:
        if key_of(figure) in hidden:
            assert figure["events"] is None and figure["rate"] is None
    for comparison in plain["comparisons"]:
        key = key_of(comparison)
        if key in hidden or (*key[:4], comparison["reference"], key[5]) in hidden:
            events, total = expected[key]
            percent = f"{100 * events / total:.1f}" if total else "none"
            assert percent not in comparison["sentence"] and f"{events} of {total}" not in comparison["sentence"]


@pytest.mark.parametrize("total", ["White + BME", "BME"])
def test_no_withheld_headcount_follows_by_one_subtraction(report: eq.wres.Report, total: str) -> None:
    """Of a whole and its parts never exactly one is withheld."""
    shown: dict[Key, int | None] = {}
    for figure in report.figures:
        if figure["indicator"] != 1 and figure["status"] != "z":
            shown[key_of(figure)] = figure["events"]
    relations = 0
    for key in list(shown):
        if total == "BME" and key[4] == "BME" and key[1] != "board":
            members = [shown.get((*key[:4], group, key[5])) for group in ["BME", *MINORITY]]
            if all((*key[:4], group, key[5]) in shown for group in MINORITY):
                relations += 1
                assert members.count(None) != 1, key
        if total == "White + BME" and key[1] == "board" and key[3] == "overall":
            for parts in (("voting", "non-voting"), ("executive", "non-executive")):
                board = [shown.get((*key[:3], part, *key[4:])) for part in ("overall", *parts)]
                if all((*key[:3], part, *key[4:]) in shown for part in parts):
                    relations += 1
                    assert board.count(None) != 1, key
    assert relations


# --- definitions and options --------------------------------------------------------------------------------------------------------------

STAFF = {
    "staff_id": ["1", "2", "3", "4", "5", "6"],
    "ethnic_code": ["A", "H", "Z", None, "N1", "99"],
    "contract": ["S", "S", "S", "S", "S", "N"],
    "staff_group": ["clinical", "clinical", "medical", "non-clinical", "clinical", None],
    "band": ["5", "Band 5", "CON", "8b", "2", None],
    "board": ["0", "0", "0", "1", "0", "1"],
    "board_voting": ["0", "0", "0", "1", "0", "0"],
    "board_executive": ["0", "0", "0", "1", "0", "0"],
    "disc_this_year": ["1", "0", "0", "0", "2", None],
    "disc_prev_year": ["1", "0", "0", "0", "0", None],
    "nonmandatory_training": ["1", "0", "1", "1", "1", None],
}


def counted(**options: Any) -> Expected:
    return {key_of(cell): (cell["events"], cell["total"]) for cell in cells_from_records(**options)}


def test_a_small_workforce_by_hand() -> None:
    cells = counted(staff={"March 2022": STAFF})
    workforce = ("substantive", "all", "Overall")
    assert cells[("bame_share_of_workforce", *workforce, "BME", "March 2022")] == (2, 3)
    assert cells[("ethnicity_known", *workforce, "All", "March 2022")] == (3, 5)
    assert cells[("ethnicity_unknown", *workforce, "Not stated", "March 2022")] == (1, 5)
    assert ("ethnicity_unknown", *workforce, "Not known", "March 2022") not in cells
    assert cells[("ethnicity_unknown", *workforce, "Empty", "March 2022")] == (1, 5)
    assert cells["bame_share_of_workforce", "substantive", "clinical", "Band 5", "BME", "March 2022"] == (1, 2)
    # two entries of one person count twice; last year's entry counts over this year's headcount
    assert cells[("entered_formal_disciplinary", *workforce, "BME", "2021/22")] == (2, 2)
    assert cells[("entered_formal_disciplinary", *workforce, "White", "2020/21 to 2021/22")] == (2, 1)


def test_a_category_without_people_is_not_applicable() -> None:
    cells = {key_of(cell): cell for cell in cells_from_records(staff={"2022-03": STAFF})}
    board = cells["board_difference", "board", "all", "voting", "BME", "March 2022"]
    assert (board["events"], board["total"], board["events_status"]) == (None, None, "z")


def test_all_staff_as_the_denominator() -> None:
    cells = counted(staff={"2022-03": STAFF}, denominator="all staff")
    assert cells["bame_share_of_workforce", "substantive", "all", "Overall", "BME", "March 2022"] == (2, 5)
    with pytest.raises(eq.InvalidInput, match="denominator is 'everybody'"):
        counted(staff={"2022-03": STAFF}, denominator="everybody")


def test_columns_may_have_other_names_or_be_missing() -> None:
    renamed = {"Ethnic Origin" if name == "ethnic_code" else name: values for name, values in STAFF.items() if name != "disc_prev_year"}
    cells = counted(staff={"2022-03": renamed}, columns={"ethnic_code": "Ethnic Origin", "disc_prev_year": None})
    assert cells["bame_share_of_workforce", "substantive", "all", "Overall", "BME", "March 2022"] == (2, 3)
    assert not [key for key in cells if key[5] == "2020/21 to 2021/22"]
    assert ("entered_formal_disciplinary", "substantive", "all", "Overall", "BME", "2021/22") in cells


@pytest.mark.parametrize("word", ["Substantive", "permanent", "Fixed term", "s"])
def test_contracts_may_be_words(word: str) -> None:
    words = STAFF | {"contract": [word] * 5 + ["Non-executive"]}
    assert counted(staff={"2022-03": words}) == counted(staff={"2022-03": STAFF})


def test_local_codes_of_bands() -> None:
    local = STAFF | {"band": ["XN05", *STAFF["band"][1:]]}
    cells = counted(staff={"2022-03": local}, bands={"XN05": "5"})
    assert cells["bame_share_of_workforce", "substantive", "clinical", "Band 5", "BME", "March 2022"] == (1, 2)


def test_a_later_classification() -> None:
    # 2021: 17 is Other White, 8 Other Black; letters still work beside numbers.
    cells = counted(staff={"2022-03": STAFF | {"ethnic_code": ["17", "8", "Z", None, "A", "99"]}}, classification="ons_2021")
    assert cells["bame_share_of_workforce", "substantive", "all", "Overall", "BME", "March 2022"] == (1, 3)


@pytest.mark.parametrize(
    ("snapshot", "year"),
    [("2022-03", "2021/22"), ("March 2022", "2021/22"), ("2022-03-31", "2021/22"), ("31 Mar 2022", "2021/22"), ("2021-12", "2021/22"),
     ("2011-12", "2011/12"), ("2100-01", "2099/00"), ("April 2022", "2022/23")],
)  # fmt: skip
def test_the_financial_year_of_a_snapshot(snapshot: str, year: str) -> None:
    periods = {key[5] for key in counted(staff={snapshot: STAFF}) if key[0] == "accessed_nonmandatory_training"}
    assert periods == {year}


@pytest.mark.parametrize(
    ("b", "c", "counts"), [("2", "", (1, 1)), ("", "5", (1, 1)), ("3", "1", (1, 1)), ("1", "1", (0, 1)), ("1", "", (0, 0)), ("", "", (0, 0))]
)
def test_either_question_of_indicator_six(b: str, c: str, counts: tuple[int, int]) -> None:
    survey = {
        "respondent_id": ["1", "2"], "survey_year": ["2021", "2021"], "contract": ["S", "S"], "ethnic_code": ["A", "H"],
        "q14a": ["1", "1"], "q14b": ["1", b], "q14c": ["1", c], "q15": ["1", "3"], "q16b": ["2", "1"],
    }  # fmt: skip
    cells = counted(staff={"2022-03": STAFF}, survey=survey)
    place = ("survey_substantive", "all", "Overall", "BME", "2021")
    assert cells[("q14b_or_q14c_hba_staff", *place)] == (counts if counts[1] else (None, None))
    assert cells[("q15_equal_opportunities", *place)] == (0, 1)
    assert cells[("q16b_discrimination", *place)] == (1, 1)


# --- the report as an object ---------------------------------------------------------------------------------------------------------------


def test_the_report_reads_well(report: eq.wres.Report) -> None:
    assert repr(report).startswith("WRES report: Example NHS Trust (invented)")
    assert report.sentences() and all(sentence.endswith(".") for sentence in report.sentences())
    assert "<script" not in report._repr_html_() and report._repr_html_().count("<li>") == len(report.findings)
    assert report.check() == []
    with pytest.raises(AttributeError):
        report.figures = ()  # type: ignore[misc]


def test_the_tidy_frame(report: eq.wres.Report) -> None:
    frame = report.to_frame("pandas")
    assert list(frame.columns) == list(eq.wres.COLUMNS)
    assert set(frame["measure"]) == {"rate", "relative_likelihood", "rate_difference", "representation_ratio", "representation_gap"}
    assert (frame["organisation"] == "Example NHS Trust (invented)").all()
    assert "conf.low" in report.to_frame("polars", names="broom").columns
    assert len(frame) >= len(report.figures) + 2 * len(report.comparisons)
