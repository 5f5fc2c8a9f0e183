"""The command line: what it prints, what it writes, and the exit codes 0, 1, 2 and 3."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import equitable as eq
from equitable import _progress
from equitable.cli import main

PAIR = ["596", "3842", "207", "2386"]
WORDS = ["--group", "White applicants", "--reference", "BME applicants", "--outcome", "be appointed from shortlisting"]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


# --- compare ------------------------------------------------------------------------------------------------------------------------------


def test_compare_as_a_table(run: Run) -> None:
    code, out, err = run("compare", *PAIR, *WORDS)
    assert (code, err) == (0, "")
    verdict = eq.verdict(596, 3842, 207, 2386)
    for shown in (
        "596 of 3842 = 15.5%", "207 of 2386 = 8.7%", "1.79, 95% interval 1.54 to 2.08", "+6.8 percentage points", "below 0.001",
        "higher, substantial", verdict.sentence(group=WORDS[1], reference=WORDS[3], outcome=WORDS[5]),
    ):  # fmt: skip
        assert shown in out
    assert f"people to change it {verdict.fragility}" in " ".join(out.split())


def test_csv_holds_no_formula(run: Run, tmp_path: Path) -> None:
    _, text, _ = run("compare", *PAIR, "--group", "=cmd()", "--reference", "-5", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["group"], row["reference"]) == ("'=cmd()", "-5")
    assert float(row["rate_difference_lower"]) == eq.rate_difference(596, 3842, 207, 2386).lower
    staff = tmp_path / "staff.csv"
    staff.write_text("id,+role\n1,@home\n2,-office\n3,-7\n", encoding="utf-8")
    _, text, _ = run("count", str(staff), "--by", "+role", "--format", "csv")
    header, *rows = csv.reader(io.StringIO(text))
    assert header[0] == "'+role"
    assert sorted(row[0] for row in rows) == ["'-office", "'@home", "-7"]


def test_compare_as_json_and_csv_say_the_same(run: Run) -> None:
    _, text, _ = run("compare", *PAIR, *WORDS, "--format", "json")
    plain = json.loads(text)
    result = eq.verdict(596, 3842, 207, 2386)
    assert (plain["relative_likelihood"], plain["lower"], plain["upper"]) == (result.ratio, result.interval.lower, result.interval.upper)
    assert (plain["state"], plain["grade"], plain["people_to_change_state"]) == ("higher", "substantial", result.fragility)
    assert plain["complement_state"] == result.complement.state and plain["framing_changes"] is True
    _, text, _ = run("compare", *PAIR, *WORDS, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(text))
    assert {name: row[name] for name in ("state", "grade", "sentence")} == {name: plain[name] for name in ("state", "grade", "sentence")}
    assert float(row["lower"]) == plain["lower"]
    assert list(row) == list(plain)


def test_compare_without_any_event_in_the_reference(run: Run) -> None:
    code, out, _ = run("compare", "3", "10", "0", "10", "--format", "json")
    plain = json.loads(out)
    assert (code, plain["relative_likelihood"], plain["upper"], plain["status"]) == (0, None, None, "unbounded")
    code, out, _ = run("compare", "3", "10", "0", "10")
    assert code == 0 and "∞" in out


def test_compare_with_another_level_and_margin(run: Run) -> None:
    _, out, _ = run("compare", *PAIR, "--confidence-level", "0.99", "--margin", "0.5,2", "--format", "json")
    plain = json.loads(out)
    expected = eq.verdict(596, 3842, 207, 2386, confidence_level=0.99, margin=(0.5, 2))
    assert (plain["lower"], plain["grade"]) == (expected.interval.lower, expected.grade)
    assert (plain["confidence_level"], plain["margin_lower"], plain["margin_upper"]) == (0.99, 0.5, 2.0)


def test_compare_writes_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "pair.json"
    code, out, _ = run("compare", *PAIR, "--format", "json", "--output", file)
    assert (code, out) == (0, "")
    assert json.loads(file.read_text(encoding="utf-8"))["state"] == "higher"
    assert [path.name for path in tmp_path.iterdir()] == ["pair.json"]


@pytest.mark.parametrize(("counts", "code"), [(PAIR, 1), (["10", "100", "10", "100"], 0)])
def test_compare_under_strict(run: Run, counts: list[str], code: int) -> None:
    assert run("compare", *counts, "--strict")[0] == code


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (["0", "0", "207", "2386"], "0 of 0: nobody is in the group"),
        (["596", "3842", "0", "0"], "0 of 0: nobody is in the reference group"),
        (["-1", "3842", "207", "2386"], "events is -1, but must be 0 or more"),
        (["596.5", "3842", "207", "2386"], "events is 596.5, but must be a whole number"),
        (["4000", "3842", "207", "2386"], "events is 4000"),
        (["596", "3842", "R", "2386"], "reference_events is 'R', that is withheld"),
        (["596", "many", "207", "2386"], "total is many, but must be a whole number"),
    ],
)
def test_compare_with_counts_that_cannot_be(run: Run, tmp_path: Path, counts: list[str], message: str) -> None:
    file = tmp_path / "kept"
    file.write_text("kept", encoding="utf-8")
    code, out, err = run("compare", *counts, "--output", file)
    assert (code, out) == (3, "")
    assert message in err and err.startswith("equitable: ") and "Traceback" not in err
    assert file.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", *PAIR, "--confidence-level", "95"], "did you mean 0.95?"),
        (["compare", *PAIR, "--confidence-level", "high"], "'high' is not a number"),
        (["compare", *PAIR, "--margin", "1.25,0.8"], "must lie on both sides of 1"),
        (["compare", *PAIR, "--margin", "0.8"], "must be two numbers such as 0.8,1.25"),
        (["compare", *PAIR, "--format", "xlsx"], "invalid choice"),
        (["compare", "596", "3842"], "required"),
        (["wres", "somewhere"], "--output"),
        (["wres", "somewhere", "--output", "out", "--threshold", "-1"], "must be a whole number"),
        (["count", "file.csv", "--by", "code", "--where", "year"], "must read COLUMN=VALUE"),
        (["publish"], "invalid choice"),
        ([], "name a command"),
    ],
)
def test_a_wrong_call_exits_with_2(run: Run, arguments: list[str], message: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "") and message in err


def test_help_and_version(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0 and all(command in out for command in ("demo", "compare", "count", "wres"))
    assert run("--version") == (0, f"{eq.__version__}\n", "")


# --- count --------------------------------------------------------------------------------------------------------------------------------

RECRUITMENT = eq.wres.example("exemplar") / "recruitment.csv"


def test_count(run: Run) -> None:
    options = ["count", RECRUITMENT, "--by", "ethnic_code", "--groups", "nhs_2001", "--outcome", "appointed"]
    options += ["--where", "shortlisted=1", "--where", "year=2021/22"]
    code, out, _ = run(*options, "--format", "json")
    plain = json.loads(out)
    with open(RECRUITMENT, encoding="utf-8", newline="") as file:
        white = [row for row in csv.DictReader(file) if row["year"] == "2021/22" and row["shortlisted"] == "1" and row["ethnic_code"] in ("A", "B", "C")]
    found = {row["ethnic_code"]: (row["events"], row["total"]) for row in plain["rows"]}
    assert code == 0 and found["White"] == (sum(row["appointed"] == "1" for row in white), len(white))
    assert run(*options, "--strict")[0] == 1  # some codes are empty
    code, out, _ = run(*options, "--format", "csv")
    assert [row["ethnic_code"] for row in csv.DictReader(io.StringIO(out))] == [row["ethnic_code"] or "" for row in plain["rows"]]
    assert "not recorded" in run(*options)[1]


def test_count_of_a_missing_column(run: Run) -> None:
    code, _, err = run("count", RECRUITMENT, "--by", "ethnic")
    assert code == 3 and "the column 'ethnic' is missing. Did you mean 'ethnic_code'?" in err


# --- wres and demo ------------------------------------------------------------------------------------------------------------------------


def test_wres_writes_the_report(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "er" / "report"
    code, text, err = run("wres", eq.wres.example("lpt"), "--output", out)
    assert (code, err) == (0, "")
    assert {"report.html", "report.csv", "report.json"} <= {path.name for path in out.iterdir()}
    assert "Leicestershire Partnership NHS Trust" in text and str(out / "report.html") in text
    assert "LC0086 (Table 1): percentage printed as 61.9, but its counts make 62.9" in text
    assert json.loads((out / "report.json").read_text(encoding="utf-8"))
    with open(out / "report.csv", encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) > 300


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder of counts with one indicator in it."""
    folder = tmp_path / "small"
    folder.mkdir()
    rows = ["indicator,group,period,events,total,published_percent", "2,White,2021/22,596,3842,15.5", "2,BME,2021/22,207,2386,8.7"]
    (folder / "counts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def test_wres_under_strict_reports_contradictions(run: Run, small: Path, tmp_path: Path) -> None:
    assert run("wres", small, "--output", tmp_path / "out", "--strict")[0] == 0
    path = small / "counts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("8.7", "8.8"), encoding="utf-8")
    code, text, _ = run("wres", small, "--output", tmp_path / "out", "--strict")
    assert code == 1 and "percentage printed as 8.8, but its counts make 8.7" in text
    assert run("wres", small, "--output", tmp_path / "out")[0] == 0


def test_wres_takes_its_options(run: Run, small: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    code, text, _ = run(
        "wres", small, "--output", out, "--organisation", "A trust", "--bme-label", "BAME", "--confidence-level", "0.9", "--threshold", "5"
    )
    assert code == 0 and text.startswith("A trust")
    settings = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert "A trust" in json.dumps(settings) and "BAME" in json.dumps(settings)
    code, _, err = run("wres", small, "--output", out, "--classification", "ons_2011")
    assert code == 3 and "classification is an option for records of people" in err


def test_wres_of_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    code, out, err = run("wres", tmp_path / "none", "--output", tmp_path / "out")
    assert (code, out) == (3, "") and "there is no such folder" in err
    assert list(tmp_path.iterdir()) == []


def test_demo(run: Run, tmp_path: Path) -> None:
    code, text, _ = run("demo", "--output", tmp_path / "demo")
    assert code == 0
    for name in ("lpt", "exemplar"):
        html = tmp_path / "demo" / name / "report.html"
        assert html.stat().st_size > 10_000 and str(html) in text
    assert "Example NHS Trust (invented)" in text


def test_demo_of_one(run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(eq.wres, "example", lambda name="lpt": small)
    assert run("demo", "--data", "exemplar")[0] == 0
    assert (tmp_path / "equitable-demo" / "report.html").is_file()


# --- as a program ---------------------------------------------------------------------------------------------------------------------------


def program(*arguments: str, cwd: Path, code: str = "") -> subprocess.CompletedProcess[str]:
    start = ["-c", code] if code else ["-m", "equitable"]
    return subprocess.run([sys.executable, *start, *arguments], cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONUTF8": "1"})


def test_python_dash_m(tmp_path: Path) -> None:
    done = program("compare", *PAIR, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "") and "higher, substantial" in done.stdout


WITHOUT_FRAMES = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("pandas", "polars", "pyarrow", "duckdb"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
from equitable.cli import main
import equitable as eq
code = main(["wres", "trust", "--output", "out"])
assert not {"pandas", "polars", "pyarrow", "duckdb"} & set(sys.modules)
raise SystemExit(code)
"""


def test_the_command_line_needs_no_data_frame_package(tmp_path: Path) -> None:
    (tmp_path / "trust").mkdir()
    for name in ("esr_2022-03.csv", "recruitment.csv", "staff_survey.csv"):
        lines = (eq.wres.example("exemplar") / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (tmp_path / "trust" / name).write_text("".join(lines[:800]), encoding="utf-8")
    done = program(cwd=tmp_path, code=WITHOUT_FRAMES)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "report.html").is_file()


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m equitable count {RECRUITMENT} --by applicant_id | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr and done.stdout.startswith("applicant_id")


def test_count_of_persons_in_a_window(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "staff records.csv"
    rows = ["1;A;1;01/05/2021", "1;A;0;01/06/2021", "2;B;1;01/07/2021", "3;B;1;01/07/2020", "4;B;0;"]
    path.write_text("person;code;trained;date\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    common = ["count", path, "--by", "code", "--outcome", "trained", "--unit", "person", "--window", "date=2021-04-01,2022-03-31"]
    code, out, _ = run(*common, "--format", "csv")
    assert (code, list(csv.reader(io.StringIO(out)))) == (0, [
        ["code", "events", "total", "rate", "missing", "conflicting"], ["A", "0", "0", "", "0", "1"], ["B", "1", "1", "1.0", "0", "0"],
    ])  # fmt: skip
    assert run(*common, "--strict")[0] == 1
    code, out, _ = run(*common, "--conflicts", "any", "--format", "json")
    assert json.loads(out)["rows"][0]["events"] == 1 and json.loads(out)["undated"] == 1
    code, out, _ = run(*common, "--plan")
    assert code == 0 and out.startswith("1. read the columns code, trained, date, person of staff records.csv")
    assert run("count", path, "--by", "code", "--window", "date")[0] == 2
    assert run("count", path, "--by", "code", "--delimiter", ",")[0] == 3
    code, out, _ = run("count", path, "--by", "code", "--outcome", "trained", "--outcome", "person", "--event", "1", "--format", "csv")
    assert out.splitlines()[0] == "outcome,code,events,total,rate,missing"
    code, out, _ = run("count", path, "--by", "code", "--weights", "person", "--format", "csv")
    assert out.splitlines() == ["code,total", "A,2", "B,9"]


def test_count_of_a_file_without_rows(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("code,won\n", encoding="utf-8")
    assert run("count", path, "--by", "code", "--outcome", "won", "--format", "csv")[1] == "code,events,total,rate,missing\n"


# --- progress -------------------------------------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("after", "stream", "said"), [(0.0, Terminal, True), (60.0, Terminal, False), (0.0, io.StringIO, False)])
def test_progress_only_late_and_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch, after: float, stream: type[io.StringIO], said: bool) -> None:
    import time

    errors = stream()
    monkeypatch.setattr(sys, "stderr", errors)
    monkeypatch.setattr(_progress, "PROGRESS_AFTER", after)
    with _progress.Progress("counting"):
        time.sleep(0.2)
    assert ("equitable: counting …" in errors.getvalue()) == said


def test_progress_says_how_far_it_is_and_only_the_outermost_speaks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    errors = Terminal()
    monkeypatch.setattr(sys, "stderr", errors)
    monkeypatch.setattr(_progress, "PROGRESS_AFTER", 0.0)
    monkeypatch.setattr(_progress, "BETWEEN", 0.0)
    path = tmp_path / "staff.csv"
    path.write_text("code\n" + "A\nB\n" * 50_000, encoding="utf-8")
    assert eq.count(path, by="code").rows_read == 100_000
    assert "reading staff.csv … 100%, 100,000 rows of staff.csv" in errors.getvalue() and errors.getvalue().endswith("\n")
    errors.truncate(0)
    with _progress.Progress("making the report"):
        eq.count(path, by="code")
    assert "reading" not in errors.getvalue()
