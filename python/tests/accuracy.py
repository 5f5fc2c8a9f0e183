"""The errors met against the reference values, and the page that shows the worst of each method."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

TITLES = {
    "proportion": "One rate",
    "relative_likelihood": "Relative likelihood",
    "rate_difference": "Rate difference",
    "odds_ratio": "Odds ratio",
    "exact_unconditional_ci": "Exact unconditional intervals",
    "significance": "Significance",
    "equivalence": "Equivalence",
    "part_of_whole": "A part of a whole: intervals",
    "part_of_whole_tests": "A part of a whole: tests",
    "finite_population": "Finite population",
    "one_proportion_tests": "One rate against a given rate",
    "power": "Power",
    "sample_size": "Sample size",
    "homogeneity": "Several groups: one test of all",
    "residuals": "Several groups: cell by cell",
    "pairwise_marascuilo": "Several groups: Marascuilo's pairs",
    "adjust_pvalues": "Adjusted p-values",
    "trend": "Trend",
    "linear_by_linear": "Linear by linear",
    "slope_index": "Slope and relative index of inequality",
    "stratified": "Strata",
    "shares": "Shares",
    "composition": "Composition",
    "poisson_rate": "Events over person-time",
    "poisson_test": "Events against the number expected",
    "rate_ratio": "Two rates of events over person-time",
    "standardised_rate": "Standardised rate",
    "funnel_limits": "Funnel limits",
    "paired_ci": "Pairs: intervals",
    "paired_tests": "Pairs: tests",
}

PREFACE = """# Accuracy

How far the results of the Python functions are from the reference values, at worst, method by method.

**How it is measured.** `tests/data/reference/` holds values computed from the definitions with 50 to 60 significant digits, by a program
that shares nothing with this library. The golden tests (`python/tests/test_golden*.py`) compare every row of every file, through the
Python functions, as arrays and in the spelling of the files. An error is relative, |got − reference| / |reference|; for a difference of
rates, which passes through 0, it is absolute, and so it is for a residual, an index or a logarithm within 1e-13 of its reference.
References of 0, 1, −1 and ∞ at the edge of what is possible must be met exactly, and NaN must come with a status; they count as rows, without an error. Barnard's, Boschloo's and the unconditional likelihood-ratio tests give a
certified range: the reference must lie in [p, upper bound], and the width of that range is shown instead. The figures are rounded up to
one digit, so 3e-15 means at most 3·10⁻¹⁵; the smallest step between two doubles is 2·10⁻¹⁶ of their size.

The page is written by the test run: `python -m pytest python/tests --accuracy-page docs/accuracy.md`.
"""


NOTES = {
    "odds_ratio": "Lower limits of `agresti_smoothed_logit` below 1e-45 are printed as 0 in the file, and are taken so here.",
    "exact_unconditional_ci": "In ten of the 196 limits the scan behind the file stepped over a range of values that the test does not refute; "
    "the library's limit lies further out there, and `tests/comparison/unconditional_exact_test.cpp` holds a value beyond the printed "
    "limit whose probability is above the level for each. They are not among the errors.",
    "significance": "For `barnard_*`, `boschloo_*` and `lr_unconditional` the width of the certified range stands in the place of the error.",
}


def rounded_up(error: float) -> str:
    """An error with one digit, never rounded down; 0 for none."""
    if error == 0:
        return "0"
    if not math.isfinite(error):
        return "∞"
    power = math.floor(math.log10(error))
    digit = math.ceil(error / 10.0**power - 1e-9)
    if digit == 10:
        digit, power = 1, power + 1
    return f"{digit}e{power:+03d}"


@dataclass
class Entry:
    """What was met of one method."""

    tolerance: float
    rows: int = 0
    errors: dict[str, float] = field(default_factory=dict)


@dataclass
class Ledger:
    """The worst errors so far, by file and method."""

    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)

    def note(self, file: str, method: str, rows: int, tolerance: float, errors: dict[str, Iterable[float]]) -> None:
        """Write down the errors of some rows, by the column that they are in."""
        entry = self.entries.setdefault(file, {}).setdefault(method, Entry(tolerance))
        entry.rows += rows
        entry.tolerance = max(entry.tolerance, tolerance)
        for name, values in errors.items():
            entry.errors[name] = max(entry.errors.get(name, 0.0), max(values, default=0.0))

    def page(self) -> str:
        """The page in Markdown."""
        parts = [PREFACE]
        for file, title in TITLES.items():
            methods = self.entries.get(file)
            if not methods:
                continue
            columns = list(dict.fromkeys(name for entry in methods.values() for name in entry.errors))
            head = ["method", "rows", *(f"worst error of {name}" for name in columns), "tolerance"]
            lines = ["| " + " | ".join(head) + " |", "|---|---:|" + "---:|" * (len(columns) + 1)]
            for method in sorted(methods):
                entry = methods[method]
                shown = [rounded_up(entry.errors[name]) if name in entry.errors else "" for name in columns]
                lines.append(f"| `{method}` | {entry.rows:,} | " + " | ".join([*shown, rounded_up(entry.tolerance)]) + " |")
            rows = sum(entry.rows for entry in methods.values())
            note = f" {NOTES[file]}" if file in NOTES else ""
            parts.append(f"## {title}\n\n{rows:,} rows of `{file}.csv`.{note}\n\n" + "\n".join(lines) + "\n")
        return "\n".join(parts)
