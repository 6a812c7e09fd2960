"""How a book looks, and the fonts that go into it."""

from __future__ import annotations

import re
from pathlib import Path

from tilmach import locales

FONTS = Path(__file__).parent / "static" / "fonts"
LICENCE = "OFL.txt"

_COVERED = ("ru",)  # languages whose letters every font of the script has
# the file's name says style and weight; by script, what reading systems have seldom for all letters of Kazakh and Uyghur
_FAMILIES = {"Arab": "NotoNaskhArabic", "Cyrl": "NotoSerif"}
_STYLES = {"Regular": ("normal", "normal"), "Bold": ("normal", "bold"), "Italic": ("italic", "normal")}

_RULES = """\
html { font-family: %(family)s; line-height: 1.5; }
body { margin: 0 5%%; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; text-align: start; hyphens: none; break-after: avoid; }
h1 { font-size: 1.7em; margin: 1em 0 .5em; }
p { margin: 0 0 .8em; widows: 2; orphans: 2; }
blockquote { margin: 1em 0; padding: 0; padding-inline-start: 1em; border-inline-start: .2em solid; }
ol, ul { margin: 0 0 .8em; padding: 0; padding-inline-start: 1.6em; }
dd { margin: 0; margin-inline-start: 1.6em; }
pre { white-space: pre-wrap; text-align: left; }
figure { margin: 1em 0; break-inside: avoid; }
img { max-width: 100%%; height: auto; }
table { border-collapse: collapse; margin: 1em 0; }
td, th { border: 1px solid; padding: .2em .5em; text-align: start; vertical-align: top; }
a { text-decoration: underline; }
nav ol { list-style: none; }
.section { margin: 1.5em 0 0; font-weight: bold; }
.section + h1 { margin-top: .2em; }
.standfirst { font-size: 1.1em; }
.caption, .credit, .dateline, .languages { font-size: .9em; }
.notice { margin: 1em 0; padding: .6em .8em; border: 1px solid; font-size: .9em; break-inside: avoid; }
.notice p { margin: 0; }
.titlepage { margin-top: 25%%; text-align: center; }
.titlepage h1 { font-size: 2em; text-align: center; }
[lang] { font-family: %(family)s; }
"""

# Arabic letters are small on the line and join: they want more room, and neither slant nor letter space
_RIGHT_TO_LEFT = """\
[lang="%(tag)s"] { font-family: %(family)s; line-height: 1.8; }
[lang="%(tag)s"] em, [lang="%(tag)s"] i, [lang="%(tag)s"] cite, [lang="%(tag)s"] dfn, [lang="%(tag)s"] var \
{ font-style: normal; font-weight: bold; }
"""


def fonts(tags: list[str]) -> dict[str, bytes]:
    """Return the font files for these locales by name in the book, their licence among them; none if there are none."""
    wanted = {locales.script_of(tag) for tag in tags if tag.partition("-")[0] not in _COVERED}
    families = {family for script, family in _FAMILIES.items() if script in wanted}
    found = {
        f"fonts/{path.name}": path.read_bytes()
        for path in sorted(FONTS.glob("*.woff2"))
        if path.stem.partition("-")[0] in families
    }
    licence = FONTS / LICENCE
    return found | {f"fonts/{LICENCE}": licence.read_bytes()} if found and licence.is_file() else {}


def style(tags: list[str], names: list[str]) -> str:
    """Return the style sheet of a book.

    Args:
        tags: Its locales.
        names: Names of its font files in the book.
    """
    faces: list[str] = []
    families: dict[str, str] = {}
    for name in names:
        family, _, kind = name.removeprefix("fonts/").removesuffix(".woff2").partition("-")
        if not name.endswith(".woff2") or kind not in _STYLES:
            continue
        slant, weight = _STYLES[kind]
        shown = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", family)
        families[family] = f'"{shown}", serif'
        faces.append(
            f'@font-face {{ font-family: "{shown}"; font-style: {slant}; font-weight: {weight}; src: url("{name}"); }}\n'
        )
    right = [
        _RIGHT_TO_LEFT % {"tag": tag, "family": families.get(_FAMILIES.get(locales.script_of(tag), ""), "serif")}
        for tag in tags
        if locales.is_right_to_left(tag)
    ]
    return "".join(faces) + _RULES % {"family": families.get(_FAMILIES["Cyrl"], "serif")} + "".join(right)
