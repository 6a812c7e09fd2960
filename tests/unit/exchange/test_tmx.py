import re
from pathlib import Path

import pytest

from tilmach.errors import CatalogError
from tilmach.exchange import tmx
from tilmach.memory import MemoryUnit

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
