"""What every format promises, over the registry: a new one is tried by its line there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilmach import formats, segmentation
from tilmach.model import Unit

SOURCES = ["", "\n", "One. Two.\n", "\ufeffOne\r\n\r\nTwo", "12\n***\n", "One\ttwo  three.\n\n\n", "«Бір» ئىككى\u2028three"]


@pytest.mark.parametrize("suffix", sorted(formats.TEXTS))
class TestText:
    @pytest.mark.parametrize("source", SOURCES)
    def test_nothing_changes_where_no_target_does(self, suffix: str, source: str) -> None:
        module = formats.text_format(suffix)
        document = module.parse(source, segmentation.split)
        assert "".join(part.raw if isinstance(part, Unit) else part for part in document.parts) == source
        assert module.render(document, {}) == source
        assert module.render(document, {segment.source: segment.source for segment in document.segments}) == source

    @given(source=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=80))
    def test_any_text_is_some_document(self, suffix: str, source: str) -> None:
        module = formats.text_format(suffix)
        document = module.parse(source, segmentation.split)
        assert module.render(document, {segment.source: segment.source for segment in document.segments}) == source
        assert all(segment.source.strip() and "\n" not in segment.source for segment in document.segments)


def test_every_suffix_has_a_syntax_and_is_in_the_documentation() -> None:
    from pathlib import Path

    from tests.conftest import ROOT

    page = (ROOT / "docs" / "formats.md").read_text("utf-8")
    for suffix in formats.SUFFIXES:
        assert formats.syntax(Path(f"x{suffix}"))
        assert f"`{suffix}`" in page
