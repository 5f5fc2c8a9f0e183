"""Records of single people to the counts of the nine indicators: who is counted, in which group, out of how many.

The definitions are those of the standard's technical guidance as the bundled report applies them. A person's ethnicity is known,
not stated, not known or empty; the last three are never added to a group and never lost: for every population and period
``known + not stated + not known + empty`` equals the rows, or this raises.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ._ethnicity import Ethnicity, classify_codes, require_classification
from ._engine import repeated, tabulate
from ._files import HELD, Extract, extract
from ._input import Table, one_of, require_column, text
from ._periods import Period, financial_year_of, parse_period, period_of_kind, snapshot, two_year_window
from ._sources import as_source, columns_of, place_of
from .errors import InvalidInput
from .results.words import counted

__all__ = ["Cell", "cells_from_records"]

Cell = dict[str, Any]

MINORITY = ("Asian", "Black", "Mixed", "Other")
GROUPS = ("White", "BME", *MINORITY)
UNKNOWN = ("Not stated", "Not known", "Empty")
SHARE = "bame_share_of_workforce"
DENOMINATORS = ("known ethnicity", "all staff")

CONTRACTS = {
    "s": "substantive", "substantive": "substantive", "permanent": "substantive", "fixed term": "substantive",
    "b": "bank", "bank": "bank",
    "n": "non-executive", "non-executive": "non-executive", "non executive": "non-executive",
}  # fmt: skip
STAFF_TYPES = {
    "clinical": "clinical", "non-clinical": "non-clinical", "non clinical": "non-clinical", "nonclinical": "non-clinical",
    "medical": "medical", "medical and dental": "medical",
}  # fmt: skip
AGENDA_FOR_CHANGE = ("1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9")
MEDICAL_GRADES = {"TRN": "Trainee Grade", "NCC": "Non-consultant", "CON": "Consultant", "MSM": "Senior Manager"}
BANDS = {
    "APP": "Apprentices",
    **{band: f"Band {band}" for band in AGENDA_FOR_CHANGE},
    "VSM": "VSM",
    **MEDICAL_GRADES,
}
CLUSTERS = ("Bands 1 to 4", "Bands 5 to 7", "Bands 8a to 8b", "Bands 8c to 9 and VSM")
"""Bands taken together, where an extract says no more; medical staff keep their grades."""
BAND_NAMES = {name.casefold(): name for name in (*BANDS.values(), *CLUSTERS)} | {code.casefold(): name for code, name in BANDS.items()}
UP_FROM = {name: rank for rank, name in enumerate((*BANDS.values(), *CLUSTERS))}

YES = ("1", "true", "yes", "y")
NO = ("0", "false", "no", "n")

STAFF_COLUMNS = (
    "staff_id", "ethnic_code", "contract", "staff_group", "band", "board", "board_voting", "board_executive",
    "disc_this_year", "disc_prev_year", "nonmandatory_training",
)  # fmt: skip
RECRUITMENT_COLUMNS = ("applicant_id", "year", "ethnic_code", "shortlisted", "appointed")
SURVEY_COLUMNS = ("respondent_id", "survey_year", "contract", "ethnic_code", "q14a", "q14b", "q14c", "q15", "q16b")
IDENTIFIERS = ("staff_id", "applicant_id", "respondent_id")
OPTIONAL = (
    *IDENTIFIERS, "board", "board_voting", "board_executive", "disc_this_year", "disc_prev_year", "nonmandatory_training",
    "q14a", "q14b", "q14c", "q15", "q16b",
)  # fmt: skip


# --- a frame of records, with the names that its columns really have ------------------------------------------------------------------


@dataclass(frozen=True)
class _Records:
    frame: Any
    source: str
    names: Mapping[str, str | None]

    def has(self, *columns: str) -> bool:
        return all(self.names[column] is not None for column in columns)

    def tabulate(self, *columns: str) -> Counter[tuple[str | None, ...]]:
        return tabulate(self.frame, [str(self.names[column]) for column in columns], source=self.source)

    def place(self, column: str, value: str | None) -> str:
        return place_of(self.frame, str(self.names[column]), value, self.source)

    def label(self, column: str) -> str:
        return str(self.names[column])


def _open(data: Any, source: str, columns: tuple[str, ...], renamed: Mapping[str, str | None]) -> _Records:
    if isinstance(data, (str, os.PathLike)):
        data = extract(data)
    if isinstance(data, Extract) and data.size <= HELD:
        data = data.load()
    frame = as_source(data, source)
    if isinstance(frame, (Table, Extract)):
        source = frame.source
    present = columns_of(frame)
    names = {}
    for column in columns:
        name = renamed.get(column, column)
        if name is not None:
            require_column(name, present, source)
        elif column not in OPTIONAL:
            raise InvalidInput(f"{source}: the column {column!r} cannot be done without")
        names[column] = name
    records = _Records(frame, source, names)
    if not tabulate(frame, [str(names["ethnic_code"])], source=source):
        raise InvalidInput(f"{source}: there are no rows")
    _refuse_duplicates(records, next(column for column in columns if column in IDENTIFIERS))
    return records


def _refuse_duplicates(records: _Records, identifier: str) -> None:
    """Raise when a person has two rows: the duplicate would be counted twice."""
    if not records.has(identifier):
        return
    rows = repeated(records.frame, records.label(identifier), source=records.source)
    if set(rows) <= {1}:
        return
    several = [(key, n) for (key,), n in records.tabulate(identifier).items() if n > 1]
    name = records.label(identifier)
    value, n = min(several, key=lambda pair: pair[0] or "")
    if value is None:
        raise InvalidInput(f"{records.place(identifier, None)}: {name} is empty in {counted(n, 'row')}; each row must name its person")
    raise InvalidInput(
        f"{records.place(identifier, value)}: {name} {value!r} has {n} rows"
        + (f" (and {'one other has' if len(several) == 2 else f'{len(several) - 1} others have'} more than one)" if len(several) > 1 else "")
        + "; a duplicate row would be counted twice: keep one row a person"
    )


def _coded(records: _Records, column: str, values: Iterable[str | None], allowed: Mapping[str, Any]) -> dict[str | None, Any]:
    """Return what each value of a column means; a value that is not allowed raises with its place."""
    meanings: dict[str | None, Any] = {}
    for value in values:
        if value is None:
            continue
        meaning = allowed.get(value.casefold())
        if meaning is None:
            shown = list(dict.fromkeys(allowed))
            raise InvalidInput(f"{records.place(column, value)}: {records.label(column)} is {value!r}; {one_of(value, shown)}")
        meanings[value] = meaning
    return meanings


def _flag(records: _Records, column: str, value: str | None) -> bool | None:
    if value is None:
        return None
    if value.casefold() in YES:
        return True
    if value.casefold() in NO:
        return False
    raise InvalidInput(f"{records.place(column, value)}: {records.label(column)} is {value!r}, but must be 0, 1 or empty")


def _entries(records: _Records, column: str, value: str | None) -> int | None:
    if value is None:
        return None
    if not value.isdigit():
        flag = _flag(records, column, value)
        return None if flag is None else int(flag)
    return int(value)


# --- counting by group ----------------------------------------------------------------------------------------------------------------


@dataclass
class _Tally:
    """Events and people of every group of one population, stratum and period."""

    events: Counter[str]
    people: Counter[str]

    @classmethod
    def empty(cls) -> _Tally:
        return cls(Counter(), Counter())

    def add(self, ethnicity: Ethnicity, people: int, events: int = 0) -> None:
        labels = (ethnicity.wres_group, *(() if ethnicity.group == "White" else (ethnicity.group,))) if ethnicity.known else (ethnicity.answer,)
        for label in labels:
            self.people[label] += people
            self.events[label] += events

    @property
    def known(self) -> int:
        return self.people["White"] + self.people["BME"]

    @property
    def unknown(self) -> int:
        return sum(self.people[answer] for answer in UNKNOWN)


@dataclass(frozen=True)
class _Frame:
    """Where a cell stands in the report."""

    indicator: int
    outcome: str
    population: str
    period: Period
    staff_type: str = "all"
    stratum: str = "Overall"

    def of(self, outcome: str) -> _Frame:
        """The same place, for another outcome."""
        return replace(self, outcome=outcome)

    def cell(self, group: str, events: int | None, total: int | None) -> Cell:
        empty_category = total == 0
        status = "z" if empty_category else ""
        return {
            "indicator": self.indicator,
            "outcome": self.outcome,
            "population": self.population,
            "staff_type": self.staff_type,
            "stratum": self.stratum,
            "group": group,
            "period": self.period.label,
            "period_kind": self.period.kind,
            "place": "",
            "id": "",
            "events": None if empty_category else events,
            "total": None if empty_category else total,
            "events_status": status,
            "total_status": status,
            "published_percent": "",
            "published": False,
            "published_value": "",
        }


def _shares(frame: _Frame, tally: _Tally, groups: Iterable[str], everybody: bool) -> Iterator[Cell]:
    """Each group's people out of all whose ethnicity is known, or out of everybody."""
    for group in groups:
        yield frame.of(share_of(group)).cell(group, tally.people[group], tally.known + (tally.unknown if everybody else 0))


