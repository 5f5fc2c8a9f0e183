"""Files of records: every dialect read alike, hostile ones refused with their place, none held in memory."""

from __future__ import annotations

import csv
import datetime
import io
import os
import random
import struct
import sys
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

import equitable as eq
from engines import write_csv, write_excel, write_parquet
from equitable import _csv, _excel, _files

Write = Callable[..., Path]
PARQUET = ("duckdb", "polars", "pyarrow")

# Cells that a careless reader would break: delimiters, quotes, line ends, formulas, spaces, accents.
AWKWARD = ["A", "B, or C", 'say "yes"', "two\nlines", "car\r\nriage", "semi;colon", "tab\there", "a|bar", "=1+1", "+44", "@SUM(A1)", "é ü ñ", "O'Neill", "'"]


def totals(table: eq.CountTable) -> dict[str | None, int]:
    return {row.labels[0]: row.total for row in table.rows}


@pytest.fixture
def put(tmp_path: Path) -> Write:
    def write(content: str | bytes, name: str = "staff.csv") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


# --- CSV: dialects ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", list(_csv.DELIMITERS))
def test_every_dialect_gives_the_same_table(tmp_path: Path, delimiter: str, encoding: str) -> None:
    drawn = random.Random(7)
    labels = [drawn.choice(AWKWARD) for _ in range(400)]
    columns = {"Ethnic Origin": labels, "n": [drawn.randrange(9) for _ in labels], "empty": [None] * 400}
    path = write_csv(tmp_path / "a folder with spaces é" / "Staff, März.csv", columns, encoding=encoding, delimiter=delimiter)
    assert totals(eq.count(path, by="Ethnic Origin")) == Counter(labels)
    assert eq.count(path, by="Ethnic Origin", outcome="n", event=[0, 1]).rows_read == 400


@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_quotes_and_line_ends(tmp_path: Path, quoting: Any, ending: str) -> None:
    if (quoting, ending) == (csv.QUOTE_MINIMAL, "\r"):
        quoting = csv.QUOTE_ALL  # the csv module itself would not quote a line end of the other kind
    path = write_csv(tmp_path / "staff.csv", {"code": AWKWARD * 3, "n": [1] * 42}, quoting=quoting, lineterminator=ending)
    assert totals(eq.count(path, by="code")) == dict.fromkeys(AWKWARD, 3)


def test_an_encoding_that_was_found_out_is_noted(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "staff.csv", {"code": ["é", "A"]}, encoding="cp1252")
    table = eq.count(path, by="code")
    assert totals(table) == {"é": 1, "A": 1}
    assert table.notes == ("staff.csv read as Windows-1252, since it is not UTF-8",) and table.notes[0] in repr(table)
    assert eq.count(eq.extract(path, encoding="latin-1"), by="code").notes == ()


