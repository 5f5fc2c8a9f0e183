#!/usr/bin/env python3
"""Check on the compiled archive's symbols that the library neither prints nor ends the program."""

from __future__ import annotations

import argparse
import subprocess
import sys

FORBIDDEN = {
    "abort": "ends the program",
    "exit": "ends the program",
    "_exit": "ends the program",
    "quick_exit": "ends the program",
    "printf": "prints",
    "__printf_chk": "prints",
    "fprintf": "prints",
    "__fprintf_chk": "prints",
    "puts": "prints",
    "fputs": "prints",
    "fwrite": "prints",
    "perror": "prints",
    "putchar": "prints",
    "std::cout": "prints",
    "std::cerr": "prints",
    "std::clog": "prints",
}


def check(listing: str) -> list[str]:
    """The forbidden symbols that `nm --undefined-only --demangle` lists."""
    wanted = {line.split("U ", 1)[1].strip() for line in listing.splitlines() if "U " in line}
    return [f"uses {symbol}, which {why}" for symbol, why in FORBIDDEN.items() if symbol in wanted]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nm", default="nm")
    parser.add_argument("archive")
    options = parser.parse_args()
    done = subprocess.run([options.nm, "--undefined-only", "--demangle", options.archive], text=True, capture_output=True)
    if done.returncode != 0 or not done.stdout.strip():
        print(f"{options.nm} could not list the symbols of {options.archive}: {done.stderr}")
        return 1
    problems = check(done.stdout)
    for problem in problems:
        print(problem)
    print("symbols: nothing prints, nothing aborts" if not problems else f"symbols: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
