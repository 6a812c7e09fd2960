"""What travels: a catalog's messages as entries, each with a stamp that tells later what it was when it left."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tilmach.catalog import MARK, Catalog, Message, State, fingerprint
from tilmach.model import Syntax

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 has no way to write ("Characters")."""
_STAMP = re.compile(r"([a-z]+)-([0-9a-f]{6})(?:-([0-9a-f]{6}))?$")


@dataclass(frozen=True, slots=True)
class Options:
    """How catalogs are written.

    Attributes:
        drafts: TMX: with what nobody has approved.
        copy_source: XLIFF 1.2: the source in place of targets that nobody has approved.
    """

    drafts: bool = False
    copy_source: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a message was when it left.

    Attributes:
        state: Its state.
        target: The fingerprint of its target.
        remarks: The fingerprint of its translator's remarks; that of nothing if there were none.
    """

    state: str
    target: str
    remarks: str

    @classmethod
    def read(cls, text: str) -> Stamp | None:
        """Return the stamp that a file has kept, or None if it has kept none."""
        match = _STAMP.match(text.strip())
        return cls(match[1], match[2], match[3] or fingerprint("")) if match else None

    def __str__(self) -> str:
        remarks = "" if self.remarks == fingerprint("") else f"-{self.remarks}"
        return f"{self.state}-{self.target}{remarks}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A message on its way.

    Attributes:
        id: Tells it from all others of its catalog; the same in each export.
        source: Its source.
        target: Its target; empty if there is none.
        state: Its state. Read from a file: approved if the file says so, otherwise edited or untranslated.
        stamp: What it was when it left; empty if the file has lost it.
        context: Tells apart equal sources (msgctxt).
        notes: Ours: kind, position, neighbours.
        remarks: The translator's comments.
        locations: (file, line) of every place.
        previous: The source that the target was made for, when that has changed.
        model: What drafted it.
        problem: Read from a file: why its target can't be taken.
    """

    id: str
    source: str
    target: str
    state: State
    stamp: str = ""
    context: str | None = None
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    locations: tuple[tuple[str, int], ...] = ()
    previous: str | None = None
    model: str | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The catalog of an article and locale.

    Attributes:
        original: The article's path, relative to the project.
        locale: The target locale; read from a file: as it is written there.
        entries: Its messages.
        syntax: How its texts write markup; unknown when read from a file, and not needed.
        source_locale: Read from a file: the language of its sources, where it tells.
    """

    original: str
    locale: str
    entries: tuple[Entry, ...]
    syntax: Syntax = Syntax.PLAIN
    source_locale: str = ""


def part(catalog: Catalog, original: str, syntax: Syntax) -> Part:
    """Return a catalog as it travels. Messages with plural forms, which tilmach never makes, stay at home."""
    return Part(original, catalog.locale, tuple(entry(each) for each in catalog.messages if not each.plurals), syntax)


def entry(message: Message) -> Entry:
    """Return a message as it travels."""
    remarks = own_remarks(message)
    return Entry(
        identity(message),
        message.source,
        message.target,
        message.state,
        str(Stamp(message.state, fingerprint(message.target), fingerprint("\n".join(remarks)))),
        message.context,
        message.notes,
        remarks,
        message.locations,
        message.previous,
        message.model if message.target else None,
    )


def identity(message: Message) -> str:
    """Return the id of a message: from context and source alone, so that no edit of the article elsewhere changes it."""
    key = message.source if message.context is None else f"{message.context}\x04{message.source}"
    return f"m{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def own_remarks(message: Message) -> tuple[str, ...]:
    """Return the comments that people wrote, without tilmach's own."""
    return tidied(message.comments)


def tidied(lines: Iterable[str]) -> tuple[str, ...]:
    """Return remarks as lines that survive any file; tilmach's marks are left out, so that no file can forge one."""
    every = (CONTROLS.sub("", line).strip() for text in lines for line in re.split(r"[\r\n]+", text))
    return tuple(line for line in every if line and not line.startswith(MARK))


def told_state(target: str, *, is_approved: bool) -> State:
    """Return the state of an entry that a file tells."""
    if not target:
        return State.UNTRANSLATED
    return State.APPROVED if is_approved else State.EDITED
