"""The Workforce Race Equality Standard: from printed counts or from records of people to a report on the nine indicators.

>>> import equitable as eq
>>> report = eq.wres.from_directory(eq.wres.example("exemplar"))
>>> report.specification["organisation"]
'Example NHS Trust (invented)'

The counting is done here, everything that follows from the counts in the compiled core: redaction first, then the comparisons,
verdicts and sentences. What is withheld reaches none of them.
"""

from __future__ import annotations

import copy
import math
import numbers
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _core
from ._input import one_of
from ._printed import cells_from_printed
from ._records import DENOMINATORS, cells_from_records
from .errors import InvalidInput
from .results.words import counted

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Report", "example", "from_counts", "from_directory", "from_records", "init", "load"]

EXAMPLES = ("lpt", "exemplar", "northvale")
COLUMNS = (
    "indicator", "outcome", "population", "staff_type", "stratum", "period", "organisation", "group", "reference",
    "events", "total", "rate", "reference_events", "reference_total", "reference_rate",
    "measure", "estimate", "lower", "upper", "confidence_level", "statistic", "pvalue", "pvalue_adjusted",
    "method", "alternative", "state", "grade", "status",
)  # fmt: skip
WHOLE = ("indicator", "events", "total", "reference_events", "reference_total")
REAL = (
    "rate", "reference_rate", "estimate", "lower", "upper", "confidence_level", "statistic", "pvalue", "pvalue_adjusted",
)  # fmt: skip
ESR = re.compile(r"esr_(\d{4}-\d{2})\.csv", re.IGNORECASE)


