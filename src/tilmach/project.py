"""A project on disk: its settings (tilmach.toml) and where its files are."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from tilmach import formats, locales
from tilmach.bundle.settings import Settings as BundleSettings
from tilmach.checks.settings import Settings as CheckSettings
from tilmach.errors import LocaleError, ProjectError

SETTINGS = "tilmach.toml"
Segmentation = Literal["sentence", "paragraph"]

SWITCHES = ("approve_context_matches", "isolate_in_plain_text")

SETTINGS_TEMPLATE = """\
# A tilmach project. Locales are BCP 47 tags; see `tilmach --help`.
source = "{source}"
targets = [{targets}]

# "sentence": a sentence is a message of the catalog; "paragraph": a whole paragraph is.
segmentation = "sentence"

# true: a sentence that people have approved elsewhere between the same two neighbours is approved at once.
approve_context_matches = false

# true: in plain text documents from right to left, Latin words are set between the invisible signs U+2068 and U+2069, so that
# stops and brackets beside them stay on their side. HTML has tags for that and needs no setting.
isolate_in_plain_text = false

# Which models draft a locale, the first choice first (parts of names in `tilmach models list`); without this, the best.
# [models]
# kk = ["nllb-200-distilled-1.3B", "starter"]
"""


@dataclass(frozen=True, slots=True)
class Article:
    """One source file; its name is its path under source_texts/ without suffix, and its gettext domain."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Project:
    """Settings and paths. Open one with ``Project.open(folder)``.

    Attributes:
        root: The folder of tilmach.toml.
        source: Locale of the articles.
        targets: Locales to translate into.
        segmentation: ``"sentence"`` or ``"paragraph"``.
        isolate_in_plain_text: Whether left-to-right words are isolated in plain text documents from right to left.
        approve_context_matches: Whether a sentence that the memory knows with both its neighbours is approved at once.
        models: Names of models by target locale, the first choice first.
        bundle: How bundles are made.
        checks: How severe checks are.
    """

    root: Path
    source: str
    targets: tuple[str, ...]
    segmentation: Segmentation = "sentence"
    approve_context_matches: bool = False
    isolate_in_plain_text: bool = False
    models: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bundle: BundleSettings = field(default_factory=BundleSettings)
    checks: CheckSettings = field(default_factory=CheckSettings)

    @classmethod
    def open(cls, folder: str | Path = ".") -> Project:
        """Read the project of a folder, or of the nearest folder above it that has a tilmach.toml.

        Raises:
            ProjectError: There is none, or its settings are wrong.
        """
        start = Path(folder).resolve()
        for root in (start, *start.parents):
            path = root / SETTINGS
            if path.is_file():
                return cls._read(path)
        raise ProjectError(f"{start}: no {SETTINGS} here or in a folder above. Run `tilmach init` to start a project.")

    @classmethod
    def _read(cls, path: Path) -> Project:
        try:
            settings = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise ProjectError(f"{path}: can't be read: {error}") from None
        unknown = settings.keys() - {"source", "targets", "segmentation", "models", "bundle", "checks", *SWITCHES}
        if unknown:
            raise ProjectError(f"{path}: unknown setting {', '.join(sorted(unknown))}.")
        source, targets = settings.get("source", "en"), _texts(settings.get("targets"))
        if not isinstance(source, str) or not targets:
            raise ProjectError(f'{path}: write source = "en" and targets = ["kk", "ru", "ug"].')
        segmentation = settings.get("segmentation", "sentence")
        if segmentation not in ("sentence", "paragraph"):
            raise ProjectError(f'{path}: segmentation is "sentence" or "paragraph", not {segmentation!r}.')
        switches = {name: settings.get(name, False) for name in SWITCHES}
        for name, value in switches.items():
            if not isinstance(value, bool):
                raise ProjectError(f"{path}: {name} is true or false, not {value!r}.")
        if source in targets or len(set(targets)) < len(targets):
            raise ProjectError(f"{path}: the locales of source and targets must all differ.")
        try:
            for tag in (source, *targets):
                locales.locale(tag)
        except LocaleError as error:
            raise ProjectError(f"{path}: {error}") from None
        models = _models(path, settings.get("models", {}), targets)
        bundle, checks = BundleSettings.read(settings.get("bundle"), path), CheckSettings.read(settings.get("checks"), path)
        return cls(
            path.parent, source, tuple(targets), segmentation, models=models, bundle=bundle, checks=checks, **switches
        )  # fmt: skip

    @property
    def source_folder(self) -> Path:
        """Where the articles are."""
        return self.root / "source_texts"

    @property
    def locale_folder(self) -> Path:
        """Where templates and catalogs are."""
        return self.root / "locales"

    @property
    def build_folder(self) -> Path:
        """Where localized documents go unless told otherwise."""
        return self.root / "build"

    @property
    def glossary_path(self) -> Path:
        """The glossary; there need not be one."""
        return self.root / "glossary.csv"

    @property
    def model_folder(self) -> Path:
        """Where the models are that were made from the project's own texts."""
        return self.root / "models"

    @property
    def memory_folder(self) -> Path:
        """Where imported TMX and PO files are, which the memory follows."""
        return self.root / "memory"

    @property
    def memory_path(self) -> Path:
        """The translation memory and draft cache; deleting it loses no human work."""
        return self.root / ".tilmach" / "memory.sqlite"

    @property
    def lock_path(self) -> Path:
        """The lock that a process holds while it changes a catalog."""
        return self.root / ".tilmach" / "lock"

    def articles(self, names: Iterable[str] = ()) -> list[Article]:
        """Return the articles with these names or paths, or all, sorted by name.

        Raises:
            ProjectError: A name fits no article, or two files would have one catalog.
        """
        every: dict[str, Article] = {}
        for path in sorted(self.source_folder.rglob("*")):
            relative = path.relative_to(self.source_folder)
            if any(part.startswith(".") for part in relative.parts) or not path.is_file():
                continue
            if path.suffix.lower() not in formats.SUFFIXES:
                continue
            name = relative.with_suffix("").as_posix()
            if name in every:
                other = every[name].path.name
                raise ProjectError(f"{path}: {other} is there too and would have the same catalog. Rename one.")
            every[name] = Article(name, path)
        wanted = list(names)
        if not wanted:
            return list(every.values())
        return list({article.name: article for article in (self._find(name, every) for name in wanted)}.values())

    def _find(self, name: str, every: dict[str, Article]) -> Article:
        if name in every:
            return every[name]
        for candidate in (Path(name), self.root / name, self.source_folder / name):
            for article in every.values():
                if candidate.resolve() == article.path.resolve():
                    return article
        suffixes = ", ".join(sorted(formats.SUFFIXES))
        raise ProjectError(
            f"{name}: no such article. An article is a file ({suffixes}) in {self.source_folder}; "
            f"give its name or its path. Known: {', '.join(every) or 'none yet'}."
        )

    def locales(self, tags: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the target locales asked for, or all of the project.

        Raises:
            ProjectError: One is not among the project's targets.
        """
        wanted = tuple(dict.fromkeys(tags)) or self.targets
        for tag in wanted:
            if tag not in self.targets:
                raise ProjectError(f"{tag}: not a target of this project ({', '.join(self.targets)}).")
        return wanted

    def locale_of(self, language: str, path: Path) -> str:
        """Return the target locale that a file in this language (``kk``, ``kk_KZ``) is for.

        Raises:
            ProjectError: It is none of the project's.
        """
        tag = language.replace("_", "-")
        for candidate in (tag, tag.partition("-")[0]):
            if candidate in self.targets:
                return candidate
        raise ProjectError(f"{path}: its language {language or 'is not told, it'!s} is none of {', '.join(self.targets)}.")

    def template_path(self, article: Article) -> Path:
        """Where the article's template is: directly under locales/, since Weblate finds it only there."""
        return self.locale_folder / f"{article.name}.pot"

    def catalog_folder(self, locale: str) -> Path:
        """Where the catalogs of a locale are."""
        return self.locale_folder / locales.folder(locale) / "LC_MESSAGES"

    def catalog_path(self, article: Article, locale: str) -> Path:
        """Where the article's catalog of a locale is."""
        return self.catalog_folder(locale) / f"{article.name}.po"

    def build_path(self, article: Article, locale: str, folder: Path | None = None) -> Path:
        """Where the localized document goes."""
        name = PurePosixPath(article.path.relative_to(self.source_folder).as_posix())
        return (folder or self.build_folder) / locales.folder(locale) / name


def settings_text(source: str = "en", targets: Iterable[str] = ("kk", "ru", "ug")) -> str:
    """Return the text of a new tilmach.toml."""
    return SETTINGS_TEMPLATE.format(source=source, targets=", ".join(f'"{tag}"' for tag in targets))


def _models(path: Path, table: Any, targets: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the wishes for models.

    Raises:
        ProjectError: They are not lists of names by target locale.
    """
    if not isinstance(table, dict):
        raise ProjectError(f'{path}: write [models] and under it a line such as kk = ["starter"].')
    models: dict[str, tuple[str, ...]] = {}
    for locale, names in table.items():
        if locale not in targets or not _texts(names):
            raise ProjectError(
                f'{path}: under [models] write a target locale and its models, such as {targets[0]} = ["starter"].'
            )
        models[locale] = tuple(names)
    return models


def _texts(value: Any) -> list[str]:
    """Return a list of texts as it is, and anything else as none."""
    return value if isinstance(value, list) and all(isinstance(item, str) for item in value) else []