def share_of(group: str) -> str:
    """Return the outcome that is a group's share of the workforce."""
    return f"{'bame' if group == 'BME' else group.lower()}_share_of_workforce"


def _rates(frame: _Frame, tally: _Tally) -> Iterator[Cell]:
    """Each group's events out of its own people."""
    for group in GROUPS:
        yield frame.cell(group, tally.events[group], tally.people[group])


def _completeness(frame: _Frame, tally: _Tally, rows: int) -> Iterator[Cell]:
    """Known and unknown ethnicity, which together must be all rows. An answer that nobody gave has no cell."""
    if tally.known + tally.unknown != rows or tally.people["BME"] != sum(tally.people[group] for group in MINORITY):
        raise InvalidInput(f"{frame.population}, {frame.period.label}: {tally.known} known and {tally.unknown} unknown do not make {rows} rows")
    yield frame.of("ethnicity_known").cell("All", tally.known, rows)
    for answer in UNKNOWN:
        if tally.people[answer]:
            yield frame.of("ethnicity_unknown").cell(answer, tally.people[answer], rows)


# --- staff ----------------------------------------------------------------------------------------------------------------------------


def _band_name(records: _Records, value: str | None, bands: Mapping[str, str]) -> str | None:
    if value is None:
        return None
    shown = bands.get(value, value)
    name = BAND_NAMES.get(shown.casefold().removeprefix("band ").strip(), BAND_NAMES.get(shown.casefold()))
    if name is None:
        raise InvalidInput(
            f"{records.place('band', value)}: {records.label('band')} is {value!r}; {one_of(shown, [*BANDS, *CLUSTERS])} "
            f"A local code can be named with bands={{{value!r}: ...}}."
        )
    return name


