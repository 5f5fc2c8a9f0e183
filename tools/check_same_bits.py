#!/usr/bin/env python3
"""Build tests/levels/outputs.cpp for every level of x86-64 that this machine has, and compare what the batch kernels answer, bit by bit.

The flags are those of the compiled library's kernels. Levels that the processor has not are named and left out; on another kind of processor there
is nothing to compare.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ("-std=c++17", "-O3", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off", "-pthread")
NEEDED = {  # a flag of /proc/cpuinfo that stands for the level
    "x86-64": "sse2",
    "x86-64-v3": "avx2",
    "x86-64-v4": "avx512vl",
}


def levels(cpuinfo: str) -> list[str]:
    """The levels that a processor with these flags has."""
    flags = next((set(line.partition(":")[2].split()) for line in cpuinfo.splitlines() if line.startswith("flags")), set())
    return [level for level, flag in NEEDED.items() if flag in flags]


def differences(outputs: dict[str, str]) -> list[str]:
    """What the levels do not agree about, a line each."""
    by_level = {level: dict(line.rsplit(" ", 1) for line in text.splitlines()) for level, text in outputs.items()}
    first, *others = by_level
    found = []
    for level in others:
        for what in sorted(by_level[first].keys() | by_level[level].keys()):
            one, other = by_level[first].get(what, "nothing"), by_level[level].get(what, "nothing")
            if one != other:
                found.append(f"{what}: {first} says {one}, {level} says {other}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--system", default="/usr/include/eigen3", help="folders of other libraries' headers, separated by semicolons")
    options = parser.parse_args()
    if platform.machine() not in ("x86_64", "AMD64") or not Path("/proc/cpuinfo").exists():
        print("same bits: not an x86-64 with /proc/cpuinfo, nothing to compare")
        return 0
    here = levels(Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    system = [f"-isystem{place}" for place in options.system.split(";") if place and place != "/usr/include"]

    with tempfile.TemporaryDirectory() as folder:

        def output(level: str) -> str:
            program = str(Path(folder) / level)
            source = str(ROOT / "tests" / "levels" / "outputs.cpp")
            subprocess.run([options.compiler, *FLAGS, f"-march={level}", f"-I{ROOT / 'include'}", *system, source, "-o", program], check=True)
            return subprocess.run([program], check=True, capture_output=True, text=True).stdout

        with ThreadPoolExecutor(2) as pool:
            outputs = dict(zip(here, pool.map(output, here), strict=True))
    for line in (found := differences(outputs)):
        print(line)
    kernels = len(outputs[here[0]].splitlines())
    left_out = [level for level in NEEDED if level not in here]
    print(f"same bits: {kernels - len({line.partition(':')[0] for line in found})} of {kernels} kernels on {', '.join(here)}"
          + (f"; this processor has no {', '.join(left_out)}" if left_out else ""))  # fmt: skip
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