@dataclass(frozen=True, repr=False)
class Report:
    """A report on the nine indicators.

    Attributes
    ----------
    figures
        The printed cells: one for each indicator, population, stratum, group and period.
    comparisons
        A group against its reference: ratio, gap, intervals, test, verdict and sentence.
    findings
        The lines of the front page.
    unknown
        How complete the records of ethnicity are, for each population and period.
    checks
        Printed figures that their own counts contradict.
    notes
        Method, denominators, windows, redaction, and what was noticed while reading.
    specification
        The settings: organisation, confidence_level, margin, threshold and so on.
    backend
        The kind of frame the data came in, and ``to_frame`` gives back: "pandas", "polars", "pyarrow", or None for files and plain columns.
    """

    figures: tuple[dict[str, Any], ...]
    comparisons: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]
    unknown: tuple[dict[str, Any], ...]
    checks: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]
    specification: dict[str, Any] = field(default_factory=dict)
    backend: str | None = None

    def sentences(self) -> list[str]:
        """Return the sentence of every comparison that has one."""
        return [str(comparison["sentence"]) for comparison in self.comparisons if comparison["sentence"]]

    def check(self) -> list[dict[str, Any]]:
        """Return the printed figures that their own counts contradict: id, place, what, published, recomputed."""
        return copy.deepcopy(list(self.checks))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain, JSON-safe values; an infinite limit is "Infinity", a number that does not exist None."""
        return {
            "specification": _plain(self.specification),
            "findings": _plain(self.findings),
            "comparisons": _plain(self.comparisons),
            "figures": _plain(self.figures),
            "unknown": _plain(self.unknown),
            "checks": _plain(self.checks),
            "notes": list(self.notes),
        }

    def to_frame(self, backend: str | None = None, *, names: str = "equitable") -> Any:
        """Return one tidy long frame: a row for each rate, ratio and gap.

        Parameters
        ----------
        backend
            "pandas", "polars" or "pyarrow"; when None the kind that the data came in, or the first that is installed.
        names
            "equitable", or "broom" for the names of R's broom package.
        """
        from .results import frame

        return frame(self.columns(), backend=backend or self.backend, names=names)

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        """Hand the tidy table to any Arrow library: ``pyarrow.table(report)``, ``polars.DataFrame(report)``."""
        from .results import arrow_stream

        return arrow_stream(self.columns(), requested_schema)

    def columns(self) -> dict[str, list[Any]]:
        """Return the columns of the tidy frame; what is withheld is None or NaN, with its status."""
        rows = [*(self._rate_row(figure) for figure in self.figures)]
        for comparison in self.comparisons:
            rows.extend(self._comparison_rows(comparison))
        table: dict[str, list[Any]] = {}
        for name in COLUMNS:
            missing: Any = math.nan if name in REAL else None if name in WHOLE else ""
            table[name] = [missing if row.get(name) is None else row[name] for row in rows]
        return table

    def _place(self, item: Mapping[str, Any]) -> dict[str, Any]:
        names = ("indicator", "outcome", "population", "staff_type", "stratum", "period", "group", "status")
        return {
            "organisation": self.specification.get("organisation", ""),
            "confidence_level": self.specification["confidence_level"],
            **{name: item[name] for name in names},
        }

    def _rate_row(self, figure: Mapping[str, Any]) -> dict[str, Any]:
        names = ("events", "total", "rate", "lower", "upper")
        return {
            **self._place(figure),
            **{name: figure[name] for name in names},
            "measure": "rate",
            "estimate": figure["rate"],
            "method": "wilson" if _exists(figure["lower"]) else "",
        }

    def _comparison_rows(self, comparison: Mapping[str, Any]) -> list[dict[str, Any]]:
        names = (
            "reference", "events", "total", "rate", "reference_events", "reference_total", "reference_rate",
            "statistic", "pvalue", "pvalue_adjusted", "alternative", "state", "grade",
        )  # fmt: skip
        shared = {**self._place(comparison), **{name: comparison[name] for name in names}}
        measures = [("relative_likelihood", "ratio", "lower", "upper", comparison["method"])]
        if comparison["framing"] == "representation":
            measures.append(("representation_ratio", "whole_ratio", "whole_ratio_lower", "whole_ratio_upper", comparison["method"]))
        gap = "rate_difference" if comparison["framing"] == "relative_likelihood" else "representation_gap"
        measures.append((gap, "gap", "gap_lower", "gap_upper", comparison["method"]))
        return [
            {**shared, "measure": measure, "estimate": comparison[value], "lower": comparison[lower], "upper": comparison[upper], "method": method}
            for measure, value, lower, upper, method in measures
        ]

    def save(self, directory: str | os.PathLike[str]) -> Path:
        """Write report.html, report.csv and report.json into a folder, all or none of them; return the folder."""
        from .report import write

        write(self, directory)
        return Path(directory)

    def plot(self, outcome: str, **options: Any) -> Figure:
        """Return the chart of one outcome, such as "appointed_from_shortlisting", as a matplotlib figure."""
        from . import plot

        figure: Figure = plot.outcome(self, outcome, **options)
        return figure

    def __repr__(self) -> str:
        title = f"WRES report: {self.specification.get('organisation') or 'organisation not named'}"
        printed = f"{counted(len(self.checks), 'printed figure')} that their counts contradict"
        counts = f"{counted(len(self.figures), 'figure')}, {counted(len(self.comparisons), 'comparison')}, {printed}"
        return "\n".join([title, counts, *(f"- {finding['text']}" for finding in self.findings)])

    def _repr_html_(self) -> str:
        from html import escape

        title, counts, *_ = repr(self).split("\n")
        items = "".join(
            f"<li>{escape(finding['text'])}" + (f" <small>{escape(finding['previous_text'])}</small>" if finding["previous_text"] else "") + "</li>"
            for finding in self.findings
        )
        return f"<section><h3>{escape(title)}</h3><p>{escape(counts)}</p><ul>{items}</ul></section>"


def _exists(number: Any) -> bool:
    return number is not None and number == number


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
    return value


def _specification(
    organisation: str,
    confidence_level: float,
    margin: Sequence[float],
    threshold: int,
    bme_label: str,
    denominator: str,
    example: bool,
) -> dict[str, Any]:
    real = isinstance(confidence_level, numbers.Real) and not isinstance(confidence_level, bool)
    if not real or not 0 < confidence_level < 1:
        hint = f"; did you mean {confidence_level / 100:g}?" if real and 50 <= confidence_level < 100 else ""
        raise InvalidInput(f"wres: confidence_level is {confidence_level!r}, but must lie between 0 and 1{hint}")
    try:
        bounds = tuple(float(bound) for bound in margin)
    except (TypeError, ValueError):
        bounds = ()
    if len(bounds) != 2 or not 0 < bounds[0] < 1 < bounds[1]:
        raise InvalidInput(f"wres: margin is {margin!r}, but must be two numbers round 1, such as (0.8, 1.25)")
    if isinstance(threshold, bool) or not isinstance(threshold, numbers.Integral) or threshold < 0:
        raise InvalidInput(f"wres: threshold is {threshold!r}, but must be a whole number, 0 to switch redaction off")
    if denominator not in DENOMINATORS:
        raise InvalidInput(f"wres: denominator is {denominator!r}; {one_of(str(denominator), DENOMINATORS)}")
    return {
        "organisation": organisation,
        "confidence_level": float(confidence_level),
        "margin": bounds,
        "threshold": int(threshold),
        "bme_label": bme_label,
        "denominator_policy": denominator,
        "example": example,
    }


def _kind_of(*sources: Any) -> str | None:
    """The kind of the first data frame among the sources; None where they are files or plain columns."""
    from ._sources import as_source, backend_of

    frames = (source for source in sources if not (source is None or isinstance(source, (str, os.PathLike, Mapping))))
    return next((backend_of(as_source(frame, "data")) for frame in frames), None)


def _assemble(cells: list[dict[str, Any]], specification: dict[str, Any], notes: Sequence[str] = (), backend: str | None = None) -> Report:
    made = _core.wres_assemble(cells, specification)
    if made["unprotected"]:
        import logging

        logging.getLogger("equitable").info(
            "%d withheld figures follow from figures that are already public by one subtraction; withholding more here could not change that",
            made["unprotected"],
        )
    return Report(
        figures=tuple(made["figures"]),
        comparisons=tuple(made["comparisons"]),
        findings=tuple(made["findings"]),
        unknown=tuple(made["unknown"]),
        checks=tuple(made["checks"]),
        notes=(*made["notes"], *notes),
        specification=specification,
        backend=backend,
    )


def from_counts(
    data: Any,
    *,
    ratios: Any = None,
    board: Any = None,
    organisation: str = "",
    confidence_level: float = 0.95,
    margin: Sequence[float] = (0.8, 1.25),
    threshold: int = 10,
    bme_label: str = "BME",
    denominator: str = "known ethnicity",
    published: bool | None = None,
    example: bool = False,
) -> Report:
    """Make a report from a table of counts.

    Parameters
    ----------
    data
        A tidy frame of any engine, a mapping of columns or the path of a CSV file. Columns: ``indicator`` (or ``metric``), ``outcome``
        (or ``measure``), ``group``, ``period``, ``events`` and ``total`` (or ``numerator`` and ``denominator``); optional ``population``,
        ``staff_type``, ``stratum``, ``period_kind``, ``place`` (or ``table``), ``id``, ``source``, ``published_percent``, ``redacted``,
        ``redacted_parts``. Groups are White, BME (or BAME), Asian, Black, Mixed, Other; not stated, not known, empty or unknown; all.
        R, *, [c] or <10 instead of a count means confidential, an empty cell not available, z not applicable.
    ratios, board
        Printed ratios and board differences, with the columns of the bundled ``ratios.csv`` and ``board.csv``. A ratio or difference
        printed without its counts cannot be assessed, and says so.
    organisation
        Whose report it is.
    confidence_level, margin
        The level of intervals and tests, and the range of ratios that count as similar.
    threshold
        Headcounts below this are withheld, with every figure from which they follow by one subtraction; 0 switches that off.
    bme_label
        What to call the group in sentences.
    denominator
        "known ethnicity" or "all staff": what the totals are made of, for the notes.
    published
        Whether the figures are already public, and are repeated as they were printed. When None, those whose ``source`` names the
        document that they were printed in.
    example
        Whether the figures are invented.

    Returns
    -------
    Report

    Raises
    ------
    InvalidInput
        Naming the row, the value and what it must be.
    """
    specification = _specification(organisation, confidence_level, margin, threshold, bme_label, denominator, example)
    printed = cells_from_printed(data, ratios=ratios, board=board, published=published)
    return _assemble(printed.cells, specification, printed.notes, _kind_of(data))


def from_records(
    *,
    staff: Mapping[Any, Any],
    recruitment: Any = None,
    survey: Any = None,
    classification: str = "nhs_2001",
    columns: Mapping[str, str | None] | None = None,
    bands: Mapping[str, str] | None = None,
    organisation: str = "",
    confidence_level: float = 0.95,
    margin: Sequence[float] = (0.8, 1.25),
    threshold: int = 10,
    bme_label: str = "BME",
    denominator: str = "known ethnicity",
    example: bool = False,
) -> Report:
    """Make a report from records of single people.

    Parameters
    ----------
    staff
        Snapshot to extract: ``{"2022-03": frame_or_path, ...}``. One row a person: ``staff_id``, ``ethnic_code``, ``contract`` (S substantive,
        B bank, N non-executive), ``staff_group``, ``band``, ``board``, ``board_voting``, ``board_executive``, ``disc_this_year``,
        ``disc_prev_year``, ``nonmandatory_training``.
    recruitment
        One row an applicant: ``applicant_id``, ``year``, ``ethnic_code``, ``shortlisted``, ``appointed``.
    survey
        One row a respondent: ``respondent_id``, ``survey_year``, ``contract``, ``ethnic_code``, ``q14a``, ``q14b``, ``q14c``, ``q15``, ``q16b``.
    classification
        Of the ethnic codes: "nhs_2001", "ons_2011" or "ons_2021".
    columns
        The names that columns have in the data, where they differ: ``{"ethnic_code": "Ethnic Origin"}``. None for a column that was not
        recorded: ``{"disc_prev_year": None}`` leaves out what needs it.
    bands
        Local codes of pay bands: ``{"XN05": "5"}``.
    denominator
        "known ethnicity" leaves people of unknown ethnicity out of the total of a share; "all staff" keeps them in.
    organisation, confidence_level, margin, threshold, bme_label, example
        As in :func:`from_counts`.

    Returns
    -------
    Report

    Raises
    ------
    InvalidInput
        Naming the file, the line, the value and what it must be.
    """
    specification = _specification(organisation, confidence_level, margin, threshold, bme_label, denominator, example)
    cells = cells_from_records(
        staff=staff, recruitment=recruitment, survey=survey, classification=classification, columns=columns, bands=bands, denominator=denominator
    )
    left_out = [name for name, actual in (columns or {}).items() if actual is None]
    notes = [f"Not recorded, and left out with what needs it: {', '.join(left_out)}."] if left_out else []
    return _assemble(cells, specification, notes, _kind_of(*staff.values(), recruitment, survey))


def init(directory: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Look at the extracts in a folder and write a first analysis.toml there, with what only a person can know marked ``???``.

    Parameters
    ----------
    directory
        A folder with CSV, Excel or Parquet files.
    force
        Write over an analysis.toml that is there already.

    Returns
    -------
    Path
        Of the file written; read it through before :func:`load`.
    """
    from ._analysis_draft import write_draft

    return write_draft(directory, force=force)


