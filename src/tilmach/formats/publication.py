"""An EPUB as a container: which of its members are documents, in which order, and why one can't be read."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tilmach.errors import SourceError
from tilmach.formats import archive, xmltext
from tilmach.formats.xmltext import Element

OPF = "{http://www.idpf.org/2007/opf}"

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_ROOT_FILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_CIPHER = "{http://www.w3.org/2001/04/xmlenc#}CipherReference"
_PACKAGE = "application/oebps-package+xml"
_NCX = "application/x-dtbncx+xml"
_PAGES = frozenset(("application/xhtml+xml", "text/html"))
_ENCODING = re.compile(r"""\ufeff?\s*<\?xml\b[^>]*\bencoding\s*=\s*["'](?P<name>[^"']+)""")
_REPAIR = "Repair the book in an EPUB editor."


class Publication:
    """An EPUB that is being read; every question that can't be answered names the member and what to do."""

    def __init__(self, path: Path, data: bytes) -> None:
        """Open an EPUB.

        Raises:
            SourceError: It is no zip archive, or not a whole one.
        """
        self.path = path
        self._opened: zipfile.ZipFile = archive.read(path, data)
        names = self._opened.namelist()
        self._names = frozenset(names)
        for name, count in Counter(names).items():
            if count > 1:
                raise self._error(f"has {count} members named {name}.")
        # what is copied has to be whole too, or the book could be read and not written
        for info in self._opened.infolist():
            try:
                with self._opened.open(info) as file:
                    while file.read(1 << 20):
                        pass
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
                raise self._error(f"{info.filename!r} in it is damaged ({error}).", "Fetch the book again.") from None

    def _error(self, problem: str, advice: str = _REPAIR) -> SourceError:
        return SourceError(self.path, f"{problem} {advice}")

    def text(self, name: str) -> str:
        """Return a member as text.

        Raises:
            SourceError: It is not UTF-8.
        """
        data = archive.member(self.path, self._opened, name)
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise self._error(f"{name} in it, line {line}, is not UTF-8.", "Save it as UTF-8 in an EPUB editor.") from None
        declared = _ENCODING.match(text)
        if "\0" in text or (declared and declared["name"].lower() not in ("utf-8", "utf8")):
            encoding = "UTF-16" if declared is None else declared["name"]
            raise self._error(f"{name} in it says that it is {encoding}.", "Save it as UTF-8 in an EPUB editor.")
        return text

    def elements(self, name: str, text: str) -> list[Element]:
        """Return the elements of a member.

        Raises:
            SourceError: It is not well-formed.
        """
        try:
            return xmltext.elements(text)
        except xmltext.BrokenXmlError as error:
            raise self._error(f"{name} in it, line {error.line}, is broken XML: {error}.") from None

    def packages(self) -> list[str]:
        """Return the names of the package documents (OPF): one, or one for each rendition.

        Raises:
            SourceError: There is none.
        """
        if _CONTAINER not in self._names:
            raise self._error(f"has no {_CONTAINER}: it is no EPUB.", "Give it the suffix of what it is.")
        files = [each.attributes for each in self.elements(_CONTAINER, self.text(_CONTAINER)) if each.name == _ROOT_FILE]
        paths = [each.get("full-path", "") for each in files if each.get("media-type", _PACKAGE) == _PACKAGE]
        if not paths:
            raise self._error(f"{_CONTAINER} in it names no package document (OPF).")
        return [self._member(_CONTAINER, path, "") for path in paths]

    def documents(self, package: str, found: list[Element]) -> Iterator[tuple[str, bool]]:
        """Yield a package's documents, the spine first, and whether each is an NCX.

        Args:
            package: Name of the package document.
            found: Its elements.

        Raises:
            SourceError: A reference leads nowhere, or a chapter is of another format.
        """
        items = {each.attributes.get("id", ""): each.attributes for each in found if each.name == f"{OPF}item"}
        spine = list(dict.fromkeys(each.attributes.get("idref", "") for each in found if each.name == f"{OPF}itemref"))
        contents = [each.attributes["toc"] for each in found if each.name == f"{OPF}spine" and "toc" in each.attributes]
        if not spine:
            raise self._error(f"{package} in it has no spine: there is nothing to read.")
        for identifier in (*spine, *contents):
            if identifier not in items:
                raise self._error(f"the spine of {package} in it names “{identifier}”, which its manifest does not have.")
        for identifier in spine:
            self._refuse_unreadable(package, identifier, items)
        tables = [identifier for identifier, item in items.items() if item.get("media-type") == _NCX]
        for identifier in dict.fromkeys((*spine, *(each for each in items if each not in tables), *tables)):
            item = items[identifier]
            if item.get("media-type") in _PAGES or identifier in tables:
                yield self._member(package, item.get("href", ""), posixpath.dirname(package)), identifier in tables

    def _refuse_unreadable(self, package: str, identifier: str, items: dict[str, dict[str, str]]) -> None:
        """Refuse a chapter that has text (DTBook, PDF) and would be left in English without a word."""
        chain: list[str] = []
        following = identifier
        while following in items and following not in chain:
            chain.append(following)
            kind = items[following].get("media-type", "")
            if kind in _PAGES or kind.startswith("image/"):
                return
            following = items[following].get("fallback", "")
        kind = items[identifier].get("media-type") or "no media type"
        raise self._error(f"“{identifier}” in the spine of {package} is not XHTML but {kind}.", "Convert the book to EPUB 3.")

    def _member(self, where: str, reference: str, folder: str) -> str:
        """Return the member that a reference means."""
        for each in (reference, unquote(urlsplit(reference).path)):
            name = posixpath.normpath(posixpath.join(folder, each))
            if each and name in self._names:
                return name
        raise self._error(f"{where} in it names “{reference}”, which is not in the archive.")

    def refuse_protected(self, names: list[str]) -> None:
        """Refuse a book of which one of these members is encrypted; scrambled fonts do no harm.

        Raises:
            SourceError: One is.
        """
        if _ENCRYPTION not in self._names:
            return
        found = self.elements(_ENCRYPTION, self.text(_ENCRYPTION))
        encrypted = {unquote(each.attributes.get("URI", "")) for each in found if each.name == _CIPHER}
        for name in names:
            if name in encrypted:
                raise self._error(f"is protected (DRM): {name} in it is encrypted.", "Take a copy without protection.")
