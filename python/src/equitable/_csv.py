"""CSV files: the delimiter and the encoding found out, the rows read in blocks, so that a file may be larger than memory.

Every row must have as many cells as the header; one that has not is refused with its line, as are a cell that never ends and bytes
that are no text. Nothing is guessed about values: a cell is its text, an empty one is None.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import os
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ._input import Table, one_of
from .errors import InvalidInput
from .results.words import counted

__all__ = ["CsvFile", "checked_header", "open_csv"]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
BLOCK = 2**20  # bytes
ROWS = 2**9  # rows in a block: the only ones in memory; so few stay in the cache of the processor, which is twice as fast as many
SAMPLE = 2**16  # characters from which the delimiter is found out
PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")  # letters of UTF-8 outside ASCII

Stamp = tuple[int, int, int]


def _unreadable(path: Path, error: OSError) -> InvalidInput:
    if isinstance(error, FileNotFoundError):
        return InvalidInput(f"{path}: there is no such file (or it was removed while it was being read)")
    if isinstance(error, IsADirectoryError):
        return InvalidInput(f"{path}: this is a folder, but a file is needed")
    return InvalidInput(f"{path}: the file cannot be read: {error.strerror}")


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_ino, found.st_size, found.st_mtime_ns


def checked_header(cells: Sequence[object], where: str) -> list[str]:
    """Return the names of the columns; a name that is empty or stands twice raises."""
    header = [str(cell).strip() if cell is not None else "" for cell in cells]
    for position, name in enumerate(header):
        if not name:
            raise InvalidInput(f"{where}: column {position + 1} has no name")
        if name in header[:position]:
            raise InvalidInput(f"{where}: the column {name!r} appears twice")
    return header


# --- what the bytes are -----------------------------------------------------------------------------------------------------------------


def _encoding_of(file: BinaryIO, path: Path) -> str:
    """Return the encoding: by the mark at the beginning, else UTF-8, else Windows-1252; bytes that are neither raise with their line."""
    start = file.read(BLOCK)
    if start.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    elif start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise InvalidInput(f"{path}: the file is UTF-32 (byte 0); in Excel save it as 'CSV UTF-8 (comma delimited)'")
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    elif start[1:2] == b"\0" or start[:1] == b"\0":  # the first letter of a header is ASCII, more likely than not
        return "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
    else:
        encoding = "utf-8"
    decoder = codecs.getincrementaldecoder("utf-8")()
    block, offset, line, seen = start, 0, 1, False
    while True:
        if not (block.isascii() and not decoder.getstate()[0]):
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                at = max(offset - held + error.start, 0)
                seen = seen or bool(PAIR.search(block[: max(error.start - held, 0)]))
                place = line + block.count(b"\n", 0, max(error.start - held, 0))
                return _windows(file, block, f"{path}, line {place}: byte {at} (0x{error.object[error.start]:02x})", encoding, seen)
            seen = seen or not block.isascii()
        if not block:
            return encoding
        offset, line = offset + len(block), line + block.count(b"\n")
        block = file.read(BLOCK)


def _windows(file: BinaryIO, block: bytes, place: str, encoding: str, seen: bool) -> str:
    """Return "cp1252" when the rest of the file can be that; a file that is UTF-8 in other places is a damaged one."""
    advice = "; in Excel save the file as 'CSV UTF-8 (comma delimited)'"
    if encoding == "utf-8-sig" or seen:
        raise InvalidInput(f"{place} is not UTF-8, though the rest of the file is{advice}")
    while block:
        if block.translate(None, b"\x81\x8d\x8f\x90\x9d") != block:
            raise InvalidInput(f"{place} is not UTF-8, and the file is not Windows-1252 either{advice}")
        if PAIR.search(block):
            raise InvalidInput(f"{place} is not UTF-8, though other places of the file are{advice}")
        block = file.read(BLOCK)
    return "cp1252"


def _delimiter_of(sample: str, whole: bool) -> str:
    """Return the delimiter by which the first rows have as many cells as the header; the one that makes most cells when several do."""
    lines = sample if whole else sample[: sample.rfind("\n") + 1] or sample
    best = (-1.0, 0, ",")
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in itertools.islice(csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter), 200) if row]
        except csv.Error:
            continue
        if not rows or len(rows[0]) < 2:
            continue
        width = len(rows[0])
        alike = sum(len(row) == width for row in rows) / len(rows)
        if (alike, width) > best[:2]:
            best = (alike, width, delimiter)
    return best[2]


# --- the file ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CsvFile:
    """A CSV file whose encoding, delimiter and header are known. Reading it starts anew each time, and sees whether it has changed."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    size: int
    stamp: Stamp
    skipped: int = 0  # lines before the header that are no header: "sep=;"

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should know of how the file was read."""
        return (f"{self.path.name} read as Windows-1252, since it is not UTF-8",) if self.encoding == "cp1252" else ()

    def _open(self) -> io.TextIOWrapper:
        file = open(self.path, "rb")
        try:
            self._unchanged(os.fstat(file.fileno()))
        except BaseException:
            file.close()
            raise
        return io.TextIOWrapper(file, encoding=self.encoding, newline="")

    def _unchanged(self, found: os.stat_result) -> None:
        if _stamp(found) != self.stamp:
            raise InvalidInput(f"{self.path}: the file changed while it was being read; copy it to a quiet place and try again")

    def _rows(self, reader: Iterator[list[str]]) -> None:
        for _ in range(self.skipped):
            next(reader, None)
        next((row for row in reader if row), None)

    def blocks(self) -> Iterator[tuple[list[list[str]], int]]:
        """Yield the rows block by block, with how far in the file the block ends."""
        try:
            with self._open() as file:
                reader = csv.reader(file, delimiter=self.delimiter, strict=True)
                try:
                    self._rows(reader)
                    while rows := list(itertools.islice(reader, ROWS)):
                        if set(map(len, rows)) != {len(self.columns)}:
                            rows = [row for row in rows if row]
                            if any(len(row) != len(self.columns) for row in rows):
                                self._say_ragged()
                        if rows:
                            yield rows, os.lseek(file.fileno(), 0, os.SEEK_CUR)
                except csv.Error as error:
                    raise InvalidInput(f"{self.path}, line {reader.line_num}: this is not a CSV row: {error}") from None
            self._unchanged(os.stat(self.path))
        except UnicodeError as error:
            raise InvalidInput(f"{self.path}: the file is not {self.encoding.upper()} throughout: {error}") from None
        except OSError as error:
            raise _unreadable(self.path, error) from error

    def numbered(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with the line of the file on which it ends; slower than blocks."""
        with self._open() as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            self._rows(reader)
            for row in reader:
                if row:
                    yield reader.line_num, row

    def _say_ragged(self) -> None:
        for line, row in self.numbered():
            if len(row) != len(self.columns):
                raise InvalidInput(f"{self.path}, line {line}: {counted(len(row), 'cell')}, but the header has {len(self.columns)}")

    def load(self) -> Table:
        """Return all of it, with the line of each row."""
        found: list[list[str | None]] = [[] for _ in self.columns]
        for rows, _ in self.blocks():
            for column, cells in zip(found, zip(*rows, strict=True), strict=True):
                column.extend(cell if cell and not cell.isspace() else None for cell in cells)
        lines = array("Q", (line for line, _ in self.numbered()))
        return Table(dict(zip(self.columns, found, strict=True)), self.path.name, lines)


