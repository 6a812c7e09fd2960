"""Makes the webfonts of sites and EPUBs: subsets of Noto fonts as Debian's fonts-noto-core has them, and their licence.

    python scripts/fonts.py                  writes src/tilmach/bundle/static/fonts; needs fonttools and brotli
    python scripts/fonts.py --check          says what the fonts there lack, writes nothing

For development only: the fonts are in the repository. Noto Serif for Latin and Cyrillic with all letters of Kazakh, Noto Naskh
Arabic for the letters of Uyghur; Latin words and figures in Uyghur text, and the quotes “ ”, come from Noto Serif. All are
under the SIL Open Font License 1.1 without reserved names.
"""

# ruff: noqa: INP001  a script, not a package

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

NOTO = Path("/usr/share/fonts/truetype/noto")
COPYRIGHT = Path("/usr/share/doc/fonts-noto-core/copyright")
FOLDER = Path(__file__).parent.parent / "src" / "tilmach" / "bundle" / "static" / "fonts"
LARGEST = 400_000  # bytes, all fonts together

LETTERS = {
    "NotoSerif": "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x400, 0x460), *range(0x48A, 0x530)]))
    + "ʻʼ–—‘’‚“”„†•…‰‹›€₸№−×\u2009\u200a\u202f\u2011",
    "NotoNaskhArabic": " !()*,./:;[]{}\u00a0«»" + "،؛؟٪ـءئابپتجچخدرزژسشغفقكگڭلمنوۇۆۈۋھەېىي"
    "٠١٢٣٤٥٦٧٨٩–—‘’“”…‹›\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069",
}
NEEDED = {
    "NotoSerif": "abcxyzABCXYZ0123456789абвыэюяАБВЫЭЮЯёЁ" + "әғқңөұүһіӘҒҚҢӨҰҮҺІ" + "«»“”„’—–…№₸",
    "NotoNaskhArabic": "ئاەبپتجچخدرزژسشغفقكگڭلمنوۇۆۈۋھېىي" + "«»،؛؟",
}
FACES = {"NotoSerif": ("Regular", "Italic", "Bold"), "NotoNaskhArabic": ("Regular", "Bold")}


def main() -> int:
    """Make the fonts, or check those that are there."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; say what the fonts lack")
    checking = parser.parse_args().check
    if not checking:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for family, styles in FACES.items():
            for style in styles:
                make(family, style)
        (FOLDER / "OFL.txt").write_text(licence(), "utf-8")
    problems = list(lacking())
    sys.stdout.write("\n".join(problems or ["complete"]) + "\n")
    return 1 if problems else 0


def make(family: str, style: str) -> None:
    """Write the subset of one face as WOFF2, the same bytes from the same font each time."""
    font = TTFont(NOTO / f"{family}-{style}.ttf", recalcTimestamp=False)
    options = Options()
    options.flavor = "woff2"
    options.layout_features = ["*"] if family == "NotoNaskhArabic" else ["kern", "liga", "locl", "ccmp", "mark", "mkmk"]
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS[family])
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(FOLDER / f"{family}-{style}.woff2")


def licence() -> str:
    """Return the licence with the fonts' copyright before it, from Debian's copyright file."""
    text = COPYRIGHT.read_text("utf-8")
    block = re.search(r"^License: OFL-1\.1\n(?P<body> PREAMBLE\n(?: .*\n)+)", text, re.MULTILINE)
    if block is None:
        raise SystemExit(f"{COPYRIGHT}: no text of the Open Font License in it")
    body = "\n".join(line[1:].removeprefix(".") if line == " ." else line[1:] for line in block["body"].splitlines())
    head = (
        "Copyright 2010, 2012-2020 Google Inc.; 2015-2020 Google LLC (Noto Serif, Noto Naskh Arabic).\n"
        "The files here are subsets of these fonts in WOFF2, made by scripts/fonts.py of tilmach.\n\n"
        "This Font Software is licensed under the SIL Open Font License, Version 1.1, also at https://openfontlicense.org\n\n"
        "SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007\n\n"
    )
    return f"{head}{body}\n"


def lacking() -> list[str]:
    """Return what the fonts in the folder lack."""
    problems = []
    for family, styles in FACES.items():
        for style in styles:
            path = FOLDER / f"{family}-{style}.woff2"
            missing = sorted(set(NEEDED[family]) - {chr(code) for code in TTFont(path).getBestCmap()})
            if missing:
                problems.append(f"{path.name}: lacks {' '.join(missing)}")
    size = sum(path.stat().st_size for path in FOLDER.glob("*.woff2"))
    if size > LARGEST:
        problems.append(f"{size} bytes together, more than {LARGEST}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
