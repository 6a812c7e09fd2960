"""HTML's elements, as far as units of text depend on them (HTML Living Standard, "Elements", "Optional tags")."""

from __future__ import annotations

from tilmach.model import Kind

INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins",
        "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
        "wbr",
    )
)  # fmt: skip
KEPT = frozenset(
    (
        "script", "style", "code", "pre", "samp", "kbd", "textarea", "svg", "math", "template", "object", "iframe", "noscript",
    )
)  # fmt: skip
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
# elements whose end tags may be missing, and the start tags that end them (HTML, "Optional tags")
OPTIONAL = {
    "p": ("p",), "li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "td": ("td", "th", "tr"), "th": ("td", "th", "tr"),
    "tr": ("tr",), "option": ("option",),
}  # fmt: skip
KINDS = {
    "title": Kind.HEADING, "li": Kind.LIST_ITEM, "dt": Kind.LIST_ITEM, "dd": Kind.LIST_ITEM, "td": Kind.CELL, "th": Kind.CELL,
    "figcaption": Kind.CAPTION, "caption": Kind.CAPTION, **{f"h{level}": Kind.HEADING for level in range(1, 7)},
}  # fmt: skip
