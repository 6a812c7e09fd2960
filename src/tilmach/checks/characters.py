"""Characters that do not belong in a catalog: bidi controls (tilmach isolates when it builds) and Arabic presentation forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tilmach import bidi
from tilmach.catalog import Catalog
from tilmach.checks import Finding


def check(path: Path, catalog: Catalog) -> Iterator[Finding]:
    """Yield a finding for each target with such characters that its source does not have."""
    for message in catalog.messages:
        strange = [code for code in bidi.stray(message.target) if code not in bidi.stray(message.source)]
        if strange:
            problem = f"the target has {', '.join(strange)}: write plain letters; direction is set when documents are built."
            yield Finding("characters", path, problem, source=message.source)
