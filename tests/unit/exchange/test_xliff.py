import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from tests.conftest import ROOT
from tests.unit.exchange.test_round_trip import catalogs
from tilmach import exchange
from tilmach.catalog import Catalog, Message, State
from tilmach.errors import CatalogError
from tilmach.exchange.codes import Kind, Piece, pieces
from tilmach.exchange.entries import Options, Part, part
from tilmach.exchange.merging import Fate, merge
from tilmach.model import Syntax

SOURCE = "The **court** met, see https://court.example/1 and [the notes](a.html)."
TARGET = "**Сот** жиналды, [жазбалар](a.html) мен https://court.example/1 қараңыз."
CATALOG = Catalog(
    "kk",
    (
        Message("Herders Win", "Малшылар жеңді", notes=("heading 1",), comments=("checked by Ana",), locations=(("a.md", 1),)),
        Message(SOURCE, notes=("paragraph 2",), locations=(("a.md", 3), ("a.md", 9))).drafted(TARGET, "starter en-kk 0.2"),
        Message("Two sheep & a <goat>.").drafted("Екі қой.", "100% locales/kk/a.po", State.MEMORY),
        Message("Bank.", context="river").proposed("Жаға.", "A bank."),
        Message("Edited.", "Өңделді.", fuzzy=True),
        Message("Nothing yet."),
    ),
)
XLF12 = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
XLF21 = {"x": "urn:oasis:names:tc:xliff:document:2.0"}


def written(folder: Path, form: str, *, locale: str = "kk", options: Options | None = None) -> Path:
    path = folder / "a.xlf"
    sent = part(replace(CATALOG, locale=locale), "source_texts/a.md", Syntax.MARKDOWN)
    exchange.write(path, exchange.FORMATS[form], "en", [sent], options or Options())
    return path


def changed(path: Path, pattern: str, new: str) -> None:
    text, number = re.subn(pattern, new, path.read_text("utf-8"), flags=re.DOTALL)
    assert number == 1, text
    path.write_text(text, "utf-8")


def fates(path: Path, catalog: Catalog = CATALOG) -> tuple[Catalog, list[Fate]]:
    (back,) = exchange.read(path)
    after, outcomes = merge(catalog, back.entries)
    return after, [outcome.fate for outcome in outcomes]


def schema(name: str) -> etree.XMLSchema:
    """An OASIS schema, from Debian's php-symfony-translation."""
    folder = Path(os.environ.get("TILMACH_XLIFF_SCHEMAS") or ROOT / "build" / "specs" / "xliff")
    found = next(folder.rglob(name), None)
    if found is None:
        pytest.skip(f"{name} is not in {folder}: XLIFF was not validated; .ci/fetch-specs fetches it")
    xml = next(folder.rglob("xml.xsd")).resolve().as_uri()
    text = re.sub(r'schemaLocation="[^"]*xml\.xsd"', f'schemaLocation="{xml}"', found.read_text("utf-8"))
    return etree.XMLSchema(etree.fromstring(text.encode()))


@pytest.mark.parametrize(("form", "name"), [("xliff1.2", "xliff-core-1.2-strict.xsd"), ("xliff2.1", "xliff-core-2.0.xsd")])
def test_the_schema_accepts_it(tmp_path: Path, form: str, name: str) -> None:
    """The strict one of 1.2; for 2.1 the core of 2.0, whose namespace it keeps."""
    rules = schema(name)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(catalogs())
    def any_catalog(catalog: Catalog) -> None:
        for syntax in Syntax:
            path = tmp_path / "any.xlf"
            if catalog.messages:
                exchange.write(path, exchange.FORMATS[form], "en", [part(catalog, "a b.md", syntax)], Options())
                rules.assertValid(etree.parse(path))

    rules.assertValid(etree.parse(written(tmp_path, form)))
    rules.assertValid(etree.parse(written(tmp_path, form, options=Options(copy_source=True))))
    any_catalog()


def test_states_of_1_2(tmp_path: Path) -> None:
    units = etree.parse(written(tmp_path, "xliff1.2")).xpath("//x:trans-unit", namespaces=XLF12)
    told = [(unit.get("approved"), [(t.get("state"), t.get("state-qualifier")) for t in unit.xpath("x:target", namespaces=XLF12)])
            for unit in units]  # fmt: skip
    assert told == [
        ("yes", [("final", None)]),
        (None, [("needs-review-translation", "leveraged-mt")]),
        (None, [("needs-review-translation", "leveraged-tm")]),
        (None, [("needs-translation", "leveraged-inherited")]),
        (None, [("needs-review-translation", None)]),
        (None, []),
    ]
    (older,) = units[3].xpath("x:alt-trans/x:source", namespaces=XLF12)
    assert older.text == "A bank."
    assert [note.text for note in units[0].xpath("x:note", namespaces=XLF12)] == ["heading 1", "checked by Ana"]
    assert "starter en-kk 0.2" in units[1].xpath(".//x:context/text()", namespaces=XLF12)
    assert units[1].xpath(".//x:context[@context-type='linenumber']/text()", namespaces=XLF12) == ["3", "9"]


