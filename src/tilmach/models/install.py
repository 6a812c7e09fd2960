"""Installing models: obtained, looked at, converted if need be, arranged, tried, and only then there, all at once.

Everything happens in a hidden folder beside the models, which is gone afterwards, whatever happens. A model of the same name
stays until the new one is complete.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tilmach import files
from tilmach.errors import LocaleError, ModelError
from tilmach.models import argos, card, convert, install_folder, verifying, vocabulary
from tilmach.models.card import Model
from tilmach.models.catalogue import allows_commerce
from tilmach.models.download import Progress, forget
from tilmach.models.families import families
from tilmach.models.install_folder import Kind
from tilmach.models.install_sources import Accept, Offer, Origin, Wishes, find, obtain, safe_name
from tilmach.models.unpack import require_space

__all__ = ["Accept", "Offer", "install"]

_WORK = ".install-"
_ENGLISH = ("en",)
_OURS = ("kk", "ru", "ug")
_LOCALE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")
_LOCK = ".lock"

Tell = Callable[[str], None]
"""Told what was guessed or left out."""


def install(
    what: str,
    *,
    folder: Path,
    accept: Accept,
    progress: Progress = lambda *_: None,
    tell: Tell = lambda _: None,
    name: str = "",
    family: str = "",
    sources: Sequence[str] = (),
    targets: Sequence[str] = (),
    licence: str = "",
    convert_here: bool = False,
) -> Model:
    """Install a model.

    Args:
        what: A name of the catalogue; a path of an ``.argosmodel``, a zip or a folder; an address; ``argos:en_ru``.
        folder: Where models are (``installed.user_folder()``).
        accept: Asks the user to agree to the licence, before anything is downloaded.
        progress: Told megabytes of downloads.
        tell: Told what was guessed or left out.
        name: What to call it; a name of the catalogue says all else, too, as for a folder from a USB stick.
        family: Its family, where the files don't tell.
        sources: Locales it translates from, where the files don't tell.
        targets: Locales it translates into, where the files don't tell.
        licence: Its SPDX name, where the files don't tell.
        convert_here: Whether to convert the makers' checkpoint where there is a converted model too.

    Returns:
        The model as installed.

    Raises:
        ModelError: Anything is wrong with it or with the machine; nothing of it is left behind.
    """
    wishes = Wishes(name, family, tuple(sources), tuple(targets), licence)
    if family and family not in families():
        raise ModelError(f"{family}: no such family. One of {', '.join(families())}.")
    if name and safe_name(name) != name:
        raise ModelError(f"{name!r}: a model's name has letters, digits and . + - _ only.")
    origin = find(what, wishes, convert=convert_here)
    if origin.converts:
        convert.require_converter(origin.name)
    if not origin.path:
        _agree(accept, origin.offer(wishes))
        require_space(folder, origin.size + (origin.entry.installed if origin.entry else 0), origin.name or what)
    with _work_folder(folder) as work, _named_as_the_user_knows_it(work, origin):
        raw = obtain(origin, folder, work, progress)
        kind = install_folder.kind_of(raw)
        package = _of_package(raw, origin, wishes) if kind is Kind.PACKAGE else None
        if origin.path:
            _agree(accept, _local_offer(raw, package, origin, wishes))
        stage = _staged(raw, kind, package, work, origin, wishes, tell)
        model = _tried(card.read(stage), tell)
        _write_card(model, origin, is_finished=True)
        verifying.try_out(card.read(stage))
        return card.read(_publish(stage, folder, work))


def _agree(accept: Accept, offer: Offer) -> None:
    if not accept(offer):
        raise ModelError(f"{offer.name}: its licence was not accepted; nothing was installed.")


def _local_offer(raw: Path, package: Model | None, origin: Origin, wishes: Wishes) -> Offer:
    offer = origin.offer(wishes)
    name = wishes.name or origin.name or raw.name
    size = sum(path.stat().st_size for path in raw.rglob("*") if path.is_file())
    offer = replace(offer, name=name, origin=str(origin.path), download=0, installed=size)
    return replace(offer, licence=package.licence, commercial=package.commercial) if package else offer


def _tried(model: Model, tell: Tell) -> Model:
    """Return a model with the targets it knows, after it has translated a sentence; its vocabulary maps are written."""
    for locale in (*model.sources, *model.targets):
        if not _LOCALE.fullmatch(locale):
            raise ModelError(f"{model.path}: {locale!r} is no locale. The package is refused.")
    known, problems = verifying.targets_known(model, model.targets)
    if not known:
        raise problems[0]
    for problem in problems:
        tell(f"left out: {problem}".replace(str(model.path), model.path.name))
    model = replace(model, targets=tuple(known)) if problems else model
    verifying.try_out(model)
    for locale in known:
        try:
            vocabulary.write_map(model, locale)
        except LocaleError as problem:
            tell(f"no vocabulary map: {problem}")
    return model


def _staged(raw: Path, kind: Kind, package: Model | None, work: Path, origin: Origin, wishes: Wishes, tell: Tell) -> Path:
    """Return a folder with a model's files and its card, named as the model is to be."""
    owned = raw.is_relative_to(work)
    own = raw.name if raw != work / "raw" else Path(origin.url or origin.path or "").stem
    called = wishes.name or origin.name or own
    model = install_folder.model_folder(raw) or work / "converted"
    if kind in (Kind.CHECKPOINT, Kind.MARIAN):
        tell(f"{called}: {kind.value}; it is converted to int8 now, which takes minutes")
        (convert.convert_marian if kind is Kind.MARIAN else convert.convert_checkpoint)(raw, model)
    elif not owned:
        require_space(work, sum(path.stat().st_size for path in model.iterdir() if path.is_file()), raw.name)
    described = package or _of_files(raw, model, origin, wishes, lambda text: tell(f"{called}: {text}"))
    name = wishes.name or origin.name or described.name
    stage = work / "stage" / (safe_name(name or own) or described.family.name)
    stage.parent.mkdir()
    install_folder.arrange(raw, model, stage, described.family, owned=owned)
    is_argos = (stage / argos.CARD).is_file()
    # a nameless package of Argos stays nameless: its drafts are marked with its languages
    _write_card(replace(described, path=stage, name=name or ("" if is_argos else stage.name)), origin)
    return stage