def load(path: str | os.PathLike[str], **options: Any) -> Report:
    """Make a report from an analysis that is written down: which file and column plays which part, and what the codes mean.

    Parameters
    ----------
    path
        An analysis.toml, or the folder that holds one; :func:`init` writes one to begin with. The layout is described in docs/analysis.md.
    **options
        Those of :func:`from_counts` and ``classification`` and ``denominator`` of :func:`from_records`; they go before those of the file.

    Returns
    -------
    Report

    Raises
    ------
    InvalidInput
        Naming the file, the line, the value and where to explain it.

    Examples
    --------
    >>> import equitable as eq
    >>> report = eq.wres.load(eq.wres.example("exemplar") / "analysis.toml")
    >>> report.specification["organisation"]
    'Example NHS Trust (invented)'
    """
    from ._analysis import read_analysis

    analysis = read_analysis(path)
    given = {**analysis.options, **options}
    try:
        specification = _specification(
            str(given.get("organisation", "")),
            given.get("confidence_level", 0.95),
            given.get("margin", (0.8, 1.25)),
            given.get("threshold", 10),
            given.get("bme_label", "BME"),
            given.get("denominator", "known ethnicity"),
            bool(given.get("example", False)),
        )
    except InvalidInput as error:
        raise InvalidInput(f"{analysis.path.name}: {error}") from None
    records = analysis.records()
    notes = records.pop("notes")
    classification, denominator = given.get("classification", "nhs_2001"), given.get("denominator", "known ethnicity")
    cells = cells_from_records(**records, classification=classification, denominator=denominator)
    if records["columns"]:
        notes = [*notes, f"Not recorded, and left out with what needs it: {', '.join(records['columns'])}."]
    return _assemble(cells, specification, notes)


