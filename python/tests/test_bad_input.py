"""Bad input: every mistake of issue 2 gives a clear error that names the place, the value and the way out, and writes nothing."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import equitable as eq
from equitable import _input
from equitable.cli import main

COUNTS = {
    "indicator": [2, 2],
    "group": ["White", "BME"],
    "period": ["2021/22", "2021/22"],
    "events": [596, 207],
    "total": [3842, 2386],
}


def counts(**changed: Any) -> dict[str, Any]:
    return COUNTS | changed


def refused(message: str, data: Any, **options: Any) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        eq.wres.from_counts(data, **options)


def test_the_table_that_is_spoilt_below_is_good() -> None:
    (comparison,) = eq.wres.from_counts(COUNTS).comparisons
    assert comparison["ratio_text"] == "1.79"


# --- single values ------------------------------------------------------------------------------------------------------------------------


def test_a_negative_count() -> None:
    refused("counts, row 1: events is -596, but must be 0 or more", counts(events=[-596, 207]))


def test_a_fractional_count() -> None:
    refused(r"counts, row 2: total is 2386.5, but must be a whole number: it counts people", counts(total=[3842, 2386.5]))


@pytest.mark.parametrize("value", ["many", "12%", "1,23", "0x10", "nan people"])
def test_what_is_no_number(value: str) -> None:
    refused(f"row 1: events is {value}, but must be a whole number, or R", counts(events=[value, "207"]))


def test_a_count_too_large_for_exact_arithmetic() -> None:
    refused("must be at most 9007199254740992", counts(total=[2**53 + 1, 2386]))


def test_more_events_than_people() -> None:
    refused("row 2: events is 2387, but must be at most total, 2386", counts(events=[596, 2387]))


def test_nobody_out_of_nobody() -> None:
    refused(r"row 2: 0 of 0: nobody is in this category; write z \(not applicable\)", counts(events=[596, 0], total=[3842, 0]))


@pytest.mark.parametrize(("value", "number"), [("596", 596), ("1,234", 1234), ("12.0", 12), (12.0, 12), (" 7 ", 7), (0, 0)])
def test_counts_that_are_written_otherwise(value: Any, number: int) -> None:
    assert _input.count_and_status(value, "here", "events") == (number, "")


@pytest.mark.parametrize(
    ("value", "status"),
    [("R", "c"), ("r", "c"), ("*", "c"), ("[c]", "c"), ("<10", "c"), ("< 5", "c"), ("fewer than 10", "c"), ("redacted", "c"),
     ("", "x"), (None, "x"), (float("nan"), "x"), ("[x]", "x"), ("n/a", "x"), ("z", "z"), ("[z]", "z")],
)  # fmt: skip
def test_marks_of_what_is_not_printed(value: Any, status: str) -> None:
    assert _input.count_and_status(value, "here", "events") == (None, status)


def test_a_withheld_count_is_confidential_and_no_error() -> None:
    (comparison,) = eq.wres.from_counts(counts(events=[596, "R"])).comparisons
    assert (comparison["status"], comparison["state"]) == ("c", "not_assessable")
    figure = next(f for f in eq.wres.from_counts(counts(events=[596, "<10"])).figures if f["group"] == "BME")
    assert (figure["events"], figure["events_text"], figure["status"]) == (None, "R", "c")


# --- names --------------------------------------------------------------------------------------------------------------------------------


def test_a_missing_column_offers_the_nearest() -> None:
    spoilt = {("evnts" if name == "events" else name): values for name, values in COUNTS.items()}
    refused(r"counts: the column 'events' or 'numerator' is missing. Did you mean 'evnts'\?", spoilt)


def test_an_unknown_group() -> None:
    refused(r"row 1: group is 'Whyte'; did you mean 'White'\?", counts(group=["Whyte", "BME"]))


def test_a_reference_group_that_does_not_occur() -> None:
    refused(
        r"the reference group 'White' does not occur for appointed_from_shortlisting \(shortlisted_applicants\); the groups there are Asian, BME",
        counts(group=["Asian", "BME"]),
    )


def test_a_band_without_a_workforce_to_compare_it_with() -> None:
    band = {"indicator": [1], "group": ["BME"], "period": ["March 2022"], "stratum": ["Band 5"], "events": [179], "total": [717]}
    refused(r"the reference 'Overall' does not occur for indicator 1 \(substantive, March 2022\)", band)


def test_an_unknown_outcome_and_indicator() -> None:
    refused(r"row 1: outcome is 'appointed_from_shortlist'; did you mean 'appointed_from_shortlisting'\?", counts(outcome=["appointed_from_shortlist"] * 2))
    refused("belongs to indicator 5, but the row says indicator 2", counts(outcome=["q14a_hba_public"] * 2))
    refused("indicator is 10, but must be a number from 1 to 9", counts(indicator=[10, 10]))


@pytest.mark.parametrize("level", [95, 0, 1, -0.1, float("nan"), True, "0.95"])
def test_a_level_outside_zero_and_one(level: Any) -> None:
    refused("confidence_level is .* must lie between 0 and 1", COUNTS, confidence_level=level)


def test_a_level_of_95_is_understood() -> None:
    refused(r"confidence_level is 95, .*; did you mean 0.95\?", COUNTS, confidence_level=95)


@pytest.mark.parametrize("margin", [(0.8,), (1.25, 0.8), (0.8, 1.0), (0, 2), (1.1, 1.2)])
def test_a_margin_that_does_not_hold_one(margin: Any) -> None:
    refused("margin is .* must be two numbers round 1", COUNTS, margin=margin)


@pytest.mark.parametrize("threshold", [-1, 2.5, True, "10"])
def test_a_threshold_that_is_no_count(threshold: Any) -> None:
    refused("threshold is .* must be a whole number", COUNTS, threshold=threshold)


# --- periods ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ("2021", "period '2021' is a survey_year, but indicator 2 .* is counted by financial_year; periods must not be mixed"),
        ("March 2022", "is a snapshot, but indicator 2"),
        ("2020/21 to 2021/22", "is a two_year_window, but indicator 2"),
        ("2021/23", "'2021/23' does not name two years in a row; 2021/22 would"),
        ("last year", "the period 'last year' is not known; write a snapshot such as"),
        (None, "the period is empty"),
    ],
)
def test_mixed_and_impossible_periods(period: Any, message: str) -> None:
    refused(message, counts(period=["2021/22", period]))


def test_a_period_that_is_not_of_its_kind() -> None:
    refused("period '2021/22' is a financial_year, but period_kind says survey_year", counts(period_kind=["survey_year"] * 2))


# --- duplicates ---------------------------------------------------------------------------------------------------------------------------


def doubled(**more: Any) -> dict[str, Any]:
    return {name: [*values, values[1]] for name, values in COUNTS.items()} | more


def test_a_duplicate_row() -> None:
    refused("row 3: duplicate row: the same figure as counts, row 2 .*; keep one of them", doubled())
    refused("row 3: duplicate row", doubled(id=["a", "b", "b"]))
    refused("row 3: duplicate row", doubled(events=[596, 207, 208]))


def test_the_same_figure_in_two_places_is_one_figure() -> None:
    report = eq.wres.from_counts(doubled(table=["Table 3", "Table 3", "page 9"], source=["A report"] * 3))
    (figure,) = [figure for figure in report.figures if figure["group"] == "BME"]
    assert "Table 3" in figure["place"] and "page 9" in figure["place"]


def test_an_id_of_two_figures() -> None:
    refused("row 2: the id 'a' is also that of counts, row 1", counts(id=["a", "a"]))


# --- files --------------------------------------------------------------------------------------------------------------------------------


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


GOOD = "indicator,group,period,events,total\n2,White,2021/22,596,3842\n2,BME,2021/22,207,2386\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty; the first line must name the columns"),
        ("\n\n", "the file is empty"),
        ("indicator,group,period,events,total\n", "a header but no rows"),
        ("a,a\n1,2\n", "line 1: the column 'a' appears twice"),
        ("a,\n1,2\n", "line 1: column 2 has no name"),
        ("a,b\n1,2\n3\n", "line 3: 1 cell, but the header has 2"),
        ('a,b\n"1,2\n', "this is not a CSV row"),
        (GOOD.replace("White", "Wh\xefte").encode() + b"2,BM\xe9,2021/22,1,2\n", r"line 4: byte 89 \(0xe9\) is not UTF-8, though the rest of the file is; in Excel save"),
        (GOOD.replace("BME", "BM\x81").encode("latin-1"), r"line 3: byte 65 \(0x81\) is not UTF-8, and the file is not Windows-1252 either"),
        (GOOD.encode("utf-32"), r"the file is UTF-32 \(byte 0\)"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, content: bytes | str, message: str) -> None:
    refused(message, write(tmp_path / "counts.csv", content))


def test_messages_name_the_line_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "counts.csv", GOOD.replace("207", "-207").replace("\n2,BME", "\n\n2,BME"))
    refused("counts.csv, line 4: events is -207", path)


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    path = write(tmp_path / "counts.csv", b"\xef\xbb\xbf" + GOOD.encode())
    assert eq.wres.from_counts(path).comparisons[0]["ratio_text"] == "1.79"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    refused("there is no such file", tmp_path / "counts.csv")
    refused("this is a folder", tmp_path)


@pytest.mark.parametrize(
    ("meanwhile", "message"),
    [(lambda path: Path(path).unlink(missing_ok=True), "there is no such file .or it was removed while"), (lambda path: write(Path(path), GOOD + GOOD), "the file changed while it was being read")],
)
def test_a_file_that_vanishes_or_changes_half_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Any], Any], message: str
) -> None:
    path = write(tmp_path / "counts.csv", GOOD)
    whole = os.fstat

    def fstat(descriptor: int) -> os.stat_result:
        found = whole(descriptor)
        meanwhile(path)
        return found

    monkeypatch.setattr(os, "fstat", fstat)
    refused(message, path)


# --- records ------------------------------------------------------------------------------------------------------------------------------

EXEMPLAR = eq.wres.example("exemplar")


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    """A copy of the invented trust, small enough to spoil quickly: one extract, recruitment and survey of one year each."""
    folder = tmp_path / "trust"
    folder.mkdir()
    for name, keep in (("esr_2022-03.csv", 400), ("recruitment.csv", 300), ("staff_survey.csv", 300)):
        lines = (EXEMPLAR / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / name).write_text("".join(lines[: keep + 1]), encoding="utf-8")
    return folder


def spoil(path: Path, line: int, column: str, value: str) -> None:
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[line - 1][rows[0].index(column)] = value
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def test_the_copy_is_good(trust: Path) -> None:
    assert eq.wres.from_directory(trust).figures


@pytest.mark.parametrize(
    ("name", "line", "column", "value", "message"),
    [
        ("esr_2022-03.csv", 7, "ethnic_code", "Q", "esr_2022-03.csv, line 7: ethnic_code is 'Q', which is not a code of nhs_2001; the codes are A B C"),
        ("esr_2022-03.csv", 9, "contract", "X", r"esr_2022-03.csv, line 9: contract is 'X'; "),
        ("esr_2022-03.csv", 2, "band", "10", r"esr_2022-03.csv, line 2: band is '10'; .*A local code can be named with bands="),
        ("esr_2022-03.csv", 2, "band", "CON", "line 2: band 'CON' is a medical grade, but staff_group is 'clinical'"),
        ("esr_2022-03.csv", 3, "staff_group", "clinicl", r"line 3: staff_group is 'clinicl'; did you mean 'clinical'\?"),
        ("esr_2022-03.csv", 5, "board", "2", "line 5: board is '2', but must be 0, 1 or empty"),
        ("esr_2022-03.csv", 5, "disc_this_year", "-1", "line 5: disc_this_year is '-1'"),
        ("esr_2022-03.csv", 5, "nonmandatory_training", "", "nonmandatory_training is empty for some substantive staff and filled for others"),
        ("esr_2022-03.csv", 5, "board_voting", "1", "marked as voting or executive on the board, but not as a member"),
        ("esr_2022-03.csv", 5, "staff_id", "E2200000", "line 2: staff_id 'E2200000' has 2 rows; a duplicate row would be counted twice"),
        ("esr_2022-03.csv", 5, "contract", "", "line 5: contract is empty"),
        ("recruitment.csv", 4, "year", "2018", "recruitment.csv, line 4: year: '2018' is not a financial year such as '2021/22'; periods of two kinds"),
        ("recruitment.csv", 4, "ethnic_code", "WB", "recruitment.csv, line 4: ethnic_code is 'WB'"),
        ("recruitment.csv", 4, "shortlisted", "", "line 4: shortlisted is empty, but must be 0 or 1"),
        ("staff_survey.csv", 6, "survey_year", "2018/19", "staff_survey.csv, line 6: survey_year: '2018/19' is not a survey year such as '2021'"),
        ("staff_survey.csv", 6, "q14a", "6", r"staff_survey.csv, line 6: q14a is '6'; "),
    ],
)
def test_a_wrong_value_in_a_record(trust: Path, tmp_path: Path, name: str, line: int, column: str, value: str, message: str) -> None:
    spoil(trust / name, line, column, value)
    with pytest.raises(eq.InvalidInput, match=message):
        eq.wres.from_directory(trust)
    assert main(["wres", str(trust), "--output", str(tmp_path / "out")]) == 3
    assert not (tmp_path / "out").exists()


def test_appointed_but_not_shortlisted(trust: Path) -> None:
    spoil(trust / "recruitment.csv", 2, "shortlisted", "0")
    spoil(trust / "recruitment.csv", 2, "appointed", "1")
    with pytest.raises(eq.InvalidInput, match="recruitment.csv: 1 applicants of 2018/19 were appointed but not shortlisted"):
        eq.wres.from_directory(trust)


def test_a_missing_column_in_a_record(trust: Path) -> None:
    path = trust / "esr_2022-03.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("ethnic_code", "etnic_code", 1), encoding="utf-8")
    with pytest.raises(eq.InvalidInput, match=r"esr_2022-03.csv: the column 'ethnic_code' is missing. Did you mean 'etnic_code'\?"):
        eq.wres.from_directory(trust)


def test_two_extracts_of_one_snapshot(trust: Path) -> None:
    path = trust / "esr_2022-03.csv"
    with pytest.raises(eq.InvalidInput, match="staff has two extracts for March 2022: '2022-03' and 'March 2022'"):
        eq.wres.from_records(staff={"2022-03": path, "March 2022": path})


@pytest.mark.parametrize(("dates", "message"), [(["2022-03", "2021-03"], "extract is for March 2022; periods must not be mixed"), (["2021-03"] * 2, "not be mixed")])
def test_a_snapshot_with_another_date_in_it(dates: list[str], message: str) -> None:
    staff = {
        "staff_id": ["1", "2"], "ethnic_code": ["A", "H"], "contract": ["S", "S"], "staff_group": ["clinical"] * 2, "band": ["5", "5"],
        "board": [0, 0], "board_voting": [0, 0], "board_executive": [0, 0], "disc_this_year": [0, 0], "disc_prev_year": [0, 0],
        "nonmandatory_training": [0, 1], "snapshot": dates,
    }  # fmt: skip
    with pytest.raises(eq.InvalidInput, match=message):
        eq.wres.from_records(staff={"2022-03": staff})


def test_an_empty_file_among_good_ones(trust: Path) -> None:
    (trust / "recruitment.csv").write_bytes(b"")
    with pytest.raises(eq.InvalidInput, match="recruitment.csv: the file is empty"):
        eq.wres.from_directory(trust)


def test_staff_must_name_its_snapshots(trust: Path) -> None:
    with pytest.raises(eq.InvalidInput, match="staff must map snapshots to extracts"):
        eq.wres.from_records(staff=trust / "esr_2022-03.csv")  # type: ignore[arg-type]
    with pytest.raises(eq.InvalidInput, match="'2021/22' is not a snapshot"):
        eq.wres.from_records(staff={"2021/22": trust / "esr_2022-03.csv"})
    with pytest.raises(eq.InvalidInput, match=r"columns names 'ethnic_cod'; did you mean 'ethnic_code'\?"):
        eq.wres.from_records(staff={"2022-03": trust / "esr_2022-03.csv"}, columns={"ethnic_cod": "x"})


# --- folders ------------------------------------------------------------------------------------------------------------------------------


def test_a_folder_that_is_neither(tmp_path: Path) -> None:
    with pytest.raises(eq.InvalidInput, match="neither counts.csv nor an extract such as esr_2022-03.csv; the folder holds nothing"):
        eq.wres.from_directory(tmp_path)
    with pytest.raises(eq.InvalidInput, match="there is no such folder"):
        eq.wres.from_directory(tmp_path / "none")
    with pytest.raises(eq.InvalidInput, match="this is a file, but a folder"):
        eq.wres.from_directory(write(tmp_path / "file", "x"))


def test_a_folder_that_is_both(trust: Path) -> None:
    write(trust / "counts.csv", GOOD)
    with pytest.raises(eq.InvalidInput, match="both counts.csv and extracts"):
        eq.wres.from_directory(trust)


# --- nothing is written ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def counts_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "counts"
    folder.mkdir()
    write(folder / "counts.csv", GOOD)
    return folder


def test_a_failure_leaves_an_earlier_report_as_it_was(counts_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["wres", str(counts_folder), "--output", str(out)]) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert set(before) >= {"report.html", "report.csv", "report.json"}
    write(counts_folder / "counts.csv", GOOD.replace("207", "-207"))
    assert main(["wres", str(counts_folder), "--output", str(out)]) == 3
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counts", "out"]


@pytest.mark.parametrize("blocked", ["file", "file/below", "/proc/equitable-report"])
def test_a_folder_that_cannot_be_written(counts_folder: Path, tmp_path: Path, blocked: str, capsys: pytest.CaptureFixture[str]) -> None:
    kept = write(tmp_path / "file", "kept")
    out = Path(blocked) if blocked.startswith("/") else tmp_path / blocked
    assert main(["wres", str(counts_folder), "--output", str(out)]) == 3
    message = capsys.readouterr().err
    assert str(out) in message and "Traceback" not in message
    assert kept.read_bytes() == b"kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counts", "file"]


def test_a_disk_that_fills_half_way(counts_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rename fails: neither a part of the report nor a temporary folder stays."""

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr(os, "rename", full)
    monkeypatch.setattr(shutil, "move", full)
    assert main(["wres", str(counts_folder), "--output", str(tmp_path / "out")]) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counts"]


