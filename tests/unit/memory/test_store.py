from pathlib import Path

import pytest

from tilmach.errors import TilmachError
from tilmach.memory.store import Store


def test_drafts_are_found_by_model_and_locale(tmp_path: Path) -> None:
    path = tmp_path / ".tilmach" / "memory.sqlite"
    with Store(path) as cache:
        cache.keep_drafts("m 1", "kk", [("one", "бір"), ("two", "екі")])
        cache.keep_drafts("m 1", "kk", [("two", "қос")])
    with Store(path) as cache:
        assert cache.drafts("m 1", "kk", ["one", "two", "three"]) == {"one": "бір", "two": "қос"}
        assert cache.drafts("m 2", "kk", ["one"]) == {}
        assert cache.drafts("m 1", "ug", ["one"]) == {}


def test_what_is_no_cache_is_named(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    path.write_bytes(b"something else entirely, and long enough to be no database header at all")
    with pytest.raises(TilmachError, match=r"memory\.sqlite: can't be used.*Delete it"), Store(path):
        pass
