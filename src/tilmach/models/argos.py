"""Argos Translate's own code, as far as tilmach uses it: packages, their tokenizers, their folders.

``argostranslate.package`` is light; ``argostranslate.translate``, which imports torch, is never used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tilmach.errors import ModelError

CARD = "metadata.json"
NAMELESS = "argos"
"""What a package is called that has no name of its own."""


def package(path: Path) -> Any:
    """Return a package of a folder (``argostranslate.package.Package``).

    Raises:
        ModelError: Its metadata can't be read, or it is no translation package.
    """
    from argostranslate import package as argos  # noqa: PLC0415  0.1 s, and it makes folders in the user's home

    try:
        found = argos.Package(path)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(f"{path}: {CARD} can't be read: {error}. Install its .argosmodel again.") from None
    if not isinstance(found.from_code, str) or not isinstance(found.to_code, str):
        raise ModelError(f"{path}: {CARD} names no languages (type {found.type!r}); it is no translation package.")
    return found


def folders() -> list[Path]:
    """Return the folders where Argos Translate keeps packages."""
    try:
        from argostranslate import settings  # noqa: PLC0415  makes folders in the user's home
    except OSError:
        return []  # a home that can't be written: no packages of Argos either
    return [Path(folder) for folder in settings.package_dirs]


def published(source: str, target: str) -> tuple[str, str]:
    """Return the version and an https address of a package of the Argos index, which is fetched anew.

    ``argostranslate.package`` keeps the index; its own download and installation are not used: they import torch.

    Raises:
        ModelError: The index can't be had and was never there, or it has no such package.
    """
    from argostranslate import package as argos  # noqa: PLC0415  as above
    from argostranslate import settings  # noqa: PLC0415

    argos.update_package_index()  # logs what goes wrong, and leaves the index of the last time
    if not Path(settings.local_package_index).is_file():
        raise ModelError(
            "the Argos index can't be fetched. Is there a network? Or bring the .argosmodel: tilmach models install FILE."
        )
    try:
        every = argos.get_available_packages()
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(f"{settings.local_package_index}: can't be read: {error}. Delete it and try again.") from None
    links = [
        (str(each.package_version), str(link))
        for each in every
        if (each.from_code, each.to_code) == (source, target)
        for link in each.links
        if str(link).startswith("https://")
    ]
    if not links:
        targets = ", ".join(sorted({str(each.to_code) for each in every if each.from_code == source})) or "nothing"
        raise ModelError(f"the Argos index has no package from {source} to {target}. From {source} it has: {targets}.")
    return max(links, key=lambda each: [int(part) if part.isdigit() else 0 for part in each[0].split(".")])
