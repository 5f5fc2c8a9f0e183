"""All files of a report, or none: written beside the target, then moved into place."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import InvalidInput


def write_folder(directory: str | os.PathLike[str], files: Mapping[str, bytes]) -> Path:
    """Write the files into the folder, which is made if need be; other files in it stay.

    Raises
    ------
    InvalidInput
        If the folder cannot be written; then nothing is left behind, and what was there is as it was.
    """
    target = Path(directory)
    if target.exists() and not target.is_dir():
        raise InvalidInput(f"report: {str(target)!r} is a file, but must be a folder")
    try:
        with _parents(target.absolute().parent), _beside(target) as workshop:
            fresh = workshop / "new"
            fresh.mkdir()
            for name, content in files.items():
                (fresh / name).write_bytes(content)
            if target.is_dir():
                _exchange(fresh, target, workshop / "old", list(files))
            else:
                fresh.rename(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInput(f"report: the folder {str(target)!r} cannot be written ({reason}); nothing was changed") from error
    return target


@contextlib.contextmanager
def _parents(parent: Path) -> Iterator[None]:
    """Make the folders above the target, and take them away again if anything fails."""
    missing = []
    step = parent
    while not step.exists():
        missing.append(step)
        step = step.parent
    made: list[Path] = []
    try:
        for folder in reversed(missing):
            folder.mkdir()
            made.append(folder)
        yield
    except BaseException:
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder of our own on the same disk as the target."""
    place = target.absolute()
    workshop = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        yield workshop
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _exchange(fresh: Path, target: Path, old: Path, names: list[str]) -> None:
    """Put each new file in the place of the old one; on failure put every old one back."""
    old.mkdir()
    moved: list[str] = []
    try:
        for name in names:
            moved.append(name)
            if (target / name).exists():
                os.replace(target / name, old / name)
            os.replace(fresh / name, target / name)
    except BaseException:
        for name in moved:
            if (old / name).exists():
                os.replace(old / name, target / name)
            elif not (fresh / name).exists():
                with contextlib.suppress(OSError):
                    (target / name).unlink()
        raise
