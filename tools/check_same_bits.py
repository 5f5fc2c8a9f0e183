#!/usr/bin/env python3
"""Build tests/levels/outputs.cpp for every level of x86-64 that this machine has, and compare what the batch kernels answer, bit by bit.

The flags are those of the compiled library's kernels. Levels that the processor has not are named and left out; on another kind of processor there
is nothing to compare.

With --elsewhere the same source is built for 64-bit Arm and for WebAssembly too and run in QEMU and Node (scripts/cross installs them). Their C
libraries have logarithms and exponentials of their own, so kernels that call these may differ there, and only these.
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
FLAGS = ("-std=c++17", "-O3", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off")
NEEDED = {  # a flag of /proc/cpuinfo that stands for the level
    "x86-64": "sse2",
    "x86-64-v3": "avx2",
    "x86-64-v4": "avx512vl",
}


ELSEWHERE = {  # how to build for a machine that this one is not, the program's suffix, and how to run it
    "arm64": (("aarch64-linux-gnu-g++", "-static"), "", ("qemu-aarch64-static",)),
    "wasm32": (("em++", "-fexceptions"), ".js", ("node", "--no-experimental-fetch")),
}
C_LIBRARY = frozenset({"test log_rr_wald", "equivalence score_mn", "verdict verdict", "cmh cmh"})  # kernels that call its log or exp


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


def named(lines: list[str]) -> set[str]:
    """The kernels that such lines speak of."""
    return {line.partition(":")[0] for line in lines}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--system", default="/usr/include/eigen3", help="folders of other libraries' headers, separated by semicolons")
    parser.add_argument("--elsewhere", action="store_true", help="compare Arm in QEMU and WebAssembly in Node as well: scripts/cross")
    options = parser.parse_args()
    if platform.machine() not in ("x86_64", "AMD64") or not Path("/proc/cpuinfo").exists():
        print("same bits: not an x86-64 with /proc/cpuinfo, nothing to compare")
        return 0
    here = levels(Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    system = [f"-isystem{place}" for place in options.system.split(";") if place and place != "/usr/include"]

    with tempfile.TemporaryDirectory() as folder:

        def output(where: str) -> str:
            compiler, suffix, runner = ELSEWHERE.get(where, ((options.compiler, f"-march={where}"), "", ()))
            program = str(Path(folder) / where) + suffix
            source = str(ROOT / "tests" / "levels" / "outputs.cpp")
            subprocess.run([*compiler, *FLAGS, *(() if where == "wasm32" else ("-pthread",)), f"-I{ROOT / 'include'}", *system, source, "-o", program], check=True)
            return subprocess.run([*runner, program], check=True, capture_output=True, text=True).stdout

        places = [*here, *(ELSEWHERE if options.elsewhere else ())]
        with ThreadPoolExecutor(2) as pool:
            outputs = dict(zip(places, pool.map(output, places), strict=True))
    kernels = len(outputs[here[0]].splitlines())
    found = differences({level: outputs[level] for level in here})
    left_out = [level for level in NEEDED if level not in here]
    print(f"same bits: {kernels - len(named(found))} of {kernels} kernels on {', '.join(here)}"
          + (f"; this processor has no {', '.join(left_out)}" if left_out else ""))  # fmt: skip
    for place in places[len(here) :]:
        other = differences({here[0]: outputs[here[0]], place: outputs[place]})
        print(f"same bits: {kernels - len(named(other))} of {kernels} kernels on {here[0]}, {place}")
        found += [line for line in other if not named([line]) <= C_LIBRARY]
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
