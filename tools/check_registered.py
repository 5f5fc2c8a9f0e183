#!/usr/bin/env python3
"""Check that nothing was forgotten.

Each header has its test file, each test file holds a test and is registered with ctest, the umbrella header includes every
header that users may include, and each C++ example is built and run.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TEST = re.compile(r"^\s*(?:TYPED_)?TEST(?:_F|_P)?\s*\(", re.MULTILINE)


def registered(list_file: Path, function: str) -> list[str]:
    text = list_file.read_text(encoding="utf-8") if list_file.is_file() else ""
    return re.findall(rf"^\s*{function}\((\S+)\)", text, re.MULTILINE)


def check(root: Path) -> list[str]:
    """One line for everything missing under `root`."""
    problems: list[str] = []
    include = root / "include/equitable"
    headers = sorted(path.relative_to(include).as_posix() for path in include.glob("*/**/*.hpp"))
    if not headers:
        problems.append("include/equitable: no header found")

    umbrella = include / "equitable.hpp"
    text = umbrella.read_text(encoding="utf-8") if umbrella.is_file() else ""
    for header in headers:
        if not header.startswith("detail/") and f'#include "equitable/{header}"' not in text:
            problems.append(f"include/equitable/equitable.hpp does not include equitable/{header}")
        expected = f"tests/{header.removesuffix('.hpp')}_test.cpp"
        if not (root / expected).is_file():
            problems.append(f"include/equitable/{header} has no test: {expected}")

    names = registered(root / "tests/CMakeLists.txt", "equitable_test")
    files = {path.relative_to(root / "tests").as_posix(): path for path in sorted((root / "tests").rglob("*_test.cpp"))}
    for name in names:
        if f"{name}.cpp" not in files:
            problems.append(f"tests/CMakeLists.txt registers {name}, but tests/{name}.cpp does not exist")
        if names.count(name) > 1:
            problems.append(f"tests/CMakeLists.txt registers {name} more than once")
    for file, path in files.items():
        if file.removesuffix(".cpp") not in names:
            problems.append(f"tests/{file} is not registered in tests/CMakeLists.txt: equitable_test({file.removesuffix('.cpp')})")
        if not TEST.search(path.read_text(encoding="utf-8")):
            problems.append(f"tests/{file} holds no test")

    examples = registered(root / "examples/cpp/CMakeLists.txt", "equitable_example")
    for path in sorted((root / "examples/cpp").glob("*.cpp")):
        if path.stem not in examples:
            problems.append(f"examples/cpp/{path.name} is not registered in examples/cpp/CMakeLists.txt")
    return problems


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    problems = check(root)
    for problem in problems:
        print(problem)
    print("registered: every header is tested and every test runs" if not problems else f"registered: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
