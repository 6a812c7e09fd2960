"""Templates and catalogs as values, and what happens to a catalog when its source changes.

A catalog says by itself, whatever editor touched it, which of its targets are untouched drafts: a draft carries a note
with a hash of its target. Same hash: nobody has touched it. Another hash: a person's work. No fuzzy flag: approved.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from rapidfuzz import fuzz, process

from tilmach.model import Document, Segment, Unit

MARK = "tilmach:"
_MARK = re.compile(rf"{MARK} (?P<origin>machine|memory) draft, (?P<model>.*), (?P<hash>[0-9a-f]{{6}})$")
# Below this similarity an old target helps nobody (rapidfuzz ratio, 0 to 100).
FUZZY_CUTOFF = 75.0
_LONGEST_CONTEXT = 80  # characters of a neighbour shown to the translator


class State(StrEnum):
    """What a message's target is worth; read from the catalog alone."""

    APPROVED = "approved"
    EDITED = "edited"
    MACHINE = "machine"
    MEMORY = "memory"
    STALE = "stale"
    UNTRANSLATED = "untranslated"


@dataclass(frozen=True, slots=True)
class Message:
    """One source with its target: an entry of a PO file.

    Attributes:
        source: What is translated.
        target: Its translation; empty if there is none.
        context: Tells apart equal sources that need two targets (msgctxt).
        fuzzy: Whether a person still has to look at the target.
        locations: (file, line) of every place in the article.
        notes: Ours, regenerated: kind, position, neighbours (``#.``).
        comments: The translator's, and the mark of a draft (``# ``).
        previous: The source that the target was made for, when that has changed (``#|``).
        flags: Flags other than ``fuzzy``, as another tool set them.
        obsolete: Whether the article does not have the source any more.
        raw: The entry as the last tool wrote it, if it was read from a file and has not been changed since.
    """

    source: str
    target: str = ""
    context: str | None = None
    fuzzy: bool = False
    locations: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    previous: str | None = None
    flags: tuple[str, ...] = ()
    obsolete: bool = False
    raw: str | None = field(default=None, compare=False, repr=False)

    @property
    def key(self) -> tuple[str | None, str]:
        """What makes a message the same message: context and source."""
        return self.context, self.source

    @property
    def state(self) -> State:
        """The state, from target, flag, previous source and mark."""
        if not self.target:
            return State.UNTRANSLATED
        if not self.fuzzy:
            return State.APPROVED
        if self.previous is not None:
            return State.STALE
        mark = self._mark
        if mark and mark["hash"] == fingerprint(self.target):
            return State(mark["origin"])
        return State.EDITED

    @property
    def model(self) -> str | None:
        """What drafted the target, if the mark still tells."""
        return self._mark["model"] if self._mark else None

    @property
    def _mark(self) -> re.Match[str] | None:
        return next((match for comment in self.comments if (match := _MARK.match(comment))), None)

    def drafted(self, target: str, model: str, origin: State = State.MACHINE) -> Message:
        """Return the message with a draft in it: fuzzy, and marked with what made it."""
        mark = f"{MARK} {origin} draft, {model}, {fingerprint(target)}"
        kept = tuple(comment for comment in self.comments if not _MARK.match(comment))
        return replace(self, target=target, fuzzy=True, comments=(*kept, mark), previous=None, raw=None)


def fingerprint(target: str) -> str:
    """Return the short hash by which an untouched draft is known."""
    return hashlib.sha256(target.encode()).hexdigest()[:6]


@dataclass(frozen=True, slots=True)
class Catalog:
    """The template of an article, or its catalog of one locale.

    Attributes:
        locale: BCP 47 tag; empty for a template.
        header: Header fields in order; empty for a catalog that has not been written yet.
        messages: In reading order.
        obsolete: What the article does not have any more.
        raw_header: The header entry as the last tool wrote it.
    """

    locale: str
    messages: tuple[Message, ...] = ()
    obsolete: tuple[Message, ...] = ()
    header: tuple[tuple[str, str], ...] = ()
    raw_header: str | None = field(default=None, compare=False, repr=False)

    def targets(self, *, only_approved: bool = False) -> dict[str, str]:
        """Return target by source, of approved messages and, unless told otherwise, of drafts too."""
        return {
            message.source: message.target
            for message in self.messages
            if message.target and (message.state is State.APPROVED if only_approved else message.state is not State.STALE)
        }

    def counts(self) -> dict[State, int]:
        """Return the number of messages in each state; they add up to all messages."""
        counts = dict.fromkeys(State, 0)
        for message in self.messages:
            counts[message.state] += 1
        return counts

    def with_messages(self, changed: Iterable[Message]) -> Catalog:
        """Return the catalog with some of its messages replaced by changed ones of the same key."""
        by_key = {message.key: message for message in changed}
        return replace(self, messages=tuple(by_key.get(message.key, message) for message in self.messages))


