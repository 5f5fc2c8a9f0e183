"""Printed figures to the cells of a report: a tidy table of counts, with printed ratios and board differences beside it.

Every row is checked on its own (counts, group, outcome, period) and then with the others: a figure that is printed in several places
is one figure with several places; a row that stands there twice is an error; figures that differ from place to place are noted.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import _core
from ._files import read_csv
from ._input import Table, count_and_status, nearest, one_of, text
from ._periods import Period, parse_period
from ._records import Cell, share_of
from ._sources import as_source, column_values, columns_of
from .errors import InvalidInput

__all__ = ["Printed", "cells_from_printed"]

ALIASES = {
    "indicator": ("indicator", "metric"),
    "outcome": ("outcome", "measure"),
    "population": ("population",),
    "staff_type": ("staff_type",),
    "stratum": ("stratum", "band"),
    "group": ("group",),
    "period": ("period",),
    "period_kind": ("period_kind",),
    "events": ("events", "numerator"),
    "total": ("total", "denominator"),
    "place": ("place", "table"),
    "id": ("id",),
    "source": ("source",),
    "published_percent": ("published_percent", "percent"),
    "redacted": ("redacted",),
    "redacted_parts": ("redacted_parts",),
}
NEEDED = ("indicator", "group", "period", "events", "total")
RATIO_COLUMNS = ("metric", "measure", "population", "over_group", "under_group", "period", "published_ratio")
RATIO_COUNTS = ("over_num", "over_den", "under_num", "under_den")
BOUNDS = {"exact": "", "greater_than": ">", "less_than": "<"}
BOARD_COLUMNS = ("measure", "board_part", "period", "published_value")

GROUP_NAMES = {
    "white": "White", "bame": "BME", "bme": "BME", "black and minority ethnic": "BME", "black, asian and minority ethnic": "BME",
    "asian": "Asian", "black": "Black", "mixed": "Mixed", "other": "Other",
    "not stated": "Not stated", "not known": "Not known", "empty": "Empty", "unknown": "Unknown", "all": "All",
}  # fmt: skip
COMPLETENESS = ("ethnicity_known", "ethnicity_unknown")
SHARE = "bame_share_of_workforce"
SHARES = {f"{name}_share_of_workforce": group for name, group in GROUP_NAMES.items() if group in ("White", "BME", "Asian", "Black", "Mixed", "Other")}
LIKELIHOOD = "relative_likelihood"
KINDS = {
    1: ("snapshot",), 9: ("snapshot",), 2: ("financial_year",), 3: ("financial_year", "two_year_window"), 4: ("financial_year",),
    5: ("survey_year",), 6: ("survey_year",), 7: ("survey_year",), 8: ("survey_year",),
}  # fmt: skip
POPULATIONS = {1: "substantive", 2: "shortlisted_applicants", 3: "substantive", 4: "substantive", 9: "board"}
TEXT_PLACE = "text"


@dataclass
class Printed:
    """The cells of a report and what was noticed on the way."""

    cells: list[Cell]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    where: str
    cell: Cell

    @property
    def key(self) -> tuple[Any, ...]:
        return tuple(self.cell[name] for name in ("indicator", "outcome", "population", "staff_type", "stratum", "group", "period"))

    @property
    def has_counts(self) -> bool:
        return self.cell["events"] is not None and self.cell["total"] is not None


# --- reading ----------------------------------------------------------------------------------------------------------------------------


def _read(data: Any, source: str) -> tuple[Any, str, list[str]]:
    frame = as_source(read_csv(data) if isinstance(data, (str, os.PathLike)) else data, source)
    return frame, frame.source if isinstance(frame, Table) else source, columns_of(frame)


def _rows(frame: Any, source: str, names: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for number, values in enumerate(column_values(frame, list(names.values()))):
        where = frame.place(number) if isinstance(frame, Table) else f"{source}, row {number + 1}"
        found.append((where, dict(zip(names, values, strict=True))))
    if not found:
        raise InvalidInput(f"{source}: there are no rows")
    return found


def _column_names(columns: list[str], source: str) -> dict[str, str]:
    names = {}
    for name, aliases in ALIASES.items():
        present = [alias for alias in aliases if alias in columns]
        if len(present) > 1:
            raise InvalidInput(f"{source}: the columns {present[0]!r} and {present[1]!r} both give the {name}; keep one")
        if present:
            names[name] = present[0]
        elif name in NEEDED:
            guess = next((found for alias in aliases if (found := nearest(alias, columns))), None)
            hint = f" Did you mean {guess!r}?" if guess else ""
            shown = " or ".join(repr(alias) for alias in aliases)
            raise InvalidInput(f"{source}: the column {shown} is missing.{hint} The columns are: {', '.join(columns)}.")
    return names


class _Indicators:
    """The indicators as the core defines them, by number and by outcome."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = list(_core.wres_indicators())
        self.by_outcome = {str(entry["outcome"]): entry for entry in self.entries}

    def find(self, number: Any, outcome: str | None, where: str) -> Mapping[str, Any]:
        shown = text(number)
        if shown is None or not re.fullmatch(r"[1-9]", shown):
            raise InvalidInput(f"{where}: indicator is {shown or 'empty'}, but must be a number from 1 to 9")
        if outcome is None:
            return next(entry for entry in self.entries if entry["number"] == int(shown))  # the first is the indicator's own
        entry = self.by_outcome.get(outcome)
        if entry is None:
            raise InvalidInput(f"{where}: outcome is {outcome!r}; {one_of(outcome, list(self.by_outcome))}")
        if entry["number"] != int(shown):
            raise InvalidInput(f"{where}: {outcome!r} belongs to indicator {entry['indicator']}, but the row says indicator {shown}")
        return entry


