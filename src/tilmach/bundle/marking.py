"""Marks around targets: how a sentence is found again after a document has become HTML.

A mark is a sign of category "symbol", which Markdown takes for punctuation: emphasis at the edges of a sentence begins and
ends as it would without it. Of the range of signs those are taken that the article and its targets don't hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import quote

from tilmach.model import Document, Unit

_SIGNS = [chr(code) for code in range(0x1D200, 0x1D242)]  # Greek musical notation


@dataclass(frozen=True, slots=True)
class Marks:
    """Three signs: what begins a sentence, what ends its number, what ends it."""

    start: str
    numbered: str
    end: str

    @classmethod
    def beside(cls, texts: Iterable[str]) -> Marks:
        """Return marks that are in none of the texts, as far as there are any."""
        everything = "\n".join(texts)
        if "&#" in everything:
            everything += unescape(everything)
        free = [sign for sign in _SIGNS if sign not in everything]
        return cls(*[*free, *_SIGNS][:3])

    def around(self, number: int, text: str) -> str:
        """Return a sentence between its marks."""
        return f"{self.start}{number}{self.numbered}{text}{self.end}"

    def without(self, text: str) -> str:
        """Return a text, such as an attribute's, without marks, also where they are written as in addresses."""
        signs = f"[{self.start}{self.numbered}{self.end}]"
        text = re.sub(f"{self.start}\\d*{self.numbered}?|{signs}", "", text)
        if "%F0%9D%8" in text:
            start, numbered, end = (quote(sign) for sign in (self.start, self.numbered, self.end))
            text = re.sub(f"{start}\\d*(?:{numbered})?|{numbered}|{end}", "", text)
        return text


def marked(document: Document, texts: Mapping[int, str]) -> tuple[Document, dict[str, str]]:
    """Return a document in which every segment is told apart from its equals, and the targets for it.

    Args:
        document: The parsed article.
        texts: What stands for each segment, by its number from 1; what is missing stays as it is.
    """
    targets: dict[str, str] = {}
    number = 0

    def told_apart(parts: Iterable[str | Unit]) -> Iterator[str | Unit]:
        nonlocal number
        for part in parts:
            if isinstance(part, str):
                yield part
                continue
            segments = []
            for segment in part.segments:
                number += 1
                if number in texts:
                    # the source stays in the key: formats look up in it which links it had
                    key = f"{segment.source}\0{number}"
                    targets[key] = texts[number]
                    segments.append(replace(segment, source=key))
                else:
                    segments.append(segment)
            yield replace(part, segments=tuple(segments))

    return Document(tuple(told_apart(document.parts))), targets
