#!/usr/bin/env python3
"""Compile and run every snippet of Markdown pages, so that no page shows what does not work.

```cpp      a program; without `main`, statements that are wrapped into one. Built with find_package(equitable) and run.
```python   the snippets of one page run in order, in one process; a block of `>>>` lines is checked as a doctest.
```bash     run line by line, with the Python in use first on the PATH. What other tests prove is only checked to exist: the
            two scripts, presets, and setting a machine up (git clone, pip install, apt-get …).

Each page runs in an empty folder. `<!-- not run: REASON -->` on the line before a fence leaves that snippet out. A fence must
name its language; languages other than these three are only shown.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^(?P<indent>\s*)```(?P<language>[\w+-]*)[^`]*$")
NOT_RUN = re.compile(r"<!--\s*not run:\s*(?P<reason>.+?)\s*-->")
INCLUDE = re.compile(r"^\s*#\s*include\b.*$", re.MULTILINE)
PROVED_ELSEWHERE = ("git clone ", "cd ", "source ", "pip install ", "python -m pip ", "python3 -m venv ", "apt-get ", "sudo apt-get ")
SCRIPT = re.compile(r"^(?:scripts|tools|\.ci)/\S+")
PRESET = re.compile(r"--preset[ =](\S+)")
RUN_PYTHON = """
import doctest, json, sys, traceback
page, snippets = json.load(sys.stdin)
names = {"__name__": "__main__"}
for line, code in snippets:
    print(f"{page}:{line}", file=sys.stderr)
    if code.lstrip().startswith(">>>"):
        test = doctest.DocTestParser().get_doctest(code, names, page, page, line)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        runner.run(test, clear_globs=False)
        names.update(test.globs)
        if runner.summarize().failed:
            sys.exit(1)
    else:
        exec(compile("\\n" * line + code, page, "exec"), names)
