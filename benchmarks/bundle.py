"""How long a site takes, how much memory, how both grow, and how long after one article has changed. One process, one run.

    uv run python benchmarks/bundle.py --sizes 100 300 1000

Invented articles of 25 to 45 sentences, half of them Markdown with front matter, emphasis and links, half plain text, made from
the training corpus; catalogs in three locales with targets in all states. Each size is measured in a process of its own:
seconds of a first build, peak memory, files and bytes; seconds of a run without a change and of one after one catalog has
changed, in a new process each (imports and templates included), and of the latter in a process that goes on, as a preview does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "training" / "corpus"
LOCALES = ("kk", "ru", "ug")


def lines() -> list[list[str]]:
    """Return sentences in English, Kazakh, Russian and Uyghur."""
    found = []
    for path in sorted(CORPUS.glob("*.tsv")):
        if not path.name.startswith(("lexicon", "colloc", "phrase")):
            cells = (line.split("\t")[:4] for line in path.read_text("utf-8").splitlines())
            found += [cell for cell in cells if len(cell) == 4 and all(cell) and len(cell[0]) > 40 and cell[0].endswith(".")]
    return found


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def make_project(root: Path, count: int) -> None:
    """Write a project with so many articles."""
    random_ = random.Random(11)
    sentences = lines()
    (root / "tilmach.toml").write_text('source = "en"\ntargets = ["kk", "ru", "ug"]\n', "utf-8")
    for number in range(count):
        chosen = random_.sample(sentences, random_.randint(25, 45))
        day = f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}"
        paragraphs = [chosen[start : start + 3] for start in range(1, len(chosen), 3)]
        title = f"{chosen[0][0][:-1]} {number}"
        if number % 2:
            body = "\n\n".join(" ".join(["**" + row[0][0] + "**", *(line[0] for line in row[1:])]) for row in paragraphs)
            text = f'---\ntitle: "{title}"\ndate: {day}\n---\n\n{body}\n\nMore: [the page](https://news.example/{number}).\n'
            name = f"{day[:4]}/article-{number:05}.md"
        else:
            text = title + "\n\n" + "\n\n".join(" ".join(line[0] for line in row) for row in paragraphs) + "\n"
            name = f"{day[:4]}/article-{number:05}.txt"
        path = root / "source_texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        for index, locale in enumerate(LOCALES, 1):
            write_catalog(root, name, locale, title, chosen, index, random_)


def write_catalog(
    root: Path, name: str, locale: str, title: str, chosen: list[list[str]], index: int, random_: random.Random
) -> None:
    revised = f"2026-0{random_.randint(1, 9)}-11 10:00+0000"
    header = f"Language: {locale}\\n", "Content-Type: text/plain; charset=UTF-8\\n", f"PO-Revision-Date: {revised}\\n"
    blocks = ["\n".join(['msgid ""', 'msgstr ""', *(f'"{line}"' for line in header)])]
    seen = set()
    for place, line in enumerate(chosen):
        source, target = (title, line[index][:-1]) if place == 0 else (line[0], line[index])
        if place % 3 == 1 and name.endswith(".md"):
            source, target = f"**{source}**", f"**{target}**"
        if source in seen:
            continue
        seen.add(source)
        kind = random_.random()
        if kind < 0.6:
            blocks.append(f"msgid {quoted(source)}\nmsgstr {quoted(target)}")
        elif kind < 0.9:
            mark = hashlib.sha256(target.encode()).hexdigest()[:6]
            flags = f"# tilmach: machine draft, starter en-{locale} 0.2, {mark}\n#, fuzzy"
            blocks.append(f"{flags}\nmsgid {quoted(source)}\nmsgstr {quoted(target)}")
        else:
            blocks.append(f'msgid {quoted(source)}\nmsgstr ""')
    path = root / "locales" / locale / "LC_MESSAGES" / Path(name).with_suffix(".po")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(blocks) + "\n", "utf-8")


def peak() -> float:
    """Return the peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(root: Path) -> tuple[float, int, list[str]]:
    """Build the site; return the seconds, the number of files written, and what failed."""
    from tilmach.bundle.settings import Settings
    from tilmach.project import Project
    from tilmach.workflow.bundling import bundle

    start = time.perf_counter()
    project = Project.open(root)
    report = bundle(project, project.articles(), project.targets, settings=Settings({"": "News"}, "https://news.example/"))
    return time.perf_counter() - start, len(report.written), [str(failure) for failure in report.failures]


def change(root: Path) -> None:
    """Approve one draft of one catalog, as a translator does."""
    for catalog in sorted((root / "locales" / "ug").rglob("*.po")):
        text = catalog.read_text("utf-8")
        if "#, fuzzy\n" in text:
            catalog.write_text(text.replace("#, fuzzy\n", "", 1), "utf-8")
            return


def child(root: Path, what: str) -> None:
    """Build in this process, which has done nothing else, and print what came of it."""
    if what == "profile":
        import cProfile
        import pstats

        profile = cProfile.Profile()
        profile.runcall(run, root)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
        return
    if what == "preview":
        run(root)
        change(root)
    seconds, written, failures = run(root)
    cpu = time.process_time()
    print(json.dumps({"seconds": seconds, "cpu": cpu, "written": written, "failures": failures[:3], "peak": peak()}))


def measured(root: Path, what: str = "run") -> dict[str, object]:
    done = subprocess.run([sys.executable, __file__, "--child", str(root), what], capture_output=True, text=True, check=True)
    if what == "profile":
        print(done.stdout)
        return {}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 300, 1000])
    parser.add_argument("--profile", action="store_true", help="print where the time of the first build goes")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(Path(options.child[0]), options.child[1])
        return
    print("articles  files     MB  build s  (CPU s)  peak MB  no change s  one change s  in a preview s  (files)")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            make_project(root, size)
            if options.profile:
                measured(root, "profile")
                continue
            first = measured(root)
            assert not first["failures"], first["failures"]
            site = [path for path in (root / "build").rglob("*") if path.is_file()]
            volume = sum(path.stat().st_size for path in site) / 1e6
            time.sleep(2.5)  # until the times of files tell changes apart
            measured(root)
            again = measured(root)
            assert again["written"] == 0
            change(root)
            changed = measured(root)
            shown = measured(root, "preview")
            print(
                f"{size:8}  {len(site):5}  {volume:5.1f}  {first['seconds']:7.1f}  {first['cpu']:7.1f}  {first['peak']:7.0f}"
                f"  {again['seconds']:11.2f}  {changed['seconds']:12.2f}  {shown['seconds']:14.2f}  ({changed['written']})",
                flush=True,
            )


if __name__ == "__main__":
    main()
