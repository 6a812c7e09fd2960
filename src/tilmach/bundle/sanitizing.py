"""HTML of articles and catalogs made harmless: an allowlist of elements and attributes, enforced by ammonia (nh3).

ammonia parses as browsers do (html5ever) and prints what is left anew, so that nothing hides in broken markup. Kept is what
tells a story: text, emphasis, lists, tables, links, pictures. No scripts, styles, classes but ours, frames or forms.
"""

from __future__ import annotations

import functools
import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nh3 import Cleaner

INLINE = frozenset(
    (
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp",
        "small", "span", "strong", "sub", "sup", "time", "u", "var",
    )
)  # fmt: skip
VOID = frozenset(("br", "hr", "img", "wbr"))
_BLOCK = frozenset(
    (
        "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
        "li", "ol", "p", "pre", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_GONE = frozenset(
    (
        "audio", "button", "canvas", "dialog", "embed", "form", "iframe", "math", "nav", "noscript", "object", "script",
        "select", "style", "svg", "template", "textarea", "title", "video",
    )
)  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"}, "abbr": {"title"}, "img": {"src", "alt", "title", "width", "height"}, "ol": {"start"},
    "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}, "time": {"datetime"},
    **{name: {"lang", "dir"} for name in ("b", "bdi", "bdo", "cite", "em", "i", "q", "span")},
}  # fmt: skip
_CLASSES = {"p": {"byline", "caption", "cell", "credit"}, "sup": {"footnote-ref"}, "ol": {"footnotes-list"}}
_PREFIX = "n-"
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_NUMBER = re.compile(r"\d{1,4}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?")
_VALUES = {
    "colspan": re.compile(r"[1-9]\d?"), "datetime": _DATE, "dir": re.compile(r"ltr|rtl"), "height": _NUMBER,
    "lang": _LANGUAGE, "rowspan": re.compile(r"[1-9]\d?"), "scope": re.compile(r"col|row"), "start": _NUMBER, "width": _NUMBER,
}  # fmt: skip
# what neither XML nor a valid page may hold (XML 1.0, "Characters"; HTML, "Preprocessing the input stream")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]|[\ud800-\udfff]")


def printable(text: str) -> str:
    """Return a text without control characters and noncharacters, which no page or feed may hold."""
    return _UNPRINTABLE.sub("", text)


def plain(text: str) -> str:
    """Return plain text as HTML."""
    return escape(printable(text), quote=False)


def cleaned(html: str) -> str:
    """Return what is harmless of an HTML fragment, well nested, as html5ever prints it (XML but for void elements)."""
    return printable(_cleaner().clean(html))


@functools.cache
def _cleaner() -> Cleaner:
    from nh3 import Cleaner  # noqa: PLC0415  a compiled module that only bundles need

    return Cleaner(
        tags={*INLINE, *VOID, *_BLOCK},
        clean_content_tags=set(_GONE),
        attributes={name: set(found) for name, found in _ATTRIBUTES.items()} | {"*": {"id"}},
        attribute_filter=_attribute,
        allowed_classes={name: set(found) for name, found in _CLASSES.items()},
        url_schemes={"http", "https", "mailto", "tel"},
        id_prefix=_PREFIX,
        link_rel="noopener noreferrer",
    )


def _attribute(element: str, name: str, value: str) -> str | None:
    """Return the value of an attribute, or None if the element must do without."""
    if name == "href" and value.startswith("#"):
        return f"#{_PREFIX}{value[1:]}"
    if name == "id" and (not value or re.search(r"\s", value)):
        return None
    if element == "ol" and name == "class":
        return value or None
    pattern = _VALUES.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None
