#!/usr/bin/env python3
"""How often the intervals hold the truth, and how wide they are: by enumeration of every possible outcome, no simulation.

For sizes from 10 to 200 a group and a grid of true rates, the coverage of a method is the probability of all outcomes whose interval
holds the truth. Writes one table (coverage.csv) and one chart for each task (SVG with alternative text).

    python bench/coverage/coverage.py docs/coverage          # a few seconds
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

import equitable as eq
from equitable.plot import style
from equitable.plot.svg import to_svg

LEVEL = 0.95
SIZES = (10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 25, 28, 30, 35, 40, 45, 50, 60, 70, 80, 100, 120, 140, 170, 200)
ONE_RATE = (np.arange(400) + 0.5) / 400
TWO_RATES = np.concatenate(([0.02], np.arange(1, 20) / 20, [0.98]))

Array = np.ndarray


@dataclass(frozen=True)
class Task:
    """One kind of interval: its function, the methods compared (the default first), and the truth for given rates."""

    name: str
    title: str
    methods: Sequence[str]
    limits: Callable[..., eq.Estimate]
    truth: Callable[[Array, Array], Array] | None
    width: Callable[[Array, Array], Array]
    width_words: str


TASKS = (
    Task("proportion", "One rate", ("wilson", "wald", "agresti_coull", "jeffreys", "mid_p", "clopper_pearson"),
         eq.proportion, None, lambda lower, upper: upper - lower, "width"),
    Task("relative_likelihood", "Relative likelihood", ("miettinen_nurminen", "katz_log", "walter_log", "mover_wilson", "scas", "profile_lr"),
         eq.relative_likelihood, lambda p1, p2: p1 / p2, lambda lower, upper: np.log(upper / lower), "width on the log scale"),
    Task("rate_difference", "Rate difference", ("newcombe", "wald", "agresti_caffo", "miettinen_nurminen", "scas", "mover_jeffreys"),
         eq.rate_difference, lambda p1, p2: p1 - p2, lambda lower, upper: upper - lower, "width"),
    Task("odds_ratio", "Odds ratio", ("miettinen_nurminen", "woolf_logit", "gart_adjusted_logit", "conditional_mid_p", "exact_conditional_central", "scas"),
         eq.odds_ratio, lambda p1, p2: p1 * (1 - p2) / (p2 * (1 - p1)), lambda lower, upper: np.log(upper / lower), "width on the log scale"),
)  # fmt: skip


def binomial(n: int, rates: Array) -> Array:
    """P(X = x) for x = 0..n (rows) and each rate (columns), from the logarithms of factorials."""
    x = np.arange(n + 1)[:, None]
    factorials = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))
    choose = factorials[n] - factorials[x] - factorials[n - x]
    return np.exp(choose + x * np.log(rates)[None, :] + (n - x) * np.log1p(-rates)[None, :])


@dataclass(frozen=True)
class Point:
    """One method at one size: coverage over the grid of rates, and the width."""

    task: str
    method: str
    size: int
    mean: float
    fifth: float
    least: float
    most: float
    width: float


def inside(lower: Array, upper: Array, truth: Array | float) -> Array:
    """Whether the truth lies in the interval; where there is no interval it does not. A truth on a limit counts as inside."""
    slack = 1e-12 * np.maximum(1.0, np.abs(truth))
    with np.errstate(invalid="ignore"):
        return (lower <= truth + slack) & (truth - slack <= upper)


def points(task: Task, size: int) -> Iterable[Point]:
    """Every method of the task at one size."""
    x = np.arange(size + 1)
    if task.truth is None:
        rates = ONE_RATE
        weight = binomial(size, rates)
        answers = {m: task.limits(x, size, method=m, confidence_level=LEVEL) for m in task.methods}
        cover = {m: np.array([inside(a.lower, a.upper, p) @ weight[:, i] for i, p in enumerate(rates)]) for m, a in answers.items()}
        shared = np.ones(size + 1, dtype=bool)
        mass = weight.mean(axis=1)
    else:
        weight = binomial(size, TWO_RATES)
        first, second = (grid.reshape(-1) for grid in np.meshgrid(x, x, indexing="ij"))
        answers = {m: task.limits(first, size, second, size, method=m, confidence_level=LEVEL) for m in task.methods}
        cover = {
            m: np.array([
                weight[:, i] @ inside(a.lower, a.upper, task.truth(p1, p2)).reshape(size + 1, size + 1) @ weight[:, j]
                for i, p1 in enumerate(TWO_RATES) for j, p2 in enumerate(TWO_RATES)
            ])
            for m, a in answers.items()
        }  # fmt: skip
        average = weight.mean(axis=1)
        mass = np.outer(average, average).reshape(-1)
        shared = np.ones(mass.size, dtype=bool)
        for answer in answers.values():  # widths are compared where every method has one
            with np.errstate(all="ignore"):
                shared &= np.isfinite(task.width(answer.lower, answer.upper))
    for m, a in answers.items():
        width = float(np.average(task.width(a.lower[shared], a.upper[shared]), weights=mass[shared]))
        c = np.sort(cover[m])
        yield Point(task.name, m, size, float(c.mean()), float(np.quantile(c, 0.05)), float(c[0]), float(c[-1]), width)


def draw(task: Task, found: Sequence[Point], path: Path) -> None:
    """One column a method: coverage above, width beside the default's below."""
    with style.settings():
        figure = style.blank(960, 430)
        grid = figure.add_gridspec(2, len(task.methods), left=0.065, right=0.985, top=0.80, bottom=0.115, hspace=0.22, wspace=0.14, height_ratios=(3, 2))
        figure.text(0.012, 0.975, f"{task.title}: how often a 95 % interval holds the truth", size=15, weight="bold", color=style.INK, va="top")
        figure.text(0.012, 0.905, "Line: average over true rates.  Dark band: from the lowest twentieth to the highest.  Thin line: the worst rate.  "
                    "Sizes are people in each group.", size=style.SMALL, color=style.QUIET, va="top")  # fmt: skip
        base = {p.size: p.width for p in found if p.method == task.methods[0]}
        for column, method in enumerate(task.methods):
            mine = [p for p in found if p.method == method]
            sizes = [p.size for p in mine]
            colour = style.NAVY if column == 0 else style.QUIET
            top = figure.add_subplot(grid[0, column])
            top.axhspan(LEVEL - 0.01, LEVEL + 0.01, color=style.BAND, lw=0)
            top.axhline(LEVEL, color=style.INK, lw=0.8)
            top.fill_between(sizes, [p.fifth for p in mine], [p.most for p in mine], color=colour, alpha=0.28, lw=0)
            top.plot(sizes, [p.least for p in mine], color=colour, lw=0.9)
            top.plot(sizes, [p.mean for p in mine], color=colour, lw=2.2)
            top.set_ylim(0.80, 1.003)
            top.set_title(method + (" (default)" if column == 0 else ""), size=style.SMALL, color=style.INK, weight="bold" if column == 0 else "normal")
            _axis(top, column, [0.80, 0.85, 0.90, 0.95, 1.00], ["80%", "85%", "90%", "95%", "100%"], sizes=False)
            below = figure.add_subplot(grid[1, column])
            below.axhline(1.0, color=style.INK, lw=0.8)
            below.plot(sizes, [p.width / base[p.size] for p in mine], color=colour, lw=2.2)
            below.set_ylim(0.75, 1.35)
            _axis(below, column, [0.8, 1.0, 1.2], ["0.8", "1.0", "1.2"], sizes=True)
        figure.text(0.012, 0.50, "coverage", size=style.SMALL, color=style.QUIET, rotation=90, va="bottom")
        figure.text(0.012, 0.16, "relative width", size=style.SMALL, color=style.QUIET, rotation=90, va="bottom")
        figure.text(0.52, 0.012, "people in each group" if task.truth else "people", size=style.SMALL, color=style.QUIET, ha="center")
        svg = to_svg(figure, title=f"{task.title}: coverage and width of 95 % intervals", description=describe(task, found), identity=f"coverage-{task.name}")
    svg = svg.replace("<svg ", '<svg style="font-family: DejaVu Sans, Verdana, sans-serif; background: #ffffff" ', 1)
    path.write_text(svg + "\n", encoding="utf-8")


