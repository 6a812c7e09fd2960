"""The post-editing ledger: how much people had to change in machine drafts: ``effort()``.

Nothing is kept in step: catalogs tell which targets began as whose drafts, the draft cache what the drafts were. The cache may
be deleted at any time; drafts that it does not have are counted as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tilmach.catalog import Message, State, fingerprint
from tilmach.errors import TilmachError
from tilmach.evaluation import Edits, edits
from tilmach.memory.store import Store
from tilmach.model import MERGED
from tilmach.project import Article, Project
from tilmach.workflow.report import Report
from tilmach.workflow.sources import catalog_of

_GLOSSARY = re.compile(r", glossary [0-9a-f]{6}$")


@dataclass(frozen=True, slots=True)
class Effort:
    """What people did to the drafts of one model.

    Attributes:
        model: What drafted; the glossary's part of its name is left out.
        locale: The target locale.
        article: Its name; empty in a total of several.
        messages: Targets that began as its drafts and that a person has approved or edited.
        unchanged: How many of them were approved to the letter.
        unknown: How many began as a draft whose text is not known any more.
        edits: From the known drafts to their targets.
    """

    model: str
    locale: str
    article: str
    messages: int = 0
    unchanged: int = 0
    unknown: int = 0
    edits: Edits = field(default_factory=Edits)

    def __add__(self, other: Effort) -> Effort:
        return replace(
            self,
            messages=self.messages + other.messages,
            unchanged=self.unchanged + other.unchanged,
            unknown=self.unknown + other.unknown,
            edits=self.edits + other.edits,
        )


def effort(project: Project, articles: Sequence[Article], targets: Sequence[str]) -> tuple[list[Effort], Report]:
    """Return a row per article, locale and model whose drafts people have worked on.

    Obsolete messages count too: an article that changes does not undo the work. A draft that was approved as it is tells its
    text by itself, but is measured like the others, only from the cache: else, with the cache gone, the unchanged ones alone
    would be known, and every model would seem perfect.

    Raises:
        TilmachError: The draft cache can't be used.
    """
    report = Report()
    rows: list[Effort] = []
    with Store(project.memory_path) as store:
        for article in articles:
            for locale in targets:
                try:
                    catalog = catalog_of(project, article, locale)
                except TilmachError as error:
                    report.failures.append(error)
                    continue
                found: dict[str, Effort] = {}
                for message in (*catalog.messages, *catalog.obsolete):
                    row = _row(message, locale, article.name, store)
                    if row:
                        found[row.model] = found[row.model] + row if row.model in found else row
                rows += found.values()
    return rows, report


def totals(rows: Iterable[Effort]) -> list[Effort]:
    """Return a row per locale and model over all articles, the locales as they come, in each the least edited model first."""
    found: dict[tuple[str, str], Effort] = {}
    for row in rows:
        key = (row.locale, row.model)
        found[key] = found[key] + row if key in found else replace(row, article="")
    order = list(dict.fromkeys(locale for locale, _ in found))
    return sorted(found.values(), key=lambda row: (order.index(row.locale), *_worth(row)))


def without_glossary(model: str) -> str:
    """Return a model's name as its engine has it, without what the glossary wished for in one sentence."""
    return _GLOSSARY.sub("", model)


def _worth(row: Effort) -> tuple[float, int]:
    """Return what sorts the least edited first; by characters, since a suffix is a whole word only to who counts words."""
    rate = row.edits.character_rate
    return (float("inf") if rate is None else rate, -row.messages)


def _row(message: Message, locale: str, article: str, store: Store) -> Effort | None:
    """Return the row of one message, or None if it began as no machine draft or nobody has looked at it."""
    model = message.model
    if model is None or message.machine_hash is None or message.state not in (State.APPROVED, State.EDITED):
        return None
    row = Effort(without_glossary(model), locale, article, 1, int(message.is_untouched_machine))
    draft = store.drafts(model, locale, [message.source]).get(message.source)
    if draft is None or fingerprint(draft) != message.machine_hash:
        return replace(row, unknown=1)
    # a sentence merged into its neighbour: all of its draft went
    return replace(row, edits=edits(draft, "" if message.target == MERGED else message.target))