def test_states_of_2_1(tmp_path: Path) -> None:
    tree = etree.parse(written(tmp_path, "xliff2.1", locale="ug"))
    assert (tree.getroot().get("version"), tree.getroot().get("trgLang")) == ("2.1", "ug")
    assert tree.xpath("//x:file/@trgDir", namespaces=XLF21) == ["rtl"]
    told = [(segment.get("state"), segment.get("subState")) for segment in tree.xpath("//x:segment", namespaces=XLF21)]
    assert told == [
        ("final", "tilmach:approved"),
        ("initial", "tilmach:machine"),
        ("initial", "tilmach:memory"),
        ("initial", "tilmach:stale"),
        ("translated", "tilmach:edited"),
        ("initial", "tilmach:untranslated"),
    ]
    assert tree.xpath("//x:note[@category='previous-source']/text()", namespaces=XLF21) == ["A bank."]


def test_codes_are_protected(tmp_path: Path) -> None:
    """A code has the same id in source and target, and no program has to look into the texts for it."""
    source, target = etree.parse(written(tmp_path, "xliff1.2")).xpath("//x:trans-unit[2]/*[position()<3]", namespaces=XLF12)
    found = [[(etree.QName(code).localname, code.get("id"), code.text) for code in element] for element in (source, target)]
    assert found[0] == [
        ("bpt", "1", "**"), ("ept", "1", "**"), ("ph", "2", "https://court.example/1"), ("bpt", "3", "["), ("ept", "3", "](a.html)")
    ]  # fmt: skip
    assert sorted(found[1]) == sorted(found[0])
    source, target = etree.parse(written(tmp_path, "xliff2.1")).xpath("//x:unit[2]/x:segment/*", namespaces=XLF21)
    found = [[(etree.QName(code).localname, code.get("id"), code.text) for code in element] for element in (source, target)]
    assert found == [
        [("pc", "1", "court"), ("ph", "2", None), ("pc", "3", "the notes")],
        [("pc", "1", "Сот"), ("pc", "3", "жазбалар"), ("ph", "2", None)],
    ]


def test_pieces() -> None:
    source = pieces("Go **40 km** to <br>.", Syntax.MARKDOWN)
    assert source == [
        Piece("Go "), Piece("**", Kind.OPENS, 1), Piece("40 km"), Piece("**", Kind.CLOSES, 1), Piece(" to "),
        Piece("<br>", Kind.ALONE, 2), Piece("."),
    ]  # fmt: skip
    target = pieces("<br> <hr> **40 км** жүр.", Syntax.MARKDOWN, source)
    assert [(piece.text, piece.id) for piece in target if piece.id] == [("<br>", 2), ("<hr>", 3), ("**", 1), ("**", 1)]


@pytest.mark.parametrize("form", ["xliff1.2", "xliff2.1"])
def test_a_target_changed_outside_is_a_persons(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form)
    changed(path, "Екі қой\\.", "Екі қой мен ешкі.")
    after, told = fates(path)
    assert told == [Fate.UNCHANGED] * 2 + [Fate.APPLIED] + [Fate.UNCHANGED] * 3
    assert (after.messages[2].target, after.messages[2].state) == ("Екі қой мен ешкі.", State.EDITED)
    assert [after.messages[n] is CATALOG.messages[n] for n in range(6)] == [True, True, False, True, True, True]


def test_approval_in_1_2(tmp_path: Path) -> None:
    path = written(tmp_path, "xliff1.2")
    changed(path, 'state="needs-review-translation" (state-qualifier="leveraged-mt")', r'state="final" \1')
    changed(path, r'(<trans-unit id="\w+" xml:space="preserve")(>\s*<source>Two)', r'\1 approved="yes"\2')
    changed(path, r"(<source>Nothing yet.</source>)", r'\1<target state="translated">Әлі жоқ.</target>')
    after, told = fates(path)
    assert told == [Fate.UNCHANGED, Fate.APPROVED, Fate.APPROVED, Fate.UNCHANGED, Fate.UNCHANGED, Fate.APPLIED]
    assert [m.state for m in after.messages[1:3]] == [State.APPROVED] * 2
    assert after.messages[5].state is State.EDITED


def test_no_is_no_in_1_2(tmp_path: Path) -> None:
    path = written(tmp_path, "xliff1.2")
    changed(path, r'(<trans-unit id="\w+" xml:space="preserve")(>\s*<source>Edited)', r'\1 approved="no"\2')
    changed(path, 'state="needs-review-translation">Өңд', 'state="final">Өңд')
    assert fates(path)[1] == [Fate.UNCHANGED] * 6


def test_approval_in_2_1(tmp_path: Path) -> None:
    path = written(tmp_path, "xliff2.1")
    changed(path, 'state="initial" subState="tilmach:machine"', 'state="final"')
    changed(path, 'state="initial" subState="tilmach:memory"', 'state="reviewed"')
    after, told = fates(path)
    assert told == [Fate.UNCHANGED, Fate.APPROVED, *[Fate.UNCHANGED] * 4]
    assert after.messages[1].state is State.APPROVED


