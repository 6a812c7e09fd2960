"""Fixtures for the site's judges: a sample site, a hostile one, and a way to run programs of Node on them."""

import functools
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.unit.bundle.test_hostile import pages as hostile_pages  # noqa: F401  the site that test_hostile.py looks at
from tilmach import workflow
from tilmach.project import Project

HERE = Path(__file__).parent
PICTURES = ROOT / "build" / "web"
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")
LOCALES = ("en", "kk", "ru", "ug")
TARGETS = LOCALES[1:]
ARTICLE = "2025/salt-lake"
KINDS = [
    "index.html",
    *(f"{locale}/{name}" for locale in LOCALES for name in ("index.html", f"{ARTICLE}.html")),
    *(f"{locale}/{ARTICLE}.bilingual.html" for locale in TARGETS),
]
BUNDLE = """
[bundle]
title = { en = "Steppe Courier", kk = "Дала хабаршысы", ru = "Степной вестник", ug = "دالا خەۋەرچىسى" }
site_url = "https://news.example/"
"""


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the repository's articles and of one that has all that an article can have, in a folder."""
    root = tmp_path_factory.mktemp("news")
    for folder in (ROOT, HERE / "project"):
        for name in ("source_texts", "locales"):
            shutil.copytree(folder / name, root / name, dirs_exist_ok=True)
    (root / "tilmach.toml").write_text((ROOT / "tilmach.toml").read_text("utf-8") + BUNDLE, "utf-8")
    project = Project.open(root)
    report = workflow.bundle(project, project.articles(), project.targets)
    assert not report.failures
    return project.build_folder / "bundle" / "site"


def needs(*tools: str) -> None:
    """Skip, loudly, where a program or the packages of Node are missing."""
    missing = [tool for tool in tools if not (CHROMIUM if tool == "chromium" else shutil.which(tool))]
    if not (HERE / "node_modules").is_dir():
        missing.append("tests/web/node_modules")
    if missing:
        pytest.skip(f"{', '.join(missing)}: not there, so nobody has judged the site's pages (.ci/web installs all)")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"LC_ALL": "C.UTF-8", "CHROMIUM": CHROMIUM}
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, env=environment, cwd=HERE, timeout=300
    )


Facts = Callable[..., Any]


@pytest.fixture(scope="session")
def facts() -> Facts:
    """Run one of the scripts here in Chromium, once for the same arguments, and return what it reports."""

    @functools.cache
    def found(script: str, *words: str | Path) -> Any:
        needs("node", "chromium")
        done = run("node", script, *words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return found
