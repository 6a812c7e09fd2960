"""A saved news page becomes a Markdown article: ``clip()``. Nothing is fetched.

trafilatura tells the article from navigation and advertisements; captions, which it leaves out, are taken from the page's
figures.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from tilmach.errors import SourceError

_FEWEST_WORDS = 20  # in an article; less is a page without one
_IMAGE = re.compile(r"^!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]*)[^)]*\)$")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Clip:
    """An article as it was found on a page.

    Attributes:
        title: Its headline.
        text: The whole Markdown document, front matter included.
    """

    title: str
    text: str

    @property
    def name(self) -> str:
        """A file name from the title: lower case, hyphens, letters of any script."""
        plain = unicodedata.normalize("NFC", self.title.casefold())
        return re.sub(r"[^\w]+", "-", plain).strip("-_")[:60].rstrip("-") or "article"


def clip(path: Path) -> Clip:
    """Find the article of a saved page.

    Args:
        path: An HTML file.

    Raises:
        SourceError: It can't be read, or no article is found on it.
    """
    import trafilatura  # noqa: PLC0415  0.4 s and lxml, only here
    from lxml import html  # noqa: PLC0415

    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"can't be read: {error.strerror}.") from None
    page = trafilatura.load_html(data)
    if page is None:
        raise SourceError(path, "is not an HTML page.")
    captions = _captions(page)
    source = html.tostring(page, encoding="unicode")
    found = trafilatura.extract(
        source, output_format="markdown", include_formatting=True, include_links=True, include_images=True, include_tables=True,
        include_comments=False, favor_recall=True, deduplicate=False,
    )  # fmt: skip
    body = _FRONT_MATTER.sub("", found or "").strip()
    if len(body.split()) < _FEWEST_WORDS:
        raise SourceError(path, "has no article that can be told from the rest of the page. Save the text by hand.")
    facts = trafilatura.extract_metadata(source)
    title = (facts.title if facts else None) or path.stem
    front = {"title": title, "author": facts.author, "date": facts.date, "description": facts.description, "source": facts.url}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in front.items() if value]
    return Clip(title, "\n".join(["---", *lines, "---", "", f"# {title}", "", _with_captions(body, captions, title), ""]))


def _captions(page: object) -> dict[str, str]:
    """Return the caption of each picture's address."""
    captions: dict[str, str] = {}
    for figure in page.iter("figure"):  # type: ignore[attr-defined]
        caption = figure.find(".//figcaption")
        image = figure.find(".//img")
        if caption is not None and image is not None:
            text = " ".join("".join(caption.itertext()).split())
            captions[image.get("src") or image.get("data-src") or ""] = text
    return captions


def _with_captions(body: str, captions: dict[str, str], title: str) -> str:
    """Return the body with captions under its pictures (at its head if a picture was left out) and its headline once."""
    lines: list[str] = []
    missing = dict(captions)
    for line in body.splitlines():
        if line.lstrip("# ") == title and line.startswith("#"):
            continue
        lines.append(line)
        match = _IMAGE.match(line.strip())
        caption = missing.pop(match["target"], "") if match else ""
        if caption and caption not in body:
            lines += ["", f"*{caption}*"]
    left = [f"![]({target})\n\n*{text}*\n" for target, text in missing.items() if text and text not in body]
    text = "\n".join([*left, *lines]).strip()
    return re.sub(r"\n{3,}", "\n\n", text)