def open_csv(path: Path, encoding: str | None = None, delimiter: str | None = None) -> CsvFile:
    """Return a CSV file, having read as much as tells its encoding, its delimiter and its columns."""
    if delimiter is not None and delimiter not in DELIMITERS:
        raise InvalidInput(f"{path}: the delimiter is {delimiter!r}; {one_of(delimiter, list(DELIMITERS))}")
    if encoding is not None:
        try:
            encoding = codecs.lookup(encoding).name
        except LookupError:
            raise InvalidInput(f"{path}: the encoding {encoding!r} is not known; it may be utf-8, cp1252 or utf-16") from None
    try:
        with open(path, "rb") as file:
            before = _stamp(os.fstat(file.fileno()))
            encoding = encoding or _encoding_of(file, path)
            file.seek(0)
            text = io.TextIOWrapper(file, encoding=encoding, newline="")
            sample = text.read(SAMPLE)
            text.detach()
    except UnicodeError as error:
        raise InvalidInput(f"{path}: the file is not {str(encoding).upper()}: {error}") from None
    except OSError as error:
        raise _unreadable(path, error) from error
    skipped, first = 0, sample.lstrip("\r\n").partition("\n")[0].strip()
    told = re.fullmatch(r'"?sep=(.)"?', first, re.IGNORECASE)
    if told and told[1] in DELIMITERS:
        skipped, delimiter = 1, delimiter or told[1]
    delimiter = delimiter or _delimiter_of(sample, len(sample) < SAMPLE)
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = (row for row in reader if row)
        for _ in range(skipped):
            next(rows, None)
        cells = next(rows, [])
    except csv.Error as error:
        raise InvalidInput(f"{path}, line {reader.line_num}: this is not a CSV row: {error}") from None
    if not any(cell.strip() for cell in cells):
        raise InvalidInput(f"{path}: the file is empty; the first line must name the columns")
    header = checked_header(cells, f"{path}, line {reader.line_num}")
    return CsvFile(path, encoding, delimiter, tuple(header), before[1], before, skipped)
