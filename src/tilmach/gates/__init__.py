"""Gates: what a machine draft must pass before it enters a catalog.

A draft of a weak model fails in known ways: another script or language, loops, copies, lost halves of sentences, changed
figures, lost quotation marks and markup. Each gate is a pure function of a source and its target that yields reasons a
translator understands. A draft that fails is not shown, so the gates are made to let every human translation pass: they find
what is surely wrong, not all that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tilmach.gates import copying, figures, language, length, loops, markup, quotes, script
from tilmach.gates.pair import Pair
from tilmach.inline import Syntax

Gate = Callable[[Pair], Iterator[str]]

GATES: dict[str, Gate] = {
    "length": length.reasons,
    "script": script.reasons,
    "copy": copying.reasons,
    "markup": markup.reasons,
    "figures": figures.reasons,
    "quotes": quotes.reasons,
    "loop": loops.reasons,
    "language": language.reasons,
}
"""All gates by name, the cheap ones first."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A gate that a target did not pass.

    Attributes:
        gate: The gate's name.
        reason: What is wrong, in words for the translator: "figure 1,500 is missing".
    """

    gate: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gates:
    """All gates between two locales.

    Attributes:
        source_locale: BCP 47 tag of the sources; number words are known for English only.
        target_locale: BCP 47 tag of the targets.
    """

    source_locale: str
    target_locale: str

    def failures(self, source: str, target: str, syntax: Syntax = Syntax.PLAIN) -> tuple[Failure, ...]:
        """Return all that is wrong with a target.

        Args:
            source: The sentence.
            target: Its translation; not empty, and not the sign of a merged sentence.
            syntax: How inline markup is written in both.
        """
        return tuple(self._find(source, target, syntax))

    def first(self, source: str, target: str, syntax: Syntax = Syntax.PLAIN) -> Failure | None:
        """Return the first thing that is wrong, or None; quicker than ``failures()``. The arguments are the same."""
        return next(self._find(source, target, syntax), None)

    def _find(self, source: str, target: str, syntax: Syntax) -> Iterator[Failure]:
        pair = Pair(self.source_locale, self.target_locale, source, target, syntax)
        for name, reasons in GATES.items():
            for reason in reasons(pair):
                yield Failure(name, reason)
