"""The engines of this machine: packages are looked for when the first is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tilmach.engines import Engine

if TYPE_CHECKING:
    from tilmach.engines.packages import Package
    from tilmach.errors import ModelError


class Installed:
    """Chooses an engine for each target locale.

    Attributes:
        problems: What is wrong with packages that were left out; known once an engine has been asked for.
    """

    def __init__(self, source: str, model: str | None = None) -> None:
        """Choose among packages from ``source``, with ``model`` in their name if it is given."""
        self.problems: list[ModelError] = []
        self._source, self._model = source, model
        self._packages: list[Package] | None = None

    def engine_for(self, locale: str) -> Engine:
        """Return the engine for a locale.

        Raises:
            ModelError: Nothing installed translates into it.
        """
        from tilmach.engines import argos, packages  # noqa: PLC0415  --help must not pay for them

        if self._packages is None:
            self._packages, self.problems = packages.find()
        way = packages.route(self._packages, self._source, locale, self._model)
        engines = [argos.ArgosEngine(package) for package in way]
        return engines[0] if len(engines) == 1 else argos.Pivot(*engines)
