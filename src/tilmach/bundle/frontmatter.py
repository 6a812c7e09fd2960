"""The front matter of Markdown articles, as far as bundles need it: keys with one line of text each. ``read()``.

Not YAML, which has a dozen ways of writing a text: what is written in a rarer one is passed over. No parser of YAML is needed
for a title and a date.
"""

from __future__ import annotations

import re
from datetime import date

_FENCED = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<body>.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^(?P<key>[A-Za-z_][\w-]*):[ \t]+(?P<value>\S.*?)[ \t]*\r?$", re.MULTILINE)
_DOUBLE = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"[ \t]*(?:#.*)?')
_SINGLE = re.compile(r"'(?P<text>(?:[^']|'')*)'[ \t]*(?:#.*)?")
_COMMENT = re.compile(r"[ \t]+#.*")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")


def read(text: str) -> dict[str, str]:
    """Return the fields of an article's front matter, keys in small letters; none if it has no front matter."""
    fenced = _FENCED.match(text)
    found: dict[str, str] = {}
    for match in _FIELD.finditer(fenced["body"]) if fenced else ():
        value = _scalar(match["value"])
        if value:
            found.setdefault(match["key"].lower(), value)
    return found


def day(text: str) -> date | None:
    """Return the date that a text begins with (ISO 8601), or None."""
    match = _DATE.match(text.strip())
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def _scalar(value: str) -> str:
    """Return the text of a scalar on one line, or nothing for what is not one."""
    if double := _DOUBLE.fullmatch(value):
        return re.sub(r"\\(.)", lambda match: {"n": " ", "t": " "}.get(match[1], match[1]), double["text"])
    if single := _SINGLE.fullmatch(value):
        return single["text"].replace("''", "'")
    if value.startswith("["):
        return ", ".join(filter(None, (_scalar(item.strip()) for item in value.strip("[]").split(",") if item.strip())))
    return "" if value[0] in "|>&*!{%@`#\"'" else _COMMENT.sub("", value)
