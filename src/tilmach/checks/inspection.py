"""Runs the checks over catalogs: ``entries_of()`` takes a catalog apart, ``inspect()`` finds what is wrong in a locale."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tilmach.catalog import Catalog
from tilmach.checks import Finding, Severity
from tilmach.checks.entry import Entry, Problem
from tilmach.checks.ignoring import ignored
from tilmach.checks.registry import CHECKS, Check, Scope
from tilmach.checks.settings import Settings
from tilmach.glossary import Glossary
from tilmach.model import MERGED, Document, Syntax

_TARGET = re.compile(r"^msgstr\b", re.MULTILINE)


def lines_of(text: str, catalog: Catalog) -> dict[tuple[str | None, str], int]:
    """Return the line on which the target of each message begins, by the message's key.

    Args:
        text: The catalog's file.
        catalog: The catalog as it was read from it.
    """
    lines: dict[tuple[str | None, str], int] = {}
    position, line = 0, 1
    for message in catalog.messages:
        # in the order of the file, as a rule: what is found is near
        start = text.find(message.raw, position) if message.raw else -1
        if start < 0 or not message.raw:
            continue
        target = _TARGET.search(message.raw)
        line += text.count("\n", position, start)
        lines[message.key] = line + (message.raw.count("\n", 0, target.start()) if target else 0)
        position = start
    return lines


def entries_of(
    catalog: Catalog,
    document: Document,
    *,
    path: Path,
    article: str,
    lines: dict[tuple[str | None, str], int],
    source_locale: str = "en",
    glossary: Glossary | None = None,
) -> Iterator[Entry]:
    """Yield what checks look at: all targets that say what the article says now, whoever wrote them; no stale ones.

    Args:
        catalog: The catalog, in step with the article.
        document: The article, parsed.
        path: The catalog's file.
        article: The article's name.
        lines: Where targets stand in the file, by key.
        source_locale: BCP 47 tag of the sources.
        glossary: The project's glossary.
    """
    syntaxes = {segment.source: unit.syntax for unit in document.units for segment in unit.segments}
    for message in catalog.messages:
        if message.target and message.is_usable:
            yield Entry(
                message,
                catalog.locale,
                path,
                article,
                lines.get(message.key),
                source_locale,
                syntaxes.get(message.source, Syntax.PLAIN),
                glossary or Glossary(),
                document,
            )


def inspect(entries: Sequence[Entry], settings: Settings) -> tuple[list[Finding], Counter[str]]:
    """Return what is wrong with the targets of one locale, in the order of catalogs and lines; and what was ignored.

    Args:
        entries: All targets of the locale; those of an article are together.
        settings: How bad each check's findings are, and which checks are off.

    Returns:
        The findings, and how many a translator's comments silenced, by check.
    """
    places = {id(entry): place for place, entry in enumerate(entries)}
    told: list[tuple[int, Finding]] = []
    silenced: Counter[str] = Counter()
    for check in CHECKS.values():
        severity = settings.severity(check.name)
        if severity is Severity.OFF:
            continue
        for entry, problem in _problems(check, entries):
            if check.name in ignored(entry.message):
                silenced[check.name] += 1
            else:
                told.append((places[id(entry)], _finding(check, severity, entry, problem)))
    told.sort(key=lambda each: each[0])  # stable: a message's findings stay in the registry's order
    return [finding for _, finding in told], silenced


def _problems(check: Check, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Problem]]:
    if check.scope is Scope.LOCALE:
        yield from check.function(entries)
    elif check.scope is Scope.ARTICLE:
        for _, group in itertools.groupby(entries, key=lambda entry: entry.path):
            yield from check.function(list(group))
    else:
        yield from check.function([entry for entry in entries if entry.target != MERGED])


def _finding(check: Check, severity: Severity, entry: Entry, problem: Problem) -> Finding:
    return Finding(
        check.name,
        entry.path,
        f"{problem.text}.",
        entry.line,
        entry.source,
        severity=severity,
        article=entry.article,
        locale=entry.locale,
        state=entry.message.state,
        target=entry.target,
        fix=problem.fix,
    )
