"""The training corpus is edited by many hands: each line has its four columns, each column its script."""

import re

import pytest

from tests.conftest import ROOT

FILES = sorted((ROOT / "training" / "corpus").glob("*.tsv"))
CYRILLIC, ARABIC = r"[\u0400-\u04ff]", r"[\u0600-\u06ff]"
FOREIGN = {
    "English": re.compile(f"{CYRILLIC}|{ARABIC}"),
    "Kazakh": re.compile(f"{ARABIC}|[A-Za-z]{CYRILLIC}"),
    "Russian": re.compile(f"{ARABIC}|[әғқңөұүһіӘҒҚҢӨҰҮҺІ]|[A-Za-z]{CYRILLIC}"),
    # Persian and Arabic letters that Uyghur does not have, and presentation forms
    "Uyghur": re.compile(f"{CYRILLIC}|[یکہةإأآ\ufb50-\ufdff\ufe70-\ufeff]"),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_lines(path) -> None:
    wrong = []
    for number, line in enumerate(path.read_text("utf-8").split("\n")[:-1], 1):
        columns = line.split("\t")
        assert len(columns) == 4, f"{path}:{number}: {len(columns)} columns"
        for (language, foreign), text in zip(FOREIGN.items(), columns, strict=True):
            if not text or text != text.strip() or foreign.search(text):
                wrong.append(f"{path}:{number}: {language}: {text!r}")
    assert not wrong