def test_copied_sources_are_no_translations(tmp_path: Path) -> None:
    path = written(tmp_path, "xliff1.2", options=Options(copy_source=True))
    assert path.read_text("utf-8").count('state="new"') == 5
    assert fates(path)[1] == [Fate.UNCHANGED] * 6
    changed(path, '<target state="new">Nothing yet.', '<target state="new">Әлі жоқ.')
    after, told = fates(path)
    assert told[5] is Fate.APPLIED
    assert after.messages[5].state is State.EDITED, "OmegaT leaves the state as it is: nobody has said that it is right"


@pytest.mark.parametrize("form", ["xliff1.2", "xliff2.1"])
def test_new_notes_become_comments(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form)
    changed(path, "checked by Ana", "checked by Ana\ntilmach: machine draft, x, 123456\nnot sure")
    after, told = fates(path)
    assert told[0] is Fate.REMARKED
    assert after.messages[0].comments == ("checked by Ana", "not sure"), "a mark can't be forged"
    assert after.messages[0].state is State.APPROVED


def test_other_programs_ways_of_writing_2_1(tmp_path: Path) -> None:
    """Segments cut in two, codes without references, markers around words."""
    path = written(tmp_path, "xliff2.1")
    changed(path, '(мен )<ph id="2" dataRef="d." disp="[^"]*"/>', r'\1<mrk id="m1" type="term"><ph id="2"/></mrk>')
    changed(
        path,
        r'<segment state="initial" subState="tilmach:memory">.*?</segment>',
        '<segment state="final"><source>Two sheep</source><target>Екі</target></segment><ignorable><source> </source></ignorable>'
        '<segment state="final"><source>&amp; a &lt;goat&gt;.</source><target>қой.</target></segment>',
    )
    after, told = fates(path)
    assert told == [Fate.UNCHANGED] * 2 + [Fate.APPROVED] + [Fate.UNCHANGED] * 3
    assert after.messages[2].target == "Екі қой."


@pytest.mark.parametrize(
    ("form", "pattern"), [("xliff1.2", r'(<target[^>]*>)<bpt id="1"'), ("xliff2.1", r'(<target>)<pc id="1"')]
)
def test_unknown_codes_are_kept_out(tmp_path: Path, form: str, pattern: str) -> None:
    path = written(tmp_path, form)
    changed(
        path, pattern, lambda match: f'{match[1]}<{"x" if form == "xliff1.2" else "ph"} id="77"/>{match[0][len(match[1]) :]}'
    )
    (back,) = exchange.read(path)
    after, outcomes = merge(CATALOG, back.entries)
    assert after is CATALOG
    assert outcomes[1].fate is Fate.KEPT_OUT
    assert "77" in outcomes[1].reason


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is not XML"),
        (b"<xliff/>", "is not XLIFF"),
        (b'<!DOCTYPE xliff [<!ENTITY a "b">]><xliff>&a;</xliff>', "has a DOCTYPE"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/hostname"><xliff/>', "has a DOCTYPE"),
        (b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2"><file>', "is not XML"),
        ('<!DOCTYPE x SYSTEM "y"><xliff/>'.encode("utf-16"), "has a DOCTYPE"),
        (b'<xliff xmlns="urn:oasis:names:tc:xliff:document:3.0"/>', "is not XLIFF 1.2 or 2.x"),
    ],
)
def test_what_is_no_xliff_is_named(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "a.xlf"
    path.write_bytes(data)
    with pytest.raises(CatalogError, match=re.escape(str(path)) + r":\d+: " + problem):
        exchange.read(path)


def test_2_1_has_one_locale_a_file(tmp_path: Path) -> None:
    parts = [Part("a.md", locale, ()) for locale in ("kk", "ru")]
    with pytest.raises(CatalogError, match="one target locale"):
        exchange.write(tmp_path / "a.xlf", exchange.FORMATS["xliff2.1"], "en", parts, Options())
    exchange.write(tmp_path / "a.xlf", exchange.FORMATS["xliff1.2"], "en", parts, Options())
    assert [each.locale for each in exchange.read(tmp_path / "a.xlf")] == ["kk", "ru"]


@pytest.mark.skipif("TILMACH_TT" not in os.environ, reason="translate-toolkit has not read XLIFF: set TILMACH_TT to its venv")
def test_translate_toolkit_loads_it(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from translate.storage.factory import getobject\n"
        "from translate.storage.xliff2 import Xliff2File\n"
        "store = Xliff2File.parsefile(sys.argv[1]) if sys.argv[2] == 'xliff2.1' else getobject(sys.argv[1])\n"
        "for unit in store.units:\n"
        "    print(repr((str(unit.source), str(unit.target or ''))))\n"
    )
    for form in ("xliff1.2", "xliff2.1"):
        path = written(tmp_path, form)
        command = [str(Path(os.environ["TILMACH_TT"]) / "bin" / "python"), "-c", code, str(path), form]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONUTF8": "1"})
        assert done.returncode == 0, done.stderr
        print(done.stdout, file=sys.stderr)  # noqa: T201  shown when the test fails
        assert "'Herders Win', 'Малшылар жеңді'" in done.stdout
        assert done.stdout.count("\n") == len(CATALOG.messages)
