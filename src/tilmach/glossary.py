"""The project's glossary (``glossary.csv``): how a term is to be said, and which terms stay as they are.

    term,kk,ru,ug,note
    pasture,жайылым,пастбище,يايلاق,
    Village News,,,,the paper's name stays

A term without any target is kept as it is. Several good targets are set apart by ``|``. A term with a capital letter is found
only with one; others in any case.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tilmach.catalog import Catalog, Message
from tilmach.errors import SourceError
from tilmach.files import read_source
from tilmach.stems import is_form, keys

_POSSESSIVE = re.compile(r"[’']s?$")
_WORD = re.compile(r"\w+(?:[’'\u02bc-]\w+)*")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary.

    Attributes:
        source: What stands in the article.
        targets: What may stand for it, by locale; none for a term that is kept as it is.
        note: For the translator.
    """

    source: str
    targets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether it is not translated."""
        return not any(self.targets.values())

    def wanted(self, locale: str) -> tuple[str, ...]:
        """Return what may stand for it in a locale; none if the glossary does not say."""
        return (self.source,) if self.is_kept else self.targets.get(locale, ())

    def is_among(self, words: Sequence[str]) -> bool:
        """Return whether these words of a source have the term, in any form of its words."""
        terms = _WORD.findall(self.source)
        return any(
            all(_is_source_form(word, term) for word, term in zip(words[start:], terms, strict=False))
            for start in range(len(words) - len(terms) + 1)
        )

    def is_respected(self, target: str, locale: str) -> bool:
        """Return whether a target has one of the wanted translations, in any form; True if the glossary does not say."""
        wanted = self.wanted(locale)
        words = _WORD.findall(target)
        return not wanted or any(_has(words, _WORD.findall(each), locale) for each in wanted)


def _is_source_form(word: str, term: str) -> bool:
    if any(char.isupper() for char in term) and not any(char.isupper() for char in word):
        return False
    return any(is_form(form, term, "en") for form in _without_possessive(word))


def _without_possessive(word: str) -> tuple[str, ...]:
    """Return a word, and what it is without ’s, if it has it."""
    base = _POSSESSIVE.sub("", word)
    return (word,) if base == word else (word, base)


def _has(words: Sequence[str], terms: Sequence[str], locale: str) -> bool:
    return any(
        all(is_form(word, term, locale) for word, term in zip(words[start:], terms, strict=False))
        for start in range(len(words) - len(terms) + 1)
    )


@dataclass(frozen=True)
class Glossary:
    """The terms of a project."""

    terms: tuple[Term, ...] = ()

    @functools.cached_property
    def _by_first_word(self) -> dict[str, list[int]]:
        """The places of terms by the keys of their first words: a sentence is compared with few of them."""
        index: dict[str, list[int]] = {}
        for place, term in enumerate(self.terms):
            for key in keys(_WORD.findall(term.source)[0], "en") if _WORD.search(term.source) else ():
                index.setdefault(key, []).append(place)
        return index

    def find(self, source: str) -> Iterator[Term]:
        """Yield the terms that a source has, in the glossary's order."""
        if not self.terms:
            return
        words = _WORD.findall(source)
        looked_up = {key for word in words for form in _without_possessive(word) for key in keys(form, "en")}
        places = {place for key in looked_up for place in self._by_first_word.get(key, ())}
        yield from (self.terms[place] for place in sorted(places) if self.terms[place].is_among(words))

    def fingerprint(self, source: str, locale: str) -> str:
        """Return a short hash of what the glossary wants for a source; empty if it wants nothing."""
        wanted = [(term.source, term.wanted(locale)) for term in self.find(source) if term.wanted(locale)]
        return hashlib.sha256(repr(wanted).encode()).hexdigest()[:6] if wanted else ""

    def noted(self, template: Catalog, locale: str) -> Catalog:
        """Return a template whose notes tell the translator the terms of each message."""
        if not self.terms:
            return template
        return replace(template, messages=tuple(self._noted(message, locale) for message in template.messages))

    def _noted(self, message: Message, locale: str) -> Message:
        lines = []
        for term in self.find(message.source):
            wanted = term.wanted(locale)
            if wanted:
                said = "stays as it is" if term.is_kept else " | ".join(wanted)
                lines.append(f"term: {term.source}: {said}" + (f" ({term.note})" if term.note else ""))
        return replace(message, notes=(*message.notes, *lines)) if lines else message

    def best(self, source: str, drafts: Sequence[str], locale: str) -> int:
        """Return the place of the draft that respects most terms, the first among equals."""
        terms = [term for term in self.find(source) if term.wanted(locale)]
        return max(
            range(len(drafts)), key=lambda place: (sum(term.is_respected(drafts[place], locale) for term in terms), -place)
        )


def read(path: Path) -> Glossary:
    """Read a glossary; an empty one if there is no file.

    Raises:
        SourceError: It can't be read, or a row is wrong; names the line.
    """
    if not path.exists():
        return Glossary()
    rows = csv.reader(read_source(path).removeprefix("\ufeff").splitlines())
    head = [name.strip() for name in next(rows, [])]
    if not head or head[0] != "term":
        raise SourceError(path, 'begins with a row of names such as "term,kk,ru,ug,note".', 1)
    terms: dict[str, Term] = {}
    for row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) > len(head) or not cells[0]:
            problem = "has no term." if not cells[0] else f"has {len(cells)} cells, not {len(head)}: quote a cell with a comma."
            raise SourceError(path, problem, rows.line_num)
        if cells[0] in terms:
            raise SourceError(path, f"has {cells[0]!r} a second time. Set good targets apart by | in one row.", rows.line_num)
        named = dict(zip(head[1:], cells[1:], strict=False))
        note = named.pop("note", "")
        targets = {
            locale: tuple(target.strip() for target in cell.split("|") if target.strip())
            for locale, cell in named.items()
            if cell
        }
        terms[cells[0]] = Term(cells[0], targets, note)
    return Glossary(tuple(terms.values()))
