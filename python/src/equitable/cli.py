"""The command ``equitable``: demo, compare, count, wres.

Exit codes: 0 fine, 1 findings under ``--strict``, 2 a wrong call, 3 data that cannot be used (nothing is written then).
Results go to standard output; messages, and progress when it takes longer than two seconds on a terminal, to standard error.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._progress import Progress
from .errors import EquitableError, InvalidInput

if TYPE_CHECKING:
    from .wres import Report

__all__ = ["main"]

FINE, FINDINGS, USAGE, DATA = 0, 1, 2, 3
STOPPED = 128  # and the number of the signal, as a shell says it


# --- options --------------------------------------------------------------------------------------------------------------------------


def _level(text: str) -> float:
    try:
        level = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not 0 < level < 1:
        hint = f"; did you mean {level / 100:g}?" if 50 <= level < 100 else ""
        raise argparse.ArgumentTypeError(f"{text} must lie between 0 and 1{hint}")
    return level


def _margin(text: str) -> tuple[float, float]:
    try:
        lower, upper = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} must be two numbers such as 0.8,1.25") from None
    if not 0 < lower < 1 < upper < math.inf:
        raise argparse.ArgumentTypeError(f"{text} must lie on both sides of 1, such as 0.8,1.25")
    return lower, upper


def _threshold(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} must be a whole number, 0 to switch redaction off")
    return int(text)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"{text!r} must read COLUMN=VALUE")
    return name, value


def _window(text: str) -> tuple[str, str | None, str | None]:
    name, sign, days = text.partition("=")
    first, comma, last = days.partition(",")
    if not name or not sign or not comma:
        raise argparse.ArgumentTypeError(f"{text!r} must read COLUMN=FROM,TO, such as date=2021-04-01,2022-03-31; either end may be left out")
    return name, first or None, last or None


def _common(level: float | None, margin: tuple[float, float] | None) -> argparse.ArgumentParser:
    """The options that all commands share; without defaults where a file may hold them."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--confidence-level", type=_level, default=level, metavar="LEVEL", help="of intervals and tests (default 0.95)")
    common.add_argument("--margin", type=_margin, default=margin, metavar="LOWER,UPPER", help="ratios that count as similar (default 0.8,1.25)")
    common.add_argument("--strict", action="store_true", help="exit with 1 when there is something to look into")
    return common


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="equitable", description="Do these groups fare alike, and how sure are we?")
    parser.add_argument("--version", action="store_true", help="print the version and stop")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    common, unset = (_common(*defaults) for defaults in ((0.95, (0.8, 1.25)), (None, None)))

    printed = argparse.ArgumentParser(add_help=False)
    printed.add_argument("--format", choices=("table", "json", "csv"), default="table", help="default: table. In csv a text that a spreadsheet would run as a formula stands behind an apostrophe")
    printed.add_argument("--output", type=Path, metavar="FILE", help="write there instead of to the screen")

    demo = commands.add_parser("demo", parents=[common], help="make the reports of the bundled example data")
    demo.add_argument("--data", choices=("lpt", "exemplar", "both"), default="both", help="a real trust's published figures, an invented trust, or both")
    demo.add_argument("--output", type=Path, default=Path("equitable-demo"), metavar="DIR", help="folder to write (default: equitable-demo)")
    demo.set_defaults(run=_demo)

    compare = commands.add_parser("compare", parents=[common, printed], help="compare two groups, given as counts")
    for name, words in (
        ("events", "people of the group with the outcome"),
        ("total", "people of the group"),
        ("reference_events", "people of the reference group with the outcome"),
        ("reference_total", "people of the reference group"),
    ):
        compare.add_argument(name, help=words)
    compare.add_argument("--group", default="the group", help="what to call the group")
    compare.add_argument("--reference", default="the reference group", help="what to call the reference group")
    compare.add_argument("--outcome", default="have the outcome", help='completes "were as likely to …"')
    compare.set_defaults(run=_compare)

    count = commands.add_parser("count", parents=[printed], help="count the people of a file, or of a folder of files, by group")
    count.add_argument("file", type=Path, help="CSV, Excel or Parquet, or a folder of them")
    count.add_argument("--by", required=True, action="append", metavar="COLUMN", help="column of the group; may be given again")
    count.add_argument("--outcome", action="append", metavar="COLUMN", help="column of the outcome; may be given again")
    count.add_argument("--event", action="append", metavar="VALUE", help="value of the outcome that is the event; may be given again")
    count.add_argument("--groups", metavar="CLASSIFICATION", help="nhs_2001, ons_2011 or ons_2021 for White and BME; nhs_2001:5+1 for five groups")
    count.add_argument("--unit", metavar="COLUMN", help="column that identifies a person with several rows")
    count.add_argument("--where", type=_pair, action="append", metavar="COLUMN=VALUE", help="only these rows; may be given again")
    count.add_argument("--missing", choices=("report", "exclude", "group", "raise"), default="report")
    count.add_argument("--conflicts", choices=("report", "any", "raise"), default="report", help="with --unit: when the rows of a person disagree")
    count.add_argument("--weights", metavar="COLUMN", help="column that says how many people a row stands for")
    count.add_argument("--window", type=_window, metavar="COLUMN=FROM,TO", help="only rows with a date from one day to another, such as date=2021-04-01,2022-03-31")
    count.add_argument("--sheet", metavar="NAME", help="sheet of an Excel workbook")
    count.add_argument("--encoding", metavar="NAME", help="of a CSV file (default: found out)")
    count.add_argument("--delimiter", metavar="SIGN", help="of a CSV file (default: found out)")
    count.add_argument("--plan", action="store_true", help="say what would be asked of the engine, and stop")
    count.add_argument("--strict", action="store_true", help="exit with 1 when a group or an outcome is not recorded, or rows of a person disagree")
    count.set_defaults(run=_count)

    wres = commands.add_parser(
        "wres",
        parents=[unset],
        help="make a WRES report",
        description="From an analysis that is written down: `wres init DIR` looks at the extracts in a folder and writes DIR/analysis.toml, "
        "`wres run analysis.toml` makes the report. From a folder in the layout of the example data: `wres DIR --output OUT`.",
    )
    wres.add_argument("what", metavar="init | run | DIR", help="what to do, or a folder: counts.csv (ratios.csv, board.csv), or esr_YYYY-MM.csv (recruitment.csv, staff_survey.csv)")
    wres.add_argument("path", nargs="?", type=Path, default=None, metavar="PATH", help="init: the folder of extracts; run: the analysis.toml")
    wres.add_argument("--output", type=Path, default=None, metavar="OUT", help="folder to write report.html, report.csv and report.json to")
    wres.add_argument("--force", action="store_true", help="init: write over an analysis.toml that is there")
    wres.add_argument("--threshold", type=_threshold, default=None, metavar="N", help="headcounts below this are withheld (default 10; 0: none)")
    wres.add_argument("--organisation", default=None, metavar="NAME")
    wres.add_argument("--classification", choices=("nhs_2001", "ons_2011", "ons_2021"), default=None, help="of ethnic codes (default nhs_2001)")
    wres.add_argument("--denominator", choices=("known ethnicity", "all staff"), default=None, help="default: known ethnicity")
    wres.add_argument("--bme-label", default=None, metavar="WORDS", help="what to call the group in sentences (default BME)")
    wres.set_defaults(run=_wres)
    return parser


