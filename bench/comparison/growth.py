"""How cost grows with the number of tables and with their size, what a batch needs of memory, what Python adds, and what threads give."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import equitable as eq

from .measuring import Absent, seconds_each
from .rows import Setting, national, records, tables, tables_of

__all__ = ["growth", "guarded", "memory", "overhead", "threads"]

Line = tuple[str, str, str, bool]
"""What was looked at, what was found, what is asked for, and whether it holds."""


def holds(setting: Setting, true: bool) -> bool:
    """Whether a time is as it should be; a quick run's times say nothing."""
    return true or setting.quick


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """The power of the size that the times grow with, by least squares of their logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def doubling(name: str, call: Callable[[int], Callable[[], Any]], sizes: tuple[int, int, int], setting: Setting) -> Line:
    """Time for twice and four times as many tables, a row's own time divided out."""
    calls = [call(size) for size in sizes]
    best = [float("inf")] * len(sizes)
    for _ in range(setting.size(7, 2)):  # in turn, so that the machine's moods fall on all alike
        for i, each in enumerate(calls):
            best[i] = min(best[i], seconds_each(each, moment=0.05 if not setting.quick else 0.002, rounds=1))
    ratios = [after / before for before, after in zip(best, best[1:], strict=False)]
    found = ", ".join(f"× {ratio:.2f}" for ratio in ratios)
    return f"{name}, {sizes[0]:,} → {sizes[1]:,} → {sizes[2]:,} tables", found, "× 1.8 to 2.2", holds(setting, all(1.8 <= ratio <= 2.2 for ratio in ratios))


def in_size(name: str, call: Callable[[int], Callable[[], Any]], sizes: list[int], most: float, setting: Setting) -> Line:
    seconds = [seconds_each(call(size), moment=0.05 if not setting.quick else 0.002, rounds=setting.size(5, 1)) for size in sizes]
    power = exponent(sizes, seconds)
    return f"{name}, n = {sizes[0]:,} … {sizes[-1]:,}", f"time ~ n^{power:.2f}", f"at most n^{most}", holds(setting, power <= most)


