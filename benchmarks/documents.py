"""Documents to catalogs and back: tilmach beside po4a and translate-toolkit. Fidelity and CPU seconds, medians, one run.

    uv run python benchmarks/documents.py --toolkit DIR --documents DIR ...

DIR after ``--toolkit`` holds the commands md2po, po2md and so on; po4a and gettext are the system's. ``--documents`` names
folders of Markdown and HTML to draw from (1 to 60 KB, UTF-8); the articles in source_texts/ come along.

Fidelity: each document is extracted, every message gets its source as its target (msgen), and the document is built again.
Counted: documents that come back byte for byte, the bytes of lines that do not, documents that a tool fails on (not among
those bytes), and how many messages and words a translator would see: a tool that extracts little changes little.

Time: invented articles of 40 sentences, as plain text and as Markdown, to templates, and from catalogs with targets to
documents. tilmach and translate-toolkit each go through all of them in one process, whose start counts; po4a takes one process
and one document at a time: a few are measured and the time for all is worked out from them.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import multiprocessing
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import polib

from tilmach import catalog, files, formats, po, segmentation

SOURCE_TEXTS = Path(__file__).parent.parent / "source_texts"
SMALLEST, LARGEST = 1000, 60_000
NAMES = {".txt": "plain text", ".md": "Markdown", ".html": "HTML"}
# po4a's modules with the options that change least, and with those that its manual shows. Its xml module parts a text at
# every tag, inline ones too.
PO4A = {
    ".txt": (("text", "neverwrap"), ("text",)),
    ".md": (("text", "markdown", "neverwrap"), ("text", "markdown")),
    ".html": (("xhtml", "ontagerror=silent"), ("xml", "ontagerror=silent")),
}
TOOLKIT = {
    ".txt": (("txt2po", "po2txt"),),
    ".md": (("md2po", "po2md", "-m", "0"), ("md2po", "po2md")),
    ".html": (("html2po", "po2html"),),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool made of a document: the bytes it built (None: it failed) and the sources that it showed."""

    built: bytes | None
    sources: tuple[str, ...] = ()


def execute(*command: str | Path) -> bool:
    """Run a command; return whether it says that all went well."""
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    return subprocess.run(command, check=False, capture_output=True, env=environment).returncode == 0


# Documents


def found(folders: Sequence[Path], suffix: str, most: int) -> list[Path]:
    """Return distinct documents of a kind, as few as can be of any one folder; the same ones each time."""
    by_digest: dict[bytes, Path] = {}
    for path in sorted({path.resolve() for folder in folders for path in folder.rglob(f"*{suffix}")}):
        if path.is_file() and SMALLEST <= path.stat().st_size <= LARGEST:
            data = path.read_bytes()
            if b"\0" not in data and is_utf8(data):
                by_digest.setdefault(hashlib.sha256(data).digest(), path)
    turns: list[tuple[int, bytes]] = []
    taken: Counter[Path] = Counter()
    for digest, path in sorted(by_digest.items()):
        turns.append((taken[path.parent], digest))
        taken[path.parent] += 1
    return [by_digest[digest] for _, digest in sorted(turns)[:most]]


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


# Fidelity


def ours(path: Path) -> Outcome:
    try:
        document = formats.parse(path, segmentation.split)
        sources = tuple(dict.fromkeys(segment.source for segment in document.segments))
        return Outcome(formats.render(path, document, {source: source for source in sources}), sources)
    except Exception as error:  # noqa: BLE001  a crash is a result
        print(f"tilmach fails on {path}: {error!r}")
        return Outcome(None)


def with_po4a(path: Path, folder: Path, module: str, *options: str) -> Outcome:
    folder.mkdir()
    extracted, filled, built = folder / "a.pot", folder / "a.po", folder / "built"
    if (
        execute("po4a-updatepo", *po4a_options(path, extracted, module, options))
        and execute("msgen", "--force-po", "-o", filled, extracted)
        and execute("po4a-translate", *po4a_options(path, filled, module, options), "-k", "0", "-l", built)
        and built.exists()
    ):
        return Outcome(built.read_bytes(), sources_of(filled))
    return Outcome(None)


