"""Killed processes, and several at once: real processes, real signals."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import EchoEngine
from tilmach import po, workflow
from tilmach.catalog import State
from tilmach.engines import Batch, Chooser
from tilmach.memory.store import Store
from tilmach.project import Project

RUNS = int(os.environ.get("TILMACH_KILLS", "40"))  # .ci/run kills a hundred times
LOCALES = ("kk", "ru", "ug")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


class SlowEngine(EchoEngine):
    """Takes a millisecond for a sentence."""

    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        for batch in super().translate(sources):
            time.sleep(0.001)
            yield batch


def engines(kind: type[EchoEngine]) -> dict[str, EchoEngine]:
    return {locale: kind(f"echo {locale}", size=1) for locale in LOCALES}


def start(project: Project) -> multiprocessing.Process:
    """Translate in a process of its own."""

    def run() -> None:
        made = engines(SlowEngine)
        report = workflow.translate(project, project.articles(), LOCALES, made.__getitem__, is_gated=False)
        os._exit(1 if report.failures else 0)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    return process


def fill(project: Project) -> None:
    for name in ("one", "two"):
        text = "\n\n".join(f"Sentence {n} of article {name} is here. And {n} more of {name}." for n in range(6))
        (project.source_folder / f"{name}.txt").write_text(text + "\n", "utf-8")


def approve_some(project: Project) -> dict[tuple[Path, str], str]:
    approved = {}
    for article in project.articles():
        for locale in LOCALES:
            path = project.catalog_path(article, locale)
            catalog = po.read(path, locale)
            done = [replace(m, target=f"адам {m.source}", fuzzy=False, raw=None) for m in catalog.messages[::3]]
            po.write(path, catalog.with_messages(done))
            approved |= {(path, message.source): message.target for message in done}
    return approved


def catalogs(project: Project) -> Iterator[tuple[str, Path]]:
    for article in project.articles():
        for locale in LOCALES:
            path = project.catalog_path(article, locale)
            if path.exists():
                yield locale, path


def test_killed_at_any_moment(project: Project) -> None:
    """Every catalog is whole, people's work is there, and the next run does not do again what was done."""
    fill(project)
    workflow.translate(project, project.articles(), LOCALES, engines(EchoEngine).__getitem__, is_gated=False)
    approved = approve_some(project)
    random_ = random.Random(5)
    interrupted = 0
    for number in range(RUNS):
        for name in ("one", "two"):
            text = "\n\n".join(f"Line {n} of run {number} in {name}." for n in range(8))
            old = "\n\n".join(f"Sentence {n} of article {name} is here. And {n} more of {name}." for n in range(6))
            (project.source_folder / f"{name}.txt").write_text(f"{old}\n\n{text}\n", "utf-8")
        process = start(project)
        time.sleep(random_.uniform(0.0, 0.12))
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        interrupted += process.exitcode == -signal.SIGKILL
        states = {path: {m.source: m for m in po.read(path, locale).messages} for locale, path in catalogs(project)}
        for (path, source), target in approved.items():
            assert states[path][source].target == target
            assert states[path][source].state is State.APPROVED
        with Store(project.memory_path) as store:
            every = {f"Line {n} of run {number} in {name}." for name in ("one", "two") for n in range(8)}
            committed = {locale: set(store.drafts(f"echo {locale}", locale, every)) for locale in LOCALES}
        after = engines(EchoEngine)
        report = workflow.translate(project, project.articles(), LOCALES, after.__getitem__, is_gated=False)
        assert not report.failures
        for locale in LOCALES:
            assert not committed[locale] & set(after[locale].seen), "what was committed is not done again"
        for locale, path in catalogs(project):
            assert po.read(path, locale).counts()[State.UNTRANSLATED] == 0
    assert interrupted > RUNS // 2
    left = [path.name for path in project.locale_folder.rglob(".*")]
    assert left == [], "nothing is left lying about"


def test_two_at_once(project: Project) -> None:
    fill(project)
    workflow.translate(project, project.articles(), LOCALES, engines(EchoEngine).__getitem__, is_gated=False)
    approved = approve_some(project)
    for number in range(5):
        for name in ("one", "two"):
            path = project.source_folder / f"{name}.txt"
            path.write_text(path.read_text("utf-8") + f"\nLine {number}.\n\nAnd line {number} of {name}.\n", "utf-8")
        both = [start(project), start(project)]
        for process in both:
            process.join(60)
        assert [process.exitcode for process in both] == [0, 0]
    for locale, path in catalogs(project):
        catalog = po.read(path, locale)
        assert catalog.counts()[State.UNTRANSLATED] == 0
        assert {m.source: m.target for m in catalog.messages if m.state is State.APPROVED} == {
            source: target for (where, source), target in approved.items() if where == path
        }


def test_an_editor_that_saves_during_the_change_is_heard(project: Project) -> None:
    """The file is read again if it is not what it was when the change began."""
    fill(project)
    (article, *_) = project.articles()
    path = project.catalog_path(article, "kk")
    workflow.translate(project, project.articles(), ["kk"], engines(EchoEngine).__getitem__, is_gated=False)
    calls = 0

    def change(catalog):
        nonlocal calls
        calls += 1
        if calls == 1:  # the editor saves just now
            po.write(path, catalog.with_messages([replace(catalog.messages[0], target="адам", fuzzy=False, raw=None)]))
        return catalog.with_messages([replace(catalog.messages[1], target="we", raw=None)])

    po.edit(path, "kk", change, lock=project.lock_path)
    assert calls == 2
    assert [message.target for message in po.read(path, "kk").messages[:2]] == ["адам", "we"]