def _of_package(raw: Path, origin: Origin, wishes: Wishes) -> Model:
    try:
        model = card.read(raw)
    except RecursionError:
        raise ModelError(f"{raw}: {argos.CARD} is nested too deep. The package is refused.") from None
    known = origin.entry
    licence = wishes.licence or model.licence or (known.licence if known else "")
    commercial = model.commercial if model.commercial is not None else allows_commerce(licence)
    name = "" if model.name == argos.NAMELESS else model.name
    return replace(
        model, name=name, licence=licence, commercial=commercial, scores=model.scores or (known.scores if known else {})
    )


def _of_files(raw: Path, model: Path, origin: Origin, wishes: Wishes, tell: Tell) -> Model:
    known = origin.entry
    named = wishes.family or (known.family if known else "")
    if named:
        family = families()[named]
    else:
        family, why = install_folder.guess_family(model, raw)
        tell(f"its family is taken to be {family.name}, since {why}; --family says otherwise")
    is_tagged = any("{target}" in part for part in (*family.source, *family.target_prefix, family.text))
    sources = wishes.sources or (known.sources if known else ()) or (_ENGLISH if is_tagged else ())
    targets = wishes.targets or (known.targets if known else ()) or (_OURS if is_tagged else ())
    if not sources or not targets:
        raise ModelError(f"{raw}: does not tell its languages. Say --from and --to, such as --from en --to kk.")
    licence = wishes.licence or (known.licence if known else "")
    codes, scores, version = (known.codes, known.scores, known.version) if known else ({}, {}, "")
    commercial = known.commercial if known and not wishes.licence else allows_commerce(licence)
    return Model(raw, "", family, version, sources, targets, codes, licence, commercial, scores=scores)


def _write_card(model: Model, origin: Origin, *, is_finished: bool = False) -> None:
    is_argos = (model.path / argos.CARD).is_file()
    values: dict[str, object] = {"name": "" if is_argos and model.name == argos.NAMELESS else model.name}
    if not is_argos:
        values |= {"family": model.family.name, "version": model.version}
        values |= {"sources": list(model.sources), "targets": list(model.targets)}
    values |= {"licence": model.licence, "commercial": model.commercial, "origin": origin.text}
    text = "".join(f"{key} = {_toml(value)}\n" for key, value in values.items() if value not in ("", None))
    tables: dict[str, Mapping[str, object]] = {"codes": model.codes, "scores": model.scores}
    if is_finished:
        tables["files"] = verifying.checksums(model.path)
    for key, table in tables.items():
        if table:
            text += f"\n[{key}]\n" + "".join(f"{_toml(name)} = {_toml(value)}\n" for name, value in table.items())
    try:
        files.replace(model.path / card.CARD, text.encode())
    except OSError as error:
        raise ModelError(f"{model.path}: can't be written: {error.strerror}.") from None


def _toml(value: object) -> str:
    """Return a text, number, truth or list of texts as TOML; its basic strings are JSON's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _publish(stage: Path, folder: Path, work: Path) -> Path:
    """Move a finished model to its place, and an old one of its name away; return the place."""
    place, old = folder / stage.name, work / "old"
    for path in stage.rglob("*"):
        if path.is_file():
            with path.open("rb") as file, contextlib.suppress(OSError):
                os.fsync(file.fileno())
    try:
        if place.exists():
            place.replace(old)
        try:
            stage.replace(place)
        except BaseException:
            if old.exists():
                old.replace(place)
            raise
    except OSError as error:
        raise ModelError(f"{place}: can't be written: {error.strerror or error}.") from None
    return place


@contextlib.contextmanager
def _named_as_the_user_knows_it(work: Path, origin: Origin) -> Iterator[None]:
    """Name in errors what is installed, not the folder where that happens, which is gone when the user reads them."""
    known = str(origin.path or origin.url or origin.name)
    try:
        yield
    except ModelError as problem:
        places = re.escape(str(work)) + r"[/\\](stage[/\\][^/\\:]+|raw|converted)"
        raise ModelError(re.sub(places, lambda _: known, str(problem))) from None


@contextlib.contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder among the models; one installation at a time, and what killed ones left is removed."""
    was_there = folder.is_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"{folder}: can't be made: {error.strerror}. Set TILMACH_PACKAGES to a folder of yours.") from None
    with files.locked(folder / _LOCK):
        for left in (*folder.glob(f"{_WORK}*"), *folder.glob(f"{verifying.AWAY}*")):
            shutil.rmtree(left, ignore_errors=True)
        try:
            work = Path(tempfile.mkdtemp(prefix=_WORK, dir=folder))
        except OSError as error:
            raise ModelError(
                f"{folder}: can't be written: {error.strerror}. Set TILMACH_PACKAGES to a folder of yours."
            ) from None
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
            forget(folder)
            if not was_there:
                _remove_empty(folder)


def _remove_empty(folder: Path) -> None:
    """Remove a folder that was made for nothing."""
    if all(path.name == _LOCK for path in folder.iterdir()):
        shutil.rmtree(folder, ignore_errors=True)