def _group(value: Any, where: str) -> str:
    shown = text(value) or ""
    name = GROUP_NAMES.get(shown.casefold())
    if name is None:
        raise InvalidInput(f"{where}: group is {shown!r}; {one_of(shown, list(dict.fromkeys(GROUP_NAMES.values())))}")
    return name


def _population(number: int | None) -> str:
    return "substantive" if number is None else POPULATIONS.get(number, "survey_substantive")


def _period(value: Any, kind: Any, entry: Mapping[str, Any] | None, where: str) -> Period:
    period = parse_period(value, f"{where}: period")
    said = text(kind)
    if said is not None and said != period.kind:
        raise InvalidInput(f"{where}: period {period.label!r} is a {period.kind}, but period_kind says {said}; periods must not be mixed")
    if entry is not None and period.kind not in KINDS[entry["number"]]:
        raise InvalidInput(
            f"{where}: period {period.label!r} is a {period.kind}, but indicator {entry['number']} ({entry['outcome']}) is counted by "
            f"{' or '.join(KINDS[entry['number']])}; periods must not be mixed"
        )
    return period


def _percent(value: Any, where: str) -> str:
    shown = f"{value:.1f}" if isinstance(value, float) and value == value // 1 else text(value)  # a numeric column dropped the 0 of 20.0
    if shown is None:
        return ""
    shown = shown.removesuffix("%").strip()
    if re.fullmatch(r"\d{1,3}(?:\.\d+)?", shown) and float(shown) <= 100:
        return shown
    count_and_status(shown, where, "published_percent")  # raises for what is not a mark of a withheld figure
    return ""


def _count_row(values: Mapping[str, Any], where: str, indicators: _Indicators, published: bool | None) -> _Row | None:
    """Return the cell of one row, or None for a benchmark, which is not a count of people."""
    if text(values.get("period_kind")) == "benchmark":
        return None
    outcome = text(values.get("outcome"))
    completeness = outcome in COMPLETENESS
    group = _group(values["group"], where)
    if text(values["indicator"]) == "1" and (outcome is None or outcome in SHARES):
        if outcome not in (None, SHARE) and SHARES[str(outcome)] != group:
            raise InvalidInput(f"{where}: outcome is {outcome!r}, but the group is {group!r}")
        outcome = share_of(group)
    entry = None if completeness else indicators.find(values["indicator"], outcome, where)
    number, _ = count_and_status(values["indicator"], where, "indicator")
    period = _period(values["period"], values.get("period_kind"), entry, where)
    events, events_status = count_and_status(values["events"], where, "events")
    total, total_status = count_and_status(values["total"], where, "total")
    withheld = text(values.get("redacted")) in ("1", "True", "true")
    parts = (text(values.get("redacted_parts")) or "percent;numerator;denominator").split(";")
    if withheld and ({"numerator", "events"} & set(parts)):
        events, events_status = None, "c"
    if withheld and ({"denominator", "total"} & set(parts)):
        total, total_status = None, "c"
    if events is not None and total is not None and events > total:
        raise InvalidInput(f"{where}: events is {events}, but must be at most total, {total}")
    if events == 0 and total == 0:
        raise InvalidInput(f"{where}: 0 of 0: nobody is in this category; write z (not applicable) in both columns, or leave the row out")
    cell = _blank(int(number or 0), outcome if completeness or entry is None else str(entry["outcome"]), period)
    cell.update(
        population=text(values.get("population")) or _population(None if entry is None else entry["number"]),
        staff_type=text(values.get("staff_type")) or "all",
        stratum=text(values.get("stratum")) or "Overall",
        group=group,
        place=text(values.get("place")) or (TEXT_PLACE if text(values.get("source")) else ""),
        id=text(values.get("id")) or "",
        events=events,
        total=total,
        events_status=events_status,
        total_status=total_status,
        published_percent=_percent(values.get("published_percent"), where),
        published=text(values.get("source")) is not None if published is None else published,
    )
    return _Row(where, cell)


