"""The seasoning: user-interface texts from Debian's translation packages, English with Kazakh, Russian and Uyghur.

    python -m training.interface

writes ``training/work/interface.tsv`` (the four as columns; no header; a language may be empty). Needs a Debian system;
nothing is installed. The texts keep the licences of their packages: the file is made where it is needed, not shipped.
"""

from __future__ import annotations

import gettext
import re
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from training.corpus import TARGETS, WORK, normalize

PACKAGES = WORK / "debs"
TABLE = WORK / "interface.tsv"
# Only sources under MPL or LGPL, so that the model's licence can stay permissive; of equally frequent translations that
# of the earlier package wins.
GETTEXT = (
    *(f"libreoffice-l10n-{code}" for code in TARGETS),
    "iso-codes", "evolution-common", "evolution-data-server-common", "libgtk-3-common", "libgtk-4-common",
)  # fmt: skip
MOZILLA = ("firefox-esr", "thunderbird")
MOZILLA_ENGLISH = "en-ca"  # American English is inside the programs, 80 MB each; this is a small package
MOZILLA_TARGETS = ("kk", "ru")  # there is no Uyghur

LONGEST = 200  # characters
SCRIPT = {"kk": r"[Ѐ-ӿ]", "ru": r"[Ѐ-ӿ]", "ug": r"[؀-ۿ]"}
OWN_SHARE = 0.6  # of the letters of a translation; the rest may be abbreviations such as PDF
LATIN_RUN = re.compile(r"[A-Za-z]{5,}|[A-Za-z]{2,}[\s-]+[A-Za-z]{2,}")
WORD = re.compile(r"[A-Za-z][a-z]|[a-z][A-Z]")  # neither a single letter nor the name of a function
CLOSING = tuple(".:?!؟")
DIRECTION = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# "(_F)" after the text, as in Uyghur, or a sign before a letter; before a capital inside a word it is an identifier.
ACCELERATOR = re.compile(r"\s*\([_&~]\w\)|(?<!\w)[_&~](?=\w)|(?<=\w)[_~](?=[^\WA-Z\d_])")
UNUSABLE = re.compile(
    r"[<>{}\[\]|\\=$_~^*\n\t]"  # tags, braces, escapes, formulas, accelerators that were none
    r"|%[\w%(]|[@#]\w|&#?\w+;"  # placeholders and entities
    r"|://|www\.|\w@|--\w|\.\w+\.\w"  # addresses, options, settings
    r"|\w;\w|^/|^[^\W_]+/\S+$|translator.credits"  # search keywords, paths, time zones
)
FLUENT_MESSAGE = re.compile(r"([A-Za-z][\w-]*) *= *(.*)")
FLUENT_ATTRIBUTE = re.compile(r" +\.([\w-]+) *= *(.*)")


class PackageError(Exception):
    """A package that can't be downloaded or unpacked."""


def command(*words: str) -> None:
    """Run a program in the folder of the packages."""
    done = subprocess.run(words, cwd=PACKAGES, check=False, capture_output=True, text=True)
    if done.returncode:
        raise PackageError(f"{' '.join(words)}: {done.stderr.strip() or f'exit status {done.returncode}'}")


def unpack(package: str) -> Path:
    """Download a package, unless it is there, and return the folder with its files."""
    PACKAGES.mkdir(parents=True, exist_ok=True)
    if not any(PACKAGES.glob(f"{package}_*.deb")):
        command("apt-get", "download", package)
    command("dpkg-deb", "-x", max(PACKAGES.glob(f"{package}_*.deb")).name, package)
    return PACKAGES / package


def read_gettext(package: str) -> Iterator[tuple[str, str, str]]:
    """Yield language, English and translation of the singular messages of a package's .mo files."""
    folder = unpack(package)
    for code in TARGETS:
        paths = folder.glob(f"**/{code}/LC_MESSAGES/*.mo")
        for path in sorted(path for path in paths if not path.is_symlink()):  # links: old names of a catalog
            with path.open("rb") as file:
                # The class offers look-ups only, no public list of its messages.
                catalog: dict[str | tuple[str, int], str] = vars(gettext.GNUTranslations(file))["_catalog"]
            for message, target in catalog.items():
                if isinstance(message, str):  # plurals have tuples
                    yield code, message.rpartition("\x04")[2], target


