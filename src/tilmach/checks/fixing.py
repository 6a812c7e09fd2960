"""Mends targets where that is safe: spaces, the locale's marks, invisible signs. ``fixed()``.

A draft stays a draft, with a mark that fits its new target; a person's target keeps its state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tilmach.catalog import DRAFTS, Catalog, Message, State
from tilmach.checks import Severity
from tilmach.checks.entry import Entry
from tilmach.checks.ignoring import ignored
from tilmach.checks.registry import FIXING, fixes
from tilmach.checks.settings import Settings
from tilmach.model import MERGED, Syntax

_ROUNDS = 4 * len(FIXING)  # a mended mark may lay a space bare; far more than there is to mend


def fixed(
    catalog: Catalog, syntaxes: Mapping[str, Syntax], settings: Settings, *, source_locale: str = "en", human: bool
) -> Catalog:
    """Return a catalog with its targets mended; messages that need nothing are the very same.

    Args:
        catalog: The catalog as it was read.
        syntaxes: How markup is written, by source; what is not in it is left alone, as the article does not have it.
        settings: Checks that are off mend nothing.
        source_locale: BCP 47 tag of the sources.
        human: Whether targets that people wrote or approved are mended too, or drafts only.
    """
    changed = []
    for message in catalog.messages:
        if message.source not in syntaxes or not message.target or not message.is_usable or message.plurals:
            continue
        if message.is_human and not human:
            continue
        entry = Entry(message, catalog.locale, source_locale=source_locale, syntax=syntaxes[message.source])
        target = fixed_target(entry, settings)
        if target != message.target:
            changed.append(_with_target(message, target))
    return catalog.with_messages(changed) if changed else catalog


def fixed_target(entry: Entry, settings: Settings) -> str:
    """Return a target with all that can be mended safely mended."""
    if entry.target == MERGED:
        return entry.target
    silent = {name for name in FIXING if settings.severity(name) is Severity.OFF} | ignored(entry.message)
    for _ in range(_ROUNDS):
        fix = next((problem.fix for name, problem in fixes(entry) if name not in silent and problem.fix != entry.target), None)
        if not fix:
            break
        entry = entry.with_target(fix)
    return entry.target


def _with_target(message: Message, target: str) -> Message:
    if message.state in DRAFTS:
        # a draft of the memory may say in msgid's place which source it was made for
        return message.drafted(target, message.model or "", State(message.state), message.previous)
    return replace(message, target=target, raw=None)
