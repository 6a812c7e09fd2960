"""Invented sentences that a tiny network learns in seconds, and one that has learned nothing yet."""

from importlib.util import find_spec
from itertools import product
from pathlib import Path

import pytest

from tilmach.training import tokenizer as tokenizers
from tilmach.training.rows import Row
from tilmach.training.tokenizer import Tokenizer

WHO = [
    ("The judge", "Судья", "سوتچى"),
    ("The doctor", "Дәрігер", "دوختۇر"),
    ("The teacher", "Мұғалім", "ئوقۇتقۇچى"),
    ("The herder", "Шопан", "چارۋىچى"),
    ("The baker", "Наубайшы", "ناۋاي"),
    ("The singer", "Әнші", "ناخشىچى"),
]
WHAT = [
    ("closed the door.", "есікті жапты.", "ئىشىكنى تاقىدى."),
    ("read the letter.", "хатты оқыды.", "خەتنى ئوقۇدى."),
    ("sold the horse.", "атты сатты.", "ئاتنى ساتتى."),
    ("opened the school.", "мектепті ашты.", "مەكتەپنى ئاچتى."),
    ("found the water.", "суды тапты.", "سۇنى تاپتى."),
]


def invented() -> list[Row]:
    """Return thirty sentences in English, Kazakh and Uyghur: verbs come last in two of them."""
    return [
        Row("project", " ".join(part[0] for part in pair), {"kk": _joined(pair, 1), "ug": _joined(pair, 2)})
        for pair in product(WHO, WHAT)
    ]


def _joined(pair: tuple[tuple[str, str, str], tuple[str, str, str]], column: int) -> str:
    return " ".join(part[column] for part in pair)


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    """A tiny network is no faster on several cores, and much slower on busy ones."""
    if find_spec("torch"):
        import torch

        torch.set_num_threads(1)


@pytest.fixture(scope="session")
def deeds() -> list[tuple[str, str, str]]:
    return WHAT


@pytest.fixture(scope="session")
def rows() -> list[Row]:
    return invented()


@pytest.fixture(scope="session")
def tokenizer(rows: list[Row]) -> Tokenizer:
    texts = [text for row in rows for text in (row.source, *row.targets.values())]
    proto = tokenizers.train(texts, ["kk", "ug"], 300, exact=False)
    scripts = {"kk": "Cyrillic", "ug": "Arabic", "en": "Latin"}
    return Tokenizer(proto, tokenizers.slices(proto, "en", scripts))


@pytest.fixture
def packages(tmp_path: Path, tokenizer: Tokenizer) -> dict[str, Path]:
    """Packages of a tiny untrained network: ``float.pt`` beside them holds what they were made from."""
    torch = pytest.importorskip("torch", reason="torch is not installed (extra train): networks are not tested")
    from tilmach.training.convert import save_package
    from tilmach.training.network import Network, Shape

    torch.manual_seed(3)
    shape = Shape(len(tokenizer.pieces), 32, 2, 64, 2, 1, dropout=0.0, positions=64, token_scale=4.0, position_scale=0.5)
    network = Network(shape)
    with torch.no_grad():
        for value in network.parameters():
            value.add_(0.2 * torch.randn_like(value))
    folders = {}
    for code in tokenizer.targets:
        folders[code] = tmp_path / "tiny" / f"en_{code}"
        save_package(folders[code], network.state_dict(), shape, tokenizer, code, "1.0")
    torch.save(network.state_dict(), tmp_path / "tiny" / "float.pt")
    return folders