def test_the_encoding_is_found_far_into_the_file(put: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks end in the middle of letters; a file is not Windows-1252 because a block of it is."""
    monkeypatch.setattr(_csv, "BLOCK", 7)
    text = "code,n\n" + "A,1\n" * 50 + "éè,1\n€,1\n" * 20
    assert totals(eq.count(put(text), by="code")) == {"A": 50, "éè": 20, "€": 20}
    assert totals(eq.count(put(text.encode("cp1252")), by="code")) == {"A": 50, "éè": 20, "€": 20}
    with pytest.raises(eq.InvalidInput, match=r"line 92: byte \d+ \(0xe9\) is not UTF-8, though the rest of the file is"):
        eq.count(put(text.encode() + b"\xe9,1\n"), by="code")
    with pytest.raises(eq.InvalidInput, match=r"line 52: byte 207 \(0xe9\) is not UTF-8, though other places of the file are"):
        eq.count(put(b"code,n\n" + b"A,1\n" * 50 + b"\xe9,1\n" + "é".encode() + b",1\n"), by="code")


@pytest.mark.parametrize("rows", [1, 2, 3, 100])
def test_blocks_of_any_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(_csv, "ROWS", rows)
    path = write_csv(tmp_path / "staff.csv", {"person": [1, 1, 2, 3, 3], "code": ["A", "A", None, "B", "B"], "won": [1, 1, 0, 0, 1]})
    assert totals(eq.count(path, by="code")) == {"A": 2, "B": 2, None: 1}
    once = eq.count(path, by="code", outcome="won", unit="person")
    assert [(row.labels[0], row.events, row.total, row.conflicting) for row in once.rows] == [("A", 1, 1, 0), ("B", 0, 0, 1), (None, 0, 1, 0)]


def test_what_a_first_line_may_say(put: Write) -> None:
    assert totals(eq.count(put("sep=;\na;b\nx,y;1\n"), by="a")) == {"x,y": 1}
    assert totals(eq.count(put("\n\n code , b\nA,1\n\n\nB,1\n"), by="code")) == {"A": 1, "B": 1}
    assert totals(eq.count(put("code\nA\nA\n"), by="code")) == {"A": 2}
    assert totals(eq.count(put("a;b\n1,5;x\n2,5;y\n"), by="a")) == {"1,5": 1, "2,5": 1}
    assert totals(eq.count(eq.extract(put("a;b,c\n1;2,3\n"), delimiter=","), by="c")) == {"3": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n\"two\nlines\",1\n1,2,3\n", "line 4: 3 cells, but the header has 2"),
        ('a,b\n1,"never closed\n' + "x\n" * 9, "line 11: this is not a CSV row: unexpected end of data"),
        ('a,b\n1,"x"y\n', "line 2: this is not a CSV row"),
        ("a,b\n1," + "x" * 200_000 + "\n", "line 2: this is not a CSV row: field larger than field limit"),
        ("", "the file is empty"),
        (b"\xff\xfea\x00", "the column 'b' is missing. The columns are: a"),
        (b"\xff\xfea\x00,\x00b", "truncated"),
        ("a,b,a\n", "line 1: the column 'a' appears twice"),
        ("a,,b\n", "line 1: column 2 has no name"),
        (b"a,b\n\x80\x81,1\n", r"line 2: byte 4 \(0x80\) is not UTF-8, and the file is not Windows-1252 either"),
    ],
)
def test_a_file_that_is_no_table(put: Write, content: str | bytes, message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        eq.count(put(content), by="b")


@pytest.mark.parametrize(("options", "message"), [({"delimiter": ":"}, "the delimiter is ':'; "), ({"encoding": "utf-9"}, "'utf-9' is not known"),
                                                  ({"sheet": "Staff"}, "this is no Excel workbook"), ({"encoding": "utf-16"}, "UTF-16")])  # fmt: skip
def test_options_that_do_not_fit(put: Write, options: dict[str, str], message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        eq.extract(put("a,b\n1,2\n"), **options)


def test_a_file_that_changes_while_it_is_counted_is_refused(put: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_csv, "ROWS", 2)
    path = put("a\n" + "x\n" * 10)
    chunks = eq.extract(path).chunks(["a"])
    next(chunks)
    with open(path, "a", encoding="utf-8") as file:
        file.write("y\n")
    with pytest.raises(eq.InvalidInput, match="the file changed while it was being read"):
        list(chunks)


def test_memory_does_not_grow_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_csv, "ROWS", 1000)
    monkeypatch.setattr(_csv, "BLOCK", 2**14)
    peaks = []
    for rows in (10_000, 60_000):
        path = tmp_path / f"{rows}.csv"
        with open(path, "w", encoding="utf-8") as file:
            file.write("person,code,won\n")
            file.writelines(f"p{place},{'ABCD'[place % 4]},{place % 2}\n" for place in range(rows))
        tracemalloc.start()
        assert eq.count(path, by="code", outcome="won").rows_read == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]


# --- Excel --------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path) -> Callable[[dict[str, list[list[Any]]]], Path]:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")

    def write(sheets: dict[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> Path:
        path = tmp_path / "Personal é.xlsx"
        with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}) as workbook:
            for name, rows in sheets.items():
                sheet = workbook.add_worksheet(name)
                if name in hidden:
                    sheet.hide()
                for number, row in enumerate(rows):
                    for place, value in enumerate(row):
                        if isinstance(value, tuple):
                            sheet.write_formula(number, place, value[0], None, value[1])
                        elif value is not None:
                            sheet.write(number, place, value)
        return path

    return write


def test_a_formula_is_taken_for_what_stands_there(book: Any) -> None:
    path = book({"Staff": [["code", "n"], [("=1+1", "White"), 1], ["=2+2", 1], [("=HYPERLINK(\"http://x\")", "link"), ("=1/0", "#DIV/0!")]]})
    assert totals(eq.count(path, by="code")) == {"White": 1, "=2+2": 1, "link": 1}


def test_a_sheet_with_a_title_and_empty_rows(book: Any) -> None:
    day = datetime.date(2021, 4, 1)
    rows: list[list[Any]] = [[], [None, None], ["code", "when", "full"], ["A", day, True], [None], ["B", day, False], [None], [None, " "]]
    path = book({"Staff": rows})
    table = eq.count(path, by=["code", "when", "full"])
    assert {row.labels: row.total for row in table.rows} == {("A", "2021-04-01", "True"): 1, ("B", "2021-04-01", "False"): 1}
    assert table.notes == ("1 empty rows of Personal é.xlsx, sheet 'Staff' left out",)
    assert totals(eq.count(path, by="code", window=("when", "01/04/2021", None))) == {"A": 1, "B": 1}


def test_the_sheet_that_is_meant(book: Any) -> None:
    path = book({"Notes": [], "Staff": [["code"], ["A"]], "Old": [["code"], ["B"]]}, hidden=("Old",))
    assert totals(eq.count(path, by="code")) == {"A": 1}
    assert totals(eq.count(eq.extract(path, sheet="Old"), by="code")) == {"B": 1}
    with pytest.raises(eq.InvalidInput, match="there is no sheet 'Staf'; did you mean 'Staff'"):
        eq.extract(path, sheet="Staf")
    with pytest.raises(eq.InvalidInput, match="several sheets hold data .*; name one, for instance sheet='Staff'"):
        eq.extract(book({"Staff": [["code"], ["A"]], "Bank": [["code"], ["B"]]}))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "no sheet holds data"),
        ([["a", None, "b"], [1, 2, 3]], "row 1: column 2 has no name"),
        ([["a", "a"]], "row 1: the column 'a' appears twice"),
        ([["a", "b"], [1, 2, 3]], "row 2: there is a cell beyond the last named column, 'b'"),
    ],
)
def test_a_sheet_that_is_no_table(book: Any, rows: list[list[Any]], message: str) -> None:
    with pytest.raises(eq.InvalidInput, match=message):
        eq.extract(book({"Staff": rows}))


def test_a_place_in_a_sheet_is_named(book: Any) -> None:
    path = book({"Staff": [[None], ["code"], ["A"], ["7Q"]]})
    with pytest.raises(eq.InvalidInput, match="xlsx, sheet 'Staff', row 4: code is '7Q', which is not a code of nhs_2001"):
        eq.count(path, by="code", groups="nhs_2001")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("python_calamine")
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet1.xml", "w") as member:
        for _ in range(70):
            member.write(bytes(2**20))
    assert bomb.stat().st_size < 200_000
    opened = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *arguments: opened.append(arguments))
    with pytest.raises(eq.InvalidInput, match=r"the workbook would unpack to 70 MB, \d,\d+ times its size, but must stay below 200 times"):
        eq.count(bomb, by="a")
    monkeypatch.setattr(_excel, "MOST_BYTES", 2**20)
    with pytest.raises(eq.InvalidInput, match="the workbook would unpack to 70 MB, but must stay below 1 MB; if it is genuine, save the sheet as CSV"):
        eq.count(bomb, by="a")
    assert not opened


def test_a_bomb_whose_directory_lies_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet1.xml", "w") as member:
        for _ in range(70):
            member.write(bytes(2**20))
    told = struct.pack("<I", 70 * 2**20)
    content = bomb.read_bytes()
    assert content.count(told) == 2  # in the local header and in the directory
    bomb.write_bytes(content.replace(told, struct.pack("<I", 1000)))
    with pytest.raises(eq.InvalidInput, match="the part 'xl/worksheets/sheet1.xml' would unpack to more than the directory of the workbook says"):
        eq.extract(bomb)


def test_a_workbook_of_too_many_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("python_calamine")
    monkeypatch.setattr(_excel, "MOST_MEMBERS", 3)
    with zipfile.ZipFile(tmp_path / "parts.xlsx", "w") as archive:
        for place in range(4):
            archive.writestr(f"{place}.xml", "")
    with pytest.raises(eq.InvalidInput, match="the workbook has 4 parts, but must have at most 3"):
        eq.extract(tmp_path / "parts.xlsx")


def test_what_is_no_workbook(put: Write) -> None:
    pytest.importorskip("python_calamine")
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("hello.txt", "no sheets here")
    for content, message in ((b"a,b\n1,2\n", "this is not an Excel workbook"), (b"", "this is not an Excel workbook"), (empty.getvalue(), "cannot be opened")):
        with pytest.raises(eq.InvalidInput, match=message):
            eq.extract(put(content, "staff.xlsx"))
    with pytest.raises(eq.InvalidInput, match="cannot be opened"):
        eq.extract(put(b"not one of the old ones either", "staff.xls"))


def test_without_the_package_it_says_what_to_install(put: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    with pytest.raises(eq.MissingDependency, match=r'pip install "equitable\[excel\]"'):
        eq.extract(put(empty.getvalue(), "staff.xlsx"))


# --- Parquet ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", PARQUET)
def test_parquet_by_each_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    monkeypatch.setattr(_files, "PARQUET_ENGINES", (engine,))
    monkeypatch.setattr(_files, "BATCH", 3)
    monkeypatch.setattr(_files, "BLOCK", 2)
    columns = {"code": ["A", None, "é [x]"] * 10, "won": [1, 0, None] * 10, "person": list(range(15)) * 2}
    path = write_parquet(tmp_path / "a [b] *c? é" / "staff 1.parquet", columns)
    extract = eq.extract(path)
    assert (extract.columns, extract.head(4)["code"], extract.load().height) == (["code", "won", "person"], ["A", None, "é [x]", "A"], 30)
    table = eq.count(path, by="code", outcome="won")
    assert [(row.labels[0], row.events, row.total, row.missing) for row in table.rows] == [("A", 10, 10, 0), ("é [x]", 0, 0, 10), (None, 0, 10, 0)]
    assert eq.count(path, by="code", outcome="won", unit="person").rows_read == 15
    with pytest.raises(eq.InvalidInput, match=r"staff 1.parquet, row 3: code is 'é \[x\]', which groups= does not name"):
        eq.count(path, by="code", groups={"A": "White"})
    with pytest.raises(eq.InvalidInput, match="the column 'cod' is missing"):
        eq.count(path, by="cod")


@pytest.mark.parametrize("engine", PARQUET)
def test_parquet_that_is_none(put: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    monkeypatch.setattr(_files, "PARQUET_ENGINES", (engine,))
    with pytest.raises(eq.InvalidInput, match="this is not a Parquet file"):
        eq.extract(put("code\nA\n", "staff.parquet"))
    whole = write_parquet(tmp_path / "whole.parquet", {"code": ["A"] * 100}).read_bytes()
    with pytest.raises(eq.InvalidInput, match="the Parquet file cannot be read"):
        eq.extract(put(whole[:-20], "cut.parquet"))
    with pytest.raises(eq.InvalidInput, match="there is no such file"):
        eq.extract(tmp_path / "nowhere.parquet")


@pytest.mark.parametrize("engine", PARQUET)
def test_parquet_whose_types_differ_from_file_to_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    monkeypatch.setattr(_files, "PARQUET_ENGINES", (engine,))
    folder = tmp_path / "years"
    folder.mkdir()
    pyarrow.parquet.write_table(pa.table({"band": [5, 6, None], "won": [1, 0, 1]}), folder / "2021.parquet")
    pyarrow.parquet.write_table(pa.table({"won": [1.0, None, 0.0], "band": ["5", "8a", None]}), folder / "2022.parquet")
    table = eq.count(folder, by="band", outcome="won")
    assert {row.labels[0]: (row.events, row.total, row.missing) for row in table.rows} == {
        "5": (2, 2, 0), "6": (0, 1, 0), "8a": (0, 0, 1), None: (1, 2, 0),
    }  # fmt: skip


def test_without_an_engine_for_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_files, "PARQUET_ENGINES", ())
    with pytest.raises(eq.MissingDependency, match="a Parquet file needs one of"):
        eq.extract(write_parquet(tmp_path / "staff.parquet", {"a": [1]}))


# --- folders --------------------------------------------------------------------------------------------------------------------------------


def test_a_folder_of_several_kinds(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    folder = tmp_path / "extracts of 2022"
    write_csv(folder / "1.csv", {"person": [1, 2], "code": ["A", "B"], "won": [1, 0]})
    write_csv(folder / "more" / "2.tsv", {"won": [1, 1], "code": ["A", None], "person": [1, 3]}, delimiter="\t")
    write_parquet(folder / "3.parquet", {"person": [4, 2], "code": ["B", "B"], "won": [1, 1]})
    write_excel(folder / "4.xlsx", {"person": [5], "code": ["A"], "won": [None]})
    for left_out in (".hidden.csv", "_SUCCESS", "~$4.xlsx", "notes.pdf"):
        (folder / left_out).write_bytes(b"\x00")
    rows = eq.count(folder, by="code", outcome="won")
    assert {row.labels[0]: (row.events, row.total, row.missing) for row in rows.rows} == {"A": (2, 2, 1), "B": (2, 3, 0), None: (1, 1, 0)}
    once = eq.count(folder, by="code", outcome="won", unit="person")
    assert {row.labels[0]: (row.events, row.total, row.missing, row.conflicting) for row in once.rows} == {
        "A": (1, 1, 1, 0), "B": (1, 1, 0, 1), None: (1, 1, 0, 0),
    }  # fmt: skip
    extract = eq.extract(folder)
    assert "4 files" in repr(extract) and extract.load().height == 7
    assert extract.load().place(2) == "3.parquet, row 1"
    with pytest.raises(eq.InvalidInput, match="1.csv, line 3: code is 'B', which groups= does not name"):
        eq.count(folder, by="code", groups={"A": "White"})


def test_a_folder_that_is_no_extract(tmp_path: Path) -> None:
    with pytest.raises(eq.InvalidInput, match="this is a folder without a CSV, Excel or Parquet file; it holds nothing"):
        eq.extract(tmp_path)
    (tmp_path / "notes.pdf").touch()
    with pytest.raises(eq.InvalidInput, match="it holds notes.pdf"):
        eq.extract(tmp_path)
    write_csv(tmp_path / "1.csv", {"a": [1], "b": [1]})
    write_csv(tmp_path / "2.csv", {"a": [1], "c": [1]})
    with pytest.raises(eq.InvalidInput, match="2.csv: its columns are not those of 1.csv: it has also c; it lacks b"):
        eq.count(tmp_path, by="a")
    (tmp_path / "year=2021").mkdir()
    with pytest.raises(eq.InvalidInput, match="the folder 'year=2021' holds a column in its name; let an engine read it"):
        eq.count(tmp_path, by="a")


def test_files_that_are_not_there_or_of_no_kind(tmp_path: Path) -> None:
    for name in ("staff.csv", "staff.xlsx", "staff.parquet", "staff"):
        with pytest.raises(eq.InvalidInput, match="there is no such file|needs python-calamine"):
            eq.count(tmp_path / name, by="a")
    (tmp_path / "staff.doc").touch()
    with pytest.raises(eq.InvalidInput, match="files ending in '.doc' cannot be read; It must be one of|did you mean"):
        eq.count(str(tmp_path / "staff.doc"), by="a")
    if os.geteuid() != 0:
        locked = write_csv(tmp_path / "locked.csv", {"a": [1]})
        locked.chmod(0)
        with pytest.raises(eq.InvalidInput, match="the file cannot be read: Permission denied"):
            eq.count(locked, by="a")