# --- what is written ------------------------------------------------------------------------------------------------------------------


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a request to end (SIGTERM) unwind like Ctrl-C, so that what is half-written is taken away."""

    def stop(number: int, frame: object) -> None:
        raise SystemExit(STOPPED + number)

    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _emit(text: str, output: Path | None) -> None:
    """Print a text, or write it to a file."""
    if output is None:
        print(text)
        return
    from ._writing import replaced

    replaced(output, text)


def _table(rows: Sequence[tuple[str, str]]) -> str:
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name.ljust(width)}  {value}".rstrip() for name, value in rows)


def _csv(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    from ._writing import inert

    def written(cell: Any) -> Any:
        return "" if cell is None else inert(cell) if isinstance(cell, str) else cell

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([written(cell) for cell in row] for row in (header, *rows))
    return buffer.getvalue().rstrip("\n")


# --- commands -------------------------------------------------------------------------------------------------------------------------

COUNTS = ("events", "total", "reference_events", "reference_total")


def _counts(options: argparse.Namespace) -> list[int]:
    from ._input import count_and_status

    counts: list[int] = []
    for name in COUNTS:
        text = getattr(options, name)
        number, status = count_and_status(text, "compare", name)
        if number is None:
            reason = {"c": "withheld", "x": "not available", "z": "not applicable"}[status]
            raise InvalidInput(f"compare: {name} is {text!r}, that is {reason}: without it the two groups cannot be compared")
        counts.append(number)
    for whose, events, total in (("the group", counts[0], counts[1]), ("the reference group", counts[2], counts[3])):
        if total == 0 and events == 0:
            raise InvalidInput(f"compare: 0 of 0: nobody is in {whose}, so it has no rate to compare")
    return counts


def _compare(options: argparse.Namespace) -> int:
    from . import _core
    from .api import rate_difference, verdict

    counts = _counts(options)
    events, total, reference_events, reference_total = counts
    result = verdict(events, total, reference_events, reference_total, margin=options.margin, confidence_level=options.confidence_level)
    gap = rate_difference(events, total, reference_events, reference_total, confidence_level=options.confidence_level)
    complement, people = result.complement, result.fragility
    sentence = result.sentence(group=options.group, reference=options.reference, outcome=options.outcome)
    fields: dict[str, Any] = {
        "group": options.group,
        "reference": options.reference,
        "outcome": options.outcome,
        **dict(zip(COUNTS, counts, strict=True)),
        "rate": result.rate,
        "reference_rate": result.reference_rate,
        "relative_likelihood": result.ratio,
        "lower": result.interval.lower,
        "upper": result.interval.upper,
        "rate_difference": gap.value,
        "rate_difference_lower": gap.lower,
        "rate_difference_upper": gap.upper,
        "confidence_level": options.confidence_level,
        "margin_lower": options.margin[0],
        "margin_upper": options.margin[1],
        "pvalue": result.pvalue,
        "state": result.state,
        "grade": result.grade,
        "people_to_change_state": people,
        "complement_state": complement.state,
        "complement_grade": complement.grade,
        "framing_changes": result.framing_changes,
        "status": result.status,
        "sentence": sentence,
    }
    if options.format == "json":
        finite = {name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in fields.items()}
        text = json.dumps(finite, ensure_ascii=False, indent=2)  # status says why a number is null, as in to_dict()
    elif options.format == "csv":
        text = _csv(list(fields), [list(fields.values())])
    else:
        level = f"{100 * options.confidence_level:.10g}% interval"
        number = _core.decimal_number
        p = "none" if math.isnan(result.pvalue) else "below 0.001" if result.pvalue < 0.001 else number(result.pvalue, 3)
        other = " (read that way round, the conclusion is another)" if result.framing_changes else ""
        rows = [
            (options.group, f"{events} of {total} = {_core.decimal_percent(events, total, 1)}%"),
            (options.reference, f"{reference_events} of {reference_total} = {_core.decimal_percent(reference_events, reference_total, 1)}%"),
            (
                "relative likelihood",
                f"{_core.decimal_ratio(events, total, reference_events, reference_total, 2)}, {level} {number(result.interval.lower, 2)} to {number(result.interval.upper, 2)}",
            ),
            (
                "rate difference",
                f"{_core.decimal_percentage_points(events, total, reference_events, reference_total, 1)} percentage points, {level} "
                f"{number(100 * gap.lower, 1)} to {number(100 * gap.upper, 1)}",
            ),
            ("p-value", p),
            ("verdict", f"{result.state}, {result.grade}"),
            ("people to change it", "no number of people in the group" if people is None else str(people)),
            ("of not having it", f"{complement.state}, {complement.grade}{other}"),
        ]
        text = f"{_table(rows)}\n\n{sentence}"
    _emit(text, options.output)
    return FINDINGS if options.strict and result.state in ("higher", "lower") else FINE


def _count(options: argparse.Namespace) -> int:
    from ._counting import count, count_plan
    from ._files import extract

    where: dict[str, list[str]] = {}
    for name, value in options.where or []:
        where.setdefault(name, []).append(value)
    records = extract(options.file, sheet=options.sheet, encoding=options.encoding, delimiter=options.delimiter)
    asked: dict[str, Any] = {
        "by": options.by,
        "outcome": options.outcome[0] if options.outcome and len(options.outcome) == 1 else options.outcome,
        "event": options.event,
        "groups": options.groups,
        "unit": options.unit,
        "where": where or None,
        "weights": options.weights,
        "window": options.window,
        "missing": options.missing,
        "conflicts": options.conflicts,
    }
    if options.plan:
        _emit(count_plan(records, **asked), options.output)
        return FINE
    table = count(records, **asked)
    if options.format == "json":
        text = json.dumps(table.to_dict(), ensure_ascii=False, indent=2)
    elif options.format == "csv":
        rows = table.to_dict()["rows"]
        text = _csv(table.header, [list(row.values()) for row in rows])
    else:
        text = repr(table)
    _emit(text, options.output)
    unknown = table.excluded or table.excluded_outcome or table.conflicting or table.undated or any(None in row.labels for row in table.rows)
    return FINDINGS if options.strict and unknown else FINE


def _saved(report: Report, directory: Path) -> str:
    """Write a report and return what to say about it."""
    report.save(directory)
    lines = [report.specification["organisation"] or "Report", *(f"  - {finding['text']}" for finding in report.findings)]
    for check in report.checks:
        place = f" ({check['place']})" if check["place"] else ""
        lines.append(f"  ! {check['id']}{place}: {check['what']} printed as {check['published']}, but its counts make {check['recomputed']}")
    lines += [f"  {directory / name}" for name in ("report.html", "report.csv", "report.json")]
    return "\n".join(lines)


def _wres(options: argparse.Namespace) -> int:
    if options.what in ("init", "run"):
        if options.path is None:
            needed = "a folder of extracts" if options.what == "init" else "an analysis.toml"
            return _misused(f"wres {options.what}: name {needed}, for instance `equitable wres {options.what} .`")
        return _wres_init(options) if options.what == "init" else _wres_run(options)
    if options.path is not None:
        return _misused(f"wres: {str(options.path)!r} is one name too many; say `wres init DIR`, `wres run analysis.toml` or `wres DIR --output OUT`")
    from .wres import from_directory

    if options.output is None:
        return _misused("wres: --output is missing: the folder to write report.html, report.csv and report.json to")
    with Progress(f"reading {options.what} and writing {options.output}"):
        report = from_directory(options.what, **_given(options))
        text = _saved(report, options.output)
    print(text)
    return FINDINGS if options.strict and report.checks else FINE


def _misused(said: str) -> int:
    print(f"equitable: {said}", file=sys.stderr)
    return USAGE


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options of a report that were given."""
    names = ("confidence_level", "margin", "threshold", "bme_label", "denominator", "organisation", "classification")
    return {name: value for name in names if (value := getattr(options, name)) is not None}


