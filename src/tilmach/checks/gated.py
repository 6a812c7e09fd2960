"""Checks that a gate does already: one function for each, so that each has its own severity and can be ignored alone.

The gates are made to let every human translation pass (see ``tilmach.gates``); nothing is decided a second time here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tilmach.checks.entry import Entry, Problem

_ADDRESS = "the address "
_PLACEHOLDER = re.compile(r"the markup (?:%|\$[({]|\{)")


def figures(entry: Entry) -> Iterator[Problem]:
    """Figures that are missing, changed or invented."""
    yield from _of(entry, "figures")


def addresses(entry: Entry) -> Iterator[Problem]:
    """Web and e-mail addresses."""
    yield from (problem for problem in _of(entry, "markup") if problem.text.startswith(_ADDRESS))


def placeholders(entry: Entry) -> Iterator[Problem]:
    """Placeholders: %s, %(name)s, ${name}, {name}."""
    yield from (problem for problem in _of(entry, "markup") if _PLACEHOLDER.match(problem.text))


def markup(entry: Entry) -> Iterator[Problem]:
    """Tags, links, emphasis, code and footnotes."""
    for problem in _of(entry, "markup"):
        if not problem.text.startswith(_ADDRESS) and not _PLACEHOLDER.match(problem.text):
            yield problem


def quotes(entry: Entry) -> Iterator[Problem]:
    """Quotations and brackets that are lost or half."""
    yield from _of(entry, "quotes")


def script(entry: Entry) -> Iterator[Problem]:
    """Words and letters of another script or alphabet."""
    yield from _of(entry, "script")


def language(entry: Entry) -> Iterator[Problem]:
    """Another language than the locale's."""
    yield from _of(entry, "language")


def length(entry: Entry) -> Iterator[Problem]:
    """Far too long or far too short."""
    yield from _of(entry, "length")


def copy(entry: Entry) -> Iterator[Problem]:
    """The source again."""
    yield from _of(entry, "copy")


def loop(entry: Entry) -> Iterator[Problem]:
    """The same words over and over."""
    yield from _of(entry, "loop")


def _of(entry: Entry, gate: str) -> Iterator[Problem]:
    yield from (Problem(failure.reason) for failure in entry.failures if failure.gate == gate)
