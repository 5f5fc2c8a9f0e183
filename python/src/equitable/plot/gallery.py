"""Which charts an indicator has, chosen from the figures it holds; and the functions a notebook calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from matplotlib.axes import Axes
from matplotlib.figure import Figure as MplFigure

from ..errors import InvalidInput
from . import band_shares, board_gaps, group_rates, rates_over_time, ratios
from .chart import Chart
from .numbers import Figure, in_order, printed
from .words import UNKNOWN_GROUPS


class ReportModel(Protocol):
    """The part of a report that charts read."""

    @property
    def figures(self) -> Sequence[Figure]: ...
    @property
    def comparisons(self) -> Sequence[Figure]: ...
    @property
    def specification(self) -> Mapping[str, Any]: ...


RATES = {
    "bame_share_of_workforce": "BME share of staff of known ethnicity",
    "appointed_from_shortlisting": "percent of shortlisted applicants who were appointed",
    "entered_formal_disciplinary": "percent of staff who entered the formal disciplinary process",
    "accessed_nonmandatory_training": "percent of staff who accessed non-mandatory training",
    "q14a_hba_public": "percent harassed, bullied or abused by patients or the public",
    "q14b_or_q14c_hba_staff": "percent harassed, bullied or abused by staff",
    "q14b_hba_managers": "percent harassed, bullied or abused by managers",
    "q14c_hba_colleagues": "percent harassed, bullied or abused by other colleagues",
    "q15_equal_opportunities": "percent who say the trust gives equal opportunities",
    "q16b_discrimination": "percent discriminated against by a manager or colleagues",
}
"""What the axis of a rate says."""

POPULATIONS = {
    "substantive": "substantive staff",
    "bank": "bank staff",
    "medical": "medical staff",
    "shortlisted_applicants": "shortlisted applicants",
    "survey_substantive": "substantive staff, staff survey",
    "survey_bank": "bank staff, staff survey",
    "benchmark_group": "benchmark group of trusts",
    "trusts_national": "all trusts",
    "board": "the board",
}

BOARD_PARTS = {
    "overall": "All members", "all": "All members", "voting": "Voting members", "executive": "Executive members",
    "non-executive": "Non-executive members", "non-voting": "Non-voting members",
}  # fmt: skip

_NOT_CHARTED = ("benchmark_group", "trusts_national")


def population_name(population: str) -> str:
    """The population in plain words."""
    return POPULATIONS.get(population, population.replace("_", " "))


def sentence_case(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def part_name(part: str) -> str:
    """A part of the board in plain words."""
    return BOARD_PARTS.get(part.lower(), part[:1].upper() + part[1:])


def is_grouped(stratum: str) -> bool:
    """Whether a stratum is a group of bands and not one band."""
    return stratum.startswith("Bands ") or stratum in ("All grades", "Below Band 2", "Medics")


def by_band(strata: Sequence[Figure]) -> tuple[list[Figure], list[Figure]]:
    """The figures of single bands, and those of groups of bands with the single bands that belong to no such group."""
    single = [figure for figure in strata if not is_grouped(str(figure["stratum"]))]
    grouped = [figure for figure in strata if is_grouped(str(figure["stratum"]))]
    spanned: dict[str, list[tuple[float, float]]] = {}
    for figure in grouped:
        if (span := _span(str(figure["stratum"]))) is not None:
            spanned.setdefault(str(figure.get("staff_type")), []).append(span)
    for figure in single:
        spans = spanned.get(str(figure.get("staff_type")), [])
        rank = _rank(str(figure["stratum"]).removeprefix("Band "))
        if spans and rank is not None and rank >= 2 and not any(low <= rank <= high for low, high in spans):
            grouped.append(figure)
    order = {kind: index for index, kind in enumerate(dict.fromkeys(str(figure.get("staff_type")) for figure in strata))}
    return single, sorted(grouped, key=lambda figure: (order[str(figure.get("staff_type"))], _first_band(str(figure["stratum"]))))


def _rank(band: str) -> float | None:
    """A band as a number: 3, 8.1 for 8a, 10 for VSM."""
    if band == "VSM":
        return 10.0
    if band[:1].isdigit():
        return int(band[0]) + (" abcd".find(band[1:2]) / 10 if band[1:2] else 0.0)
    return None


def _span(stratum: str) -> tuple[float, float] | None:
    first, found, last = stratum.removeprefix("Bands ").partition(" to ")
    low, high = _rank(first), _rank(last)
    return (low, high) if found and low is not None and high is not None else None


def _first_band(stratum: str) -> float:
    first = stratum.removeprefix("Bands ").removeprefix("Band ").split(" ")[0]
    return _rank(first) or 0.0


def is_share(outcome: str) -> bool:
    """Whether an outcome is the share of one ethnic group in the workforce; the six of them are one subject."""
    return outcome.endswith("_share_of_workforce")


def same_outcome(outcome: str, wanted: str) -> bool:
    """Whether a figure belongs to the subject of the outcome wanted."""
    return outcome == wanted or (is_share(outcome) and is_share(wanted))


def charts_of(report: ReportModel, outcome: str) -> list[Chart]:
    """Every chart the figures of one outcome carry, in reading order."""
    figures = [figure for figure in report.figures if same_outcome(str(figure.get("outcome")), outcome)]
    comparisons = [comparison for comparison in report.comparisons if comparison.get("outcome") == outcome]
    level = float(report.specification.get("confidence_level") or 0.95)
    margin = tuple(report.specification.get("margin") or (0.80, 1.25))
    what = RATES.get(outcome, outcome.replace("_", " "))
    seats = [comparison for comparison in comparisons if comparison.get("population") == "board"]
    if outcome == "board_difference":
        title = "Board against workforce: difference in the BME share"
        return [board_gaps.chart(seats or comparisons, title=title, confidence_level=level, name=part_name)] if comparisons else []
    made: list[Chart] = []
    for population in dict.fromkeys(str(figure.get("population")) for figure in figures):
        if population not in _NOT_CHARTED:
            mine = [figure for figure in figures if figure.get("population") == population]
            made.extend(_charts_of_population(outcome, population, mine, what, level))
    made.extend(_ratios(outcome, comparisons, level, (float(margin[0]), float(margin[1]))))
    return made


def _charts_of_population(outcome: str, population: str, figures: list[Figure], what: str, level: float) -> list[Chart]:
    made: list[Chart] = []
    overall = [figure for figure in figures if figure.get("stratum") in ("Overall", "", None)]
    strata = [figure for figure in figures if figure not in overall and figure.get("group") == "BME"]
    who = population_name(population)
    if strata:
        latest = in_order(str(figure["period"]) for figure in strata)[-1]
        base = next((figure for figure in overall if figure["group"] == "BME" and figure["period"] == latest), None)
        single, grouped = by_band(strata)
        if single:
            title = f"Each pay band against the workforce, {latest}"
            made.append(band_shares.chart(single, overall=base, title=title, what=what, confidence_level=level))
        if grouped:
            title = f"Each group of bands against the workforce, {latest}"
            made.append(band_shares.chart(grouped, overall=base, title=title, what=what, confidence_level=level))
    for kind in dict.fromkeys(str(figure.get("period_kind") or "") for figure in overall):
        known = [figure for figure in overall if str(figure.get("period_kind") or "") == kind and figure["group"] not in (*UNKNOWN_GROUPS, "All")]
        shown = [figure for figure in known if printed(figure.get("rate_text")) is not None]
        periods = in_order(str(figure["period"]) for figure in known)
        groups = {str(figure["group"]) for figure in known if figure["period"] == periods[-1]} if periods else set()
        shares = is_share(outcome)
        if len(groups) > 1:
            made.append(group_rates.chart(
                known, title=f"By ethnic group, {who}, {periods[-1]}", what="share of staff of known ethnicity" if shares else what,
                reference="" if shares else "White", confidence_level=level,
            ))  # fmt: skip
        if len({str(figure["period"]) for figure in shown}) > 2:
            lines = ("BME",) if shares else ("White", "BME")
            made.append(rates_over_time.chart(known, title=f"Change since {periods[0]}, {who}", what=what, groups=lines, confidence_level=level))
    return made


def _ratios(outcome: str, comparisons: list[Figure], level: float, margin: tuple[float, float]) -> list[Chart]:
    """The ratio year by year, where the report prints ratios."""
    main = [c for c in comparisons if c.get("framing") != "representation" and c.get("stratum") in ("Overall", "", None)
            and {c.get("group"), c.get("reference")} == {"White", "BME"} and c.get("population") not in _NOT_CHARTED]  # fmt: skip
    if len(main) < 2:
        return []
    several = len({c.get("population") for c in main}) > 1
    ordered = [c for population in dict.fromkeys(c.get("population") for c in main) for kind in dict.fromkeys(c.get("period_kind") for c in main)
               for period in in_order(str(c["period"]) for c in main) for c in main
               if c["period"] == period and c.get("population") == population and c.get("period_kind") == kind]  # fmt: skip
    first = ordered[0]
    return [ratios.chart(
        ordered, title=f"Ratio by year, {ratios.direction(first)}", margin=margin, confidence_level=level,
        label=lambda c: str(c["period"]), heading=(lambda c: sentence_case(population_name(str(c.get("population"))))) if several else None,
        axis=f"{ratios.direction(first)}, logarithmic axis",
    )]  # fmt: skip


def every_ratio(report: ReportModel, *, heading: Callable[[Figure], str], label: Callable[[Figure], str]) -> list[Chart]:
    """The forest plots of the front page: each comparison in its latest period, parts of the workforce apart from likelihoods."""
    margin = tuple(report.specification.get("margin") or (0.80, 1.25))
    latest = latest_ratios(report.comparisons)
    parts = [comparison for comparison in latest if comparison.get("framing") == "representation"]
    made = []
    for title, axis, rows in (
        ("Every band of the latest year", "share in the band ÷ share elsewhere, logarithmic axis", parts),
        ("Every likelihood of the latest year", "rate ÷ rate, logarithmic axis", [one for one in latest if one not in parts]),
    ):
        if rows:
            made.append(ratios.chart(
                rows, title=title, margin=(float(margin[0]), float(margin[1])), label=label, heading=heading, axis=axis,
                confidence_level=float(report.specification.get("confidence_level") or 0.95), gather_withheld=True,
            ))  # fmt: skip
    return made


def latest_ratios(comparisons: Iterable[Figure]) -> list[Figure]:
    """The comparisons of the latest period of their indicator and population that print a ratio or withhold one."""
    known = [c for c in comparisons if str(c.get("ratio_text") or "").strip() and c.get("population") != "board"]
    kept: list[Figure] = []
    for comparison in known:
        same = [c for c in known if all(c.get(key) == comparison.get(key) for key in ("outcome", "population", "period_kind"))]
        if comparison["period"] == in_order(str(c["period"]) for c in same)[-1]:
            kept.append(comparison)
    return sorted(kept, key=lambda c: int(c.get("indicator") or 0))


def groups(figures: Iterable[Figure], *, title: str = "", what: str = "percent", reference: str = "White",
           confidence_level: float = 0.95, width: float | None = None, ax: Axes | None = None) -> MplFigure:  # fmt: skip
    """Dots with intervals, one row for each ethnic group, for the latest period of the figures given."""
    return group_rates.chart(figures, title=title, what=what, reference=reference, confidence_level=confidence_level).figure(width=width, ax=ax)


def trend(figures: Iterable[Figure], *, title: str = "", what: str = "percent", groups: Sequence[str] = ("White", "BME"),
          confidence_level: float = 0.95, width: float | None = None, ax: Axes | None = None) -> MplFigure:  # fmt: skip
    """Lines with intervals over the years, one for each group."""
    return rates_over_time.chart(figures, title=title, what=what, groups=groups, confidence_level=confidence_level).figure(width=width, ax=ax)


def bands(figures: Iterable[Figure], *, overall: Figure | None = None, title: str = "", what: str = "percent",
          confidence_level: float = 0.95, width: float | None = None, ax: Axes | None = None) -> MplFigure:  # fmt: skip
    """The share in each band with its interval, against the workforce's."""
    return band_shares.chart(figures, overall=overall, title=title, what=what, confidence_level=confidence_level).figure(width=width, ax=ax)


