#!/usr/bin/env python3
"""Compile every public header (syntax only) with the compiler, standard and flags given: each alone, or all of them together.

A header that leans on what another happened to include first fails here, as does one with a warning. Whether a header stands alone hardly
depends on the standard, so it is enough to ask that of one; the others are for what a newer standard refuses.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def command(compiler: str, standard: int, include: Path, system: list[str], flags: list[str]) -> list[str]:
    # "2b" is how compilers of 2022 spell C++23, and newer ones still accept it.
    spelled = {17: "17", 20: "20", 23: "2b"}[standard]
    places = [f"-isystem{place}" for place in system if place and place != "/usr/include"]
    return [compiler, f"-std=c++{spelled}", "-fsyntax-only", *flags, f"-I{include}", *places, "-x", "c++", "-"]


def complaint(headers: list[Path], include: Path, call: list[str]) -> str:
    """What the compiler says about a translation unit that includes nothing but `headers`, twice."""
    lines = "".join(f'#include "{header.relative_to(include).as_posix()}"\n' for header in headers)
    done = subprocess.run(call, input=lines + lines, text=True, capture_output=True)
    what = f"{headers[0].relative_to(include)} does not compile alone" if len(headers) == 1 else "together the headers do not compile"
    return "" if done.returncode == 0 else f"{what}:\n{done.stderr}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--include", type=Path, required=True, help="the folder that holds the public headers")
    parser.add_argument("--system", default="", help="folders of other libraries' headers, separated by semicolons")
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--standard", type=int, choices=(17, 20, 23), required=True)
    parser.add_argument("--together", action="store_true", help="all headers in one translation unit, instead of each alone")
    parser.add_argument("flags", nargs="*", help="after --, flags for the compiler")
    options = parser.parse_args(arguments)

    headers = sorted(options.include.rglob("*.hpp"))
    if not headers:
        print(f"no header found under {options.include}")
        return 1
    call = command(options.compiler, options.standard, options.include, options.system.split(";"), options.flags)
    units = [headers] if options.together else [[header] for header in headers]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = [text for text in pool.map(lambda unit: complaint(unit, options.include, call), units) if text]
    for text in complaints:
        print(text)
    how = f"{len(headers)} headers, together: {'refused' if complaints else 'compiled'}"
    if not options.together:
        how = f"{len(headers) - len(complaints)} of {len(headers)} headers compile alone"
    print(f"{how}: {options.compiler}, C++{options.standard}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
