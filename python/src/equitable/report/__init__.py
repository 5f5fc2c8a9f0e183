"""Reports as files: one self-contained HTML page, a tidy CSV and a JSON document."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import MissingDependency

if TYPE_CHECKING:
    from ..wres import Report

__all__ = ["write"]


def write(report: Report, directory: str | os.PathLike[str]) -> Path:
    """Write report.html, report.csv and report.json into a folder: all three or none.

    Parameters
    ----------
    report
        What :func:`equitable.wres.from_counts` or :func:`equitable.wres.from_records` returns.
    directory
        The folder; it is made if it does not exist. Other files in it stay, an earlier report is replaced.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InvalidInput
        If the folder cannot be written. Then nothing is left behind, and an earlier report stays as it was.
    MissingDependency
        If Jinja2 or matplotlib is not installed.
    """
    try:
        from .page import html_page
    except ModuleNotFoundError as error:
        if error.name not in ("jinja2", "markupsafe"):
            raise
        raise MissingDependency("report: Jinja2 is needed for the page; install it with `pip install 'equitable[report,plot]'`") from error
    from .. import __version__
    from .document import json_document
    from .folder import write_folder
    from .release import release
    from .tidy import tidy_csv

    released = release(report)
    files = {
        "report.html": html_page(released, version=__version__).encode("utf-8"),
        "report.csv": tidy_csv(released),
        "report.json": json_document(released, version=__version__),
    }
    return write_folder(directory, files)
