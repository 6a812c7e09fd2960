"""Rules of the house that a reviewer would otherwise have to remember."""

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "tilmach"
MODULES = sorted(SOURCE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def rank(module: str) -> int:
    parts = module.split(".")
    name = parts[1] if len(parts) > 1 else ""
    return {"model": 0, "errors": 0, "workflow": 2, "cli": 3}.get(name, 1)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_run_one_way(path: Path) -> None:
    own = rank("tilmach." + path.relative_to(SOURCE).with_suffix("").as_posix().replace("/", "."))
    if path.name == "__main__.py":
        return
    for name in imports(path):
        if name.startswith("tilmach.") and not name.startswith("tilmach.__"):
            assert rank(name) <= own, f"{path.name} imports {name}"


@pytest.mark.parametrize(
    ("package", "owner"),
    [("polib", "po/entries.py"), ("babel", "locales.py"), ("argostranslate", "models/argos.py")],
)
def test_one_module_imports_it(package: str, owner: str) -> None:
    users = {path for path in MODULES if any(name.split(".")[0] == package for name in imports(path))}
    assert {path.relative_to(SOURCE).as_posix() for path in users} == {owner}


def test_nothing_imports_what_argos_would_pull() -> None:
    # torch is an extra, for making and converting models
    with_torch = {*(SOURCE / "training").glob("*.py"), SOURCE / "models" / "checkpoint.py"}
    for path in MODULES:
        unwanted = {"stanza", "spacy", "minisbd"} | (set() if path in with_torch else {"torch", "transformers"})
        assert not {name.split(".")[0] for name in imports(path)} & unwanted
        assert "argostranslate.translate" not in imports(path)


def test_modules_stay_readable() -> None:
    assert {path.name: lines for path in MODULES if (lines := path.read_text("utf-8").count("\n")) > 300} == {}
