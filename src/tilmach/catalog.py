"""Templates and catalogs as values; how a catalog follows its article is in ``update``.

A catalog says by itself, whatever editor touched it, which of its targets are untouched drafts: a draft carries a note
with a hash of its target. Same hash: nobody has touched it. Another hash: a person's work. No fuzzy flag: approved.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tilmach.model import Document, Segment, Unit
from tilmach.wrapping import shortened

MARK = "tilmach:"
NO_DRAFT = "no draft: "
"""How the note begins that says why the machine's draft was kept out."""
_MARK = re.compile(rf"{MARK} (?:(?P<origin>machine|memory) draft, (?P<model>.*)|carried over), (?P<hash>[0-9a-f]{{6}})$")
_OPINION = re.compile(rf"{MARK} second opinion (?P<score>\d{{1,3}}), (?P<model>.*)$")
_LONGEST_CONTEXT = 80  # characters of a neighbour shown to the translator


class State(StrEnum):
    """What a message's target is worth; read from the catalog alone."""

    APPROVED = "approved"
    EDITED = "edited"
    MACHINE = "machine"
    MEMORY = "memory"
    STALE = "stale"
    UNTRANSLATED = "untranslated"


DRAFTS = (State.MACHINE, State.MEMORY)
"""States of a target that nobody has touched."""


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
        comments: The translator's, the mark of a draft and a second opinion of it (``# ``).
        previous: The source that the target was made for, when that has changed (``#|``).
        flags: Flags other than ``fuzzy``, as another tool set them.
        plurals: The plural source and all plural targets, if another tool made an entry with plurals; tilmach makes none.
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
    plurals: tuple[str, ...] = ()
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
        mark = self._mark
        if mark is None:
            # msgmerge and Weblate leave no mark on what they carry over
            return State.EDITED if self.previous is None else State.STALE
        if mark["hash"] != fingerprint(self.target):
            return State.EDITED
        return State(mark["origin"] or State.STALE)

    @property
    def model(self) -> str | None:
        """What drafted the target, if the mark still tells."""
        return self._mark["model"] if self._mark else None

    @property
    def machine_hash(self) -> str | None:
        """The fingerprint of the machine draft that the target began as, if the mark still tells."""
        mark = self._mark
        return mark["hash"] if mark and mark["origin"] == State.MACHINE else None

    @property
    def opinion(self) -> int | None:
        """How far a second model agrees with the draft, 0 to 100; None if none was asked or the target is the draft no more."""
        return int(self._opinion["score"]) if self._opinion and self.is_untouched_machine else None

    @property
    def opinion_model(self) -> str | None:
        """Which second model was asked, if the opinion is still of this target."""
        return self._opinion["model"] if self._opinion and self.is_untouched_machine else None

    @property
    def _mark(self) -> re.Match[str] | None:
        return next((match for comment in self.comments if (match := _MARK.match(comment))), None)

    @property
    def _opinion(self) -> re.Match[str] | None:
        return next((match for comment in self.comments if (match := _OPINION.match(comment))), None)

    def drafted(self, target: str, model: str, origin: State = State.MACHINE, previous: str | None = None) -> Message:
        """Return the message with a draft in it: fuzzy, and marked with what made it.

        Args:
            target: The draft.
            model: What made it.
            origin: ``State.MACHINE`` or ``State.MEMORY``.
            previous: The source that a memory draft was made for, if it is not this one.
        """
        mark = f"{MARK} {origin} draft, {model}, {fingerprint(target)}"
        comments = (*self.remarks, mark)
        notes = tuple(note for note in self.notes if not note.startswith(NO_DRAFT))
        return replace(self, target=target, fuzzy=True, comments=comments, notes=notes, previous=previous, raw=None)

    def rejected(self, reason: str) -> Message:
        """Return the message without a target, and why the machine's was kept out."""
        notes = (*(note for note in self.notes if not note.startswith(NO_DRAFT)), NO_DRAFT + reason)
        return replace(self, target="", fuzzy=False, comments=self.remarks, notes=notes, previous=None, raw=None)

    @property
    def lasting_notes(self) -> tuple[str, ...]:
        """The notes that a template does not know: why there is no draft, as long as there is none."""
        return () if self.target else tuple(note for note in self.notes if note.startswith(NO_DRAFT))

    def proposed(self, target: str, previous: str) -> Message:
        """Return the message with a target that was made for another source: fuzzy, and marked as carried over."""
        comments = (*self.remarks, f"{MARK} carried over, {fingerprint(target)}")
        return replace(self, target=target, fuzzy=True, comments=comments, previous=previous, raw=None)

    def with_opinion(self, score: int, model: str) -> Message:
        """Return the message with a second model's opinion of its draft, in place of an earlier one.

        Args:
            score: How far the two agree, 0 to 100.
            model: The second model.
        """
        others = (comment for comment in self.comments if not _OPINION.match(comment))
        return replace(self, comments=(*others, f"{MARK} second opinion {score}, {model}"), raw=None)

    @property
    def remarks(self) -> tuple[str, ...]:
        """The comments without the mark and the second opinion."""
        return tuple(comment for comment in self.comments if not _MARK.match(comment) and not _OPINION.match(comment))

    @property
    def is_marked(self) -> bool:
        """Whether a mark tells where the target came from."""
        return self._mark is not None

    @property
    def is_untouched_machine(self) -> bool:
        """Whether the target is a machine's to the letter, fuzzy or not."""
        return self.machine_hash == fingerprint(self.target)

    @property
    def is_human(self) -> bool:
        """Whether a person has had a hand in the target."""
        return self.state not in (*DRAFTS, State.UNTRANSLATED)

    @property
    def is_usable(self) -> bool:
        """Whether the target says what the source says, as far as the catalog tells: what documents are built from."""
        return self.state is not State.STALE and not (self.previous is not None and self.state in DRAFTS)


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
            if message.target and (message.state is State.APPROVED if only_approved else message.is_usable)
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
        yield "before: " + shortened(segments[position - 1].source, _LONGEST_CONTEXT, end=True)
    if index + 1 < count:
        yield "after: " + shortened(segments[position + 1].source, _LONGEST_CONTEXT)
