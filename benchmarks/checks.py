"""The checks on what people wrote and on seeded faults: false alarms, recall, and pofilter on the same faults.

    uv run python -m benchmarks.checks                              # the sample catalogs and all lines of the training corpus
    uv run python -m benchmarks.checks --show 5                     # and 5 alarms of each check and locale
    uv run python -m benchmarks.checks --pofilter /path/to/pofilter # and what translate-toolkit sees of the same faults

The approved targets of the sample articles and the corpus (news, Kazakh, Russian, Uyghur) are taken to be right: each finding
is a false alarm. For recall one fault at a time is put into a right target of the samples, and of the corpus where the samples
have too few places for it; it counts whether the check of its kind tells it, and whether ``--fix`` brings back what was right.

pofilter is run with the filters that mean the same. What it says of the right targets is shown beside it: a filter that flags
all sees every fault. It is GPL and therefore only measured, never used.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

from benchmarks.gates import LOCALES, WRONG, Row, corpus, samples
from tilmach.catalog import Message
from tilmach.checks.entry import Entry
from tilmach.checks.fixing import fixed_target
from tilmach.checks.registry import CHECKS, FIXING
from tilmach.checks.settings import Settings
from tilmach.glossary import Glossary, Term
from tilmach.model import Syntax

EACH = 15  # faults of a kind and locale
URL, MAIL = "https://village.example/news/2031", "desk@village.example"
GLOSSARY = Glossary(
    (Term("pasture", {"kk": ("жайылым",), "ru": ("пастбище",), "ug": ("يايلاق",)}), Term("village", {"kk": ("ауыл",)}))
)
MONTHS = {
    "kk": (
        "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
        "желтоқсан",
    ),
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    "ug": (
        "يانۋار", "فېۋرال", "مارت", "ئاپرېل", "ماي", "ئىيۇن", "ئىيۇل", "ئاۋغۇست", "سېنتەبىر", "ئۆكتەبىر", "نويابىر", "دېكابىر",
    ),
}  # fmt: skip
WEEKDAYS = {
    "kk": ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма"),
    "ru": ("понедельник", "вторник", "среду", "четверг", "пятницу"),
    "ug": ("دۈشەنبە", "سەيشەنبە", "چارشەنبە", "پەيشەنبە", "جۈمە"),
}
PRESENTATION = {"ا": "ﺍ", "ل": "ﻝ", "م": "ﻡ", "ن": "ﻥ", "ب": "ﺏ", "ت": "ﺕ"}
RUSSIAN_KEYBOARD = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
LATIN_MARKS = str.maketrans({"،": ",", "؛": ";", "؟": "?"})
FILTERS = {
    "figures": "numbers", "addresses": "urls,emails", "placeholders": "printf,variables,pythonbraceformat", "markup": "xmltags",
    "quotes": "doublequoting,brackets", "quote-style": "doublequoting", "end-punctuation": "endpunc",
    "punctuation": "endpunc,puncspacing", "spaces": "doublespacing,puncspacing,startwhitespace,endwhitespace",
    "untranslated": "simplecaps", "length": "short,long", "copy": "unchanged", "loop": "doublewords", "script": "validchars",
}  # fmt: skip

Seed = Callable[[str, str, random.Random], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: the check that should tell it, how it is made, and the markup's syntax."""

    kind: str
    check: str
    seed: Seed
    syntax: Syntax = Syntax.PLAIN


def on_target(change: Callable[[str, random.Random], str | None]) -> Seed:
    def seed(source: str, target: str, random_: random.Random) -> tuple[str, str] | None:
        changed = change(target, random_)
        return None if changed is None or changed == target else (source, changed)

    return seed


def with_both(addition: str, faulty: str) -> Seed:
    """Something at the end of both, faulty in the target."""
    return lambda source, target, _: (f"{source} {addition}", f"{target} {faulty}".rstrip())


def around(form: str, lost: Callable[[str], str]) -> Seed:
    """Markup around the first word of both, faulty in the target."""

    def seed(source: str, target: str, _: random.Random) -> tuple[str, str]:
        one, other = (f"{form.format(text.split()[0])} {' '.join(text.split()[1:])}" for text in (source, target))
        return one, lost(other)

    return seed


