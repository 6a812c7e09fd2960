import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tilmach.catalog import Catalog, Message, State
from tilmach.errors import CatalogError
from tilmach.exchange import tmx
from tilmach.exchange.entries import Options, Part, part
from tilmach.exchange.merging import Fate, merge
from tilmach.memory import MemoryUnit
from tilmach.model import MERGED, Syntax

DTD = Path("/usr/share/omegat/OmegaT.jar")

UNITS = [
    ("kk", MemoryUnit('Tom & "Jerry" <b>', "Том & «Джерри» <b>", "Before.", "After.")),
    ("ug", MemoryUnit('Tom & "Jerry" <b>', "توم", "Before.", "After.")),
    ("kk", MemoryUnit("Two  spaces\tand a tab", "Екі")),
]


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "x.tmx"
    tmx.write(path, "en", UNITS)
    assert list(tmx.read(path, "en", ["kk", "ru", "ug"])) == UNITS
    assert list(tmx.read(path, "en", ["ug"])) == [UNITS[1]]


def test_what_xml_cannot_say_is_left_out(tmp_path: Path) -> None:
    tmx.write(tmp_path / "x.tmx", "en", [("kk", MemoryUnit("a\x00b\x0cc", "d"))])
    assert list(tmx.read(tmp_path / "x.tmx", "en", ["kk"])) == [("kk", MemoryUnit("abc", "d"))]


def test_other_tools_ways_of_writing(tmp_path: Path) -> None:
    path = tmp_path / "x.tmx"
    path.write_text(
        """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.1"><header srclang="EN-US"/><body>
<tu><note>n</note>
<tuv lang="EN-US"><seg>The <bpt i="1">&lt;b&gt;</bpt>court<ept i="1">&lt;/b&gt;</ept> met.</seg></tuv>
<tuv lang="KK_KZ"><seg>Сот <hi>жиналды</hi>.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Nothing.</seg></tuv><tuv xml:lang="kk"><seg></seg></tuv></tu>
</body></tmx>""",
        "utf-8",
    )
    assert list(tmx.read(path, "en", ["kk"])) == [("kk", MemoryUnit("The court met.", "Сот жиналды."))]


@pytest.mark.parametrize("data", [b"", b"<xliff/>", b"<tmx><body><tu>", b"\xff\xfe\x00", b"not xml"])
def test_what_is_no_tmx_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.tmx"
    path.write_bytes(data)
    with pytest.raises(CatalogError, match=re.escape(str(path)) + r":\d+: is not TMX"):
        list(tmx.read(path, "en", ["kk"]))


def test_entities_do_not_explode(tmp_path: Path) -> None:
    path = tmp_path / "x.tmx"
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    path.write_text(f'<!DOCTYPE tmx [<!ENTITY e0 "x">{bomb}]><tmx><body><tu>&e11;</tu></body></tmx>', "utf-8")
    with pytest.raises(CatalogError, match="is not TMX"):
        list(tmx.read(path, "en", ["kk"]))


CATALOG = Catalog(
    "kk",
    (
        Message("One & two.", "Бір & екі.", context="<menu>"),
        Message("Two.").drafted("Екі.", "starter en-kk 0.2"),
        Message("Three.").proposed("Ескі.", "An old three."),
        Message("Four.").drafted("Төрт.", "90% a.po", State.MEMORY, previous="Fourth."),
        Message("Five.", MERGED),
        Message("Six.\x01", "Алты."),
        Message("Seven."),
    ),
)


def written(path: Path, *, drafts: bool) -> list[Part]:
    parts = [part(replace(CATALOG, locale=locale), "source_texts/a.md", Syntax.PLAIN) for locale in ("kk", "ug")]
    tmx.write_parts(path, "en", parts, Options(drafts=drafts))
    return tmx.read_parts(path)


def test_catalogs_as_tmx(tmp_path: Path) -> None:
    """Approved only unless asked; what is of no use in a memory never. Both locales are in one unit."""
    path = tmp_path / "x.tmx"
    back = written(path, drafts=False)
    assert [(each.original, each.locale, each.source_locale) for each in back] == [
        ("source_texts/a.md", "kk", "en"), ("source_texts/a.md", "ug", "en")
    ]  # fmt: skip
    assert [(entry.source, entry.target, entry.state) for entry in back[1].entries] == [
        ("One & two.", "Бір & екі.", State.APPROVED)
    ]
    assert path.read_text("utf-8").count("<tu>") == 1
    assert [entry.source for entry in written(path, drafts=True)[0].entries] == ["One & two.", "Two."]
    text = path.read_text("utf-8")
    assert '<prop type="x-tilmach-origin">starter en-kk 0.2</prop>' in text
    assert '<prop type="x-tilmach-msgctxt">&lt;menu&gt;</prop>' in text
    # as a memory, with its neighbours
    assert list(tmx.read(path, "en", ["ug"]))[1] == ("ug", MemoryUnit("Two.", "Екі.", "One & two.", "Three."))


def test_what_a_program_changed_in_tmx_is_not_approved(tmp_path: Path) -> None:
    path = tmp_path / "x.tmx"
    written(path, drafts=False)
    path.write_text(path.read_text("utf-8").replace("Бір &amp; екі.", "Бір, екі.", 1), "utf-8")
    after, (outcome,) = merge(CATALOG, tmx.read_parts(path)[0].entries)
    assert outcome.fate is Fate.APPLIED
    assert after.messages[0].state is State.EDITED


def test_tmx_of_others_is_a_memory(tmp_path: Path) -> None:
    tmx.write(tmp_path / "x.tmx", "en", UNITS)
    with pytest.raises(CatalogError, match="tilmach memory import"):
        tmx.read_parts(tmp_path / "x.tmx")


def test_catalogs_as_tmx_are_valid(tmp_path: Path) -> None:
    if not DTD.exists() or not shutil.which("xmllint"):
        pytest.skip("OmegaT's tmx14.dtd or xmllint is not installed: TMX was not validated; .ci/run installs them")
    with zipfile.ZipFile(DTD) as jar:
        (tmp_path / "tmx14.dtd").write_bytes(jar.read("schemas/tmx14.dtd"))
    written(tmp_path / "x.tmx", drafts=True)
    command = ["xmllint", "--noout", "--nonet", "--dtdvalid", str(tmp_path / "tmx14.dtd"), str(tmp_path / "x.tmx")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
