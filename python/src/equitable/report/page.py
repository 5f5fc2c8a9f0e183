"""report.html: one page that needs nothing but itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from .. import _core
from ..plot import style
from ..plot.chart import Chart
from ..plot.gallery import charts_of, every_ratio, is_share, part_name, population_name, sentence_case
from ..plot.numbers import Figure, in_order, listed, printed, signed_text
from ..plot.ratios import direction
from ..plot.words import is_withheld, level_text, short_verdict
from . import words
from .release import Release
from .tables import Table, band_tables, board_table, cell, comparison_tables, group_table, year_tables

_TEMPLATES = Path(__file__).with_name("templates")
_FOREST_WIDTH = 900
_MINUS = re.compile(r"(?<=[ (])-(?=\d)")
_QUOTED = re.compile(r'"([^"]*)"')
_SAID_HERE = ("One person would change", "Counting those without")
"""How notes of the model begin that this page says in its own place."""


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(cell=cell)
    made.filters["typeset"] = typeset
    return made


def typeset(text: str) -> str:
    """A sentence with real minus signs, quotation marks and apostrophes."""
    return _QUOTED.sub(r"“\1”", _MINUS.sub("−", text)).replace("'", "’")


def html_page(released: Release, *, version: str) -> str:
    """The whole page as text."""
    sections = [_section(released, number) for number in sorted({int(item["indicator"]) for item in (*released.figures, *released.comparisons)})]
    settings = released.specification
    css = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    page = _environment().get_template("report.html.j2").render(
        css=Markup(css),
        organisation=settings.get("organisation") or "Organisation not named",
        invented=bool(settings.get("example")),
        published=not settings.get("example") and any(figure.get("place") for figure in released.figures),
        periods=listed(_span(released)),
        level=level_text(settings.get("confidence_level")),
        margin=_margin(settings.get("margin")),
        threshold=settings.get("threshold"),
        findings=_findings(released, sections),
        forest=_forest(released),
        sections=sections,
        unknown=_completeness(released),
        checks=[{**check, "about": _about(check)} for check in released.checks],
        notes=released.notes,
        settings=_settings(settings),
        glossary=words.GLOSSARY, terms=words.TERMS, version=version,
    )  # fmt: skip
    return re.sub(r"\n\s*\n+", "\n", page)


def _about(check: Figure) -> str:
    """What a printed figure is about: "Indicator 1: BME, medical Consultant, March 2021"."""
    stratum = str(check.get("stratum") or "Overall")
    where = "" if stratum == "Overall" else " ".join(part for part in (str(check.get("staff_type") or ""), stratum) if part not in ("", "all"))
    return f"Indicator {check['indicator']}: {', '.join(part for part in (str(check['group']), where, str(check['period'])) if part)}"


def _margin(margin: Any) -> str:
    low, high = margin or (0.80, 1.25)
    return f"{float(low):.2f} to {float(high):.2f}"


def _span(released: Release) -> list[str]:
    """"March 2022", "2021/22", "2021": the latest period of each kind."""
    latest: dict[str, str] = {}
    kinds = {"snapshot": "staff at {}", "financial_year": "year {}", "survey_year": "staff survey {}"}
    for kind, text in kinds.items():
        periods = in_order(str(f["period"]) for f in (*released.figures, *released.comparisons) if f.get("period_kind") == kind)
        if periods:
            latest[kind] = text.format(periods[-1])
    return list(latest.values())


def _settings(settings: Any) -> list[tuple[str, str]]:
    threshold = settings.get("threshold")
    rows = [
        ("Confidence level", level_text(settings.get("confidence_level"))),
        ("Range that counts as similar", _margin(settings.get("margin"))),
        ("Headcounts withheld", f"below {threshold}" if threshold else "none: redaction was switched off"),
        ("Denominator", str(settings.get("denominator_policy") or "")),
        ("Name of the group", str(settings.get("bme_label") or "BME")),
    ]
    return [row for row in rows if row[1]]


# --- the front page ----------------------------------------------------------------------------------------------------------------------


def _findings(released: Release, sections: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    linked = {section["number"] for section in sections}
    groups = []
    for key, title, explanation in words.FINDING_GROUPS:
        items = [
            {
                "text": str(finding.get("text") or ""), "previous": str(finding.get("previous_text") or ""),
                "number": int(finding["indicator"]) if int(finding.get("indicator") or 0) in linked else None,
                "sign": words.SIGNS.get(str(finding.get("state")), "") if key not in ("closed", "records") else "",
                "concern": str(finding.get("concern") or "neutral"),
            }
            for finding in released.findings
            if words.finding_group(str(finding.get("kind") or ""), str(finding.get("state") or "")) == key
        ]  # fmt: skip
        items.sort(key=lambda item: item["concern"] != "adverse")
        if items:
            groups.append({"key": key, "title": title, "explanation": explanation, "items": items})
    return groups


def _forest(released: Release) -> list[dict[str, Any]]:
    charts = every_ratio(released, heading=_forest_heading, label=_forest_label)
    return [_drawn(chart, f"chart-forest-{index}", "", wide=_FOREST_WIDTH) for index, chart in enumerate(charts, 1)]


def _forest_heading(comparison: Figure) -> str:
    number = int(comparison["indicator"])
    period = str(comparison["period"])
    if comparison.get("framing") == "representation":
        return f"{number}  {comparison['group']} share of a band ÷ {comparison['group']} share elsewhere, {period}"
    return f"{number}  {_outcome_title(str(comparison['outcome']))}, {period}"


def _forest_label(comparison: Figure) -> str:
    if comparison.get("framing") == "representation":
        return _place(comparison) or "Whole workforce"
    who = "" if comparison.get("population") in ("substantive", "survey_substantive", "shortlisted_applicants") else _who(comparison)
    return f"{direction(comparison)}{who}"


def _who(comparison: Figure) -> str:
    return f", {population_name(str(comparison.get('population'))).split(',')[0]}"


# --- one indicator -----------------------------------------------------------------------------------------------------------------------


@cache
def _indicators() -> dict[str, dict[str, Any]]:
    return {str(indicator["outcome"]): dict(indicator) for indicator in _core.wres_indicators()}


def _outcome_title(outcome: str) -> str:
    return str(_indicators().get(outcome, {}).get("title") or sentence_case(outcome.replace("_", " ")))


def _section(released: Release, number: int) -> dict[str, Any]:
    figures = [figure for figure in released.figures if int(figure["indicator"]) == number]
    comparisons = [comparison for comparison in released.comparisons if int(comparison["indicator"]) == number]
    outcomes = list(dict.fromkeys(_subject(str(item["outcome"])) for item in (*figures, *comparisons) if not _is_completeness(item)))
    known = _indicators()
    outcomes.sort(key=lambda outcome: list(known).index(outcome) if outcome in known else len(known))
    charts: list[dict[str, Any]] = []
    empty: list[str] = []
    tables: list[Table] = []
    for outcome in outcomes:
        mine = [figure for figure in figures if _subject(str(figure["outcome"])) == outcome and not _is_completeness(figure)]
        pairs = [comparison for comparison in comparisons if _subject(str(comparison["outcome"])) == outcome]
        tables.extend(_tables(released, outcome, mine, pairs))
        waiting = {kind: list(words.GRAPH_LETTERS.get((outcome, kind), "")) for kind in ("bands", "groups", "trend")}
        for chart in charts_of(released, outcome):
            if not chart.marks:
                empty.append(chart.title)
                continue
            letter = waiting.get(chart.kind, [])
            titled = chart if len(outcomes) == 1 else _titled(chart, outcome)
            charts.append(_drawn(titled, f"chart-{number}-{len(charts) + 1}", letter.pop(0) if letter else ""))
    rules = comparison_tables(number, comparisons, _rule_name)
    indicator = known.get(outcomes[0], {}) if outcomes else {}
    return {
        "number": number, "title": words.TITLES.get(number) or _outcome_title(outcomes[0]),
        "question": words.QUESTIONS.get(number, ""), "window": str(indicator.get("window") or ""), "denominator": str(indicator.get("denominator") or ""),
        "verdicts": _verdicts(comparisons, outcomes), "charts": charts, "empty": empty, "tables": tables, "rules": rules,
    }  # fmt: skip


def _subject(outcome: str) -> str:
    """The outcome under whose name a figure is shown: the shares of the six ethnic groups are one subject."""
    return "bame_share_of_workforce" if is_share(outcome) else outcome


def _is_completeness(item: Figure) -> bool:
    """Whether a figure only says whose ethnicity is known; that has a section of its own."""
    return str(item["outcome"]).startswith("ethnicity_")


def _titled(chart: Chart, outcome: str) -> Chart:
    return replace(chart, title=f"{_outcome_title(outcome)}: {chart.title[:1].lower()}{chart.title[1:]}")


def _tables(released: Release, outcome: str, figures: Sequence[Figure], comparisons: Sequence[Figure]) -> list[Table]:
    indicator = _indicators().get(outcome, {})
    if str(indicator.get("printed")) == "percentage_points":
        workforce = [f for f in released.figures if f["outcome"] == "bame_share_of_workforce" and f["population"] == "substantive"
                     and f.get("stratum") in ("Overall", "") and f["group"] == "BME"]  # fmt: skip
        made = board_table(comparisons, workforce)
        parts = [{**figure, "stratum": "Overall", "group": part_name(str(figure["stratum"]))} for figure in figures if figure["group"] == "BME"]
        seats = year_tables("BME seats on the board", parts, [], ratios=False)
        return [table for table in (made, *seats) if table]
    banded = dict.fromkeys(str(figure["population"]) for figure in figures if figure.get("stratum") not in ("Overall", ""))
    if banded:
        tables: list[Table] = []
        for population in banded:
            tables += band_tables([figure for figure in figures if figure["population"] == population], "BME", population_name(population))
        split = group_table([figure for figure in figures if figure.get("stratum") not in ("Overall", "")])
        groups = {str(figure["population"]): set[str]() for figure in figures}
        for figure in figures:
            if figure.get("stratum") in ("Overall", ""):
                groups[str(figure["population"])].add(str(figure["group"]))
        others = [figure for figure in figures if figure["population"] not in banded or len(groups[str(figure["population"])]) > 1]
        return [*tables, *([split] if split else []), *year_tables("Ethnic groups of the workforce", others, [], ratios=False)]
    return year_tables(_outcome_title(outcome), figures, comparisons, ratios=str(indicator.get("printed")) == "ratio")


def _drawn(chart: Chart, identity: str, letter: str, *, wide: float = style.WIDE) -> dict[str, Any]:
    return {
        "id": identity, "kind": chart.kind, "letter": letter, "title": chart.title, "description": chart.description,
        "wide": Markup(chart.svg(f"{identity}-w", width=wide)), "narrow": Markup(chart.svg(f"{identity}-n", width=style.NARROW)),
        "width": int(wide),
    }  # fmt: skip


def _place(comparison: Figure) -> str:
    """"Non-clinical Band 2"; empty for everybody."""
    kind, stratum = str(comparison.get("staff_type") or ""), str(comparison.get("stratum") or "")
    if comparison.get("population") == "board":
        return part_name(stratum)
    if stratum in ("", "Overall"):
        return ""
    return sentence_case(stratum if kind in ("", "all") else f"{kind} {stratum}")


def _rule_name(comparison: Figure) -> str:
    who = direction(comparison) if comparison.get("framing") != "representation" else str(comparison.get("group") or "")
    parts = [_place(comparison), f"{who}{_who(comparison) if comparison.get('population') in ('bank', 'survey_bank') else ''}", str(comparison["period"])]
    return ", ".join(part for part in parts if part)


def _verdicts(comparisons: Sequence[Figure], outcomes: Sequence[str]) -> list[dict[str, Any]]:
    """The sentences of the latest period, under one heading for each outcome, population and staff type."""
    blocks: dict[str, list[Figure]] = {}
    for outcome in outcomes:
        mine = [comparison for comparison in comparisons if _subject(str(comparison["outcome"])) == outcome]
        for population in dict.fromkeys(str(c["population"]) for c in mine):
            for kind in dict.fromkeys(str(c.get("period_kind") or "") for c in mine if c["population"] == population):
                here = [c for c in mine if c["population"] == population and str(c.get("period_kind") or "") == kind]
                now = in_order(str(c["period"]) for c in here)[-1]
                for comparison in here:
                    if comparison["period"] == now:
                        blocks.setdefault(_block_title(comparison, several=len(outcomes) > 1), []).append(comparison)
    return [
        {
            "title": title,
            "items": [_verdict(c) for c in rows if not _is_silent(c)],
            "withheld": listed(_within(c) for c in rows if _is_silent(c) and c.get("status") == "c"),
            "inapplicable": listed(_within(c) for c in rows if _is_silent(c) and c.get("status") == "z"),
        }
        for title, rows in blocks.items()
    ]  # fmt: skip


def _within(comparison: Figure) -> str:
    """The comparison under a heading that names the staff type."""
    if comparison.get("population") == "board":
        return _place(comparison)
    return direction(comparison) if str(comparison.get("stratum") or "") in ("", "Overall") else str(comparison["stratum"])


def _is_silent(comparison: Figure) -> bool:
    """Whether there is nothing to say but that it is withheld or does not apply."""
    return comparison.get("status") in ("c", "z") and all(printed(comparison.get(key)) is None for key in ("ratio_text", "gap_text"))


def _block_title(comparison: Figure, *, several: bool) -> str:
    population, period = str(comparison["population"]), str(comparison["period"])
    kind = str(comparison.get("staff_type") or "")
    parts = [_outcome_title(_subject(str(comparison["outcome"])))] if several else []
    if kind not in ("", "all"):
        parts.append(kind)
    elif population == "substantive" and comparison.get("stratum") not in ("Overall", ""):
        parts.append("all staff")
    elif population not in ("substantive", "survey_substantive", "shortlisted_applicants", "board"):
        parts.append(population_name(population))
    return sentence_case(", ".join([*parts, period]))


def _verdict(comparison: Figure) -> dict[str, Any]:
    state = str(comparison.get("state") or "not_assessable")
    sentence = str(comparison.get("sentence") or "")
    if not sentence:
        shown = str(comparison.get("ratio_text") or "")
        gap = f"{_place(comparison)}: {signed_text(comparison.get('gap_text'))} percentage points"
        value = f"{direction(comparison)}: {shown}" if printed(shown) is not None else gap
        sentence = f"{value}, as printed. Without the counts no verdict can be reached."
    previous = comparison.get("previous") or {}
    fragility = comparison.get("fragility")
    return {
        "sign": words.SIGNS.get(state, "") if not (state == "not_assessable" and not is_withheld(comparison)) else "–",
        "state": state, "short": short_verdict(comparison), "sentence": sentence, "place": _place(comparison),
        "complement": _complement(comparison),
        "fragility": "" if fragility is None else _people(int(fragility)),
        "previous": _previous(previous), "notes": [str(note) for note in comparison.get("notes") or () if not str(note).startswith(_SAID_HERE)],
    }  # fmt: skip


def _people(count: int) -> str:
    if count == 1:
        return "One person’s outcome would change this verdict."
    return f"{count} people with another outcome would change this verdict."


def _complement(comparison: Figure) -> str:
    if not comparison.get("framing_changes"):
        return ""
    state = words.STATES.get(str(comparison.get("complement_state")), str(comparison.get("complement_state")))
    return f"Counted the other way round, the verdict is: {state}."


def _previous(previous: Figure) -> str:
    if not previous:
        return ""
    shown = str(previous.get("ratio_text") or previous.get("gap_text") or "")
    state = words.STATES.get(str(previous.get("state")), "")
    if printed(shown) is None:
        return f"{previous.get('period')}: withheld." if shown == "R" else ""
    what = "ratio " if printed(previous.get("ratio_text")) is not None else ""
    unit = "" if what else " percentage points"
    return f"{previous.get('period')}: {what}{signed_text(shown)}{unit}, {state}."


# --- completeness ------------------------------------------------------------------------------------------------------------------------


def _completeness(released: Release) -> list[dict[str, Any]]:
    """The rows of every population together, its periods in order."""
    populations = dict.fromkeys(str(row.get("population") or "") for row in released.unknown)
    return [
        {
            "name": sentence_case(population_name(population)),
            "rows": [_complete(row) for row in released.unknown if str(row.get("population") or "") == population],
        }
        for population in populations
    ]


def _complete(row: Figure) -> dict[str, Any]:
    lower, upper = (str(row.get(f"share_{end}_text") or "") for end in ("lower", "upper"))
    bounds = f"{_percent(lower)} to {_percent(upper)}" if printed(lower) is not None and printed(upper) is not None else ""
    counts = [_count(row, name) for name in ("known", "not_stated", "not_known", "empty", "unknown", "total")]
    percent, share = (_percent(str(row.get(f"{name}_text") or "")) for name in ("percent", "share"))
    return {
        "period": str(row.get("period") or ""),
        "cells": [cell(text) for text in (*counts, percent, share, bounds or ("R" if lower == "R" else ""))],
    }


def _percent(text: str) -> str:
    return f"{text.rstrip('%')}%" if printed(text) is not None else text


def _count(row: Figure, name: str) -> str:
    value = row.get(name)
    return str(int(value)) if value is not None else "R" if row.get("status") == "c" else ""
