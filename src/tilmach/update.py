"""What happens to a catalog when its article changes: ``update()``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tilmach import segmentation
from tilmach.alignment import Bead, align
from tilmach.carryover import blocked_note, carry
from tilmach.catalog import MARK, Catalog, Message, State
from tilmach.model import MERGED

Key = tuple[str | None, str]


def update(catalog: Catalog, template: Catalog) -> Catalog:
    """Bring a catalog in step with its template; the same template twice changes nothing the second time.

    - A source that is in both keeps its message; one that comes back gets its obsolete message back.
    - A new source that an old one became gets that one's target as a proposal: fuzzy, with the source it was made for. Figures
      that changed are changed in it; across a changed negation nothing is proposed (see ``carryover``), and a comment says why.
      Untouched drafts are not proposed: a new draft is better.
    - What went and a person had a hand in becomes obsolete, also when its target has become a proposal: whoever takes a change
      of the article back has the approved target back. Untouched drafts just go; the cache has them.
    """
    live = {message.key: message for message in catalog.messages}
    gone = {message.key: message for message in catalog.obsolete}
    wanted = {message.key for message in template.messages}
    known = live.keys() | gone.keys()
    proposals = _proposals(catalog, template) if any(key not in known for key in wanted) else {}
    messages: list[Message] = []
    for new in template.messages:
        old = _kept(live.get(new.key), gone.get(new.key))
        if old:
            messages.append(_placed(old, new))
        else:
            proposal = proposals.get(new.key)
            messages.append(proposal.on(new) if proposal else new)
    leaving = [message for message in catalog.messages if message.key not in wanted and message.is_human]
    kept = list(_obsolete(catalog, leaving, wanted, live))
    return replace(catalog, messages=tuple(messages), obsolete=tuple(kept))


def _kept(live: Message | None, gone: Message | None) -> Message | None:
    """Return what is known of a source: its message, or the obsolete one if that alone holds a person's work."""
    if live is None or gone is None:
        return live or gone
    return gone if gone.is_human and not live.is_human else live


def _placed(old: Message, new: Message) -> Message:
    """Return a kept message with the places and notes of the template; the very same one if they have not changed."""
    notes = (*new.notes, *old.lasting_notes)
    if not old.obsolete and old.locations == new.locations and old.notes == notes:
        return old
    return replace(old, locations=new.locations, notes=notes, obsolete=False, raw=None)


def _obsolete(catalog: Catalog, leaving: list[Message], wanted: set[Key], live: dict[Key, Message]) -> Iterator[Message]:
    """Yield what the article does not have any more, older first."""
    originals = {message.source for message in (*catalog.obsolete, *catalog.messages) if message.is_human}
    for message in catalog.obsolete:
        if message.key in wanted:
            taken_back = _kept(live.get(message.key), message) is message
            if not taken_back and message.is_human and message.target != live[message.key].target:
                yield message  # two targets of one source: both are kept
        elif message.is_human:
            yield message
    for message in leaving:
        if message.state is State.STALE and message.is_marked and message.previous in originals:
            continue  # a proposal that nobody has worked on, and its original is kept
        yield replace(message, obsolete=True, locations=(), notes=(), raw=None)


@dataclass(frozen=True, slots=True)
class _Proposal:
    """What a new source gets from an old one."""

    target: str = ""
    previous: str | None = None
    comments: tuple[str, ...] = field(default=())

    def on(self, new: Message) -> Message:
        new = replace(new, comments=self.comments)
        return new.proposed(self.target, self.previous) if self.target and self.previous is not None else new


def _proposals(catalog: Catalog, template: Catalog) -> dict[Key, _Proposal]:
    """Return what old targets become for the sources that are new."""
    every = [*catalog.messages, *catalog.obsolete]
    old = [message.source for message in catalog.messages]
    new = [message.source for message in template.messages]
    extra = [message.source for message in catalog.obsolete]
    proposals: dict[Key, _Proposal] = {}
    for bead in align(old, new, extra):
        origins = [every[index] for index in bead.old]
        if not any(origin.is_human for origin in origins) or not all(origin.target for origin in origins):
            continue
        for number, proposal in zip(bead.new, _offers(bead, origins, new), strict=True):
            proposals[template.messages[number].key] = proposal
    return proposals


def _offers(bead: Bead, origins: list[Message], new: list[str]) -> list[_Proposal]:
    """Return the proposals of a bead, one for each of its new sources."""
    base = " ".join(origin.source if origin.is_usable else origin.previous or origin.source for origin in origins)
    target = " ".join(origin.target for origin in origins if origin.target != MERGED) or MERGED
    comments = tuple(dict.fromkeys(remark for origin in origins for remark in origin.remarks if not remark.startswith(MARK)))
    sources = [new[number] for number in bead.new]
    carried = carry(base, " ".join(sources), target)
    if carried.reason:
        return [_Proposal(comments=(*comments, f"{MARK} {blocked_note(base, carried.reason)}"))] * len(sources)
    if len(sources) == 1:
        return [_Proposal(carried.target, base, comments)]
    # a sentence that was split: its target's parts if it has as many, else the whole to each for the translator to cut
    parts = segmentation.split(carried.target)
    if len(parts) != len(sources):
        parts = [carried.target] * len(sources)
    return [_Proposal(part, base, comments) for part in parts]
