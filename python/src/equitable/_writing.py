"""Writing a file whole or not at all, to a temporary one beside it which then takes its place; and texts that a spreadsheet does not run."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from .errors import InvalidInput

__all__ = ["inert", "replaced"]

_RUNS = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+%?")


def inert(text: str) -> str:
    """A text of a CSV file as a spreadsheet may open it: what it would run as a formula stands behind an apostrophe, numbers stay as they are.

    Whoever reads the file by a program finds that apostrophe in front of a label that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return.
    """
    return f"'{text}" if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def replaced(path: Path, text: str) -> None:
    """Write a text to a file; until it is complete the file is what it was, and nothing else is left behind."""
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, prefix=".equitable-", delete=False) as file:
            temporary = file.name
            file.write(text if text.endswith("\n") else text + "\n")
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise InvalidInput(f"{path}: the file cannot be written: {error.strerror}") from error
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
