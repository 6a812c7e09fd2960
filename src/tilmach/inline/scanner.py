"""Finds the codes of a sentence. The rules for Markdown are CommonMark 0.31's, as far as one sentence alone can tell."""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass

from tilmach.inline import Code, Syntax

# What stays as it is in every format. A handle is not part of an address; a figure keeps its unit.
URL = r"(?:https?://|ftp://|www\.)[^\s<>\"“”«»*`\\]*[^\s<>\"“”«».,;:!?)\]*_`'’\\]"
EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_OPAQUE = (
    rf"(?P<url>{URL}) | (?P<email>{EMAIL})"
    r"""
  | (?P<handle>(?<![\w@/.])@\w[\w.]*\w)
  | (?P<placeholder>%\(\w+\)[sdif]|%\d?\$?[sd](?!\w)|\$\(\w+\)|\$\{\w+\}|\{\{?[\w.]*\}?\})
  | (?P<unit>(?<![\w.,])\d+(?:[.,]\d+)*[ \u00a0]?(?:km/h|km²|m²|km|kg|cm|mm|°C|°F|GB|MB|kWh|MW|kW|%)(?!\w))
"""
)
# bounds keep the time linear where a page never closes what it opens
_TAGS = r"""
    (?P<whole><(?P<name>code|kbd|samp|var|script|style|svg|math)\b[^<>]*>.{0,3000}?</(?P=name)\s*>)
  | (?P<kept><(?P<keptname>[a-zA-Z][\w-]*)\b[^<>]*\btranslate\s*=\s*["']?no\b[^<>]*>.{0,3000}?</(?P=keptname)\s*>)
  | (?P<tag></?[a-zA-Z][^<>]*>|<!--.{0,3000}?-->|<[?!][^<>]*>)
"""
_MARKDOWN = r"""
    (?P<escape>\\[!-/:-@\[-`{-~])
  | (?P<span>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)) | (?P<loose>`+)
  | (?P<auto><(?:[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w.-]+)>)
  | (?P<note>\[\^[^\]\s]+\])
  | (?P<image>!\[) | (?P<bracket>\[)
  | (?P<closing>\](?:
        \(\s*(?:<[^<>]*>|(?:[^()\\\s<]|\\.|\((?:[^()\\\s]|\\.)*\))*)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)
      | \[[^\]]*\])?)
  | (?P<delimiter>\*+|_+|~~)
"""
_SCANNERS = {
    Syntax.PLAIN: re.compile(_OPAQUE, re.VERBOSE),
    Syntax.HTML: re.compile(f"{_TAGS}|{_OPAQUE}", re.VERBOSE | re.DOTALL),
    Syntax.MARKDOWN: re.compile(f"{_MARKDOWN}|{_TAGS}|{_OPAQUE}", re.VERBOSE | re.DOTALL),
}
# most sentences have no sign that any of the patterns above begins with or needs
_TRIGGER = re.compile(r"[\\`*_\[<~@%${]|://|www\.|\d[ \u00a0]?[kcmGMW°]")
_TAG_NAME = re.compile(r"</?([a-zA-Z][\w:-]*)")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_PUNCTUATION = frozenset(string.punctuation)


@dataclass(slots=True)
class _Open:
    """A first half that waits for its second."""

    key: str
    start: int
    end: int


def scan(text: str, syntax: Syntax) -> list[Code]:
    """Return the codes of a text; see ``inline.codes``."""
    if not _TRIGGER.search(text):
        return []
    found: list[Code] = []
    waiting: list[_Open] = []
    for match in _SCANNERS[syntax].finditer(text):
        kind = next(
            name for name, value in match.groupdict().items() if value is not None and name not in ("ticks", "name", "keptname")
        )
        start, end = match.span()
        if kind == "loose":
            continue
        if kind == "tag":
            _tag(match[0], start, end, waiting, found)
        elif kind in ("image", "bracket"):
            waiting.append(_Open("]", start, end))
        elif kind == "closing":
            # "[Foo]" alone may be a link to a definition elsewhere; if it is none, brackets around the same words do no harm
            _close("]", start, end, waiting, found)
        elif kind == "delimiter":
            _delimiter(text, match[0], start, end, waiting, found)
        else:
            found.append(Code(start, end))
    # a tag that is never closed is no language; a star or a bracket is
    found += [Code(each.start, each.end) for each in waiting if each.key.startswith("<")]
    return _without_overlap(sorted(found, key=lambda code: code.start))


def _tag(tag: str, start: int, end: int, waiting: list[_Open], found: list[Code]) -> None:
    match = _TAG_NAME.match(tag)
    if match is None or match[1].lower() in _VOID or tag.endswith("/>"):
        found.append(Code(start, end))
    elif tag.startswith("</"):
        if not _close(f"<{match[1].lower()}", start, end, waiting, found):
            found.append(Code(start, end))
    else:
        waiting.append(_Open(f"<{match[1].lower()}", start, end))


def _close(key: str, start: int, end: int, waiting: list[_Open], found: list[Code]) -> bool:
    """Pair a second half with the last first half of its kind; what stands between and waits stays without."""
    for index in range(len(waiting) - 1, -1, -1):
        if waiting[index].key == key:
            first = waiting[index]
            found += [Code(each.start, each.end) for each in waiting[index + 1 :] if each.key.startswith("<")]
            found += [Code(first.start, first.end, start), Code(start, end, first.start)]
            del waiting[index:]
            return True
    return False


def _delimiter(text: str, run: str, start: int, end: int, waiting: list[_Open], found: list[Code]) -> None:
    """Pair a run of stars or underscores with an equal one (CommonMark, "Emphasis and strong emphasis")."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    left = not after.isspace() and (not _is_punctuation(after) or before.isspace() or _is_punctuation(before))
    right = not before.isspace() and (not _is_punctuation(before) or after.isspace() or _is_punctuation(after))
    if run[0] == "_":
        opens = left and (not right or _is_punctuation(before))
        closes = right and (not left or _is_punctuation(after))
    else:
        opens, closes = left, right
    if closes and _close(run, start, end, waiting, found):
        return
    if opens:
        waiting.append(_Open(run, start, end))


def _is_punctuation(char: str) -> bool:
    return char in _PUNCTUATION or unicodedata.category(char)[0] in "PS"


def _without_overlap(found: list[Code]) -> list[Code]:
    """Leave out codes inside others, with their partners."""
    dropped: set[int] = set()
    end = 0
    for code in found:
        if code.start < end:
            dropped.add(code.start)
        else:
            end = code.end
    return [code for code in found if code.start not in dropped and code.partner not in dropped]