def analysis_output(path: str | os.PathLike[str]) -> Path | None:
    """Return the folder that an analysis.toml names for its report; None where it names none."""
    from ._analysis import read_analysis

    return read_analysis(path).output


def example(name: str = "lpt") -> Path:
    """Return the folder of bundled example data.

    "lpt" holds the figures that a real trust published for 2021/22; "exemplar" the person-level files of an invented trust, "northvale" those of
    another one whose extracts have columns and codes of their own.
    """
    if name not in EXAMPLES:
        raise InvalidInput(f"example: {name!r} is not bundled; {one_of(str(name), EXAMPLES)}")
    return Path(__file__).parent / "example_data" / name


def from_directory(directory: str | os.PathLike[str], **options: Any) -> Report:
    """Make a report from a folder of CSV files.

    Parameters
    ----------
    directory
        Either counts (``counts.csv``, and ``ratios.csv`` and ``board.csv`` when they are there), or records (``esr_2022-03.csv`` and so on,
        and ``recruitment.csv`` and ``staff_survey.csv`` when they are there).
    **options
        Those of :func:`from_counts` or :func:`from_records`.

    Returns
    -------
    Report
    """
    folder = Path(directory)
    try:
        files = {entry.name.casefold(): entry for entry in sorted(folder.iterdir()) if entry.is_file()}
    except FileNotFoundError:
        raise InvalidInput(f"{folder}: there is no such folder") from None
    except NotADirectoryError:
        raise InvalidInput(f"{folder}: this is a file, but a folder of CSV files is needed") from None
    except OSError as error:
        raise InvalidInput(f"{folder}: the folder cannot be read: {error.strerror}") from error
    for name, organisation, invented in (
        ("lpt", "Leicestershire Partnership NHS Trust", False),
        ("exemplar", "Example NHS Trust (invented)", True),
    ):
        if folder.resolve() == example(name).resolve():
            options.setdefault("organisation", organisation)
            options.setdefault("example", invented)
    extracts = {matched[1]: path for name, path in files.items() if (matched := ESR.fullmatch(name))}
    if "counts.csv" in files and extracts:
        raise InvalidInput(f"{folder}: there are both counts.csv and extracts ({next(iter(extracts.values())).name}); keep them in two folders")
    if "counts.csv" in files:
        for name in ("classification", "columns", "bands"):
            if options.get(name) is not None:
                raise InvalidInput(f"{folder}: {name} is an option for records of people, but the folder holds counts")
        return from_counts(files["counts.csv"], ratios=files.get("ratios.csv"), board=files.get("board.csv"), **options)
    if extracts:
        return from_records(staff=extracts, recruitment=files.get("recruitment.csv"), survey=files.get("staff_survey.csv"), **options)
    if "analysis.toml" in files:
        return load(files["analysis.toml"], **options)
    found = ", ".join(path.name for path in files.values()) or "nothing"
    raise InvalidInput(f"{folder}: there is neither counts.csv nor an extract such as esr_2022-03.csv; the folder holds {found}")
