"""Where links and pictures lead, and where they can't."""

from pathlib import Path

import pytest

from tilmach.bundle.media import Media


@pytest.fixture
def media(tmp_path: Path) -> Media:
    folder = tmp_path / "source_texts"
    (folder / "news").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(b"x")
    for name in ("news/a.md", "b.txt", "news/my pic.JPG", "logo.svg", "data.csv"):
        (folder / name).write_bytes(b"x")
    (folder / "out.png").symlink_to(tmp_path / "secret.png")
    return Media(folder / "news" / "a.md", folder)


def test_pictures(media: Media) -> None:
    assert media.picture("my%20pic.JPG?size=2") == "media/news/my%20pic.JPG"
    assert media.picture("../news/my pic.JPG") == "media/news/my%20pic.JPG"
    assert media.pictures == ["news/my pic.JPG"]
    for source in (
        "../../secret.png",
        "../out.png",
        "/etc/x.png",
        "https://x.example/a.png",
        "../logo.svg",
        "none.png",
        "a.md",
    ):
        assert media.picture(source) is None, source
    assert media.picture("x" * 5000 + ".png") is None
    assert media.picture("a\0.png") is None


def test_links(media: Media) -> None:
    assert media.link("../b.txt#part") == "../b.html#part"
    assert media.link("a.md") == "a.html"
    assert media.link("#n-x") == "#n-x"
    assert media.link("//x.example/y") == "https://x.example/y"
    assert media.link("https://x.example") == "https://x.example"
    assert media.link("../data.csv") is None
    assert media.link("/etc/passwd") is None
    assert media.link("gone.md") is None
    assert "news/gone.md" in media.references  # once it is there, the page changes