def template(document: Document, file: str) -> Catalog:
    """Return the template of a document: its distinct sources in reading order, each with all its locations.

    Args:
        document: The parsed article.
        file: Its path relative to the project, with ``/``, for the locations.
    """
    messages: dict[str, Message] = {}
    segments = list(document.segments)
    position = 0
    for number, unit in enumerate(document.units, 1):
        for index, segment in enumerate(unit.segments):
            place = (file, segment.line)
            known = messages.get(segment.source)
            if known:
                messages[segment.source] = replace(known, locations=(*known.locations, place))
            else:
                notes = tuple(_notes(unit, number, index, segments, position))
                messages[segment.source] = Message(segment.source, locations=(place,), notes=notes)
            position += 1
    return Catalog("", tuple(messages.values()))


def _notes(unit: Unit, number: int, index: int, segments: list[Segment], position: int) -> Iterator[str]:
    """Yield what helps the translator: where the sentence stands, and its neighbours in the same paragraph."""
    count = len(unit.segments)
    yield f"{unit.kind} {number}" + (f", sentence {index + 1} of {count}" if count > 1 else "")
    if index > 0:
        yield "before: " + _shortened(segments[position - 1].source, end=True)
    if index + 1 < count:
        yield "after: " + _shortened(segments[position + 1].source)


def _shortened(text: str, *, end: bool = False) -> str:
    if len(text) <= _LONGEST_CONTEXT:
        return text
    return "…" + text[-_LONGEST_CONTEXT:].partition(" ")[2] if end else text[:_LONGEST_CONTEXT].rpartition(" ")[0] + "…"


def update(catalog: Catalog, template: Catalog) -> Catalog:
    """Bring a catalog in step with its template; the same template twice changes nothing the second time.

    - A source that is in both keeps its message; one that comes back gets its obsolete message back.
    - A new source that resembles one that went gets its target as a proposal: fuzzy, with the source it was made for.
      Untouched drafts are not proposed: a new draft is better.
    - What went and has a target becomes obsolete. Nothing that a person wrote is dropped.
    """
    live = {message.key: message for message in catalog.messages}
    gone = {message.key: message for message in catalog.obsolete}
    wanted = {message.key for message in template.messages}
    leftover = {key: message for key, message in (gone | live).items() if key not in wanted and message.target}
    proposals = _proposals([m for m in template.messages if m.key not in live and m.key not in gone], leftover)
    messages: list[Message] = []
    used: set[tuple[str | None, str]] = set()
    for new in template.messages:
        old = live.get(new.key) or gone.get(new.key)
        if old:
            messages.append(_placed(old, new))
        elif new.key in proposals:
            old = proposals[new.key]
            used.add(old.key)
            comments = tuple(comment for comment in old.comments if not _MARK.match(comment))
            messages.append(replace(new, target=old.target, fuzzy=True, comments=comments, previous=old.previous or old.source))
        else:
            messages.append(new)
    obsolete = [
        message if message.obsolete else replace(message, obsolete=True, locations=(), notes=(), raw=None)
        for key, message in leftover.items()
        if key not in used
    ]
    return replace(catalog, messages=tuple(messages), obsolete=tuple(obsolete))


def _placed(old: Message, new: Message) -> Message:
    """Return a kept message with the places and notes of the template; the very same one if they have not changed."""
    if not old.obsolete and old.locations == new.locations and old.notes == new.notes:
        return old
    return replace(old, locations=new.locations, notes=new.notes, obsolete=False, raw=None)


def _proposals(new: list[Message], leftover: dict[tuple[str | None, str], Message]) -> dict[tuple[str | None, str], Message]:
    """Pair new sources with those that went and resemble them, best pairs first, each old one once."""
    candidates = [
        message for message in leftover.values() if message.state not in (State.MACHINE, State.MEMORY, State.UNTRANSLATED)
    ]
    if not candidates or not new:
        return {}
    sources = [message.source for message in candidates]
    pairs: list[tuple[float, int, int]] = []
    for index, message in enumerate(new):
        for _, score, other in process.extract(message.source, sources, scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF, limit=3):
            pairs.append((score, index, other))
    proposals: dict[tuple[str | None, str], Message] = {}
    taken: set[int] = set()
    for _, index, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if other not in taken and new[index].key not in proposals:
            proposals[new[index].key] = candidates[other]
            taken.add(other)
    return proposals
