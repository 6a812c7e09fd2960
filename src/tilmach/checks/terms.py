"""Terms of the glossary that a target does not have."""

from __future__ import annotations

from collections.abc import Iterator

from tilmach.checks.entry import Entry, Problem


def term(entry: Entry) -> Iterator[Problem]:
    """Yield each term of a source that its target does not have in any form."""
    for each in entry.glossary.find(entry.source):
        if not each.is_respected(entry.target, entry.locale):
            wanted = " or ".join(each.wanted(entry.locale))
            yield Problem(f"{entry.message.state} target without {wanted} for {each.source}")