def _band_groups(staff_type: str, band: str) -> tuple[str, str]:
    """Return the staff type and the name of the group of bands to which a band belongs."""
    if staff_type == "medical":
        return "medical", "All grades"
    if band in CLUSTERS:  # already a group
        return staff_type, band
    rank = UP_FROM[band]
    if rank < UP_FROM["Band 2"]:
        return "all", "Below Band 2"
    if staff_type == "non-clinical":
        return staff_type, "Bands 2 to 8a" if rank <= UP_FROM["Band 8a"] else "Bands 8b to VSM"
    if rank >= UP_FROM["Band 6"]:
        return staff_type, "Bands 6 to VSM"
    return staff_type, "Bands 3 to 4" if band in ("Band 3", "Band 4") else band


BAND_GROUPS = (
    ("non-clinical", "Bands 2 to 8a"), ("non-clinical", "Bands 8b to VSM"),
    ("clinical", "Bands 3 to 4"), ("clinical", "Bands 6 to VSM"),
    ("medical", "All grades"), ("all", "Below Band 2"),
)  # fmt: skip


def _staff_cells(records: _Records, taken: Period, classification: str, bands: Mapping[str, str], everybody: bool) -> Iterator[Cell]:
    ethnicity = _ethnicities(records, classification)
    contracts = _coded(records, "contract", [value for (value,) in records.tabulate("contract")], CONTRACTS)
    yield from _workforce_cells(records, taken, ethnicity, contracts, bands, everybody)
    year = financial_year_of(taken)
    if records.has("disc_this_year"):
        yield from _disciplinary_cells(records, year, ethnicity, contracts, ("disc_this_year",))
    if records.has("disc_this_year", "disc_prev_year"):
        yield from _disciplinary_cells(records, two_year_window(year), ethnicity, contracts, ("disc_this_year", "disc_prev_year"))
    if records.has("nonmandatory_training"):
        yield from _training_cells(records, year, ethnicity, contracts)
    if records.has("board", "board_voting", "board_executive"):
        yield from _board_cells(records, taken, ethnicity, everybody)


