#!/usr/bin/env python3
"""What including a header costs, and whether that stays within its budget.

Headers come in four kinds by what they pull in: `light` (the standard library alone), `eigen`, `boost`, and `all`, the header of headers. `budgets.csv` gives each
kind a budget three times over:

- yardsticks: processor time to parse the header, as a multiple of the time for yardstick.cpp (the usual standard headers), the two
  compiled in turn in one run, so that the machine and its load cancel out. This is checked, with the slack given by --slack, for every
  header or, with --timed, for the largest of each kind: text that is not there costs nothing.
- kilobytes: size after the preprocessor, comments gone; the same on every run, so it is checked as it stands.
- seconds: the processor time on the machine where the budgets were set. Printed beside the time measured, checked with --seconds only.

Prints a table, dearest header first; ends with 1 when a header is over budget.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent


def processor_seconds(call: list[str]) -> float:
    """User and system time of one command."""
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed: {' '.join(call)}")
    return usage.ru_utime + usage.ru_stime


def kind_of(header: str, dependencies: str) -> str:
    if header.count("/") == 1:
        return "all" if header.endswith("/equitable.hpp") else "light"
    if "/boost/" in dependencies or "/Eigen/" in dependencies:
        return "boost" if "/boost/" in dependencies else "eigen"
    return "threads" if "/detail/parallel.hpp" in dependencies else "light"  # the standard's <thread> costs as much as all of ours


class Compiler:
    """One compiler with the folders it searches; measures single headers."""

    def __init__(self, command: str, include: Path, system: list[str], folder: Path) -> None:
        places = [f"-isystem{place}" for place in system if place and place != "/usr/include"]
        self.base = [command, "-std=c++17", f"-I{include}", *places]
        self.folder = folder

    def source(self, header: str) -> str:
        path = self.folder / (header.replace("/", "_") + ".cpp")
        path.write_text(f'#include "{header}"\n', encoding="utf-8")
        return str(path)

    def preprocessed(self, source: str) -> tuple[int, str]:
        """How many bytes a source comes to, comments gone, and the list of what it includes."""
        dependencies = Path(source).with_suffix(".d")
        text = subprocess.run([*self.base, "-E", "-P", "-MD", "-MF", str(dependencies), source], check=True, capture_output=True, text=True).stdout
        return len(text), dependencies.read_text(encoding="utf-8")

    def seconds(self, source: str) -> float:
        return processor_seconds([*self.base, "-fsyntax-only", source])


def ratio(compiler: Compiler, source: str, yardstick: str, rounds: int) -> tuple[float, float]:
    """Time as a multiple of the yardstick's, and in seconds: the least of several rounds of each, taken in turn."""
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(compiler.seconds(yardstick))
        ours.append(compiler.seconds(source))
    return min(ours) / min(theirs), min(ours)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--include", type=Path, default=HERE.parents[1] / "include", help="the folder that holds the public headers")
    parser.add_argument("--system", default="/usr/include/eigen3", help="folders of other libraries' headers, separated by semicolons")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--budgets", type=Path, default=HERE / "budgets.csv")
    parser.add_argument("--rounds", type=int, default=2, help="measurements of each header; one over budget is measured three times as often")
    parser.add_argument("--timed", type=int, help="time only so many headers of each kind, the largest ones; all unless told")
    parser.add_argument("--slack", type=float, default=0.25, help="share by which the yardsticks may be exceeded")
    parser.add_argument("--seconds", action="store_true", help="check the seconds too: only on a quiet machine like the budgets' own")
    options = parser.parse_args(arguments)

    with options.budgets.open(encoding="utf-8", newline="") as file:
        budgets = {row["kind"]: {name: float(row[name]) for name in ("yardsticks", "seconds", "kilobytes")} for row in csv.DictReader(file)}
    headers = sorted(path.relative_to(options.include).as_posix() for path in options.include.rglob("*.hpp"))
    if not headers:
        print(f"no header found under {options.include}")
        return 1

    measured = []
    with tempfile.TemporaryDirectory() as folder:
        compiler = Compiler(options.compiler, options.include, options.system.split(";"), Path(folder))
        yardstick = str(HERE / "yardstick.cpp")
        sources = [compiler.source(header) for header in headers]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            sizes = list(pool.map(compiler.preprocessed, sources))
        kinds: dict[str, list[tuple[float, str, str]]] = {}
        for header, source, (size, dependencies) in zip(headers, sources, sizes, strict=True):
            kinds.setdefault(kind_of(header, dependencies), []).append((size / 1000, header, source))
        for kind, members in kinds.items():
            budget = budgets[kind]
            allowed = budget["yardsticks"] * (1 + options.slack)
            for rank, (kilobytes, header, source) in enumerate(sorted(members, reverse=True)):
                times = seconds = math.nan
                if options.timed is None or rank < options.timed:
                    times, seconds = ratio(compiler, source, yardstick, options.rounds)
                    if times > allowed:
                        times, seconds = ratio(compiler, source, yardstick, 3 * options.rounds)
                over = [name for name, wrong in (("yardsticks", times > allowed), ("kilobytes", kilobytes > budget["kilobytes"]),
                                                 ("seconds", options.seconds and seconds > budget["seconds"])) if wrong]  # fmt: skip
                measured.append((seconds, times, kilobytes, kind, header, over))

    timed = sum(not math.isnan(seconds) for seconds, *_ in measured)
    print(f"{'seconds':>8} {'yardsticks':>10} {'kilobytes':>9}  kind   header")
    for seconds, times, kilobytes, kind, header, over in sorted(measured, key=lambda row: (math.isnan(row[0]), -row[0], -row[2])):
        timing = f"{'not timed':>19}" if math.isnan(seconds) else f"{seconds:8.3f} {times:10.2f}"
        print(f"{timing} {kilobytes:9.0f}  {kind:<6} {header}" + (f"   OVER BUDGET: {', '.join(over)}" if over else ""))
    failures = sum(bool(over) for *_, over in measured)
    print(f"{len(measured) - failures} of {len(measured)} headers are within their budgets, {timed} of them timed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
