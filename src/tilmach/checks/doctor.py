"""What the last editor did to a catalog: ``examine()``. What can be mended without loss, ``repair`` mends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tilmach import locales
from tilmach.catalog import Catalog, Message, State
from tilmach.checks import Finding
from tilmach.errors import CatalogError
from tilmach.memory.store import Store
from tilmach.po import entries
from tilmach.po.header import fields_of

_WHOLESALE = 5  # untouched drafts without the fuzzy flag, from which it was hardly a person who approved each
_FEW_LOWER = 3  # a source with fewer words in lower case may be a name, a credit, a brand


def examine(path: Path, locale: str, store: Store) -> Iterator[Finding]:
    """Yield what is odd about a catalog's file.

    Args:
        path: The catalog.
        locale: Its locale.
        store: Tells which drafts were made by the machine.
    """
    data = path.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        yield Finding("encoding", path, "is not UTF-8. Save it as UTF-8 in your PO editor.", line)
        return
    if text.startswith("\ufeff"):
        yield Finding("encoding", path, "has a byte order mark, which msgfmt refuses.", is_repairable=True)
        text = text[1:]
    conflicts = [match.start() for match in entries.CONFLICT.finditer(text)]
    if conflicts:
        start = text.count("\n", 0, conflicts[0]) + 1
        count = "a conflict" if len(conflicts) == 1 else f"{len(conflicts)} conflicts"
        yield Finding("conflict", path, f"{count} left by git.", start, is_repairable=True)
        return
    try:
        messages = list(entries.read_entries(path, text))
    except CatalogError as error:
        yield Finding("syntax", path, error.problem, error.line)
        return
    yield from _duplicates(path, text, messages)
    yield from _header(path, locale, next((message for message in messages if _is_header(message)), None))
    catalog = Catalog(locale, tuple(message for message in messages if not message.obsolete and not _is_header(message)))
    stripped = stripped_drafts(catalog)
    if stripped:
        problem = (
            f"{len(stripped)} untouched drafts are not fuzzy any more: an editor stripped the marks; nobody approved them."
        )
        yield Finding("approved wholesale", path, problem, is_repairable=True)
    for message in catalog.messages:
        if is_echo(message):
            problem = "the target is the source itself."
            yield Finding("echo", path, problem, _line(text, message), message.source, is_repairable=True)
        model = lost_model(message, locale, store)
        if model:
            problem = f"a draft by {model} has lost its mark."
            yield Finding("lost mark", path, problem, _line(text, message), message.source, is_repairable=True)
    rewrapped = sum(is_rewrapped(message) for message in catalog.messages)
    if rewrapped > len(catalog.messages) // 2:
        problem = f"{rewrapped} of {len(catalog.messages)} entries are laid out in another way than gettext does."
        yield Finding("rewrapped", path, problem, is_repairable=True)


def _is_header(message: Message) -> bool:
    return not message.source and message.context is None and not message.obsolete


def _line(text: str, message: Message) -> int | None:
    at = text.find(message.raw) if message.raw else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else None


def _duplicates(path: Path, text: str, messages: list[Message]) -> Iterator[Finding]:
    counts = Counter(message.key for message in messages if not message.obsolete)
    for (_, source), count in counts.items():
        if count > 1:
            line = next(_line(text, message) for message in reversed(messages) if message.source == source)
            what = f"{count} entries" if source else f"{count} headers"
            yield Finding("duplicate", path, f"{what} for one source.", line, source, is_repairable=True)


def _header(path: Path, locale: str, header: Message | None) -> Iterator[Finding]:
    fields = dict(fields_of(header.target)) if header else {}
    language = fields.get("Language", "")
    if header is None:
        yield Finding("header", path, "has no header.", is_repairable=True)
        return
    if language.partition("_")[0] != locale.partition("-")[0]:
        problem = f"says that its language is {language}, not {locale}." if language else "does not say its language."
        yield Finding("header", path, problem, is_repairable=True)
    if "utf-8" not in fields.get("Content-Type", "").lower():
        yield Finding("header", path, "does not say that it is UTF-8.", is_repairable=True)
    forms = fields.get("Plural-Forms", "")
    ours = locales.plural_forms(locale)
    if forms and forms.split(";")[0] != ours.split(";")[0]:
        tool = fields.get("X-Generator", "another tool")
        problem = (
            f"{tool} wrote Plural-Forms {forms.split(';')[0]}, not {ours.split(';')[0]}. Articles have no plurals: it is left."
        )
        yield Finding("header", path, problem)


def stripped_drafts(catalog: Catalog) -> list[Message]:
    """Return approved targets that are machine drafts to the letter, if they are too many to have been approved one by one."""
    drafts = [message for message in catalog.messages if message.is_untouched_machine]
    stripped = [message for message in drafts if not message.fuzzy]
    return stripped if len(stripped) >= _WHOLESALE and len(stripped) >= 0.9 * len(drafts) else []


def is_echo(message: Message) -> bool:
    """Return whether a target is a copy of a sentence, not of a name or a credit."""
    lower = sum(word[:1].islower() for word in message.source.split())
    return message.target == message.source and lower >= _FEW_LOWER


def lost_model(message: Message, locale: str, store: Store) -> str | None:
    """Return the model that made a fuzzy target that bears no mark, if the draft cache knows."""
    if message.state is not State.EDITED or message.is_marked:
        return None
    return store.drafted_by(locale, message.source, message.target)


def is_rewrapped(message: Message) -> bool:
    """Return whether an entry as it stands differs from how it would be written, though it says the same."""
    return message.raw is not None and message.raw.replace("\r\n", "\n") != entries.entry_text(message)
