"""What a project says about its bundles: the ``[bundle]`` table of tilmach.toml. ``Settings.read()``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from tilmach.errors import ProjectError

_KNOWN = ("title", "site_url", "threshold", "theme")


@dataclass(frozen=True, slots=True)
class Settings:
    """How bundles are made.

    Attributes:
        titles: Name of the publication by locale; ``""`` is for all locales without one of their own. None: the pages' word
            for "Articles" stands there.
        site_url: Where the site will be, with a slash at its end; empty if that is not known. Only then pages have canonical
            addresses, feeds absolute ones, and there is a sitemap.
        threshold: Share of approved words (0 to 1) below which an article is held back in a locale.
        theme: Folder of templates that stand in for ours, relative to the project.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    site_url: str = ""
    threshold: float = 0.0
    theme: str = "theme"

    @classmethod
    def read(cls, table: object, path: Path) -> Settings:
        """Return the settings of a ``[bundle]`` table as tomllib gives it.

        Args:
            table: The table; None if there is none.
            path: The settings file, for messages.

        Raises:
            ProjectError: A setting is unknown or wrong; says what to write.
        """
        if table is None:
            return cls()
        if not isinstance(table, dict):
            raise ProjectError(f"{path}: bundle is a table; write [bundle] on a line of its own.")
        unknown = table.keys() - set(_KNOWN)
        if unknown:
            names = ", ".join(sorted(unknown))
            raise ProjectError(f"{path}: unknown setting in [bundle]: {names}. Known: {', '.join(_KNOWN)}.")
        return cls(_titles(table, path), _site_url(table, path), _threshold(table, path), _theme(table, path))

    def title(self, locale: str) -> str:
        """Return the publication's name in a locale; empty if it has none."""
        return self.titles.get(locale, self.titles.get("", ""))


def _titles(table: Mapping[str, Any], path: Path) -> dict[str, str]:
    value = table.get("title", {})
    if isinstance(value, str):
        return {"": value} if value.strip() else {}
    if isinstance(value, dict) and all(isinstance(title, str) for title in value.values()):
        return dict(value)
    raise ProjectError(f'{path}: title in [bundle] is a text, or one for each locale: title = {{ kk = "…", ru = "…" }}.')


def _site_url(table: Mapping[str, Any], path: Path) -> str:
    value = table.get("site_url", "")
    if value == "":
        return ""
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ProjectError(f'{path}: site_url in [bundle] is the address of the site, such as "https://news.example/".')
    return f"{value.rstrip('/')}/"


def _threshold(table: Mapping[str, Any], path: Path) -> float:
    value = table.get("threshold", 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ProjectError(f"{path}: threshold in [bundle] is a share of approved words from 0 to 1, such as 0.8.")
    return float(value)


def _theme(table: Mapping[str, Any], path: Path) -> str:
    value = table.get("theme", "theme")
    if not isinstance(value, str) or not value or PurePosixPath(value).is_absolute() or ".." in PurePosixPath(value).parts:
        raise ProjectError(f'{path}: theme in [bundle] is a folder of the project, such as "theme".')
    return value
