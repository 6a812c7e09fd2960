"""Static vocabulary maps: which of a model's tokens a locale's texts are made of.

CTranslate2 limits the output of a batch to the tokens of a map (``vmap.txt``: what is before the TAB is a source, after it are
the targets; with nothing before the TAB they hold for all). The target can then be in its own script only, and the last layer
of a model of hundreds of languages has a fraction of its rows.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

from tilmach import files, locales
from tilmach.errors import ModelError
from tilmach.models.card import MODEL, Model

_LONGEST_CAPITALS = 6  # NATO, UNESCO: acronyms stay in Latin letters


def map_path(folder: Path, locale: str) -> Path:
    """Return where the map of a locale is in a model's folder."""
    return folder / f"vmap-{locale}.txt"


def write_map(model: Model, locale: str) -> int:
    """Write the map of a locale into a model's folder.

    Returns:
        How many tokens it has; 0 if the model gets no map: its vocabulary can't be read, or it is a chat model.

    Raises:
        ModelError: The folder can't be written.
    """
    if model.family.is_chat or model.is_bpe:
        return 0
    tokens = _target_vocabulary(model.path / MODEL)
    from tilmach.gates.alphabets import names_of  # noqa: PLC0415  who runs a model needs only the map's path

    names = names_of(locales.script_of(locale))
    kept = allowed(tokens, names) if names else []
    if not kept or len(kept) == len(tokens):
        return 0
    try:
        files.replace(map_path(model.path, locale), ("\t" + " ".join(kept) + "\n").encode())
    except OSError as error:
        raise ModelError(f"{model.path}: can't be written: {error.strerror}.") from None
    return len(kept)


def allowed(tokens: Iterable[str], names: AbstractSet[str]) -> list[str]:
    """Return the tokens that a text in a script may have, whose letters' names in Unicode begin with these words.

    Those are tokens without letters, with letters of the script alone, single Latin letters and short runs of capitals (foreign
    names can be spelt, acronyms stay), and all that are no text: names of languages, ends, bytes.
    """
    return [token for token in tokens if " " not in token and "\t" not in token and _is_allowed(token, names)]


def _is_allowed(token: str, names: AbstractSet[str]) -> bool:
    if token.startswith(("<", ">>")) or (token.startswith("__") and token.endswith("__")):
        return True
    if token[3:4] == "_" and token[:3].isalpha() and token[4:].isalpha():
        return True  # kaz_Cyrl
    letters = [letter for letter in token if letter.isalpha()]
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}
    if scripts <= names:
        return True
    is_latin = scripts == {"LATIN"}
    return is_latin and (len(letters) == 1 or (token.strip("▁").isupper() and len(letters) <= _LONGEST_CAPITALS))


def _target_vocabulary(folder: Path) -> list[str]:
    for name in ("target_vocabulary", "shared_vocabulary", "vocabulary"):
        path = folder / f"{name}.json"
        if path.is_file():
            return [str(token) for token in json.loads(path.read_text("utf-8"))]
        path = folder / f"{name}.txt"
        if path.is_file():
            return path.read_text("utf-8").splitlines()
    return []
