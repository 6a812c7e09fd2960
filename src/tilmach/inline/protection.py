"""Takes the codes out of a sentence before the machine sees it and puts them back: ``protect()`` and ``restore()``.

Where a code belongs in the target is told by the links between words that an engine reports (its attention), and by its
relative place where there are none. Whatever the links say, pairs come out well nested and no code is lost, doubled or
invented.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from tilmach.inline import codes
from tilmach.model import Links, Syntax

_WORD = re.compile(r"\S+")
_SPACES = re.compile(r"\s+")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*\[\]<]|(?<!\w)_|_(?!\w))")
_SPACE_BEFORE_STOP = re.compile(r" ([.,;:!?…])(?=\s|$)")
_OPENING = frozenset("([{«“„‘<")
_LEADING = re.compile(r"[^\w\s]*")
_TRAILING = re.compile(r"[^\w\s]*$")


@dataclass(slots=True)
class _Node:
    """A code, or a pair with what it encloses.

    Attributes:
        open: The code, or the first half.
        close: The second half; empty for a code alone.
        words: First and last word (exclusive) of the bare source that it encloses, or the place of a code alone twice.
        glued: Whether it touches the text before it, and after it.
        inside: What it encloses.
    """

    open: str
    close: str
    words: tuple[int, int]
    glued: tuple[bool, bool]
    inside: list[_Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Protected:
    """A sentence without its codes.

    Attributes:
        text: What the machine sees.
        nodes: The codes.
        syntax: How the format writes them.
    """

    text: str
    nodes: list[_Node]
    syntax: Syntax

    @property
    def is_bare(self) -> bool:
        """Whether there was nothing to take out."""
        return not self.nodes


def protect(source: str, syntax: Syntax) -> Protected:
    """Take the codes out of a sentence."""
    found = codes(source, syntax)
    pieces: list[str] = []
    root = _Node("", "", (0, 0), (False, False))
    stack = [root]
    position = 0
    for code in found:
        pieces.append(_decoded(source[position : code.start], syntax))
        position = code.end
        bare = "".join(pieces)
        touches = (bool(bare) and not bare[-1].isspace(), code.end < len(source) and not source[code.end].isspace())
        if code.closes:
            node = stack.pop()
            node.close = source[code.start : code.end]
            node.words = (node.words[0], len(_WORD.findall(bare)))
            node.glued = (node.glued[0], touches[1])
            continue
        start = len(_WORD.findall(bare)) - (1 if code.opens and touches[0] else 0)
        node = _Node(source[code.start : code.end], "", (start, start), touches)
        stack[-1].inside.append(node)
        if code.opens:
            stack.append(node)
    pieces.append(_decoded(source[position:], syntax))
    text = _SPACES.sub(" ", "".join(pieces)).strip()
    return Protected(_SPACE_BEFORE_STOP.sub(r"\1", text), root.inside, syntax)


def _decoded(text: str, syntax: Syntax) -> str:
    return text if syntax is Syntax.PLAIN else html.unescape(text)


def _encoded(text: str, syntax: Syntax) -> str:
    """Write plain text as the format does, so that nothing in it is taken for markup."""
    if syntax is Syntax.HTML:
        return html.escape(text, quote=False)
    if syntax is Syntax.MARKDOWN:
        return _MARKDOWN_SPECIAL.sub(r"\\\1", text)
    return text


def restore(target: str, protected: Protected, links: Links = ()) -> tuple[str, bool]:
    """Put the codes of a sentence into its target.

    Args:
        target: The machine's translation of ``protected.text``.
        protected: The sentence.
        links: Which words translate which, if the engine tells.

    Returns:
        The target with all codes, and whether each has its place by the links or by its nature (around everything, at an
        end), not by guess.
    """
    if protected.is_bare:
        return _encoded(target, protected.syntax), True
    words = _WORD.findall(target)
    placing = _Placing(words, len(_WORD.findall(protected.text)), links, protected.syntax)
    text = "".join(piece.text for piece in placing.render(protected.nodes, 0, len(words)))
    return text, not placing.guessed


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    is_code: bool = False


class _Placing:
    """Writes a target with its codes, one level of nesting after another."""

    def __init__(self, words: list[str], source_words: int, links: Links, syntax: Syntax) -> None:
        self.words, self.source_words, self.syntax = words, source_words, syntax
        self.linked: dict[int, list[int]] = {}
        for source, target in links:
            if target < len(words):
                self.linked.setdefault(source, []).append(target)
        self.guessed = False

    def render(self, nodes: list[_Node], first: int, last: int) -> list[_Piece]:
        """Return words ``first`` to ``last`` (exclusive) with these codes among them."""
        places: list[tuple[int, int, int, _Node]] = []
        taken: list[tuple[int, int]] = []
        for order, node in enumerate(nodes):
            if node.close:
                start, end = self._free(*self._span(node, first, last), last, taken)
                taken.append((start, end))
                places.append((start, end, order, node))
        for order, node in enumerate(nodes):
            if not node.close:
                at = self._place(node, first, last)
                at = next((other for one, other in taken if one < at < other), at)
                places.append((at, at, order, node))
        pieces: list[_Piece] = []
        position = first
        # at one place: what ends there, in the source's order, before what begins there
        for start, end, _, node in sorted(places, key=lambda place: (place[0], place[1], place[2])):
            _append(pieces, self._plain(position, start))
            position = max(position, end)
            if node.close:
                _append(pieces, self._enclosed(node, self.render(node.inside, start, end)))
            else:
                self._put(pieces, node, is_last=end == len(self.words))
        _append(pieces, self._plain(position, last))
        return pieces

    def _plain(self, first: int, last: int) -> list[_Piece]:
        return [_Piece(_encoded(" ".join(self.words[first:last]), self.syntax))] if first < last else []

    def _put(self, pieces: list[_Piece], node: _Node, *, is_last: bool) -> None:
        """Add a code alone."""
        code = _Piece(node.open, is_code=True)
        before = pieces[-1].text[-1:] if pieces else ""
        # an address after a bracket touches it, after a comma it does not
        glued = node.glued[0] and (before in _OPENING or not (node.open[0].isalnum() or node.open[0] in "_@"))
        if not pieces:
            pieces.append(code)
        elif is_last and node.glued[1] and not pieces[-1].is_code:
            # an address or a footnote's mark before the full stop
            text = pieces.pop().text
            stop = _TRAILING.search(text)
            after = stop[0] if stop else ""
            if len(after) < len(text):
                pieces.append(_Piece(text[: len(text) - len(after)]))
                pieces += [] if glued else [_Piece(" ")]
            pieces.append(code)
            pieces += [_Piece(after)] if after else []
        elif glued:
            pieces.append(code)  # a footnote's mark
        else:
            _append(pieces, [code])

    def _enclosed(self, node: _Node, inner: list[_Piece]) -> list[_Piece]:
        """Return pieces in a pair; signs that stood outside of it in the source stand outside again."""
        before = after = ""
        if node.glued[0] and inner and not inner[0].is_code:
            lead = _LEADING.match(inner[0].text)
            before = lead[0] if lead and lead.end() < len(inner[0].text) else ""
            inner = [_Piece(inner[0].text[len(before) :]), *inner[1:]]
        if node.glued[1] and inner and not inner[-1].is_code:
            stop = _TRAILING.search(inner[-1].text)
            after = stop[0] if stop and stop.start() else ""
            inner = [*inner[:-1], _Piece(inner[-1].text[: len(inner[-1].text) - len(after)])]
        edges = [_Piece(before)] if before else []
        pair = [*edges, _Piece(node.open, is_code=True), *inner, _Piece(node.close, is_code=True)]
        return [*pair, _Piece(after)] if after else pair

    def _span(self, node: _Node, first: int, last: int) -> tuple[int, int]:
        """Return the words of the target that a pair encloses."""
        start, end = node.words
        if start <= 0 and end >= self.source_words:
            return first, last
        linked = sorted({t for s in range(start, end) for t in self.linked.get(s, ()) if first <= t < last})
        if linked:
            return _densest(linked)
        self.guessed = True
        return self._share(start, end, first, last)

    def _share(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        size, total = last - first, max(1, self.source_words)
        low = first + min(round(start / total * len(self.words)), max(0, size - 1))
        return low, min(last, max(low + 1, first + round(end / total * len(self.words)))) if size else low

    def _place(self, node: _Node, first: int, last: int) -> int:
        """Return before which word of the target a code alone stands."""
        at = node.words[0]
        if at <= 0:
            return first
        if at >= self.source_words:
            return last
        before = [t for t in self.linked.get(at - 1, ()) if first <= t < last]
        after = [t for t in self.linked.get(at, ()) if first <= t < last]
        if before:
            return max(before) + 1
        if after:
            return min(after)
        self.guessed = True
        return min(last, max(first, round(at / max(1, self.source_words) * len(self.words))))

    def _free(self, start: int, end: int, last: int, taken: list[tuple[int, int]]) -> tuple[int, int]:
        """Return the part of a span that no pair beside it has; the end of the segment if there is none."""
        free = [word for word in range(start, end) if not any(one <= word < other for one, other in taken)]
        if free and free[-1] - free[0] == len(free) - 1:
            return free[0], free[-1] + 1
        self.guessed = True
        if free:
            return free[0], free[0] + 1
        return last, last


def _append(pieces: list[_Piece], more: list[_Piece]) -> None:
    """Add pieces after a space."""
    if pieces and more:
        pieces.append(_Piece(" "))
    pieces += more


def _densest(words: list[int]) -> tuple[int, int]:
    """Return the longest run of words with gaps of one at most."""
    runs = [[words[0], words[0]]]
    for word in words[1:]:
        if word - runs[-1][1] <= 2:
            runs[-1][1] = word
        else:
            runs.append([word, word])
    low, high = max(runs, key=lambda run: (run[1] - run[0], -run[0]))
    return low, high + 1
