"""The site while somebody translates: ``preview()``."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path

from tilmach.bundle.preview import PORT, serve
from tilmach.errors import TilmachError
from tilmach.project import SETTINGS, Project
from tilmach.workflow.bundling import SITE, Bundled, bundle

FOLDER = Path(".tilmach", "preview")
"""Where a preview's site is, in the project: not where ``bundle`` puts one, which holds back what is below the threshold."""


def preview(
    project: Project,
    ready: Callable[[str], None],
    told: Callable[[Bundled], None],
    *,
    port: int = PORT,
    stop: threading.Event | None = None,
) -> None:
    """Serve the project's site on this machine; build it again whenever an article, a catalog, the theme or a setting changes.

    Nothing is held back: who translates sees the page as it is. Pages show what went wrong in a build.

    Args:
        project: The project; its settings are read anew for each build.
        ready: Called with the URL once the site is built and served.
        told: Called with what each build did.
        port: Where; the next free one if it is taken; 0 for any.
        stop: Ends it; otherwise KeyboardInterrupt does.

    Raises:
        TilmachError: The settings are wrong at the start, no port is free, or the system does not let us watch.
    """
    folder = project.root / FOLDER
    settings = project.root / SETTINGS
    theme = project.root / project.bundle.theme

    def rebuild() -> list[str]:
        try:
            current = Project.open(project.root)
            everything = dataclasses.replace(current.bundle, threshold=0.0)
            report = bundle(current, current.articles(), current.targets, folder, everything)
        except TilmachError as error:
            report = Bundled(failures=[error])
        told(report)
        return [str(failure) for failure in report.failures]

    watch = (project.source_folder, project.locale_folder, theme, settings)
    serve(folder / SITE, rebuild, watch, port, ready, stop or threading.Event())
