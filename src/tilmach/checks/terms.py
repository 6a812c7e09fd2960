"""Terms of the glossary that a target does not have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tilmach.catalog import Catalog
from tilmach.checks import Finding
from tilmach.glossary import Glossary
from tilmach.model import MERGED


def check(path: Path, catalog: Catalog, glossary: Glossary) -> Iterator[Finding]:
    """Yield a finding for each term of a source that its draft or approved target does not have in any form."""
    for message in catalog.messages:
        if not message.is_usable or message.target in ("", MERGED):
            continue
        for term in glossary.find(message.source):
            if not term.is_respected(message.target, catalog.locale):
                wanted = " or ".join(term.wanted(catalog.locale))
                yield Finding(
                    "term", path, f"{message.state} target without {wanted} for {term.source}.", source=message.source
                )
