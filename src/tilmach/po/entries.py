"""Entries of a PO text: ``read_entries()`` and ``entry_text()``.

An entry in the form that gettext, Poedit and tilmach write is read by one regular expression; whatever it does not know
(plurals, ``#=`` flags, unusual order, errors) goes to polib, the authority on what a PO file is. Both give the same message; a
property test holds them together.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from tilmach import wrapping
from tilmach.catalog import Message
from tilmach.errors import CatalogError

_BLANK = re.compile(r"(?:\r?\n[ \t]*)+\r?\n")
_ENTRY = re.compile(r"^(?:#~[ \t]*)?msgid[ \t]", re.MULTILINE)
_STRING = r'"(?:[^"\\\r\n]++|\\[^\r\n])*+"'
_STRINGS = rf"{_STRING}(?:\r?\n{_STRING})*+"
# comments in the order in which gettext writes them
_USUAL = re.compile(
    rf"(?P<comments>(?:\#(?:\ [^\r\n]*+)?\r?\n)*+)"
    rf"(?P<notes>(?:\#\.(?:\ [^\r\n]*+)?\r?\n)*+)"
    rf"(?P<places>(?:\#:\ [^\r\n]*+\r?\n)*+)"
    rf"(?:\#,\ ?(?P<flags>[^\r\n]*+)\r?\n)?"
    rf"(?:\#\|\ msgid\ (?P<previous>{_STRING}(?:\r?\n\#\|\ {_STRING})*+)\r?\n)?"
    rf"(?:msgctxt\ (?P<context>{_STRINGS})\r?\n)?"
    rf"msgid\ (?P<source>{_STRINGS})\r?\n"
    rf"msgstr\ (?P<target>{_STRINGS})",
    re.VERBOSE,
)
# polib takes a string without its last quote; it is the mark of a file that was cut off
_UNCLOSED = re.compile(r'^(?:#~[ \t]*)?(?:msg[^\r\n]*|")(?:[^\r\n]*[^"\s])?[ \t]*\r?$', re.MULTILINE)
CONFLICT = re.compile(r"^<{7}(?: .*)?$", re.MULTILINE)
_NO_HEADER = 'msgid ""\nmsgstr ""\n\n'
_STICKY_FLAGS = re.compile(r"^#=", re.MULTILINE)


def read_entries(path: Path, text: str) -> Iterator[Message]:
    """Yield the entries of a PO text, the header (empty source) among them, each with its raw text.

    Args:
        path: The file that the text was read from, for messages.
        text: What is in it, without a byte order mark.

    Raises:
        CatalogError: It is not PO; names the line.
    """
    conflict = CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        raise CatalogError(path, "has a conflict left by git. `tilmach check --catalogs --fix` keeps both sides' work.", line)
    pending: list[str] = []
    for part in text.rstrip("\n").split("\n\n") if "\r" not in text else _BLANK.split(text):
        message = None if pending else _usual(part)
        if message:
            yield message
            continue
        for piece in _BLANK.split(part):
            block = piece.strip("\r\n")
            if not block:
                continue
            pending.append(block)
            if _ENTRY.search(block):
                # comments before an empty line belong to the entry after it
                whole = "\n\n".join(pending)
                pending.clear()
                message = _usual(whole)
                yield from (message,) if message else _unusual(path, text, whole)
    rest = "\n\n".join(pending)
    if any(line.strip() and not line.startswith("#") for line in rest.splitlines()):
        yield from _unusual(path, text, rest)


def _usual(block: str) -> Message | None:
    """Return the message of an entry in the usual form, or None."""
    obsolete = "\n#~" in block or block.startswith("#~")
    text = block
    if obsolete:
        text = block.replace("\n#~ ", "\n").replace("\n#~| ", "\n#| ")
        text = text[3:] if text.startswith("#~ ") else f"#| {text[4:]}" if text.startswith("#~| ") else text
    match = _USUAL.fullmatch(text)
    if match is None:
        return None
    comments, notes, places, flags, previous, context, source, target = match.groups()
    names = [name.strip() for name in flags.split(",") if name.strip()] if flags else []
    located = _locations(places) if places else ()
    if located is None:
        return None
    return Message(
        source=_unquoted(source),
        target=_unquoted(target),
        context=_unquoted(context) if context is not None else None,
        fuzzy="fuzzy" in names,
        locations=located,
        notes=_lines(notes, 3) if notes else (),
        comments=_lines(comments, 2) if comments else (),
        previous=_unquoted(previous.replace("#| ", "")) if previous is not None else None,
        flags=tuple([name for name in names if name != "fuzzy"]) if names else (),
        obsolete=obsolete,
        raw=block,
    )


def _lines(block: str, skip: int) -> tuple[str, ...]:
    return tuple([line[skip:] for line in block.replace("\r\n", "\n").split("\n")[:-1]])


def _locations(block: str) -> tuple[tuple[str, int], ...] | None:
    """Return the places of ``#:`` lines, or None where a name holds what only polib can tell apart."""
    if "\u2068" in block:
        return None  # gettext's isolates around a name with spaces
    places = []
    for line in block.split("\n"):
        for place in line[3:].split():
            name, colon, number = place.rpartition(":")
            if not colon:
                places.append((place, 0))
            elif number.isdigit():
                places.append((name, int(number)))
            else:
                return None
    return tuple(places)


