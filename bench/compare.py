#!/usr/bin/env python3
"""equitable beside the usual tools: every row of the table of targets, the values compared in the same run.

    scripts/bench                        # makes an environment with the peers, installs equitable, measures, writes docs/performance.md
    scripts/bench --only Katz            # some rows
    python bench/compare.py --here --quick --output build/bench-quick     # in the environment at hand, small sizes: the values alone

A row is measured in one process pinned to one processor, ours and the peer's in turn; the figure is the median of the rounds' ratios of processor
times. Ends with 1 when a row is below eight tenths of its target or when values do not agree; a quick run looks at the values only.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ENVIRONMENT = ROOT / "build" / "bench-venv"
PEERS = ("numpy", "scipy", "statsmodels", "pandas", "polars", "duckdb", "matplotlib")
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "NUMEXPR_NUM_THREADS")}


def in_own_environment(arguments: list[str]) -> int:
    """Makes the environment, the library and the package, and runs this program there."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        print(f"making {ENVIRONMENT}", flush=True)
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    print(f"installing {', '.join(PEERS)} and equitable", flush=True)
    subprocess.run([*pip, *PEERS, "narwhals>=2"], check=True)
    subprocess.run([*pip, "--force-reinstall", "--no-deps", str(ROOT)], check=True)  # anew, whatever its version says
    print("building bench/library.cpp", flush=True)
    subprocess.run(["cmake", "--preset", "bench"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "--preset", "bench", "--target", "bench_library"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    library = next((ROOT / "build" / "bench" / "bench").glob("libbench_library.*"))
    return subprocess.run([str(python), str(Path(__file__).resolve()), "--here", "--library", str(library), *arguments], check=False).returncode


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--here", action="store_true", help="use the environment at hand, and leave out the peers that are not in it")
    parser.add_argument("--library", type=Path, help="bench/library.cpp, built; made without --here")
    parser.add_argument("--quick", action="store_true", help="small sizes: compares values, measures nothing worth reading")
    parser.add_argument("--only", default="", help="rows whose job, size or peer contains this text; the rest and the growth are left out")
    parser.add_argument("--rounds", type=int, default=11, help="rounds of a row")
    parser.add_argument("--budget", type=float, default=20.0, help="seconds after which no further round of a row is begun")
    parser.add_argument("--rows", type=int, default=10**7, help="rows to be counted into a table; 10^8 needs 4 GB")
    parser.add_argument("--output", type=Path, help="a folder for the table and the chart; without it docs/performance, and docs/performance.md is written")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    if not options.here:
        return in_own_environment(arguments)
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.environ.update(ONE_THREAD)
        os.execv(sys.executable, [sys.executable, str(Path(__file__).resolve()), *arguments])

    sys.path.insert(0, str(HERE))
    from comparison import growth, measuring, page, rows

    load = os.getloadavg()[0]
    processor = measuring.pin()
    setting = rows.Setting(rows.Library(options.library), options.quick, options.rows)
    moment, rounds = (0.001, 1) if options.quick else (0.03, options.rounds)
    findings = []
    for row in rows.ROWS:
        if options.only and options.only.lower() not in f"{row.job} {row.size} {row.peer}".lower():
            continue
        start = time.monotonic()
        finding = find(row, setting, moment, rounds, options.budget)
        findings.append(finding)
        spent = time.monotonic() - start
        print(f"{row.job}, {row.size}, {row.peer}: {page.times(finding.ratio) or page.seconds(finding.ours, finding.unit)} "
              f"{finding.verdict} {finding.absent or finding.said} [{spent:.0f} s]", flush=True)  # fmt: skip

    parts = {}
    if not options.only:
        for title, part in (("Growth", growth.growth), ("Memory of a batch", growth.memory), ("From Python beside C++", growth.overhead),
                            ("Threads", growth.threads)):  # fmt: skip
            parts[title] = growth.guarded(part, setting)
            for line in parts[title]:
                print(f"{title}: {line[0]}: {line[1]} ({line[2]}) {'holds' if line[3] else 'DOES NOT HOLD'}", flush=True)

    text = page.markdown(findings, parts, page.machine(versions(), processor, load), quick=options.quick)
    output = options.output or ROOT / "docs" / "performance"
    output.mkdir(parents=True, exist_ok=True)
    page.table_csv(findings, output / "comparison.csv")
    page.chart(findings, output / "comparison.svg")
    (output / "comparison.md").write_text(text, encoding="utf-8") if options.output else None
    if options.output is None and not options.only:
        page.put_between(ROOT / "docs" / "performance.md", text)
    print(f"written: {output}")

    wrong = [f for f in findings if not f.agrees]
    short = [] if options.quick else [f for f in findings if f.falls_short]
    for f in [*wrong, *short]:
        print(f"{f.verdict}: {f.row.job}, {f.row.size}, against {f.row.peer}: {page.times(f.ratio)} of {page.times(f.row.target)}; {f.said}")
    measured = sum(not f.absent for f in findings)
    print(f"{measured} rows measured, {len(wrong)} with values that differ, {len(short)} below eight tenths of the target")
    return 1 if wrong or short or not measured else 0


def find(row, setting, moment, rounds, budget):  # type: ignore[no-untyped-def]
    """Measures a row, or says why it cannot be."""
    import warnings

    from comparison.measuring import Absent, Limit, in_turn
    from comparison.page import Finding

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            case = row.case(setting)
            if isinstance(case, Limit):
                value = case.measure()
                ratio = case.most / value if value > 0 else math.inf
                return Finding(row, ours=value, ratio=ratio, unit=case.unit, said=case.said, quick=setting.quick)
            agrees, said = case.agreement()
            measured = in_turn(case, moment=moment, rounds=rounds, budget=budget)
    except Absent as reason:
        return Finding(row, absent=str(reason))
    return Finding(row, measured.ours, measured.peer, measured.ratio, measured.rounds, agrees, said, quick=setting.quick)


def versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for package in ("equitable", *PEERS[:-1]):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
