import csv
import io
import re
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilmach import exchange
from tilmach.catalog import Catalog, Message, State
from tilmach.errors import CatalogError, ProjectError
from tilmach.exchange.entries import Options, part
from tilmach.exchange.merging import Fate, Outcome, merge
from tilmach.exchange.sheet import COLUMNS, guarded, unguarded
from tilmach.model import Syntax

CATALOG = Catalog(
    "kk",
    (
        Message(
            "The court met.",
            "Сот жиналды.",
            notes=("paragraph 1",),
            comments=("Ana: ok",),
            locations=(("a.md", 3), ("a.md", 9)),
        ),
        Message("=cmd|' /C calc'!A0").drafted("=1+1", "starter en-kk 0.2"),
        Message("- Yes."),
    ),
)


def written(folder: Path, suffix: str = ".csv") -> Path:
    path = folder / f"a{suffix}"
    sent = part(CATALOG, "source_texts/a.md", Syntax.MARKDOWN)
    exchange.write(path, exchange.format_for(path), "en", [sent], Options())
    return path


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def save(path: Path, rows: list[dict[str, str]], *, encoding: str = "utf-8-sig", delimiter: str = ",") -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def merged(path: Path, catalog: Catalog = CATALOG) -> tuple[Catalog, list[Outcome]]:
    (back,) = exchange.read(path)
    return merge(catalog, back.entries)


def test_what_is_in_a_csv_file(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,source"), "Excel takes it for UTF-8 by this"
    first, second, _ = table(path)
    assert tuple(first) == COLUMNS
    assert {name: first[name] for name in ("source", "target", "state", "note", "comment", "article", "locale", "line")} == {
        "source": "The court met.", "target": "Сот жиналды.", "state": "approved", "note": "paragraph 1", "comment": "Ana: ok",
        "article": "source_texts/a.md", "locale": "kk", "line": "3, 9",
    }  # fmt: skip
    assert (second["source"][:3], second["target"]) == ("'=c", "'=1+1")


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path, ".xlsx")) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in text
    assert text.count('t="inlineStr"') == 4 * len(COLUMNS)


@given(st.text(st.sampled_from("'=+-@\t\r＝a ")))
def test_guards_come_off(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t\r＝")


def test_people_need_not_write_apostrophes(tmp_path: Path) -> None:
    path = written(tmp_path)
    rows = table(path)
    rows[2]["target"] = "- Иә."
    save(path, rows)
    after, outcomes = merged(path)
    assert [outcome.fate for outcome in outcomes] == [Fate.UNCHANGED, Fate.UNCHANGED, Fate.APPLIED]
    assert after.messages[2].target == "- Иә."


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8", ";"), ("utf-16", "\t"), ("utf-8-sig", ",")])
def test_as_spreadsheets_save_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """In any order, with columns beside ours, states in capitals and an empty row."""
    path = written(tmp_path)
    rows = [dict(reversed(list(row.items()))) | {"Ana": "?"} for row in reversed(table(path))]
    rows[1]["state"] = "Approved "
    rows.insert(1, dict.fromkeys(rows[0], ""))
    save(path, rows, encoding=encoding, delimiter=delimiter)
    after, outcomes = merged(path)
    assert [outcome.fate for outcome in outcomes] == [Fate.UNCHANGED, Fate.APPROVED, Fate.UNCHANGED]
    assert after.messages[1].state is State.APPROVED


def test_a_new_comment(tmp_path: Path) -> None:
    path = written(tmp_path)
    rows = table(path)
    rows[0]["comment"] += "\r\nBen: are you sure?"
    save(path, rows)
    after, outcomes = merged(path)
    assert outcomes[0].fate is Fate.REMARKED
    assert after.messages[0].comments == ("Ana: ok", "Ben: are you sure?")


def test_a_sheet_sorted_by_one_column_is_noticed(tmp_path: Path) -> None:
    path = written(tmp_path)
    rows = table(path)
    for row, source in zip(rows, sorted(row["source"] for row in rows), strict=True):
        row["source"] = source
        row["target"] += "!"
    save(path, rows)
    after, outcomes = merged(path)
    assert [outcome.fate for outcome in outcomes] == [Fate.UNKNOWN, Fate.APPLIED, Fate.UNKNOWN], "the second stood right"
    assert [message.target for message in after.messages] == ["Сот жиналды.", "=1+1!", ""]


def test_without_ids_and_stamps_only_gaps_are_filled(tmp_path: Path) -> None:
    path = written(tmp_path)
    rows = [{name: row[name] for name in ("source", "target", "state", "article", "locale")} for row in table(path)]
    rows[0]["target"] = "Басқа."
    rows[1]["state"] = "approved"
    rows[2]["target"] = "- Иә."
    save(path, rows)
    after, outcomes = merged(path)
    assert [outcome.fate for outcome in outcomes] == [Fate.KEPT_OUT, Fate.KEPT_OUT, Fate.APPLIED]
    assert [message.target for message in after.messages] == ["Сот жиналды.", "=1+1", "- Иә."]


def test_numbers_dates_and_formulas_of_a_workbook(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="XLSX was not tried: openpyxl is not installed")
    path = tmp_path / "a.xlsx"
    catalog = Catalog("kk", tuple(Message(source) for source in ("One.", "Two.", "Three.", "Four.")))
    exchange.write(path, exchange.FORMATS["xlsx"], "en", [part(catalog, "a.md", Syntax.PLAIN)], Options())
    book = openpyxl.load_workbook(path)
    for row, value in enumerate((2026, 1.5, "=1+1", "_x000D_a_x005F_x0041_"), 2):
        book.active.cell(row, COLUMNS.index("target") + 1).value = value
    book.save(path)
    after, outcomes = merged(path, catalog)
    assert [message.target for message in after.messages] == ["2026", "1.5", "", "a_x0041_"]
    assert outcomes[2].reason == "its cell holds a formula"
    book.active.cell(2, COLUMNS.index("target") + 1).value = date(2026, 5, 1)
    book.save(path)
    assert "2026" in merged(path, catalog)[0].messages[0].target


def test_what_is_no_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for data, problem in (
        (b"", ":1: is empty"),
        (b"source,target\n", ":1: has no column article, locale"),
        ("source,target,article,locale\n1,Қой,a,kk".encode("kz1048"), ":2: is not UTF-8"),
        (b'source,target,article,locale\n"a"b,c\n', ":2: is not CSV"),
    ):
        path.write_bytes(data)
        with pytest.raises(CatalogError, match=re.escape(str(path)) + problem):
            exchange.read(path)
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    with pytest.raises(CatalogError, match="is not XLSX"):
        exchange.read(tmp_path / "a.xlsx")


def test_a_workbook_larger_than_any_of_ours_is_refused(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="XLSX was not tried: openpyxl is not installed")
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.cell(1_000_000, 16_000).value = "far away"
    book.save(path)
    with pytest.raises(CatalogError, match="is larger than"):
        exchange.read(path)


def test_without_openpyxl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ProjectError, match=r"tilmach\[xlsx\]"):
        written(tmp_path, ".xlsx")


def test_a_text_longer_than_a_cell(tmp_path: Path) -> None:
    long = replace(CATALOG, messages=(Message("a" * 40_000),))
    with pytest.raises(CatalogError, match="Use XLIFF"):
        exchange.write(tmp_path / "a.csv", exchange.FORMATS["csv"], "en", [part(long, "a.md", Syntax.PLAIN)], Options())
    assert not (tmp_path / "a.csv").exists()
