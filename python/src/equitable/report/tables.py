"""The tables of the page, in the shapes that the printed reports use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..plot.gallery import by_band, is_grouped, part_name, population_name, sentence_case
from ..plot.numbers import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    WITHHELD,
    Figure,
    count_text,
    fixed,
    in_order,
    missing_text,
    percent_text,
    point_bounds,
    printed,
    ratio_bounds,
    signed_text,
)
from ..plot.ratios import direction
from ..plot.words import by_group, is_withheld, short_verdict

_PARTS = ("Asian", "Black", "Mixed", "Other")
_LAST = ("Not stated", "Not known", "Empty", "Unknown", "All")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`kind` is number, text, withheld, missing or none; a withheld cell may go on after its R."""

    text: str
    kind: str = "number"


@dataclass(frozen=True, kw_only=True)
class Head:
    """A cell of the head; `words` when its column holds words and not numbers."""

    text: str
    scope: str = "col"
    columns: int = 1
    rows: int = 1
    words: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row with its own heading; `part` marks a group that is part of the one above."""

    label: str
    cells: Sequence[Cell]
    part: bool = False


@dataclass(frozen=True, kw_only=True)
class Body:
    """Rows under a common heading, which may be empty."""

    label: str
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its caption."""

    caption: str
    head: Sequence[Sequence[Head]]
    bodies: Sequence[Body]
    wide: bool = False

    @property
    def columns(self) -> int:
        """How many columns there are, the row headings included."""
        return 1 + max(len(row.cells) for body in self.bodies for row in body.rows)

    @property
    def kinds(self) -> set[str]:
        """The kinds of cells that the table holds."""
        return {cell.kind for body in self.bodies for row in body.rows for cell in row.cells}


def cell(text: str) -> Cell:
    """A cell that knows what it holds from its text."""
    kinds = {WITHHELD: "withheld", NOT_AVAILABLE: "missing", "": "missing", NOT_APPLICABLE: "none"}
    kind = "withheld" if text.startswith(f"{WITHHELD} ") else kinds.get(text, "number")
    return Cell(text=text or NOT_AVAILABLE, kind=kind)


YEARS_OF_BANDS = 3
"""The standard prints pay bands for three years; earlier ones are in the data files."""


def band_tables(figures: Sequence[Figure], group: str, who: str) -> list[Table]:
    """T1 and T2: bands down, and across the percentages and then the counts of the latest three years."""
    mine = [figure for figure in figures if figure.get("group") == group]
    overall = [figure for figure in mine if figure.get("stratum") in ("Overall", "")]
    single, grouped = by_band([figure for figure in mine if figure not in overall])
    made = []
    shapes = [(single, "each pay band")] if single else []
    if any(is_grouped(str(figure["stratum"])) for figure in grouped):
        shapes.append((grouped, "groups of pay bands"))
    for rows, name in shapes:
        periods = in_order(str(figure["period"]) for figure in rows)[-YEARS_OF_BANDS:]
        rows = [figure for figure in rows if figure["period"] in periods]
        workforce = [figure for figure in overall if figure["period"] in periods]
        made.append(_band_table([*workforce, *rows], periods, f"{group} share of {who} of known ethnicity in {name}", group))
    return made


def _band_table(figures: Sequence[Figure], periods: Sequence[str], caption: str, group: str) -> Table:
    bodies = []
    for kind in dict.fromkeys(str(figure.get("staff_type") or "") for figure in figures):
        rows = []
        for stratum in dict.fromkeys(str(figure["stratum"]) for figure in figures if str(figure.get("staff_type") or "") == kind):
            here = {str(f["period"]): f for f in figures if f["stratum"] == stratum and str(f.get("staff_type") or "") == kind}
            cells = [*(_of(here, period, percent_text) for period in periods), *(_of(here, period, out_of) for period in periods)]
            rows.append(Row(label="Whole workforce" if stratum == "Overall" else stratum, cells=cells))
        bodies.append(Body(label="All staff" if kind == "all" else sentence_case(kind), rows=rows))
    count = len(periods)
    head = [
        [Head(text="Band", rows=2), Head(text=f"Percent {group}", scope="colgroup", columns=count),
         Head(text=f"Number {group} out of all of known ethnicity", scope="colgroup", columns=count)],
        [Head(text=period) for _ in range(2) for period in periods],
    ]  # fmt: skip
    return Table(caption=caption, head=head, bodies=bodies, wide=True)


def out_of(figure: Figure) -> str:
    """"596 out of 3842"; "R out of 3842" where only the events are withheld."""
    text = count_text(figure)
    total = str(figure.get("total_text") or "").strip()
    if text == WITHHELD and printed(total) is not None:
        return f"{WITHHELD} out of {total}"
    return text.replace(" of ", " out of ")


