"""What the comparison found, as Markdown, CSV and a chart."""

from __future__ import annotations

import csv
import math
import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

from .growth import Line
from .rows import Row

__all__ = ["Finding", "chart", "machine", "markdown", "put_between", "table_csv"]


@dataclass(frozen=True)
class Finding:
    """One row with what was measured."""

    row: Row
    ours: float = math.nan
    peer: float = math.nan
    ratio: float = math.nan
    rounds: int = 0
    agrees: bool = True
    said: str = ""
    unit: str = "s"
    absent: str = ""
    quick: bool = False

    @property
    def is_limit(self) -> bool:
        return self.unit != "s" or self.row.peer.startswith("at most")

    @property
    def falls_short(self) -> bool:
        """Below eight tenths of the target."""
        return not self.absent and self.row.target > 0 and not self.ratio >= 0.8 * self.row.target

    @property
    def verdict(self) -> str:
        if self.absent:
            return "not measured"
        if not self.agrees:
            return "VALUES DIFFER"
        if self.quick:
            return "compared"
        if not self.row.target:
            return "for comparison"
        return "reached" if self.ratio >= self.row.target else "near" if not self.falls_short else "BELOW"


def seconds(value: float, unit: str = "s") -> str:
    """A time in the unit that suits it."""
    if math.isnan(value):
        return ""
    if unit != "s":
        return f"{value:.3g} {unit}"
    for factor, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= factor:
            return f"{value / factor:.3g} {name}"
    return f"{value / 1e-9:.3g} ns"


def times(value: float) -> str:
    if math.isnan(value) or math.isinf(value):
        return ""
    return f"{value:,.0f}×" if value >= 100 else f"{value:.3g}×"


def machine(versions: dict[str, str], processor: int | None, load: float) -> str:
    """What it was measured on."""
    name = platform.processor()
    if (info := Path("/proc/cpuinfo")).exists():
        found = re.search(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8"))
        name = found[1] if found else name
    peers = ", ".join(f"{package} {version}" for package, version in versions.items())
    pinned = f"pinned to processor {processor} of {os.cpu_count()}" if processor is not None else "not pinned"
    return f"{name}, {pinned}, load {load:.1f} at the start; Python {platform.python_version()}, {peers}."


def markdown(findings: list[Finding], parts: dict[str, list[Line]], about: str, *, quick: bool) -> str:
    """The page's measured part."""
    lines = [f"Measured on: {about}", ""]
    if quick:
        lines += ["A quick run: the values are compared, the times are no measure of anything.", ""]
    lines += ["| job | size | peer | peer, an item | ours, an item | faster | target | | values |", "|---|---|---|--:|--:|--:|--:|---|---|"]
    for f in findings:
        target = ("≥ " + times(f.row.target)) if f.row.target and not f.is_limit else ""
        peer = "" if f.is_limit else seconds(f.peer)
        ratio = "" if f.is_limit else times(f.ratio)
        said = f.absent or f.said
        lines.append(f"| {f.row.job} | {f.row.size} | {f.row.peer} | {peer} | {seconds(f.ours, f.unit)} | {ratio} | {target} | {f.verdict} | {said} |")
    short = [f for f in findings if f.falls_short or (not f.absent and f.row.target and f.ratio < f.row.target)]
    if short and not quick:
        lines += ["", "Below the target, and what bounds them:", ""]
        lines += [f"- {f.row.job}, {f.row.size}, against {f.row.peer}: {f.row.bound or 'no bound is known'}." for f in short]
    for title, found in parts.items():
        lines += ["", f"### {title}", "", "| what | found | asked for | |", "|---|---|---|---|"]
        lines += [f"| {what} | {value} | {asked} | {'holds' if holds else 'DOES NOT HOLD'} |" for what, value, asked, holds in found]
    return "\n".join(lines) + "\n"


def put_between(page: Path, text: str) -> None:
    """Replaces what stands between the page's two markers."""
    begin, end = "<!-- measured: begin -->\n", "<!-- measured: end -->"
    whole = page.read_text(encoding="utf-8")
    before, mark, rest = whole.partition(begin)
    _, closing, after = rest.partition(end)
    if not mark or not closing:
        raise SystemExit(f"{page} has no markers to write between")
    page.write_text(before + begin + text + end + after, encoding="utf-8")


def table_csv(findings: list[Finding], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["job", "size", "peer", "peer_per_item", "ours_per_item", "unit", "ratio", "target", "rounds", "verdict", "values"])
        for f in findings:
            numbers = [f"{value:.4g}" if not math.isnan(value) else "" for value in (f.peer, f.ours)]
            ratio = f"{f.ratio:.4g}" if math.isfinite(f.ratio) else ""
            writer.writerow([f.row.job, f.row.size, f.row.peer, *numbers, f.unit, ratio, f.row.target or "", f.rounds, f.verdict, f.absent or f.said])


def chart(findings: list[Finding], path: Path) -> None:
    """How many times faster, on a logarithmic scale, with a tick where the target is."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    from equitable.plot import style
    from equitable.plot.svg import to_svg

    shown = [f for f in findings if not f.absent and not f.is_limit and math.isfinite(f.ratio) and f.ratio > 0]
    if not shown:
        return
    with style.settings():
        height = 22.0 * len(shown) + 70
        figure = style.blank(style.WIDE, height)
        ax = figure.add_axes((0.56, 44 / height, 0.38, 1 - 58 / height))
        style.bare(ax)
        ax.set_xscale("log")
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: times(value)))  # matplotlib's own writes TeX, which is switched off
        ax.xaxis.set_major_locator(FixedLocator((1, 100, 10_000)))
        ax.xaxis.set_minor_locator(NullLocator())
        for place, f in enumerate(reversed(shown)):
            ax.barh(place, f.ratio, left=0.1, height=0.62, color=style.NAVY if f.ratio >= f.row.target else style.ORANGE)
            if f.row.target:
                ax.plot([f.row.target] * 2, [place - 0.42, place + 0.42], color=style.INK, linewidth=2)
            ax.text(max(f.ratio, f.row.target or 0.0) * 1.25, place, times(f.ratio), va="center", fontsize=style.SMALL, color=style.INK)
        ax.set_yticks(range(len(shown)), [f"{f.row.job}, {f.row.size}: {f.row.peer.split(',')[0]}" for f in reversed(shown)])
        for label in ax.get_yticklabels():
            label.set_fontsize(9.5)
        ax.set_ylim(-0.6, len(shown) - 0.4)
        ax.set_xlim(0.5, max(f.ratio for f in shown) * 30)
        ax.axvline(1, color=style.RULE, linewidth=1)
        ax.set_xlabel("times as fast (upright line: the target; orange: below it)", fontsize=style.SMALL, color=style.QUIET)
        best = max(shown, key=lambda f: f.ratio)
        words = f"{len(shown)} bars: how many times faster equitable is than its peer. From {times(min(f.ratio for f in shown))} to {times(best.ratio)} ({best.row.job}, {best.row.size})."
        path.write_text(to_svg(figure, title="Times as fast as the usual tools", description=words, identity="comparison"), encoding="utf-8")
