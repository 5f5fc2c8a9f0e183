"""Excel workbooks, by python-calamine: the values of one sheet. No formula is ever worked out; what stands in the file for it is taken.

A workbook is a zip archive, and a small archive can hold more than any memory. What it would unpack to stands in its directory, which is
read before anything is unpacked; that the directory tells the truth is found out by unpacking to nowhere.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from ._input import one_of
from .errors import InvalidInput, MissingDependency

__all__ = ["read_sheet", "refuse_bomb", "sheets_with_data"]

MOST_BYTES = 2**30  # a full sheet of a million rows and twenty columns unpacks to some 700 MB
MOST_EXPANSION = 200  # real sheets unpack to ten to sixty times their size
SMALL = 64 * 2**20  # below this no expansion hurts
MOST_MEMBERS = 10_000
MOST_DEFLATED = 1032  # no byte of a deflated part unpacks to more


def _size(count: int) -> str:
    return f"{count / 2**20:,.0f} MB"


def refuse_bomb(path: Path) -> None:
    """Raise when a workbook would unpack to far more than a workbook of its size does; workbooks that are no archives (.xls) pass."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        if path.suffix.casefold() == ".xls":
            return
        raise InvalidInput(f"{path}: this is not an Excel workbook (it is no zip archive, or a damaged one)") from None
    except OSError as error:
        raise InvalidInput(f"{path}: the file cannot be read: {error.strerror or error}") from error
    unpacked, packed = sum(member.file_size for member in members), path.stat().st_size
    advice = "; if it is genuine, save the sheet as CSV"
    if len(members) > MOST_MEMBERS:
        raise InvalidInput(f"{path}: the workbook has {len(members):,} parts, but must have at most {MOST_MEMBERS:,}{advice}")
    if unpacked > MOST_BYTES:
        raise InvalidInput(f"{path}: the workbook would unpack to {_size(unpacked)}, but must stay below {_size(MOST_BYTES)}{advice}")
    if unpacked > SMALL and unpacked > MOST_EXPANSION * packed:
        raise InvalidInput(
            f"{path}: the workbook would unpack to {_size(unpacked)}, {unpacked // max(packed, 1):,} times its size, "
            f"but must stay below {MOST_EXPANSION} times{advice}"
        )
    with open(path, "rb") as file:
        for member in members:
            if MOST_DEFLATED * member.compress_size > SMALL and not _unpacks_as_told(file, member):
                raise InvalidInput(f"{path}: the part {member.filename!r} would unpack to more than the directory of the workbook says")


def _unpacks_as_told(file: BinaryIO, member: zipfile.ZipInfo) -> bool:
    """Return whether a part unpacks to no more than its stated size; only as much as that is ever unpacked, and none of it kept."""
    if member.compress_type == zipfile.ZIP_STORED:
        return member.compress_size <= member.file_size
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return False  # Excel packs in no other way
    file.seek(member.header_offset + 26)  # where the local header has the lengths of its name and its extra field
    lengths = file.read(4)
    if len(lengths) < 4:
        return False
    file.seek(sum(struct.unpack("<HH", lengths)), 1)
    unpack, left, made = zlib.decompressobj(-zlib.MAX_WBITS), member.compress_size, 0
    try:
        while left > 0 and not unpack.eof:
            packed = file.read(min(left, 2**16))
            if not packed:
                break
            left -= len(packed)
            while packed and not unpack.eof:
                made += len(unpack.decompress(packed, 2**20))
                if made > member.file_size:
                    return False
                packed = unpack.unconsumed_tail
    except zlib.error:
        pass  # damaged: who opens it will say so
    return True


def _text_of(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """An open workbook, closed at the end; what calamine has to say becomes an error of ours."""
    try:
        import python_calamine
    except ImportError:
        raise MissingDependency(f'{path}: an Excel workbook needs python-calamine: pip install "equitable[excel]"') from None
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    except Exception as error:  # calamine's errors, and those of the archive
        raise InvalidInput(f"{path}: the workbook cannot be opened: {_text_of(error)}") from error
    try:
        yield workbook
    except InvalidInput:
        raise
    except Exception as error:
        raise InvalidInput(f"{path}: the workbook cannot be read: {_text_of(error)}") from error
    finally:
        workbook.close()


def _visible(workbook: Any) -> list[str]:
    """The sheets of cells that are shown."""
    import python_calamine

    sheet, shown = python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetVisibleEnum.Visible
    return [each.name for each in workbook.sheets_metadata if each.typ == sheet and each.visible == shown]


def sheets_with_data(path: Path) -> list[str]:
    """Return the names of the visible sheets that are not empty."""
    names = []
    refuse_bomb(path)
    with _opened(path) as workbook:
        for name in _visible(workbook):
            if any(cell != "" for row in workbook.get_sheet_by_name(name).to_python() for cell in row):
                names.append(name)
    return names


def read_sheet(path: Path, sheet: str | None) -> tuple[str, Sequence[Sequence[Any]]]:
    """Return the name of a sheet and its rows, from the first row of the sheet on; empty cells are None."""
    refuse_bomb(path)
    with _opened(path) as workbook:
        visible = _visible(workbook)
        hidden = [] if sheet is None else [each.name for each in workbook.sheets_metadata]
        if sheet is not None and sheet not in hidden:
            raise InvalidInput(f"{path}: there is no sheet {sheet!r}; {one_of(sheet, visible)}")
        found: dict[str, Sequence[Sequence[Any]]] = {}
        for name in [sheet] if sheet is not None else visible:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if sheet is not None or any(cell != "" for row in rows for cell in row):
                found[name] = rows
            if len(found) > 1:
                raise InvalidInput(f"{path}: several sheets hold data ({', '.join(map(repr, visible))}); name one, for instance sheet={visible[0]!r}")
    if not found:
        raise InvalidInput(f"{path}: no sheet holds data")
    name, rows = next(iter(found.items()))
    return name, [[None if cell == "" else cell for cell in row] for row in rows]
