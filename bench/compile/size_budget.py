#!/usr/bin/env python3
"""How large the compiled library is, and whether that stays within its budget.

The kernels of the batch functions are compiled three times over, for three generations of processors, so their size is watched. Counted is what the `size`
tool calls text, code and constants, of the whole archive and of its largest objects; debugging information does not count. `size_budgets.csv` has a
budget in kilobytes for each build type, exceeded only beyond --slack. Other compilers than the budgets' own are told, not held to it.
"""

from __future__ import annotations

import argparse
import csv
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def text_sizes(listing: str) -> dict[str, int]:
    """The text of each object in what `size` prints, in bytes."""
    found = {}
    for line in listing.splitlines():
        if row := re.match(r"\s*(\d+)\s+\d+\s+\d+\s+\d+\s+[0-9a-f]+\s+(\S+)", line):
            found[row[2]] = int(row[1])
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--configuration", default="Release", help="the build type")
    parser.add_argument("--compiler", default="GNU", help="the compiler's name as CMake has it")
    parser.add_argument("--size", default="size", help="the size tool")
    parser.add_argument("--budgets", type=Path, default=HERE / "size_budgets.csv")
    parser.add_argument("--slack", type=float, default=0.25, help="share by which the budget may be exceeded")
    options = parser.parse_args(arguments)

    with options.budgets.open(encoding="utf-8", newline="") as file:
        budgets = {(row["compiler"], row["configuration"]): float(row["kilobytes"]) for row in csv.DictReader(file)}
    objects = text_sizes(subprocess.run([options.size, str(options.archive)], check=True, capture_output=True, text=True).stdout)
    if not objects:
        print(f"size_budget: {options.size} saw no object in {options.archive}")
        return 1
    total = sum(objects.values()) / 1000
    for name, size in sorted(objects.items(), key=lambda item: -item[1])[:8]:
        print(f"{size / 1000:9.1f} kB  {name}")
    print(f"{total:9.1f} kB  in {len(objects)} objects")
    budget = budgets.get((options.compiler, options.configuration))
    if budget is None:
        print(f"size_budget: there is no budget for {options.compiler} {options.configuration}")
        return 0
    if total > budget * (1 + options.slack):
        print(f"size_budget: OVER BUDGET: {budget:.0f} kB and {options.slack:.0%} are allowed")
        return 1
    print(f"within the budget of {budget:.0f} kB and {options.slack:.0%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