@pytest.mark.parametrize("options", [{"margin": 1.25}, {"margin": ("a", "b")}, {"denominator": "all"}, {"threshold": 9.5}])
def test_an_option_of_the_wrong_kind_is_named(options: dict[str, Any]) -> None:
    with pytest.raises(eq.InvalidInput, match=next(iter(options))):
        eq.wres.from_counts(COUNTS, **options)


def test_numpy_numbers_are_numbers_in_the_options_too() -> None:
    np = pytest.importorskip("numpy")
    plain = eq.wres.from_counts(COUNTS, threshold=5, confidence_level=0.5 + 0.25)
    assert eq.wres.from_counts(COUNTS, threshold=np.int64(5), confidence_level=np.float32(0.75)) == plain


def test_two_columns_of_one_name() -> None:
    pandas = pytest.importorskip("pandas")
    with pytest.raises(eq.InvalidInput, match="two columns have one name"):
        eq.count(pandas.DataFrame([["a", "b"]], columns=["group", "group"]), by="group")


def test_a_group_column_named_like_a_count() -> None:
    """Its labels would be lost in the frame, under the counts of the same name."""
    with pytest.raises(eq.InvalidInput, match="'total'"):
        eq.count({"total": ["a", "b"]}, by="total")


def test_masked_values_are_missing() -> None:
    masked = np.ma.masked_array([3, 999], mask=[False, True])
    with pytest.raises(eq.InvalidInput, match=r"proportion: events is missing, but must be whole numbers throughout \(row 1"):
        eq.proportion(masked, [20, 1000])
    assert eq.proportion(np.ma.masked_array([3, 9]), [20, 1000]).lower.shape == (2,)


