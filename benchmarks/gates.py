"""The gates on what people wrote and on seeded faults: false alarms, recall, speed.

    uv run python benchmarks/gates.py                      # 3,000 lines of the training corpus
    uv run python benchmarks/gates.py --count 0 --show 20  # all lines, and 20 false alarms of each locale

The corpus (news, Kazakh, Russian, Uyghur) and the approved targets of the sample articles must pass: each failure is a false
alarm, if the line is right. For recall one fault at a time is put into a right target, and it counts which gate, if any, sees
it. Kyrgyz, Tatar, Ukrainian, Persian and Arabic sentences are written for this file; they stand for a model that answers in
the wrong language.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from tilmach import gates, po
from tilmach.catalog import State
from tilmach.gates import GATES, Gates
from tilmach.inline import Syntax
from tilmach.model import MERGED

ROOT = Path(__file__).parent.parent
LOCALES = ("kk", "ru", "ug")
WRONG = {
    "kk": [
        ("ky", "Айылдын тургундары суу маселеси боюнча райондун жетекчилигине кат жазышты."),
        ("ky", "Мугалимдер айлык акыны көтөрүүнү талап кылып, борбордук аянтка чыгышты."),
        ("ky", "Сот малчылардын арызын канааттандырып, жайытты кайтарып берди."),
        ("tt", "Авыл халкы су мәсьәләсе буенча район җитәкчелегенә хат язды."),
        ("tt", "Укытучылар хезмәт хакын күтәрүне таләп итеп, үзәк мәйданга чыктылар."),
        ("tt", "Мәхкәмә көтүчеләрнең гаризасын канәгатьләндерде һәм көтүлекне кайтарып бирде."),
    ],
    "ru": [
        ("uk", "Мешканці села написали листа керівництву району через нестачу води."),
        ("uk", "Учителі вийшли на головну площу з вимогою підвищити заробітну плату."),
        ("uk", "Нову дорогу відкриють навесні наступного року, сказав представник міністерства."),
        ("uk", "Суд задовольнив позов чабанів і повернув їм пасовище біля річки."),
    ],
    "ug": [
        ("fa", "ساکنان روستا درباره کمبود آب نامه‌ای به مقامات شهرستان نوشتند."),
        ("fa", "آموزگاران برای افزایش دستمزد در میدان مرکزی شهر گرد آمدند."),
        ("fa", "دادگاه به سود دامداران رای داد و چراگاه را به آنان بازگرداند."),
        ("fa", "سخنگوی وزارت گفت راه تازه در بهار سال آینده باز خواهد شد."),
        ("ar", "كتب سكان القرية رسالة إلى إدارة المنطقة بشأن نقص المياه."),
        ("ar", "تجمع المعلمون في الساحة المركزية مطالبين بزيادة الأجور."),
        ("ar", "قبلت المحكمة دعوى الرعاة وأعادت إليهم المرعى قرب النهر."),
        ("ar", "قال متحدث باسم الوزارة إن الطريق الجديد سيفتح في ربيع العام المقبل."),
    ],
}  # fmt: skip
INSTEAD = {"kk": {"script": "ug", "ru instead": "ru"}, "ru": {"script": "ug", "kk instead": "kk"}, "ug": {"script": "kk"}}
FIGURE = re.compile(r"\d+")
URL = "https://village.example/news/2031"

Row = tuple[str, dict[str, str]]
Fault = Callable[[str, str, random.Random], tuple[str, str, Syntax] | None]


def corpus() -> list[Row]:
    rows = []
    for path in sorted((ROOT / "training" / "corpus").glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            source, *targets = line.split("\t")
            if len(targets) == 3 and source and all(targets):
                rows.append((source, dict(zip(LOCALES, targets, strict=True))))
    return rows


def samples(locale: str) -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "locales" / locale / "LC_MESSAGES").glob("*.po")):
        for message in po.read(path, locale).messages:
            if message.state is State.APPROVED and message.target != MERGED:
                yield message.source, message.target


def plain(change: Callable[[str, random.Random], str | None]) -> Fault:
    """A fault of the target alone."""

    def fault(source: str, target: str, random_: random.Random) -> tuple[str, str, Syntax] | None:
        changed = change(target, random_)
        return None if changed is None or changed == target else (source, changed, Syntax.PLAIN)

    return fault


def marked(form: str, lose: Callable[[str], str]) -> Fault:
    """Markup around the first word of both, and a fault in the target's."""

    def fault(source: str, target: str, random_: random.Random) -> tuple[str, str, Syntax] | None:
        both = [f"{form.format(text.split()[0])} {' '.join(text.split()[1:])}" for text in (source, target)]
        return both[0], lose(both[1]), Syntax.MARKDOWN

    return fault


def looped(target: str, random_: random.Random) -> str | None:
    words = target.split()
    if len(words) < 6:
        return None
    at, size = random_.randrange(2, len(words) - 2), random_.choice((1, 2, 3, 4))
    return " ".join(words[:at] + words[at : at + size] * 4 + words[at + size :])


