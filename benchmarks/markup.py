"""Inline markup through the model in the box: do all codes come back, well nested, and at the right words?

    uv run python benchmarks/markup.py --count 300 --sample 60

News sentences of the training corpus get markup around a word or a phrase (bold, a link, code, nested emphasis), in
Markdown and in HTML, and are drafted into all three languages. Counted: drafts with every code of their source and no
other, well nested. A sample is printed for a person to judge whether each code is at the right words.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from tilmach.engines.installed import Installed
from tilmach.inline import Syntax, codes
from tilmach.inline.protection import protect, restore

CORPUS = Path(__file__).parent.parent / "training" / "corpus"
LOCALES = ("kk", "ru", "ug")
FORMS = {
    Syntax.MARKDOWN: [
        "**{}**", "*{}*", "[{}](https://village.example/a)", "[**{}** here](https://village.example/b)", "`x = 1` {}", "{}[^1]",
    ],
    Syntax.HTML: [
        "<b>{}</b>", "<i>{}</i>", '<a href="https://village.example/a">{}</a>', "<em><b>{}</b></em>",
        "<code>x</code> {}", "{}<br>",
    ],
}  # fmt: skip


def marked(source: str, syntax: Syntax, random_: random.Random) -> str:
    words = source.split()
    size = random_.choice([1, 1, 2, 3])
    start = random_.randrange(0, max(1, len(words) - size))
    phrase = " ".join(words[start : start + size])
    inside = phrase.strip(".,;:!?“”\"'‘’()")
    form = random_.choice(FORMS[syntax])
    return " ".join([*words[:start], phrase.replace(inside, form.format(inside), 1), *words[start + size :]])


def is_nested(text: str, syntax: Syntax) -> bool:
    stack = []
    for code in codes(text, syntax):
        if code.opens:
            stack.append(code.start)
        elif code.closes and (not stack or stack.pop() != code.partner):
            return False
    return not stack


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--sample", type=int, default=60)
    options = parser.parse_args()
    random_ = random.Random(11)
    lines = [
        line.split("\t")[0]
        for path in sorted(CORPUS.glob("growp-*.tsv"))
        for line in path.read_text("utf-8").splitlines()
        if 6 <= len(line.split("\t")[0].split()) <= 24
    ]
    engines = Installed("en", "starter")
    shown: list[tuple[str, str, str, bool]] = []
    for syntax in (Syntax.MARKDOWN, Syntax.HTML):
        sources = [marked(line, syntax, random_) for line in random_.sample(lines, options.count)]
        sources = [source for source in sources if codes(source, syntax)]
        for locale in LOCALES:
            bare = [protect(source, syntax) for source in sources]
            drafts = {}
            for batch in engines.engine_for(locale).translate([each.text for each in bare], linked=True):
                for draft in batch:
                    drafts[draft.index] = restore(draft.target, bare[draft.index], draft.links)
            whole = nested = sure = 0
            for index, source in enumerate(sources):
                target, is_sure = drafts[index]
                wanted = Counter(source[code.start : code.end] for code in codes(source, syntax))
                whole += wanted == Counter(target[code.start : code.end] for code in codes(target, syntax))
                nested += is_nested(target, syntax)
                sure += is_sure
                shown.append((locale, source, target, is_sure))
            print(
                f"{syntax} {locale}: {len(sources)} sentences, all codes {whole}, well nested {nested}, placed by links {sure}"
            )
    for locale, source, target, is_sure in random_.sample(shown, options.sample):
        print(f"\n{locale}{'' if is_sure else ' (a guess)'}\n  {source}\n  {target}")


if __name__ == "__main__":
    main()
