"""Sentences as tokens: cut where they are too long for a model, checked for loops, linked word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tilmach.engines import Batch, Chooser, Draft
from tilmach.model import Links

LONGEST_SOURCE = 200  # tokens; models have seen no longer sentences, and CTranslate2 cuts at 1,024
LOOP = 4  # times that the same three tokens stand in a target
_FAINT = 0.15  # attention below which a word is not linked: one of a target's pieces adds 1 in all
_WORD_MARK = "▁"  # SentencePiece's sign for the space before a word


class Pieces:
    """Sentences that are too long for a model are translated in pieces and put together again."""

    def __init__(
        self, sentences: list[list[str]], choose: Chooser | None = None, *, linked: bool = False, is_cut: bool = True
    ) -> None:
        self.choose, self.linked = choose, linked
        self._links: dict[int, Links] = {}
        self.tokens: list[list[str]] = []
        self.owner: list[int] = []
        self._parts: list[list[str | None]] = []
        for index, tokens in enumerate(sentences):
            parts = list(_cut(tokens)) if is_cut else [tokens]
            self.tokens += parts
            self.owner += [index] * len(parts)
            self._parts.append([None] * len(parts))
        self._first = {owner: position for position, owner in reversed(list(enumerate(self.owner)))}

    def link(self, position: int, links: Links) -> None:
        """Keep the links between the words of a piece and its target."""
        self._links[position] = links

    def is_whole(self, position: int) -> bool:
        """Return whether a piece is a sentence."""
        return len(self._parts[self.owner[position]]) == 1

    def whole(self, decoded: Iterable[tuple[int, str]]) -> Batch:
        """Take decoded pieces; return the sentences that are whole now."""
        done: Batch = []
        for position, text in decoded:
            owner = self.owner[position]
            parts = self._parts[owner]
            parts[position - self._first[owner]] = text
            if None not in parts:
                links = self._links.get(position, ()) if len(parts) == 1 else ()
                done.append(Draft(owner, " ".join(part for part in parts if part), links))
        return done


def loops(tokens: list[str]) -> bool:
    """Whether a target runs in circles: the same three tokens stand in it ``LOOP`` times or more."""
    if len(tokens) < LOOP + 2:
        return False
    return max(Counter(zip(tokens, tokens[1:], tokens[2:], strict=False)).values()) >= LOOP


def _cut(tokens: list[str]) -> Iterator[list[str]]:
    """Yield parts of a sentence of at most ``LONGEST_SOURCE`` tokens, cut before a word where there is one."""
    while len(tokens) > LONGEST_SOURCE:
        cut = next((i for i in range(LONGEST_SOURCE, LONGEST_SOURCE // 2, -1) if tokens[i].startswith("▁")), LONGEST_SOURCE)
        yield tokens[:cut]
        tokens = tokens[cut:]
    yield tokens


def word_links(source: Sequence[str], target: Sequence[str], attention: Sequence[Sequence[float]]) -> Links:
    """Return for each word of a target the word of its source that the model looked at most, and the other way for the rest.

    Args:
        source: SentencePiece tokens of the source.
        target: Those of the target.
        attention: For each token of the target the weight of each of the source, and of its end.
    """
    source_words, target_words = _words(source), _words(target)
    weights: dict[int, Counter[int]] = {}
    for word, row in zip(target_words, attention, strict=False):
        counter = weights.setdefault(word, Counter())
        for place, weight in zip(source_words, row, strict=False):
            counter[place] += weight  # type: ignore[assignment]
    links = [(counter.most_common(1)[0][0], word) for word, counter in weights.items() if counter]
    found = {source for source, _ in links}
    for place in sorted(set(source_words) - found):
        # no target word looks at it most; one may look at it all the same
        weight, word = max(((counter[place], -word) for word, counter in weights.items()), default=(0.0, 0))
        if weight >= _FAINT:
            links.append((place, -word))
    return links


def _words(tokens: Sequence[str]) -> list[int]:
    """Return to which word each token belongs."""
    words: list[int] = []
    number = -1
    for token in tokens:
        number += token.startswith(_WORD_MARK) or number < 0
        words.append(number)
    return words