def po4a_options(path: Path, catalog_: Path, module: str, options: Sequence[str]) -> list[str | Path]:
    return ["-f", module, *(word for option in options for word in ("-o", option)), "-M", "UTF-8", "-m", path, "-p", catalog_]


def with_toolkit(paths: list[Path], folder: Path, commands: Path, extract: str, build: str, *options: str) -> Iterator[Outcome]:
    """Yield what translate-toolkit makes of each of some documents; it takes a folder of them at once."""
    masters, extracted, filled, built = (folder / name for name in ("masters", "extracted", "filled", "built"))
    for each in (masters, extracted, filled, built):
        each.mkdir(parents=True)
    for number, path in enumerate(paths):
        shutil.copyfile(path, masters / f"{number:04}{path.suffix}")
    # a document that it fails on is left out or becomes an empty file, and the others are made
    execute(commands / extract, "--progress=none", masters, extracted)
    for path in extracted.iterdir():
        if path.stat().st_size:
            execute("msgen", "--force-po", "-o", filled / path.name, path)
    execute(commands / build, "--progress=none", *options, "-t", masters, filled, built)
    for number, path in enumerate(paths):
        output, messages = built / f"{number:04}{path.suffix}", filled / f"{number:04}.po"
        is_built = output.exists() and output.stat().st_size > 0
        yield Outcome(output.read_bytes(), sources_of(messages)) if is_built else Outcome(None)


def sources_of(path: Path) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.msgid for entry in polib.pofile(str(path))))


def changed(before: bytes, after: bytes) -> int:
    """Return the bytes of lines that are not in both texts, counted in the one that has more of them."""
    one, other = before.splitlines(keepends=True), after.splitlines(keepends=True)
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(
        max(sum(map(len, one[start:end])), sum(map(len, other[begin:stop])))
        for kind, start, end, begin, stop in blocks
        if kind != "equal"
    )


def report(name: str, paths: list[Path], outcomes: list[Outcome]) -> None:
    bytes_ = same = different = failed = messages = words = 0
    for path, outcome in zip(paths, outcomes, strict=True):
        if outcome.built is None:
            failed += 1
            continue
        data = path.read_bytes()
        same += outcome.built == data
        bytes_ += len(data)
        different += changed(data, outcome.built)
        messages += len(outcome.sources)
        words += sum(len(source.split()) for source in outcome.sources)
    share = different / bytes_ if bytes_ else 0
    print(
        f"  {name:38} identical {same:3}/{len(paths)}  failed {failed:2}  changed {different:7} bytes ({share:6.2%})"
        f"  messages {messages:5}  words {words:6}",
        flush=True,
    )


def fidelity(suffix: str, paths: list[Path], folder: Path, toolkit: Path | None) -> None:
    size = sum(path.stat().st_size for path in paths)
    print(f"{NAMES[suffix]}: {len(paths)} documents, {size} bytes")
    report("tilmach", paths, [ours(path) for path in paths])
    if shutil.which("po4a-translate"):
        for index, (module, *options) in enumerate(PO4A[suffix]):
            name = " ".join(["po4a", module, *options])
            made = (with_po4a(path, folder / f"po4a{index}-{number}", module, *options) for number, path in enumerate(paths))
            report(name, paths, list(made))
    if toolkit:
        for index, (extract, build, *options) in enumerate(TOOLKIT[suffix]):
            name = " ".join(["translate-toolkit", build, *options])
            report(name, paths, list(with_toolkit(paths, folder / f"toolkit{index}", toolkit, extract, build, *options)))


# Time


