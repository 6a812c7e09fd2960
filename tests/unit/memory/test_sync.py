from dataclasses import replace

from tests.conftest import EchoEngine
from tilmach import po, workflow
from tilmach.exchange import tmx
from tilmach.memory import MemoryUnit, TranslationMemory
from tilmach.memory.sync import sync
from tilmach.model import MERGED
from tilmach.project import Project


def approve(project: Project, name: str, targets: list[str]) -> None:
    (article,) = project.articles([name])
    path = project.catalog_path(article, "kk")
    catalog = po.read(path, "kk")
    messages = [replace(m, target=t, fuzzy=False, raw=None) for m, t in zip(catalog.messages, targets, strict=False)]
    po.write(path, catalog.with_messages(messages))


def test_catalogs_are_followed(project: Project, echo: EchoEngine) -> None:
    workflow.translate(project, project.articles(), ["kk"], lambda locale: echo)
    with TranslationMemory(project.memory_path) as memory:
        assert sync(memory, project) == []
        assert memory.find("Village News", "kk") is None, "a draft is no translation"
        approve(project, "herders", ["Ауыл жаңалықтары", MERGED])
        sync(memory, project)
        match = memory.find("Village News", "kk", "", "Herders Win Their Case")
        assert match
        assert (match.target, match.score, match.origin) == ("Ауыл жаңалықтары", 101, "locales/kk/LC_MESSAGES/herders.po")
        assert memory.find("Herders Win Their Case", "kk") is None, "merged into its neighbour: no translation"
        stamps = memory.stamps()
        sync(memory, project)
        assert memory.stamps() == stamps
        project.catalog_path(project.articles()[0], "kk").unlink()
        sync(memory, project)
        assert memory.find("Village News", "kk") is None


def test_files_in_the_memory_folder_are_followed(project: Project) -> None:
    project.memory_folder.mkdir()
    tmx.write(project.memory_folder / "old.tmx", "en", [("kk", MemoryUnit("One.", "Бір.")), ("ug", MemoryUnit("One.", "بىر."))])
    (project.memory_folder / "old.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: kk_KZ\\n"\n\nmsgid "Two."\nmsgstr "Екі."\n', "utf-8"
    )
    (project.memory_folder / "cut.tmx").write_text("<tmx version='1.4'><body>", "utf-8")
    (project.memory_folder / "german.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: de\\n"\n\nmsgid "Two."\nmsgstr "Zwei."\n', "utf-8"
    )
    with TranslationMemory(project.memory_path) as memory:
        problems = [str(problem) for problem in sync(memory, project)]
        assert len(problems) == 2
        assert "cut.tmx:1: is not TMX" in problems[0]
        assert "german.po: its language de is none of kk, ru, ug" in problems[1]
        assert memory.find("One.", "ug")
        assert memory.find("Two.", "kk")


def test_deleting_the_memory_loses_nothing(project: Project, echo: EchoEngine) -> None:
    workflow.translate(project, project.articles(), ["kk"], lambda locale: echo)
    approve(project, "herders", ["Ауыл жаңалықтары"])
    project.memory_path.unlink()
    with TranslationMemory(project.memory_path) as memory:
        sync(memory, project)
        assert memory.find("Village News", "kk")