def group_table(figures: Sequence[Figure]) -> Table | None:
    """The ethnic groups of the bands for which more than the BME share is printed, in the latest period."""
    split = {(f["population"], f["staff_type"], f["stratum"]) for f in figures if f["group"] in _PARTS}
    known = [f for f in figures if (f["population"], f["staff_type"], f["stratum"]) in split]
    if not known:
        return None
    now = in_order(str(figure["period"]) for figure in known)[-1]
    latest = [figure for figure in known if figure["period"] == now]
    groups = list(dict.fromkeys(str(figure["group"]) for figure in sorted(latest, key=by_group)))
    bodies = []
    for kind in dict.fromkeys(str(figure["staff_type"]) for figure in latest):
        rows = []
        for stratum in dict.fromkeys(str(figure["stratum"]) for figure in latest if figure["staff_type"] == kind):
            here = {str(f["group"]): f for f in latest if f["stratum"] == stratum and f["staff_type"] == kind}
            cells = [*(_of(here, group, percent_text) for group in groups), *(_of(here, group, out_of) for group in groups)]
            rows.append(Row(label=stratum, cells=cells))
        bodies.append(Body(label="All staff" if kind == "all" else sentence_case(kind), rows=rows))
    head = [
        [Head(text="Band", rows=2), Head(text="Percent", scope="colgroup", columns=len(groups)),
         Head(text="Number out of all of known ethnicity", scope="colgroup", columns=len(groups))],
        [Head(text=group) for _ in range(2) for group in groups],
    ]  # fmt: skip
    return Table(caption=f"Ethnic groups of some pay bands, {now}", head=head, bodies=bodies, wide=True)


def _of(here: dict[str, Figure], period: str, text: Callable[[Figure], str]) -> Cell:
    return cell(text(here[period])) if period in here else cell("")


def year_tables(title: str, figures: Sequence[Figure], comparisons: Sequence[Figure], *, ratios: bool) -> list[Table]:
    """T3 to T12: the ratio where it is printed, the percentages and the counts down, the years across; one table for each population and window."""
    made = []
    keys = dict.fromkeys((str(figure["population"]), str(figure.get("period_kind") or "")) for figure in figures)
    for population, kind in keys:
        mine = [f for f in figures if f["population"] == population and str(f.get("period_kind") or "") == kind and f.get("stratum") in ("Overall", "")]
        pairs = [c for c in comparisons if c["population"] == population and str(c.get("period_kind") or kind) == kind and c.get("stratum") in ("Overall", "")]
        if mine:
            made.append(_year_table(title, population, kind, mine, pairs if ratios else [], several=len(keys) > 1))
    left = {(str(c["population"]), str(c.get("period_kind") or "")) for c in comparisons} - set(keys)
    for population, kind in sorted(left):
        pairs = [c for c in comparisons if c["population"] == population and str(c.get("period_kind") or "") == kind and c.get("stratum") in ("Overall", "")]
        if pairs:
            made.append(_year_table(title, population, kind, [], pairs, several=True))
    return made


def _year_table(title: str, population: str, kind: str, figures: Sequence[Figure], pairs: Sequence[Figure], *, several: bool) -> Table:
    periods = in_order([*(str(figure["period"]) for figure in figures), *(str(pair["period"]) for pair in pairs)])
    groups = list(dict.fromkeys(str(f["group"]) for f in sorted(figures, key=lambda f: (f["group"] in _LAST, by_group(f)))))
    bodies = []
    rows = []
    for name in dict.fromkeys(direction(pair) for pair in pairs):
        here = {str(pair["period"]): pair for pair in pairs if direction(pair) == name}
        rows.append(Row(label=name, cells=[_of(here, period, ratio_text) for period in periods]))
    if rows:
        bodies.append(Body(label="Relative likelihood", rows=rows))
    percent, counts = [], []
    for group in groups:
        here = {str(figure["period"]): figure for figure in figures if figure["group"] == group}
        part = group in _PARTS and "BME" in groups
        percents = [_of(here, period, percent_text) for period in periods]
        outs = [_of(here, period, out_of) for period in periods]
        if any(one.kind != "missing" for one in percents):
            percent.append(Row(label=group, cells=percents, part=part))
        if any(one.kind != "missing" for one in outs):
            counts.append(Row(label=group, cells=outs, part=part))
    if percent:
        bodies.append(Body(label="Percent", rows=percent))
    if counts:
        bodies.append(Body(label="Number out of all counted", rows=counts))
    window = {"two_year_window": ", two years together", "financial_year": ", single years"}.get(kind, "")
    named = several or kind == "two_year_window" or population in ("bank", "survey_bank")
    caption = f"{title}: {population_name(population)}{window}" if named else title
    return Table(caption=caption, head=[[Head(text="Measure and group"), *(Head(text=period) for period in periods)]], bodies=bodies)