def _ethnicities(records: _Records, classification: str) -> dict[str | None, Ethnicity]:
    codes = [code for (code,) in records.tabulate("ethnic_code")]
    codes.sort(key=lambda code: code or "")
    return classify_codes(codes, classification, lambda code: records.place("ethnic_code", code), records.label("ethnic_code"))


def _population(records: _Records, contracts: Mapping[str | None, str], contract: str | None) -> str:
    if contract is None:
        raise InvalidInput(f"{records.place('contract', None)}: {records.label('contract')} is empty; {one_of('', ['S', 'B', 'N'])}")
    return contracts[contract]


def _workforce_cells(
    records: _Records,
    taken: Period,
    ethnicity: Mapping[str | None, Ethnicity],
    contracts: Mapping[str | None, str],
    bands: Mapping[str, str],
    everybody: bool,
) -> Iterator[Cell]:
    populations: dict[str, _Tally] = {"substantive": _Tally.empty(), "bank": _Tally.empty()}
    rows: Counter[str] = Counter()
    strata: dict[tuple[str, str], _Tally] = {}
    for (code, contract, staff_group, band), n in records.tabulate("ethnic_code", "contract", "staff_group", "band").items():
        population = _population(records, contracts, contract)
        if population == "non-executive":
            continue
        rows[population] += n
        populations[population].add(ethnicity[code], n)
        if population != "substantive":
            continue
        staff_type, name = _post(records, staff_group, band, bands)
        for place in {(staff_type, name), _band_groups(staff_type, name)}:
            strata.setdefault(place, _Tally.empty()).add(ethnicity[code], n)
    for population, tally in populations.items():
        if not rows[population]:
            continue
        overall = _Frame(1, SHARE, population, taken)
        yield from _shares(overall, tally, GROUPS, everybody)
        yield from _completeness(overall, tally, rows[population])
    for staff_type, stratum in sorted(strata, key=_stratum_order):
        frame = _Frame(1, SHARE, "substantive", taken, staff_type, stratum)
        yield from _shares(frame, strata[staff_type, stratum], ["BME"], everybody)


def _stratum_order(stratum: tuple[str, str]) -> tuple[bool, int, int]:
    staff_type, name = stratum
    types = ("non-clinical", "clinical", "medical", "all")
    if stratum in BAND_GROUPS:
        return (True, BAND_GROUPS.index(stratum), 0)
    return (False, types.index(staff_type), UP_FROM[name])


def _post(records: _Records, staff_group: str | None, band: str | None, bands: Mapping[str, str]) -> tuple[str, str]:
    for column, value in (("staff_group", staff_group), ("band", band)):
        if value is None:
            raise InvalidInput(f"{records.place(column, None)}: {records.label(column)} is empty for a member of substantive staff")
    staff_type = _coded(records, "staff_group", [staff_group], STAFF_TYPES)[staff_group]
    name = str(_band_name(records, band, bands))
    if name in MEDICAL_GRADES.values() and staff_type != "medical":
        raise InvalidInput(f"{records.place('band', band)}: band {band!r} is a medical grade, but staff_group is {staff_group!r} in some rows")
    return staff_type, name