def test_an_empty_alternative_is_no_alternative() -> None:
    with pytest.raises(eq.InvalidInput, match="alternative"):
        eq.significance(3, 20, 5, 30, alternative="")


def test_noninferiority_of_a_bad_outcome_has_its_own_margin() -> None:
    less = eq.noninferiority(60, 1000, 70, 1000, alternative="less")
    assert less.pvalue == eq.noninferiority(60, 1000, 70, 1000, alternative="less", margin=1.25).pvalue
    assert less.null == 1.25


def test_favourable_is_yes_or_no() -> None:
    with pytest.raises(eq.InvalidInput, match="favourable is 'False', but must be True or False"):
        eq.inequality([3, 5, 6], [20, 30, 40], favourable="False")


def test_series_with_other_labels_are_not_paired_by_place() -> None:
    pandas = pytest.importorskip("pandas")
    events = pandas.Series([3, 5], index=["White", "BME"])
    total = pandas.Series([50, 30], index=["BME", "White"])
    with pytest.raises(eq.InvalidInput, match=r"proportion: events and total are Series with different labels.*total.reindex\(events.index\)"):
        eq.proportion(events, total)
    with pytest.raises(eq.InvalidInput, match="homogeneity: events and totals are Series with different labels"):
        eq.homogeneity(events, total)
    by_label = eq.proportion(events, total.reindex(events.index))
    assert by_label.total.tolist() == [30, 50]
    assert eq.proportion(events.to_numpy(), total.to_numpy()).total.tolist() == [50, 30]
    assert eq.proportion(events, pandas.Series([30, 50], index=["White", "BME"])).total.tolist() == [30, 50]