SUBJECTS = ("The harbour office", "A village teacher", "The wool market", "Her cousin", "The river patrol", "A young baker")
VERBS = ("announced", "postponed", "described", "questioned", "supported", "recalled", "measured", "repaired")
OBJECTS = (
    "the ferry timetable",
    "a second bridge",
    "the flood wall",
    "an old lighthouse",
    "the spring fair",
    "new school rules",
)
PLACES = (
    "near the eastern quay",
    "in a crowded hall",
    "after the storm",
    "before the vote",
    "behind the mill",
    "on the island",
)
ENDS = ("on Monday", "last winter", "for the third time", "without a word", "to general surprise", "in front of reporters")
MARKED = ("**{}**", "*{}*", "[{}](/2031/{number})", "{}", "{}", "{}")
SENTENCES = 40


def sentence(random_: random.Random, number: int, *, marked: bool) -> str:
    thing = random_.choice(OBJECTS)
    if marked:
        thing = random_.choice(MARKED).format(thing, number=number)
    parts = (random_.choice(SUBJECTS), random_.choice(VERBS), thing, random_.choice(PLACES), random_.choice(ENDS))
    return f"{' '.join(parts)}, page {number}."


def article(number: int, suffix: str) -> str:
    """Return a headline and 39 sentences in paragraphs of three; in Markdown every fourth paragraph is a list."""
    random_ = random.Random(number)
    marked = suffix == ".md"
    headline = f"{random_.choice(SUBJECTS)} and {random_.choice(OBJECTS)}, part {number}"
    blocks = [f"# {headline}" if marked else headline]
    for block in range(13):
        lines = [sentence(random_, block * 3 + index, marked=marked) for index in range(3)]
        blocks.append("\n".join(f"- {line}" for line in lines) if marked and block % 4 == 3 else " ".join(lines))
    return "\n\n".join(blocks) + "\n"


def our_extraction(articles: Path, output: Path) -> None:
    for path in sorted(articles.iterdir()):
        document = formats.parse(path, segmentation.split)
        files.replace(output / f"{path.stem}.pot", po.text(catalog.template(document, path.name)).encode())


def our_building(articles: Path, catalogs: Path, output: Path) -> None:
    for path in sorted(articles.iterdir()):
        document = formats.parse(path, segmentation.split)
        targets = po.read(catalogs / f"{path.stem}.po", "kk").targets()
        files.replace(output / path.name, formats.render(path, document, targets, "kk"))


def in_process(function: Callable[..., None], *arguments: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=function, args=arguments)
    process.start()
    process.join()
    assert process.exitcode == 0


