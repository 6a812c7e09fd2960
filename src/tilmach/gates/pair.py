"""What all gates look at: a source with its target, taken apart once."""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass

from tilmach.inline import Code, Syntax, codes

_WORD = re.compile(r"[^\W_]+(?:[’'\u02bc-][^\W_]+)*")


@dataclass(frozen=True)
class Pair:
    """A source and its target.

    Attributes:
        source_locale: BCP 47 tag of the source.
        target_locale: BCP 47 tag of the target.
        source: The source.
        target: The target.
        syntax: How inline markup is written in both.
    """

    source_locale: str
    target_locale: str
    source: str
    target: str
    syntax: Syntax = Syntax.PLAIN

    @property
    def source_language(self) -> str:
        """The source's language, without script and region."""
        return language_of(self.source_locale)

    @property
    def target_language(self) -> str:
        """The target's language, without script and region."""
        return language_of(self.target_locale)

    @functools.cached_property
    def source_codes(self) -> list[Code]:
        """The source's codes; a figure with its unit is none here, as people write it in their own letters."""
        return _codes(self.source, self.syntax)

    @functools.cached_property
    def target_codes(self) -> list[Code]:
        """The target's codes."""
        return _codes(self.target, self.syntax)

    @functools.cached_property
    def source_text(self) -> str:
        """The source without its codes."""
        return _without(self.source, self.source_codes, self.syntax)

    @functools.cached_property
    def target_text(self) -> str:
        """The target without its codes."""
        return _without(self.target, self.target_codes, self.syntax)

    @functools.cached_property
    def source_words(self) -> list[str]:
        """The words of the source's text, in small letters."""
        return _WORD.findall(self.source_text.casefold())

    @functools.cached_property
    def target_words(self) -> list[str]:
        """The words of the target's text, in small letters."""
        return _WORD.findall(self.target_text.casefold())


def language_of(tag: str) -> str:
    """Return the language of a BCP 47 tag."""
    return tag.replace("_", "-").partition("-")[0].lower()


def letters(text: str) -> int:
    """Return how many letters a text has."""
    return sum(map(str.isalpha, text))


def _codes(text: str, syntax: Syntax) -> list[Code]:
    return [code for code in codes(text, syntax) if not text[code.start].isdecimal() or "@" in text[code.start : code.end]]


def _without(text: str, found: list[Code], syntax: Syntax) -> str:
    """Return a text without its codes: one that stands alone leaves a space, the halves of a pair leave none."""
    if found:
        pieces: list[str] = []
        position = 0
        for code in found:
            pieces += (text[position : code.start], " " if code.partner is None else "")
            position = code.end
        text = "".join((*pieces, text[position:]))
    return text if syntax is Syntax.PLAIN or "&" not in text else html.unescape(text)
