#!/usr/bin/env python3
"""Check that includes travel in one direction (docs/architecture.md).

A header includes headers of a lower rank or of its own folder, by their full path ("equitable/counts/table2x2.hpp"); Boost
comes in by one door, Eigen by few; nothing includes <iostream>; no file defines or undefines a macro that is not its own.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

RANKS = {
    "core": 0,
    "detail": 0,
    "counts": 1,
    "ethnicity": 1,
    "proportion": 2,
    "comparison": 3,
    "significance": 4,
    "groups": 5,
    "verdict": 6,
    "disclosure": 7,
    "wres": 8,
}
# Of the two folders of rank 0, detail stands on the types of core, never the other way round.
NEIGHBOURS = {("detail", "core")}
TOP_LEVEL = {"equitable.hpp", "fwd.hpp", "version.hpp"}
# Safe release serves any statement over counts, so it knows nothing between counts and itself.
ONLY = {"disclosure": {"core", "counts", "disclosure"}}
ABOVE_ALL = "equitable.hpp"
BOOST_DOOR = "detail/special.hpp"

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
DEFINE = re.compile(r"^\s*#\s*(define|undef)\s+(\w+)", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def may_use_eigen(name: str) -> bool:
    return name == "core/array.hpp" or name.endswith("/batch.hpp") or name.startswith("groups/")


def without_comments(text: str) -> str:
    """The text with every block comment blanked out, its lines kept."""
    return COMMENT.sub(lambda comment: " " + "\n" * comment[0].count("\n"), text)


def short_path(base: str, included: str) -> str | None:
    """Why a quoted include that does not begin with equitable/ may not stand in a file under `base`; None when it may."""
    if base == "src" and "/" not in included:
        return None
    return "write the full path, equitable/FOLDER/NAME.hpp" + ("; only a file of the same folder goes by its name" if base == "src" else "")


def complaint(name: str, folder: str | None, included: str) -> str | None:
    """Why `included` may not stand in the file `name` of `folder`; None when it may."""
    if included.startswith("boost/") and name != BOOST_DOOR:
        return f"only {BOOST_DOOR} may include Boost"
    if included.split("/")[0] in {"Eigen", "unsupported"} and not may_use_eigen(name):
        return "only core/array.hpp, batch.hpp files and groups/ may include Eigen"
    if included == "iostream":
        return "the library never prints: no <iostream>"
    if not included.startswith("equitable/") or folder is None:
        return None
    parts = included.split("/")
    if len(parts) == 2:
        if parts[1] == ABOVE_ALL:
            return f"no room includes {ABOVE_ALL}, which includes them all"
        return None if parts[1] in TOP_LEVEL else f"{parts[1]} belongs into a folder"
    target = parts[1]
    if target not in RANKS:
        return f"the folder {target}/ has no rank"
    if target == folder:
        return None
    if folder in ONLY and target not in ONLY[folder]:
        return f"{folder}/ may include only {', '.join(sorted(ONLY[folder] - {folder}))}"
    if RANKS[target] >= RANKS[folder] and (folder, target) not in NEIGHBOURS:
        return f"{target}/ has rank {RANKS[target]}, {folder}/ has rank {RANKS[folder]}"
    return None


def check(root: Path) -> list[str]:
    """One line for every broken rule under `root`."""
    problems: list[str] = []
    headers = sorted((root / "include/equitable").rglob("*.hpp"))
    if not headers:
        problems.append("include/equitable: no header found")
    for file in sorted((root / "include/equitable").rglob("*")):
        name = file.relative_to(root / "include/equitable").as_posix()
        if file.is_file() and file.suffix != ".hpp":
            problems.append(f"include/equitable/{name}: headers end in .hpp")
        elif file.is_file() and "/" not in name and name not in TOP_LEVEL:
            problems.append(f"include/equitable/{name}: belongs into a folder; only {', '.join(sorted(TOP_LEVEL))} stand above them")
    for base in ("include/equitable", "src"):
        for file in sorted([*(root / base).rglob("*.hpp"), *(root / base).rglob("*.cpp")]):
            name = file.relative_to(root / base).as_posix()
            folder = name.split("/")[0] if "/" in name else None
            where = f"{base}/{name}"
            if folder is not None and folder not in RANKS:
                problems.append(f"{where}: the folder {folder}/ has no rank")
                continue
            text = without_comments(file.read_text(encoding="utf-8"))
            for match in INCLUDE.finditer(text):
                own = match[2].startswith("equitable/")
                reason = short_path(base, match[2]) if match[1] == '"' and not own else complaint(name, folder, match[2])
                if reason:
                    line = text.count("\n", 0, match.start(2)) + 1
                    problems.append(f"{where}:{line}: includes {match[2]}: {reason}")
            for match in DEFINE.finditer(text):
                if not match[2].startswith("EQUITABLE_"):
                    line = text.count("\n", 0, match.start(2)) + 1
                    problems.append(f"{where}:{line}: {match[1]}s {match[2]}: macros of the library begin with EQUITABLE_")
    return problems


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    problems = check(root)
    for problem in problems:
        print(problem)
    print("layers: every include goes downwards" if not problems else f"layers: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
