"""PO and POT files: ``read()``, ``write()`` and ``edit()``. Only this package imports polib.

An entry that has not changed is written as the bytes it was read from, whatever tool wrote it: no noise in diffs, and a
person's entry is never reformatted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tilmach import files
from tilmach.catalog import Catalog, Message
from tilmach.errors import CatalogError
from tilmach.po.entries import entry_text, read_entries
from tilmach.po.header import fields_of, new_header, text_of

_BOM = "\ufeff"


def read(path: Path, locale: str) -> Catalog:
    """Read a catalog, or a template (locale ``""``).

    Raises:
        CatalogError: The file is not there, not UTF-8 or not PO; names the line where it can.
    """
    return _read(path, locale, _data(path))


def _data(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CatalogError(path, "is not there.") from None
    except OSError as error:
        raise CatalogError(path, f"can't be read: {error.strerror}.") from None


def _read(path: Path, locale: str, data: bytes) -> Catalog:
    try:
        text = data.decode().removeprefix(_BOM)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CatalogError(path, "is not UTF-8. Save it as UTF-8 in your PO editor.", line) from None
    messages: dict[tuple[str | None, str], Message] = {}
    obsolete: list[Message] = []
    header: Message | None = None
    for message in read_entries(path, text):
        if message.obsolete:
            obsolete.append(message)
        elif header is None and not message.source and message.context is None:
            header = message
        elif messages.setdefault(message.key, message) is not message:
            raise CatalogError(path, f"has two messages for {message.source!r}. Merge them (`tilmach check --catalogs --fix`).")
    return Catalog(
        locale,
        tuple(messages.values()),
        tuple(obsolete),
        fields_of(header.target) if header else (),
        header.raw or entry_text(header) if header else None,
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
    if catalog.raw_header is None and path.exists() and _same(path, catalog):
        return False
    try:
        return files.replace(path, text(catalog, project).encode())
    except OSError as error:
        raise CatalogError(path, f"can't be written: {error.strerror}. Nothing in it has changed.") from None


def edit(
    path: Path, locale: str, change: Callable[[Catalog], Catalog], *, lock: Path, project: str = ""
) -> tuple[Catalog, bool]:
    """Read a catalog (a new one if there is no file), change it and write it, alone: nobody's work in between is lost.

    Other tilmach processes wait for their turn. An editor knows no turns: if the file was saved meanwhile, it is read and
    changed again.

    Args:
        path: The catalog.
        locale: Its locale.
        change: Returns the changed catalog; may be called more than once.
        lock: The file that stands for the right to write catalogs.
        project: What a new header names as the project.

    Returns:
        The catalog as it is on disk now, and whether it was written.

    Raises:
        CatalogError: It can't be read, locked or written; the file is as it was.
    """
    with files.locked(lock):
        files.sweep(path)
        while True:
            data = _data(path) if path.exists() else None
            catalog = change(Catalog(locale) if data is None else _read(path, locale, data))
            if data == (_data(path) if path.exists() else None):
                return catalog, write(path, catalog, project)


def text(catalog: Catalog, project: str = "") -> str:
    """Return the text of a catalog's file: what has not changed as it was, the rest as gettext would write it."""
    if catalog.raw_header is None:
        catalog = replace(catalog, header=catalog.header or new_header(catalog.locale, project))
    header = catalog.raw_header or entry_text(Message("", text_of(catalog.header)))
    blocks = [header, *[message.raw or entry_text(message) for message in (*catalog.messages, *catalog.obsolete)]]
    joined = "\n\n".join(blocks) + "\n"
    return joined.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in header else joined


def _same(path: Path, catalog: Catalog) -> bool:
    try:
        old = read(path, catalog.locale)
    except CatalogError:
        return False
    return (old.messages, old.obsolete) == (catalog.messages, catalog.obsolete)
