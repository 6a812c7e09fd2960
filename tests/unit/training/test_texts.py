from dataclasses import replace
from pathlib import Path

import pytest

from tilmach import catalog as catalogs
from tilmach import formats, po
from tilmach.catalog import Catalog
from tilmach.errors import CatalogError
from tilmach.exchange import tmx
from tilmach.memory import MemoryUnit
from tilmach.model import MERGED
from tilmach.project import Project
from tilmach.segmentation import split
from tilmach.training.texts import approved
from tilmach.update import update

TARGETS = ("kk", "ug")


def approve(project: Project, locale: str, targets: dict[str, str], *, fuzzy: tuple[str, ...] = ()) -> None:
    """Write targets into the project's only catalog of a locale, as a person would."""
    (article,) = project.articles()
    template = catalogs.template(formats.parse(article.path, split), article.path.name)
    path = project.catalog_path(article, locale)

    def fill(old: Catalog) -> Catalog:
        new = update(old, template)
        known = {message.source: message for message in new.messages}
        return new.with_messages(
            replace(known[source], target=target, fuzzy=source in fuzzy) for source, target in targets.items()
        )

    po.edit(path, locale, fill, lock=project.lock_path, project=article.name)


def found(project: Project, more: tuple[Path, ...] = ()) -> dict[str, dict[str, str]]:
    rows, problems = approved(project, TARGETS, more)
    assert not problems
    return {row.source: row.targets for row in rows}


def test_only_what_is_approved_counts(project: Project) -> None:
    approve(
        project,
        "kk",
        {"Village News": "Ауыл жаңалықтары", "Herders Win Their Case": "Шопандар сотта жеңді"},
        fuzzy=("Herders Win Their Case",),
    )
    assert found(project) == {"Village News": {"kk": "Ауыл жаңалықтары"}}


def test_a_row_has_all_languages_of_its_source(project: Project) -> None:
    approve(project, "kk", {"Village News": "Ауыл жаңалықтары"})
    approve(project, "ug", {"Village News": "يېزا خەۋەرلىرى"})
    assert found(project) == {"Village News": {"kk": "Ауыл жаңалықтары", "ug": "يېزا خەۋەرلىرى"}}


def test_neighbours_of_a_merged_sentence_are_no_pairs(project: Project) -> None:
    approve(
        project,
        "kk",
        {
            "Herders Win Their Case": "Шопандар сотта жеңді",
            "Dr. Aydar Omarov met the herders on Monday.": "Дәрігер шопандармен кездесіп, екі жыл күткендерін айтты.",
            "“We have waited for two years,” he said.": MERGED,
        },
    )
    assert list(found(project)) == ["Herders Win Their Case"]


def test_markup_is_not_trained_on(project: Project) -> None:
    (project.source_folder / "herders.txt").unlink()
    (project.source_folder / "b.md").write_text("A **brave** [judge](https://news.example/7) met them.\n", "utf-8")
    approve(
        project,
        "kk",
        {"A **brave** [judge](https://news.example/7) met them.": "**Батыл** [судья](https://news.example/7) кездесті."},
    )
    assert found(project) == {"A brave judge met them.": {"kk": "Батыл судья кездесті."}}


def test_the_catalog_counts_more_than_the_memory_and_that_more_than_other_files(project: Project, tmp_path: Path) -> None:
    approve(project, "kk", {"Village News": "Ауыл жаңалықтары"})
    project.memory_folder.mkdir()
    tmx.write(
        project.memory_folder / "old.tmx",
        "en",
        [
            ("kk", MemoryUnit("Village News", "Село жаңалығы")),
            ("kk", MemoryUnit("Good morning", "Қайырлы таң")),
            ("ru", MemoryUnit("Good night", "Спокойной ночи")),
        ],
    )
    other = tmp_path / "other.tmx"
    tmx.write(other, "en", [("kk", MemoryUnit("Good morning", "Таң")), ("ug", MemoryUnit("Thank you", "رەھمەت سىزگە"))])
    assert found(project, (other,)) == {
        "Good morning": {"kk": "Қайырлы таң"},
        "Thank you": {"ug": "رەھمەت سىزگە"},
        "Village News": {"kk": "Ауыл жаңалықтары"},
    }


def test_a_broken_file_is_told_and_the_others_count(project: Project, tmp_path: Path) -> None:
    approve(project, "kk", {"Village News": "Ауыл жаңалықтары"})
    project.memory_folder.mkdir()
    (project.memory_folder / "broken.tmx").write_text("<tmx><body>", "utf-8")
    rows, problems = approved(project, TARGETS)
    assert [row.source for row in rows] == ["Village News"]
    assert "broken.tmx" in str(problems[0])
    with pytest.raises(CatalogError, match=r"broken\.tmx"):
        approved(project, TARGETS, [project.memory_folder / "broken.tmx"])
