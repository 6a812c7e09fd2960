import re
from pathlib import Path

import pytest

from tilmach.training.rows import Row
from tilmach.training.tokenizer import EOS, PAD, UNK, Tokenizer, language_token, script


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["Сот жиналды", "NATO"], "Cyrillic"),
        (["سوت يىغىلدى"], "Arabic"),
        (["Court", "Сот", "met"], "Latin"),
        (["12", "…"], ""),
    ],
)
def test_script(texts: list[str], name: str) -> None:
    assert script(texts) == name


def test_a_language_has_the_pieces_of_its_script(tokenizer: Tokenizer) -> None:
    for code, own, foreign in (("kk", "[Ѐ-ӿ]", "[؀-ۿ]"), ("ug", "[؀-ۿ]", "[Ѐ-ӿ]")):
        pieces = [tokenizer.pieces[index] for index in tokenizer.slices[code]]
        assert {"<s>", "<pad>", "</s>", "<unk>", language_token(code)} <= set(pieces)
        assert any(re.search(own, piece) for piece in pieces)
        assert not any(re.search(foreign, piece) for piece in pieces)
        latin = [piece for piece in pieces if re.search("[A-Za-z]", piece) and not piece.startswith(("<", "__"))]
        assert latin
        assert all(len(piece.replace("▁", "")) == 1 for piece in latin)
    assert language_token("ug") not in {tokenizer.pieces[index] for index in tokenizer.slices["kk"]}
    assert not any(re.search("[Ѐ-ӿ؀-ۿ]", tokenizer.pieces[index]) for index in tokenizer.slices["en"])


def test_texts_come_back(tokenizer: Tokenizer, rows: list[Row]) -> None:
    for row in rows:
        for code, text in (("en", row.source), *row.targets.items()):
            ids = tokenizer.encode(text, code)
            assert set(ids) <= set(tokenizer.slices[code])
            assert not {PAD, EOS, UNK} & set(ids)
            assert tokenizer.model.decode(ids) == text


def test_a_foreign_name_is_spelled(tokenizer: Tokenizer) -> None:
    ids = tokenizer.encode("The door есікті", "kk")
    assert set(ids) <= set(tokenizer.slices["kk"])
    assert tokenizer.model.decode([index for index in ids if index != UNK]).endswith("есікті")


def test_words_are_counted_at_spaces(tokenizer: Tokenizer) -> None:
    ids = tokenizer.encode("The teacher closed the door.", "en")
    words = tokenizer.words(ids)
    assert words[0] == 0
    assert words[-1] == 4
    assert words == sorted(words)


def test_it_is_read_as_it_was_written(tokenizer: Tokenizer, tmp_path: Path) -> None:
    tokenizer.save(tmp_path / "new")
    again = Tokenizer.read(tmp_path / "new")
    assert (again.proto, again.slices, again.targets) == (tokenizer.proto, tokenizer.slices, ("kk", "ug"))