def again(target: str, _: random.Random) -> str | None:
    words = target.split()
    return " ".join([*words, *words[len(words) // 2 :]]) if len(words) > 7 else None


def syllables(target: str, random_: random.Random) -> str | None:
    words = target.split()
    at = random_.randrange(len(words))
    words[at] = words[at][:2] * 5 + words[at][2:]
    return " ".join(words) if words[at][:2].isalpha() else None


def halved(target: str, _: random.Random) -> str | None:
    words = target.split()
    return " ".join(words[: len(words) // 2]) if len(words) > 7 else None


def other_figure(target: str, random_: random.Random) -> str | None:
    places = list(FIGURE.finditer(target))
    if not places:
        return None
    match = random_.choice(places)
    at = random_.randrange(*match.span())
    return target[:at] + str((int(target[at]) + random_.randrange(1, 10)) % 10) + target[at + 1 :]


def unquoted(marks: str) -> Fault:
    def fault(source: str, target: str, _: random.Random) -> tuple[str, str, Syntax] | None:
        changed = "".join(char for char in target if char not in marks)
        return (source, changed, Syntax.PLAIN) if changed != target and re.search('[“"]', source) else None

    return fault


def faults(locale: str, rows: list[Row]) -> dict[str, Fault]:
    def with_source(change: Callable[[str, str], str]) -> Fault:
        return lambda source, target, _: (source, change(source, target), Syntax.PLAIN)

    def other(code: str) -> Fault:
        by_source = {source: targets[code] for source, targets in rows}
        return lambda source, target, _: (source, by_source[source], Syntax.PLAIN) if len(target) > 20 else None

    def half(source: str, target: str, _: random.Random) -> tuple[str, str, Syntax] | None:
        one, two = source.split(), target.split()
        return (source, " ".join(one[: len(one) // 2] + two[len(two) // 2 :]), Syntax.PLAIN) if len(one) > 7 else None

    return {kind: other(code) for kind, code in INSTEAD[locale].items()} | {
        "copy": with_source(lambda source, _: source),
        "half a copy": half,
        "loop": plain(looped), "second half again": plain(again), "syllable loop": plain(syllables),
        "second half cut": plain(halved),
        "figure changed": plain(other_figure),
        "figure lost": plain(lambda target, _: FIGURE.sub("", target, count=1)),
        "figure invented": plain(lambda target, random_: f"{random_.randrange(13, 99)} {target}"),
        "quotation mark lost": unquoted("»"), "quotation lost": unquoted("«»"),
        "markup lost": marked("**{}**", lambda text: text.replace("**", "", 1)),
        "markup invented": marked("**{}**", lambda text: f"*{text}*"),
        "link lost": marked("[{}](/news/7)", lambda text: re.sub(r"\[(.*?)\]\(/news/7\)", r"\1", text)),
        "address cut": lambda source, target, _: (f"{source} {URL}", f"{target} {URL[:-3]}", Syntax.PLAIN),
    }  # fmt: skip


def alarms(pairs: list[tuple[str, str]], locale: str, show: int) -> Counter[str]:
    found: Counter[str] = Counter()
    gates_ = Gates("en", locale)
    for source, target in pairs:
        failures = gates_.failures(source, target)
        found.update({failure.gate for failure in failures})
        found["any"] += bool(failures)
        if failures and show:
            show -= 1
            print(f"  {locale} {failures[0].gate}: {failures[0].reason}\n    {source}\n    {target}")
    return found


def recall(rows: list[Row]) -> None:
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for locale in LOCALES:
        for kind, fault in faults(locale, rows).items():
            random_ = random.Random(3)
            seeded = [made for source, targets in rows if (made := fault(source, targets[locale], random_))]
            seen = Counter(failure.gate if failure else "" for failure in (Gates("en", locale).first(*made) for made in seeded))
            table[kind][locale] = f"{100 * (1 - seen[''] / len(seeded)):5.1f} of {len(seeded):<4} {seen.most_common(1)[0][0]}"[
                :34
            ]
        for language in dict.fromkeys(language for language, _ in WRONG[locale]):
            texts = [text for other, text in WRONG[locale] if other == language]
            seen = sum(
                bool(Gates("en", locale).first("The villagers wrote to the head of the district.", text)) for text in texts
            )
            table[f"{language} instead"][locale] = f"{100 * seen / len(texts):5.1f} of {len(texts)}"
    print(f"\nRecall, per cent\n{'fault':20}" + "".join(f" {locale:34}" for locale in LOCALES))
    for kind, cells in table.items():
        print(f"{kind:20}" + "".join(f" {cells.get(locale, ''):34}" for locale in LOCALES).rstrip())


def speed(rows: list[Row]) -> None:
    start = time.process_time()
    language = gates.language.identifier()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"\nLanguage model loaded in {time.process_time() - start:.2f} s ({len(language.labels)} languages); peak {memory} MB"
    )
    for locale in LOCALES:
        times = {}
        pairs = [gates.Pair("en", locale, source, targets[locale]) for source, targets in rows]
        for name, reasons in GATES.items():
            start = time.process_time()
            for pair in pairs:
                list(reasons(pair))
            times[name] = (time.process_time() - start) / len(pairs) * 1e6
        each = ", ".join(f"{name} {value:.0f}" for name, value in times.items())
        print(f"{locale}: {sum(times.values()):.0f} µs of processor time a sentence: {each}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=3000, help="lines of the corpus; 0 is all")
    parser.add_argument("--show", type=int, default=0, help="false alarms to print for each locale")
    options = parser.parse_args()
    rows = corpus()
    rows = random.Random(11).sample(rows, options.count or len(rows))
    speed(rows[:2000])
    names = ("any", *GATES)
    print("\nFalse alarms, per cent\n" + f"{'':20}" + "".join(f"{name:>10}" for name in names))
    for locale in LOCALES:
        for title, pairs in (
            ("corpus", [(source, targets[locale]) for source, targets in rows]),
            ("samples", list(samples(locale))),
        ):
            found = alarms(pairs, locale, options.show)
            print(
                f"{locale} {title} {len(pairs):<8}"[:20].ljust(20)
                + "".join(f"{100 * found[name] / len(pairs):10.3f}" for name in names)
            )
    recall([row for row in rows if len(row[0].split()) > 2][:2000])


if __name__ == "__main__":
    main()
