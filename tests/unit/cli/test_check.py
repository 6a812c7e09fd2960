"""``tilmach check`` in a project."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import gettext
from tilmach import cli, po
from tilmach.catalog import Catalog, Message, State
from tilmach.checks import Severity
from tilmach.checks.settings import Settings
from tilmach.errors import TilmachError
from tilmach.project import Project
from tilmach.workflow.checking import apply_repair, check, check_catalogs, fixes

TARGETS = {
    "Village News": "Ауыл жаңалықтары",
    "Herders Win Their Case": "Малшылар ісін жеңді",
    "Dr. Aydar Omarov met the herders on Monday.": "Доктор Айдар Омаров малшылармен дүйсенбі күні кездесті.",
    "“We have waited for two years,” he said.": "«Біз екі жыл күттік», – деді ол.",
    "Credit: A. K. Omarov/Village News": "Сурет: А. К. Омаров/Ауыл жаңалықтары",
}
MEETING, WAITING = list(TARGETS)[2:4]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words])


def write(project: Project, *changed: Message, locale: str = "kk") -> Path:
    """Write the catalog: approved targets, and the changed messages in their places."""
    run("-C", project.root, "extract")
    template = po.read(project.template_path(project.articles()[0]), "")
    messages = [replace(message, target=TARGETS[message.source], raw=None) for message in template.messages]
    path = project.catalog_path(project.articles()[0], locale)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    po.write(path, Catalog(locale, tuple(messages)).with_messages(changed))
    return path


def line_of(path: Path, source: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return 2 + next(number for number, line in enumerate(lines) if line == f'msgid "{source}"')


def test_nothing(project: Project) -> None:
    write(project)
    result = run("-C", project.root, "check")
    assert (result.exit_code, result.output) == (0, "Nothing found.\n")


def test_findings_stand_under_their_catalog_with_line_and_state(project: Project) -> None:
    path = write(project, Message(MEETING, "Доктор Айдар Омаров малшылармен 5 маусымда кездесті."))
    result = run("-C", project.root, "check")
    assert result.exit_code == 1
    name, figures, dates, *rest = result.stdout.splitlines()
    assert name == "locales/kk/LC_MESSAGES/herders.po"
    assert figures.split()[:4] == [str(line_of(path, MEETING)), "error", "approved", "figures:"]
    assert "“Dr. Aydar Omarov met the herders on Monday.”: figure 5 is not in the source." in figures
    assert "Monday is missing" in dates
    assert rest == [""]
    assert result.stderr == "1 error; 1 warning\n"


def test_only_errors_end_with_1_unless_strict(project: Project) -> None:
    write(project, Message(MEETING, "Доктор Айдар Омаров малшылармен сейсенбі күні кездесті."))
    assert run("-C", project.root, "check").exit_code == 0
    assert run("-C", project.root, "check", "--strict").exit_code == 1


def test_a_comment_silences(project: Project) -> None:
    write(project, Message(MEETING, "Доктор 5 маусымда кездесті.", comments=("tilmach: ignore figures, dates",)))
    result = run("-C", project.root, "check")
    assert (result.exit_code, result.stdout) == (0, "Nothing found.\n")
    assert result.stderr == "ignored by comments: dates 1, figures 1\n"
    gettext("msgfmt", "-c", "-o", "/dev/null", project.catalog_path(project.articles()[0], "kk"))


def test_lines_in_a_file_with_other_line_breaks(project: Project) -> None:
    path = write(project, Message(WAITING, "«Біз екі жыл күттік» , – деді ол."))
    line = line_of(path, WAITING)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    (finding,), _ = check(project, project.articles(), ["kk"])
    assert finding.line == line


def test_terms(project: Project) -> None:
    write(project)
    project.glossary_path.write_text("term,kk\ncase,талап\n", "utf-8")
    (finding,) = json.loads(run("-C", project.root, "check", "--json").stdout)["findings"]
    assert (finding["check"], finding["problem"]) == ("term", "approved target without талап for case.")
    project.glossary_path.write_text("herder,малшы\n", "utf-8")
    result = run("-C", project.root, "check")
    assert (result.exit_code, "glossary.csv:1: begins with a row of names" in result.output) == (1, True)


def test_json(project: Project) -> None:
    write(project, Message(WAITING, "«Біз екі жыл күттік» , – деді ол."))
    content = json.loads(run("-C", project.root, "check", "--json").stdout)
    (finding,) = content["findings"]
    assert (finding["check"], finding["article"], finding["state"]) == ("spaces", "herders", "approved")
    assert finding["fix"] == TARGETS[WAITING]
    assert content["summary"] == {"error": 0, "warning": 1, "info": 0, "ignored": {}, "checked": 5}


def test_sarif_and_annotations(project: Project) -> None:
    write(project, Message(WAITING, "«Біз екі жыл күттік» , – деді ол."))
    (result,) = json.loads(run("-C", project.root, "check", "--sarif").stdout)["runs"][0]["results"]
    assert result["ruleId"] == "spaces"
    output = run("-C", project.root, "check", "--github")
    assert output.stdout.startswith("::warning file=locales/kk/LC_MESSAGES/herders.po,line=")
    assert output.stderr == ""
    (project.root.parent / ".git").mkdir()
    output = run("-C", project.root, "check", "--github")
    assert output.stdout.startswith("::warning file=project/locales/kk/LC_MESSAGES/herders.po,line=")


def test_broken_articles_do_not_stop_the_others(project: Project) -> None:
    write(project)
    path = project.catalog_path(project.articles()[0], "ru")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "cut off', "utf-8")
    result = run("-C", project.root, "check")
    assert (result.exit_code, "herders.po:1: is not a PO file" in result.stderr) == (1, True)


def test_severity_of_the_project(project: Project) -> None:
    path = write(project, Message(MEETING, "Доктор Айдар Омаров малшылармен 5-дүйсенбі кездесті."))
    articles = project.articles()
    findings, _ = check(project, articles, ["kk"], Settings({"figures": Severity.INFO}))
    assert [(finding.check, finding.severity) for finding in findings] == [("figures", Severity.INFO)]
    path.write_text("\ufeff" + path.read_text("utf-8"), "utf-8")
    assert [finding.check for finding in check_catalogs(project, articles, ["kk"])] == ["encoding"]
    assert check_catalogs(project, articles, ["kk"], Settings({"encoding": Severity.OFF})) == []


def test_consistency_across_articles(project: Project) -> None:
    (project.source_folder / "second.txt").write_text("Herders Win Their Case\n", "utf-8")
    write(project)
    path = project.catalog_path(project.articles()[1], "kk")
    po.write(path, Catalog("kk", (Message("Herders Win Their Case").drafted("Малшылар жеңіп шықты", "m 1"),)))
    (finding,), _ = check(project, project.articles(), ["kk"])
    assert (finding.check, finding.article, finding.state) == ("inconsistent", "second", State.MACHINE)
    assert "“Малшылар ісін жеңді” in herders" in finding.problem
    assert check(project, project.articles(["second"]), ["kk"])[0] == []


class TestFix:
    WRONG = '"Біз екі жыл  күттік" , – деді ол.'

    def test_drafts_at_once(self, project: Project) -> None:
        path = write(project, Message(WAITING).drafted(self.WRONG, "m 1"))
        result = run("-C", project.root, "check", "--fix")
        assert (result.exit_code, result.output) == (0, "mended drafts in locales/kk/LC_MESSAGES/herders.po\n")
        (draft,) = [message for message in po.read(path, "kk").messages if message.source == WAITING]
        assert (draft.target, draft.state, draft.model) == (TARGETS[WAITING], State.MACHINE, "m 1")
        assert run("-C", project.root, "check", "--fix").output == "Nothing to mend.\n"
        gettext("msgfmt", "-c", "--use-fuzzy", "-o", "/dev/null", path)

    def test_what_people_wrote_only_with_consent(self, project: Project) -> None:
        path = write(project, Message(WAITING, self.WRONG), Message(MEETING).drafted(TARGETS[MEETING] + " ", "m 1"))
        others = [message for message in po.read(path, "kk").messages if message.source not in (WAITING, MEETING)]
        result = run("-C", project.root, "check", "--fix")
        assert result.exit_code == 1
        assert "mended drafts" in result.stdout
        assert "+msgstr" in result.stdout
        assert "What people wrote was left as it is" in result.stderr
        targets = {message.source: message for message in po.read(path, "kk").messages}
        assert (targets[WAITING].target, targets[MEETING].target) == (self.WRONG, TARGETS[MEETING])
        result = run("-C", project.root, "check", "--fix", "--yes")
        assert (result.exit_code, result.output) == (0, "mended locales/kk/LC_MESSAGES/herders.po\n")
        targets = {message.source: message for message in po.read(path, "kk").messages}
        assert (targets[WAITING].target, targets[WAITING].state) == (TARGETS[WAITING], State.APPROVED)
        assert [targets[message.source].raw for message in others] == [message.raw for message in others]

    def test_not_over_what_was_saved_meanwhile(self, project: Project) -> None:
        path = write(project, Message(WAITING, self.WRONG))
        (fix,), _ = fixes(project, project.articles(), ["kk"])
        assert (fix.path, fix.before, fix.drafts) == (path, path.read_text("utf-8"), fix.before)
        path.write_text(fix.before.replace("Ауыл", "Село"), "utf-8")
        with pytest.raises(TilmachError, match="was saved meanwhile"):
            apply_repair(project, path, fix.drafts, fix.after)
        assert path.read_text("utf-8") == fix.before.replace("Ауыл", "Село")

    def test_usage(self, project: Project) -> None:
        for form in ("--json", "--sarif", "--github"):
            assert run("-C", project.root, "check", "--fix", form).exit_code == 2


@pytest.mark.parametrize("form", ["--json", "--sarif"])
def test_catalogs_for_programs(project: Project, form: str) -> None:
    path = write(project)
    path.write_text("\ufeff" + path.read_text("utf-8"), "utf-8")
    result = run("-C", project.root, "check", "--catalogs", form)
    assert result.exit_code == 1
    assert "encoding" in json.dumps(json.loads(result.stdout))
