"""What a verb tells while it runs and when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tilmach.engines import Engine
from tilmach.errors import TilmachError

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how much is done and how much there is."""

EngineFor = Callable[[str], Engine]
"""Returns the engine for a target locale; raises ModelError if there is none."""


def silent(what: str, done: int, total: int) -> None:
    """Show no progress."""


@dataclass
class Report:
    """What a verb did.

    Attributes:
        written: Files that were made or changed.
        drafted: Machine drafts per locale.
        remembered: Targets from the translation memory per locale.
        rejected: Segments per locale that stay without a target because no draft passed the gates.
        cached: How many of the machine drafts were in the draft cache.
        engines: Engine per locale that drafted.
        failures: What did not work, each for one article or locale.
    """

    written: list[Path] = field(default_factory=list)
    drafted: dict[str, int] = field(default_factory=dict)
    remembered: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    cached: int = 0
    engines: dict[str, Engine] = field(default_factory=dict)
    failures: list[TilmachError] = field(default_factory=list)

    def settled(self) -> Report:
        """Return the report with everything named once."""
        self.written = list(dict.fromkeys(self.written))
        self.failures = list({str(failure): failure for failure in self.failures}.values())
        return self