def cpu(action: Callable[[], object]) -> float:
    """Return the CPU seconds of the processes that an action starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    action()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def translate_all(extracted: Path, catalogs: Path) -> None:
    """Give every message its source in capitals as its target."""
    for path in extracted.iterdir():
        messages = polib.pofile(str(path))
        messages.metadata["Content-Type"] = "text/plain; charset=UTF-8"
        for entry in messages:
            entry.msgstr = entry.msgid.upper()
        messages.save(str(catalogs / f"{path.stem}.po"))


@dataclass(frozen=True, slots=True)
class Tool:
    """How a tool goes there and back for a folder of articles: (articles, output) and (articles, catalogs, output)."""

    name: str
    extract: Callable[[Path, Path], object]
    build: Callable[[Path, Path, Path], object]
    at_once: bool = True


def tools(suffix: str, toolkit: Path | None) -> Iterator[Tool]:
    yield Tool(
        "tilmach",
        lambda articles, output: in_process(our_extraction, articles, output),
        lambda articles, catalogs, output: in_process(our_building, articles, catalogs, output),
    )
    if toolkit:
        there, back, *options = TOOLKIT[suffix][0]
        yield Tool(
            "translate-toolkit",
            lambda articles, output: execute(toolkit / there, "--progress=none", "-P", articles, output),
            lambda articles, catalogs, output: execute(
                toolkit / back, "--progress=none", *options, "-t", articles, catalogs, output
            ),
        )
    if shutil.which("po4a-translate"):
        module, *settings = PO4A[suffix][0]

        def extract(articles: Path, output: Path) -> None:
            for path in articles.iterdir():
                execute("po4a-updatepo", *po4a_options(path, output / f"{path.stem}.pot", module, settings))

        def build(articles: Path, catalogs: Path, output: Path) -> None:
            for path in articles.iterdir():
                options = po4a_options(path, catalogs / f"{path.stem}.po", module, settings)
                execute("po4a-translate", *options, "-k", "0", "-l", output / path.name)

        yield Tool("po4a", extract, build, at_once=False)


def times(suffix: str, folder: Path, count: int, few: int, runs: int, toolkit: Path | None) -> None:
    print(f"{NAMES[suffix]}: {count} articles of {SENTENCES} sentences, CPU seconds, medians of {runs}")
    articles, sample = folder / "articles", folder / "sample"
    articles.mkdir(parents=True)
    sample.mkdir()
    for number in range(count):
        path = articles / f"{number:05}{suffix}"
        path.write_text(article(number, suffix), "utf-8")
        assert len(list(formats.parse(path, segmentation.split).segments)) == SENTENCES
        if number < few:
            shutil.copyfile(path, sample / path.name)
    rows: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for run in range(runs):
        for tool in tools(suffix, toolkit):
            masters = articles if tool.at_once else sample
            extracted, catalogs, built = (folder / f"{tool.name}-{run}-{name}" for name in ("pot", "po", "built"))
            for each in (extracted, catalogs, built):
                each.mkdir()
            there = cpu(lambda: tool.extract(masters, extracted))  # noqa: B023  called at once
            translate_all(extracted, catalogs)
            back = cpu(lambda: tool.build(masters, catalogs, built))  # noqa: B023
            scale = count / len(list(masters.iterdir()))
            rows[tool.name].append((there * scale, back * scale))
            if run == 0:
                right = sum(is_translated(path, built / path.name) for path in masters.iterdir())
                print(f"  {tool.name}: {right} of {len(list(masters.iterdir()))} built with all targets")
            for each in (extracted, catalogs, built):
                shutil.rmtree(each)
    medians = {name: tuple(median(each) for each in zip(*values, strict=True)) for name, values in rows.items()}
    our_there, our_back = medians["tilmach"]
    for name, (there, back) in medians.items():
        note = f" (from {few} articles)" if name == "po4a" else ""
        ratio = f"{there / our_there:.1f}, {back / our_back:.1f}, {(there + back) / (our_there + our_back):.1f} times tilmach's"
        total = there + back
        print(f"  {name:18} there {there:7.2f}  back {back:7.2f}  both {total:7.2f}  {ratio}{note}", flush=True)


def is_translated(article_: Path, built: Path) -> bool:
    return built.exists() and built.read_text("utf-8").split() == article_.read_text("utf-8").upper().split()


def versions(toolkit: Path | None) -> Iterator[str]:
    for command in ("msgen", "po4a", *((str(toolkit / "md2po"),) if toolkit else ())):
        if shutil.which(command):
            output = subprocess.run([command, "--version"], check=False, capture_output=True, text=True)
            yield (output.stdout or output.stderr).partition("\n")[0].rstrip(".")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, nargs="*", default=[], help="folders of Markdown and HTML")
    parser.add_argument("--toolkit", type=Path, help="folder of translate-toolkit's commands")
    parser.add_argument("--most", type=int, default=60, help="documents of each format")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--few", type=int, default=10, help="articles that po4a is measured on")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}; {'; '.join(versions(options.toolkit))}")
    documents = {
        ".txt": sorted(SOURCE_TEXTS.glob("*.txt")),
        ".md": found(options.documents, ".md", options.most),
        ".html": found(options.documents, ".html", options.most),
    }
    with tempfile.TemporaryDirectory() as name:
        for suffix, paths in documents.items():
            if paths:
                folder = Path(name) / f"fidelity{suffix}"
                folder.mkdir()
                fidelity(suffix, paths, folder, options.toolkit)
        for suffix in (".txt", ".md"):
            times(suffix, Path(name) / f"times{suffix}", options.articles, options.few, options.runs, options.toolkit)


if __name__ == "__main__":
    main()
