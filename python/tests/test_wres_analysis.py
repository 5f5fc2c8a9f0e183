"""analysis.toml: two invented trusts of different shapes, counted by hand from their raw files; drafts; and what is refused."""

from __future__ import annotations

import csv
import datetime
import shutil
from pathlib import Path
from typing import Any

import pytest

import equitable as eq
from equitable.cli import main

calamine = pytest.importorskip("python_calamine")

NORTHVALE = eq.wres.example("northvale")
WHITE = {"English, Welsh, Scottish, Northern Irish or British", "Irish", "Other White", "White – Irish"}
UNKNOWN = {"Prefer not to say", "Not known", ""}


@pytest.fixture(scope="module")
def report() -> eq.wres.Report:
    return eq.wres.load(NORTHVALE / "analysis.toml", threshold=0)


def sheet(name: str, which: str | int = 0) -> list[dict[str, Any]]:
    book = calamine.CalamineWorkbook.from_path(str(NORTHVALE / name))
    rows = (book.get_sheet_by_index(which) if isinstance(which, int) else book.get_sheet_by_name(which)).to_python()
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def lines(name: str, delimiter: str = ",", encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with (NORTHVALE / name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def group(label: str) -> str:
    return "White" if label in WHITE else "Unknown" if label in UNKNOWN else "BME"


def printed(report: eq.wres.Report, outcome: str, period: str, who: str = "BME", **place: str) -> tuple[int | None, int | None]:
    wanted = {"outcome": outcome, "period": period, "group": who, "stratum": "Overall", "population": "substantive", "staff_type": "all", **place}
    (found,) = [row for row in report.figures if all(row[name] == value for name, value in wanted.items())]
    return found["events"], found["total"]


STAFF = {year: f"Staff in post {year}-03-31.xlsx" for year in (2021, 2022)}
CLUSTERS = {"Cluster 1": "Bands 1 to 4", "Cluster 2": "Bands 5 to 7", "Cluster 3": "Bands 8a to 8b", "Cluster 4": "Bands 8c to 9 and VSM"}
CLINICAL = {"Nursing and Midwifery Registered", "Allied Health Professionals"}


@pytest.mark.parametrize("year", STAFF)
def test_workforce_by_hand(report: eq.wres.Report, year: int) -> None:
    people = [row for row in sheet(STAFF[year]) if row["Employee Category"] != "Office holder"]
    groups = [group(row["Ethnic Group"]) for row in people]
    assert printed(report, "bame_share_of_workforce", f"March {year}") == (groups.count("BME"), len(groups) - groups.count("Unknown"))
    for cluster, name in CLUSTERS.items():
        for kind in ("clinical", "non-clinical"):
            mine = [
                group(row["Ethnic Group"]) for row in people
                if row["Pay cluster"] == cluster and row["Staff Group"] != "Medical and Dental" and (row["Staff Group"] in CLINICAL) == (kind == "clinical")
            ]  # fmt: skip
            expected = (mine.count("BME"), mine.count("BME") + mine.count("White"))
            assert printed(report, "bame_share_of_workforce", f"March {year}", stratum=name, staff_type=kind) == expected
    board = [row for row in sheet(STAFF[year]) if row["Board role"] in ("Executive, voting", "Non-executive")]
    voting = [group(row["Ethnic Group"]) for row in board]
    expected = (voting.count("BME"), voting.count("BME") + voting.count("White"))
    assert printed(report, "board_difference", f"March {year}", population="board", stratum="voting") == expected


def test_bank_workers_in_their_own_file(report: eq.wres.Report) -> None:
    groups = [group(row["Ethnic Group"]) for row in lines("Bank workers 2022-03.csv", ";", "cp1252")]
    expected = (groups.count("BME"), groups.count("BME") + groups.count("White"))
    assert printed(report, "bame_share_of_workforce", "March 2022", population="bank") == expected
    assert not [row for row in report.figures if row["outcome"] == "entered_formal_disciplinary" and row["population"] == "bank"]  # not known is not none


def financial_year(day: datetime.date) -> int:
    return day.year - (day.month < 4)


def test_events_are_counted_into_their_years(report: eq.wres.Report) -> None:
    staff = {row["Employee No"]: row["Ethnic Group"] for row in sheet(STAFF[2022]) if row["Employee Category"] != "Office holder"}
    cases = [
        (row["Employee No"], financial_year(datetime.datetime.strptime(row["Case opened"], "%d/%m/%Y").date()))
        for row in lines("Disciplinary cases.txt", "\t")
    ]
    for who in ("BME", "White"):
        people = [name for name, label in staff.items() if group(label) == who]
        one = sum(year == 2021 and name in people for name, year in cases)
        two = sum(year in (2020, 2021) and name in people for name, year in cases)
        assert printed(report, "entered_formal_disciplinary", "2021/22", who) == (one, len(people))
        assert printed(report, "entered_formal_disciplinary", "2020/21 to 2021/22", who) == (two, len(people))
        trained = {row["Employee No"] for row in lines("Courses.csv") if financial_year(datetime.date.fromisoformat(row["Date of course"])) == 2021}
        assert printed(report, "accessed_nonmandatory_training", "2021/22", who) == (sum(name in trained for name in people), len(people))
    note = next(note for note in report.notes if note.startswith("Disciplinary cases.txt"))
    assert "1 of the 66 people in it is in no extract of substantive staff" in note


def test_recruitment_and_survey_by_hand(report: eq.wres.Report) -> None:
    applications = [row for row in sheet("Recruitment.xlsx", "Applications") if row["Campaign year"] == "2021/22" and row["Stage reached"] != "Applied"]
    answers = [row for row in lines("Staff survey.csv") if row["Survey year"] == "2021"]
    for who in ("BME", "White"):
        mine = [row["Stage reached"] for row in applications if group(row["Ethnicity"]) == who]
        place = {"population": "shortlisted_applicants"}
        assert printed(report, "appointed_from_shortlisting", "2021/22", who, **place) == (mine.count("Appointed"), len(mine))
        asked = [row for row in answers if group(row["Ethnic background"]) == who]
        place = {"population": "survey_substantive"}
        ever = sum(row["Q14a public"] != "Never" for row in asked)
        assert printed(report, "q14a_hba_public", "2021", who, **place) == (ever, len(asked))
        answered = [row["Q16b discrimination"] for row in asked if row["Q16b discrimination"]]
        assert printed(report, "q16b_discrimination", "2021", who, **place) == (answered.count("Yes"), len(answered))


def test_the_first_trust_is_the_same_from_its_toml() -> None:
    folder = eq.wres.example("exemplar")
    written, given = eq.wres.load(folder / "analysis.toml"), eq.wres.from_directory(folder)
    assert written.figures == given.figures
    assert written.comparisons == given.comparisons


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "ein Ordner mit Länge"
    shutil.copytree(NORTHVALE, copy)
    return copy


def test_a_draft_names_every_file_and_asks_what_it_cannot_know(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "analysis.toml").unlink()
    assert main(["wres", "init", str(folder)]) == 0
    draft = (folder / "analysis.toml").read_text(encoding="utf-8")
    for name in ("Staff in post 2021-03-31.xlsx", "Bank workers 2022-03.csv", "Staff survey.csv", "Courses.csv", 'sheet = "Applications"'):
        assert name in draft
    assert 'codes.band."Cluster 1" = "???"' in draft
    assert 'codes.staff_group."Estates and Ancillary" = "non-clinical"   # guessed' in draft
    assert "replace the" in capsys.readouterr().out
    with pytest.raises(eq.InvalidInput, match=r"codes\.\w+: '.+' is still '\?\?\?'; write what it means"):
        eq.wres.load(folder)
    assert main(["wres", "init", str(folder)]) == 3
    assert "is there already" in capsys.readouterr().err
    assert main(["wres", "init", str(folder), "--force"]) == 0
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def test_a_draft_of_standard_extracts_runs_as_it_is(tmp_path: Path) -> None:
    for path in eq.wres.example("exemplar").glob("*.csv"):
        shutil.copy(path, tmp_path)
    eq.wres.init(tmp_path)
    assert eq.wres.load(tmp_path).figures == eq.wres.from_directory(eq.wres.example("exemplar")).figures


def test_run_writes_the_report_beside_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["wres", "run", str(folder / "analysis.toml")]) == 0
    assert sorted(path.name for path in (folder / "report").iterdir()) == ["report.csv", "report.html", "report.json"]
    assert "Northvale Community NHS Trust (invented)" in capsys.readouterr().out
    assert main(["wres", "run", str(folder / "analysis.toml"), "--output", str(folder / "else"), "--organisation", "Another name"]) == 0
    assert "Another name" in (folder / "else" / "report.html").read_text(encoding="utf-8")


def edited(folder: Path, old: str, new: str) -> Path:
    path = folder / "analysis.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('organisation = "North', 'organisation = North', "this is not TOML"),
        ('denominator = "known ethnicity"', 'denominater = "known ethnicity"', "'denominater' is not a setting; did you mean 'denominator'"),
        ('denominator = "known ethnicity"', 'denominator = "everybody"', "analysis.toml: wres: denominator is 'everybody'"),
        ('snapshot = "2021-03"', 'snapshot = "spring"', "snapshot.*'spring'"),
        ('file = "Staff survey.csv"', 'file = "Survey.csv"', "there is no such file"),
        ('columns.q15 = "Q15 progression"', 'columns.q15 = "Q15"', "Staff survey.csv: the column 'Q15' is missing. The columns are: Response ID"),
        ('columns.q15 = "Q15 progression"', 'columns.q51 = "Q15 progression"', "'q51' is not a column of survey; did you mean 'q15'"),
        ('columns.q15 = "Q15 progression"', "columns.q15 = 15", "but must be the name of a column, or false"),
        ('codes.band."Cluster 3" = "Bands 8a to 8b"\n', "", r"Staff in post 2021-03-31.xlsx, sheet 'Staff in post', row \d+: band is 'Cluster 3'"),
        ('codes.ethnic_code."White – Irish"', 'codes.ethnic_code."White - Irish"', r"Bank workers 2022-03.csv, line \d+: ethnic_code is 'White – Irish', which is not a code"),
        ('outcome = "training"', 'outcome = "trainings"', "outcome is 'trainings'; did you mean 'training'"),
        ('date = "Case opened"', 'date = "Employee No"', "Disciplinary cases.txt, line 2: Employee No is '.*', but must be a date"),
        ('sheet = "Applications"\n', "", "several sheets hold data"),
        ('population = "x"', 'population = "x"', ""),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_place(folder: Path, old: str, new: str, said: str) -> None:
    if not said:
        path = edited(folder, 'date = "Case opened"', 'date = "Case opened"\npopulation = "board"')
        said = "population is 'board'"
    else:
        path = edited(folder, old, new)
    with pytest.raises(eq.InvalidInput, match=said):
        eq.wres.load(path)


def test_there_must_be_a_file_and_staff(tmp_path: Path) -> None:
    with pytest.raises(eq.InvalidInput, match="there is no such file; `equitable wres init"):
        eq.wres.load(tmp_path)
    (tmp_path / "analysis.toml").write_text('organisation = "Nobody"\n', encoding="utf-8")
    with pytest.raises(eq.InvalidInput, match=r"there is no \[\[staff\]\]"):
        eq.wres.load(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(eq.InvalidInput, match="there is no CSV, Excel or Parquet file"):
        eq.wres.init(tmp_path / "empty")


def test_the_data_are_what_their_program_writes(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    import runpy

    root = Path(__file__).resolve().parents[2]
    runpy.run_path(str(root / "tests" / "reference" / "northvale.py"))["main"](tmp_path)
    for path in tmp_path.iterdir():
        if path.suffix == ".xlsx":  # the same cells; the archive may be packed otherwise by another version
            fresh = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
            assert fresh == calamine.CalamineWorkbook.from_path(str(NORTHVALE / path.name)).get_sheet_by_index(0).to_python()
        else:
            assert path.read_bytes() == (NORTHVALE / path.name).read_bytes()
