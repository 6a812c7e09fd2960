import subprocess
import sys

import pytest
from click.testing import CliRunner

from tilmach import training
from tilmach.cli.train import train
from tilmach.errors import ModelError
from tilmach.project import Project


def test_help_has_an_example_and_what_it_needs() -> None:
    result = CliRunner().invoke(train, ["--help"])
    assert result.exit_code == 0
    assert "Example: tilmach train --minutes 30 --to kk" in result.output
    assert "tilmach[train]" in result.output


def test_help_stays_light() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from tilmach.cli.train import train; "
        "CliRunner().invoke(train, ['--help']); "
        "sys.exit(bool({'numpy', 'torch', 'ctranslate2', 'sentencepiece', 'sacrebleu'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_torch_it_says_what_to_install_before_it_reads_anything(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "find_spec", lambda name: None)
    result = CliRunner().invoke(train, ["--to", "kk"], obj=project.root)
    assert isinstance(result.exception, ModelError)
    assert 'pip install "tilmach[train]"' in str(result.exception)
    assert not (project.root / "models").exists()


@pytest.mark.parametrize("words", [["--minutes", "0"], ["--minutes", "-3"], ["--from", "nowhere"], ["--tmx", "no-such.tmx"]])
def test_wrong_options_are_told(words: list[str], project: Project) -> None:
    assert CliRunner().invoke(train, words, obj=project.root).exit_code == 2
