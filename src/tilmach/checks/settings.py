"""How bad a project takes findings to be: the ``[checks]`` table of tilmach.toml. ``Settings.read()``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tilmach.checks import Severity
from tilmach.checks.kinds import CATALOG_KINDS, KINDS, setting_of
from tilmach.errors import ProjectError

_DEFAULTS = {setting_of(name): kind.severity for name, kind in (KINDS | CATALOG_KINDS).items()}
_LEVELS = '"error", "warning", "info" or "off"'


@dataclass(frozen=True, slots=True)
class Settings:
    """Severities of checks.

    Attributes:
        severities: Severity by name of a check, as far as the project sets it.
    """

    severities: Mapping[str, Severity] = field(default_factory=dict)

    @classmethod
    def read(cls, table: object, path: Path) -> Settings:
        """Return the settings of a ``[checks]`` table as tomllib gives it.

        Args:
            table: The table; None if there is none.
            path: The settings file, for messages.

        Raises:
            ProjectError: A check is unknown or its severity is; says what to write.
        """
        if table is None:
            return cls()
        if not isinstance(table, dict):
            raise ProjectError(f'{path}: write [checks] and under it a line such as figures = "warning".')
        unknown = table.keys() - _DEFAULTS.keys()
        if unknown:
            names = ", ".join(sorted(unknown))
            raise ProjectError(f"{path}: unknown check in [checks]: {names}. Known: {', '.join(_DEFAULTS)}.")
        for name, value in table.items():
            if value not in tuple(Severity):
                raise ProjectError(f"{path}: {name} in [checks] is {_LEVELS}, not {value!r}.")
        return cls({name: Severity(value) for name, value in table.items()})

    def severity(self, name: str, default: Severity | None = None) -> Severity:
        """Return how bad findings of a check are.

        Args:
            name: The check's name.
            default: What a finding itself says; counts where the project says nothing.
        """
        own = self.severities.get(setting_of(name))
        return own or default or _DEFAULTS.get(setting_of(name), Severity.ERROR)
