"""Line breaks inside PO strings where gettext and Poedit would put them, so that a save in an editor shows no other change.

gettext fills lines of 79 columns, quotes included, and breaks by Unicode's line breaking rules (UAX 14); what matters of
them for our languages is: after spaces, after a hyphen or en dash before a letter, around an em dash, after a slash.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

WIDTH = 79
_QUOTED = re.compile(r'(?P<before>(?:#~ )?(?:#\| )?)(?:(?P<field>msgid|msgstr|msgctxt) )?"(?P<text>.*)"$')
# pieces that stay whole: a word with what follows it up to a place where a line may end
_PIECE = re.compile(r"(?:[^\s\-–—/]|\s(?=$)|[-–/](?![^\W\d_])|—(?=[\s]))*(?:\s+|[-–/]+(?=[^\W\d_])|(?=—)|—(?!\s)|$)")
# letters and signs of one column each in the scripts we write; all others are looked up
_SIMPLE = re.compile(r"[\x20-\x7e«»А-ҁҊ-ӿء-غف-ي٠-٩ٱ-ۓ،؛؟–—‘’“”…№]*+")


def wrap(line: str) -> str:
    """Return a line ``msgid "text"`` of an entry, wrapped as gettext does if it is too long.

    Args:
        line: One line, its text escaped; the field's name may be missing, as it is in a line that goes on.

    Returns:
        The line itself or several, the first with an empty string if it had a name.
    """
    match = _QUOTED.match(line)
    if match is None or width(line) <= WIDTH:
        return line
    before = match["before"]
    lines = [f'{before}{match["field"]} ""'] if match["field"] else []
    lines += [f'{before}"{part}"' for part in fill(match["text"], WIDTH - len(before) - 2)]
    return "\n".join(lines)


def fill(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most so many columns; joined they are the text."""
    columns_of = len if _is_simple(text) else width
    lines: list[str] = []
    current, used = "", 0
    for piece in _PIECE.findall(text):
        # the space that a line ends with may stick out, as a reader does not see it
        shown = piece.rstrip(" ")
        size = columns_of(piece)
        if current and used + size - len(piece) + len(shown) > columns - (1 if len(shown) < len(piece) else 0):
            lines.append(current)
            current, used = "", 0
        current += piece
        used += size
    return [*lines, current] if current else lines


def fill_words(words: Iterable[str], columns: int) -> list[str]:
    """Put words on lines of at most so many columns; a longer word has a line of its own."""
    lines: list[str] = []
    for word in words:
        if lines and width(lines[-1]) + 1 + width(word) <= columns:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def shortened(text: str, longest: int, *, end: bool = False) -> str:
    """Return the beginning of a text, or its end, in whole words and at most about so many characters."""
    if len(text) <= longest:
        return text
    return "…" + text[-longest:].partition(" ")[2] if end else text[:longest].rpartition(" ")[0] + "…"


def width(text: str) -> int:
    """Return the columns that a text takes on a terminal."""
    if _is_simple(text):
        return len(text)
    return sum(
        0 if unicodedata.category(char) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _is_simple(text: str) -> bool:
    return text.isascii() or bool(_SIMPLE.fullmatch(text))
