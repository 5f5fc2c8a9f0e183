"""A first analysis.toml: looks at the files of a folder, says which plays which part, and leaves marked what only a person can know."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import _core
from ._analysis import NAME, PARTS, UNEXPLAINED
from ._files import CSV, EXCEL, PARQUET, extract
from ._input import Table, text
from ._records import BAND_NAMES, CONTRACTS, NO, OPTIONAL, STAFF_TYPES, YES
from .errors import InvalidInput
from .results.words import counted

__all__ = ["write_draft"]

# What columns are called in extracts, in the order of preference; compared without case, spaces and signs.
OTHER_NAMES = {
    "staff_id": ("employee number", "employee no", "assignment number", "payroll number", "worker id", "worker", "person id", "staff number"),
    "applicant_id": ("applicant", "applicant reference", "applicant ref", "application id", "candidate id"),
    "respondent_id": ("response id", "respondent", "survey id"),
    "ethnic_code": ("ethnic origin", "ethnicity code", "ethnicity", "ethnic group", "ethnicity description", "ethnic background"),
    "contract": ("contract type", "assignment category", "employee category", "staff category"),
    "staff_group": ("staff type", "clinical non clinical", "staff group", "occupation group"),
    "band": ("pay band", "afc band", "pay cluster", "grade", "pay scale", "agenda for change band"),
    "board": ("board member", "board role", "on the board"),
    "board_voting": ("voting", "voting member", "board role"),
    "board_executive": ("executive", "executive director", "board role"),
    "disc_this_year": ("disciplinary", "disciplinary this year", "formal disciplinary"),
    "disc_prev_year": ("disciplinary last year", "disciplinary previous year"),
    "nonmandatory_training": ("non mandatory training", "cpd", "training accessed"),
    "year": ("financial year", "campaign year"),
    "shortlisted": ("was shortlisted", "stage reached", "stage"),
    "appointed": ("was appointed", "stage reached", "outcome", "stage"),
    "survey_year": ("year of survey", "survey", "year"),
    "q14a": ("q14a hba public", "harassment public"),
    "q14b": ("q14b hba managers", "harassment managers"),
    "q14c": ("q14c hba colleagues", "harassment colleagues"),
    "q15": ("q15 equal opportunities", "equal opportunities"),
    "q16b": ("q16b discrimination", "discrimination"),
}
FLAGS = {**dict.fromkeys(YES, "1"), **dict.fromkeys(NO, "0")}
ANSWERS = {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5"}
MEANINGS = {
    "contract": CONTRACTS,
    "staff_group": STAFF_TYPES,
    "band": BAND_NAMES,
    **dict.fromkeys(("board", "board_voting", "board_executive", "shortlisted", "appointed", "nonmandatory_training"), FLAGS),
    "q14a": ANSWERS, "q14b": ANSWERS, "q14c": ANSWERS, "q15": ANSWERS, "q16b": ANSWERS,
}  # fmt: skip
EXPLAINED = {
    "contract": "substantive, bank or non-executive",
    "staff_group": "clinical, non-clinical or medical",
    "band": "1 to 9, 8a to 8d, APP, VSM; TRN, NCC, CON, MSM; or Bands 1 to 4, Bands 5 to 7, Bands 8a to 8b, Bands 8c to 9 and VSM",
    "ethnic_code": "a code or a label of the classification; Z not stated, 99 not known",
    "q14a": "1 never, 2 to 5 how often",
    "q15": "1 yes, 2 no, 3 don't know",
    "q16b": "1 yes, 2 no",
}
OFTEN = {"never": "1", "1-2": "2", "3-5": "3", "6-10": "4", "more than 10": "5"}
GUESSES = {
    "contract": {"office holder": "non-executive", "bank worker": "bank"},
    "staff_group": {
        **dict.fromkeys(("nursing and midwifery registered", "allied health professionals", "additional clinical services", "healthcare scientists",
                         "add prof scientific and technic", "students"), "clinical"),
        **dict.fromkeys(("administrative and clerical", "estates and ancillary"), "non-clinical"),
    },
    "q14a": OFTEN, "q14b": OFTEN, "q14c": OFTEN,
    "q15": {"yes": "1", "no": "2", "don't know": "3", "do not know": "3"},
    "q16b": {"yes": "1", "no": "2"},
    "ethnic_code": {"not disclosed": "Z", "do not wish to disclose": "Z"},
}  # fmt: skip
"""What codes that the standard does not have most likely mean; marked as guessed."""
SNAPSHOT = re.compile(r"(20\d{2})[-_ .]?(0[1-9]|1[0-2])(?!\d)|(?:(0[1-9]|1[0-2])[-_ .])?(20\d{2})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MOST_CODES = 60
LOOKED_AT = 20_000  # rows


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip()


def _column_for(name: str, columns: Sequence[str]) -> str | None:
    wanted = [_plain(name), *OTHER_NAMES.get(name, ())]
    plain = {_plain(column): column for column in reversed(columns)}
    found = next((plain[each] for each in wanted if each in plain), None)
    if found is None and name.startswith("q"):  # "Q14a: harassment from the public"
        found = next((column for each, column in plain.items() if each.startswith(f"{name} ")), None)
    return found


@dataclass(frozen=True)
class _Seen:
    """A file that was looked at."""

    path: Path
    head: Table
    part: str | None
    columns: dict[str, str]
    sheet: str | None = None


def _sheets(path: Path) -> list[str | None]:
    """The sheets of a workbook that must be named, since several hold data; else None alone."""
    if path.suffix.casefold() not in EXCEL:
        return [None]
    from ._excel import sheets_with_data

    names = sheets_with_data(path)
    return list(names) if len(names) > 1 else [None]


def _best_sheet(path: Path) -> _Seen:
    """What a file holds; of a workbook the first sheet that plays a part."""
    seen = []
    for sheet in _sheets(path):
        try:
            seen.append(_looked_at(path, sheet))
        except InvalidInput:
            if sheet is None:
                raise
    if not seen:
        raise InvalidInput(f"{path}: no sheet of it is a table")
    return next((each for each in seen if each.part), seen[0])


def _looked_at(path: Path, sheet: str | None) -> _Seen:
    head = extract(path, sheet=sheet).head(LOOKED_AT)
    found = {part: {name: column for name in names if (column := _column_for(name, list(head))) is not None} for part, names in PARTS.items()}
    telling = {"staff": ("ethnic_code", "band"), "recruitment": ("ethnic_code", "shortlisted", "appointed"), "survey": ("ethnic_code", "q14a")}
    part = next((part for part in ("survey", "recruitment", "staff") if all(name in found[part] for name in telling[part])), None)
    if part is None and {"staff_id", "ethnic_code"} <= found["staff"].keys():
        part = "staff"  # bank workers have neither band nor staff group
    return _Seen(path, head, part, found.get(part or "", {}), sheet)


def _snapshot(path: Path) -> str:
    name = path.stem.casefold()
    found = SNAPSHOT.search(name)
    if found is None:
        return UNEXPLAINED
    year = found[1] or found[4]
    month = found[2] or found[3] or next((f"{place:02d}" for place, short in enumerate(MONTHS, start=1) if short in name), "03")
    return f"{year}-{month}"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def _values(seen: _Seen, column: str) -> Counter[str]:
    return Counter(shown for value in seen.head[column] if (shown := text(value)) is not None)


def _codes(seen: _Seen, name: str, classification: str) -> Iterable[str]:
    """The codes of a column that are not understood, each to be explained; nothing where all are."""
    values = _values(seen, seen.columns[name])
    if name == "ethnic_code":
        strange = [value for value in values if _core.classify_ethnicity(value, classification)["answer"] == "Unrecognised"]
    elif name in MEANINGS:
        known = MEANINGS[name]
        strange = [value for value in values if value.casefold() not in known and value.casefold().removeprefix("band ").strip() not in known]
    else:
        return
    if not strange:
        return
    if len(strange) > MOST_CODES:
        yield f"# {seen.columns[name]}: {len(strange)} values are not understood, so many that it may be another column"
        strange = strange[:MOST_CODES]
    yield f"# {name} is one of: {EXPLAINED.get(name, '1 yes, 0 no' if name not in ('q14b', 'q14c') else EXPLAINED['q14a'])}"
    for value in sorted(strange, key=lambda value: (-values[value], value)):
        guess = GUESSES.get(name, {}).get(value.casefold())
        rows = counted(values[value], "row")
        yield f"codes.{name}.{_quoted(value)} = {_quoted(guess or UNEXPLAINED)}   # {'guessed: ' if guess else ''}{rows}"


def _classification(files: Sequence[_Seen]) -> str:
    """The classification that understands most of the codes; the older one where several understand all."""
    codes: Counter[str] = Counter()
    for seen in files:
        if "ethnic_code" in seen.columns:
            codes.update(_values(seen, seen.columns["ethnic_code"]))

    def understood(version: str) -> int:
        return sum(n for code, n in codes.items() if _core.classify_ethnicity(code, version)["answer"] != "Unrecognised")

    versions = list(_core.ethnicity_versions)
    return max(versions, key=lambda version: (understood(version), -versions.index(version)))


def _block(seen: _Seen, said: dict[str, list[str]]) -> Iterable[str]:
    """One file: where it is, and what is said of it alone."""
    part = str(seen.part)
    yield f"[[{part}]]"
    yield f"file = {_quoted(seen.path.name)}"
    if seen.sheet is not None:
        yield f"sheet = {_quoted(seen.sheet)}"
    if part == "staff":
        day = _snapshot(seen.path)
        yield f"snapshot = {_quoted(day)}" + ("   # the month of the extract, such as 2022-03" if day == UNEXPLAINED else "   # from the name of the file")
    for lines in said.values():
        yield from lines
    yield ""


def _said(seen: _Seen, classification: str) -> dict[str, list[str]]:
    """What there is to say of each standard column of a file."""
    part, bank = str(seen.part), "bank" in seen.path.stem.casefold()
    said: dict[str, list[str]] = {}
    for name in PARTS[part]:
        column = seen.columns.get(name)
        lines = said.setdefault(name, [])
        if column is not None:
            if column != name:
                lines.append(f"columns.{name} = {_quoted(column)}")
            lines += _codes(seen, name, classification)
        elif part == "staff" and name == "contract":
            lines.append(f"fixed.contract = {_quoted('bank' if bank else 'substantive')}   # not found: the same for everybody in this file?")
        elif name in OPTIONAL:
            lines.append(f"# columns.{name} = ...   # not found: what needs it is left out")
        elif part == "staff" and bank:
            lines.append(f"# {name}: not needed for bank staff")
        else:
            lines.append(f"columns.{name} = {_quoted(UNEXPLAINED)}   # not found; the columns are: {', '.join(seen.head)}")
    return {name: lines for name, lines in said.items() if lines}


def _blocks(part: str, files: Sequence[_Seen], classification: str) -> Iterable[str]:
    """All files of a part; what is to be said of most of them is said once."""
    said = [_said(seen, classification) for seen in files]

    def followers(place: int) -> int:
        return sum(_alike(lines, other.get(name)) for name, lines in said[place].items() for other in said)

    usual = [max(range(len(files)), key=followers)] if len(files) > 1 else []
    for place in usual:
        alike = {name: lines for name, lines in said[place].items() if not lines[0].startswith("#") and sum(_alike(lines, other.get(name)) for other in said) > 1}
        if alike:
            yield f"[defaults.{part}]   # of every file below that says nothing else"
            for lines in alike.values():
                yield from lines
            yield ""
        said = [{name: lines for name, lines in one.items() if name not in alike or not _alike(alike[name], lines)} for one in said]
    for seen, mine in zip(files, said, strict=True):
        yield from _block(seen, mine)


def _alike(lines: list[str], others: list[str] | None) -> bool:
    """Whether two files are to be told of in the same words, but for the number of rows."""
    plain = [[line.split("   #")[0] for line in each] for each in (lines, others or [])]
    return set(plain[1]) <= set(plain[0]) and plain[1][:1] == plain[0][:1]


def _draft(folder: Path) -> str:
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))
    except FileNotFoundError:
        raise InvalidInput(f"{folder}: there is no such folder") from None
    except NotADirectoryError:
        raise InvalidInput(f"{folder}: this is a file, but a folder of extracts is needed") from None
    readable = [path for path in paths if path.suffix.casefold() in (*CSV, *EXCEL, *PARQUET)]
    if not readable:
        raise InvalidInput(f"{folder}: there is no CSV, Excel or Parquet file in this folder")
    files, refused = [], []
    for path in readable:
        try:
            files.append(_best_sheet(path))
        except InvalidInput as error:
            refused.append((path, str(error)))
    parts = [seen for seen in files if seen.part]
    classification = _classification(parts)
    lines = [
        "# How these files become the nine indicators of the Workforce Race Equality Standard.",
        f"# Written by a look at the first {LOOKED_AT:,} rows of each file; read it through, and replace every {UNEXPLAINED}. Then:",
        f"#   equitable wres run {NAME}",
        "",
        f'organisation = ""',
        f"classification = {_quoted(classification)}   # of the ethnic codes: {', '.join(_core.ethnicity_versions)}",
        'denominator = "known ethnicity"   # or "all staff": whether people of unknown ethnicity are in the total of a share',
        "confidence_level = 0.95",
        "margin = [0.80, 1.25]   # ratios taken as alike",
        "threshold = 10   # headcounts below this are withheld, with those from which they follow",
        'output = "report"   # a folder beside this file',
        "",
    ]
    for part in PARTS:
        lines += _blocks(part, [seen for seen in parts if seen.part == part], classification)
    if not any(seen.part == "staff" for seen in parts):
        lines += ["# No file looks like an extract of staff (a column of ethnic codes and one of pay bands); a report needs one:",
                  "# [[staff]]", '# file = "..."', '# snapshot = "2022-03"', ""]  # fmt: skip
    others = [seen for seen in files if seen.part is None]
    if others:
        lines.append("# Files that play no part yet. One with a row for each case or course can be counted by person and date:")
        lines += [f"#   {seen.path.name}: {', '.join(seen.head)}" for seen in others]
        lines += ["# [[events]]", '# outcome = "disciplinary"   # or "training"', f"# file = {_quoted(others[0].path.name)}",
                  '# person = "..."   # the column that holds the staff_id', '# date = "..."', ""]  # fmt: skip
    lines += [f"# {path.name} could not be read: {' '.join(said.split())}" for path, said in refused]
    return "\n".join(lines).rstrip() + "\n"


def write_draft(directory: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Write analysis.toml into a folder of extracts and return its path; one that is there is kept unless ``force``."""
    from ._writing import replaced

    folder = Path(directory)
    target = folder / NAME
    if target.exists() and not force:
        raise InvalidInput(f"{target} is there already; keep it, or write it anew with --force")
    replaced(target, _draft(folder))
    return target
