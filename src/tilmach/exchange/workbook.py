"""XLSX workbooks of one sheet, through openpyxl: ``written()`` and ``read()``. All cells are texts."""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from tilmach.catalog import State
from tilmach.errors import CatalogError, ProjectError

_WIDTHS = {"source": 60, "target": 60, "state": 14, "note": 30, "comment": 30, "article": 24}  # characters
_LARGEST = 200_000_000  # bytes unpacked
_MOST = 5_000_000  # cells, empty ones too
# ECMA-376, part 1, 22.9.2.19 ST_Xstring: what XML can't write, and what looks like that
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _openpyxl() -> ModuleType:
    try:
        return importlib.import_module("openpyxl")  # an extra
    except ImportError:
        raise ProjectError("XLSX needs openpyxl: pip install 'tilmach[xlsx]'. CSV needs nothing.") from None


def written(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook with a row of names and rows of texts.

    Raises:
        ProjectError: openpyxl is not installed.
    """
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "tilmach"
    sheet.freeze_panes = "A2"
    wrapped = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
    bold = openpyxl.styles.Font(bold=True)
    for number, row in enumerate([columns, *rows], 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            # set as a text: openpyxl would make a formula of "="
            cell.value = _UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = wrapped
            if number == 1:
                cell.font = bold
    for column, name in enumerate(columns, 1):
        letter = openpyxl.utils.get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 10)
        if name == "state" and rows:
            choice = openpyxl.worksheet.datavalidation.DataValidation("list", formula1=f'"{",".join(State)}"')
            sheet.add_data_validation(choice)
            choice.add(f"{letter}2:{letter}{len(rows) + 1}")
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def read(path: Path) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the rows of a workbook's first sheet with their numbers; None stands for a formula.

    Raises:
        CatalogError: It can't be read.
        ProjectError: openpyxl is not installed.
    """
    openpyxl = _openpyxl()
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
        sheet = openpyxl.load_workbook(path).worksheets[0] if size <= _LARGEST else None
    except OSError as error:
        raise CatalogError(path, f"can't be read: {error.strerror}.") from None
    except Exception as error:  # noqa: BLE001  openpyxl raises whatever its parsers do
        raise CatalogError(path, f"is not XLSX, or broken: {error}.") from None
    if sheet is None or sheet.max_row * sheet.max_column > _MOST:
        raise CatalogError(path, f"is larger than {_LARGEST // 1_000_000} MB or {_MOST:,} cells.")
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield number, [_text(cell) for cell in row]


def _text(cell: Any) -> str | None:
    if cell.data_type == "f":
        return None
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))
