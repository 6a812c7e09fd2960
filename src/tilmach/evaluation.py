"""How good translations are: scores against references, the edits from a draft to what became of it, agreement of two drafts.

Scores are sacrebleu's (Post 2018, "A Call for Clarity in Reporting BLEU Scores"), each with the signature that tells how it was
made. Numbers of different signatures, sentences or references say nothing about each other.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tilmach import locales

if TYPE_CHECKING:
    from sacrebleu.metrics.chrf import CHRF

_KASHIDA = "\u0640"  # stretches an Arabic letter; says nothing


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of translations against references.

    Attributes:
        chrf: chrF++ (characters up to six, words up to two), 0 to 100, the higher the better.
        bleu: BLEU, 0 to 100, the higher the better.
        ter: Translation edit rate, edits per 100 words of the references, the lower the better; may be above 100.
        signatures: sacrebleu's signature of each, by ``chrF++``, ``BLEU``, ``TER``.
    """

    chrf: float
    bleu: float
    ter: float
    signatures: dict[str, str]


def score(hypotheses: Sequence[str], references: Sequence[str], locale: str) -> Scores:
    """Return the corpus scores of translations, one reference each.

    Args:
        hypotheses: What is scored; an empty text counts as a sentence left out.
        references: What people wrote, in the same order.
        locale: Of both. BLEU splits words with sacrebleu's ``13a``, which everybody reports; scripts from right to left with
            ``intl``, since ``13a`` does not know their comma and question mark and would make them part of the word.

    Raises:
        ValueError: There are no sentences, or not as many of one as of the other.
    """
    if not references or len(hypotheses) != len(references):
        raise ValueError(f"{len(hypotheses)} translations can't be scored against {len(references)} references")
    from sacrebleu.metrics.bleu import BLEU  # noqa: PLC0415  0.3 s and numpy, only where something is measured
    from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415
    from sacrebleu.metrics.ter import TER  # noqa: PLC0415

    tokenizer = "intl" if locales.is_right_to_left(locale) else "13a"
    # force: or it warns of spaces before full stops, which a bad model may write
    metrics = {"chrF++": CHRF(word_order=2), "BLEU": BLEU(tokenize=tokenizer, force=True), "TER": TER()}
    found = {name: metric.corpus_score(hypotheses, [references]).score for name, metric in metrics.items()}
    signatures = {name: str(metric.get_signature()) for name, metric in metrics.items()}
    return Scores(found["chrF++"], found["BLEU"], found["TER"], signatures)


def agreement(draft: str, other: str, locale: str) -> int:
    """Return how far a draft agrees with another one of the same source, 0 to 100.

    Sentence chrF++, the other draft as reference: mostly characters, since in Kazakh and Uyghur two good drafts often differ in
    a suffix, and what the draft lacks counts more than what it has too much. Tried against the edits that people made, chrF and
    beta 1 told nothing more (docs/status.md has the figures); this one is what comparisons use too. Differences that no reader
    sees (composed or not, Arabic presentation forms and kashidas, bidi controls) do not count.

    Args:
        draft: The draft, best without markup: the same link in both would make them alike.
        other: The second opinion.
        locale: Of both.
    """
    one, two = _plain(draft, locale), _plain(other, locale)
    found: float = _chrf().sentence_score(one, [two]).score
    return round(found)


@functools.cache
def _chrf() -> CHRF:
    from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415  see above

    return CHRF(word_order=2)


def _plain(text: str, locale: str) -> str:
    if not locales.is_right_to_left(locale):
        return unicodedata.normalize("NFC", text)
    whole = unicodedata.normalize("NFKC", text)
    return "".join(char for char in whole if char != _KASHIDA and unicodedata.category(char) != "Cf")


@dataclass(frozen=True, slots=True)
class Edits:
    """What it took to make a target of a draft: insertions, deletions and substitutions (Levenshtein), no moves.

    Attributes:
        characters: Edits of characters.
        draft_characters: Characters of the draft.
        words: Edits of words; what spaces part is a word.
        target_words: Words of the target.
    """

    characters: int = 0
    draft_characters: int = 0
    words: int = 0
    target_words: int = 0

    def __add__(self, other: Edits) -> Edits:
        return Edits(
            self.characters + other.characters,
            self.draft_characters + other.draft_characters,
            self.words + other.words,
            self.target_words + other.target_words,
        )

    @property
    def character_rate(self) -> float | None:
        """Edits per character of the draft; None without a draft."""
        return self.characters / self.draft_characters if self.draft_characters else None

    @property
    def word_rate(self) -> float | None:
        """Edits per word of the target, as HTER has it (Snover et al. 2006) but without moves; None without words."""
        return self.words / self.target_words if self.target_words else None


def edits(draft: str, target: str) -> Edits:
    """Return what it took to make a target of a draft."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  most runs measure nothing

    ours, theirs = draft.split(), target.split()
    return Edits(Levenshtein.distance(draft, target), len(draft), Levenshtein.distance(ours, theirs), len(theirs))
