"""All ratios on one logarithmic axis, with the range inside which groups count as similar."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from .chart import Chart, of_rows
from .numbers import Figure, fixed, listed, printed, ratio_bounds
from .rows import Line, Mark, Row, RowChart, ratio_scale
from .words import is_withheld, level_text, marker, short_verdict

Label = Callable[[Figure], str]


def chart(
    comparisons: Iterable[Figure], *, title: str, margin: tuple[float, float] = (0.80, 1.25), confidence_level: float = 0.95,
    label: Label | None = None, heading: Label | None = None, axis: str = "ratio of rates (logarithmic axis)",
    gather_withheld: bool = False,
) -> Chart:  # fmt: skip
    """One row for each comparison, in the order given, under a heading for each text that `heading` returns.

    `gather_withheld` replaces the withheld rows of a heading by one that counts them.
    """
    known = list(comparisons)
    name = label or default_label
    rows: list[Row] = []
    for above in dict.fromkeys(heading(comparison) if heading else "" for comparison in known):
        if above:
            rows.append(Row(label=above, heading=True))
        mine = [comparison for comparison in known if (heading(comparison) if heading else "") == above]
        hidden = [comparison for comparison in mine if is_withheld(comparison) and printed(comparison.get("ratio_text")) is None]
        gathered = hidden if gather_withheld and len(hidden) > 1 else []
        rows.extend(_row(comparison, name(comparison), bool(above)) for comparison in mine if comparison not in gathered)
        if gathered:
            rows.append(Row(label=f"{len(gathered)} others", text="R", detail="withheld", indent=bool(above)))
    values = [
        value for row in rows if row.mark
        for value in (row.mark.value, row.mark.lower if row.mark.lower else row.mark.value, row.mark.upper or row.mark.value)
    ]  # fmt: skip
    band = (float(margin[0]), float(margin[1]))
    rows_chart = RowChart(
        rows=rows, scale=ratio_scale(values, axis), lines=[Line(value=1.0, label="")],
        band=band, band_label=f"{band[0]:.2f} to {band[1]:.2f}",
    )  # fmt: skip
    full = name if heading is None else lambda comparison: f"{heading(comparison)}, {name(comparison)}"
    return of_rows("forest", title, describe(known, full, band, level_text(confidence_level)), rows_chart)


def direction(comparison: Figure) -> str:
    """"White ÷ BME", or for a part of the workforce "BME share ÷ its share elsewhere"."""
    if comparison.get("framing") == "representation":
        return f"{comparison.get('group', 'BME')} share ÷ its share elsewhere"
    return f"{comparison.get('group')} ÷ {comparison.get('reference')}"


def default_label(comparison: Figure) -> str:
    """Who is compared with whom, where and when."""
    stratum = str(comparison.get("stratum") or "")
    place = "" if stratum in ("", "Overall") else f"{stratum}, "
    return f"{place}{direction(comparison)}, {comparison.get('period')}"


def _row(comparison: Figure, label: str, indent: bool) -> Row:
    value = printed(comparison.get("ratio_text"))
    verdict = short_verdict(comparison)
    if value is None:
        text = "R" if is_withheld(comparison) else "–"
        return Row(label=label, text=text, detail=verdict, indent=indent)
    bounds = ratio_bounds(comparison)
    shape, filled = marker(comparison)
    text = str(comparison["ratio_text"]).strip()
    if bounds:
        text = f"{text} ({fixed(bounds[0], 2)} to {fixed(bounds[1], 2)})"
    mark = Mark(value=value, lower=bounds[0] if bounds else None, upper=bounds[1] if bounds else None)
    return Row(label=label, text=text, detail=verdict, mark=mark, shape=shape, filled=filled, indent=indent)


def describe(comparisons: Sequence[Figure], name: Label, band: tuple[float, float], level: str) -> str:
    """The chart in words."""
    parts = [
        f"Forest plot: one row for each ratio with its {level} interval on a logarithmic axis. "
        f"A dashed line marks 1, a shaded band {band[0]:.2f} to {band[1]:.2f}."
    ]
    shown = [(value, comparison) for comparison in comparisons if (value := printed(comparison.get("ratio_text"))) is not None]
    if len(shown) > 1:
        most, least = max(shown, key=lambda pair: pair[0]), min(shown, key=lambda pair: pair[0])
        parts.append(f"Highest: {name(most[1])}, {most[0]:.2f}. Lowest: {name(least[1])}, {least[0]:.2f}.")
    for value, comparison in shown if len(shown) <= 12 else []:
        bounds = ratio_bounds(comparison)
        interval = f" ({_end(bounds[0])} to {_end(bounds[1])})" if bounds else ""
        parts.append(f"{name(comparison)}: {value:.2f}{interval}, {short_verdict(comparison)}.")
    if len(shown) > 12:
        counted: dict[str, int] = {}
        for _, comparison in shown:
            counted[short_verdict(comparison)] = counted.get(short_verdict(comparison), 0) + 1
        parts.append(f"Of {len(shown)} ratios: {listed(f'{count} {words}' for words, count in counted.items())}. The tables below give each.")
    hidden = [comparison for comparison in comparisons if is_withheld(comparison) and printed(comparison.get("ratio_text")) is None]
    if hidden:
        names = listed(name(comparison) for comparison in hidden) if len(hidden) <= 6 else f"{len(hidden)} rows"
        parts.append(f"Withheld because the numbers are small: {names}.")
    return " ".join(parts)


def _end(value: float) -> str:
    return "no upper limit" if math.isinf(value) else f"{value:.2f}"
