"""report.csv: one row for each rate, ratio and gap."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from .._writing import inert
from ..wres import Report
from .release import Release


def tidy_csv(released: Release) -> bytes:
    """The tidy table as RFC 4180 has it, in UTF-8 with a byte order mark, so that a spreadsheet reads the accents."""
    columns = Report(
        figures=released.figures, comparisons=released.comparisons, findings=released.findings, unknown=released.unknown,
        checks=released.checks, notes=released.notes, specification=dict(released.specification),
    ).columns()  # fmt: skip
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in zip(*columns.values(), strict=True))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _cell(value: Any) -> str:
    """A number in full; a text that a spreadsheet would take for a formula behind an apostrophe."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, float):
        return "Inf" if value == math.inf else "-Inf" if value == -math.inf else repr(float(value))
    return str(value)
