#!/usr/bin/env python3
"""Processor instructions a table, kernel by kernel, against a baseline: the one measure of speed that is the same on a busy machine.

    python bench/instructions/instructions.py            # compares with baseline.csv, ends with 1 when a kernel needs 2 % more
    python bench/instructions/instructions.py --write    # writes baseline.csv anew

The kernels are compiled from the headers with flags of their own, for any x86-64 and nothing newer, and counted by callgrind; the C library is told not to
use newer instructions either. The counts then depend on the compiler and on the C library alone. Where these are not the baseline's, a kernel is only held
to half as much again, and the output says so.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BASELINE = HERE / "baseline.csv"
FLAGS = ("-std=c++17", "-O3", "-march=x86-64", "-mtune=generic", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off", "-fno-lto", "-pthread")
PLAIN_LIBC = "glibc.cpu.hwcaps=-AVX,-AVX2,-AVX2_Usable,-FMA,-FMA_Usable,-FMA4,-AVX512F,-AVX512VL,-ERMS,-FSRM"


def compiler_version(compiler: str) -> str:
    first = subprocess.run([compiler, "--version"], check=True, capture_output=True, text=True).stdout.splitlines()[0]
    return f"{first.partition(' ')[2] or first}, {' '.join(platform.libc_ver())}"  # the same program goes by several names: g++, c++


def counted(profile: str) -> dict[str, int]:
    """Instructions of each function count_…, with all it calls, as main's calls to it cost."""
    names: dict[str, str] = {}
    found: dict[str, int] = {}
    callee = ""
    lines = iter(profile.splitlines())
    for line in lines:
        if called := re.match(r"cfn=\((\d+)\)(?: (.+))?", line):
            if called[2]:
                names[called[1]] = called[2]
            callee = names.get(called[1], "")
        elif named := re.match(r"fn=\((\d+)\)(?: (.+))?", line):
            if named[2]:
                names[named[1]] = named[2]
        elif line.startswith("calls=") and callee.startswith("count_"):
            kernel = callee.removeprefix("count_").partition("(")[0].partition("'")[0]
            found[kernel] = found.get(kernel, 0) + int(next(lines).split()[1])
    return found


def measure(compiler: str, include: Path, system: list[str]) -> dict[str, float]:
    """Builds the driver, runs it under callgrind, and divides by the tables."""
    with tempfile.TemporaryDirectory() as folder:
        program, profile = Path(folder) / "driver", Path(folder) / "profile"
        places = [f"-isystem{place}" for place in system if place and place != "/usr/include"]
        subprocess.run([compiler, *FLAGS, f"-I{include}", *places, str(HERE / "driver.cpp"), "-o", str(program)], check=True)
        command = ["valgrind", "--tool=callgrind", "--quiet", "--combine-dumps=yes", f"--callgrind-out-file={profile}", str(program)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "GLIBC_TUNABLES": PLAIN_LIBC})
        tables = {name: int(rows) for name, rows in (line.split() for line in done.stdout.splitlines())}
        instructions = counted(profile.read_text(encoding="utf-8"))
    missing = sorted(set(tables) - set(instructions))
    if missing:
        sys.exit(f"callgrind saw nothing of {', '.join(missing)}")
    return {name: instructions[name] / rows for name, rows in tables.items()}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the baseline instead of comparing with it")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--include", type=Path, default=ROOT / "include")
    parser.add_argument("--system", default="/usr/include/eigen3", help="folders of other libraries' headers, separated by semicolons")
    parser.add_argument("--baseline", type=Path, default=BASELINE)
    parser.add_argument("--slack", type=float, default=0.02, help="share by which a kernel may exceed its baseline")
    options = parser.parse_args(arguments)
    if platform.machine() not in ("x86_64", "AMD64"):
        print(f"instructions: counted on x86-64 only, and this is {platform.machine()}")
        return 0
    if shutil.which("valgrind") is None:
        print("instructions: valgrind is not installed (apt-get install valgrind)")
        return 2

    version = compiler_version(options.compiler)
    found = measure(options.compiler, options.include, options.system.split(";"))
    if options.write:
        with options.baseline.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["kernel", "instructions_per_table", "compiler"])
            writer.writerows((name, f"{count:.1f}", version) for name, count in found.items())
        print(f"written: {options.baseline}, {len(found)} kernels, {version}")
        return 0

    with options.baseline.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    baseline = {row["kernel"]: float(row["instructions_per_table"]) for row in rows}
    same = {row["compiler"] for row in rows} == {version}
    slack = options.slack if same else 0.5
    if not same:
        print(f"another compiler or C library ({version}) than the baseline's ({rows[0]['compiler']}): kernels are held to half as much again, no closer")
    failures = [f"{name} is not in the baseline" for name in found.keys() - baseline.keys()]
    failures += [f"{name} is in the baseline and no longer counted" for name in baseline.keys() - found.keys()]
    print(f"{'kernel':<32} {'a table':>12} {'baseline':>12} {'change':>8}")
    for name, count in found.items():
        if name not in baseline:
            continue
        change = count / baseline[name] - 1
        over = change > slack
        print(f"{name:<32} {count:12.1f} {baseline[name]:12.1f} {change:+8.1%}" + ("   OVER THE BASELINE" if over else ""))
        if over:
            failures.append(f"{name} needs {change:.1%} more instructions than the baseline")
        elif change < -slack and same:
            print(f"{'':<32} faster by more than the slack: write the baseline anew, so that it is kept")
    for failure in failures:
        print(f"instructions: {failure}")
    print(f"{len(found)} kernels counted, {len(failures)} at fault")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