def _blank(indicator: int, outcome: str | None, period: Period) -> Cell:
    return {
        "indicator": indicator,
        "outcome": outcome,
        "population": "",
        "staff_type": "all",
        "stratum": "Overall",
        "group": "BME",
        "period": period.label,
        "period_kind": period.kind,
        "place": "",
        "id": "",
        "events": None,
        "total": None,
        "events_status": "x",
        "total_status": "x",
        "published_percent": "",
        "published": True,
        "published_value": "",
    }


# --- rows that belong together ------------------------------------------------------------------------------------------------------------


def _refuse_duplicates(rows: Iterable[_Row]) -> None:
    """Raise for a row that stands there twice: the same figure in the same place without two ids, or one id for two figures."""
    by_place: dict[tuple[Any, ...], _Row] = {}
    by_id: dict[str, _Row] = {}
    for row in rows:
        identity = (*row.key, row.cell["place"])
        other = by_place.get(identity)
        if other is not None and (not row.cell["id"] or not other.cell["id"] or row.cell["id"] == other.cell["id"]):
            raise InvalidInput(f"{row.where}: duplicate row: the same figure as {other.where} ({_named(row)}); keep one of them")
        by_place.setdefault(identity, row)
        if row.cell["id"]:
            other = by_id.setdefault(row.cell["id"], row)
            if other is not row:
                raise InvalidInput(f"{row.where}: the id {row.cell['id']!r} is also that of {other.where}; each row needs its own")


def _named(row: _Row) -> str:
    cell = row.cell
    stratum = "" if cell["stratum"] == "Overall" else f"{cell['staff_type']} {cell['stratum']}, "
    return f"Indicator {cell['indicator']} ({cell['outcome']}), {cell['population']}, {stratum}{cell['group']}, {cell['period']}"


def _figure(row: _Row) -> str:
    cell = row.cell
    counts = f"{cell['events']} of {cell['total']}" if row.has_counts else ""
    percent = f"{cell['published_percent']}%" if cell["published_percent"] else ""
    return f"{' = '.join(part for part in (counts, percent) if part)} ({cell['place']})"


def _merge(rows: list[_Row], notes: list[str]) -> Cell:
    """Return one cell for a figure that is printed in one or several places."""
    counted = [row for row in rows if row.has_counts]
    chosen = counted[0] if counted else rows[0]
    cell = dict(chosen.cell)
    if not counted:
        for row in rows:
            for name in ("events", "total"):
                if cell[name] is None and (row.cell[name] is not None or cell[f"{name}_status"] == "x"):
                    cell[name], cell[f"{name}_status"] = row.cell[name], row.cell[f"{name}_status"]
    same = [row for row in counted if (row.cell["events"], row.cell["total"]) == (chosen.cell["events"], chosen.cell["total"])]
    cell["published_percent"] = next((row.cell["published_percent"] for row in (*same, *rows) if row.cell["published_percent"]), "")
    cell["place"] = "; ".join(dict.fromkeys(row.cell["place"] for row in rows if row.cell["place"]))
    cell["id"] = "; ".join(row.cell["id"] for row in (same or rows) if row.cell["id"])
    cell["published"] = all(row.cell["published"] for row in rows)
    counts = {(row.cell["events"], row.cell["total"]) for row in counted}
    percents = {row.cell["published_percent"] for row in rows if row.cell["published_percent"]}
    if len(counts) > 1 or len(percents) > 1:
        shown = "; ".join(dict.fromkeys(_figure(row) for row in rows if row.has_counts or row.cell["published_percent"]))
        notes.append(f"{_named(chosen)}: the source prints different figures: {shown}. The first is used.")
    return cell