def _by_population(
    records: _Records,
    ethnicity: Mapping[str | None, Ethnicity],
    contracts: Mapping[str | None, str],
    columns: tuple[str, ...],
    events_of: Callable[[str, str | None], int | None],
    populations: tuple[str, ...],
) -> dict[str, _Tally]:
    """Return the tally of each population in which the columns are filled; columns filled for some people and not for others raise."""
    tallies = {population: _Tally.empty() for population in populations}
    filled: Counter[str] = Counter()
    empty: dict[str, str] = {}
    for (code, contract, *values), n in records.tabulate("ethnic_code", "contract", *columns).items():
        population = _population(records, contracts, contract)
        if population not in tallies:
            continue
        numbers = [events_of(column, value) for column, value in zip(columns, values, strict=True)]
        if None in numbers:
            empty[population] = columns[numbers.index(None)]
            continue
        filled[population] += n
        tallies[population].add(ethnicity[code], n, n * sum(number for number in numbers if number is not None))
    for population, column in empty.items():
        if filled[population]:
            raise InvalidInput(
                f"{records.source}: {records.label(column)} is empty for some {population} staff and filled for others; write 0 where there "
                "was none, or leave it empty for all of them when it was not recorded"
            )
    return {population: tally for population, tally in tallies.items() if filled[population]}


def _disciplinary_cells(
    records: _Records, period: Period, ethnicity: Mapping[str | None, Ethnicity], contracts: Mapping[str | None, str], columns: tuple[str, ...]
) -> Iterator[Cell]:
    tallies = _by_population(
        records, ethnicity, contracts, columns, lambda column, value: _entries(records, column, value), ("substantive", "bank")
    )
    for population, tally in tallies.items():
        yield from _rates(_Frame(3, "entered_formal_disciplinary", population, period), tally)


def _training_cells(
    records: _Records, period: Period, ethnicity: Mapping[str | None, Ethnicity], contracts: Mapping[str | None, str]
) -> Iterator[Cell]:
    def event(column: str, value: str | None) -> int | None:
        flag = _flag(records, column, value)
        return None if flag is None else int(flag)

    for population, tally in _by_population(records, ethnicity, contracts, ("nonmandatory_training",), event, ("substantive",)).items():
        yield from _rates(_Frame(4, "accessed_nonmandatory_training", population, period), tally)


def _board_cells(records: _Records, taken: Period, ethnicity: Mapping[str | None, Ethnicity], everybody: bool) -> Iterator[Cell]:
    parts = {name: _Tally.empty() for name in ("overall", "voting", "executive", "non-voting", "non-executive")}
    seats = 0
    columns = ("board", "board_voting", "board_executive")
    for (code, *values), n in records.tabulate("ethnic_code", *columns).items():
        member, voting, executive = (bool(_flag(records, column, value)) for column, value in zip(columns, values, strict=True))
        if not member:
            if voting or executive:
                raise InvalidInput(f"{records.source}: a person is marked as voting or executive on the board, but not as a member of it")
            continue
        seats += n
        for part in ("overall", "voting" if voting else "non-voting", "executive" if executive else "non-executive"):
            parts[part].add(ethnicity[code], n)
    if not seats:
        return
    for part, tally in parts.items():
        total = tally.known + (tally.unknown if everybody else 0)
        yield _Frame(9, "board_difference", "board", taken, stratum=part).cell("BME", tally.people["BME"], total)
    yield from _completeness(_Frame(9, "board_difference", "board", taken, stratum="overall"), parts["overall"], seats)


# --- recruitment ----------------------------------------------------------------------------------------------------------------------


