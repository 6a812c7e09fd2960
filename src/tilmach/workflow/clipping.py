"""From a saved news page to an article: ``clip()``."""

from __future__ import annotations

from pathlib import Path

from tilmach import clipping, files, formats
from tilmach.errors import ProjectError, SourceError
from tilmach.project import Project


def clip(project: Project, path: Path, name: str | None = None) -> Path:
    """Write the article of a saved page into source_texts/ as Markdown and return where.

    Args:
        project: The project.
        path: The saved HTML page.
        name: The article's name; by default from its headline.

    Raises:
        TilmachError: No article is found, or there is one of that name already; nothing is changed.
    """
    found = clipping.clip(path)
    target = project.source_folder / f"{name or found.name}.md"
    if not target.resolve().is_relative_to(project.source_folder.resolve()):
        raise ProjectError(f"{name}: an article's name is a path inside {project.source_folder}.")
    for suffix in formats.SUFFIXES:
        other = target.with_name(target.stem + suffix)
        if other.exists():
            raise ProjectError(f"{other}: is there already; nothing was changed. Give another name with --name.")
    try:
        files.replace(target, found.text.encode())
    except OSError as error:
        raise SourceError(target, f"can't be written: {error.strerror}.") from None
    return target