def digit(target: str, random_: random.Random) -> str | None:
    places = [match.start() for match in re.finditer(r"\d", target)]
    if not places:
        return None
    at = random_.choice(places)
    return target[:at] + str((int(target[at]) + random_.randrange(1, 10)) % 10) + target[at + 1 :]


def other_of(names: Sequence[str], source_names: str) -> Seed:
    def seed(source: str, target: str, random_: random.Random) -> tuple[str, str] | None:
        for name in names if re.search(source_names, source) else ():
            if name in target:
                return source, target.replace(name, random_.choice([each for each in names if each != name]))
        return None

    return seed


def word(at: float, change: Callable[[str], str]) -> Callable[[str, random.Random], str | None]:
    def changed(target: str, _: random.Random) -> str | None:
        words = target.split(" ")
        place = int(at * len(words))
        if len(words) < 5 or not words[place].isalpha():
            return None
        words[place] = change(words[place])
        return " ".join(words)

    return changed


def left_word(source: str, target: str, random_: random.Random) -> tuple[str, str] | None:
    kept = [each for each in source.split() if each.isalpha() and each.islower() and len(each) > 3]
    words = target.split(" ")
    if not kept or len(words) < 6:
        return None
    words[random_.randrange(1, len(words) - 1)] = random_.choice(kept)
    return source, " ".join(words)


