"""The standard library's HTML parser, without what it fails at in some versions of Python."""

from __future__ import annotations

from html.parser import HTMLParser


class Parser(HTMLParser):
    """Takes any text, as browsers do."""

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Skip ``<![...>`` as a comment (WHATWG HTML, "incorrectly opened comment"); Python 3.11 raises at some."""
        if self.rawdata.startswith("<![CDATA[", i):
            return super().parse_marked_section(i, report)
        end = self.rawdata.find(">", i + 3)
        if end < 0:
            return -1
        self.unknown_decl(self.rawdata[i + 3 : end])
        return end + 1
