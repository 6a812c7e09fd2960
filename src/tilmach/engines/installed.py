"""The engines of this machine: models are looked for when the first engine is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tilmach.engines import Engine

if TYPE_CHECKING:
    from tilmach.errors import ModelError
    from tilmach.models.card import Model
    from tilmach.models.installed import Way


class Installed:
    """Chooses the engines of each target locale.

    Attributes:
        problems: What is wrong with models that were left out; known once an engine has been asked for.
    """

    def __init__(
        self,
        source: str,
        model: str | None = None,
        *,
        wishes: Mapping[str, Sequence[str]] | None = None,
        project_folder: Path | None = None,
    ) -> None:
        """Choose among the models on this machine.

        Args:
            source: Locale they translate from.
            model: Only models with this in their name.
            wishes: Names of models by target locale, the first choice first; a locale that is not there takes the best.
            project_folder: Where the project's own models are.
        """
        self.problems: list[ModelError] = []
        self._source, self._model, self._wishes, self._folder = source, model, wishes or {}, project_folder
        self._models: list[Model] | None = None

    def ways(self, locale: str) -> list[Way]:
        """Return how a locale may be translated, the best way first.

        Raises:
            ModelError: Nothing installed translates into it.
        """
        from tilmach.models import installed  # noqa: PLC0415  --help must not pay for it

        if self._models is None:
            self._models, self.problems = installed.find(self._folder)
        names = [self._model] if self._model else self._wishes.get(locale, ())
        return installed.ways(self._models, self._source, locale, names, self._folder)

    def engines_for(self, locale: str) -> list[Engine]:
        """Return the engines for a locale, the best first; none is loaded yet.

        Raises:
            ModelError: Nothing installed translates into it.
        """
        return [_engine(way) for way in self.ways(locale)]

    def others_for(self, locale: str) -> list[Engine]:
        """Return the engines after the best, which are asked for what it fails at."""
        return self.engines_for(locale)[1:]

    def engine_for(self, locale: str) -> Engine:
        """Return the best engine for a locale.

        Raises:
            ModelError: Nothing installed translates into it.
        """
        return _engine(self.ways(locale)[0])


def _engine(way: Way) -> Engine:
    from tilmach.engines.pivot import Pivot  # noqa: PLC0415  --help must not pay for them
    from tilmach.engines.translator import ModelEngine  # noqa: PLC0415

    pairs = zip(way.models, way.locales, way.locales[1:], strict=False)
    engines = [ModelEngine(model, source, target) for model, source, target in pairs]
    return engines[0] if len(engines) == 1 else Pivot(*engines)
