"""Writing a file whole or not at all: to a temporary one beside it, which then takes its place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from .errors import InvalidInput

__all__ = ["replaced"]


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