def _refuse_lost_reference(cells: Iterable[Cell], indicators: _Indicators) -> None:
    """Raise when what a group would be compared with does not occur at all."""
    groups: dict[tuple[str, str], set[str]] = {}
    valued: set[tuple[str, str]] = set()
    strata: dict[tuple[str, str], set[str]] = {}
    for cell in cells:
        entry = indicators.by_outcome.get(cell["outcome"])
        if entry is None:
            continue
        place = (cell["outcome"], cell["population"])
        if entry["framing"] == LIKELIHOOD:
            groups.setdefault(place, set()).add(cell["group"])
            if cell["published_value"]:
                valued.add(place)
        elif cell["indicator"] == 1:
            strata.setdefault((cell["population"], cell["period"]), set()).add(cell["stratum"])
    for (outcome, population), found in groups.items():
        if "White" not in found and (outcome, population) not in valued:
            raise InvalidInput(
                f"from_counts: the reference group 'White' does not occur for {outcome} ({population}); the groups there are "
                f"{', '.join(sorted(found))}. Add its rows, or name it White, BME, Asian, Black, Mixed or Other."
            )
    for (population, period), named in strata.items():
        if "Overall" not in named:
            raise InvalidInput(
                f"from_counts: the reference 'Overall' does not occur for indicator 1 ({population}, {period}): a pay band is compared with "
                "the rest of the workforce, so the row of the whole workforce is needed"
            )


# --- printed ratios and differences -------------------------------------------------------------------------------------------------------


def _ratio_cells(data: Any, indicators: _Indicators, cells: dict[tuple[Any, ...], Cell], printed: Printed) -> None:
    frame, source, columns = _read(data, "ratios")
    optional = ("id", "source", "table", "bound", *RATIO_COUNTS, "redacted")
    names = _require(columns, RATIO_COLUMNS, optional, source)
    for where, values in _rows(frame, source, names):
        entry = indicators.find(values["metric"], text(values["measure"]), where)
        period = _period(values["period"], None, entry, where)
        population = text(values["population"]) or _population(entry["number"])
        over, under = _group(values["over_group"], where), _group(values["under_group"], where)
        if "White" not in (over, under) or (over == "White") != (entry["direction"] == "White/BME"):
            raise InvalidInput(f"{where}: the ratio is {over}/{under}, but {entry['outcome']} is printed as {entry['direction']}; exchange the groups")
        group = under if over == "White" else over
        published = _ratio_text(values, where)
        counts = [count_and_status(values.get(name), where, name)[0] for name in RATIO_COUNTS]
        if None in counts:
            if published:
                _ratio_alone(cells, entry, population, period, group, published, values, printed)
            continue
        for name, events, total in ((over, counts[0], counts[1]), (under, counts[2], counts[3])):
            _ratio_counts(_cell_at(cells, entry, population, period, name, values), events, total, where)
        if published:  # beside the counts, for the check of the one against the other
            cell = _blank(int(entry["number"]), str(entry["outcome"]), period)
            cell.update(population=population, group=group, id=text(values.get("id")) or where, place=_printed_at(values), published_value=published)
            printed.cells.append(cell)


def _ratio_alone(
    cells: dict[tuple[Any, ...], Cell],
    entry: Mapping[str, Any],
    population: str,
    period: Period,
    group: str,
    published: str,
    values: Mapping[str, Any],
    printed: Printed,
) -> None:
    """A ratio printed without its counts stays beside the group that it is about."""
    cell = _cell_at(cells, entry, population, period, group, values)
    if cell["published_value"] not in ("", published):
        printed.notes.append(f"{entry['outcome']}, {population}, {period.label}: printed as {cell['published_value']} and as {published}")
        return
    cell["published_value"] = published
    if text(values.get("redacted")) in ("1", "True", "true"):
        for part in ("events", "total"):
            if cell[part] is None:
                cell[f"{part}_status"] = "c"