"""


@dataclass(frozen=True)
class Snippet:
    page: str
    line: int  # of the opening fence
    language: str
    code: str
    reason: str | None  # why it is not run


def snippets(page: str, text: str) -> list[Snippet]:
    """The fenced blocks of a page."""
    found: list[Snippet] = []
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        fence = FENCE.match(lines[at])
        if not fence:
            at += 1
            continue
        start, indent = at, fence["indent"]
        at += 1
        while at < len(lines) and lines[at].strip() != "```":
            at += 1
        code = "\n".join(line.removeprefix(indent) for line in lines[start + 1 : at]) + "\n"
        marker = NOT_RUN.search(lines[start - 1]) if start else None
        found.append(Snippet(page, start + 1, fence["language"], code, marker["reason"] if marker else None))
        at += 1
    return found


def program(code: str) -> str:
    """A C++ snippet as a whole program."""
    if re.search(r"\bint\s+main\s*\(", code):
        return code
    includes = "\n".join(["#include <equitable/equitable.hpp>", *INCLUDE.findall(code)])
    return f"{includes}\nint main() {{\n{INCLUDE.sub('', code)}\n}}\n"


def run(command: list[str], where: Path, text: str | None = None, environment: dict[str, str] | None = None) -> str | None:
    """What went wrong, or None."""
    done = subprocess.run(command, cwd=where, input=text, text=True, capture_output=True, env=environment)
    return None if done.returncode == 0 else f"exit code {done.returncode}\n{done.stdout}{done.stderr}"


def run_cpp(all_of_them: list[Snippet], prefix: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as scratch:
        where = Path(scratch)
        lists = [
            "cmake_minimum_required(VERSION 3.25)",
            "project(snippets LANGUAGES CXX)",
            "find_package(equitable REQUIRED COMPONENTS equitable compiled)",
        ]
        for number, snippet in enumerate(all_of_them):
            source = f'#line 1 "{snippet.page} (the snippet at line {snippet.line})"\n' + program(snippet.code)
            (where / f"snippet_{number}.cpp").write_text(source, encoding="utf-8")
            lists.append(f"add_executable(snippet_{number} snippet_{number}.cpp)")
            lists.append(f"target_link_libraries(snippet_{number} PRIVATE equitable::compiled)")
        (where / "CMakeLists.txt").write_text("\n".join(lists) + "\n", encoding="utf-8")
        for command in (
            ["cmake", "-S", ".", "-B", "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix.resolve()}", "-DCMAKE_BUILD_TYPE=Debug"],
            ["cmake", "--build", "build", "--", "-k", "0"],
        ):
            problem = run(command, where)
            if problem:
                return [f"the C++ snippets do not build: {problem}"]
        problems = []
        for number, snippet in enumerate(all_of_them):
            problem = run([str(where / "build" / f"snippet_{number}")], where)
            if problem:
                problems.append(f"{snippet.page}:{snippet.line}: {problem}")
        return problems


def commands(code: str) -> list[str]:
    """The commands of a bash snippet: continued lines joined, comments and a leading `$ ` dropped."""
    joined = re.sub(r"\\\n\s*", "", code)
    stripped = (line.strip().removeprefix("$ ") for line in joined.splitlines())
    return [line for line in stripped if line and not line.startswith("#")]


def run_bash(snippet: Snippet, root: Path, where: Path) -> list[str]:
    presets = {preset["name"] for preset in json.loads((root / "CMakePresets.json").read_text())["configurePresets"]}
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    to_run = []
    for command in commands(snippet.code):
        script = SCRIPT.match(command)
        preset = PRESET.search(command)
        if script and not os.access(root / script[0], os.X_OK):
            return [f"{snippet.page}:{snippet.line}: there is no script {script[0]}"]
        if preset and preset[1] not in presets:
            return [f"{snippet.page}:{snippet.line}: there is no preset {preset[1]}"]
        if not (script or preset or command.startswith(PROVED_ELSEWHERE)):
            to_run.append(command)
    problem = run(["bash", "-euo", "pipefail", "-c", "\n".join(to_run)], where, environment=environment)
    return [f"{snippet.page}:{snippet.line}: {problem}"] if problem else []


def check(root: Path, pages: list[Path], prefix: Path | None) -> tuple[list[str], int]:
    """The problems found, and the number of snippets that were run."""
    problems: list[str] = []
    cpp: list[Snippet] = []
    ran = 0
    for path in pages:
        page = path.relative_to(root).as_posix()
        found = snippets(page, path.read_text(encoding="utf-8"))
        problems += [f"{page}:{one.line}: the fence names no language" for one in found if not one.language]
        for one in found:
            if one.reason:
                print(f"{page}:{one.line}: not run: {one.reason}")
        wanted = [one for one in found if not one.reason]
        cpp += [one for one in wanted if one.language == "cpp"]
        python = [one for one in wanted if one.language == "python"]
        bash = [one for one in wanted if one.language == "bash"]
        ran += len(python) + len(bash)
        with tempfile.TemporaryDirectory() as scratch:
            where = Path(scratch)
            (where / ".venv").symlink_to(sys.prefix, target_is_directory=True)
            if python:
                problem = run([sys.executable, "-c", RUN_PYTHON], where, json.dumps([page, [[one.line, one.code] for one in python]]))
                problems += [f"{page}: a Python snippet fails: {problem}"] if problem else []
            for one in bash:
                problems += run_bash(one, root, where)
    if cpp and prefix is None:
        problems.append("there are C++ snippets, but no --prefix to build them against")
    elif cpp and prefix is not None:
        problems += run_cpp(cpp, prefix)
        ran += len(cpp)
    if not ran:
        problems.append("no snippet was run")
    return problems, ran


def main() -> int:
    parser = argparse.ArgumentParser(description="Compile and run every snippet of Markdown pages.")
    parser.add_argument("--prefix", type=Path, help="where equitable is installed, for the C++ snippets")
    parser.add_argument("pages", type=Path, nargs="+", help="Markdown files, or folders of them")
    options = parser.parse_args()
    root = Path(__file__).resolve().parent.parent
    pages: list[Path] = []
    for place in options.pages:
        pages += sorted(place.resolve().glob("*.md")) if place.is_dir() else [place.resolve()]
    problems, ran = check(root, pages, options.prefix)
    for problem in problems:
        print(problem)
    print(f"snippets: {ran} ran, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
