"""Mends a catalog without loss: ``repair()``. Where two people's targets meet, both are kept and a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tilmach import po
from tilmach.catalog import MARK, Catalog, Message, State
from tilmach.checks.doctor import is_echo, is_rewrapped, lost_model, stripped_drafts
from tilmach.errors import CatalogError
from tilmach.memory.store import Store
from tilmach.po.entries import CONFLICT, entry_text, read_entries
from tilmach.po.header import fields_of, new_header, text_of

_RANK = (State.APPROVED, State.EDITED, State.STALE, State.MEMORY, State.MACHINE, State.UNTRANSLATED)
_SIDES = re.compile(
    r"^<{7}(?: .*)?\n(?P<ours>(?:.*\n)*?)(?:^\|{7}(?: .*)?\n(?:.*\n)*?)?^={7}\n(?P<theirs>(?:.*\n)*?)^>{7}(?: .*)?\n?",
    re.MULTILINE,
)


def repair(path: Path, locale: str, store: Store) -> str:
    """Return the text of a catalog as it should be.

    - Both sides of a conflict, and entries for one source, become one entry: approved before edited before drafts. If people
      wrote two different targets, the other stands in a comment; if both were approved, the entry becomes fuzzy.
    - Untouched drafts whose fuzzy marks were stripped wholesale get them back; a draft that lost its mark gets it back.
    - A target that echoes its source is emptied. What a header lacks is added. The layout becomes gettext's.

    Raises:
        CatalogError: It is not PO even so; names the line.
    """
    text = path.read_bytes().decode().removeprefix("\ufeff")
    sides = [text]
    if CONFLICT.search(text):
        text = text.replace("\r\n", "\n")
        sides = [_SIDES.sub(lambda match, side=side: match[side], text) for side in ("ours", "theirs")]  # type: ignore[misc]
        if any(CONFLICT.search(side) for side in sides):
            raise CatalogError(path, "has a conflict of git without its end. Mend that by hand.")
    catalog = _united([message for side in sides for message in read_entries(path, side)], locale)
    stripped = {message.key for message in stripped_drafts(catalog)}
    mended = [_mended(message, locale, store, is_stripped=message.key in stripped) for message in catalog.messages]
    obsolete = [replace(message, raw=None) if is_rewrapped(message) else message for message in catalog.obsolete]
    return po.text(replace(catalog, messages=tuple(mended), obsolete=tuple(obsolete)))


def _mended(message: Message, locale: str, store: Store, *, is_stripped: bool) -> Message:
    model = lost_model(message, locale, store)
    if is_stripped:
        return replace(message, fuzzy=True, raw=None)
    if model:
        return message.drafted(message.target, model)
    if is_echo(message):
        return replace(message, target="", fuzzy=False, comments=message.remarks, raw=None)
    return replace(message, raw=None) if is_rewrapped(message) else message


def _united(messages: Iterable[Message], locale: str) -> Catalog:
    """Return a catalog of messages among which there are several of one source."""
    live: dict[tuple[str | None, str], Message] = {}
    gone: dict[tuple[str | None, str], Message] = {}
    for message in messages:
        group = gone if message.obsolete else live
        known = group.get(message.key)
        group[message.key] = message if known is None else unite(known, message)
    header = live.pop((None, ""), None)
    fields = dict(fields_of(header.target)) if header else {}
    wanted = dict(new_header(locale, ""))
    # a person's header stays; what msgfmt asks for is put in
    added = {name: value for name, value in wanted.items() if name not in fields and name in ("Language", "Content-Type")}
    if fields.get("Language", wanted["Language"]).partition("_")[0] != wanted["Language"].partition("_")[0]:
        added["Language"] = wanted["Language"]
    if header is None:
        return Catalog(locale, tuple(live.values()), tuple(gone.values()))
    complete = replace(header, target=text_of(tuple((fields | added).items())), raw=None) if added else header
    return Catalog(
        locale,
        tuple(live.values()),
        tuple(gone.values()),
        fields_of(complete.target),
        complete.raw or entry_text(complete),
    )


def unite(one: Message, other: Message) -> Message:
    """Return one message for two of the same source; no person's target is lost."""
    if not one.source and one.context is None:
        return one  # headers
    better, worse = sorted((one, other), key=lambda message: _RANK.index(message.state))
    if better.target == worse.target or not worse.is_human:
        return better
    target = worse.target.replace("\n", "\\n")
    both = better.state is worse.state is State.APPROVED
    comments = (*better.comments, f"{MARK} other {worse.state} target: {target}")
    return replace(better, comments=comments, fuzzy=better.fuzzy or both, raw=None)