def _ratio_counts(cell: Cell, events: Any, total: Any, where: str) -> None:
    """The counts of a ratio are those of the table, or stand in where the table has none."""
    if events > total:
        raise InvalidInput(f"{where}: {cell['group']} is {events} of {total}, but the events must be at most the total")
    if cell["events"] is None and cell["events_status"] == "x":
        cell.update(events=events, total=total, events_status="", total_status="")
    elif cell["events"] is not None and (cell["events"], cell["total"]) != (events, total):
        raise InvalidInput(
            f"{where}: {cell['group']} is {events} of {total} here, but {cell['events']} of {cell['total']} in the counts "
            f"({cell['outcome']}, {cell['period']})"
        )


def _printed_at(values: Mapping[str, Any]) -> str:
    return text(values.get("table")) or TEXT_PLACE


def _ratio_text(values: Mapping[str, Any], where: str) -> str:
    """Return the ratio as it was printed, with > or < where only a bound was."""
    shown = text(values["published_ratio"])
    if shown is None or not re.fullmatch(r"\d+(?:\.\d+)?", shown):
        count_and_status(shown, where, "published_ratio")  # raises for what is not a mark of a withheld figure
        return ""
    bound = text(values.get("bound")) or "exact"
    if bound not in BOUNDS:
        raise InvalidInput(f"{where}: bound is {bound!r}; {one_of(bound, list(BOUNDS))}")
    return BOUNDS[bound] + shown


def _require(columns: list[str], needed: Iterable[str], optional: Iterable[str], source: str) -> dict[str, str]:
    names = {}
    for name in needed:
        if name not in columns:
            guess = nearest(name, columns)
            hint = f" Did you mean {guess!r}?" if guess else ""
            raise InvalidInput(f"{source}: the column {name!r} is missing.{hint} The columns are: {', '.join(columns)}.")
        names[name] = name
    return names | {name: name for name in optional if name in columns}


def _key(entry: Mapping[str, Any], population: str, period: Period, group: str) -> tuple[Any, ...]:
    return (entry["number"], entry["outcome"], population, "all", "Overall", group, period.label)


def _cell_at(
    cells: dict[tuple[Any, ...], Cell], entry: Mapping[str, Any], population: str, period: Period, group: str, values: Mapping[str, Any]
) -> Cell:
    key = _key(entry, population, period, group)
    if key not in cells:
        cell = _blank(int(entry["number"]), str(entry["outcome"]), period)
        cell.update(population=population, group=group, id=text(values.get("id")) or "", place=_printed_at(values))
        cells[key] = cell
    return cells[key]


def _board_cells(data: Any, indicators: _Indicators, cells: dict[tuple[Any, ...], Cell], printed: Printed) -> None:
    frame, source, columns = _read(data, "board")
    optional = ("id", "source", "table", "sign_printed", "workforce_num", "workforce_den")
    names = _require(columns, BOARD_COLUMNS, optional, source)
    for where, values in _rows(frame, source, names):
        outcome = text(values["measure"])
        period = _period(values["period"], "snapshot", None, where)
        if outcome in SHARES:
            _workforce_share(values, period, where, cells, indicators)
            continue
        entry = indicators.find("9", outcome, where)
        part = text(values["board_part"])
        if part is None:
            raise InvalidInput(f"{where}: board_part is empty; it says which part of the board, such as overall, voting or executive")
        value = _difference_text(values["published_value"], where)
        key = (9, entry["outcome"], "board", "all", part.casefold(), "BME", period.label)
        place = _printed_at(values)
        if key in cells and cells[key]["published_value"]:
            cell = cells[key]
            if cell["published_value"] != value:
                printed.notes.append(f"board, {part}, {period.label}: printed as {cell['published_value']} and as {value}")
            elif place in cell["place"].split("; ") and not text(values.get("id")):
                raise InvalidInput(f"{where}: duplicate row: the board's {part} difference of {period.label} stands there twice")
            cell["place"] = "; ".join(dict.fromkeys([*cell["place"].split("; "), place]))
            cell["id"] = "; ".join(part for part in (cell["id"], text(values.get("id"))) if part)
            continue
        cell = _blank(9, str(entry["outcome"]), period)
        cell.update(population="board", stratum=part.casefold(), id=text(values.get("id")) or "", place=place, published_value=value)
        cells[key] = cell


