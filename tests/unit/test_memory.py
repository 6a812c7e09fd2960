from pathlib import Path

import pytest

from tilmach.errors import TilmachError
from tilmach.memory import DraftCache


def test_drafts_are_found_by_model_and_locale(tmp_path: Path) -> None:
    path = tmp_path / ".tilmach" / "memory.sqlite"
    with DraftCache(path) as cache:
        cache.store("m 1", "kk", [("one", "бір"), ("two", "екі")])
        cache.store("m 1", "kk", [("two", "қос")])
    with DraftCache(path) as cache:
        assert cache.find("m 1", "kk", ["one", "two", "three"]) == {"one": "бір", "two": "қос"}
        assert cache.find("m 2", "kk", ["one"]) == {}
        assert cache.find("m 1", "ug", ["one"]) == {}


def test_what_is_no_cache_is_named(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    path.write_bytes(b"something else entirely, and long enough to be no database header at all")
    with pytest.raises(TilmachError, match=r"memory\.sqlite: can't be used.*Delete it"), DraftCache(path):
        pass