def _axis(ax: Axes, column: int, ticks: list[float], texts: list[str], *, sizes: bool) -> None:
    style.bare(ax)
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator([10, 30, 100]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FixedFormatter(["10", "30", "100"] if sizes else [""] * 3))
    ax.set_yticks(ticks, texts if column == 0 else [""] * len(ticks))
    ax.grid(axis="y", color=style.RULE, lw=0.5)
    ax.set_xlim(9, 225)


def describe(task: Task, found: Sequence[Point]) -> str:
    """The chart in words, from the same numbers."""
    parts = []
    for method in task.methods:
        first, last = (next(p for p in found if p.method == method and p.size == size) for size in (SIZES[0], SIZES[-1]))
        parts.append(
            f"{method}: average coverage {100 * first.mean:.1f} % with {first.size} people and {100 * last.mean:.1f} % with {last.size}, "
            f"at the worst rate {100 * first.least:.1f} % and {100 * last.least:.1f} %"
        )
    return f"Six panels, one for each method, over sizes from {SIZES[0]} to {SIZES[-1]}. " + ". ".join(parts) + "."


def table(found: Iterable[Point]) -> list[list[str]]:
    return [[p.task, p.method, str(p.size), *(f"{100 * v:.2f}" for v in (p.mean, p.fifth, p.least, p.most)), f"{p.width:.4f}"] for p in found]


HEADER = ["task", "method", "people", "coverage_mean", "coverage_fifth", "coverage_least", "coverage_most", "width"]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="sizes to work out; charts are drawn for the full list only")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for task in TASKS:
        found = [point for size in options.sizes for point in points(task, size)]
        rows += table(found)
        if tuple(options.sizes) == SIZES:
            draw(task, found, options.folder / f"{task.name}.svg")
        print(f"{task.title}: {len(found)} points", file=sys.stderr)
    with (options.folder / "coverage.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