def ratio_text(comparison: Figure) -> str:
    """The ratio as printed, or what stands in its place."""
    text = str(comparison.get("ratio_text") or "").strip()
    return text if printed(text) is not None else missing_text(text, comparison)


def gap_text(comparison: Figure) -> str:
    """The signed difference in percentage points as printed, or what stands in its place."""
    text = signed_text(comparison.get("gap_text"))
    return text if printed(text) is not None else missing_text(text, comparison)


def board_table(comparisons: Sequence[Figure], workforce: Sequence[Figure]) -> Table | None:
    """T13: the workforce share, and how far each part of the board lies from it, year by year."""
    if not comparisons:
        return None
    periods = in_order(str(comparison["period"]) for comparison in comparisons)
    shares = {str(figure["period"]): figure for figure in workforce}
    rows = []
    if any(period in shares for period in periods):
        for label, text in (("Percent of the workforce", percent_text), ("Number out of the workforce of known ethnicity", out_of)):
            rows.append(Body(label=label, rows=[Row(label="BME", cells=[_of(shares, period, text) for period in periods])]))
    parts = []
    for part in dict.fromkeys(str(comparison.get("stratum") or "") for comparison in comparisons):
        here = {str(c["period"]): c for c in comparisons if str(c.get("stratum") or "") == part}
        parts.append(Row(label=part_name(part), cells=[_of(here, period, gap_text) for period in periods]))
    rows.append(Body(label="Difference from the workforce, percentage points", rows=parts))
    return Table(caption="BME share of the board against the workforce", head=[[Head(text="Measure"), *(Head(text=p) for p in periods)]], bodies=rows)


def comparison_tables(number: int, comparisons: Sequence[Figure], name: Callable[[Figure], str]) -> list[Table]:
    """The estimates behind every verdict, and what other rules would say of the same counts."""
    shown = [c for c in comparisons if not is_withheld(c) and c.get("state") not in ("", None, "not_assessable")]
    if not shown:
        return []
    estimates = [
        Row(label=name(c), cells=[
            cell(ratio_text(c)), cell(_range(ratio_bounds(c), 2)), cell(gap_text(c)), cell(_range(point_bounds(c), 1, signed=True)),
            cell(pvalue_text(c.get("pvalue"))), cell(pvalue_text(c.get("pvalue_adjusted"))),
        ]) for c in shown
    ]  # fmt: skip
    policies = ("policy_lpt", "policy_four_fifths", "policy_two_standard_deviations", "policy_banding")
    rules = [
        Row(label=name(c), cells=[
            Cell(text=short_verdict(c), kind="text"), cell(fragility_text(c)),
            *(Cell(text=policy_text(c.get(key)), kind="text") for key in ("complement_state", *policies)),
        ]) for c in shown
    ]  # fmt: skip
    estimate_head = [
        [Head(text="Comparison", rows=2), Head(text="Ratio", scope="colgroup", columns=2),
         Head(text="Gap, percentage points", scope="colgroup", columns=2), Head(text="p-value", scope="colgroup", columns=2)],
        [Head(text=text) for text in ("Estimate", "Interval", "Estimate", "Interval", "Raw", "Adjusted")],
    ]  # fmt: skip
    rule_head = [
        [Head(text="Comparison", rows=2), Head(text="Verdict", scope="colgroup", columns=3),
         Head(text="Other rules on the same counts", scope="colgroup", columns=4)],
        [Head(text="In words", words=True), Head(text="People to change it"), *(Head(text=text, words=True) for text in (
            "Counted the other way round", "LPT’s rule", "Four-fifths", "Two standard deviations", "Bands at 95% and 99.8%",
        ))],
    ]  # fmt: skip
    return [
        Table(caption=f"Indicator {number}: the estimates behind every verdict", head=estimate_head, bodies=[Body(label="", rows=estimates)], wide=True),
        Table(caption=f"Indicator {number}: every verdict, and what other rules would say", head=rule_head, bodies=[Body(label="", rows=rules)], wide=True),
    ]


def _range(bounds: tuple[float, float] | None, decimals: int, *, signed: bool = False) -> str:
    return f"{fixed(bounds[0], decimals, signed=signed)} to {fixed(bounds[1], decimals, signed=signed)}" if bounds else ""


def pvalue_text(value: object) -> str:
    """A p-value with three decimals, never 0.000."""
    if not isinstance(value, (int, float)) or value != value:
        return ""
    return "< 0.001" if value < 0.0005 else fixed(value, 3)


def fragility_text(comparison: Figure) -> str:
    """The number of people, or that there is none."""
    count = comparison.get("fragility")
    return "" if count is None else str(int(count))


def policy_text(value: object) -> str:
    """A policy's word: "different", "similar", "much higher"."""
    if value is None or value == "":
        return NOT_AVAILABLE
    if isinstance(value, bool):
        return "different" if value else "similar"
    return str(value).replace("_", " ")
