"""All checks of translations: ``CHECKS``, name by name, each with its function, severity and meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from tilmach.checks import (
    Severity,
    characters,
    consistency,
    dates,
    endings,
    gated,
    ignoring,
    marks,
    merged,
    spacing,
    terms,
    words,
)
from tilmach.checks.entry import Entry, Problem
from tilmach.checks.kinds import KINDS

Each = Callable[[Entry], Iterator[Problem]]
"""A check that looks at one target."""
Whole = Callable[[Sequence[Entry]], Iterator[tuple[Entry, Problem]]]
"""A check that looks at many."""


class Scope(Enum):
    """What a check has to see at once."""

    MESSAGE = "message"
    ARTICLE = "article"
    LOCALE = "locale"


_EACH: dict[str, Each] = {
    "figures": gated.figures,
    "dates": dates.dates,
    "addresses": gated.addresses,
    "placeholders": gated.placeholders,
    "markup": gated.markup,
    "quotes": gated.quotes,
    "quote-style": marks.quote_style,
    "end-punctuation": endings.end_punctuation,
    "punctuation": marks.punctuation,
    "spaces": spacing.spaces,
    "untranslated": words.untranslated,
    "letters": words.letters,
    "script": gated.script,
    "language": gated.language,
    "length": gated.length,
    "copy": gated.copy,
    "loop": gated.loop,
    "term": terms.term,
    "bidi-controls": characters.bidi_controls,
    "presentation-forms": characters.presentation_forms,
    "ignore": ignoring.unknown,
}
_WHOLE: dict[str, tuple[Scope, Whole]] = {
    "inconsistent": (Scope.LOCALE, consistency.inconsistent),
    "same-target": (Scope.LOCALE, consistency.same_target),
    "merged": (Scope.ARTICLE, merged.merged),
}
FIXING = ("bidi-controls", "presentation-forms", "quote-style", "punctuation", "spaces")
"""Checks whose problems can be mended safely, in the order in which ``tilmach check --fix`` mends them."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check of translations.

    Attributes:
        name: As findings, settings and ignore comments name it.
        severity: How bad its findings are, unless the project says otherwise.
        meaning: What it finds, in one line.
        scope: What it has to see at once.
        function: Yields the problems, each with its entry.
        is_fixing: Whether ``tilmach check --fix`` mends what it finds.
    """

    name: str
    severity: Severity
    meaning: str
    scope: Scope
    function: Whole
    is_fixing: bool


def _over(check: Each) -> Whole:
    def every(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Problem]]:
        yield from ((entry, problem) for entry in entries for problem in check(entry))

    return every


def _checks() -> Iterator[Check]:
    for name, kind in KINDS.items():
        scope, function = _WHOLE[name] if name in _WHOLE else (Scope.MESSAGE, _over(_EACH[name]))
        yield Check(name, kind.severity, kind.meaning, scope, function, name in FIXING)


CHECKS: dict[str, Check] = {check.name: check for check in _checks()}
"""All checks of translations by name."""


def fixes(entry: Entry) -> Iterator[tuple[str, Problem]]:
    """Yield the problems of one target that can be mended, each with its check, in the order of mending."""
    yield from ((name, problem) for name in FIXING for problem in _EACH[name](entry) if problem.fix is not None)
