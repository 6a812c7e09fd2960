"""What a translator silences in the catalog: ``# tilmach: ignore figures, dates (why)``.

A translator comment, since those survive every editor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tilmach.catalog import MARK, Message
from tilmach.checks.entry import Entry, Problem
from tilmach.checks.kinds import KINDS

ALL = "all"
_COMMENT = re.compile(rf"\s*{MARK}\s*ignore\b:?(?P<names>[^(]*)(?:\(.*)?$", re.IGNORECASE)


def ignored(message: Message) -> frozenset[str]:
    """Return the names of the checks that a translator silences for a message; all of them for ``ignore all``."""
    names = {name for group in _groups(message) for name in group}
    return frozenset(KINDS) if ALL in names else frozenset(names)


def unknown(entry: Entry) -> Iterator[Problem]:
    """Yield what a message's ignore comments name that is no check."""
    for names in _groups(entry.message):
        wrong = [name for name in names if name not in KINDS and name != ALL]
        if wrong or not names:
            said = f"there is no check {', '.join(wrong)}" if wrong else "it names no check"
            yield Problem(f"ignore comment: {said}. Write one or more of {', '.join(KINDS)}; or all")


def _groups(message: Message) -> list[list[str]]:
    found = (_COMMENT.match(comment) for comment in message.comments)
    return [re.findall(r"[\w-]+", match["names"].casefold()) for match in found if match]
