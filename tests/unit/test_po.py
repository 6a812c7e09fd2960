from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import ARTICLE, gettext
from tilmach import catalog as catalogs
from tilmach import po, segmentation
from tilmach.catalog import Catalog, Message, State
from tilmach.errors import CatalogError
from tilmach.formats import text

TEMPLATE = catalogs.template(text.parse(ARTICLE, segmentation.split), "source_texts/herders.txt")

HAND_WRITTEN = """\
# Translators of the village
msgid ""
msgstr "Language: kk\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"X-Poedit-Basepath: ..\\n"

# a remark
#: source_texts/x.txt:1   source_texts/x.txt:9
msgid "One sentence that somebody wrapped "
"by hand."
msgstr   "Бір сөйлем."

#: source_texts/x.txt:3
msgid "Two."
msgstr ""

#~ msgid "Gone."
#~ msgstr "Кетті."
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kk" / "LC_MESSAGES" / "herders.po"


def test_round_trip(path: Path) -> None:
    messages = (
        Message("plain", "жай", locations=(("a/b.txt", 3), ("a/b.txt", 12))),
        Message('quotes " and \\ and\ttab', "«сөз»", comments=("remark", "", "third line"), notes=("heading 1",)),
        Message("long " * 60, "ұзын " * 60, notes=("note " * 40 + "end",), comments=("comment " * 40 + "end",)),
        Message("line\u2028separator", "a\u2028b"),
        Message("with context", "c", context="menu", flags=("no-wrap",)),
        Message("new source", "old target", fuzzy=True, previous='old "source" ' * 12),
        Message("draft").drafted("нобай", "argos en-kk 1.9"),
        Message("empty"),
    )
    obsolete = (Message("gone", "кетті", obsolete=True, comments=("kept",)),)
    po.write(path, Catalog("kk", messages, obsolete))
    read = po.read(path, "kk")
    assert read.messages == messages
    assert read.obsolete == obsolete


def test_header_of_a_new_catalog(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    po.write(path, Catalog("ru", TEMPLATE.messages), "herders")
    header = dict(po.read(path, "ru").header)
    assert header["Language"] == "ru"
    assert header["Plural-Forms"].startswith("nplurals=3;")
    assert header["PO-Revision-Date"] == "2001-09-09 01:46+0000"
    assert header["Project-Id-Version"] == "herders"


@pytest.mark.parametrize("locale", ["kk", "ru", "ug"])
def test_gettext_has_no_complaint(path: Path, locale: str) -> None:
    messages = tuple(message.drafted(f"⟦{message.source}⟧", "m 1") for message in TEMPLATE.messages)
    po.write(path, Catalog(locale, messages))
    gettext("msgfmt", "-c", "--use-fuzzy", "-v", "-o", "/dev/null", str(path))


def test_msgcat_reproduces_the_content(path: Path, tmp_path: Path) -> None:
    po.write(path, Catalog("kk", tuple(message.drafted("x", "m 1") for message in TEMPLATE.messages)))
    copy = tmp_path / "copy.po"
    copy.write_text(gettext("msgcat", "--no-wrap", str(path)), "utf-8")
    assert po.read(copy, "kk") == po.read(path, "kk")


def test_unchanged_entries_keep_their_bytes(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(HAND_WRITTEN, "utf-8")
    catalog = po.read(path, "kk")
    assert not po.write(path, catalog), "nothing changed"
    changed = replace(catalog.messages[1], target="Екі.", raw=None)
    assert po.write(path, catalog.with_messages([changed]))
    assert path.read_text("utf-8") == HAND_WRITTEN.replace('msgid "Two."\nmsgstr ""', 'msgid "Two."\nmsgstr "Екі."')


def test_line_breaks_of_the_file_are_kept(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(HAND_WRITTEN.replace("\n", "\r\n").encode())
    catalog = po.read(path, "kk")
    assert catalog.messages[0].target == "Бір сөйлем."
    po.write(path, catalog.with_messages([replace(catalog.messages[1], target="Екі.", raw=None)]))
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


def test_nothing_to_write_leaves_the_file_alone(path: Path) -> None:
    catalog = Catalog("kk", TEMPLATE.messages)
    assert po.write(path, catalog)
    before = path.stat().st_mtime_ns
    assert not po.write(path, catalog)
    assert path.stat().st_mtime_ns == before


def test_sticky_flags_and_byte_order_mark_of_other_tools(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("\ufeff" + HAND_WRITTEN.replace("# a remark\n", "# a remark\n#= no-wrap\n"), "utf-8")
    catalog = po.read(path, "kk")
    assert catalog.messages[0].flags == ("no-wrap",)
    assert catalog.messages[0].state is State.APPROVED


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'msgid "a"\nmsgstr "b\n', ":2: is not a PO file: a string without"),
        (b'msgid "a"\nnonsense\n', ":2: is not a PO file"),
        (b'msgid "a"\nmsgstr "\xff"\n', ":2: is not UTF-8"),
        (b'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "has two messages for 'a'"),
    ],
)
def test_damaged_files_are_named_with_the_place(path: Path, data: bytes, problem: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    with pytest.raises(CatalogError) as caught:
        po.read(path, "kk")
    assert problem in str(caught.value)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == data


def test_missing_file(path: Path) -> None:
    with pytest.raises(CatalogError, match="is not there"):
        po.read(path, "kk")