def growth(setting: Setting) -> list[Line]:
    """Every growth that is promised."""
    step = setting.size(250_000, 1000)
    sizes = (step, 2 * step, 4 * step)

    def columns(rows: int) -> tuple[Any, ...]:
        return tuple(np.ascontiguousarray(column[:rows]) for column in tables(4 * step))

    def of(function: Any, method: str) -> Callable[[int], Callable[[], Any]]:
        return lambda rows: (lambda data: lambda: function(*data, method=method))(columns(rows))

    def sized(function: Any, rows: int, **options: Any) -> Callable[[int], Callable[[], Any]]:
        return lambda people: (lambda data: lambda: function(*data, **options))(tables_of(people, rows))

    few = setting.size(2000, 200)
    lines = [
        doubling("Katz interval", of(eq.relative_likelihood, "katz_log"), sizes, setting),
        doubling("Score interval of a ratio", of(eq.relative_likelihood, "miettinen_nurminen"), tuple(size // 5 for size in sizes), setting),
        doubling("N-1 chi-squared test", of(eq.significance, "n_minus_1_chi2"), sizes, setting),
        in_size("Score interval of a ratio", sized(eq.relative_likelihood, few, method="miettinen_nurminen"), [100, 10_000, 10**6, 10**8], 0.05, setting),
        in_size("Score interval of a difference", sized(eq.rate_difference, few, method="miettinen_nurminen"), [100, 10_000, 10**6, 10**8], 0.05, setting),
        in_size("Score interval of an odds ratio", sized(eq.odds_ratio, few, method="miettinen_nurminen"), [100, 10_000, 10**6, 10**8], 0.05, setting),
        in_size("Fisher's exact test", sized(eq.significance, few, method="fisher_minlike"), [1000, 10_000, 100_000, 10**6], 0.55, setting),
    ]
    people = [50, 100, 200, 400] if not setting.quick else [20, 40]
    for method in ("barnard_pooled", "boschloo_central"):
        lines.append(in_size(method, sized(eq.significance, 10, method=method), people, 1.6, setting))
    if not setting.quick:
        one = tables_of(100, 1)
        exact = seconds_each(lambda: eq.rate_difference(*one, method="agresti_min_score"), moment=0.05, rounds=3)
        lines.append(("Exact unconditional interval (agresti_min_score), n = 100", f"{1e3 * exact:.2f} ms", "no peer here", True))
    if hasattr(eq, "tabulate"):
        rows = setting.size(2 * 10**6, 5000)

        def counting(size: int) -> Callable[[], Any]:
            keys, categories = records(4 * rows, False)
            part = [key[:size] for key in keys]
            return lambda: eq.tabulate(part, categories)

        line = doubling("Rows to counts", counting, (rows, 2 * rows, 4 * rows), setting)
        lines.append((line[0].replace("tables", "rows"), *line[1:]))
    return lines


# -------------------------------------------------------------------------------------------------------------- memory

CHILD = """
import json, re, sys
import numpy as np
import equitable as eq
rows, method, function = int(sys.argv[1]), sys.argv[2], getattr(eq, sys.argv[3])
def line(name):
    return 1024 * int(re.search(name + r":\\s+(\\d+)", open("/proc/self/status").read())[1])
n = np.full(rows, 1000, dtype=np.int64)
x = np.arange(rows, dtype=np.int64) % 900 + 50
y = np.full(rows, 300, dtype=np.int64)
for array in (n, x, y):
    array.flags.writeable = False
small = slice(0, 100_000)
function(x[small], n[small], y[small], n[small], method=method)  # what is loaded once
before = line("VmRSS")
open("/proc/self/clear_refs", "w").write("5")
result = function(x, n, y, n, method=method)
print(json.dumps([line("VmHWM") - before, rows]))
"""


def memory(setting: Setting) -> list[Line]:
    """The most memory that a batch takes beyond its input, in a process of its own, beside the size of its answer."""
    lines = []
    rows = setting.size(4 * 10**6, 200_000)
    for function, method, each in (("relative_likelihood", "katz_log", 25), ("rate_difference", "miettinen_nurminen", 25),
                                   ("significance", "n_minus_1_chi2", 17), ("significance", "fisher_minlike", 17)):  # fmt: skip
        part = rows if method != "fisher_minlike" else rows // 4
        try:
            done = subprocess.run([sys.executable, "-c", CHILD, str(part), method, function], capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            lines.append((f"{function}, {method}", "not measured: needs /proc of Linux", "", True))
            continue
        peak, _ = json.loads(done.stdout)
        answer = each * part
        slack = 8 * 2**20
        lines.append((f"{function}, {method}, {part:,} tables", f"{peak / 1e6:.1f} MB", f"answer of {answer / 1e6:.1f} MB and at most 8 MB",
                      peak <= answer + slack))  # fmt: skip
    return lines


# ------------------------------------------------------------------------------------------------------ Python and threads


def overhead(setting: Setting) -> list[Line]:
    """A call from Python beside the same call from C++."""
    rows = setting.size(10**6, 100_000)
    data = tables(rows)
    lines = []
    count = ctypes.c_size_t(rows)
    for name, method, python, compiled in (
        ("relative_likelihood", "katz_log", lambda m: eq.relative_likelihood(*data, method=m), setting.library.ratio_batch),
        ("relative_likelihood", "miettinen_nurminen", lambda m: eq.relative_likelihood(*data, method=m), setting.library.ratio_batch),
        ("rate_difference", "newcombe", lambda m: eq.rate_difference(*data, method=m), setting.library.difference_batch),
        ("proportion", "wilson", lambda m: eq.proportion(*data[:2], method=m), setting.library.proportion_batch),
    ):
        known = getattr(eq._core, f"{name}_methods").index(method)
        columns = data[:2] if name == "proportion" else data
        mine = compared = float("inf")
        for _ in range(setting.size(9, 2)):
            mine = min(mine, seconds_each(lambda: python(method), moment=0.02, rounds=1))
            compared = min(compared, seconds_each(lambda: compiled(*columns, count, known), moment=0.02, rounds=1))
        lines.append((f"{name}, {method}, {rows:,} rows", f"{1e9 * mine / rows:.1f} ns a row, C++ {1e9 * compared / rows:.1f}: × {mine / compared:.2f}", "× 1.2 at most",
                      holds(setting, mine <= 1.2 * compared)))  # fmt: skip
    return lines


def threads(setting: Setting) -> list[Line]:
    """Wall time of a national run on one thread and on two, and whether the bits are the same."""
    import os

    data = tables(setting.size(148_928, 20_000))
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        seconds = []
        for number in (1, 2):
            best = float("inf")
            for _ in range(setting.size(5, 1)):
                start = time.perf_counter()
                national(data, number)
                best = min(best, time.perf_counter() - start)
            seconds.append(best)
        same = all(one == two for one, two in zip(national(data, 1), national(data, 2), strict=True))
    finally:
        os.sched_setaffinity(0, everywhere)
    found = f"{1e3 * seconds[0]:.0f} ms on one thread, {1e3 * seconds[1]:.0f} ms on two; {'the same bits' if same else 'OTHER BITS'}"
    return [("A national run", found, "the same bits", same)]


def guarded(part: Callable[[Setting], list[Line]], setting: Setting) -> list[Line]:
    try:
        return part(setting)
    except Absent as reason:
        return [(part.__name__, f"not measured: {reason}", "", True)]
