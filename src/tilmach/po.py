"""PO and POT files: ``read()`` and ``write()``. The only module that imports polib.

An entry that has not changed is written as the bytes it was read from, whatever tool wrote it: no noise in diffs, and a
person's entry is never reformatted.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polib

import tilmach
from tilmach import files, locales, wrapping
from tilmach.catalog import Catalog, Message
from tilmach.errors import CatalogError

_BLANK = re.compile(r"(?:\r?\n[ \t]*)+\r?\n")
_ENTRY = re.compile(r"^(?:#~[ \t]*)?msgid[ \t]", re.MULTILINE)
_HEADER = re.compile(r'^msgid ""[ \t]*\r?\nmsgstr', re.MULTILINE)
# polib takes a string without its last quote; it is the mark of a file that was cut off
_UNCLOSED = re.compile(r'^(?:#~[ \t]*)?(?:msg[^\r\n]*|")(?:[^\r\n]*[^"\s])?[ \t]*\r?$', re.MULTILINE)
_STICKY_FLAGS = re.compile(r"^#=", re.MULTILINE)


def read(path: Path, locale: str) -> Catalog:
    """Read a catalog, or a template (locale ``""``).

    Raises:
        CatalogError: The file is not there, not UTF-8 or not PO; names the line where it can.
    """
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        raise CatalogError(path, "is not there.") from None
    except OSError as error:
        raise CatalogError(path, f"can't be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CatalogError(path, "is not UTF-8. Save it as UTF-8 in your PO editor.", line) from None
    parsed = _parse(path, text.removeprefix("\ufeff"))
    blocks = [block for block in _blocks(text.removeprefix("\ufeff")) if not _HEADER.search(block)]
    raw_header = next((block for block in _blocks(text.removeprefix("\ufeff")) if _HEADER.search(block)), None)
    raws: list[str | None] = list(blocks) if len(blocks) == len(parsed) else [None] * len(parsed)
    messages = [_message(entry, raw) for entry, raw in zip(parsed, raws, strict=True)]
    keys = [message.key for message in messages if not message.obsolete]
    if len(set(keys)) < len(keys):
        double = next(key for key in keys if keys.count(key) > 1)
        raise CatalogError(path, f"has two messages for {double[1]!r}. Merge them (`msguniq` does).")
    return Catalog(
        locale,
        tuple(message for message in messages if not message.obsolete),
        tuple(message for message in messages if message.obsolete),
        tuple(parsed.metadata.items()),
        raw_header,
    )


def write(path: Path, catalog: Catalog, project: str = "") -> bool:
    """Write a catalog or template; leave the file alone if its messages are the ones it has.

    Args:
        path: Where to.
        catalog: What. Without a header it gets a new one.
        project: What a new header names as the project.

    Returns:
        Whether the file was written.

    Raises:
        CatalogError: It can't be written; the file is as it was.
    """
    if path.exists() and _same(path, catalog):
        return False
    if not catalog.header:
        catalog = replace(catalog, header=_new_header(catalog.locale, project), raw_header=None)
    newline = "\r\n" if catalog.raw_header and "\r\n" in catalog.raw_header else "\n"
    blocks = [catalog.raw_header or _header_text(catalog)]
    blocks += [message.raw or _entry_text(message) for message in (*catalog.messages, *catalog.obsolete)]
    text = newline.join(block.replace("\n", newline) if "\r" not in block else block for block in _spaced(blocks))
    try:
        return files.replace(path, text.encode())
    except OSError as error:
        raise CatalogError(path, f"can't be written: {error.strerror}. Nothing in it has changed.") from None


def _same(path: Path, catalog: Catalog) -> bool:
    try:
        old = read(path, catalog.locale)
    except CatalogError:
        return False
    return (old.messages, old.obsolete) == (catalog.messages, catalog.obsolete)


def _spaced(blocks: list[str]) -> Iterator[str]:
    """Yield the lines of a file: blocks with an empty line between them, and a last line break."""
    for index, block in enumerate(blocks):
        if index:
            yield ""
        yield block
    yield ""


def _blocks(text: str) -> Iterator[str]:
    """Yield the entries of a PO text as they are written, with the comments before each."""
    pending: list[str] = []
    position = 0
    for gap in [*_BLANK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        block = text[position:end].strip("\r\n")
        position = gap.end() if gap else end
        if not block:
            continue
        pending.append(block)
        if _ENTRY.search(block):
            yield "\n\n".join(pending)
            pending.clear()


def _parse(path: Path, text: str) -> polib.POFile:
    for match in _UNCLOSED.finditer(text):
        if not match[0].rstrip().endswith('"') or match[0].strip() == '"':
            line = text.count("\n", 0, match.start()) + 1
            raise CatalogError(path, "is not a PO file: a string without its closing quote. Was it cut off?", line)
    try:
        if not _STICKY_FLAGS.search(text) and not path.read_bytes().startswith(b"\xef\xbb\xbf"):
            # a path, not a string: polib splits strings at U+2028 too
            return polib.pofile(str(path), encoding="utf-8")
        # newer gettext writes sticky flags as "#=", which polib takes for an error
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".po", newline="", delete=False) as copy:
            copy.write(_STICKY_FLAGS.sub("#,", text))
        try:
            return polib.pofile(copy.name, encoding="utf-8")
        finally:
            Path(copy.name).unlink()
    except OSError as error:
        number = re.search(r"\(line (\d+)\)", str(error))
        what = re.sub(r"^Syntax error in po file (?:\S+ )?(?:\(line \d+\))?:?\s*", "", str(error)) or "syntax error"
        raise CatalogError(path, f"is not a PO file: {what}.", int(number[1]) if number else None) from None


def _message(entry: polib.POEntry, raw: str | None) -> Message:
    return Message(
        source=entry.msgid,
        target=entry.msgstr,
        context=entry.msgctxt,
        fuzzy="fuzzy" in entry.flags,
        locations=tuple((name, int(line or 0)) for name, line in entry.occurrences),
        notes=tuple(entry.comment.split("\n")) if entry.comment else (),
        comments=tuple(entry.tcomment.split("\n")) if entry.tcomment else (),
        previous=entry.previous_msgid,
        flags=tuple(flag for flag in entry.flags if flag != "fuzzy"),
        obsolete=bool(entry.obsolete),
        raw=raw,
    )


def _entry_text(message: Message) -> str:
    entry = polib.POEntry(
        msgid=message.source,
        msgstr=message.target,
        msgctxt=message.context,
        flags=[*(["fuzzy"] if message.fuzzy else []), *message.flags],
        previous_msgid=message.previous,
        obsolete=message.obsolete,
    )
    # polib wraps comments, and a wrapped mark or note would read as another one next time
    comments = [f"# {line}".rstrip() for line in message.comments]
    if not message.obsolete:
        comments += [f"#. {line}".rstrip() for line in message.notes]
        places = (f"{name}:{line}" if line else name for name, line in message.locations)
        # Poedit takes the width of a file from these lines too
        comments += [f"#: {line}" for line in wrapping.fill_words(places, wrapping.WIDTH - 3)]
    lines = str(entry.__unicode__(wrapwidth=0)).strip("\n").split("\n")
    return "\n".join([*comments, *map(wrapping.wrap, lines)])


def _header_text(catalog: Catalog) -> str:
    return _entry_text(Message("", "".join(f"{name}: {value}\n" for name, value in catalog.header)))


def _new_header(locale: str, project: str) -> tuple[tuple[str, str], ...]:
    """Return the fields that `msgfmt -c` asks for (gettext manual, "Header Entry")."""
    now = _now()
    fields = [("Project-Id-Version", project or "tilmach"), ("POT-Creation-Date", now)]
    if locale:
        fields += [
            ("PO-Revision-Date", now),
            ("Last-Translator", "machine draft <tilmach@localhost>"),
            ("Language-Team", f"{locales.english_name(locale)} <tilmach@localhost>"),
            ("Language", locales.folder(locale)),
        ]
    fields += [
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    if locale:
        fields.append(("Plural-Forms", locales.plural_forms(locale)))
    fields.append(("X-Generator", f"tilmach {tilmach.__version__}"))
    return tuple(fields)


def _now() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%d %H:%M+0000")
