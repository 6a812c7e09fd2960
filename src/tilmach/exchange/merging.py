"""What becomes of entries that come back: ``merge()``. What a person has done in the catalog meanwhile is never overwritten."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from tilmach.catalog import MARK, NO_DRAFT, Catalog, Message, State, fingerprint
from tilmach.exchange.entries import Entry, Stamp, identity, own_remarks

NOT_APPLIED = f"{MARK} imported target not applied: "
"""How the comment begins that keeps a target which came too late."""
_BREAKS = re.compile(r"\s*[\r\n]+\s*")


class Fate(StrEnum):
    """What became of an entry."""

    APPLIED = "applied"
    APPROVED = "approved"
    REMARKED = "remarked"
    UNCHANGED = "unchanged"
    KEPT_OUT = "kept out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry.

    Attributes:
        fate: In a word.
        source: Its source.
        target: Its target, as it came.
        reason: Why, if it was kept out.
    """

    fate: Fate
    source: str
    target: str
    reason: str = ""


def merge(catalog: Catalog, entries: Iterable[Entry]) -> tuple[Catalog, list[Outcome]]:
    """Put what was changed outside into a catalog.

    - A target that was changed outside is taken if the catalog's is still the one that left: approved if the file says so, else
      fuzzy, as a person's work. Otherwise it is kept in a comment.
    - A target that was only approved outside is approved, on the same condition. Approval is never taken back, and an empty
      target takes none away.
    - New remarks are added to the translator's comments.
    - What the catalog does not know is not added.

    Args:
        catalog: The catalog as it is now.
        entries: What a file has for it.

    Returns:
        The catalog, the very same one if nothing changed, and what became of each entry.
    """
    now = {message.key: message for message in catalog.messages}
    by_id = {identity(message): message.key for message in catalog.messages}
    by_source: dict[str, list[tuple[str | None, str]]] = {}
    for message in catalog.messages:
        by_source.setdefault(message.source, []).append(message.key)
    changed: dict[tuple[str | None, str], Message] = {}
    outcomes: list[Outcome] = []
    for entry in entries:
        # a file may have lost its ids; a sheet that was sorted by one column has the wrong ones
        key = by_id.get(entry.id)
        alike = by_source.get(entry.source, ())
        if key is None and len(alike) == 1:
            key = alike[0]
        if key is None or (not entry.problem and _words(key[1]) != _words(entry.source)):
            what = "the catalog has no such source" if key is None else "its id is another source's"
            outcomes.append(Outcome(Fate.UNKNOWN, entry.source, entry.target, what))
            continue
        new, outcome = _merged(now[key], entry)
        if new != now[key]:
            now[key] = changed[key] = new
        outcomes.append(outcome)
    return (catalog.with_messages(changed.values()) if changed else catalog), outcomes


def _words(text: str) -> list[str]:
    return text.split()


def _merged(message: Message, entry: Entry) -> tuple[Message, Outcome]:
    """Return a message with what came for it, and what became of that."""
    refused = entry.problem or ("it has plural forms; change it in the catalog" if message.plurals else "")
    if refused:
        return message, Outcome(Fate.KEPT_OUT, message.source, entry.target, refused)
    stamp = Stamp.read(entry.stamp)
    remarked = _remarked(message, entry, stamp)
    new, fate, reason = _decided(remarked, entry, stamp)
    if fate is Fate.UNCHANGED and remarked is not message:
        fate = Fate.REMARKED
    return new, Outcome(fate, message.source, entry.target, reason)


def _decided(message: Message, entry: Entry, stamp: Stamp | None) -> tuple[Message, Fate, str]:
    """Return a message with the target that came, or without it and why."""
    target = entry.target
    is_changed = stamp is None or fingerprint(target) != stamp.target
    if is_changed and "\n" not in message.source:
        target = _BREAKS.sub(" ", target).strip()
    is_approving = entry.state is State.APPROVED and (stamp is None or stamp.state != State.APPROVED)
    if target == message.target:
        return _approved(message, stamp) if is_approving and message.fuzzy else (message, Fate.UNCHANGED, "")
    if is_changed and target.strip():
        return _replaced(message, target, entry.state, stamp)
    if is_changed and stamp is not None and stamp.state != State.UNTRANSLATED:
        return message, Fate.KEPT_OUT, "it is empty; delete targets in the catalog"
    if is_approving:
        return message, Fate.KEPT_OUT, "it was approved, but the catalog's target has changed since"
    return message, Fate.UNCHANGED, ""


def _approved(message: Message, stamp: Stamp | None) -> tuple[Message, Fate, str]:
    if stamp is None:
        return message, Fate.KEPT_OUT, "it is approved, but the file has lost its stamp; approve it in the catalog"
    return replace(message, fuzzy=False, previous=None, raw=None), Fate.APPROVED, ""


def _replaced(message: Message, target: str, state: State, stamp: Stamp | None) -> tuple[Message, Fate, str]:
    reason = _reason(message, stamp)
    if not reason:
        return _applied(message, target, is_approved=state is State.APPROVED), Fate.APPLIED, ""
    comment = NOT_APPLIED + target.replace("\r", "").replace("\n", "\\n")
    if comment not in message.comments:
        message = replace(message, comments=(*message.comments, comment), raw=None)
    return message, Fate.KEPT_OUT, reason


def _reason(message: Message, stamp: Stamp | None) -> str:
    """Return why a changed target may not replace the catalog's; empty if it may."""
    if stamp is None:
        return "the file has lost its stamp, and the catalog has a target" if message.target else ""
    if fingerprint(message.target) != stamp.target:
        return "the catalog's target has changed since"
    if message.state is State.APPROVED and stamp.state != State.APPROVED:
        return "the catalog's target has been approved since"
    return ""


def _applied(message: Message, target: str, *, is_approved: bool) -> Message:
    """Return a message with a person's target. The mark of the draft stays, as in an editor: its hash does not fit any more."""
    notes = tuple(note for note in message.notes if not note.startswith(NO_DRAFT))
    new = replace(message, target=target, fuzzy=not is_approved, previous=None, notes=notes, raw=None)
    if new.state in (State.APPROVED, State.EDITED):
        return new
    return replace(new, comments=new.remarks)  # they went back to the draft's very words


def _remarked(message: Message, entry: Entry, stamp: Stamp | None) -> Message:
    """Return a message with the remarks that were added outside."""
    if stamp is None or fingerprint("\n".join(entry.remarks)) == stamp.remarks:
        return message
    new = tuple(line for line in entry.remarks if line not in own_remarks(message))
    return replace(message, comments=(*message.comments, *new), raw=None) if new else message
