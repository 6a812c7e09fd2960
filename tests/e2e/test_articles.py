"""Whole articles through the whole flow with the model in the box: the samples, and the real input where it is there."""

import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT, gettext
from tilmach import cli, po, workflow
from tilmach.catalog import State
from tilmach.project import Project

REAL = ROOT.parent / "shared" / "articles"
ARTICLES = [*sorted((ROOT / "source_texts").glob("*.txt")), *sorted(REAL.glob("*.txt"))]


def test_the_real_article_is_there() -> None:
    if not REAL.is_dir():
        pytest.skip(f"{REAL} is not there: the real article was not tried, only the samples")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with all articles, translated by the model in the box with every socket forbidden."""
    root = tmp_path_factory.mktemp("newsroom")
    runner = CliRunner()
    assert runner.invoke(cli.main, ["init", str(root)]).exit_code == 0
    for path in ARTICLES:
        shutil.copy(path, root / "source_texts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(root / "home"))
        patch.setenv("TILMACH_PACKAGES", str(root / "home" / "packages"))

        def no_network(*_: object, **__: object) -> None:
            raise AssertionError("a socket was opened")

        patch.setattr(socket, "socket", no_network)
        result = runner.invoke(cli.main, ["-C", str(root), "translate"])
        assert result.exit_code == 0, result.output
        assert "The starter is a small model: check every word." in result.output
        result = runner.invoke(cli.main, ["-C", str(root), "build"])
        assert result.exit_code == 0, result.output
    return Project.open(root)


@pytest.mark.parametrize("name", [path.stem for path in ARTICLES])
@pytest.mark.parametrize("locale", ["kk", "ru", "ug"])
class TestArticle:
    def test_every_segment_has_a_marked_draft_or_a_reason(self, run: Project, name: str, locale: str) -> None:
        (article,) = run.articles([name])
        catalog = po.read(run.catalog_path(article, locale), locale)
        drafted = [message for message in catalog.messages if message.state is State.MACHINE]
        rest = [message for message in catalog.messages if message.state is State.UNTRANSLATED]
        assert len(drafted) + len(rest) == len(catalog.messages)
        assert len(drafted) > len(rest)
        assert all(message.model and message.model.startswith(f"starter en-{locale}") for message in drafted)
        assert all(message.notes[-1].startswith(f"no draft: starter en-{locale}") for message in rest)

    def test_every_paragraph_is_in_the_document(self, run: Project, name: str, locale: str) -> None:
        (article,) = run.articles([name])
        targets = po.read(run.catalog_path(article, locale), locale).targets()
        built = " ".join(run.build_path(article, locale).read_text("utf-8").split())
        for unit in workflow.parse(run, article).units:
            assert " ".join(" ".join(targets.get(segment.source, segment.source) for segment in unit.segments).split()) in built

    def test_gettext_takes_the_catalog(self, run: Project, name: str, locale: str, tmp_path: Path) -> None:
        (article,) = run.articles([name])
        path = run.catalog_path(article, locale)
        gettext("msgfmt", "-c", "--use-fuzzy", "-v", "-o", "/dev/null", path)
        gettext("msgcmp", "--use-fuzzy", "--use-untranslated", path, run.template_path(article))
        copy = tmp_path / "copy.po"
        copy.write_text(gettext("msgcat", path), "utf-8")
        assert po.read(copy, locale) == po.read(path, locale)

    def test_targets_equal_to_sources_build_the_source(self, run: Project, name: str, locale: str, tmp_path: Path) -> None:
        (article,) = run.articles([name])
        root = tmp_path / "copy"
        shutil.copytree(run.root, root)
        copy = Project.open(root)
        path = copy.catalog_path(article, locale)
        path.write_text(gettext("msgen", run.template_path(article)), "utf-8")
        result = CliRunner().invoke(cli.main, ["-C", str(root), "build", name, "--to", locale])
        assert result.exit_code == 0
        assert copy.build_path(copy.articles([name])[0], locale).read_bytes() == article.path.read_bytes()


def test_a_second_run_changes_nothing(run: Project) -> None:
    before = {path: path.read_bytes() for path in run.locale_folder.rglob("*") if path.is_file()}
    result = CliRunner().invoke(cli.main, ["-C", str(run.root), "translate"])
    assert all(line.endswith("(reasons in the catalog)") for line in result.output.splitlines())
    assert {path: path.read_bytes() for path in run.locale_folder.rglob("*") if path.is_file()} == before