def _recruitment_cells(records: _Records, classification: str) -> Iterator[Cell]:
    ethnicity = _ethnicities(records, classification)
    tallies: dict[Period, _Tally] = {}
    rows: Counter[Period] = Counter()
    for (year, code, shortlisted, appointed), n in records.tabulate("year", "ethnic_code", "shortlisted", "appointed").items():
        period = period_of_kind(year, "financial_year", f"{records.place('year', year)}: {records.label('year')}")
        was_shortlisted, was_appointed = _flag(records, "shortlisted", shortlisted), _flag(records, "appointed", appointed)
        for column, value, flag in (("shortlisted", shortlisted, was_shortlisted), ("appointed", appointed, was_appointed)):
            if flag is None:
                raise InvalidInput(f"{records.place(column, value)}: {records.label(column)} is empty, but must be 0 or 1")
        if not was_shortlisted:
            if was_appointed:
                raise InvalidInput(f"{records.source}: {n} applicants of {period.label} were appointed but not shortlisted (ethnic code {code!r})")
            continue
        rows[period] += n
        tallies.setdefault(period, _Tally.empty()).add(ethnicity[code], n, n if was_appointed else 0)
    if not tallies:
        raise InvalidInput(f"{records.source}: nobody was shortlisted")
    for period in sorted(tallies, key=lambda period: period.order):
        frame = _Frame(2, "appointed_from_shortlisting", "shortlisted_applicants", period)
        yield from _rates(frame, tallies[period])
        yield from _completeness(frame, tallies[period], rows[period])


# --- the staff survey -----------------------------------------------------------------------------------------------------------------

EVER = {"1": False, "2": True, "3": True, "4": True, "5": True}  # never, 1-2, 3-5, 6-10, more than 10 times
PROGRESSION = {"1": True, "2": False, "3": False}  # yes, no, don't know
DISCRIMINATION = {"1": True, "2": False}  # yes, no


def _either(answers: tuple[bool | None, ...]) -> bool | None:
    """Yes to either question is yes, no to both is no, anything else is not counted."""
    if True in answers:
        return True
    return None if None in answers else False


def _alone(answers: tuple[bool | None, ...]) -> bool | None:
    return answers[0]


SURVEY_OUTCOMES: tuple[tuple[int, str, tuple[str, ...], Mapping[str, bool], Callable[[tuple[bool | None, ...]], bool | None]], ...] = (
    (5, "q14a_hba_public", ("q14a",), EVER, _alone),
    (6, "q14b_or_q14c_hba_staff", ("q14b", "q14c"), EVER, _either),
    (6, "q14b_hba_managers", ("q14b",), EVER, _alone),
    (6, "q14c_hba_colleagues", ("q14c",), EVER, _alone),
    (7, "q15_equal_opportunities", ("q15",), PROGRESSION, _alone),
    (8, "q16b_discrimination", ("q16b",), DISCRIMINATION, _alone),
)


