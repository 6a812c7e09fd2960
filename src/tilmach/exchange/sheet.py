"""Tables for people who have a spreadsheet and nothing else: ``write_parts()`` and ``read_parts()``. CSV; XLSX by ``workbook``.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, which is taken away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tilmach import files
from tilmach.catalog import State
from tilmach.errors import CatalogError
from tilmach.exchange.entries import Entry, Options, Part, tidied, told_state

COLUMNS = ("id", "source", "target", "state", "note", "comment", "article", "locale", "line", "stamp")
_NEEDED = ("source", "target", "article", "locale")
_BOM = "\ufeff"
# OWASP, "CSV injection"; the wide forms count in East Asian editions
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_LONGEST = 32_767  # characters of a cell: Excel specifications and limits

Rows = Iterable[tuple[int, Sequence[str | None]]]
"""Rows with their 1-based numbers; None for a cell that holds a formula."""


def write_parts(path: Path, source_locale: str, parts: list[Part], options: Options) -> None:
    """Write catalogs as a table, a message a row; a ``.xlsx`` file as a workbook, any other as CSV for Excel.

    Raises:
        TilmachError: A text is too long for a cell, XLSX is not installed, or it can't be written; the file is as it was.
    """
    del source_locale, options
    rows = [_row(path, part, entry) for part in parts for entry in part.entries]
    if path.suffix.lower() == ".xlsx":
        from tilmach.exchange import workbook  # noqa: PLC0415  openpyxl is an extra

        data = workbook.written(COLUMNS, rows)
    else:
        text = io.StringIO()
        csv.writer(text).writerows([COLUMNS, *rows])
        # by the mark Excel knows UTF-8
        data = f"{_BOM}{text.getvalue()}".encode()
    try:
        files.replace(path, data)
    except OSError as error:
        raise CatalogError(path, f"can't be written: {error.strerror}.") from None


def _row(path: Path, part: Part, entry: Entry) -> list[str]:
    lines = ", ".join(str(line) for _, line in entry.locations if line)
    cells = [entry.id, entry.source, entry.target, str(entry.state), "\n".join(entry.notes), "\n".join(entry.remarks)]
    cells += [part.original, part.locale, lines, entry.stamp]
    if any(len(cell) >= _LONGEST for cell in cells):
        raise CatalogError(path, f"{part.original}: a text has more than a cell holds ({_LONGEST:,} signs). Use XLIFF.")
    return [guarded(cell) for cell in cells]


def guarded(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Return the text of a cell; the inverse of ``guarded``."""
    return cell[1:] if _GUARDED.match(cell) else cell


def read_parts(path: Path) -> list[Part]:
    """Return the catalogs of a table. Columns may stand in any order, and others beside them.

    Raises:
        TilmachError: It can't be read, a needed column is missing, or XLSX is not installed.
    """
    if path.suffix.lower() == ".xlsx":
        from tilmach.exchange import workbook  # noqa: PLC0415  openpyxl is an extra

        rows: Rows = workbook.read(path)
    else:
        rows = _csv_rows(path)
    places: dict[str, int] = {}
    entries: dict[tuple[str, str], list[Entry]] = {}
    for number, row in rows:
        if not places:
            places = {(name or "").strip().lower(): place for place, name in reversed(list(enumerate(row)))}
            missing = [name for name in _NEEDED if name not in places]
            if missing:
                raise CatalogError(path, f"has no column {', '.join(missing)}. The first row names the columns.", number)
            continue
        if any(row):
            cells = {name: row[places[name]] if places.get(name, len(row)) < len(row) else "" for name in COLUMNS}
            key = (cells["article"] or "", cells["locale"] or "")
            entries.setdefault((unguarded(key[0]).strip(), key[1].strip()), []).append(_entry(cells))
    if not places:
        raise CatalogError(path, "is empty.", 1)
    return [Part(original, locale, tuple(own)) for (original, locale), own in entries.items()]


def _entry(cells: dict[str, str | None]) -> Entry:
    problem = "its cell holds a formula" if cells["source"] is None or cells["target"] is None else ""
    told = {name: unguarded(cell or "") for name, cell in cells.items()}
    state = told_state(told["target"], is_approved=told["state"].strip().lower() == State.APPROVED)
    remarks = tidied([told["comment"]])
    return Entry(told["id"].strip(), told["source"], told["target"], state, told["stamp"], remarks=remarks, problem=problem)


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file, parted by commas, semicolons (Excel in Russian and Kazakh) or tabs."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CatalogError(path, f"can't be read: {error.strerror}.") from None
    # "Unicode text" of older Excels
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CatalogError(path, "is not UTF-8. Save it as “CSV UTF-8”, or as XLSX.", line) from None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise CatalogError(path, f"is not CSV: {error}.", reader.line_num) from None