def _unquoted(strings: str) -> str:
    text = "".join([line.rstrip("\r")[1:-1] for line in strings.split("\n")]) if "\n" in strings else strings[1:-1]
    return polib.unescape(text) if "\\" in text else text


def _unusual(path: Path, text: str, block: str) -> Iterator[Message]:
    """Yield the messages of a block in another form, as polib reads it."""
    for match in _UNCLOSED.finditer(block):
        if not match[0].rstrip().endswith('"') or match[0].strip() == '"':
            line = _line(text, block) + block.count("\n", 0, match.start())
            raise CatalogError(path, "is not a PO file: a string without its closing quote. Was it cut off?", line)
    try:
        entries = _parsed(block)
    except OSError as error:
        number = re.search(r"\(line (\d+)\)", str(error))
        what = re.sub(r"^Syntax error in po file (?:\S+ )?(?:\(line \d+\))?:?\s*", "", str(error)) or "syntax error"
        line = _line(text, block) + (int(number[1]) - 1 - _NO_HEADER.count("\n") if number else 0)
        raise CatalogError(path, f"is not a PO file: {what}.", line) from None
    for entry in entries:
        yield _message(entry, block if len(entries) == 1 else None)


def _line(text: str, block: str) -> int:
    """Return the 1-based line on which a block begins."""
    return text.count("\n", 0, max(0, text.find(block))) + 1


def _parsed(block: str) -> list[polib.POEntry]:
    # A file, not a string: polib splits strings at U+2028 too. An empty header before it, or polib would take the first
    # comments for the file's. Newer gettext writes sticky flags as "#=", which polib takes for an error.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".po", newline="", delete=False) as copy:
        copy.write(_NO_HEADER + _STICKY_FLAGS.sub("#,", block) + "\n")
    try:
        return list(polib.pofile(copy.name, encoding="utf-8"))
    finally:
        Path(copy.name).unlink()


def _message(entry: polib.POEntry, raw: str | None) -> Message:
    plurals: tuple[str, ...] = ()
    target = entry.msgstr
    if entry.msgid_plural:
        forms = [text for _, text in sorted(entry.msgstr_plural.items())]
        plurals = (entry.msgid_plural, *forms)
        target = next((text for text in forms if text), "")
    return Message(
        source=entry.msgid,
        target=target,
        context=entry.msgctxt,
        fuzzy="fuzzy" in entry.flags,
        locations=tuple((name, int(line or 0)) for name, line in entry.occurrences),
        notes=tuple(entry.comment.split("\n")) if entry.comment else (),
        comments=tuple(entry.tcomment.split("\n")) if entry.tcomment else (),
        previous=entry.previous_msgid,
        flags=tuple(flag for flag in entry.flags if flag != "fuzzy"),
        plurals=plurals,
        obsolete=bool(entry.obsolete),
        raw=raw,
    )


def entry_text(message: Message) -> str:
    """Return a message as a PO entry, wrapped as gettext does, without a line break at its end."""
    lines = [f"# {line}".rstrip() for line in message.comments]
    if not message.obsolete:
        lines += [f"#. {line}".rstrip() for line in message.notes]
        places = (f"{name}:{line}" if line else name for name, line in message.locations)
        # Poedit takes the width of a file from these lines too
        lines += [f"#: {line}" for line in wrapping.fill_words(places, wrapping.WIDTH - 3)]
    flags = [*(["fuzzy"] if message.fuzzy else []), *message.flags]
    if flags:
        lines.append(f"#, {', '.join(flags)}")
    before = "#~ " if message.obsolete else ""
    if message.previous is not None:
        lines += _field("#~| " if message.obsolete else "#| ", "msgid", message.previous)
    if message.context is not None:
        lines += _field(before, "msgctxt", message.context)
    lines += _field(before, "msgid", message.source)
    if message.plurals:
        lines += _field(before, "msgid_plural", message.plurals[0])
        for index, form in enumerate(message.plurals[1:]):
            lines += _field(before, f"msgstr[{index}]", form)
    else:
        lines += _field(before, "msgstr", message.target)
    return "\n".join(lines)


def _field(before: str, name: str, text: str) -> Iterator[str]:
    """Yield the lines of ``msgid "text"``: one, or an empty string and the text in pieces (after each line break at least)."""
    escaped: str = polib.escape(text)
    if "\n" not in text.rstrip("\n"):
        line = f'{before}{name} "{escaped}"'
        if len(line) <= wrapping.WIDTH // 2 or wrapping.width(line) <= wrapping.WIDTH:
            yield line
            return
    yield f'{before}{name} ""'
    for part in escaped.replace("\\n", "\\n\n").rstrip("\n").split("\n") if "\n" in text else (escaped,):
        for piece in wrapping.fill(part, wrapping.WIDTH - len(before) - 2):
            yield f'{before}"{piece}"'