def _wres_init(options: argparse.Namespace) -> int:
    from ._analysis import UNEXPLAINED
    from .results.words import counted
    from .wres import init

    with Progress(f"looking at {options.path}"):
        written = init(options.path, force=options.force)
    open_questions = sum(line.count(f'"{UNEXPLAINED}"') for line in written.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    print(f"{written} is written; read it through" + (f", and replace the {counted(open_questions, 'place')} marked {UNEXPLAINED}" if open_questions else ""))
    print(f"then: equitable wres run {written}")
    return FINDINGS if options.strict and open_questions else FINE


def _wres_run(options: argparse.Namespace) -> int:
    from .wres import analysis_output, load

    output = options.output or analysis_output(options.path)
    if output is None:
        raise InvalidInput(f"{options.path}: it names no output; add output = \"report\", or say --output OUT")
    with Progress(f"reading {options.path} and writing {output}"):
        report = load(options.path, **_given(options))
        text = _saved(report, output)
    print(text)
    return FINDINGS if options.strict and report.checks else FINE


def _demo(options: argparse.Namespace) -> int:
    from .wres import example, from_directory

    names = ("lpt", "exemplar") if options.data == "both" else (options.data,)
    findings = False
    for name in names:
        directory = options.output / name if len(names) > 1 else options.output
        with Progress(f"making the report of {name}"):
            report = from_directory(example(name), confidence_level=options.confidence_level, margin=options.margin)
            text = _saved(report, directory)
        print(text)
        findings = findings or bool(report.checks)
    return FINDINGS if options.strict and findings else FINE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = _parser()
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:  # argparse has said what is wrong
        return stop.code if isinstance(stop.code, int) else USAGE
    if options.version:
        from . import __version__

        print(__version__)
        return FINE
    if options.command is None:
        parser.print_usage(sys.stderr)
        print("equitable: name a command: demo, compare, count or wres", file=sys.stderr)
        return USAGE
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        with _stoppable():
            return run(options)
    except KeyboardInterrupt:
        print("equitable: stopped", file=sys.stderr)
        return STOPPED + signal.SIGINT
    except EquitableError as error:
        print(f"equitable: {error}", file=sys.stderr)
        return DATA
    except BrokenPipeError:  # the reader of a pipe has gone, as in "| head"
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