def russian_words(rows: Sequence[Row]) -> Seed:
    by_source = {source: targets["ru"] for source, targets in rows}

    def seed(source: str, target: str, _: random.Random) -> tuple[str, str] | None:
        russian = by_source.get(source, "").split(" ")
        words = target.split(" ")
        if len(words) < 8 or len(russian) < 8:
            return None
        # a Russian phrase of four words in the middle
        return source, " ".join([*words[: len(words) // 2], *russian[2:6], *words[len(words) // 2 + 2 :]])

    return seed


def halved(target: str, _: random.Random) -> str | None:
    words = target.split()
    return " ".join(words[: len(words) // 3]) if len(words) > 8 else None


def faults(locale: str, rows: Sequence[Row]) -> Iterator[Fault]:
    yield Fault("digit changed", "figures", on_target(digit))
    yield Fault("figure lost", "figures", on_target(lambda target, _: re.sub(r"\d+ ?", "", target, count=1)))
    yield Fault(
        "month changed", "dates", other_of(MONTHS[locale], r"\b(?:January|February|April|June|July|September|October)\b")
    )
    yield Fault("weekday changed", "dates", other_of(WEEKDAYS[locale], r"\b(?:Mon|Tues|Wednes|Thurs|Fri)day\b"))
    yield Fault("address cut", "addresses", with_both(URL, URL[:-3]))
    yield Fault("e-mail changed", "addresses", with_both(MAIL, MAIL.replace("desk", "desck")))
    yield Fault("placeholder lost", "placeholders", with_both("%(name)s", ""))
    yield Fault("placeholder changed", "placeholders", with_both("{name}", "{nama}"))
    yield Fault("tag lost", "markup", around("<b>{}</b>", lambda text: text.replace("</b>", "")), Syntax.HTML)
    yield Fault("emphasis lost", "markup", around("**{}**", lambda text: text.replace("**", "")), Syntax.MARKDOWN)
    yield Fault(
        "link lost", "markup", around("[{}](/news/7)", lambda text: re.sub(r"\[(.*?)\]\(.*?\)", r"\1", text)), Syntax.MARKDOWN
    )
    yield Fault("closing mark lost", "quotes", on_target(lambda target, _: target.replace("»", "", 1)))
    yield Fault("bracket lost", "quotes", with_both("(VN)", "(VN"))
    yield Fault("straight marks", "quote-style", on_target(lambda target, _: re.sub("[«»]", '"', target)))
    yield Fault("English marks", "quote-style", on_target(lambda target, _: target.replace("«", "“").replace("»", "”")))
    yield Fault("full stop lost", "end-punctuation", on_target(lambda target, _: target.removesuffix(".")))
    yield Fault("question told", "end-punctuation", on_target(lambda target, _: re.sub("[?؟]$", ".", target)))
    if locale == "ug":
        yield Fault("Latin marks", "punctuation", on_target(lambda target, _: target.translate(LATIN_MARKS)))
        yield Fault(
            "presentation form",
            "presentation-forms",
            on_target(lambda target, _: re.sub("[المنبت]", lambda match: PRESENTATION[match[0]], target, count=2)),
        )
    yield Fault("double space", "spaces", on_target(lambda target, _: target.replace(" ", "  ", 1)))
    yield Fault("space before a sign", "spaces", on_target(lambda target, _: re.sub("([,،.])(?= |$)", r" \1", target, count=1)))
    yield Fault("space lost", "spaces", on_target(lambda target, _: re.sub(r"(?<=[^\W\d])([,،]) (?=[^\W\d])", r"\1", target)))
    yield Fault("source's word left", "untranslated", left_word)
    if locale == "kk":
        yield Fault("Russian phrase", "untranslated", russian_words(rows))
        yield Fault(
            "Russian keyboard", "letters",
            on_target(lambda target, _: target.translate(RUSSIAN_KEYBOARD) if len(target) > 50 else None),
        )  # fmt: skip
    yield Fault("foreign letter", "script", on_target(word(0.5, lambda each: each[:1] + "w" + each[1:])))
    wrong = [text for _, text in WRONG[locale]]
    yield Fault(
        "another language", "language",
        lambda source, target, random_: (source, random_.choice(wrong)) if 40 < len(source) < 110 else None,
    )  # fmt: skip
    yield Fault("a third is there", "length", on_target(halved))
    yield Fault("copy", "copy", lambda source, _target, _: (source, source) if len(source.split()) > 3 else None)
    yield Fault(
        "loop", "loop", on_target(lambda target, _: " ".join([*target.split()[:-2], *target.split()[-2:] * 4]))
    )  # fmt: skip
    yield Fault("direction mark", "bidi-controls", on_target(lambda target, _: f"\u202b{target}\u202c"))
    yield Fault("term lost", "term", lambda source, target, _: without_term(source, target, locale))


def without_term(source: str, target: str, locale: str) -> tuple[str, str] | None:
    for term in GLOSSARY.find(source):
        if term.wanted(locale) and term.is_respected(target, locale):
            stem = term.wanted(locale)[0][:4]
            changed = re.sub(rf"\b{stem}\w*", "—", target, flags=re.IGNORECASE)
            return (source, changed) if changed != target else None
    return None


def entry(source: str, target: str, locale: str, syntax: Syntax = Syntax.PLAIN) -> Entry:
    return Entry(Message(source, target), locale, syntax=syntax, glossary=GLOSSARY)


def tells(check: str, each: Entry) -> bool:
    return next(iter(CHECKS[check].function([each])), None) is not None


def alarms(rows: Sequence[Row], show: int) -> None:
    print("False alarms: findings in right targets\n")
    print(f"{'check':20}" + "".join(f"{locale + ' samples':>14}{locale + ' corpus':>17}" for locale in LOCALES))
    texts = {}
    for locale in LOCALES:
        texts[locale, "samples"] = [Entry(Message(*pair), locale) for pair in samples(locale)]
        texts[locale, "corpus"] = [Entry(Message(source, targets[locale]), locale) for source, targets in rows]
    total: dict[tuple[str, str], set[int]] = defaultdict(set)
    for name, check in CHECKS.items():
        if name in ("merged", "ignore", "term"):
            continue  # they need more than a pair
        cells = []
        for key, entries in texts.items():
            found = list(check.function(entries))
            total[key] |= {id(each) for each, _ in found}
            share = f" {100 * len(found) / len(entries):6.3f}%" if key[1] == "corpus" else ""
            cells.append(f"{len(found)}{share}".rjust(17 if share else 14))
            for each, problem in random.Random(2).sample(found, min(show, len(found))):
                print(f"  {key[0]} {problem.text}\n    {each.source}\n    {each.target}")
        print(f"{name:20}" + "".join(cells), flush=True)
    cells = [
        f"{len(total[key])}{f' {100 * len(total[key]) / len(entries):6.3f}%' if key[1] == 'corpus' else ''}".rjust(
            17 if key[1] == "corpus" else 14
        )
        for key, entries in texts.items()
    ]
    print(f"{'any':20}" + "".join(cells))
    print(
        "of                  "
        + "".join(f"{len(entries)}".rjust(17 if key[1] == "corpus" else 14) for key, entries in texts.items())
    )


@dataclass(frozen=True, slots=True)
class Seeded:
    """A fault in its place."""

    fault: Fault
    locale: str
    source: str
    target: str
    right: tuple[str, str]


def seeded(rows: Sequence[Row]) -> Iterator[Seeded]:
    for locale in LOCALES:
        texts = [*samples(locale), *((source, targets[locale]) for source, targets in rows)]
        for fault in faults(locale, rows):
            random_ = random.Random(3)
            count = 0
            for source, target in texts:
                made = fault.seed(source, target, random_)
                if made and count < EACH:
                    count += 1
                    yield Seeded(fault, locale, *made, (source, target))


def recall(found: Sequence[Seeded], pofilter: str | None) -> None:
    table: dict[tuple[str, str], dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    mended: dict[str, list[bool]] = defaultdict(list)
    for each in found:
        one = entry(each.source, each.target, each.locale, each.fault.syntax)
        table[each.fault.kind, each.fault.check][each.locale].append(tells(each.fault.check, one))
        if each.fault.check in FIXING and each.source == each.right[0] and each.fault.kind != "space lost":
            mended[each.fault.kind].append(fixed_target(one, Settings()) == each.right[1])
    print(f"\nRecall: {len(found)} seeded faults\n")
    others = judged(found, pofilter) if pofilter else {}
    print(
        f"{'fault':22}{'check':20}" + "".join(f"{locale:>9}" for locale in LOCALES) + f"{'mended':>10}  pofilter (right ones)"
    )
    for (kind, check), cells in table.items():
        shown = "".join(f"{f'{sum(cells[locale])}/{len(cells[locale])}' if locale in cells else '':>9}" for locale in LOCALES)
        repaired = f"{sum(mended[kind])}/{len(mended[kind])}" if kind in mended else ""
        print(f"{kind:22}{check:20}{shown}{repaired:>10}  {others.get(kind, '')}".rstrip())
    told = [tells for cells in table.values() for each in cells.values() for tells in each]
    print(f"{'all':42}{sum(told)}/{len(told)} = {100 * sum(told) / len(told):.1f}%")


def judged(found: Sequence[Seeded], pofilter: str) -> dict[str, str]:
    """Return what pofilter sees of the faults by kind, and in brackets of the same targets without the fault."""
    result: dict[str, str] = {}
    for kind in dict.fromkeys(each.fault.kind for each in found):
        group = [each for each in found if each.fault.kind == kind]
        filters = FILTERS.get(group[0].fault.check)
        if filters is None:
            result[kind] = "-"
            continue
        seen = [0, 0]
        for locale in LOCALES:
            own = [each for each in group if each.locale == locale]
            for place, pairs in enumerate(([(e.source, e.target) for e in own], [right_of(e) for e in own])):
                seen[place] += flagged(pairs, locale, filters, pofilter)
        result[kind] = f"{seen[0]}/{len(group)} ({seen[1]}) {filters}"
    return result


def right_of(each: Seeded) -> tuple[str, str]:
    """Return the pair without its fault: what the fault added to the source stands in the right target, too."""
    source, target = each.right
    added = each.source.removeprefix(source) if each.source.startswith(source) else ""
    return source + added, target + added


def flagged(pairs: Sequence[tuple[str, str]], locale: str, filters: str, pofilter: str) -> int:
    if not pairs:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "in.po"), Path(folder, "out.po")
        file = polib.POFile()
        file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": locale}
        for number, (source, target) in enumerate(pairs):
            file.append(polib.POEntry(msgid=source, msgstr=target, msgctxt=str(number)))
        file.save(str(before))
        tests = [f"--test={name}" for name in filters.split(",")]
        command = [pofilter, "--progress=none", f"--language={locale}", *tests, str(before), str(after)]
        subprocess.run(command, check=True, capture_output=True)
        return sum(1 for each in polib.pofile(str(after)) if each.msgid) if after.exists() else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=0, help="lines of the corpus; 0 is all")
    parser.add_argument("--show", type=int, default=0, help="false alarms to print for each check and locale")
    parser.add_argument("--pofilter", help="translate-toolkit's program, to compare with")
    options = parser.parse_args()
    rows = corpus()
    rows = random.Random(11).sample(rows, options.count or len(rows))
    alarms(rows, options.show)
    recall(list(seeded(rows)), options.pofilter)


if __name__ == "__main__":
    main()
