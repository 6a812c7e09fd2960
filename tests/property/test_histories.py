"""Random histories of a project: whatever is done to it, no target that a person wrote is ever gone."""

import contextlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import polib
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.conftest import EchoEngine
from tilmach import po, workflow
from tilmach.catalog import State
from tilmach.engines import Batch, Chooser
from tilmach.project import Project, settings_text

WORDS = ["court", "herders", "village", "never", "12", "15", "1,200", "mountain", "ministry", "two", "lease", "road"]
sentences = st.lists(st.sampled_from(WORDS), min_size=2, max_size=9).map(lambda words: " ".join(words).capitalize() + ".")
places = st.integers(0, 30)


class StoppedEngine(EchoEngine):
    """Is stopped after its first batch."""

    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        yield from list(super().translate(sources))[:1]
        raise KeyboardInterrupt


class History(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        (self.root / "source_texts").mkdir()
        (self.root / "tilmach.toml").write_text(settings_text("en", ["kk"]), "utf-8")
        self.source = self.root / "source_texts" / "a.txt"
        self.paragraphs: list[list[str]] = []
        self.versions: list[list[list[str]]] = []
        self.written: set[str] = set()
        self.count = 0

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @property
    def project(self) -> Project:
        return Project.open(self.root)

    @property
    def path(self) -> Path:
        (article,) = self.project.articles()
        return self.project.catalog_path(article, "kk")

    @property
    def targets(self) -> set[str]:
        catalog = po.read(self.path, "kk")
        return {message.target for message in (*catalog.messages, *catalog.obsolete)}

    def save(self) -> None:
        self.versions.append([list(paragraph) for paragraph in self.paragraphs])
        self.source.write_text("\n\n".join(" ".join(paragraph) for paragraph in self.paragraphs if paragraph) + "\n", "utf-8")

    @initialize(paragraphs=st.lists(st.lists(sentences, min_size=1, max_size=3), min_size=1, max_size=4))
    def begin(self, paragraphs: list[list[str]]) -> None:
        self.paragraphs = paragraphs
        self.save()
        self.translate("echo 1")
        for at in range(len(paragraphs)):
            self.work(at, approve=at % 2 == 0, wrap=78)

    # what happens to the article

    @rule(sentence=sentences, at=places)
    def insert(self, sentence: str, at: int) -> None:
        self.paragraphs.insert(at % (len(self.paragraphs) + 1), [sentence])
        self.save()

    @rule(at=places, word=st.sampled_from(WORDS), place=places)
    def change_word(self, at: int, word: str, place: int) -> None:
        paragraph = self.paragraphs[at % len(self.paragraphs)]
        if paragraph:
            words = paragraph[0].rstrip(".").split()
            words[place % len(words)] = word
            paragraph[0] = " ".join(words) + "."
            self.save()

    @rule(at=places)
    def cut_or_join(self, at: int) -> None:
        paragraph = self.paragraphs[at % len(self.paragraphs)]
        if len(paragraph) > 1:
            paragraph[:2] = [paragraph[0].rstrip(".") + " and " + paragraph[1][0].lower() + paragraph[1][1:]]
        elif paragraph:
            words = paragraph[0].rstrip(".").split()
            half = len(words) // 2
            paragraph[:1] = [" ".join(words[:half]) + ".", " ".join(words[half:]).capitalize() + "."] if half else paragraph
        self.save()

    @rule(at=places, to=places)
    def move(self, at: int, to: int) -> None:
        self.paragraphs.insert(to % len(self.paragraphs), self.paragraphs.pop(at % len(self.paragraphs)))
        self.save()

    @precondition(lambda self: len(self.paragraphs) > 1)
    @rule(at=places)
    def remove(self, at: int) -> None:
        self.paragraphs.pop(at % len(self.paragraphs))
        self.save()

    @rule(at=places)
    def take_back(self, at: int) -> None:
        self.paragraphs = [list(paragraph) for paragraph in self.versions[at % len(self.versions)]]
        self.save()

    # what tilmach does

    @rule(model=st.sampled_from(["echo 1", "echo 2"]))
    def translate(self, model: str) -> None:
        report = workflow.translate(
            self.project, self.project.articles(), ["kk"], lambda locale: EchoEngine(model), is_gated=False
        )
        assert not report.failures
        before = self.path.read_bytes()
        workflow.translate(self.project, self.project.articles(), ["kk"], lambda locale: EchoEngine(model), is_gated=False)
        assert self.path.read_bytes() == before, "the second run changes nothing"

    @rule()
    def translate_and_be_stopped(self) -> None:
        with contextlib.suppress(KeyboardInterrupt):
            workflow.translate(
                self.project, self.project.articles(), ["kk"], lambda locale: StoppedEngine("echo 3", size=2), is_gated=False
            )

    @rule()
    def lose_the_memory(self) -> None:
        shutil.rmtree(self.root / ".tilmach", ignore_errors=True)

    # what people and their tools do

    @rule(at=places, approve=st.booleans(), wrap=st.sampled_from([0, 40, 78]))
    def work(self, at: int, approve: bool, wrap: int) -> None:
        """A person in an editor: another target, approved or not. What they replace is theirs to replace."""
        file = polib.pofile(str(self.path), wrapwidth=wrap)
        entries = [entry for entry in file if not entry.obsolete]
        if not entries:
            return
        entry = entries[at % len(entries)]
        replaced = entry.msgstr
        self.count += 1
        entry.msgstr = f"Адам {self.count} жазды."
        if approve:
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
            entry.previous_msgid = None
        elif "fuzzy" not in entry.flags:
            entry.flags.append("fuzzy")
        file.save()
        self.written.add(entry.msgstr)
        self.written -= {replaced} - self.targets

    @rule(layout=st.sampled_from(["--no-wrap", "--width=50", "--sort-by-file"]))
    def msgcat(self, layout: str) -> None:
        self.tool("msgcat", layout, "-o", self.path, self.path)

    @rule(fuzzy=st.booleans())
    def msgmerge(self, fuzzy: bool) -> None:
        workflow.extract(self.project, self.project.articles())
        (article,) = self.project.articles()
        options = ["--previous"] if fuzzy else ["--no-fuzzy-matching"]
        self.tool("msgmerge", "-q", *options, "-o", self.path, self.path, self.project.template_path(article))
        self.written &= self.targets  # what msgmerge itself drops is not on us

    def tool(self, *command: object) -> None:
        if shutil.which(str(command[0])):
            subprocess.run([str(word) for word in command], check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})

    @invariant()
    def nothing_that_a_person_wrote_is_gone(self) -> None:
        if self.written:
            assert self.written <= self.targets

    @invariant()
    def approval_is_only_a_persons(self) -> None:
        if self.versions and self.path.exists():
            approved = [m.target for m in po.read(self.path, "kk").messages if m.state is State.APPROVED]
            assert all(re.fullmatch(r"Адам \d+ жазды\.", target) for target in approved)


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