def _survey_cells(records: _Records, classification: str) -> Iterator[Cell]:
    ethnicity = _ethnicities(records, classification)
    contracts = _coded(records, "contract", [value for (value,) in records.tabulate("contract")], CONTRACTS)
    years: dict[str | None, Period] = {}
    for (year,) in records.tabulate("survey_year"):
        years[year] = period_of_kind(year, "survey_year", f"{records.place('survey_year', year)}: {records.label('survey_year')}")

    def tallies(columns: tuple[str, ...], event: Callable[[tuple[str | None, ...]], bool | None]) -> dict[tuple[str, Period], _Tally]:
        found: dict[tuple[str, Period], _Tally] = {}
        for (year, contract, code, *values), n in records.tabulate("survey_year", "contract", "ethnic_code", *columns).items():
            answer = event(tuple(values))
            if answer is None:
                continue
            population = f"survey_{_population(records, contracts, contract)}"
            found.setdefault((population, years[year]), _Tally.empty()).add(ethnicity[code], n, n if answer else 0)
        return found

    def order(key: tuple[str, Period]) -> tuple[bool, int]:
        return (key[0] != "survey_substantive", key[1].order)

    respondents = tallies((), lambda _: False)
    rows: Counter[tuple[str, Period]] = Counter()
    for (year, contract), n in records.tabulate("survey_year", "contract").items():
        rows[f"survey_{_population(records, contracts, contract)}", years[year]] += n
    for population, period in sorted(respondents, key=order):
        frame = _Frame(5, "", population, period)
        yield from _completeness(frame, respondents[population, period], rows[population, period])
    for indicator, outcome, columns, meaning, combine in SURVEY_OUTCOMES:
        if not records.has(*columns):
            continue
        codes = {column: _coded(records, column, [value for (value,) in records.tabulate(column)], meaning) for column in columns}

        def answer(values: tuple[str | None, ...], columns: tuple[str, ...] = columns, codes: Any = codes, combine: Any = combine) -> bool | None:
            answers = tuple(codes[column].get(value) for column, value in zip(columns, values, strict=True))
            combined: bool | None = combine(answers)
            return combined

        answered = tallies(columns, answer)
        for population, period in sorted(answered, key=order):
            yield from _rates(_Frame(indicator, outcome, population, period), answered[population, period])


# --- all of it ------------------------------------------------------------------------------------------------------------------------


def cells_from_records(
    *,
    staff: Mapping[Any, Any],
    recruitment: Any = None,
    survey: Any = None,
    classification: str = "nhs_2001",
    columns: Mapping[str, str | None] | None = None,
    bands: Mapping[str, str] | None = None,
    denominator: str = "known ethnicity",
) -> list[Cell]:
    """Return the cells of the nine indicators, counted from records. The options are those of ``eq.wres.from_records``."""
    require_classification(classification)
    if denominator not in DENOMINATORS:
        raise InvalidInput(f"from_records: denominator is {denominator!r}; {one_of(str(denominator), DENOMINATORS)}")
    renamed = dict(columns or {})
    for name in renamed:
        known = sorted({*STAFF_COLUMNS, *RECRUITMENT_COLUMNS, *SURVEY_COLUMNS})
        if name not in known:
            raise InvalidInput(f"from_records: columns names {name!r}; {one_of(name, known)}")
    if not isinstance(staff, Mapping) or not staff:
        raise InvalidInput('from_records: staff must map snapshots to extracts, such as {"2022-03": frame}')
    taken: dict[Period, tuple[Any, Any]] = {}
    for key, data in staff.items():
        period = snapshot(key, f"from_records: staff[{key!r}]")
        if period in taken:
            raise InvalidInput(f"from_records: staff has two extracts for {period.label}: {taken[period][0]!r} and {key!r}")
        taken[period] = (key, data)
    cells: list[Cell] = []
    for period in sorted(taken, key=lambda period: period.order):
        records = _open(taken[period][1], f"staff of {period.label}", STAFF_COLUMNS, renamed)
        _refuse_mixed_snapshot(records, period)
        cells.extend(_staff_cells(records, period, classification, bands or {}, denominator == "all staff"))
    if recruitment is not None:
        cells.extend(_recruitment_cells(_open(recruitment, "recruitment", RECRUITMENT_COLUMNS, renamed), classification))
    if survey is not None:
        cells.extend(_survey_cells(_open(survey, "survey", SURVEY_COLUMNS, renamed), classification))
    return cells


def _refuse_mixed_snapshot(records: _Records, period: Period) -> None:
    """Raise when an extract that dates its rows holds another period than the one it is given for, or several."""
    for column in ("snapshot", "period", "snapshot_date"):
        if column not in columns_of(records.frame):
            continue
        found = tabulate(records.frame, [column], source=records.source)
        for (value,) in found:
            where = f"{place_of(records.frame, column, value, records.source)}: {column}"
            row_period = snapshot(value, where) if value is not None else parse_period(value, where)
            if row_period != period:
                raise InvalidInput(f"{where} is {text(value)!r}, but this extract is for {period.label}; periods must not be mixed")