def _workforce_share(
    values: Mapping[str, Any], period: Period, where: str, cells: dict[tuple[Any, ...], Cell], indicators: _Indicators
) -> None:
    """The workforce's share that the board is compared with is the figure of indicator 1, printed once more."""
    entry = indicators.by_outcome[SHARE]
    events, events_status = count_and_status(values.get("workforce_num"), where, "workforce_num")
    total, total_status = count_and_status(values.get("workforce_den"), where, "workforce_den")
    if events is not None and total is not None and events > total:
        raise InvalidInput(f"{where}: workforce_num is {events}, but must be at most workforce_den, {total}")
    place = _printed_at(values)
    key = _key(entry, "substantive", period, "BME")
    if key in cells:
        cell = cells[key]
        if (events, total) != (cell["events"], cell["total"]):
            raise InvalidInput(f"{where}: the workforce is {events} of {total} here, but {cell['events']} of {cell['total']} in the counts")
        cell["place"] = "; ".join(dict.fromkeys([*cell["place"].split("; "), place]))
        return
    cell = _blank(1, SHARE, period)
    cell.update(
        population="substantive", id=text(values.get("id")) or "", place=place, events=events, total=total,
        events_status=events_status, total_status=total_status, published_percent=_percent(values["published_value"], where),
    )  # fmt: skip
    cells[key] = cell


def _difference_text(value: Any, where: str) -> str:
    shown = (text(value) or "").replace("−", "-")
    if not re.fullmatch(r"[+-]?\d+(?:\.\d+)?", shown):
        raise InvalidInput(f"{where}: published_value is {shown!r}, but must be a difference in percentage points such as -8.9 or +1.7")
    return shown if shown[0] in "+-" or float(shown) == 0 else f"+{shown}"


# --- all of it ----------------------------------------------------------------------------------------------------------------------------


def cells_from_printed(counts: Any, *, ratios: Any = None, board: Any = None, published: bool | None = None) -> Printed:
    """Return the cells of a table of printed figures. The options are those of ``eq.wres.from_counts``."""
    indicators = _Indicators()
    frame, source, columns = _read(counts, "counts")
    rows: list[_Row] = []
    benchmarks = 0
    for where, values in _rows(frame, source, _column_names(columns, source)):
        row = _count_row(values, where, indicators, published)
        if row is None:
            benchmarks += 1
        else:
            rows.append(row)
    _refuse_duplicates(rows)
    printed = Printed([])
    if benchmarks:
        printed.notes.append(f"{benchmarks} benchmark rows (such as national ranks) are not counts of people and are left out.")
    together: dict[tuple[Any, ...], list[_Row]] = {}
    for row in rows:
        together.setdefault(row.key, []).append(row)
    cells = {key: _merge(found, printed.notes) for key, found in together.items()}
    if ratios is not None:
        _ratio_cells(ratios, indicators, cells, printed)
    if board is not None:
        _board_cells(board, indicators, cells, printed)
    _complete_unknown(cells)
    printed.cells = [*cells.values(), *printed.cells]
    _refuse_lost_reference(printed.cells, indicators)
    return printed


def _complete_unknown(cells: dict[tuple[Any, ...], Cell]) -> None:
    """Give a printed number of unknown ethnicity its total, where the known are printed out of all."""
    known = {(c["population"], c["staff_type"], c["stratum"], c["period"]): c for c in cells.values() if c["outcome"] == "ethnicity_known"}
    for cell in cells.values():
        whole = known.get((cell["population"], cell["staff_type"], cell["stratum"], cell["period"]))
        if cell["outcome"] == "ethnicity_unknown" and whole is not None and cell["total"] is None and whole["total"] is not None:
            cell["total"], cell["total_status"] = whole["total"], ""
            if cell["group"] == "Unknown" and None not in (cell["events"], whole["events"]) and cell["events"] + whole["events"] != whole["total"]:
                raise InvalidInput(
                    f"counts: {whole['events']} of known and {cell['events']} of unknown ethnicity do not make {whole['total']} "
                    f"({cell['population']}, {cell['period']})"
                )