def forest(comparisons: Iterable[Figure], *, title: str = "", margin: tuple[float, float] = (0.80, 1.25),
           confidence_level: float = 0.95, width: float | None = None, ax: Axes | None = None) -> MplFigure:  # fmt: skip
    """Ratios with intervals on a logarithmic axis."""
    return ratios.chart(comparisons, title=title, margin=margin, confidence_level=confidence_level).figure(width=width, ax=ax)


def board(comparisons: Iterable[Figure], *, title: str = "", confidence_level: float = 0.95,
          width: float | None = None, ax: Axes | None = None) -> MplFigure:  # fmt: skip
    """The board less the workforce, in percentage points."""
    return board_gaps.chart(comparisons, title=title, confidence_level=confidence_level, name=part_name).figure(width=width, ax=ax)


def outcome(report: ReportModel, outcome: str, *, kind: str | None = None, width: float | None = None, ax: Axes | None = None) -> MplFigure:
    """The first chart of an outcome that shows anything, or its first of the kind asked for: groups, trend, bands, forest or board."""
    made = charts_of(report, outcome)
    kinds = list(dict.fromkeys(chart.kind for chart in made))
    for chart in [chart for chart in made if chart.marks] or made:
        if kind is None or chart.kind == kind:
            return chart.figure(width=width, ax=ax)
    if not made:
        known = sorted({str(figure.get("outcome")) for figure in report.figures})
        raise InvalidInput(f"plot: the report has no chart for the outcome {outcome!r}; it has {', '.join(known)}")
    raise InvalidInput(f"plot: the outcome {outcome!r} has no chart of kind {kind!r}, only {', '.join(kinds)}")