def read_mozilla(product: str) -> Iterator[tuple[str, str, str]]:
    """Yield language, English and translation of a product's Fluent messages, matched by file and id."""
    english = read_langpack(unpack(f"{product}-l10n-{MOZILLA_ENGLISH}"))
    for code in MOZILLA_TARGETS:
        for key, target in read_langpack(unpack(f"{product}-l10n-{code}")).items():
            if key in english:
                yield code, english[key], target


def read_langpack(folder: Path) -> dict[str, str]:
    """Return the Fluent texts of an unpacked language package by file and id."""
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("**/langpack-*.xpi")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                # [browser/]localization/LANGUAGE/…/FILE.ftl
                if found := re.fullmatch(r"(.*\blocalization/)[\w-]+(/.+\.ftl)", name):
                    entries = parse_fluent(archive.read(name).decode("utf-8"))
                    texts |= {f"{found[1]}{found[2]}#{key}": text for key, text in entries.items()}
    return texts


def parse_fluent(text: str) -> dict[str, str]:
    """Return texts by id; selectors come out mangled, with braces, and are cleaned away later, as access keys are."""
    entries: dict[str, str] = {}
    message = current = ""
    for line in text.splitlines():
        if found := FLUENT_MESSAGE.fullmatch(line):
            message = current = found[1]
            entries[current] = found[2]
        elif message and (found := FLUENT_ATTRIBUTE.fullmatch(line)):
            current = f"{message}.{found[1]}"
            entries[current] = found[2]
        elif line.startswith(" ") and current:
            entries[current] += f" {line.strip()}"
        elif line and line[0] not in " }":  # a comment or a term
            message = current = ""
    return entries


def clean(text: str) -> str:
    """Return a text as people read it, or nothing if it isn't made for reading."""
    text = ACCELERATOR.sub("", DIRECTION.sub("", text).strip(), count=1)
    if UNUSABLE.search(text):
        return ""
    text = normalize(text).removesuffix("...").removesuffix("…").strip()
    return text if len(text) <= LONGEST else ""


def fits(source: str, target: str, code: str) -> bool:
    """Tell whether a text looks like a translation; a copy of the source fails by its script."""
    letters = "".join(re.findall(r"[^\W\d_]", target))
    ratio = (len(target) + 10) / (len(source) + 10)  # ten, so that short words may differ more
    return (
        WORD.search(source) is not None
        and len(re.findall(SCRIPT[code], letters)) > max(1, OWN_SHARE * len(letters))
        and not LATIN_RUN.search(target)
        and 0.45 < ratio < 2.2
        and source.endswith(CLOSING) == target.endswith(CLOSING)
        and sorted(re.findall(r"\d", source)) == sorted(re.findall(r"\d", target))
    )


def collect() -> tuple[list[list[str]], list[str]]:
    """Return sorted rows, one for an English text whatever its case, and why packages are missing from them."""
    # Counted, because the packages disagree: English in any case -> language -> text.
    votes: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    failures: list[str] = []
    for read, names in ((read_gettext, GETTEXT), (read_mozilla, MOZILLA)):
        for name in names:
            try:
                for code, *raw in read(name):
                    source, target = map(clean, raw)
                    if fits(source, target, code):
                        votes[source.casefold()]["en"][source] += 1
                        votes[source.casefold()][code][target] += 1
            except (PackageError, FileNotFoundError, zipfile.BadZipFile) as error:
                failures.append(f"{name}: {error}")
    # One text or none; most_common() puts the earliest of equals first.
    rows = (["".join(dict(texts[c].most_common(1))) for c in ("en", *TARGETS)] for texts in votes.values())
    return sorted(rows), failures


def main() -> None:
    rows, failures = collect()
    TABLE.write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")
    counts = {code: sum(bool(row[column]) for row in rows) for column, code in enumerate(TARGETS, 1)}
    print(f"{TABLE}: {len(rows)} rows, {counts}")
    if failures:
        sys.exit("Made without these packages (try apt-get update):\n" + "\n".join(failures))


if __name__ == "__main__":
    main()
