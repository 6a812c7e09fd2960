"""What checks look at: a message with its target, and where it stands. A check yields problems."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from tilmach.catalog import Message
from tilmach.gates import Failure, Gates
from tilmach.gates.pair import Pair
from tilmach.glossary import Glossary
from tilmach.inline import codes
from tilmach.model import Document, Syntax

_FIRST_MASK = 0xE000  # the private use area: no text of news has letters there
_MASK = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a target.

    Attributes:
        text: In words for the translator, without a full stop.
        fix: The target as it should be; None if a person must decide.
    """

    text: str
    fix: str | None = None


@dataclass(frozen=True)
class Entry:
    """A message with a target.

    Attributes:
        message: The message.
        locale: BCP 47 tag of the target.
        path: The catalog.
        article: The article's name.
        line: 1-based line of the target in the catalog, if it is known.
        source_locale: BCP 47 tag of the source.
        syntax: How inline markup is written.
        glossary: The project's glossary.
        document: The article, parsed.
    """

    message: Message
    locale: str
    path: Path = Path()
    article: str = ""
    line: int | None = None
    source_locale: str = "en"
    syntax: Syntax = Syntax.PLAIN
    glossary: Glossary = field(default_factory=Glossary)
    document: Document = field(default_factory=Document)

    @property
    def source(self) -> str:
        """The source."""
        return self.message.source

    @property
    def target(self) -> str:
        """The target."""
        return self.message.target

    @property
    def language(self) -> str:
        """The target's language, without script and region."""
        return self.pair.target_language

    @functools.cached_property
    def pair(self) -> Pair:
        """Source and target taken apart, as gates see them."""
        return Pair(self.source_locale, self.locale, self.source, self.target, self.syntax)

    @functools.cached_property
    def failures(self) -> tuple[Failure, ...]:
        """The gates that the target does not pass."""
        return Gates(self.source_locale, self.locale).failures(self.source, self.target, self.syntax)

    def with_target(self, target: str) -> Entry:
        """Return the entry with another target."""
        return replace(self, message=replace(self.message, target=target))


def masked(text: str, syntax: Syntax, change: Callable[[str], str] = str) -> str:
    """Change a text outside of its codes: addresses, placeholders and markup stay as they are.

    Args:
        text: A source or target.
        syntax: How its markup is written.
        change: Gets the text with a letter of the private use area for each code, and must leave these in place.

    Returns:
        The changed text with its codes; the text itself if it has letters of the private use area already.
    """
    if _MASK.search(text):
        return text
    kept: list[str] = []
    hidden = hide(text, syntax, kept)
    return _MASK.sub(lambda match: kept[ord(match[0]) - _FIRST_MASK], change(hidden))


def hide(text: str, syntax: Syntax, kept: list[str] | None = None) -> str:
    """Return a text with a letter of the private use area for each code, and put the codes into ``kept``."""
    pieces: list[str] = []
    kept = [] if kept is None else kept
    position = 0
    for code in codes(text, syntax):
        written = text[code.start : code.end]
        if written[0].isdecimal() and "@" not in written:
            continue  # a figure with its unit is text
        pieces += (text[position : code.start], chr(_FIRST_MASK + len(kept)))
        kept.append(written)
        position = code.end
    return "".join((*pieces, text[position:]))
