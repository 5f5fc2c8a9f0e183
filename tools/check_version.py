#!/usr/bin/env python3
"""Check that version.hpp, CITATION.cff, CHANGELOG.md and the Python package name one and the same version."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

SOURCE = "include/equitable/version.hpp"


def first(pattern: str, text: str) -> str | None:
    match = re.search(pattern, text, re.MULTILINE)
    return match[1] if match else None


def check(root: Path) -> list[str]:
    """One line for every place under `root` that disagrees with version.hpp."""

    def read(name: str) -> str:
        path = root / name
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    header = read(SOURCE)
    version = first(r'"(\d+\.\d+\.\d+)"', header)
    if version is None:
        return [f'{SOURCE} holds no version of the form "1.2.3"']

    problems: list[str] = []
    numbers = [first(rf"define\s+EQUITABLE_VERSION_{part}\s+(\d+)", header) for part in ("MAJOR", "MINOR", "PATCH")]
    said = {
        f"{SOURCE} (the three numbers)": ".".join(number or "?" for number in numbers),
        "CITATION.cff": first(r"^version:\s*[\"']?([^\"'\s]+)", read("CITATION.cff")),
        "CHANGELOG.md (its topmost entry)": first(r"^## \[?(\d[^\s\]]*)", read("CHANGELOG.md")),
    }
    for place, other in said.items():
        if other != version:
            problems.append(f"{place} says {other}, {SOURCE} says {version}")

    settings = tomllib.loads(read("pyproject.toml"))
    project = settings.get("project", {})
    source = settings.get("tool", {}).get("scikit-build", {}).get("metadata", {}).get("version", {})
    if "version" in project or "version" not in project.get("dynamic", []):
        problems.append(f"pyproject.toml writes a version of its own instead of reading {SOURCE}")
    elif source.get("input") != SOURCE:
        problems.append(f"pyproject.toml reads the version from {source.get('input')}, not from {SOURCE}")
    else:
        match = re.search(source.get("regex", ""), header)
        value = match.groupdict().get("value") if match else None
        if value != version:
            problems.append(f"pyproject.toml's pattern finds {value} in {SOURCE}, not {version}")
    return problems


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    problems = check(root)
    for problem in problems:
        print(problem)
    print("version: the same everywhere" if not problems else f"version: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
