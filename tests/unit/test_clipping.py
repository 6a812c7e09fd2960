from pathlib import Path

import pytest
from click.testing import CliRunner

from tilmach import cli, clipping, formats, segmentation
from tilmach.errors import SourceError
from tilmach.project import Project

PAGE = """\
<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Herders Win Back Pasture | Village News</title>
<meta property="og:title" content="Herders Win Back Pasture"><meta name="author" content="Aigul Serik">
<meta property="article:published_time" content="2026-05-04T10:00:00Z">
<meta name="description" content="After two years judges cancel a lease."></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul></nav>
<article><h1>Herders Win Back Pasture</h1>
<figure><img src="a.jpg" alt="A herder at the fence"><figcaption>Herder Sabit Tungat at the <i>fence</i>. Photo: A. Omarov</figcaption></figure>
<p>After two years of hearings, judges in the district cancelled a lease that had closed the summer pasture to 86 families.
The decision came on <b>Monday</b> morning, and the herders cheered outside.</p>
<h2>A long way</h2><p>“We waited for two winters,” said <a href="https://village.example/sabit">Sabit Tungat</a>, 54, who keeps 120
sheep near the village of Karkara. He said that the fence would come down before the first snow of the year.</p>
<ul><li>86 families had no summer grazing</li><li>The lease ran for 49 years</li></ul>
<p>The company has thirty days to appeal, its lawyer said, and declined to say whether it would.</p></article>
<aside><h3>Read more</h3><a href="/x">Ten recipes for spring</a></aside><footer>All rights reserved. <a href="/p">Privacy</a></footer>
<script>track("<p>never</p>")</script></body></html>
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "saved page.html"
    path.write_text(PAGE, "utf-8")
    return path


def test_the_article_and_its_facts(page: Path) -> None:
    clip = clipping.clip(page)
    assert clip.name == "herders-win-back-pasture"
    head, _, body = clip.text.partition("\n---\n")
    assert head == (
        '---\ntitle: "Herders Win Back Pasture"\nauthor: "Aigul Serik"\ndate: "2026-05-04"\n'
        'description: "After two years judges cancel a lease."'
    )
    assert body.count("Herders Win Back Pasture") == 1
    assert "![A herder at the fence](a.jpg)\n\n*Herder Sabit Tungat at the fence. Photo: A. Omarov*\n" in body
    assert "on **Monday** morning" in body
    assert "## A long way" in body
    assert "[Sabit Tungat](https://village.example/sabit)" in body
    assert "- The lease ran for 49 years" in body
    for noise in ("Home", "Ten recipes", "Privacy", "never", "<"):
        assert noise not in body


def test_it_is_an_article_then(page: Path, project: Project) -> None:
    runner = CliRunner()
    result = runner.invoke(cli.main, ["-C", str(project.root), "clip", str(page)])
    assert (result.exit_code, result.output) == (0, "source_texts/herders-win-back-pasture.md\n")
    document = formats.parse(project.source_folder / "herders-win-back-pasture.md", segmentation.split)
    sources = [segment.source for segment in document.segments]
    assert "After two years judges cancel a lease." in sources
    assert "The decision came on **Monday** morning, and the herders cheered outside." in sources
    again = runner.invoke(cli.main, ["-C", str(project.root), "clip", str(page)])
    assert (again.exit_code, "is there already; nothing was changed" in again.output) == (1, True)
    named = runner.invoke(cli.main, ["-C", str(project.root), "clip", str(page), "--name", "../../etc/x"])
    assert named.exit_code == 1
    assert runner.invoke(cli.main, ["-C", str(project.root), "clip", str(page), "--name", "court/one"]).exit_code == 0


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", b"plain words"]
)
def test_a_page_without_an_article_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.html"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"x\.html: "):
        clipping.clip(path)
